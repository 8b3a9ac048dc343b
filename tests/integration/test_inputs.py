"""Everything that may say what is required, from the file to the lock and into the environment."""

from __future__ import annotations

import json
import os
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.loopback import Index, make_wheel, serving
from tests.integration.project import Project
from tests.patience import PATIENCE
from uv import find_uv_bin

from snowsnake.requirements import read_inputs
from snowsnake.resolve.simple_index import default_index

TARGET = "cp313-x86_64-linux"
PYPROJECT = """\
[project]
name = "demo"
version = "1"
requires-python = ">=3.11"
dependencies = ["rich<14", "idna==3.7", "colorama; sys_platform == 'win32'"]
[project.optional-dependencies]
fast = ["markupsafe<3.1"]
[dependency-groups]
test = ["iniconfig<3"]
"""
# What the lock of PYPROJECT must hold with its extra and its group, on Linux.
NAMES = {"rich", "idna", "markdown-it-py", "mdurl", "pygments", "markupsafe", "iniconfig"}


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("inner", metadata="Requires-Dist: deeper\nProvides-Extra: more\n")
        found.metadata["inner"] = (
            "Requires-Dist: deeper\nProvides-Extra: more\nRequires-Dist: most; extra == 'more'\n"
        )
        found.add("deeper")
        found.add("deeper", "2.0")
        found.add("most")
        found.add("direct")
        yield found


def locked(project: Project, *words: str) -> dict[str, tuple[str, str]]:
    """Lock; version and SHA-256 of every distribution, by name."""
    ran = project.run("lock", *words)
    assert ran.code == 0, ran.err
    document = json.loads(project.lock.read_text())
    return {
        name: (one["version"], document["artifacts"][one["artifact"]]["sha256"])
        for name, one in document["targets"][TARGET]["packages"].items()
    }


def versions(found: dict[str, tuple[str, str]]) -> dict[str, str]:
    return {name: version for name, (version, _) in found.items()}


def tool(project: Project, *words: str) -> None:
    """Another project's tool, as `uvx` starts it, in its own release and those of its dependencies of that day."""
    kept = {name: value for name, value in os.environ.items() if name not in {"VIRTUAL_ENV", "CI"}}
    ran = subprocess.run(
        [find_uv_bin(), "tool", "run", "--quiet", *words],
        cwd=project.directory,
        env=kept | {"PDM_IGNORE_ACTIVE_VENV": "1", "PDM_CHECK_UPDATE": "0", "POETRY_VIRTUALENVS_CREATE": "0"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def keeps(project: Project, entries: list[dict[str, object]]) -> None:
    """The lock takes versions and hashes from another tool's, and asks for nothing newer."""
    # What the lock was made for has become looser since: a resolution would find other versions.
    project.write({"pyproject.toml": PYPROJECT.replace("rich<14", "rich").replace("idna==3.7", "idna")})
    found = locked(project, "--extra", "fast", "--group", "test")
    assert set(found) == NAMES
    assert found["idna"][0] == "3.7"
    assert found["rich"][0].startswith("13.")
    for name, (version, sha256) in found.items():
        (entry,) = [one for one in entries if one["name"] == name]
        assert entry["version"] == version
        assert sha256 in json.dumps(entry, default=str)
    assert project.run("lock", "--check").code == 0
    # Only the project and what it needs.
    ran = project.run("lock")
    assert ran.code == 0, ran
    assert project.run("lock", "--check").code == 0


# --- locks of other tools


def test_a_uv_lock_is_kept(project: Project) -> None:
    project.write({"pyproject.toml": PYPROJECT})
    subprocess.run([find_uv_bin(), "lock", "-q"], cwd=project.directory, check=True)
    document = tomllib.loads((project.directory / "uv.lock").read_text())
    keeps(project, document["package"])
    ran = project.run(
        "run", "--", "python", "-c", "import rich, markupsafe, iniconfig; print(markupsafe.escape('<'))"
    )
    assert (ran.code, ran.out) == (0, "&lt;\n"), ran
    # The project asks for what the lock does not have.
    project.write({"pyproject.toml": PYPROJECT.replace("idna==3.7", "idna>3.7")})
    assert "help: bring it up to date with `uv lock`" in project.fails("lock").err


def test_a_pylock_by_uv_is_kept(project: Project) -> None:
    project.write({"pyproject.toml": PYPROJECT})
    words = ["export", "-q", "--extra", "fast", "--group", "test", "--no-emit-project", "-o", "pylock.toml"]
    subprocess.run([find_uv_bin(), *words], cwd=project.directory, check=True)
    (project.directory / "uv.lock").unlink()
    document = tomllib.loads((project.directory / "pylock.toml").read_text())
    keeps(project, document["packages"])


def test_a_poetry_lock_is_kept(project: Project, tmp_path: Path) -> None:
    # Poetry asks its default index in a way of its own; any simple index is asked as a source.
    index = default_index(read_inputs(tmp_path, requirements=["idna"]))
    source = f'[[tool.poetry.source]]\nname = "index"\nurl = "{index}"\npriority = "primary"\n'
    project.write({"pyproject.toml": PYPROJECT + source})
    tool(project, "poetry", "lock", "--no-interaction")
    keeps(project, tomllib.loads((project.directory / "poetry.lock").read_text())["package"])


def test_a_pdm_lock_is_kept(project: Project) -> None:
    project.write({"pyproject.toml": PYPROJECT})
    # What PDM itself requires has moved on without it.
    tool(project, "--exclude-newer", "2025-09-01", "pdm", "lock", "--group", ":all")
    keeps(project, tomllib.loads((project.directory / "pdm.lock").read_text())["package"])


# --- requirements


def test_requirements_files_include_each_other(project: Project, index: Index) -> None:
    wheel = index.files["direct-1.0-py3-none-any.whl"]
    project.write(
        {
            "requirements.txt": (
                f"--index-url {index.url}\n-r more/base.txt\n-c limits.txt\n"
                "inner[more]; python_version >= '3.11' # both\n"
                "absent; sys_platform == 'win32'\n"
                f"direct @ {index.file_url('direct-1.0-py3-none-any.whl')}\n"
            ),
            "more/base.txt": "--find-links ../wheels\nlocal-one\n",
            "limits.txt": "deeper<2\n",
            "wheels/local_one-1.0-py3-none-any.whl": make_wheel("local_one"),
        }
    )
    found = locked(project)
    assert versions(found) == {
        "inner": "1.0",
        "deeper": "1.0",
        "most": "1.0",
        "local-one": "1.0",
        "direct": "1.0",
    }
    code = "import inner, deeper, most, local_one, direct; print(direct.value)"
    ran = project.run("run", "--", "python", "-c", code)
    assert (ran.code, ran.out) == (0, "42\n"), ran
    # A change in a nested file is a change.
    project.write({"limits.txt": "deeper>1\n"})
    assert "is stale" in project.fails("lock", "--check").err
    assert versions(locked(project))["deeper"] == "2.0"
    assert wheel
    exported = project.run("export", "--format", "requirements.txt").out
    assert f"direct @ {index.file_url('direct-1.0-py3-none-any.whl')} \\\n    --hash=sha256:" in exported


def test_hashes_choose_among_files(project: Project) -> None:
    project.write({"requirements.txt": "markupsafe==3.0.2\nidna==3.7\n"})
    found = locked(project)
    lines = [f"{name}=={version} --hash=sha256:{sha256}\n" for name, (version, sha256) in found.items()]
    project.write({"requirements.txt": "".join(lines)})
    assert locked(project) == found


def test_a_project_with_extras_and_groups(project: Project) -> None:
    project.write(
        {
            "pyproject.toml": (
                '[project]\nname = "demo"\nversion = "1"\ndependencies = ["idna==3.7"]\n'
                '[project.optional-dependencies]\nplain = ["mdurl"]\nall = ["demo[plain]", "attrs"]\n'
                '[dependency-groups]\ntest = ["iniconfig"]\ndev = [{include-group = "test"}, "cowsay"]\n'
            )
        }
    )
    assert set(locked(project)) == {"idna"}
    assert set(locked(project, "--extra", "all")) == {"idna", "mdurl", "attrs"}
    assert set(locked(project, "--group", "dev")) == {"idna", "iniconfig", "cowsay"}
    assert set(locked(project)) == {"idna", "iniconfig", "cowsay"}  # as it was locked
    assert "has no extra `none`" in project.fails("lock", "--extra", "none").err


def test_a_script_has_a_lock_of_its_own_if_it_wants_one(project: Project, index: Index) -> None:
    block = '# /// script\n# dependencies = ["inner"]\n# [[tool.uv.index]]\n# url = "{}"\n# default = true\n# ///\n'
    project.write({"tool.py": f"{block.format(index.url)}import inner, deeper\nprint(inner.value)\n"})
    ran = project.run("lock", "--script", "tool.py")
    assert ran.code == 0, ran
    assert set(
        json.loads((project.directory / "tool.py.lock").read_text())["targets"][TARGET]["packages"]
    ) == {
        "inner",
        "deeper",
    }
    ran = project.run("run", "tool.py")
    assert (ran.code, ran.out) == (0, "42\n"), ran


# --- indexes


def test_only_a_directory_of_wheels(project: Project) -> None:
    project.write(
        {
            "requirements.txt": "--no-index\n--find-links wheels\nlocal-one\n",
            "wheels/local_one-1.0-py3-none-any.whl": make_wheel("local_one"),
        }
    )
    assert versions(locked(project)) == {"local-one": "1.0"}
    assert str(project.directory) not in project.lock.read_text().replace(
        f"file://{project.directory}/wheels", ""
    )


def test_a_page_of_links_and_the_settings_of_a_project(project: Project, index: Index) -> None:
    page = f"{index.url}/inner/"
    project.write(
        {"requirements.txt": f"--no-index\n--find-links {page}\n--find-links {index.url}/deeper/\ninner\n"}
    )
    assert versions(locked(project)) == {"inner": "1.0", "deeper": "2.0"}
    (project.directory / "requirements.txt").unlink()
    project.write(
        {
            "pyproject.toml": (
                '[project]\nname = "demo"\nversion = "1"\ndependencies = ["local-one", "inner"]\n'
                '[tool.uv]\nfind-links = ["wheels"]\nconstraint-dependencies = ["deeper<2"]\n'
                f'[[tool.uv.index]]\nurl = "{index.url}"\n'
            ),
            "wheels/local_one-1.0-py3-none-any.whl": make_wheel("local_one"),
        }
    )
    project.lock.unlink()
    assert versions(locked(project)) == {"local-one": "1.0", "inner": "1.0", "deeper": "1.0"}


# --- releases that have no wheel for a target


def test_the_newest_release_with_a_wheel_for_the_target_is_taken(project: Project, index: Index) -> None:
    index.add("windows", "1.0")
    index.add("windows", "2.0", tag="cp313-cp313-win_amd64")
    index.add("glibc", "1.0", tag="cp313-cp313-manylinux_2_17_x86_64")
    for version in ("2.0", "3.0"):
        index.add("glibc", version, tag="cp313-cp313-manylinux_2_99_x86_64")
    index.add("musl", "1.0")
    index.add("musl", "2.0", tag="py3-none-musllinux_1_2_x86_64")
    index.add("older", "1.0", tag="cp313-cp313-manylinux_2_17_x86_64")
    index.add("older", "2.0", tag="cp311-cp311-manylinux_2_17_x86_64")
    project.write({"requirements.txt": f"{index.options}windows\nglibc\nmusl\nolder\n"})
    found = locked(project)
    assert set(versions(found).values()) == {"1.0"}
    # Another target has its own; what fits both is the same.
    project.write({"requirements.txt": f"{index.options}windows\nolder\n"})
    words = ("--target", TARGET, "--target", "cp311-x86_64-linux")
    assert set(versions(locked(project, *words)).values()) == {"1.0"}
    other = json.loads(project.lock.read_text())["targets"]["cp311-x86_64-linux"]["packages"]
    assert {name: one["version"] for name, one in other.items()} == {
        "windows": "1.0",
        "older": "2.0",
    }


def test_no_release_has_a_wheel_for_the_target(project: Project, index: Index) -> None:
    index.add("nowhere", tag="cp313-cp313-win_amd64")
    index.add("future", tag="cp313-cp313-manylinux_2_99_x86_64")
    index.add("asking")
    index.metadata["asking"] = "Requires-Dist: nowhere\n"
    for name, said in (
        ("nowhere", f"`nowhere` has no wheel for `{TARGET}` in any version"),
        ("asking", f"`nowhere`, required by `asking`, has no wheel for `{TARGET}` in any version"),
        ("future", f"`future 1.0` has no wheel for `{TARGET}`"),
    ):
        project.write({"requirements.txt": f"{index.options}{name}\n"})
        shown = project.fails("lock").err
        assert said in shown
        assert "implementation_name" not in shown  # targets have names


def test_real_releases_for_different_interpreters(project: Project) -> None:
    targets = (TARGET, "cp313-aarch64-linux", "pp311-x86_64-linux")
    project.write({"requirements.txt": "numpy\nidna\n"})
    newest = locked(project, *[word for target in targets for word in ("--target", target)])
    document = json.loads(project.lock.read_text())
    chosen = {target: document["targets"][target]["packages"]["numpy"] for target in targets}
    assert chosen[TARGET]["version"] == chosen["cp313-aarch64-linux"]["version"] == newest["numpy"][0]
    assert (
        "-pp311-pypy311_pp73-manylinux" in chosen["pp311-x86_64-linux"]["artifact"]
    )  # the last that has one
    assert {document["targets"][target]["packages"]["idna"]["version"] for target in targets} == {
        newest["idna"][0]
    }


def test_each_target_keeps_its_own_version(project: Project) -> None:
    words = ("--target", TARGET, "--target", "pp311-x86_64-linux")
    project.write({"requirements.txt": "numpy\n"})
    before = locked(project, *words)
    project.write({"requirements.txt": "numpy\nidna\n"})
    assert locked(project, *words)["numpy"] == before["numpy"]
