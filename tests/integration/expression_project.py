"""What tests of `snowsnake package` share: an index on loopback that offers `demo`, a project, and a small nixpkgs."""

from __future__ import annotations

import base64
import hashlib
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import AS_ROOT, Project

LICENCE = "License-Expression: MIT\n"
PYPROJECT = """\
[build-system]
requires = ["hatchling", "wheel"]
build-backend = "hatchling.build"
[project]
name = "demo"
dynamic = ["version"]
[tool.pytest.ini_options]
addopts = "--cov=demo"
[dependency-groups]
test = ["pytest", "hypothesis", "pytest-mock", "ruff"]
"""
METADATA = """\
Summary: A demo of all that there is.
License-Expression: MIT OR Apache-2.0
Requires-Python: >=3.12
Project-URL: Homepage, https://demo.example.invalid/
Project-URL: Change Log, https://demo.example.invalid/changes-1.0
Requires-Dist: zope.interface>=5
Requires-Dist: tomli>=2; python_version < "3.11"
Requires-Dist: backport; python_version < "3.13"
Requires-Dist: colorama; sys_platform == "win32"
Requires-Dist: requests[socks]>=2
Requires-Dist: PyYAML; extra == "yaml"
Requires-Dist: demo[yaml]; extra == "all"
Requires-Dist: pytest; extra == "test"
Provides-Extra: yaml
Provides-Extra: all
Provides-Extra: test
"""
STUB = """\
# As much of nixpkgs as these tests ask for: attributes are names of derivations.
{ ... }:
let
  package = name: version: {
    inherit name version;
    optional-dependencies.socks = [ ];
  };
  build = attributes: builtins.seq (builtins.deepSeq attributes.meta null) (derivation {
    name = "${attributes.pname}-${attributes.version}";
    # It makes an empty directory.
    system = "builtin";
    builder = "builtin:buildenv";
    derivations = [ ];
    manifest = builtins.toFile "manifest" attributes.pname;
    depends = map (one: one.outPath or one.name) (attributes.dependencies or [ ]);
  });
in
{
  lib = {
    optionals = condition: list: if condition then list else [ ];
    licenses = { mit = "mit"; asl20 = "asl20"; };
  };
  stdenv = {
    hostPlatform.isDarwin = false;
    shell = ./shell;
  };
  python3Packages = {
    buildPythonPackage = build;
    fetchPypi = attributes: attributes;
    pythonOlder = version: builtins.compareVersions "3.13" version < 0;
    hatchling = package "hatchling" "1.27";
    requests = package "requests" "1.9";
    hypothesis = package "hypothesis" "6";
    pyyaml = package "pyyaml" "6";
    pytest-cov-stub = package "pytest-cov-stub" "1";
    pytest-mock = package "pytest-mock" "3";
    pytestCheckHook = package "pytestCheckHook" "1";
    setuptools = package "setuptools" "80";
  };
}
"""


@pytest.fixture
def index() -> Iterator[Index]:
    with serving() as found:
        yield found


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    for name in ("project", "state", "tmp", "cache"):
        (tmp_path / name).mkdir()
    return Project(
        directory=tmp_path / "project",
        state=tmp_path / "state",
        temporary=tmp_path / "tmp",
        environment={
            "UV_DEFAULT_INDEX": index.url,
            "SNOWSNAKE_CACHE_DIR": str(tmp_path / "cache"),
            "NO_COLOR": "1",
        },
    )


def offer_demo(index: Index) -> str:
    """Offer `demo` with all kinds of requirements; the hash of its sdist."""
    file = index.add_source(
        "demo",
        {
            "pyproject.toml": PYPROJECT,
            "src/demo/__init__.py": "",
            "tests/test_demo.py": "import hypothesis, pytest\n",
        },
        metadata=METADATA,
    )
    index.add("demo", metadata=METADATA, entry_points="[console_scripts]\ndemo = demo:main\n")
    return "sha256-" + base64.b64encode(hashlib.sha256(index.files[file]).digest()).decode()


def parses(text: str) -> None:
    done = subprocess.run(
        ["nix-instantiate", *AS_ROOT, "--parse", "-"], input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def package(project: Project, *words: str) -> str:
    ran = project.run("package", *words)
    assert ran.code == 0, ran.err
    parses(ran.out)
    return ran.out


def offer_crates(index: Index, files: dict[str, str]) -> None:
    """Offer `crusty`, which setuptools-rust builds, with these files besides."""
    index.add_source(
        "crusty",
        {
            "pyproject.toml": '[build-system]\nrequires = ["setuptools", "setuptools-rust"]\n'
            'build-backend = "setuptools.build_meta"\n',
            "setup.py": "from setuptools import setup\nfrom setuptools_rust import RustExtension\n"
            'setup(rust_extensions=[RustExtension("crusty._core", "rust/core/Cargo.toml")])\n',
            "crusty/__init__.py": "",
            "rust/core/Cargo.toml": '[package]\nname = "core"\nversion = "1.0"\n[dependencies]\npyo3 = "0.22"\n',
            **files,
        },
        metadata=f"{LICENCE}Summary: Crust\n",
    )
