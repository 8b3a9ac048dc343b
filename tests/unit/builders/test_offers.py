"""A program that fails for want of what the lock offers ends with the line that adds it; no other says a word."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from snowsnake.builders import offers

SITE = "site"
OFFERED = [
    ["program", "snow-draw", "snow-utils"],
    ["program", "dot", "graphviz"],
    ["library", "magic", "libmagic1t64"],
    ["soname", "libsnow.so.1", "libsnow1"],
    ["program", "latex", "texlive-latex-extra"],
]
TEX = r"""latex was not able to process the following string: b'lp'
This is pdfTeX (preloaded format=latex), entering extended mode
! LaTeX Error: File `{file}' not found.
Type X to quit or <RETURN> to proceed,
! Emergency stop. No pages of output: is it installed?
"""


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("environment")
    (out / SITE).mkdir()
    (out / "bin").mkdir()
    latex = out / "bin/latex"
    latex.write_text('#!/bin/sh\necho "! LaTeX Error: File \\`snow.cls\' not found."\nexit 1\n')
    latex.chmod(0o755)
    spec = {"site-packages": SITE, "offers": OFFERED, "native": None, "version": "3.13"}
    offers.hook(spec, str(out))
    return out


def errors_of(environment: Path, code: str, *, status: int = 1) -> str:
    path = f"import os; os.environ['PATH'] = {str(environment / 'bin')!r}"  # not what the host has
    started = f"import site; site.addsitedir({str(environment / SITE)!r})\n{path}\n{code}"
    done = subprocess.run(
        [sys.executable, "-I", "-c", started],
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == status, done.stderr
    return done.stderr


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("import subprocess; subprocess.run(['snow-draw', 'x'])", "snow-utils"),
        ("import subprocess; subprocess.run(['dot'])", "graphviz"),
        ("raise RuntimeError('is snow-draw installed?')", "snow-utils"),
        ("raise RuntimeError('failed to execute PosixPath(\\'dot\\')')", "graphviz"),
        # By the name that people know it by.
        ("raise OSError('Unable to locate Graphviz on paths')", "graphviz"),
        ("import ctypes; ctypes.CDLL('libsnow.so.1')", "libsnow1"),
        ("raise ImportError('failed to find libmagic.  Check your installation')", "libmagic1t64"),
        ("try:\n open('/nowhere/snow-draw')\nexcept OSError:\n raise ValueError('no picture')", "snow-utils"),
        (
            "try:\n open('/nowhere/dot')\nexcept OSError as e:\n raise ValueError('no picture') from e",
            "graphviz",
        ),
    ],
)
def test_failure_for_want_of_an_offer_ends_with_the_line_that_adds_it(
    environment: Path, code: str, package: str
) -> None:
    said = errors_of(environment, code)
    assert said.startswith("Traceback")
    assert f"`snowsnake add-native {package}`" in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("raise ValueError('clGetPlatformIDs failed: PLATFORM_NOT_FOUND_KHR')", "pocl-opencl-icd"),
        (
            "class VkErrorIncompatibleDriver(Exception): pass\nraise VkErrorIncompatibleDriver",
            "mesa-vulkan-drivers",
        ),
        (
            "try:\n raise OSError('VK_ERROR_INCOMPATIBLE_DRIVER (-9)')\nexcept OSError as e:\n raise KeyError from e",
            "mesa-vulkan-drivers",
        ),
    ],
)
def test_loader_that_has_no_driver_is_told_of_one(environment: Path, code: str, package: str) -> None:
    said = errors_of(environment, code).splitlines()[-1]
    assert f"`snowsnake add-native {package}`" in said
    assert f"`--native {package}`" in said


@pytest.mark.parametrize(
    "code",
    [
        "raise ValueError('dot product of two that are not available')",
        "raise ValueError('snow-drawing is not installed')",
        "raise ValueError('snow-draw says no')",
        "raise ValueError('Graphviz says no')",
        "open('other-program')",
        "import subprocess; subprocess.run(['/nowhere/other-program'])",
        "raise ValueError('x' * 10_000)",
        "raise RuntimeError('latex was not able to process it: Missing number, treated as zero. Not found.')",
        "import subprocess; subprocess.run(['latex'], check=True)",
        "class E(Exception):\n def __str__(self): raise ValueError\nraise E",
    ],
)
def test_other_failure_is_left_alone(environment: Path, code: str) -> None:
    assert "snowsnake" not in errors_of(environment, code)


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("import subprocess; subprocess.run(['other-program'])", "other-program"),
        ("import ctypes; ctypes.CDLL('libother.so.2')", "libother.so.2"),
        (
            "raise ImportError('libother.so.2: cannot open shared object file: No such file or directory')",
            "libother.so.2",
        ),
    ],
)
def test_failure_for_want_of_what_nobody_offered_says_who_knows(
    environment: Path, code: str, name: str
) -> None:
    assert f"`snowsnake locate {name}`" in errors_of(environment, code).splitlines()[-1]


@pytest.mark.parametrize(
    ("code", "file"),
    [
        (f"raise RuntimeError({TEX.format(file='type1ec.sty')!r})", "type1ec.sty"),
        (f"raise RuntimeError({TEX.format(file='t1-snow.fd')!r} + 'x' * 9000)", "t1-snow.fd"),
        # TeX breaks its lines after 79 characters.
        (
            "raise RuntimeError('x\\n! LaTeX Error: File `' + 'n' * 58 + '\\nn.sty\\' not found.')",
            f"{'n' * 59}.sty",
        ),
        ("raise RuntimeError('Missing cm-super package, required by Matplotlib.')", "type1ec.sty"),
        ("import subprocess; subprocess.run(['latex'], check=True, capture_output=True)", "snow.cls"),
    ],
)
def test_failure_of_latex_names_the_file_that_it_did_not_find(
    environment: Path, code: str, file: str
) -> None:
    said = errors_of(environment, code)
    assert "add-native" not in said
    assert f"`snowsnake locate {file}`" in said.splitlines()[-1]


def test_program_that_ends_well_says_nothing(environment: Path) -> None:
    assert errors_of(environment, "import sys; assert sys.excepthook is sys.__excepthook__", status=0) == ""


@pytest.mark.parametrize(
    ("code", "package"),
    [
        ("import subprocess; subprocess.run(['gcc', '-c', 'x.c'])", "g++ libpython3.13-dev"),
        ("raise RuntimeError('Failed to find C compiler. Please specify via CC')", "g++ libpython3.13-dev"),
        (
            "raise RuntimeError('Error building extension: /bin/sh: 1: c++: not found')",
            "g++ libpython3.13-dev",
        ),
        (
            "raise ImportError('Building module x failed: command \\'gcc\\' failed: No such file or directory')",
            "g++ libpython3.13-dev",
        ),
        ("import subprocess; subprocess.run(['gfortran'])", "gfortran libpython3.13-dev"),
        (
            "import subprocess; raise subprocess.CalledProcessError(1, ['/x/bin/meson', 'setup', 'b'])",
            "g++ libpython3.13-dev",
        ),
        (
            "import subprocess; raise subprocess.CalledProcessError(1, 'cmake -DFORTRAN=1')",
            "gfortran libpython3.13-dev",
        ),
    ],
)
def test_failure_for_want_of_a_compiler_ends_with_the_line_that_adds_it(
    environment: Path, code: str, package: str
) -> None:
    said = errors_of(environment, f"import os; os.environ['PATH'] = '/nowhere'\n{code}").splitlines()[-1]
    assert f"`snowsnake add-native {package}`" in said
    assert all(f"--native {name}" in said for name in package.split())


def test_compiler_of_the_environment_is_not_offered(tmp_path: Path) -> None:
    (tmp_path / SITE).mkdir()
    for name in ("gcc", "g++", "gfortran"):
        (tmp_path / "native/bin").mkdir(parents=True, exist_ok=True)
        (tmp_path / "native/bin" / name).write_text("")
    spec = {"site-packages": SITE, "offers": [], "native": str(tmp_path / "native"), "version": "3.13"}
    offers.hook(spec, str(tmp_path))
    assert list((tmp_path / SITE).iterdir()) == []


def test_module_is_not_imported_while_nothing_fails(environment: Path) -> None:
    assert errors_of(environment, "import sys; assert '_snowsnake_offers' not in sys.modules", status=0) == ""
