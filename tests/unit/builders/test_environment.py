"""What an environment looks like, and what happens when distributions do not agree."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from importlib.util import cache_from_source
from pathlib import Path

import pytest

from snowsnake.builders import environment
from snowsnake.builders.collisions import FILE
from snowsnake.builders.report import BuildError

SITE = "lib/python3.13/site-packages"

Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    def run(
        packages: dict[str, dict[str, str]],
        *,
        prefer: tuple[str, ...] = (),
        spread: tuple[str, ...] = (),
        required_by: dict[str, list[str]] | None = None,
        managed: bool = False,
        strict: bool = False,
    ) -> Path:
        for name, files in packages.items():
            for path, text in files.items():
                file = tmp_path / name / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
        (tmp_path / "spec").write_text(
            json.dumps(
                {
                    "python": "/tree",
                    "executable": "bin/python3.13",
                    "version": "3.13",
                    "full-version": "3.13.5",
                    "site-packages": SITE,
                    "packages": [[name, str(tmp_path / name)] for name in packages],
                    "prefer": list(prefer),
                    "required-by": required_by or {},
                    "native": None,
                    "library-directory": "lib/x",
                    "prompt": "snow",
                    "managed": managed,
                    "strict": strict,
                    "spread": list(spread),
                }
            )
        )
        monkeypatch.setenv("specPath", str(tmp_path / "spec"))
        monkeypatch.setenv("out", str(tmp_path / "out"))
        monkeypatch.setenv("NIX_STORE", "/nix/store")
        environment.main()
        return tmp_path / "out"

    return run


def test_it_is_a_venv(build: Build) -> None:
    out = build({})
    assert str((out / "bin/python").readlink()) == "/tree/bin/python3.13"
    assert {path.name for path in (out / "bin").iterdir()} == {"python", "python3", "python3.13"}
    assert "home = /tree/bin\n" in (out / "pyvenv.cfg").read_text()


def test_a_directory_of_one_distribution_is_one_link(build: Build) -> None:
    out = build({"a": {f"{SITE}/a/__init__.py": ""}, "b": {f"{SITE}/b/__init__.py": ""}})
    assert (out / SITE / "a").is_symlink()
    assert (out / SITE / "b/__init__.py").is_file()
    assert not (out / SITE).is_symlink()


def test_metadata_are_real_directories_of_links(build: Build) -> None:
    """uv passes over a distribution whose `.dist-info` is a link."""
    out = build({"a": {f"{SITE}/a-1.dist-info/METADATA": "", f"{SITE}/a-1.dist-info/licenses/LICENSE": "x"}})
    assert not (out / SITE / "a-1.dist-info").is_symlink()
    assert not (out / SITE / "a-1.dist-info/licenses").is_symlink()
    assert (out / SITE / "a-1.dist-info/licenses/LICENSE").is_symlink()


def test_an_environment_for_a_build_has_nothing_but_its_distributions(build: Build) -> None:
    out = build({"a": {f"{SITE}/a.py": ""}})
    assert [path.name for path in (out / SITE).iterdir()] == ["a.py"]


def test_a_shared_namespace_is_merged(build: Build) -> None:
    out = build({"a": {f"{SITE}/google/a/x.py": "1"}, "b": {f"{SITE}/google/b/x.py": "2"}})
    assert (out / SITE / "google/a/x.py").read_text() == "1"
    assert (out / SITE / "google/b/x.py").read_text() == "2"


def test_spread_distributions_have_real_directories(build: Build) -> None:
    out = build({"a": {f"{SITE}/a/lib/x.so": ""}}, spread=("a",))
    assert not (out / SITE / "a/lib").is_symlink()
    assert (out / SITE / "a/lib/x.so").is_symlink()


@pytest.mark.skipif(shutil.which("gcc") is None, reason="no compiler")
def test_a_spread_program_that_finds_libraries_from_its_place_is_there_itself(
    build: Build, tmp_path: Path
) -> None:
    """The kernel follows a link before the loader learns where the program is."""
    program, library = tmp_path / "program", tmp_path / "library"
    for path, options in ((program, []), (library, ["-shared"])):
        source = ["-x", "c", "-", "-o", str(path), "-Wl,-rpath,$ORIGIN/lib", *options]
        subprocess.run(["gcc", *source], input=b"int main(void) { return 0; }", check=True)
    (tmp_path / "a" / SITE / "a").mkdir(parents=True)
    for name in ("tool", "libx.so.1"):
        source_file = library if name.startswith("lib") else program
        (tmp_path / "a" / SITE / "a" / name).write_bytes(source_file.read_bytes())
        (tmp_path / "a" / SITE / "a" / name).chmod(0o755)
    out = build({"a": {}}, spread=("a",))
    assert not (out / SITE / "a/tool").is_symlink()
    assert (out / SITE / "a/tool").stat().st_mode & 0o111
    assert (out / SITE / "a/libx.so.1").is_symlink()


def test_scripts_start_the_environments_python(build: Build) -> None:
    out = build(
        {"a": {"bin/tool": "#!/snowsnake/environment/bin/python\nprint(1)\n", "bin/other": "#!/bin/sh\n"}}
    )
    assert (out / "bin/tool").read_text() == f"#!{out}/bin/python\nprint(1)\n"
    assert (out / "bin/tool").stat().st_mode & 0o111
    assert (out / "bin/other").is_symlink()


def collisions(out: Path) -> list[tuple[str | None, str, list[str]]]:
    file = out / FILE
    found = json.loads(file.read_text()) if file.exists() else []
    return [(one["kept"], one["left-out"], one["paths"]) for one in found]


def test_equal_files_do_not_collide(build: Build) -> None:
    out = build({"a": {f"{SITE}/x.py": "same"}, "b": {f"{SITE}/x.py": "same"}})
    assert (out / SITE / "x.py").read_text() == "same"
    assert collisions(out) == []


def test_of_two_modules_the_one_that_pip_installs_last_is_there_and_it_is_recorded(build: Build) -> None:
    files = {"a": {f"{SITE}/x.py": "1"}, "b": {f"{SITE}/x.py": "2"}}
    out = build(files)
    assert (out / SITE / "x.py").read_text() == "1"
    assert collisions(out) == [("a", "b", [f"{SITE}/x.py"])]


def test_what_requires_another_wins_over_it(build: Build) -> None:
    files = {"a": {f"{SITE}/x.py": "1"}, "b": {f"{SITE}/x.py": "2"}}
    out = build(files, required_by={"a": ["b"]})
    assert (out / SITE / "x.py").read_text() == "2"
    assert collisions(out) == [("b", "a", [f"{SITE}/x.py"])]


def test_bytecode_is_of_the_module_that_is_there(build: Build) -> None:
    def package(content: str, *cached: str) -> dict[str, str]:
        files = {f"{SITE}/x/__pycache__/{name}.cpython-313.pyc": content for name in cached}
        return files | {f"{SITE}/x/{name}.py": content for name in ("y", "z", "__init__")}

    # The one that wins has no bytecode of `z`: the other's would be loaded without a look at the source.
    out = build({"a": package("1", "y"), "b": package("2", "y", "z")})
    assert (out / SITE / "x/y.py").read_text() == "1"
    assert (out / SITE / "x/__pycache__/y.cpython-313.pyc").read_text() == "1"
    assert not (out / SITE / "x/__pycache__/z.cpython-313.pyc").exists()
    assert collisions(out) == [("a", "b", [f"{SITE}/x/y.py", f"{SITE}/x/z.py"])]


def test_bytecode_that_only_the_loser_has_is_left_out(build: Build) -> None:
    cached = {f"{SITE}/x/__pycache__/y.cpython-313.pyc": "2"}
    out = build({"a": {f"{SITE}/x/y.py": "1"}, "b": {f"{SITE}/x/y.py": "2", **cached}})
    assert not (out / SITE / "x/__pycache__/y.cpython-313.pyc").exists()


@pytest.mark.parametrize(
    "path", ["LICENSE", "share/man/man1/x.1", f"{SITE}/x/data.json", f"{SITE}/x/py.typed", "examples/run.py"]
)
def test_files_that_are_no_code_are_no_collision(build: Build, path: str) -> None:
    out = build({"a": {path: "1"}, "b": {path: "2"}})
    assert (out / path).read_text() == "1"
    assert collisions(out) == []


@pytest.mark.parametrize(
    "path", [f"{SITE}/tests/__init__.py", f"{SITE}/x.so", f"{SITE}/x.pth", "bin/tool", f"{SITE}/x.pyd"]
)
def test_code_that_differs_is_recorded(build: Build, path: str) -> None:
    out = build({"a": {path: "import one"}, "b": {path: "import two"}})
    assert collisions(out) == [("a", "b", [path])]


EXTENDS = '__path__ = __import__("pkgutil").extend_path(__path__, __name__)\n'
OF_SETUPTOOLS = "__import__('pkg_resources').declare_namespace(__name__)\n"
TRIES = f"""# Copyright
try:
    {OF_SETUPTOOLS}except ImportError:
    from pkgutil import extend_path
    __path__ = extend_path(__path__, __name__)
"""


@pytest.mark.parametrize(
    ("a", "b", "there"),
    [
        (EXTENDS, f"# See the packaging guide.\n{EXTENDS}", "a"),
        (OF_SETUPTOOLS, f'"""Namespace."""\n{EXTENDS}', "b"),
        ("", EXTENDS, "b"),
        ("", "# a licence\n", "a"),
        (TRIES, OF_SETUPTOOLS, "a"),
        (EXTENDS, "__version__ = '1'\n", "b"),
        ("", "from .x import y\n", "b"),
        pytest.param("", f"x = {'.'.join('a' * 900)}\n", "b", id="deep"),
    ],
)
def test_what_only_extends_a_namespace_is_no_collision(build: Build, a: str, b: str, there: str) -> None:
    files = {"a": {f"{SITE}/n/__init__.py": a}, "b": {f"{SITE}/n/__init__.py": b}}
    out = build(files)
    assert (out / SITE / "n/__init__.py").read_text() == files[there][f"{SITE}/n/__init__.py"]
    assert collisions(out) == []


def test_a_preferred_distribution_wins_and_nothing_is_recorded(build: Build) -> None:
    out = build({"a": {f"{SITE}/x.py": "1"}, "b": {f"{SITE}/x.py": "2"}}, prefer=("b",))
    assert (out / SITE / "x.py").read_text() == "2"
    assert collisions(out) == []


def test_a_directory_wins_over_a_file_that_is_no_code(build: Build) -> None:
    for path in (f"{SITE}/x", "LICENSE"):
        out = build({"a": {path: "1"}, "b": {f"{path}/y.py": "2"}})
        assert (out / path / "y.py").read_text() == "2"
        assert collisions(out) == []
        shutil.rmtree(out)


def test_of_a_program_and_a_directory_the_later_one_is_there(build: Build) -> None:
    out = build({"a": {"bin/x": "1"}, "b": {"bin/x/y": "2"}})
    assert (out / "bin/x").read_text() == "1"
    assert collisions(out) == [("a", "b", ["bin/x"])]


@pytest.mark.parametrize("path", ["bin/python", "bin/python3", "pyvenv.cfg", "bin/python3.13/x.py"])
def test_no_distribution_replaces_the_environments_own(build: Build, path: str) -> None:
    out = build({"a": {path: "mine"}})
    own = "/".join(path.split("/")[:2])
    assert (out / own).is_symlink() or "home = /tree/bin" in (out / own).read_text()
    assert collisions(out) == [(None, "a", [own])]


@pytest.mark.parametrize(
    "path",
    [
        ".lock",
        "libexec",
        "libexec/collisions.json",
        "libexec/headers/x",
        "libexec/programs/x",
        "libexec/python/lib/x",
        "libexec/snowsnake/python",
        f"{SITE}/_snowsnake_managed.py",
        f"{SITE}/_snowsnake_native.pth",
        f"{SITE}/_snowsnake_offers.py",
        f"{SITE}/__pycache__/{Path(cache_from_source('_snowsnake_managed.py')).name}",
        f"{SITE}/__pycache__",
        f"{SITE}/__pycache__/{Path(cache_from_source('pip.py')).name}",
    ],
)
def test_no_distribution_is_written_to_by_the_environment(build: Build, tmp_path: Path, path: str) -> None:
    """What is the environment's own is written when links to all distributions are there: not through one."""
    out = build({"a": {path: "theirs"}}, managed=True)
    assert (tmp_path / "a" / path).read_text() == "theirs"
    assert not (out / path).exists() or not (out / path).samefile(tmp_path / "a" / path)


def test_what_nixpkgs_leaves_for_builds_is_left_out(build: Build) -> None:
    """Every distribution of nixpkgs has it, and no two are alike."""
    out = build(
        {
            name: {f"{SITE}/{name}.py": "", "nix-support/propagated-build-inputs": f"/nix/store/0-{name}"}
            for name in ("a", "b")
        }
    )
    assert not (out / "nix-support").exists()
    assert {path.name for path in (out / SITE).iterdir()} == {"a.py", "b.py"}


def test_only_at_the_top(build: Build) -> None:
    out = build({"a": {f"{SITE}/nix-support/__init__.py": "", "share/nix-support/x": ""}})
    assert (out / SITE / "nix-support/__init__.py").is_file()
    assert (out / "share/nix-support/x").is_file()


def test_a_collision_is_in_the_log_of_the_build(build: Build, capsys: pytest.CaptureFixture[str]) -> None:
    build({"a": {f"{SITE}/x.py": "1"}, "b": {f"{SITE}/x.py": "2"}}, managed=True)
    assert "warning: `a` and `b` both ship `x.py`" in capsys.readouterr().err


def test_a_strict_environment_has_no_collision(build: Build) -> None:
    with pytest.raises(BuildError, match=r"`a` and `b` both ship `x\.py`") as caught:
        build({"a": {f"{SITE}/x.py": "1"}, "b": {f"{SITE}/x.py": "2"}}, managed=True, strict=True)
    assert "snowsnake lock --prefer a" in caught.value.facts["help"]


def test_a_strict_environment_without_collisions_is_built(build: Build) -> None:
    packages = {"a": {f"{SITE}/x.py": "1", "LICENSE": "a"}, "b": {f"{SITE}/y.py": "2", "LICENSE": "b"}}
    assert (build(packages, managed=True, strict=True) / SITE / "y.py").exists()
