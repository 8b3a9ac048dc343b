"""What an environment looks like, and what happens when distributions do not agree."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from snowsnake.builders import environment
from snowsnake.builders.report import BuildError

SITE = "lib/python3.13/site-packages"

Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    def run(
        packages: dict[str, dict[str, str]], *, prefer: tuple[str, ...] = (), spread: tuple[str, ...] = ()
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
                    "spread": list(spread),
                }
            )
        )
        monkeypatch.setenv("specPath", str(tmp_path / "spec"))
        monkeypatch.setenv("out", str(tmp_path / "out"))
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


def test_equal_files_do_not_collide(build: Build) -> None:
    out = build({"a": {f"{SITE}/x.py": "same"}, "b": {f"{SITE}/x.py": "same"}})
    assert (out / SITE / "x.py").read_text() == "same"


def test_a_collision_names_both_and_the_setting(build: Build) -> None:
    with pytest.raises(BuildError) as caught:
        build({"a": {f"{SITE}/x.py": "1"}, "b": {f"{SITE}/x.py": "2"}})
    assert caught.value.error == "collision"
    assert caught.value.message == f"`a` and `b` both ship `{SITE}/x.py`, with different content"
    assert (caught.value.facts["path"], caught.value.facts["packages"]) == (f"{SITE}/x.py", ["a", "b"])
    assert 'prefer = ["a"]' in caught.value.facts["help"]
    assert json.loads(caught.value.line().removeprefix("@snowsnake "))["packages"] == ["a", "b"]


def test_a_collision_names_the_module_and_not_its_bytecode(build: Build) -> None:
    def package(content: str) -> dict[str, str]:
        module = {f"{SITE}/x/__pycache__/y.cpython-313.pyc": content, f"{SITE}/x/y.py": content}
        return module | {f"{SITE}/x/__init__.py": ""}

    with pytest.raises(BuildError) as caught:
        build({"a": package("1"), "b": package("2")})
    assert caught.value.facts["path"] == f"{SITE}/x/y.py"


def test_a_preferred_distribution_wins(build: Build) -> None:
    out = build({"a": {f"{SITE}/x.py": "1"}, "b": {f"{SITE}/x.py": "2"}}, prefer=("b",))
    assert (out / SITE / "x.py").read_text() == "2"


def test_a_file_where_another_has_a_directory_collides(build: Build) -> None:
    with pytest.raises(BuildError, match="both ship"):
        build({"a": {f"{SITE}/x": "1"}, "b": {f"{SITE}/x/y.py": "2"}})


@pytest.mark.parametrize("path", ["bin/python", "bin/python3", "pyvenv.cfg"])
def test_no_distribution_replaces_the_environments_own(build: Build, path: str) -> None:
    with pytest.raises(BuildError, match="the environment's own"):
        build({"a": {path: "mine"}})


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
