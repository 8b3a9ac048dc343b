"""What somebody sees while snowsnake works: on a terminal wide and narrow, and where there is none."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import SNOWSNAKE, WAITING, Project
from tests.integration.terminal import Screen, terminal
from tests.patience import eventually

NAMES = ("one", "two", "three", "four")
SECONDS = r"(?:\d+\.\d s|\d+ min \d\d s)"

FIRST_RUN = re.compile(
    rf"""there is no snowsnake.lock: locking
✓ resolved 4 distributions  {SECONDS}
✓ downloaded 4 files, [\d.]+ MB  {SECONDS}
✓ analysed 4 wheels  {SECONDS}
✓ evaluated 5 derivations to build  {SECONDS}
✓ stored 4 files  {SECONDS}
✓ built 5 derivations  {SECONDS}
done in {SECONDS}: [\d.]+ MB downloaded, 5 derivations built
"""
)


def offer(index: Index) -> None:
    """Wheels that nobody has built yet, each some tenths of a second of work."""
    stamp = f"# {time.time_ns()}\n".encode()
    for name in NAMES:
        modules = {f"{name}/m{number}.py": stamp + b"x = 1\n" * 2000 for number in range(60)}
        index.add(name, files=modules)


@pytest.fixture
def index() -> Iterator[Index]:
    with serving() as found:
        offer(found)
        yield found


@pytest.fixture(scope="module", autouse=True)
def warm(tmp_path_factory: pytest.TempPathFactory) -> None:
    """The interpreter is there, and the index of its base is cached: nobody sees those."""
    base = tmp_path_factory.mktemp("warm")
    for name in ("project", "state", "tmp"):
        (base / name).mkdir()
    project = Project(directory=base / "project", state=base / "state", temporary=base / "tmp")
    with serving() as index:
        index.add("warm")
        project.write({"requirements.txt": index.options + "warm\n"})
        ran = project.run("build", timeout=600)
    assert ran.code == 0, ran.err


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    project = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
    project.write({"requirements.txt": index.options + "\n".join(NAMES) + "\n"})
    return project


def opened(
    project: Project,
    *words: str,
    before: tuple[str, ...] = (),
    width: int = 80,
    height: int = 24,
    more: Mapping[str, str] | None = None,
) -> Iterator[Screen]:
    """A terminal in which snowsnake runs; it says `left with` and the exit code."""
    environment = {
        key: value for key, value in os.environ.items() if key not in {"CI", "NO_COLOR", "COLUMNS"}
    }
    environment |= {
        "SNOWSNAKE_STATE_DIR": str(project.state),
        "TMPDIR": str(project.temporary),
        "LC_ALL": "C.UTF-8",
        **(more or {}),
    }
    command = ("sh", "-c", 'trap : INT; "$@"; echo "left with $?"; cat', "sh", *before, *SNOWSNAKE, *words)
    with terminal(project.directory, *command, environment=environment, width=width, height=height) as screen:
        yield screen


RUN = ("run", "python", "-c", "import one; print(one.value)")
END = r"^left with \d+$"


def test_a_first_run(project: Project, index: Index) -> None:
    index.delay = 0.2  # slow enough to be seen resolving
    for screen in opened(project, *RUN):
        seen = screen.watch(END)
        assert FIRST_RUN.fullmatch(seen[-1].rstrip().removesuffix("42\nleft with 0"))
        # While it worked: what is done, of how much, what runs now, and since when.
        building = [text for text in seen if "building" in text]
        assert building
        rows = [row for text in building for row in text.splitlines() if "building" in row]
        assert all(re.fullmatch(rf"\S building \d/5 derivations  {SECONDS}", row) for row in rows), rows
        done = [int(found[1]) for row in rows if (found := re.search(r"(\d)/5", row))]
        assert done == sorted(done)
        assert any(
            re.search(rf"^    (one|two|three|four)-1.0  {SECONDS}", text, re.MULTILINE) for text in building
        )
        assert any(re.search(r"^\S resolving 4 requirements", text, re.MULTILINE) for text in seen)
        assert screen.tmux("display-message", "-p", "#{cursor_flag}").strip() == "1"


def test_a_narrow_terminal(project: Project) -> None:
    for screen in opened(project, *RUN, width=40):
        seen = screen.watch(END)
        # Lines that are there for good are wrapped by the terminal; nothing of what was redrawn is left.
        whole = "\n".join(
            line.rstrip() for line in screen.tmux("capture-pane", "-pJ", "-S", "-").splitlines()
        )
        assert FIRST_RUN.fullmatch(whole.rstrip().removesuffix("42\nleft with 0")), whole
        building = [text for text in seen if "building" in text]
        assert building
        assert all(text.count("building") == 1 for text in building)


def test_a_terminal_that_becomes_narrower(project: Project) -> None:
    for screen in opened(project, *RUN, width=120):
        screen.wait(r"^\S building")
        screen.resize(30, 24)
        screen.wait(END)
        visible = screen.tmux("capture-pane", "-pJ")
        assert "building" not in visible
        assert visible.count("✓ built 5 derivations") == 1


def test_nothing_to_do_is_not_shown(project: Project) -> None:
    assert project.run("build").code == 0
    # The environment is let go of, and still in the store.
    assert project.run("clean").code == 0
    for screen in opened(project, *RUN):
        screen.wait(END)
        assert screen.lines() == ["42", "left with 0"]
    # Now nobody looks at anything.
    for screen in opened(project, *RUN):
        screen.wait(END)
        assert screen.lines() == ["42", "left with 0"]


@pytest.mark.parametrize(
    ("more", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False)], ids=["colour", "NO_COLOR"]
)
def test_colour(project: Project, more: Mapping[str, str], coloured: bool) -> None:
    for screen in opened(project, "run", "no-such-command", more=more):
        screen.wait(END)
        shown = screen.tmux("capture-pane", "-pe")
        assert ("\x1b[32m✓" in shown) is coloured
        assert bool(re.search(r"\x1b\[[\d;]*3[0-7]m", shown)) is coloured
        assert "left with 127" in shown


def test_a_terminal_that_can_do_nothing(project: Project) -> None:
    for screen in opened(project, *RUN, before=("env", "TERM=dumb")):  # tmux sets TERM itself
        seen = screen.watch(END)
        assert FIRST_RUN.fullmatch(WAITING.sub("", seen[-1].rstrip().removesuffix("42\nleft with 0")))
        assert "\x1b" not in screen.tmux("capture-pane", "-pe")


def test_no_terminal(project: Project) -> None:
    ran = project.run(*RUN)
    assert (ran.code, ran.out) == (0, "42\n")
    assert FIRST_RUN.fullmatch(ran.err), ran.err


def test_quiet(project: Project) -> None:
    ran = project.run("build", "--quiet")
    assert (ran.code, ran.err) == (0, "")
    assert re.fullmatch("/nix/store/.*-snowsnake-environment\n", ran.out)
    for screen in opened(project, "run", "-q", "no-such-command"):
        screen.wait(END)
        assert (
            screen.lines()[0]
            == "error: there is no command `no-such-command`, neither in the environment nor in"
        )


def test_json_and_progress_do_not_mix(project: Project) -> None:
    ran = project.run("build", "--json")
    assert json.loads(ran.out)["verb"] == "build"
    assert FIRST_RUN.fullmatch(ran.err), ran.err


def test_ctrl_c_on_the_terminal(project: Project) -> None:
    for screen in opened(project, *RUN):
        screen.wait(r"^\S building")
        screen.key("C-c")
        screen.wait("^left with 130$")
        text = screen.text()
        assert "building" not in text
        assert "done in" not in text
        assert "error" not in text
        assert screen.tmux("display-message", "-p", "#{cursor_flag}").strip() == "1"
    assert project.leftovers() == []


def test_the_terminal_is_closed_while_it_works(project: Project) -> None:
    for screen in opened(project, *RUN):
        screen.wait(r"^\S building")
        process = int(screen.tmux("display-message", "-p", "#{pane_pid}"))
        child = int(Path(f"/proc/{process}/task/{process}/children").read_text().split()[0])
    eventually(lambda: not Path(f"/proc/{child}").exists())
    assert project.leftovers() == []
    assert project.run(*RUN).out == "42\n"


def test_a_build_that_fails(project: Project, index: Index) -> None:
    index.add("clash", files={"one/__init__.py": b"value = 43\n"})
    project.write({"requirements.txt": index.options + "one\nclash\n"})
    for screen in opened(project, RUN[0], "--strict", *RUN[1:], width=200):
        screen.wait(END)
        said = screen.text().partition("error: ")[2].rstrip()
        assert "both ship" in said
        assert "one/__init__.py" in said
        assert "help: require only one of them, or say which one wins" in said
        assert said.endswith("left with 1")
        assert "done in" not in screen.text()
    ran = project.run("lock", "--prefer", "one")
    assert ran.code == 0, ran.err
    assert project.run(*RUN).out == "42\n"


def test_a_wheel_that_cannot_be_installed_is_named_while_locking(project: Project, index: Index) -> None:
    index.add("badentry", entry_points="[console_scripts]\nfoo = \n")
    project.write({"requirements.txt": index.options + "badentry\n"})
    ran = project.run(*RUN)
    assert ran.code == 1
    said = ran.err.partition("error: ")[2]
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    assert lines[0].startswith("`badentry-1.0-py3-none-any.whl` is not a usable wheel: its entry_points.txt")
    assert lines[-1].startswith("help: ")
    assert len(lines) == len(set(lines))
    assert not [line for line in lines if line.startswith(("@nix", "@snowsnake", "error:", "builder for"))]
