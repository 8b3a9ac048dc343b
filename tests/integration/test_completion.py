"""Completion in the shells that people use, set up as the page says, with the TAB key on a real terminal."""

from __future__ import annotations

import os
import re
import shutil
import sys
from pathlib import Path

import pytest
from tests.integration.terminal import terminal

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "completion.md"
FILES = {"bash": ".bashrc", "zsh": ".zshrc", "fish": ".config/fish/config.fish"}
PROMPTS = {
    "bash": "PS1='mine: '",
    "zsh": "PROMPT='mine: '",
    "fish": "set -g fish_greeting; function fish_prompt; echo -n 'mine: '; end",
}


@pytest.mark.parametrize("shell", FILES)
def test_tab_completes_what_the_page_says(shell: str, tmp_path: Path) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell} here")
    home, here = tmp_path / "home", tmp_path / "here"
    here.mkdir()
    said = re.search(rf"{shell}, in `~/([^`]*)`:\n\n```sh\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert said is not None
    assert said[1] == FILES[shell]
    start = home / said[1]
    start.parent.mkdir(parents=True)
    start.write_text(f"{PROMPTS[shell]}\n{said[2]}")
    config = home / ".config" / "snowsnake"
    config.mkdir(parents=True, exist_ok=True)
    (config / "environments.toml").write_text('[working]\nrequires = ["attrs"]\n')
    (here / "requirements-of-mine.txt").write_text("attrs\n")
    (here / "pyproject.toml").write_text(
        '[project]\nname = "p"\nversion = "1"\n[dependency-groups]\nwintry = ["attrs"]\n'
    )
    environment = {
        "HOME": str(home),
        "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        "LANG": "C.UTF-8",
        "SHELL": program,
    }
    with terminal(here, program, "-i", environment=environment, width=120) as screen:
        screen.wait("^mine:")
        for typed, completed in (
            ("snowsnake devel", "snowsnake develop"),
            ("snowsnake lock -r requ", "snowsnake lock -r requirements-of-mine.txt"),
            ("snowsnake shell @wo", "snowsnake shell @working"),
            ("snowsnake lock --target cp314-x", "snowsnake lock --target cp314-x86_64-linux"),
            ("snowsnake run --group wi", "snowsnake run --group wintry"),
            ("snowsnake run -- cat requ", "snowsnake run -- cat requirements-of-mine.txt"),
        ):
            screen.tmux("send-keys", "-l", typed)
            screen.key("Tab")
            screen.wait(rf"^mine: {re.escape(completed)}\b")
            screen.key("C-u")
            screen.wait(r"^mine:\s*\Z")
