"""Nothing of the host can get into an environment's process: decoys on the host, and a look at every ELF file."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.integration.loopback import serving
from tests.integration.project import Project
from tests.patience import PATIENCE

from snowsnake.builders import elf

DECOY = "libsnowdecoy.so.1"

# In a mount namespace, so that nothing of this machine changes: a library in the loader's cache, one in its default
# directory, and one that every process is to load first.
ENTER = """
set -eu
decoys=$1; shift
mount --make-rprivate /
triplet=$(basename "$(dirname "$(ls /usr/lib/*-linux-gnu/libc.so.6 | head -1)")")
mkdir -p "$decoys/local" "$decoys/default" "$decoys/etc"
cp "$decoys/libsnowdecoy.so.1" "$decoys/local/"
cp "$decoys/libsnowdefault.so.1" "$decoys/default/"
echo "$decoys/libsnowpreload.so" > "$decoys/etc/ld.so.preload"
mount --bind "$decoys/local" /usr/local/lib
mount -t overlay overlay -o "lowerdir=$decoys/default:/usr/lib/$triplet" "/usr/lib/$triplet"
ldconfig -C "$decoys/etc/ld.so.cache"
mount -t overlay overlay -o "lowerdir=$decoys/etc:/etc" /etc
exec "$@"
"""
LOAD = "import ctypes, sys; [ctypes.CDLL(name) for name in sys.argv[1:]]"

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="mounts decoys over the host's libraries")


@pytest.fixture(scope="module")
def environments(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """An environment of each interpreter; that of the default one with wheels that need native libraries."""
    made = {}
    for python in ("3.13", "3.11", "3.14", "3.15", "pypy3"):
        directory = tmp_path_factory.mktemp("hermetic")
        for name in ("project", "state", "temporary"):
            (directory / name).mkdir()
        project = Project(
            directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
        )
        more = "opencv-python\nruff\n" if python == "3.13" else ""
        project.write({"requirements.txt": f"numpy\n{more}"})
        for words in (("lock", "--python", python), ("build", "-o", "result")):
            ran = project.run(*words, timeout=600)
            assert ran.code == 0, ran.err
        made[python] = (project.directory / "result").resolve()
    return made


@dataclass(frozen=True, kw_only=True)
class Host:
    """A host with decoys, and how to start a program on it."""

    decoys: Path

    def run(self, *words: str | Path) -> subprocess.CompletedProcess[str]:
        started = ["unshare", "--mount", "sh", "-c", ENTER, "sh", self.decoys, "env", "-i", *words]
        return subprocess.run(
            [str(word) for word in started], capture_output=True, text=True, check=False, timeout=PATIENCE
        )

    def preloaded(self) -> int:
        """How many processes have loaded the library of `/etc/ld.so.preload` since the last time."""
        trace = self.decoys / "preloaded"
        count = len(trace.read_bytes()) if trace.exists() else 0
        trace.unlink(missing_ok=True)
        return count


@pytest.fixture
def host(tmp_path: Path) -> Host:
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("needs a compiler")
    source = f"""
#include <fcntl.h>
#include <unistd.h>
__attribute__((constructor)) static void loaded(void) {{
    int file = open("{tmp_path}/preloaded", O_WRONLY | O_CREAT | O_APPEND, 0644);
    if (file >= 0) {{ if (write(file, "x", 1)) {{}} close(file); }}
}}
"""
    for name, text in ((DECOY, ""), ("libsnowdefault.so.1", ""), ("libsnowpreload.so", source)):
        subprocess.run(
            [compiler, "-shared", "-fPIC", "-x", "c", "-", f"-Wl,-soname,{name}", "-o", tmp_path / name],
            input=text, text=True, check=True,
        )  # fmt: skip
    found = Host(decoys=tmp_path)
    tried = found.run("true")
    if tried.returncode:
        pytest.skip(f"this machine cannot mount decoys: {tried.stderr.strip()}")
    return found


def test_the_host_finds_its_decoys(host: Host) -> None:
    """Else the next test would prove nothing."""
    python = Path("/usr/bin/python3")
    if not python.exists():
        pytest.skip("the host has no Python")
    host.preloaded()
    done = host.run(python, "-c", LOAD, DECOY, "libsnowdefault.so.1")
    assert done.returncode == 0, done.stderr
    assert host.preloaded() == 2  # `env`, and Python


def test_no_library_of_the_host_can_be_found(host: Host, environments: dict[str, Path]) -> None:
    for python, environment in environments.items():
        for name in (DECOY, "libsnowdefault.so.1"):
            done = host.run(environment / "bin/python", "-c", LOAD, name)
            assert done.returncode == 1, (python, name)
            assert "cannot open shared object file" in done.stderr, (python, name, done.stderr)


def test_the_host_preloads_nothing(host: Host, environments: dict[str, Path]) -> None:
    programs: Sequence[tuple[str | Path, ...]] = [
        *((environment / "bin/python", "-c", "pass") for environment in environments.values()),
        (environments["3.13"] / "bin/ruff", "--version"),
    ]
    host.preloaded()
    for program in programs:
        done = host.run(*program)
        assert done.returncode == 0, done.stderr
        assert host.preloaded() == 1, program  # `env`, which is the host's


def test_a_wheels_own_run_path_leads_to_nothing_of_the_host(tmp_path: Path) -> None:
    """Some are built where libraries lay in `/usr/local/lib`, and say so."""
    compiler = shutil.which("gcc")
    if compiler is None:
        pytest.skip("needs a compiler")
    for name in ("host", "project", "state", "temporary"):
        (tmp_path / name).mkdir()
    decoy = tmp_path / "host/libz.so.1"
    flags = ["-shared", "-x", "c", "/dev/null"]
    subprocess.run([compiler, *flags, "-Wl,-soname,libz.so.1", "-o", decoy], check=True)
    for name, kind in (("runpath", "--enable-new-dtags"), ("rpath", "--disable-new-dtags")):
        link = [
            "-Wl,--no-as-needed",
            f"-Wl,{kind},-rpath,{decoy.parent}",
            f"-L{decoy.parent}",
            "-l:libz.so.1",
        ]
        subprocess.run([compiler, *flags, *link, "-o", tmp_path / f"{name}.so"], check=True)
    project = Project(
        directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "temporary"
    )
    libraries = {
        f"snowlink/{name}.so": (tmp_path / f"{name}.so").read_bytes() for name in ("runpath", "rpath")
    }
    with serving() as index:
        file = index.add("snowlink", tag=f"py3-none-manylinux_2_17_{os.uname().machine}", files=libraries)
        project.write({"requirements.txt": f"snowlink @ {index.file_url(file)}\n"})
        ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    program = """
import ctypes, snowlink, sys
ctypes.CDLL(f"{snowlink.__path__[0]}/{sys.argv[1]}.so")
print({line.split()[-1] for line in open("/proc/self/maps") if "libz.so" in line})
"""
    for name in ("runpath", "rpath"):
        done = subprocess.run(
            [f"{ran.out.strip()}/bin/python", "-c", program, name],
            env={}, capture_output=True, text=True, check=True,
        )  # fmt: skip
        assert "/nix/store/" in done.stdout
        assert str(decoy) not in done.stdout


def test_nothing_outside_the_store_is_mapped(environments: dict[str, Path]) -> None:
    program = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
with open("/proc/self/maps") as maps:
    paths = {line.split(None, 5)[5].strip() for line in maps if " /" in line}
print(sorted(path for path in paths if not path.startswith(("/nix/store/", "/usr/lib/locale/"))))
"""
    modules = ["ssl", "sqlite3", "tkinter", "curses", "readline", "ctypes", "lzma", "dbm.gnu", "numpy"]
    for python, environment in environments.items():
        more = ["cv2"] if python == "3.13" else []
        done = subprocess.run(
            [environment / "bin/python", "-c", program, *modules, *more],
            env={}, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.stdout.strip() == "[]", (python, done.stdout, done.stderr)


def test_no_file_of_a_closure_asks_for_one_outside_the_store(environments: dict[str, Path]) -> None:
    """Run paths, ELF interpreters, needs that are paths, and symbolic links."""
    roots = subprocess.run(
        ["nix-store", "--query", "--requisites", *environments.values()],
        capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    wrong, seen = [], 0
    for root in roots:
        for directory, names, files in os.walk(root):
            for path in (Path(directory, name) for name in (*names, *files)):
                if path.is_symlink():
                    if re.match(r"/(?!nix/store/)", str(path.readlink())):
                        wrong.append((str(path), str(path.readlink())))
                    continue
                dynamic = elf.read(path) if path.is_file() else None
                if dynamic is None:
                    continue
                seen += 1
                asks = [entry for entry in dynamic.rpath if not entry.startswith("$")]
                asks += [name for name in dynamic.needed if "/" in name]
                # A library that can be started prints its version; nobody does.
                if dynamic.interpreter and not re.search(r"\.so\.\d+$", path.name):
                    asks.append(dynamic.interpreter)
                wrong += [(str(path), text) for text in asks if not text.startswith("/nix/store/")]
    assert wrong == []
    assert seen > 1000
