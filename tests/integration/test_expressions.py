"""`snowsnake package`: what it writes looks like nixpkgs' own, parses, and evaluates.

The index and GitHub are on loopback; nixpkgs is a stub with as much of it as is asked for.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import re
import secrets
import shutil
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
GOLDEN = """\
{
  lib,
  buildPythonPackage,
  fetchPypi,
  pythonOlder,
  # build-system
  hatchling,
  # dependencies
  backport,
  requests,
  zope-interface,
  # optional-dependencies
  pyyaml,
  # tests
  hypothesis,
  pytest-cov-stub,
  pytest-mock,
  pytestCheckHook,
}:

buildPythonPackage rec {
  pname = "demo";
  version = "1.0";
  pyproject = true;

  disabled = pythonOlder "3.12";

  src = fetchPypi {
    inherit pname version;
    hash = "HASH";
  };

  build-system = [ hatchling ];

  dependencies = [
    requests
    zope-interface
  ]
  ++ requests.optional-dependencies.socks
  ++ lib.optionals (pythonOlder "3.13") [ backport ];

  optional-dependencies = {
    all = [ pyyaml ];
    yaml = [ pyyaml ];
  };

  nativeCheckInputs = [
    hypothesis
    pytest-cov-stub
    pytest-mock
    pytestCheckHook
  ];

  pythonImportsCheck = [ "demo" ];

  meta = {
    description = "Demo of all that there is";
    homepage = "https://demo.example.invalid/";
    changelog = "https://demo.example.invalid/changes-${version}";
    license = with lib.licenses; [
      mit
      asl20
    ];
    mainProgram = "demo";
  };
}
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


def test_a_library_is_written_as_nixpkgs_writes_it(project: Project, index: Index) -> None:
    digest = offer_demo(index)
    assert package(project, "demo") == GOLDEN.replace("HASH", digest)


def test_an_application_takes_its_packages_from_python3packages(project: Project, index: Index) -> None:
    offer_demo(index)
    text = package(project, "--application", "demo==1.0")
    assert "python3Packages.buildPythonApplication rec {" in text
    assert "build-system = with python3Packages; [ hatchling ];" in text
    assert 'lib.optionals (python3Packages.pythonOlder "3.13")' in text
    assert "++ python3Packages.requests.optional-dependencies.socks" in text
    assert "  hatchling," not in text


def test_it_is_written_to_a_file_and_nothing_else_is(project: Project, index: Index) -> None:
    offer_demo(index)
    ran = project.run("package", "demo", "-o", "nix/demo.nix")
    assert (ran.code, ran.out) == (0, "")
    assert project.names() == {"nix", "nix/demo.nix"}
    assert project.leftovers() == []


def test_names_that_are_no_identifiers(project: Project, index: Index) -> None:
    index.add_source(
        "2to3",
        {"setup.py": "", "2to3/__init__.py": ""},
        metadata=f"{LICENCE}Summary: x ${{y}} ''z\nRequires-Dist: assert\nRequires-Dist: with[a.b]\n",
    )
    text = package(project, "2to3")
    assert 'pname = "2to3";' in text
    assert "  _assert,\n  _with,\n" in text
    assert "build-system = [ setuptools ];" in text
    assert "optional-dependencies.a-b" in text
    assert "pythonImportsCheck" not in text


def test_hostile_words_stay_words(project: Project, index: Index) -> None:
    hostile = "x\x00\x1b[2J${throw 1} '' \" \\ */ # y"
    index.add_source(
        "hostile",
        {"setup.py": "", "hostile/__init__.py": ""},
        metadata=f"{LICENCE}Summary: {hostile}\nHome-page: javascript:{hostile}\nProvides-Extra: a b;\n"
        "Provides-Extra: in\n"
        f'Requires-Dist: idna; extra == "in"\nProject-URL: Changelog, https://x.example.invalid/${{y}}"\n',
    )
    text = package(project, "hostile")
    project.write({"hostile.nix": text})
    call = (
        "(import ./hostile.nix) { lib.licenses.mit = 1; buildPythonPackage = a: a; fetchPypi = a: a; setuptools = 1; "
        "idna = 2; }"
    )
    done = subprocess.run(
        ["nix-instantiate", *AS_ROOT, "--eval", "--strict", "--json", "-E", f"({call}).meta"],
        cwd=project.directory,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "description": "X [2J${throw 1} '' \" \\ */ # y",
        "changelog": 'https://x.example.invalid/${y}"',
        "license": 1,
    }
    for name, version in (("a\nb", "1"), ("a$", "1"), ("a", "1 or 2")):
        project.write(
            {"d/pyproject.toml": f"[project]\nname={json.dumps(name)}\nversion='{version}'\nlicense='MIT'\n"}
        )
        assert "does not say its" in project.fails("package", "./d").err


def test_a_yanked_version_is_for_who_names_it(project: Project, index: Index) -> None:
    """PEP 592."""
    for version in ("1.0", "1.1"):
        index.add_source("taken", {"setup.py": "", "taken/__init__.py": ""}, version, metadata=LICENCE)
    index.yanked = {"taken-1.1.tar.gz"}
    assert 'version = "1.0";' in package(project, "taken")
    assert "is not on the index" in project.fails("package", "taken==1.1.*").err
    ran = project.run("package", "taken==1.1")
    assert 'version = "1.1";' in ran.out
    assert "1.1 was yanked" in ran.err


def test_native_inputs_are_told_apart(project: Project, index: Index) -> None:
    index.add_source(
        "native",
        {
            "pyproject.toml": '[build-system]\nrequires = ["meson-python", "cmake"]\nbuild-backend = "mesonpy"\n',
            "meson.build": "project('native', 'c')\ndependency('cairo')\n",
            "native/__init__.py": "",
        },
        metadata=LICENCE,
    )
    text = package(project, "native", "--explain")
    assert "build-system = [ meson-python ];" in text
    assert "nativeBuildInputs = [\n    cmake\n    pkg-config\n  ];" in text
    assert "buildInputs = [ cairo ];" in text
    assert "dontUseCmakeConfigure = true;" in text
    assert "# nativeBuildInputs: programs" in text
    assert "# buildInputs: libraries" in text


def test_rust_has_its_crates_and_hooks(project: Project, index: Index) -> None:
    index.add_source(
        "rusty",
        {
            "pyproject.toml": '[build-system]\nrequires = ["maturin"]\nbuild-backend = "maturin"\n',
            "Cargo.toml": '[package]\nname = "rusty"\nversion = "1.0"\n[dependencies]\npyo3 = "0.22"\n',
        },
        metadata=LICENCE,
    )
    text = package(project, "rusty")
    assert "cargoDeps = rustPlatform.fetchCargoVendor {\n    inherit pname version src;" in text
    assert "hash = lib.fakeHash;" in text
    assert "rustPlatform.maturinBuildHook" in text
    assert "build-system" not in text


RUST = """\
  cargoRoot = "rust/core";

  cargoDeps = rustPlatform.fetchCargoVendor {
    inherit pname version src cargoRoot;
    # Not known before Nix has fetched the crates: build once, and write the hash that Nix then says
    # it `got`.
    hash = lib.fakeHash;
  };

  build-system = [
    setuptools
    setuptools-rust
  ];

  nativeBuildInputs = [
    cargo
    rustPlatform.cargoSetupHook
    rustc
  ];
"""


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


def test_setuptools_has_its_crates_where_they_are_locked(project: Project, index: Index) -> None:
    lock = '[[package]]\nname = "pyo3"\nversion = "0.22.0"\nsource = "registry+https://x.example.invalid/"\n'
    offer_crates(index, {"rust/core/Cargo.lock": lock, "rust/core/fuzz/Cargo.lock": lock})
    ran = project.run("package", "crusty")
    parses(ran.out)
    assert RUST in ran.out
    assert "  # nativeBuildInputs\n  cargo,\n  rustPlatform,\n  rustc,\n" in ran.out
    assert "Cargo.lock" not in ran.err


def test_crates_that_are_not_locked_are_said(project: Project, index: Index) -> None:
    offer_crates(index, {})
    ran = project.run("package", "crusty")
    assert RUST in ran.out
    assert "it has no Cargo.lock" in ran.err


def test_crates_that_the_source_brings_are_not_fetched(project: Project, index: Index) -> None:
    config = '[source.crates-io]\nreplace-with = "here"\n[source.here]\ndirectory = "vendor"\n'
    offer_crates(
        index, {".cargo/config.toml": config, "vendor/pyo3/Cargo.toml": "", "rust/core/Cargo.lock": ""}
    )
    text = package(project, "crusty")
    assert "nativeBuildInputs = [\n    cargo\n    rustc\n  ];" in text
    assert "rustPlatform" not in text


def test_a_wheel_where_there_is_nothing_else(project: Project, index: Index) -> None:
    index.add("only", metadata=f"{LICENCE}Requires-Dist: broken>=1.x.y\n")
    ran = project.run("package", "only")
    assert "its requirement `broken>=1.x.y` cannot be read" in ran.err
    text = ran.out
    parses(text)
    assert 'format = "wheel";' in text
    assert 'dist = "py3";' in text
    assert "pyproject" not in text


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody",), "is not on the index"),
        (("demo==7",), "is not on the index; it has 1.0"),
        (("bare",), "does not say under which licence"),
        (("binary",), "has no sdist"),
        (("what is this?",), "neither a distribution's name"),
        (("demo", "--recursive"), "writes several files"),
        (("./several",), "it has them in `a`, `b`"),
        (("demo", "--license", "No-Such"), "no known attribute"),
        (("demo", "--check", "--nixpkgs", "/nowhere"), "needs a nixpkgs"),
    ],
)
def test_what_cannot_be_written_is_explained(
    project: Project, index: Index, words: tuple[str, ...], said: str
) -> None:
    offer_demo(index)
    index.add_source("bare", {"setup.py": "", "bare/__init__.py": ""})
    index.add("binary", tag="cp313-cp313-manylinux_2_17_x86_64", metadata=LICENCE)
    project.write({"several/a/pyproject.toml": "[project]\nname='a'\n", "several/b/setup.py": ""})
    usage = words[0].startswith("what") or "--recursive" in words
    assert said in project.fails("package", *words, code=2 if usage else 1).err


def test_a_directory_and_one_of_several_projects(project: Project) -> None:
    project.write(
        {
            "several/a/pyproject.toml": "[project]\nname='a.b'\nversion='3'\nlicense='ISC'\n"
            "dependencies=['idna']\nscripts={run='a:b'}\n",
            "several/a/a/__init__.py": "",
            "several/b/setup.py": "",
        }
    )
    text = package(project, "./several", "--subdirectory", "a")
    assert "src = ./several;" in text
    assert 'sourceRoot = "${src.name}/a";' in text
    assert "dependencies = [ idna ];" in text
    assert 'mainProgram = "run";' in text


def test_what_a_nixpkgs_lacks_is_written_and_checked(project: Project, index: Index) -> None:
    offer_demo(index)
    index.add_source("backport", {"setup.py": "", "backport/__init__.py": ""}, metadata=LICENCE)
    index.add_source("zope.interface", {"setup.py": "", "zope/__init__.py": ""}, metadata=LICENCE)
    index.files["zope_interface-1.0.tar.gz"] = index.files.pop("zope.interface-1.0.tar.gz")
    project.write({"stub/default.nix": STUB.replace("pytest-mock =", "other =")})
    stub = "stub"
    alone = project.run("package", "demo", "--nixpkgs", stub)
    assert "that nixpkgs lacks backport, zope-interface" in alone.err
    assert 'pythonRelaxDeps = [ "requests" ];' in alone.out
    assert "lacks pytest-mock, which its tests use: left out" in alone.err
    assert "pytest-mock" not in alone.out
    lacking = project.fails("package", "demo", "--nixpkgs", stub, "--check")
    assert "this nixpkgs lacks backport zope-interface" in lacking.err
    del index.files["backport-1.0.tar.gz"]
    gone = project.fails("package", "demo", "--recursive", "--nixpkgs", stub, "-o", "out")
    assert "`backport` is not on the index; that nixpkgs lacks `backport`, which `demo` requires" in gone.err
    index.add_source("backport", {"setup.py": "", "backport/__init__.py": ""}, metadata=LICENCE)
    ran = project.run("package", "demo", "--recursive", "--check", "--nixpkgs", stub, "-o", "out")
    assert ran.code == 0, ran.err
    assert "demo: not built: that nixpkgs has no shell to try the sandbox with" in ran.err
    assert {name for name in project.names() if name.endswith("default.nix")} == {
        "stub/default.nix",
        "out/demo/default.nix",
        "out/backport/default.nix",
        "out/zope-interface/default.nix",
    }


SHELL = r"""
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void) {
  if (access(getenv("canary"), F_OK) == 0)
    return fputs("@snowsnake {\"error\": \"sandbox\", \"seen\": [\"the files of this machine\"]}\n", stderr), 1;
  return fclose(fopen(getenv("out"), "w"));
}
"""
"""What the stub has for a shell: it knows the one script that it is given."""


@pytest.fixture
def stub(project: Project) -> str:
    """A nixpkgs that builds."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler here")
    project.write({"stub/default.nix": STUB, "shell.c": SHELL})
    made = [compiler, "-static", "-o", "stub/shell", "shell.c"]
    if subprocess.run(made, cwd=project.directory, capture_output=True, check=False).returncode:
        pytest.skip("nothing static can be linked here")
    project.environment["NIX_CONFIG"] = "substituters ="
    return "stub"


def offer_plain(index: Index, name: str, *requires: str) -> None:
    lines = "".join(f"Requires-Dist: {other}\n" for other in requires)
    index.add_source(
        name,
        {"setup.py": "", f"{name}/__init__.py": "", "salt": secrets.token_hex()},
        metadata=f"{LICENCE}Summary: {secrets.token_hex()}\n{lines}",
    )


def test_what_is_checked_is_built_in_the_sandbox(project: Project, index: Index, stub: str) -> None:
    offer_plain(index, "solid", "base")
    offer_plain(index, "base")
    ran = project.run("package", "solid", "--recursive", "--check", "--nixpkgs", stub, "-o", "out")
    assert ran.code == 0, ran.err
    built = re.search(r"solid: built: `(/nix/store/\S+-solid-1\.0)`", ran.err)
    assert built is not None, ran.err
    assert Path(built[1]).is_dir()


def test_what_does_not_build_is_told_from_what_it_needs(project: Project, index: Index, stub: str) -> None:
    offer_plain(index, "solid", "base", "requests")
    offer_plain(index, "base")
    broken = (
        '(if attributes.pname == "base" then { system = builtins.currentSystem; builder = "/nowhere"; } else { '
        'system = "builtin"; builder = "builtin:buildenv"; })'
    )
    text = STUB.replace("(derivation {", f"(derivation ({broken} // {{").replace("  });\n", "  }));\n")
    text = text.replace('    system = "builtin";\n    builder = "builtin:buildenv";\n', "")
    project.write({"stub/default.nix": text})
    failed = project.run("package", "solid", "--recursive", "--check", "--nixpkgs", stub, "-o", "out")
    assert failed.code == 1, failed.err
    assert "the expression of `base` evaluates, but does not build" in failed.err
    project.write(
        {
            "stub/default.nix": STUB.replace(
                'requests = package "requests" "1.9";',
                'requests = derivation { name = "requests-2"; system = builtins.currentSystem; builder = "/x"; };',
            )
        }
    )
    ran = project.run("package", "solid", "--recursive", "--check", "--nixpkgs", stub, "-o", "out")
    assert ran.code == 0, ran.err
    assert "solid: not built: `requests-2`, which it needs, failed" in ran.err


def test_crates_whose_hash_is_not_known_are_not_built(project: Project, index: Index, stub: str) -> None:
    offer_crates(index, {})
    rust = "setuptools-rust = setuptools; setuptools = "
    more = STUB.replace("python3Packages = {", "cargo = 1; rustc = 1; python3Packages = rec {")
    more = more.replace("setuptools = package", f"{rust}package").replace(
        "  stdenv = {",
        "  rustPlatform = { cargoSetupHook = 1; fetchCargoVendor = a: 1; };\n  stdenv = {",
    )
    more = more.replace("optionals =", "fakeHash = 1; optionals =")
    project.write({"stub/default.nix": more})
    ran = project.run("package", "crusty", "--check", "--nixpkgs", stub)
    assert ran.code == 0, ran.err
    assert "crusty: not built: the hash of the crates of crusty is not known" in ran.err


def test_a_directory_is_checked_where_it_is(project: Project, stub: str) -> None:
    project.write(
        {
            "a-b/pyproject.toml": "[project]\nname='here'\nversion='3'\nlicense='MIT'\ndescription='x'\n",
            "a-b/here/__init__.py": "",
        }
    )
    text = STUB.replace("depends =", "inherit (attributes) src;\n    depends =")
    project.write({"stub/default.nix": text})
    ran = project.run("package", "./a-b", "--check", "--nixpkgs", stub)
    assert ran.code == 0, ran.err
    assert "here: built: `" in ran.err


def git(directory: Path, *words: str) -> str:
    who = ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL")
    return subprocess.run(
        ["git", "-C", str(directory), *words],
        check=True,
        capture_output=True,
        text=True,
        env={**os.environ, **dict.fromkeys(who, "a@example.invalid")},
    ).stdout.strip()


def test_a_repository_has_the_hash_of_its_archive(project: Project, tmp_path: Path) -> None:
    """The tree that GitHub's archive has: without what is not exported."""
    repository = tmp_path / "hub" / "owner" / "demo"
    repository.mkdir(parents=True)
    git(repository, "init", "-q")
    (repository / "pyproject.toml").write_text(
        '[build-system]\nrequires=["setuptools-scm"]\nbuild-backend="setuptools.build_meta"\n'
        '[project]\nname="demo"\ndynamic=["version"]\nlicense="MIT"\ndescription="An example"\ndependencies=[]\n'
    )
    (repository / "CHANGELOG.md").write_text("x")
    (repository / "left-out").write_text("x")
    (repository / ".gitattributes").write_text("left-out export-ignore\n")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "x")
    git(repository, "tag", "v1.9")
    git(repository, "tag", "-am", "x", "v1.10")
    git(repository, "tag", "v2.0rc1")
    settings = tmp_path / "gitconfig"
    settings.write_text(f'[url "file://{tmp_path}/hub/"]\n\tinsteadOf = https://github.com/\n')
    project.environment["GIT_CONFIG_GLOBAL"] = str(settings)
    text = package(project, "github:owner/demo")
    assert 'owner = "owner";\n    repo = "demo";\n    tag = "v${version}";' in text
    assert 'version = "1.10";' in text
    assert 'changelog = "https://github.com/owner/demo/blob/${src.tag}/CHANGELOG.md";' in text
    assert 'homepage = "https://github.com/owner/demo";' in text
    unpacked = tmp_path / "unpacked"
    unpacked.mkdir()
    archive = subprocess.run(
        ["git", "-C", str(repository), "archive", "v1.10"], check=True, capture_output=True
    ).stdout
    subprocess.run(["tar", "-x", "-C", str(unpacked)], input=archive, check=True)
    assert not (unpacked / "left-out").exists()
    hashed = subprocess.run(
        ["nix-hash", "--type", "sha256", str(unpacked)], check=True, capture_output=True, text=True
    ).stdout.strip()
    digest = base64.b64encode(bytes.fromhex(hashed)).decode()
    assert f'hash = "sha256-{digest}";' in text
    commit = git(repository, "rev-parse", "HEAD")
    assert 'tag = "v1.9";' not in package(project, f"github:owner/demo/{commit}")
    missing = project.fails("package", "github:owner/nothing")
    assert "https://github.com/owner/nothing" in missing.err


def test_a_repository_with_submodules_is_fetched_with_them(project: Project, tmp_path: Path) -> None:
    """The tree that `fetchSubmodules` makes: what git checks out, not what GitHub's archive has."""
    hub = tmp_path / "hub" / "owner"
    for name, files in {
        "inner": {"inner.c": "x", "left-out": "x", ".gitattributes": "left-out export-ignore\n"},
        "demo": {
            "pyproject.toml": '[project]\nname="demo"\nversion="1.0"\nlicense="MIT"\ndescription="An example"\n',
            ".gitattributes": "left-out export-ignore\n",
            "left-out": "x",
            ".gitmodules": '[submodule "inner"]\n\tpath = vendor/inner\n\turl = https://github.com/owner/inner\n',
        },
    }.items():
        (hub / name).mkdir(parents=True)
        git(hub / name, "init", "-q")
        for file, text in files.items():
            (hub / name / file).write_text(text)
        git(hub / name, "add", "-A")
        if name == "demo":
            inner = git(hub / "inner", "rev-parse", "HEAD")
            git(hub / name, "update-index", "--add", "--cacheinfo", f"160000,{inner},vendor/inner")
        git(hub / name, "commit", "-qm", "x")
    git(hub / "demo", "tag", "v1.0")
    settings = tmp_path / "gitconfig"
    settings.write_text(f'[url "file://{tmp_path}/hub/"]\n\tinsteadOf = https://github.com/\n')
    project.environment["GIT_CONFIG_GLOBAL"] = str(settings)
    text = package(project, "github:owner/demo")
    assert 'tag = "v${version}";\n    fetchSubmodules = true;\n' in text
    expected = tmp_path / "expected"
    for name, place in (("demo", expected), ("inner", expected / "vendor" / "inner")):
        place.mkdir(parents=True, exist_ok=True)
        git(hub / name, f"--work-tree={place}", "checkout", "-q", "HEAD", "--", ".")
    assert (expected / "left-out").exists()
    assert (expected / "vendor" / "inner" / "left-out").exists()
    hashed = subprocess.run(
        ["nix-hash", "--type", "sha256", str(expected)], check=True, capture_output=True, text=True
    ).stdout.strip()
    assert f'hash = "sha256-{base64.b64encode(bytes.fromhex(hashed)).decode()}";' in text


def test_a_file_at_an_address(project: Project, index: Index) -> None:
    offer_demo(index)
    url = index.file_url("demo-1.0.tar.gz")
    text = package(project, url)
    assert "fetchurl {" in text
    assert '/files/demo-${version}.tar.gz";' in text
