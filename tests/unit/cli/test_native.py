"""add-native, explain and inspect: what they say, what they write, and what they say when it cannot be."""

from __future__ import annotations

import json

import pytest
from tests.unit.cli.conftest import Machine

from snowsnake.targets import host_system

PROJECT = '[project]\nname = "p" # ours\nversion = "1"\ndependencies = ["pdf2image"]\n'


def files(machine: Machine) -> list[str]:
    return sorted(path.name for path in machine.project.iterdir())


def test_a_package_is_added_to_the_project_and_locked(snowsnake_: Machine) -> None:
    (snowsnake_.project / "pyproject.toml").write_text(PROJECT)
    below = snowsnake_.project / "src"
    below.mkdir()
    done = snowsnake_("add-native", "poppler-utils", "dash", cwd=below)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.endswith(
        "`pyproject.toml` has `poppler-utils`, `dash`; locked\n"
        f"wrote `snowsnake.lock`: 1 distribution for cp313-{host_system()}\n"
    )
    text = (snowsnake_.project / "pyproject.toml").read_text()
    assert text == PROJECT + '\n[tool.snowsnake]\nnative = ["poppler-utils", "dash"]\n'
    (target,) = json.loads((snowsnake_.project / "snowsnake.lock").read_text())["targets"].values()
    assert target["native"] == ["dash", "poppler-utils"]
    snowsnake_.calls()
    assert (
        snowsnake_("add-native", "dash").stderr == "`pyproject.toml` has `dash`; it was locked so already\n"
    )
    assert snowsnake_.calls() == []
    removed = snowsnake_("add-native", "--remove", "poppler-utils")
    assert removed.stderr.endswith(
        "`pyproject.toml` no longer has `poppler-utils`; locked\n- poppler-utils\n"
    )
    assert 'native = ["dash"]' in (snowsnake_.project / "pyproject.toml").read_text()
    assert snowsnake_("lock", "--check").returncode == 0


def test_a_project_without_pyproject_gets_a_file_of_its_own(snowsnake_: Machine) -> None:
    answer = json.loads(snowsnake_("add-native", "--json", "dash").stdout)
    file = snowsnake_.project / "snowsnake.toml"
    assert answer["result"] == {"file": str(file), "packages": ["dash"], "removed": False, "changes": {}}
    assert file.read_text() == 'native = ["dash"]\n'
    changes = json.loads(snowsnake_("add-native", "--json", "jq").stdout)["result"]["changes"]
    assert changes == {
        f"cp313-{host_system()}": [{"of": "native", "name": "jq", "before": None, "after": "1.2-3"}]
    }


def test_a_link_to_the_settings_stays_a_link(snowsnake_: Machine) -> None:
    (snowsnake_.home / "elsewhere.toml").write_text(PROJECT)
    (snowsnake_.project / "pyproject.toml").symlink_to(snowsnake_.home / "elsewhere.toml")
    assert snowsnake_("add-native", "dash").returncode == 0
    assert (snowsnake_.project / "pyproject.toml").is_symlink()
    assert 'native = ["dash"]' in (snowsnake_.home / "elsewhere.toml").read_text()


def test_what_cannot_be_locked_is_taken_back(snowsnake_: Machine) -> None:
    snowsnake_("lock")
    lock = (snowsnake_.project / "snowsnake.lock").read_bytes()
    done = snowsnake_("add-native", "unknown")
    assert (done.returncode, done.stdout) == (1, "")
    assert "error: there is no package `unknown`" in done.stderr
    assert files(snowsnake_) == ["requirements.txt", "snowsnake.lock"]
    assert (snowsnake_.project / "snowsnake.lock").read_bytes() == lock
    (snowsnake_.project / "snowsnake.lock").unlink()
    (snowsnake_.project / "pyproject.toml").write_text(PROJECT)
    assert snowsnake_("add-native", "unknown").returncode == 1
    assert (snowsnake_.project / "pyproject.toml").read_text() == PROJECT


def test_what_is_written_is_what_counts(snowsnake_: Machine) -> None:
    """The project is locked from its requirements.txt: the pyproject.toml beside it is for other tools."""
    snowsnake_("lock")
    (snowsnake_.project / "pyproject.toml").write_text("[tool.ruff]\nline-length = 90\n")
    done = snowsnake_("add-native", "dash")
    assert done.stderr.endswith("`snowsnake.toml` has `dash`; locked\n+ dash 1.2-3\n")
    assert (snowsnake_.project / "snowsnake.toml").read_text() == 'native = ["dash"]\n'
    (target,) = json.loads((snowsnake_.project / "snowsnake.lock").read_text())["targets"].values()
    assert target["native"] == ["dash"]


@pytest.mark.parametrize("name", ["Foo!", "", "../x", "a b", "x;reboot", "\x1b[31m", "ö", "libGL.so.1/.."])
def test_a_name_that_no_package_has_changes_nothing(snowsnake_: Machine, name: str) -> None:
    done = snowsnake_("add-native", "--", name)
    assert done.returncode == 1
    assert "error: snowsnake.toml: `native[0]` is n" in done.stderr
    assert "Debian package" in done.stderr
    assert "help: " in done.stderr
    assert "\x1b" not in done.stderr
    assert files(snowsnake_) == ["requirements.txt"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (
            PROJECT + "[tool.snowsnake]\nnative = 'dash'\n",
            "`tool.snowsnake.native` must be a list",
        ),
        ("[tool.snowsnake\n", "not valid TOML"),
        ("tool = 3\n" + PROJECT, "`tool` must be a table"),
    ],
)
def test_settings_that_are_wrong_are_left_alone(snowsnake_: Machine, text: str, says: str) -> None:
    (snowsnake_.project / "pyproject.toml").write_text(text)
    done = snowsnake_("add-native", "dash")
    assert done.returncode == 1
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert (snowsnake_.project / "pyproject.toml").read_text() == text


def test_taking_away_what_is_not_there(snowsnake_: Machine) -> None:
    done = snowsnake_("add-native", "--remove", "dash")
    assert done.returncode == 1
    assert "error: snowsnake.toml: `native` does not name `dash`" in done.stderr
    assert files(snowsnake_) == ["requirements.txt"]


def test_outside_of_a_project(snowsnake_: Machine) -> None:
    done = snowsnake_("add-native", "dash", cwd=snowsnake_.home)
    assert done.returncode == 1
    assert "there is no project in" in done.stderr
    assert "snowsnake shell --native dash" in done.stderr
    assert "help: run `snowsnake lock`" in snowsnake_("explain", "dash", cwd=snowsnake_.home).stderr


def test_explain_says_who_and_where(snowsnake_: Machine) -> None:
    (snowsnake_.project / "pyproject.toml").write_text(PROJECT)
    snowsnake_("add-native", "graphviz")
    assert snowsnake_("explain", "pdftoppm").stdout == (
        "pdf2image 1.0 runs `pdftoppm`: bin/pdftoppm of poppler-utils (nixpkgs: poppler-utils)\n"
        "  you asked for it\n"
        "  seen in pdf2image/pdf2image.py:221\n"
    )
    assert "can use `gs`: `snowsnake add-native ghostscript` gives it" in snowsnake_("explain", "gs").stdout
    assert snowsnake_("explain", "graphviz").stdout == (
        "graphviz: you want it (`native`)\n"
        "graphviz_1.2-3_amd64.deb: in what the environment's distributions open and run\n"
    )
    assert snowsnake_("explain", "libc6").stdout == "libc6_2.41-12_amd64.deb: in the interpreter's tree\n"
    answer = json.loads(snowsnake_("explain", "--json", "poppler-utils").stdout)["result"]
    assert [(asked["distribution"], asked["name"], asked["level"]) for asked in answer["asked"]] == [
        ("pdf2image", "pdftoppm", "required")
    ]


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("nope", "snowsnake shell nope"),
        ("", "snowsnake locate ''"),
        ("\x1b[31mx", "snowsnake locate"),
        ("`", "snowsnake locate"),
    ],
)
def test_explain_of_what_is_not_there(snowsnake_: Machine, name: str, advice: str) -> None:
    snowsnake_("lock")
    done = snowsnake_("explain", "--", name)
    assert (done.returncode, done.stdout) == (1, "")
    assert "error: nothing in snowsnake.lock for" in done.stderr
    assert "\x1b" not in done.stderr
    error = json.loads(snowsnake_("explain", "--json", "--", name).stdout)["error"]
    assert error["kind"] == "NotHere"
    assert advice in error["help"]


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--target", "cp399"], "`cp399` is not a target"),
        (["--target", "cp311-x86_64-linux"], "is not locked for `cp311-x86_64-linux`"),
        (["--lock", "none.lock"], "there is no `none.lock`"),
        (["--lock", "requirements.txt"], "`requirements.txt` is damaged"),
    ],
)
def test_explain_of_a_lock_that_is_not_there(snowsnake_: Machine, options: list[str], says: str) -> None:
    snowsnake_("lock")
    done = snowsnake_("explain", *options, "attrs")
    assert done.returncode == 1
    assert says in done.stderr


def test_inspect_says_what_is_needed_and_what_can_be_used(snowsnake_: Machine) -> None:
    done = snowsnake_("inspect", "pdf2image==1.0")
    assert done.returncode == 0
    needs, _, uses = done.stdout.partition("can use:")
    assert "needs:\n  pdftoppm  (program)\n    debian: poppler-utils (bin/pdftoppm)\n" in needs
    assert "gs  (program)" in uses
    assert "nixpkgs: nobody is known to have it" in uses
    answer = json.loads(snowsnake_("inspect", "--json", "pdf2image").stdout)["result"]
    assert [(need["name"], need["sure"]) for need in answer["needs"]] == [
        ("pdftoppm", "certain"),
        ("gs", "certain"),
    ]
    assert "nothing that is not Python was seen" in snowsnake_("inspect", "attrs").stdout
    assert files(snowsnake_) == ["requirements.txt"]


@pytest.mark.parametrize(
    ("what", "code", "says"),
    [
        ("a b", 1, "`a b` is not a requirement"),
        ("", 1, "is not a requirement"),
        ("./nope-1.0-py3-none-any.whl", 1, "is not there"),
        ("\x1b[31m", 1, "error: "),
        ("--nope", 2, "no such option"),
    ],
)
def test_inspect_of_what_is_no_distribution(snowsnake_: Machine, what: str, code: int, says: str) -> None:
    done = snowsnake_("inspect", what)
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert "\x1b" not in done.stderr


def test_lock_offers_what_is_optional_and_the_line_that_accepts_it(snowsnake_: Machine) -> None:
    (snowsnake_.project / "pyproject.toml").write_text(PROJECT)
    done = snowsnake_("lock")
    assert done.stderr.endswith(
        "\noptional, not needed: ghostscript (for pdf2image); `snowsnake add-native PACKAGE` adds one\n"
    )
    offers = json.loads(snowsnake_("lock", "--json").stdout)["result"]["offers"]
    (offered,) = offers.values()
    assert offered == [{"package": "ghostscript", "names": ["gs"], "distributions": ["pdf2image"]}]


@pytest.mark.parametrize("verb", ["add-native", "explain", "inspect", "locate"])
def test_without_a_name_is_wrong_usage(snowsnake_: Machine, verb: str) -> None:
    done = snowsnake_(verb)
    assert done.returncode == 2
    assert f"help: type `snowsnake {verb} --help`" in done.stderr
