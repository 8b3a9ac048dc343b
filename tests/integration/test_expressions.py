"""`snowsnake package`: what it writes looks like nixpkgs' own, parses, and evaluates.

The index and GitHub are on loopback; nixpkgs is a stub with as much of it as is asked for.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.expression_project import (
    LICENCE,
    offer_crates,
    offer_demo,
    package,
    parses,
)
from tests.integration.expression_project import index as index  # noqa: PLC0414 -- a fixture
from tests.integration.expression_project import project as project  # noqa: PLC0414 -- a fixture
from tests.integration.loopback import Index
from tests.integration.project import AS_ROOT, Project

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


def test_what_an_error_says_to_name_gives_an_expression(project: Project, index: Index) -> None:
    offer_demo(index)
    index.add_source("bare", {"setup.py": "", "bare/__init__.py": ""})
    project.write({"several/a/pyproject.toml": "[project]\nname='a'\nversion='1'\nlicense='ISC'\n"})

    def refused(*words: str, code: int = 1) -> str:
        return project.fails("package", *words, code=code).err

    licence = Advice("expressions/errors.py", "--license MIT").printed_in(refused("bare"))
    package(project, "bare", *licence.split())
    assert licence == Advice("expressions/errors.py", "--license MIT").printed_in(
        refused("bare", "--license", "No-Such")
    )
    part = Advice("expressions/errors.py", "--subdirectory …").printed_in(refused("./several"))
    package(project, "./several", *part.split())
    line = Advice("expressions/origin.py", "snowsnake package NAME").printed_in(
        refused("what is this?", code=2)
    )
    package(project, *line.replace("NAME", "demo").split()[2:])


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
    nowhere = project.fails("package", "snow-no-such-demo").err
    line = Advice("expressions/errors.py", "snowsnake package github:OWNER/REPO").printed_in(nowhere)
    text = package(project, *line.replace("OWNER/REPO", "owner/demo").split()[2:])
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
