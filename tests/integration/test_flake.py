"""A project's flake, as `snowsnake init` writes it, with real Nix: built, entered, run; and the same without flakes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from tests.integration.project import AS_ROOT

ROOT = Path(__file__).parents[2]
SNOWSNAKE = (sys.executable, "-m", "snowsnake")
# No network: Nix looks for a bash of nixpkgs, and takes the user's.
NIX = ("nix", "--extra-experimental-features", "nix-command flakes", "--offline", *AS_ROOT)
OFFLINE = ("--option", "substituters", "", *AS_ROOT)
PROGRAM = "import humanize, os, shutil; print(humanize.ordinal(1), os.environ['VIRTUAL_ENV'], shutil.which('python'))"

pytestmark = pytest.mark.skipif(not shutil.which("nix", path=os.environ["PATH"]), reason="no Nix here")


def run(*words: str | Path, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False)
    if check and done.returncode:
        pytest.fail(f"{words}\n{done.stdout}{done.stderr}")
    return done


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project's files and none of what lies beside them."""
    copy = tmp_path_factory.mktemp("checkout") / "snowsnake"
    hidden = shutil.ignore_patterns("__pycache__")
    for name in ("src", "templates", "cli"):
        shutil.copytree(ROOT / name, copy / name, ignore=hidden)
    for name in ("flake.nix", "default.nix", "package.nix"):
        shutil.copyfile(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory, checkout: Path) -> Path:
    """Locked for two interpreters here and one elsewhere, and built."""
    directory = tmp_path_factory.mktemp("project")
    (directory / "requirements.txt").write_text("humanize\n")
    run(
        *SNOWSNAKE, "lock", "--target", "cp313-x86_64-linux", "--target", "cp313-aarch64-linux", cwd=directory
    )
    run(*SNOWSNAKE, "build", "-o", "result", cwd=directory)
    run(*SNOWSNAKE, "init", "--url", "git+https://example.invalid/snowsnake", cwd=directory)
    return directory


@pytest.fixture(scope="module")
def overridden(checkout: Path) -> tuple[str, ...]:
    return ("--override-input", "snowsnake", f"path:{checkout}", "--no-write-lock-file")


def test_it_is_small(project: Path) -> None:
    assert len((project / "flake.nix").read_text().splitlines()) <= 15


def test_nix_build(project: Path, overridden: tuple[str, ...]) -> None:
    """The same store path as `snowsnake build`, in pure evaluation."""
    run(*NIX, "build", "path:.", *overridden, "--pure-eval", "-o", "of-nix", cwd=project)
    assert (project / "of-nix").resolve() == (project / "result").resolve()


def test_nix_develop_shell_and_run(project: Path, overridden: tuple[str, ...]) -> None:
    environment = (project / "result").resolve()
    told = f"1st {environment} {environment}/bin/python\n"
    assert (
        run(*NIX, "develop", "path:.", *overridden, "-c", "python", "-c", PROGRAM, cwd=project).stdout == told
    )
    which = ("python", "-c", "import shutil; print(shutil.which('python'))")
    assert run(*NIX, "shell", "path:.", *overridden, "-c", *which, cwd=project).stdout == (
        f"{environment}/bin/python\n"
    )
    assert run(*NIX, "run", "path:.", *overridden, "--", "-c", "print(1)", cwd=project).stdout == "1\n"


def test_every_system_of_the_lock(project: Path, overridden: tuple[str, ...]) -> None:
    shown = json.loads(run(*NIX, "flake", "show", "path:.", *overridden, "--json", cwd=project).stdout)
    assert set(shown.pop("overlays")) == {"default"}
    systems = {"x86_64-linux", "aarch64-linux"}
    assert {name: set(each) for name, each in shown.items()} == dict.fromkeys(
        ("packages", "devShells", "apps"), systems
    )
    elsewhere = {name: set(each["aarch64-linux"]) for name, each in shown.items()}
    assert elsewhere.pop("packages") == {"default", "cp313", "image"}
    assert all(names == {"default", "cp313"} for names in elsewhere.values())


def test_image(project: Path, overridden: tuple[str, ...]) -> None:
    """The default interpreter's, whichever way it is asked for."""
    for name in ("image", "cp313.image"):
        run(*NIX, "build", f"path:.#{name}", *overridden, "-o", f"of-{name}", cwd=project)
    assert (project / "of-image").resolve() == (project / "of-cp313.image").resolve()
    with tarfile.open(project / "of-image") as tar:
        assert "manifest.json" in tar.getnames()


def test_what_an_environment_has(project: Path, checkout: Path) -> None:
    """`mkShell` is a shorthand; an app is what a flake has; and nothing is evaluated that is not asked for."""
    library = f"(import {checkout})"
    arguments = f'{{ lock = {project}/snowsnake.lock; target = "cp313-x86_64-linux"; }}'

    def evaluate(text: str) -> str:
        done = run("nix-instantiate", "--eval", "--strict", "--json", "-E", text, cwd=project)
        return str(json.loads(done.stdout))

    shells = f"({library}.mkEnvironment {arguments}).shell.drvPath == ({library}.mkShell {arguments}).drvPath"
    assert evaluate(shells) == "True"
    program = f"({library}.mkEnvironment {arguments}).apps.default.program"
    assert evaluate(program) == f"{(project / 'result').resolve()}/bin/python"
    bad = arguments.replace("; }", '; overrides = final: prev: { humanize = throw "asked"; }; }')
    assert evaluate(f"builtins.attrNames ({library}.mkEnvironment {bad}).apps") == "['default', 'python']"


def test_without_flakes(project: Path, checkout: Path) -> None:
    run(*SNOWSNAKE, "init", "--nix", "--url", f"path:{checkout}", cwd=project)
    environment = (project / "result").resolve()
    assert run("nix-build", *OFFLINE, "--no-out-link", cwd=project).stdout == f"{environment}\n"
    done = run("nix-shell", *OFFLINE, "--run", f'python -c "{PROGRAM}"; command -v env', cwd=project)
    assert done.stdout.splitlines()[0] == f"1st {environment} {environment}/bin/python"
    assert done.stdout.splitlines()[1].endswith("/env"), "the user's programs are still there"


def test_two_interpreters_want_a_choice(tmp_path: Path, checkout: Path) -> None:
    lock = {"version": 2, "artifacts": {}, "targets": {"cp313-x86_64-linux": {}, "cp314-x86_64-linux": {}}}
    (tmp_path / "snowsnake.lock").write_text(json.dumps(lock))

    def evaluate(more: str) -> subprocess.CompletedProcess[str]:
        text = f"(import {checkout}).mkFlake {{ lock = {tmp_path}/snowsnake.lock; {more} }}"
        text = f"builtins.attrNames (builtins.mapAttrs (_: each: each.type) ({text}).apps.x86_64-linux)"
        text = text.replace("builtins.attrNames (", "(", 1)
        return run("nix-instantiate", "--eval", "--strict", "-E", text, cwd=tmp_path, check=False)

    done = evaluate("")
    assert done.returncode
    assert 'say which interpreter is the default for x86_64-linux, `python = "..."`' in done.stderr
    assert "cp313, cp314" in done.stderr
    assert evaluate('python = "cp314";').returncode == 0
    assert (
        "snowsnake.lock has no `cp312` for x86_64-linux, it has: cp313, cp314"
        in evaluate('python = "cp312";').stderr
    )


def test_the_projects_own_flake(tmp_path: Path, checkout: Path) -> None:
    """It has no inputs; its template is a project."""
    metadata = json.loads(run(*NIX, "flake", "metadata", f"path:{checkout}", "--json", cwd=tmp_path).stdout)
    assert list(metadata["locks"]["nodes"]) == ["root"]
    functions = run(
        *NIX, "eval", f"path:{checkout}#lib", "--apply", "builtins.attrNames", "--json", cwd=tmp_path
    )
    assert {"mkEnvironment", "mkFlake", "mkShell"} <= set(json.loads(functions.stdout))
    run(*NIX, "flake", "init", "-t", f"path:{checkout}", cwd=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"flake.nix", "pyproject.toml"}
    assert "snowsnake.lib.mkFlake { lock = ./snowsnake.lock; }" in (tmp_path / "flake.nix").read_text()


def test_the_command_line_from_nixpkgs(tmp_path: Path, checkout: Path) -> None:
    """In a flake of its own, so that nobody who wants the library has nixpkgs among their inputs."""
    (tmp_path / "flake.nix").write_text(
        """{
  outputs = _: {
    legacyPackages.x86_64-linux.callPackage = file: _: derivation {
      name = baseNameOf file;
      system = "x86_64-linux";
      builder = "x";
    };
  };
}
"""
    )
    other = ("--override-input", "nixpkgs", f"path:{tmp_path}", "--no-write-lock-file")
    repository = tmp_path / "snowsnake"
    shutil.copytree(checkout, repository)
    run("git", "init", "--quiet", cwd=repository)
    run("git", "add", ".", cwd=repository)
    what = f"git+file:{repository}?dir=cli#apps.x86_64-linux.default.program"
    done = run(*NIX, "eval", "--raw", what, *other, cwd=tmp_path)
    assert done.stdout.endswith("-package.nix/bin/snowsnake")
