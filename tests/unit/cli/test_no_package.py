"""Words among requirements that are files, directories or environments: no index is asked for them."""

from __future__ import annotations

import pytest
from tests.unit.cli.conftest import Machine


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("pyproject.toml", "`-r pyproject.toml`"),
        ("requirements.txt", "`-r requirements.txt`"),
        ("requirements-dev.txt", "`-r requirements-dev.txt`"),  # not there: still no package
        ("uv.lock", "`-r uv.lock`"),
        ("setup.py", "`.` for the project here"),
        ("snowsnake.lock", "leave it out"),
        ("tool.py", "`snowsnake run tool.py`"),
        ("six-1.0-py3-none-any.whl", "`./six-1.0-py3-none-any.whl`"),
        ("part", "`./part` for the directory"),
        ("work", "`snowsnake shell @work`"),
    ],
)
@pytest.mark.parametrize("verb", ["build", "shell"])
def test_what_is_no_package_is_refused_before_anything_is_asked(
    snowsnake_: Machine, verb: str, word: str, line: str
) -> None:
    for file in ("tool.py", "setup.py", "snowsnake.lock"):
        (snowsnake_.project / file).write_text("")
    (snowsnake_.project / "part").mkdir()
    (snowsnake_.project / "part" / "setup.py").write_text("")
    config = snowsnake_.home / ".config" / "snowsnake"
    config.mkdir(parents=True)
    (config / "environments.toml").write_text('[work]\nrequires = ["attrs"]\n')
    done = snowsnake_(verb, "attrs", word)
    assert (done.returncode, done.stdout) == (2, "")
    assert line in done.stderr
    assert snowsnake_.calls() == []


def test_a_version_makes_a_name_that_of_a_package(snowsnake_: Machine) -> None:
    (snowsnake_.project / "part").mkdir()
    (snowsnake_.project / "part" / "setup.py").write_text("")
    assert snowsnake_("build", "part>=0").returncode == 0


@pytest.mark.parametrize("name", ["discord.py", "ruamel.yaml", "jaraco.text", "data"])
def test_names_of_distributions_that_look_like_files_are_taken(snowsnake_: Machine, name: str) -> None:
    (snowsnake_.project / "data").mkdir()  # no project
    snowsnake_("build", name)
    assert snowsnake_.calls()[0].startswith("lock ")


@pytest.mark.parametrize("verb", ["inspect", "package"])
@pytest.mark.parametrize("word", ["pyproject.toml", "requirements.txt"])
def test_verbs_for_one_package_say_how_the_project_here_is_named(
    snowsnake_: Machine, verb: str, word: str
) -> None:
    done = snowsnake_(verb, word)
    assert (done.returncode, done.stdout) == (2, "")
    assert f"`snowsnake {verb} .`" in done.stderr
