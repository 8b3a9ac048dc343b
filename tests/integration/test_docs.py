"""What the documentation shows is what happens.

A page's fenced blocks are marked in their info string:

- ```` ```console run ````: lines that start with `$ ` are typed, one after the other, in the page's own
  directory; the lines below a command must appear in its output in that order (`…` stands for anything). A
  command may fail only where its output says `[exit 1]`.
- ```` ```sh run ````: each line is typed, and must succeed. `in=examples/NAME` types them in a copy of that directory.
- ```` ```toml file=pyproject.toml ```` (any language): the block is written to that file first.

Blocks of one page run in order, those in comments too. Anything unmarked is only read: its `snowsnake` commands must
at least be ones that the command line has.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from tests.integration.project import AS_ROOT
from tests.patience import PATIENCE

from snowsnake.cli import VERBS, group

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)
# Variables of whoever runs the tests that change what a reader of the page would see: with CI=true, nothing
# is locked on the way.
NOT_A_USERS = {"CI", "VIRTUAL_ENV", "PYTHONPATH"}
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)(#[^)\s]*)?\)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Block:
    """One fenced block of a page."""

    language: str
    marks: tuple[str, ...]
    body: str

    @property
    def runs(self) -> bool:
        return "run" in self.marks

    @property
    def file(self) -> str | None:
        return self._value("file")

    @property
    def within(self) -> str | None:
        """The directory of this checkout that it runs in a copy of."""
        return self._value("in")

    @property
    def typed(self) -> list[tuple[str, list[str]]]:
        """Its commands, and the lines that each should print."""
        if self.language == "sh":
            return [(line, []) for line in self.body.splitlines() if line and not line.startswith("#")]
        return commands(self.body)

    def _value(self, name: str) -> str | None:
        return next((mark.partition("=")[2] for mark in self.marks if mark.startswith(f"{name}=")), None)


def blocks(page: Path) -> list[Block]:
    found = []
    for match in FENCE.finditer(page.read_text(encoding="utf-8")):
        language, *marks = match["info"].split() or [""]
        found.append(Block(language=language, marks=tuple(marks), body=match["body"]))
    return found


def commands(body: str) -> list[tuple[str, list[str]]]:
    """Each command (with its continuation lines) and the lines that it should print."""
    found: list[tuple[str, list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        elif line.startswith("> ") and found and found[-1][0].endswith("\\"):
            found[-1] = (f"{found[-1][0]}\n{line[2:]}", found[-1][1])
        elif found and line.strip():
            found[-1][1].append(line.rstrip())
    return found


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """The caller's environment, with snowsnake on PATH and a state of its own; downloads are shared."""
    kept = {name: value for name, value in os.environ.items() if name not in NOT_A_USERS}
    binaries = Path(sys.executable).parent
    if AS_ROOT:  # for the pages that call Nix themselves
        kept["NIX_CONFIG"] = kept.get("NIX_CONFIG", "") + "\nbuild-users-group =\n"
    return kept | {
        "PATH": f"{binaries}{os.pathsep}{kept['PATH']}",
        "SNOWSNAKE_STATE_DIR": str(tmp_path / "state"),
        "NO_COLOR": "1",
        "COLUMNS": "120",
    }


@pytest.mark.parametrize("page", [p for p in PAGES if any(b.runs for b in blocks(p))], ids=page_name)
def test_page_runs(page: Path, tmp_path: Path, environment: dict[str, str]) -> None:
    directory = tmp_path / "project"
    directory.mkdir()
    for block in blocks(page):
        if block.file:
            path = directory / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.body, encoding="utf-8")
            if block.body.startswith("#!"):
                path.chmod(0o755)
        if block.runs:
            here = directory
            if block.within:
                here = tmp_path / Path(block.within).name
                shutil.copytree(ROOT / block.within, here)
            for command, expected in block.typed:
                _run(command, expected, here, environment)


# In a directory that is not this checkout, on a machine without its network, they say nothing: what runs them instead.
ELSEWHERE = {
    "make demo": "test_examples.py",
    "make test": "continuous integration",
    "make setup": "every target of the Makefile",
    'export PATH="$PWD/.venv/bin:$PATH"': "the tests, which do the same",
    "snowsnake --help": "tests/unit/cli",
    "snowsnake lock --base nixpkgs --nixpkgs nixos-25.11": "test_nixpkgs_base.py, from an archive on disk",
}


def test_every_command_of_the_readme_is_run() -> None:
    shown = [block for block in blocks(ROOT / "README.md") if block.language in {"sh", "console"}]
    assert [b.body for b in shown if b.runs], "nothing is run"
    left = {line.split("  #")[0].strip() for b in shown if not b.runs for line, _ in b.typed}
    assert left - ELSEWHERE.keys() == {_first_example()[0]}


def _first_example() -> tuple[str, str, str]:
    """The command that README begins with, what is typed in its shell, and what that prints."""
    body = next(block.body for block in blocks(ROOT / "README.md") if "(snowsnake) $ " in block.body)
    (command, printed), *_ = commands(body)
    at = next(number for number, line in enumerate(printed) if line.startswith("(snowsnake) $ "))
    (said,) = printed[at + 1 :]
    return command, printed[at].removeprefix("(snowsnake) $ "), said


def test_first_example_of_the_readme(tmp_path: Path, environment: dict[str, str]) -> None:
    command, typed, said = _first_example()
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=tmp_path, env=environment, input=f"{typed}\n", capture_output=True, text=True, check=False,
        timeout=PATIENCE,
    )  # fmt: skip
    # Versions are those of the day.
    pattern = re.sub(r"\d+", r"\\d+", re.escape(said))
    assert re.fullmatch(pattern, done.stdout.strip()), done.stdout + done.stderr


def _run(command: str, expected: list[str], directory: Path, environment: dict[str, str]) -> None:
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command],
        cwd=directory,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=900,
        check=False,
    )
    shown = f"$ {command}\n{done.stdout}[exit {done.returncode}]"
    assert f"[exit {done.returncode}]" in (expected[-1:] or ["[exit 0]"]) or done.returncode == 0, shown
    lines = iter(done.stdout.splitlines())
    for line in expected:
        if re.fullmatch(r"\[exit \d+\]", line):
            assert line == f"[exit {done.returncode}]", shown
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.strip().split("…")))
        assert any(pattern.fullmatch(candidate.strip()) for candidate in lines), (
            f"no line `{line}` in\n{shown}"
        )


def _shown_commands(page: Path) -> Iterator[list[str]]:
    """The words of every `snowsnake` command that a page shows."""
    for block in blocks(page):
        if block.language == "console":
            lines = [command.replace("\\\n", " ") for command, _ in commands(block.body)]
        elif block.language in {"sh", "bash"}:
            lines = block.body.replace("\\\n", " ").splitlines()
        else:
            continue
        for line in lines:
            for part in re.split(r"&&|\|\|?|;", line.split("  #")[0]):
                try:
                    words = shlex.split(part)
                except ValueError:
                    continue  # a quote that spans the separators above: not a plain command
                if words[:1] == ["snowsnake"]:
                    yield words[1:]


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_shown_commands_exist(page: Path) -> None:
    """Each verb and each of its options is one that the command line has."""
    context = click.Context(group)
    for words in _shown_commands(page):
        verb = next((word for word in words if not word.startswith("-")), None)
        if verb is None:
            continue
        command = group.get_command(context, verb)
        assert command is not None, f"{page_name(page)} shows `snowsnake {' '.join(words)}`"
        known = {option for parameter in [*group.params, *command.params] for option in parameter.opts}
        known |= {option for parameter in command.params for option in parameter.secondary_opts} | {"--help"}
        for word in words[words.index(verb) + 1 :]:
            if word == "--" or (verb == "run" and not word.startswith("-")):
                break  # what follows belongs to the child
            if word.startswith("--"):
                assert word.split("=")[0] in known, f"{page_name(page)} shows `{word}` of `snowsnake {verb}`"
            elif word.startswith("-"):
                assert word[:2] in known, f"{page_name(page)} shows `{word}` of `snowsnake {verb}`"


@pytest.mark.parametrize("verb", VERBS)
def test_every_option_is_described(verb: str) -> None:
    """docs/reference/cli.md has a section for each verb, and names each of its options there or below."""
    page = (ROOT / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL))
    described = sections[f"snowsnake {verb}"] + sections["Options of most verbs"]
    command = group.get_command(click.Context(group), verb)
    assert command is not None
    for parameter in command.params:
        for option in parameter.opts if isinstance(parameter, click.Option) else ():
            assert f"`{option}" in described, f"`{option}` of `snowsnake {verb}` is not described"


@pytest.mark.parametrize("page", PAGES, ids=page_name)
def test_links_lead_somewhere(page: Path) -> None:
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    for match in LINK.finditer(prose):
        assert (page.parent / match[1]).exists(), f"{page_name(page)} links to {match[1]}"


def test_every_variable_is_described() -> None:
    """docs/reference/settings.md names each environment variable that the source knows, and no others."""
    variable = re.compile(r"\bSNOWSNAKE_[A-Z_]+")
    source = [path for path in (ROOT / "src").rglob("*") if path.is_file() and path.suffix != ".pyc"]
    known = {
        name
        for path in source
        for name in variable.findall(path.read_text(encoding="utf-8", errors="replace"))
    }
    page = (ROOT / "docs" / "reference" / "settings.md").read_text(encoding="utf-8")
    assert set(variable.findall(page)) == known


def test_the_map_is_whole() -> None:
    """docs/explanation/architecture.md says where each package and module of snowsnake's own folder belongs."""
    page = (ROOT / "docs" / "explanation" / "architecture.md").read_text(encoding="utf-8")
    source = ROOT / "src" / "snowsnake"
    folders = {f"{path.parent.name}/" for path in source.glob("*/__init__.py")}
    modules = {path.name for path in source.glob("[a-z]*.py")}
    assert not {name for name in folders | modules if f"`{name}`" not in page}
    named = set(re.findall(r"`((?:[a-z_]+/)*[a-z_]+\.(?:py|toml|nix))`", page)) - {"pyproject.toml"}
    there = [path.relative_to(ROOT).as_posix() for path in source.rglob("*") if path.is_file()]
    assert not {name for name in named if not any(f"/{path}".endswith(f"/{name}") for path in there)}


def test_every_dependency_has_a_reason() -> None:
    """docs/reference/dependencies.md names exactly what pyproject.toml asks for."""
    import tomllib  # noqa: PLC0415

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    asked = {re.split(r"[<>=!~;\[ ]", requirement)[0].lower() for requirement in project["dependencies"]}
    page = (ROOT / "docs" / "reference" / "dependencies.md").read_text(encoding="utf-8")
    described = set(re.findall(r"^\| \[?`([a-z0-9-]+)`", page.split("## To develop")[0], re.MULTILINE))
    assert described == asked
