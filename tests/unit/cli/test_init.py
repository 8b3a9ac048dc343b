"""`snowsnake init`, and the lock as Nix text."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.unit.cli.conftest import Machine

import snowsnake

ROOT = Path(__file__).parents[3]
URL = "git+https://example.invalid/snowsnake?ref=main"
FLAKE = f"""\
{{
  inputs.snowsnake.url = "{URL}";
  outputs = {{ snowsnake, ... }}: snowsnake.lib.mkFlake {{ lock = ./snowsnake.lock; }};
}}
"""
DEFAULT = """\
{
  snowsnake ? import (
    builtins.fetchGit {
      url = "https://example.invalid/snowsnake";
      ref = "main";
    }
  ),
}:

snowsnake.mkEnvironment { lock = ./snowsnake.lock; }
"""


def test_flake(snowsnake_: Machine) -> None:
    done = snowsnake_("init", "--url", URL)
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines() == [
        f"wrote `flake.nix`, with snowsnake from {URL}",
        "there is no snowsnake.lock yet: `snowsnake lock` writes it",
    ]
    assert (snowsnake_.project / "flake.nix").read_text() == FLAKE


def test_what_git_must_know_is_said(snowsnake_: Machine) -> None:
    (snowsnake_.project / ".git").mkdir()
    snowsnake_("lock")
    lines = snowsnake_("init", "--url", URL).stderr.splitlines()
    assert lines[1:] == ["a flake has only what git knows: `git add flake.nix snowsnake.lock`"]


@pytest.mark.skipif(
    not Path(snowsnake.__file__).is_relative_to(ROOT), reason="snowsnake is installed from a wheel"
)
def test_this_checkout_is_the_default(snowsnake_: Machine) -> None:
    answer = json.loads(snowsnake_("init", "--json").stdout)["result"]
    assert answer["files"] == [str(snowsnake_.project / "flake.nix")]
    assert answer["url"] in {f"git+file://{ROOT}", f"path:{ROOT}"}
    assert "this machine only" in snowsnake_("init", "--force").stderr


def test_below_a_project_it_is_the_projects(snowsnake_: Machine) -> None:
    below = snowsnake_.project / "src"
    below.mkdir()
    assert snowsnake_("init", "--url", URL, cwd=below).returncode == 0
    assert (snowsnake_.project / "flake.nix").exists()
    assert not (below / "flake.nix").exists()


@pytest.mark.parametrize("words", [("init",), ("init", "--nix")])
def test_nothing_is_written_over(snowsnake_: Machine, words: tuple[str, ...]) -> None:
    """Not even one of two."""
    mine = snowsnake_.project / ("shell.nix" if "--nix" in words else "flake.nix")
    mine.write_text("mine")
    before = {path.name for path in snowsnake_.project.iterdir()}
    done = snowsnake_(*words, "--url", URL)
    assert done.returncode == 1
    assert f"`{mine.name}` is there already" in done.stderr
    assert "--force" in done.stderr
    assert mine.read_text() == "mine"
    assert {path.name for path in snowsnake_.project.iterdir()} == before
    assert snowsnake_(*words, "--url", URL, "--force").returncode == 0
    assert mine.read_text() != "mine"


def test_without_flakes(snowsnake_: Machine) -> None:
    assert snowsnake_("init", "--nix", "--url", URL).returncode == 0
    assert (snowsnake_.project / "default.nix").read_text() == DEFAULT
    assert (snowsnake_.project / "shell.nix").read_text() == DEFAULT.replace("mkEnvironment", "mkShell")


@pytest.mark.parametrize(
    ("url", "text"),
    [
        ("path:/opt/snowsnake", "import /opt/snowsnake"),
        ("git+file:///opt/a%20b", 'import (/. + "/opt/a b")'),
        ("github:o/n", 'import (builtins.fetchTarball "https://github.com/o/n/archive/HEAD.tar.gz")'),
        (
            "https://example.invalid/s.tar.gz",
            'import (builtins.fetchTarball "https://example.invalid/s.tar.gz")',
        ),
    ],
)
def test_other_places(snowsnake_: Machine, url: str, text: str) -> None:
    snowsnake_("lock")
    assert text in " ".join(snowsnake_("export", "nix", "--url", url).stdout.split())


def test_an_address_is_never_code(snowsnake_: Machine) -> None:
    snowsnake_("init", "--url", 'x";${throw(1)}')
    text = (snowsnake_.project / "flake.nix").read_text()
    assert text.splitlines()[1] == '  inputs.snowsnake.url = "x\\";\\${throw(1)}";'


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("init", "--nix", "--url", "gitlab:o/n"), 1, "Nix without flakes cannot fetch `gitlab:o/n`"),
        (("init", "--url", "a b"), 2, "`a b` is no flake reference"),
        (("init", "--url", ""), 2, "`` is no flake reference"),
        (("export", "pylock", "--format", "pylock.toml"), 2, "two formats"),
        (("export", "pylock", "--url", URL), 2, "`--url` is not for pylock.toml"),
        (("export", "xml"), 2, "xml"),
    ],
)
def test_refused(snowsnake_: Machine, words: tuple[str, ...], code: int, said: str) -> None:
    done = snowsnake_(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert said in done.stderr
    assert "help: " in done.stderr
    assert not list(snowsnake_.project.glob("*.nix"))


def test_no_project(snowsnake_: Machine, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    done = snowsnake_("init", cwd=empty)
    assert done.returncode == 1
    assert f"there is no pyproject.toml or requirements.txt in `{empty}` or above it" in done.stderr
    assert not list(empty.iterdir())


def test_export(snowsnake_: Machine) -> None:
    snowsnake_("lock")
    assert snowsnake_("export", "flake", "--url", URL).stdout == FLAKE
    assert snowsnake_("export", "nix", "--url", URL).stdout == DEFAULT
    assert snowsnake_("export", "pylock").stdout == snowsnake_("export").stdout
    assert snowsnake_("export", "requirements").stdout.startswith("attrs==1.0")
    other = snowsnake_.project / "an other.lock"
    (snowsnake_.project / "snowsnake.lock").rename(other)
    text = snowsnake_("export", "flake", "--url", URL, "--lock", str(other)).stdout
    assert 'lock = ./. + "/an other.lock";' in text


VENDORED = "{ outputs = { ... }: (import ./nix/snowsnake).mkFlake { lock = ./snowsnake.lock; }; }\n"


def test_library_is_copied_where_it_is_asked_for(snowsnake_: Machine) -> None:
    done = snowsnake_("init", "--vendor")
    assert done.returncode == 0
    assert "snowsnake's Nix library in `nix/snowsnake`" in done.stderr
    assert (snowsnake_.project / "flake.nix").read_text() == VENDORED
    library = snowsnake_.project / "nix/snowsnake"
    assert (library / "nix/lib/environment.nix").is_file()
    (library / "old.nix").write_text("")
    refused = snowsnake_("init", "--vendor")
    assert (refused.returncode, "`flake.nix` and `nix/snowsnake` are there already" in refused.stderr) == (
        1,
        True,
    )
    assert snowsnake_("init", "--vendor", "--force").returncode == 0
    assert not (library / "old.nix").exists()


def test_library_or_an_address(snowsnake_: Machine) -> None:
    done = snowsnake_("init", "--vendor", "--url", URL)
    assert done.returncode == 2
    assert "exclude each other" in done.stderr
    assert not (snowsnake_.project / "flake.nix").exists()
