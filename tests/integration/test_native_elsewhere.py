"""Programs that Debian does not have, or that are wanted from elsewhere: pinned, relocated, and they run.

The programs are real ones, out of Debian packages, of npm and of PyPI; they are started with an empty environment.
"""

from __future__ import annotations

import base64
import hashlib
import io
import json
import lzma
import os
import shlex
import subprocess
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, Ran
from tests.patience import PATIENCE
from tests.unit.analyse.conftest import write_elf

from snowsnake.acquire import Acquire
from snowsnake.builders import deb
from snowsnake.configuration import Configuration
from snowsnake.events import ignore
from snowsnake.provide.debian.base import DebianBase
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.targets import Target, host_system

LOADER = {"x86_64-linux": "/lib64/ld-linux-x86-64.so.2", "aarch64-linux": "/lib/ld-linux-aarch64.so.1"}
MACHINE = {"x86_64-linux": 62, "aarch64-linux": 183}
OTHER = {"x86_64-linux": 183, "aarch64-linux": 62}
EMPTY = '[project]\nname = "demo"\nversion = "1"\n[tool.snowsnake]\n'


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "temporary"):
        (tmp_path / name).mkdir()
    return Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "temporary")


@pytest.fixture
def index() -> Iterator[Index]:
    with serving() as server:
        yield server


@pytest.fixture(scope="module")
def debs() -> dict[str, Path]:
    """jq and its library, as Debian has them: the package's name -> its file."""
    configuration = Configuration.from_environment(os.environ)
    base = DebianBase(
        cache=configuration.cache,
        mirrors=Mirrors.detect(os.environ),
        offline=False,
        observer=ignore,
        max_age=timedelta(days=1),
    )
    _, artifacts = base.run_time(Target.parse(f"cp313-{host_system()}"), {"jq"}, {"jq"})
    files = Acquire.of(configuration, None, ignore)(artifacts.values())
    return {file.partition("_")[0]: path for file, path in files.items()}


@pytest.fixture(scope="module")
def jq(debs: Mapping[str, Path], tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """A release of jq as its publisher might make it: with its own library, which nothing in it leads to."""
    root = tmp_path_factory.mktemp("jq")
    deb.unpack([(name, str(debs[name])) for name in ("jq", "libjq1")], str(root), 1)
    library = next(path for path in (root / "lib").rglob("libjq.so.1") if path.exists())
    return {"bin/jq": (root / "bin/jq").read_bytes(), "lib/libjq.so.1": library.read_bytes()}


def tarball(files: Mapping[str, bytes], top: str = "jq-1.7", mode: str = "w:gz") -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in files.items():
            member = tarfile.TarInfo(f"{top}/{name}")
            member.size, member.mode = len(content), 0o755
            archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def wants(project: Project, *native: str | Mapping[str, object], more: str = "") -> None:
    def text(value: object) -> str:
        if isinstance(value, Mapping):
            return "{ " + ", ".join(f"{key} = {text(item)}" for key, item in value.items()) + " }"
        return json.dumps(value)

    project.write({"pyproject.toml": f"{EMPTY}native = [{', '.join(map(text, native))}]\n{more}"})


def built(project: Project) -> Path:
    for words in (("lock",), ("build", "-o", "result")):
        ran = project.run(*words, timeout=600)
        assert ran.code == 0, ran.err
    return project.directory / "result"


def start(*words: str | Path, **environ: str) -> str:
    """What a program prints that is started with an empty environment."""
    done = subprocess.run(
        [str(word) for word in words],
        env=environ,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def loaded(program: Path) -> set[str]:
    """The libraries that the loader would map for a program."""
    lines = start(program, LD_TRACE_LOADED_OBJECTS="1").splitlines()
    found = {line.split(" => ")[-1].strip().split(" (")[0] for line in lines}
    return {path for path in found if path.startswith("/")}


def archives(project: Project) -> list[dict[str, Any]]:
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    found: list[dict[str, Any]] = target["natives"][target["run-time"]]["archives"]
    return found


def artifact(project: Project, archive: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(project.lock.read_text())["artifacts"][archive["artifact"]]
    return found


def test_an_archive_runs_with_its_own_libraries_and_debians(
    project: Project, index: Index, jq: dict[str, bytes]
) -> None:
    content = tarball(jq)
    index.files["jq-1.7-linux.tar.gz"] = content
    url = index.file_url("jq-1.7-linux.tar.gz")
    wants(project, f"{url}#sha256={sha256(content)}")
    environment = built(project)
    assert start(environment / "bin/jq", "-n", "1+1") == "2\n"
    code = "import subprocess; print(subprocess.run(['jq', '-n', '6*7'], capture_output=True).stdout)"
    assert start(environment / "bin/python", "-c", code) == "b'42\\n'\n"
    # What starts it tells it where the tree's data are; behind that is the program.
    libraries = loaded((environment / "bin/jq").resolve().parents[1] / "bin/jq")
    assert all(path.startswith("/nix/store/") for path in libraries), libraries
    assert any(path.endswith("/opt/jq-1.7-linux/bin/../lib/libjq.so.1") for path in libraries), libraries
    (archive,) = archives(project)
    assert archive["programs"] == {"jq": "bin/jq"}
    assert artifact(project, archive) == {"url": url, "sha256": sha256(content), "size": len(content)}
    onig = next(need for need in archive["needs"] if need["name"].startswith("libonig.so"))
    assert (onig["debian"]["package"], onig["evidence"]) == ("libonig5", ["lib/libjq.so.1"])
    before = project.lock.read_bytes()
    index.files.clear()  # what is locked is there, and nobody has to be asked again
    project.write({"pyproject.toml": (project.directory / "pyproject.toml").read_text() + "\n# again\n"})
    assert project.run("lock").code == 0
    assert project.lock.read_bytes() == before


@pytest.mark.parametrize("form", ["tar.xz", "tar.bz2", "tar.zst", "zip"])
def test_every_kind_of_archive(form: str, project: Project, index: Index, jq: dict[str, bytes]) -> None:
    if form == "zip":
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, member in jq.items():
                archive.writestr(name, member)  # as Windows packs it: nothing is executable
        content = stream.getvalue()
    elif form == "tar.zst":
        plain = tarball(jq, mode="w:")
        content = subprocess.run(["zstd", "-qc"], input=plain, capture_output=True, check=True).stdout
    else:
        content = tarball(jq, mode=f"w:{form.removeprefix('tar.').replace('bz2', 'bz2')}")
    index.files[f"jq.{form}"] = content
    native = f"{index.file_url(f'jq.{form}')}#sha256={sha256(content)}"
    wants(project, native)
    assert start(built(project) / "bin/jq", "-n", "1+1") == "2\n"
    # Something else that is required moves nothing of what is locked.
    before = archives(project)
    project.write(
        {
            "pyproject.toml": EMPTY.replace("[tool", 'dependencies = ["installer"]\n[tool')
            + f"native = [{native!r}]"
        }
    )
    ran = project.run("lock")
    assert (ran.code, archives(project)) == (0, before), ran.err
    assert "base" not in ran.err, ran.err


def test_a_program_by_itself_without_a_hash(project: Project, index: Index, jq: dict[str, bytes]) -> None:
    index.files["jq-linux"] = jq["bin/jq"]
    url = index.file_url("jq-linux")
    wants(project, {"from": url, "programs": {"jq": "jq-*"}})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    (archive,) = archives(project)
    digest = sha256(jq["bin/jq"])
    assert f"warning: `{url}` has no hash: what came now is locked" in ran.err
    assert ran.err.count("has no hash") == 1
    assert f"#sha256={digest}" in ran.err
    assert artifact(project, archive)["sha256"] == digest
    assert {need["debian"]["package"] for need in archive["needs"]} >= {"libjq1"}
    assert start(built(project) / "bin/jq", "-n", "1+1") == "2\n"
    # Another file at the address: what is locked stays until somebody upgrades.
    index.files["jq-linux"] = jq["bin/jq"] + b"\0"
    wants(project, {"from": url, "programs": {"jq": "jq-*"}}, "libonig5")
    assert project.run("lock").code == 0
    assert artifact(project, archives(project)[0])["sha256"] == digest
    assert project.run("lock", "--upgrade").code == 0
    assert artifact(project, archives(project)[0])["sha256"] != digest


def test_a_wrong_hash(project: Project, index: Index, jq: dict[str, bytes]) -> None:
    index.files["jq-linux"] = jq["bin/jq"]
    wants(project, f"{index.file_url('jq-linux')}#sha256={'0' * 64}")
    ran = project.fails("lock")
    assert "error: `jq-linux` does not have the hash that it should have" in ran.err
    assert f"found     sha256:{sha256(jq['bin/jq'])}" in ran.err


def test_a_debian_package_by_its_address(project: Project, index: Index, debs: Mapping[str, Path]) -> None:
    content = debs["jq"].read_bytes()
    index.files["jq_9_amd64.deb"] = content
    wants(project, f"{index.file_url('jq_9_amd64.deb')}#sha256={sha256(content)}")
    environment = built(project)
    assert start(environment / "bin/jq", "-n", "1+1") == "2\n"
    (archive,) = archives(project)
    assert (archive["form"], archive["name"]) == ("deb", "jq")
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    tree = target["natives"][target["run-time"]]
    assert tree["programs"] == ["jq"]
    names = {file.partition("_")[0] for file in tree["debs"]}
    assert {"libjq1", "libonig5"} <= names
    assert "jq" not in names


def test_a_package_of_npm(project: Project) -> None:
    wants(project, "npm:esbuild@0.25.0")
    environment = built(project)
    assert start(environment / "bin/esbuild", "--version") == "0.25.0\n"
    (archive,) = archives(project)
    locked = artifact(project, archive)
    assert "/@esbuild/linux-" in locked["url"]
    assert locked["size"] > 1_000_000


def test_a_wheel_that_carries_a_program(project: Project) -> None:
    program = {"ffmpeg": "imageio_ffmpeg/binaries/ffmpeg-*"}
    wants(project, {"from": "pypi:imageio-ffmpeg==0.6.0", "programs": program})
    environment = built(project)
    assert start(environment / "bin/ffmpeg", "-version").startswith("ffmpeg version 7")
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    assert target["packages"] == {}
    assert artifact(project, archives(project)[0])["url"].endswith("_x86_64.whl")


def test_what_is_typed(project: Project, index: Index, jq: dict[str, bytes]) -> None:
    content = tarball(jq)
    index.files["jq.tgz"] = content
    native = f"{index.file_url('jq.tgz')}#sha256={sha256(content)}"
    ran = project.run("shell", "--native", native, "installer", "--", "jq", "-n", "6*7", timeout=600)
    assert ran.out == "42\n", ran.err


# --- bad input ------------------------------------------------------------------------------------------------------


def refused(project: Project, index: Index, content: bytes, file: str = "tool.tar.gz", **more: object) -> Ran:
    index.files[file] = content
    wants(project, {"from": index.file_url(file), **more})
    return project.fails("lock")


def elf(*needed: str, machine: int | None = None) -> bytes:
    system = host_system()
    return write_elf(needed, interpreter=LOADER[system], machine=machine or MACHINE[system])


def test_another_machine(project: Project, index: Index) -> None:
    ran = refused(project, index, tarball({"bin/tool": elf(machine=OTHER[host_system()])}))
    assert "is for aarch64" in ran.err or "is for x86_64" in ran.err
    assert 'target = "' in ran.err


def test_for_another_target_it_is_left_out(project: Project, index: Index) -> None:
    index.files["tool"] = elf(machine=OTHER[host_system()])
    other = "aarch64-linux" if host_system() == "x86_64-linux" else "x86_64-linux"
    wants(project, {"from": index.file_url("tool"), "target": other})
    assert project.run("lock").code == 0
    assert index.asked == []


def test_a_need_that_nobody_has(project: Project, index: Index) -> None:
    content = tarball({"bin/tool": elf("libown.so.1"), "lib/libown.so.1": elf("libnobody-has.so.9")})
    ran = refused(project, index, content)
    assert "`lib/libown.so.1` in `http://127.0.0.1" in ran.err
    assert "needs `libnobody-has.so.9`" in ran.err


def test_a_need_of_a_file_that_no_program_loads_is_a_warning(project: Project, index: Index) -> None:
    index.files["tool.tgz"] = tarball({"bin/tool": elf(), "plugins/x.so": elf("libnobody-has.so.9")})
    wants(project, index.file_url("tool.tgz"))
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert "warning: `plugins/x.so` in" in ran.err


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (b"<html>Sign in</html>" * 60, "cannot be unpacked: it is damaged"),
        (tarball({"../../outside": b"x"}), "leads out of it"),
        (tarball({"bin/tool": b"\x7fELF" + b"\xff" * 100}), "`bin/tool` in `http"),
        (tarball({"README": b"nothing"}), "has no programs in `bin` or at its top"),
        (b"!<arch>\nnothing", "cannot be unpacked: it is damaged"),
    ],
    ids=["html", "above", "broken", "nothing", "deb"],
)
def test_a_file_that_is_not_what_it_should_be(
    content: bytes, problem: str, project: Project, index: Index
) -> None:
    assert problem in refused(project, index, content).err


def test_which_file_is_the_program(project: Project, index: Index) -> None:
    content = tarball({"deep/tool-x": elf(), "deep/tool-y": elf()})
    ran = refused(project, index, content)
    assert 'programs = { tool-x = "deep/tool-x" }' in ran.err
    ran = refused(project, index, content, programs={"tool": "deep/tool-*"})
    assert "has several files at `deep/tool-*`" in ran.err
    ran = refused(project, index, content, programs={"tool": "other/*"})
    assert "has nothing at `other/*`" in ran.err


def test_a_debian_package_whose_dependency_is_not_there(
    project: Project, index: Index, tmp_path: Path
) -> None:
    ran = refused(project, index, made_deb("Depends: libnowhere9 (>= 9)\n"), "tool_1_all.deb")
    assert "(`tool`) depends on `libnowhere9 (>= 9)`, which cannot be had from Debian" in ran.err


def test_a_debian_package_of_another_architecture(project: Project, index: Index) -> None:
    ran = refused(project, index, made_deb("", architecture="riscv64"), "tool_1_riscv64.deb")
    assert "is for riscv64, not for " in ran.err


def of_links(*members: tuple[str, str | bytes]) -> bytes:
    """A tar of links (text is where they lead) and of files."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:xz") as archive:
        for name, content in members:
            member = tarfile.TarInfo(name)
            if isinstance(content, str):
                member.type, member.linkname = tarfile.SYMTYPE, content
                archive.addfile(member)
            else:
                member.size, member.mode = len(content), 0o4755
                archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def test_a_debian_package_that_writes_through_links_writes_nowhere(
    project: Project, index: Index, tmp_path: Path
) -> None:
    mine = tmp_path / "mine"
    mine.mkdir()
    data = of_links(("./a/b/c/d", "/"), ("./a/b/c/d/l", str(mine)), ("./l/sub/x", b"x"))
    index.files["tool_1_all.deb"] = made_deb("", data=data)
    project.write({"pyproject.toml": EMPTY})
    url = index.file_url("tool_1_all.deb")
    ran = project.fails("lock", "--native", url)
    assert f"`{url}` cannot be unpacked: `a/b/c/d/l` in it lies behind `a/b/c/d`" in ran.err
    assert list(mine.iterdir()) == []
    assert {path.name for path in project.directory.iterdir()} == {"pyproject.toml"}


def test_a_debian_package_that_unpacks_to_gigabytes_is_named(project: Project, index: Index) -> None:
    # As xz has it: one block of a gigabyte, packed once and repeated.
    block = lzma.compress(bytes(64 << 20), preset=0)
    ran = refused(project, index, made_deb("", data=block * 20), "tool_1_all.deb")
    assert "tool_1_all.deb` cannot be unpacked: it unpacks to more than 1024 MB" in ran.err


def test_two_debian_packages_of_one_name_are_named(project: Project, index: Index) -> None:
    index.files |= {"one.deb": made_deb(""), "other.deb": made_deb("Homepage: x\n")}
    one, other = index.file_url("one.deb"), index.file_url("other.deb")
    wants(project, one, other)
    ran = project.fails("lock")
    assert f"`{one}` and `{other}` are both the Debian package `tool`" in ran.err
    line = Advice("settle/carrier_errors.py", "snowsnake add-native --remove …").printed_in(ran.err)
    ran = project.run(*shlex.split(line)[1:])
    assert ran.code == 0, ran.err
    assert project.run("lock").code == 0


def made_deb(
    fields: str,
    architecture: str = "all",
    files: Mapping[str, bytes] | None = None,
    *,
    name: str = "tool",
    data: bytes | None = None,
) -> bytes:
    control = f"Package: {name}\nVersion: 1\nArchitecture: {architecture}\n{fields}"
    members = {
        "debian-binary": b"2.0\n",
        "control.tar.gz": tarball({"control": control.encode()}, top="."),
        "data.tar": data or tarball(files or {"usr/bin/tool": b"#!/bin/sh\n"}, top="."),
    }
    content = b"!<arch>\n"
    for file, member in members.items():
        content += f"{file:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(member):<10}`\n".encode() + member
        content += b"\n" * (len(member) % 2)
    return content


def test_a_registry_of_npm_that_is_configured(project: Project, index: Index) -> None:
    content = tarball({"package.json": b"{}", "bin/tool": elf()}, top="package")
    index.files["tool-1.0.0.tgz"] = content
    integrity = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
    document = {
        "name": "tool",
        "version": "1.0.0",
        "dist": {"tarball": index.file_url("tool-1.0.0.tgz"), "integrity": integrity},
    }
    index.files["tool/1.0.0"] = json.dumps(document).encode()
    registry = index.file_url("")
    project.write({".npmrc": f"registry={registry}\n"})
    wants(project, "npm:tool@1.0.0")
    assert project.run("lock").code == 0
    (archive,) = archives(project)
    assert artifact(project, archive)["url"] == index.file_url("tool-1.0.0.tgz")
    index.files["tool-1.0.0.tgz"] = content + b"\0"
    ran = project.fails("lock", "--upgrade")
    assert "does not have the hash" in ran.err
    assert "sha512:" in ran.err
    wants(project, "npm:tool@2.0.0")
    assert "npm has no version `2.0.0` of `tool`" in project.fails("lock").err
    index.files["tool/2.0.0"] = b"[]"
    assert "makes no sense" in project.fails("lock").err
