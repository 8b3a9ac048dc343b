"""Activation scripts, in the shells that are here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from snowsnake.builders import activation

SITE = "lib/python3.13/site-packages"
VERSION = f"{sys.version_info[0]}.{sys.version_info[1]}"
IN_SH = """. {out}/bin/activate
snow; echo "$VIRTUAL_ENV"
deactivate
echo "${{VIRTUAL_ENV-none}} $PATH"
"""
IN_FISH = """source {out}/bin/activate.fish
snow; echo "$VIRTUAL_ENV"
deactivate
set -q VIRTUAL_ENV; or echo "none "(string join : $PATH)
"""
IN_CSH = """source {out}/bin/activate.csh
rehash; snow; echo "$VIRTUAL_ENV"
deactivate
if (! $?VIRTUAL_ENV) echo "none $PATH"
"""
IN_NUSHELL = """overlay use {out}/bin/activate.nu
snow; print $env.VIRTUAL_ENV
deactivate
print $"($env.VIRTUAL_ENV? | default none) ($env.PATH | str join ':')"
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    out = tmp_path / "env"
    (out / "bin").mkdir(parents=True)
    (out / SITE).mkdir(parents=True)
    (out / "bin/snow").write_text("#!/bin/sh\necho flakes\n")
    (out / "bin/snow").chmod(0o755)
    activation.write({"prompt": "snow-environment", "site-packages": SITE, "version": VERSION}, str(out))
    return out


@pytest.mark.parametrize(
    ("shell", "script"),
    [
        ("sh", IN_SH),
        ("bash", IN_SH),
        ("zsh", IN_SH),
        ("fish", IN_FISH),
        ("tcsh", IN_CSH),
        ("nu", IN_NUSHELL),
    ],
)
def test_an_activated_shell_finds_programs_until_it_is_deactivated(
    shell: str, script: str, out: Path, tmp_path: Path
) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"no {shell}")
    file = tmp_path / "script"
    file.write_text(script.format(out=out))
    done = subprocess.run(
        [program, str(file)],
        env={"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "VIRTUAL_ENV_DISABLE_PROMPT": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.splitlines() == ["flakes", str(out), "none /usr/bin:/bin"], done.stderr


def test_every_shell_has_its_script(out: Path) -> None:
    names = {path.name for path in (out / "bin").iterdir()}
    assert {"activate", "activate.fish", "activate.csh", "Activate.ps1", "activate.nu"} <= names
    for name in names:
        assert "__VENV_" not in (out / "bin" / name).read_text()


def in_python(out: Path, source: str) -> subprocess.CompletedProcess[str]:
    start = f"import runpy; runpy.run_path({str(out / 'bin/activate_this.py')!r})\n"
    return subprocess.run(
        [sys.executable, "-c", start + source], env={}, capture_output=True, text=True, check=False
    )


def test_a_running_python_is_activated(out: Path) -> None:
    (out / SITE / "snow.py").write_text("flakes = 6\n")
    done = in_python(out, "import os, snow, sys; print(snow.flakes, sys.prefix, os.environ['VIRTUAL_ENV'])")
    assert done.stdout == f"6 {out} {out}\n", done.stderr


def test_another_python_is_told_so(out: Path) -> None:
    activation.write({"prompt": "snow", "site-packages": SITE, "version": "2.7"}, str(out))
    assert f"the environment {out} is for Python 2.7" in in_python(out, "").stderr
