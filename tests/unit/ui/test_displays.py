"""What is shown while work goes on, on a terminal and elsewhere."""

from __future__ import annotations

import io
import threading
from collections.abc import Mapping
from typing import Literal

import pytest
from rich.cells import cell_len
from rich.console import Console

from snowsnake.events import (
    BuildFinished,
    BuildLogLine,
    BuildsPlanned,
    BuildStarted,
    DownloadFinished,
    DownloadPlanned,
    DownloadProgress,
    Event,
    Notice,
    Observer,
    StepFinished,
    StepStarted,
)
from snowsnake.ui.errors import Report
from snowsnake.ui.live import LiveDisplay
from snowsnake.ui.plain import PlainDisplay
from snowsnake.ui.progress import Progress
from snowsnake.ui.terminal import Terminal


class Clock:
    """Time that a test moves."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


WORK: list[tuple[float, Event]] = [
    (0, StepStarted(step="resolve", what="3 requirements")),
    (2.6, StepFinished(step="resolve", verdict="167 distributions")),
    (0, StepStarted(step="download", what="wheels")),
    (0, DownloadPlanned(files=2, size=20_000_000)),
    (4, DownloadProgress(name="a.whl", received=5_000_000)),
    (8, DownloadProgress(name="a.whl", received=5_000_000)),
    (0, DownloadFinished(name="a.whl")),
    (1, DownloadProgress(name="b.whl", received=10_000_000)),
    (0, DownloadFinished(name="b.whl")),
    (0, StepFinished(step="download", verdict="2 files, 20.0 MB")),
    (0, Notice(level="warning", text="odd\x1b[31m")),
    (0, StepStarted(step="build", what="")),
    (0, BuildsPlanned(builds=2)),
    (0, BuildStarted(id=1, name="numpy-2.3.1")),
    (0, BuildStarted(id=2, name="environment")),
    (11, BuildLogLine(id=1, line="compiling\x1b[2J")),
    (0, BuildFinished(id=1)),
    (65, BuildFinished(id=2)),
    (0, StepFinished(step="build", verdict="2 derivations")),
]

GOLDEN = """\
✓ resolved 167 distributions  2.6 s
  downloading 0/2 files, 5.0 MB of 20.0 MB, 1.2 MB/s
✓ downloaded 2 files, 20.0 MB  13.0 s
warning: odd\\x1b[31m
  building 0/2 derivations, numpy-2.3.1, environment
  building 2/2 derivations
✓ built 2 derivations  1 min 16 s
done in 1 min 31 s: 20.0 MB downloaded, 2 derivations built
"""


def test_plain_lines_are_few_and_without_control_sequences() -> None:
    stream, clock = io.StringIO(), Clock()
    display = PlainDisplay(stream, progress=Progress(clock=clock))
    for passed, event in WORK:
        clock.now += passed
        display(event)
    display.close()
    assert stream.getvalue() == GOLDEN


def test_verbose_shows_build_logs_made_safe() -> None:
    stream = io.StringIO()
    display = PlainDisplay(stream, verbose=True)
    display(BuildStarted(id=1, name="numpy"))
    display(BuildLogLine(id=1, line="cc \x1b[31mred\x9b"))
    assert stream.getvalue() == "numpy> cc red\\x9b\n"


def _drawn(display: LiveDisplay) -> list[str]:
    """What the display draws now, as lines of text."""
    stream = io.StringIO()
    Console(file=stream, width=80).print(display)
    return stream.getvalue().rstrip().splitlines()


def test_live_display_draws_what_runs_and_leaves_the_verdicts() -> None:
    stream, clock = io.StringIO(), Clock()
    display = LiveDisplay(stream, colour=False, progress=Progress(clock=clock))
    for passed, event in WORK:
        clock.now += passed
        display(event)
    assert [line[2:] for line in _drawn(display)] == ["working"]  # until somebody says on what
    display.close()
    text = stream.getvalue()
    assert "resolved 167 distributions  2.6 s" in text
    assert "done in 1 min 31 s: 20.0 MB downloaded, 2 derivations built" in text
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h")  # the cursor is back
    assert "\x1b[31m" not in text
    assert "\x1b[2J" not in text


def test_live_display_names_what_runs_now_and_since_when() -> None:
    clock = Clock()
    display = LiveDisplay(io.StringIO(), colour=False, progress=Progress(clock=clock))
    try:
        display(StepStarted(step="build", what=""))
        display(BuildsPlanned(builds=3))
        display(BuildStarted(id=1, name="numpy-2.3.1"))
        display(BuildLogLine(id=1, line="step 4\rstep 5 \x1b]0;x\x07"))
        clock.now += 75
        lines = _drawn(display)
    finally:
        display.close()
    assert lines[0].endswith(" building 0/3 derivations  1 min 15 s")
    assert lines[1] == "    numpy-2.3.1  1 min 15 s  step 5"


@pytest.mark.parametrize(("width", "height"), [(40, 10), (20, 4), (8, 1)])
def test_a_small_terminal_gets_lines_that_fit(width: int, height: int) -> None:
    clock = Clock()
    display = LiveDisplay(io.StringIO(), colour=False, progress=Progress(clock=clock))
    display(StepStarted(step="index", what="packages of Debian 雪 trixie, and more"))
    display(StepStarted(step="build", what="", count=20))
    for number in range(8):
        display(BuildStarted(id=number, name=f"opencv-python-headless-contrib-{number}"))
        display(BuildLogLine(id=number, line="雪" * 300))
    clock.now += 75
    stream = io.StringIO()
    Console(file=stream, width=width, height=height).print(display)
    display.close()
    lines = stream.getvalue().rstrip().splitlines()
    assert [line for line in lines if cell_len(line) >= width] == []
    assert len(lines) <= max(height, 4)
    if width == 40:
        assert lines[1].endswith("building 0/20 derivations  1 min 15 s")
        assert lines[2] == "    opencv-python-headless…  1 min 15 s"
        assert lines[-1] == "    and 3 more"


def _verdicts(*events: tuple[float, Event]) -> list[str]:
    stream, clock = io.StringIO(), Clock()
    display = PlainDisplay(stream, progress=Progress(clock=clock))
    for passed, event in events:
        clock.now += passed
        display(event)
    display.close()
    return stream.getvalue().splitlines()


def test_a_step_that_had_nothing_to_do_is_not_shown() -> None:
    said = _verdicts(
        (0, StepStarted(step="index", what="packages")),
        (0.01, StepFinished(step="index", verdict="packages")),  # cached
        (0, StepStarted(step="download", what="3 files")),
        (0.2, StepFinished(step="download", verdict="3 files")),  # all of them cached
        (0, StepStarted(step="evaluate", what="cp313-x86_64-linux")),
        (0.2, StepFinished(step="evaluate", verdict="")),
        (0, BuildStarted(id=1, name="sandbox-probe")),
        (0.2, BuildFinished(id=1)),
        (0, StepStarted(step="build", what="cp313-x86_64-linux", count=0)),
        (0.2, StepFinished(step="build", verdict="")),
    )
    assert said == []


def test_the_number_of_builds_is_what_is_to_build_and_not_what_nix_looks_at() -> None:
    progress = Progress()
    for event in (
        StepStarted(step="build", what="cp313-x86_64-linux", count=3),
        BuildsPlanned(builds=173),
        BuildStarted(id=1, name="numpy"),
        BuildFinished(id=1),
        BuildStarted(id=2, name="scipy"),
    ):
        progress.take(event)
    assert progress.describe("build") == "building 1/3 derivations, scipy"


def test_work_that_was_broken_off_is_not_summed_up() -> None:
    stream = io.StringIO()

    def break_off(observer: Observer) -> None:
        observer(DownloadProgress(name="a", received=5))
        raise KeyError

    with pytest.raises(KeyError), Terminal(err=stream).progress() as observer:
        break_off(observer)
    assert stream.getvalue() == ""


def test_events_come_from_many_threads() -> None:
    display = PlainDisplay(io.StringIO())

    def send() -> None:
        for number in range(500):
            display(DownloadProgress(name="x", received=1))
            display(BuildStarted(id=number, name="y"))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert display._progress.bytes_done == 2000


class Tty(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "environ", "colour", "expected"),
    [
        (Tty(), {"TERM": "xterm"}, "auto", True),
        (Tty(), {"TERM": "xterm", "NO_COLOR": "1"}, "auto", False),
        (Tty(), {"TERM": "dumb"}, "auto", False),
        (io.StringIO(), {"TERM": "xterm"}, "auto", False),
        (io.StringIO(), {}, "always", True),
        (Tty(), {"TERM": "xterm"}, "never", False),
    ],
)
def test_when_there_is_colour(
    stream: io.StringIO, environ: Mapping[str, str], colour: str, expected: bool
) -> None:
    terminal = Terminal(err=stream, environ=environ)
    terminal.colour = "always" if colour == "always" else "never" if colour == "never" else "auto"
    assert terminal.coloured() is expected


def test_quiet_shows_nothing_and_a_run_without_events_neither() -> None:
    stream = io.StringIO()
    with Terminal(err=stream, quiet=True).progress() as observer:
        observer(StepFinished(step="lock", verdict="x"))
    with Terminal(err=stream).progress():
        pass
    assert stream.getvalue() == ""


class _Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "colour", "plain"),
    [
        ({"TERM": "xterm"}, "auto", False),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "auto", True),
        ({"TERM": "xterm", "NO_COLOR": ""}, "auto", False),  # empty counts as not there
        ({"TERM": "xterm"}, "never", True),
        ({"TERM": "xterm", "NO_COLOR": "1"}, "always", False),
    ],
)
def test_no_colour_is_no_escape_sequence_at_all(
    environ: Mapping[str, str], colour: Literal["auto", "never", "always"], plain: bool
) -> None:
    terminal = Terminal(out=io.StringIO(), err=_Terminal(), environ=environ, colour=colour)
    with terminal.progress() as observer:
        for _, event in WORK:
            observer(event)
    terminal.error(Report(exit_code=1, kind="X", message="no", help="try"))
    assert ("\x1b" not in terminal.err.getvalue()) is plain  # type: ignore[attr-defined]  # a StringIO


def test_two_seconds_without_a_line_end_in_one() -> None:
    stream, clock = io.StringIO(), Clock()
    display = PlainDisplay(stream, progress=Progress(clock=clock))
    display(StepStarted(step="evaluate", what="the environment"))
    for _ in range(24):  # the display looks by itself: no event comes meanwhile
        clock.now += 1
        display.tick()
    display(StepFinished(step="evaluate", verdict="5 derivations to build"))
    clock.now += 3
    display.tick()  # between two steps
    display.close(summary=False)
    clock.now += 30
    display.tick()  # the thread that looks may be late
    assert stream.getvalue().splitlines() == [
        "  evaluating the environment",
        "  evaluating the environment",
        "  evaluating the environment",
        "✓ evaluated 5 derivations to build  24.0 s",
        "  working",
    ]


def test_a_silent_start_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snowsnake.ui.terminal._PATIENCE", 0.01)
    terminal = Terminal(out=io.StringIO(), err=io.StringIO(), environ={})
    with terminal.progress():
        while not terminal.err.getvalue():  # type: ignore[attr-defined]  # a StringIO
            threading.Event().wait(0.01)
    assert terminal.err.getvalue().splitlines()[0] == "  working"  # type: ignore[attr-defined]  # the same


def test_blocks_inside_of_one_have_one_summary() -> None:
    terminal = Terminal(out=io.StringIO(), err=io.StringIO(), environ={})
    with terminal.progress() as outer:
        for _ in range(2):
            with terminal.progress() as inner:
                assert inner is outer
                for _, event in WORK:
                    inner(event)
    assert terminal.err.getvalue().count("done in") == 1  # type: ignore[attr-defined]  # a StringIO


def test_a_verb_with_words_of_its_own_has_no_other_summary() -> None:
    terminal = Terminal(out=io.StringIO(), err=io.StringIO(), environ={})
    with terminal.progress(summary=False) as observer:
        for _, event in WORK:
            observer(event)
    assert "done in" not in terminal.err.getvalue()  # type: ignore[attr-defined]  # a StringIO
