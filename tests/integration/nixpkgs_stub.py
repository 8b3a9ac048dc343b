"""The stub of nixpkgs (tests/nixpkgs-stub), filled from a locked and built environment on the Debian base."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.integration.nix_world import LIBRARY
from tests.integration.project import Project
from tests.integration.source_fixtures import c_module, project

STUB = Path(__file__).parents[1] / "nixpkgs-stub"
TARGET = "cp313-x86_64-linux"
_DEBIAN = """(import ./snowsnake/nix/lib).mkEnvironment {{
  lock = ./debian/snowsnake.lock;
  target = "{target}";
}}
"""
_FLAKE = """{
  outputs = { self }: {
    legacyPackages.x86_64-linux = import ./. { system = "x86_64-linux"; };
  };
}
"""
FILES = {
    "pyproject.toml": """[project]
name = "app"
version = "1"
requires-python = ">=3.13"
dependencies = ["pillow", "python-magic", "pdf2image", "humanize", "snow-c"]
[tool.uv.sources]
snow-c = { path = "snow-c" }
[tool.uv]
package = false
""",
    "snow-c/pyproject.toml": project(
        "snow-c",
        '"setuptools>=77"',
        "setuptools.build_meta",
        more='[project.scripts]\nsnow-c = "snow_c:answer"',
    ),
    "snow-c/setup.py": "from setuptools import Extension, setup\n"
    'setup(ext_modules=[Extension("snow_c", ["answer.c"], libraries=["z"])])\n',
    "snow-c/answer.c": c_module("snow_c", more="#include <zlib.h>", value="zlibVersion()[0] - '0' + 41"),
}
"""A project that links (pillow: zlib, C++), opens (libmagic), runs (pdftoppm), and is built (zlib.h)."""
# What the stub has of Debian.
_NATIVE = ("zlib1g-dev", "libmagic1t64", "file", "poppler-utils")


def made_project(directory: Path) -> Project:
    """The project's files in `directory/project`, and nothing locked."""
    for name in ("project", "state", "tmp"):
        (directory / name).mkdir(parents=True)
    made = Project(directory=directory / "project", state=directory / "state", temporary=directory / "tmp")
    # Nothing of the stub is in Nix's public cache, which this base would ask.
    made.environment["NIX_CONFIG"] = "substituters ="
    made.write(FILES)
    return made


def make_stub(directory: Path) -> Path:
    """A nixpkgs in `directory`: `import` it, take it as a flake, or pack it into an archive."""
    debian = made_project(directory / "made")
    ran = debian.run("lock", "--target", TARGET, *(word for name in _NATIVE for word in ("--native", name)))
    assert ran.code == 0, ran.err
    ran = debian.run("build", timeout=600)
    assert ran.code == 0, ran.err
    stub = directory / "nixpkgs"
    shutil.copytree(STUB, stub)
    shutil.copytree(LIBRARY.parents[1], stub / "snowsnake", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(debian.directory, stub / "debian")
    (stub / "debian.nix").write_text(_DEBIAN.format(target=TARGET))
    (stub / "flake.nix").write_text(_FLAKE)
    return stub
