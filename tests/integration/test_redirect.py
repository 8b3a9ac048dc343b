"""The library that redirects compiled-in paths: its bytes are those that its source makes, and it is complete."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from fnmatch import fnmatchcase
from pathlib import Path

import pytest
from elftools.elf.elffile import ELFFile
from elftools.elf.sections import SymbolTableSection
from tests.integration.project import Project
from tests.patience import PATIENCE

import snowsnake

BUILDERS = Path(snowsnake.__file__).parent / "builders"
SCRIPT = Path(__file__).parent.parent.parent / "scripts/build-redirect"
LEFT = Path(__file__).with_name("libc_functions.toml")


def functions(library: Path) -> set[str]:
    """The names of the functions that a shared library has for others."""
    with library.open("rb") as file:
        section = ELFFile(file).get_section_by_name(".dynsym")
        assert isinstance(section, SymbolTableSection)
        kinds = {"STT_FUNC", "STT_GNU_IFUNC", "STT_LOOS"}
        return {
            symbol.name
            for symbol in section.iter_symbols()
            if symbol["st_shndx"] != "SHN_UNDEF" and symbol["st_info"]["type"] in kinds
        }


def test_shipped_bytes_are_what_the_bases_compilers_make_of_the_source(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, tmp_path],
        check=False,
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    names = ["redirect.aarch64-linux-gnu.so", "redirect.x86_64-linux-gnu.so"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    for name in names:
        assert (tmp_path / name).read_bytes() == (BUILDERS / name).read_bytes()


@pytest.mark.parametrize("python", ["3.11", "3.13"])
def test_each_function_of_the_c_library_is_wrapped_or_left_for_a_reason(tmp_path: Path, python: str) -> None:
    project = Project(directory=tmp_path / "p", state=tmp_path / "s", temporary=tmp_path)
    project.write({"requirements.txt": ""})
    for command in (("lock", "--python", python), ("build", "-o", "result")):
        ran = project.run(*command, timeout=PATIENCE)
        assert ran.code == 0, ran.err
    wrapped = functions(BUILDERS / "redirect.x86_64-linux-gnu.so")
    interpreter = (project.directory / "result/bin/python").resolve().parent.parent
    (libc,) = interpreter.glob("lib/*-linux-gnu/libc.so.6")
    names = functions(libc)
    left = [pattern for group in tomllib.loads(LEFT.read_text())["left"] for pattern in group["names"]]
    unknown = {name for name in names - wrapped if not any(fnmatchcase(name, pattern) for pattern in left)}
    assert unknown == set()
    assert {name for name in wrapped if any(fnmatchcase(name, pattern) for pattern in left)} == set()
