"""The analysis against wheels from the index, and the loader's rules against the real loader."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from snowsnake.analyse import analyse_wheels, link_needs, plan_patches
from snowsnake.lockfile.model import Provision

WHEELS = ["numpy", "ruff", "ninja", "shiboken6", "PyQt6-sip", "cryptography"]
TREE = frozenset(
    {"libz.so.1", "libstdc++.so.6", "libgcc_s.so.1", "libpthread.so.0", "libdl.so.2", "librt.so.1"}
)


def test_wheels_from_the_index(tmp_path: Path) -> None:
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--only-binary", ":all:", "--dest", tmp_path, *WHEELS], check=True)
    wheels = [
        (path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in sorted(tmp_path.glob("*.whl"))
    ]
    reports = {report.name: report for report in analyse_wheels(wheels, tmp_path / "cache")}
    assert sorted(reports) == sorted(name.lower() for name in WHEELS)
    assert all(elf.problem is None for report in reports.values() for elf in report.elf_files)
    links = link_needs(reports, TREE, machine="x86_64")
    programs: dict[str, str] = {}
    for name, found in links.items():
        assert set(found.external) <= TREE | {"libc.so.6", "libm.so.6"}, name
        provided = {soname: Provision(package="python", path=f"lib/{soname}") for soname in found.external}
        patches = plan_patches(found, provided, library_directory="lib")
        programs |= {file: name for file, patch in patches.items() if patch.interpreter}
    assert sorted(programs.values()) == ["ninja", "ruff"]


@pytest.mark.skipif(
    shutil.which("gcc") is None, reason="builds two small libraries to see what the loader does"
)
@pytest.mark.parametrize(("tags", "found"), [("--disable-new-dtags", True), ("--enable-new-dtags", False)])
def test_the_loader_hands_down_rpath_and_not_runpath(tmp_path: Path, tags: str, found: bool) -> None:
    """`search` rests on this: x has the run path, its library q has none and needs r, which lies beside q."""
    (tmp_path / "lib").mkdir()

    def build(output: str, source: str, *arguments: str) -> None:
        (tmp_path / "source.c").write_text(source)
        command = ["gcc", "-shared", "-fPIC", "-Wl,--no-as-needed", "-o", output, "source.c", *arguments]
        subprocess.run(command, cwd=tmp_path, check=True)

    build("lib/libr.so", "int r(void) { return 7; }")
    build("lib/libq.so", "int r(void); int q(void) { return r(); }", "-Llib", "-lr")
    build(
        "x.so",
        "int q(void); int x(void) { return q(); }",
        "-Llib",
        "-lq",
        "-Wl,-rpath,$ORIGIN/lib",
        f"-Wl,{tags}",
    )
    code = f"import ctypes; print(ctypes.CDLL({str(tmp_path / 'x.so')!r}).x())"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.stdout == "7\n") is found, done.stderr
