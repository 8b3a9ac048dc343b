"""Keeps an environment as it was built, from root too: tools that would change it say what to type instead.

An environment has the shape of a venv, for which neither pip nor uv asks whether it is externally managed (PEP 668). So
there is a module that looks at the command line (`managed_hook`), and a `pip` that shows what is there, where none was
required.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH101, PTH102, PTH103, PTH123

from __future__ import annotations

import os
import posixpath
from collections.abc import Mapping
from typing import Any

from . import bytecode, hooks
from .managed_hook import LAUNCHER

LOCK = ".lock"
"""Where uv writes its lock file, even to look; it goes on without."""
HOOK = hooks.module("managed")
_WORDS = ("pip", "venv", "setup.py", "easy_install", "get_interpreter_info", "sysconfig")
"""Each is part of a command line that the module looks at."""
_PTH = f"""\
import sys; any(x in w for w in getattr(sys, "orig_argv", ("pip",))[1:7] for x in {_WORDS!r}) and __import__("{HOOK}")
import sys; sys.dont_write_bytecode = sys.dont_write_bytecode or sys.flags.optimize > 0
"""
"""Run at every start. What was compiled beforehand is not for `python -O`, which must not write beside it."""
_LAUNCHER = """\
#!{interpreter} -ISB
import os, sys
python = os.path.dirname(os.path.abspath(sys.argv[0])) + "/../../bin/python"
python = os.path.normpath(python)
os.execv(python, [python, *sys.argv[1:]])
"""
_PIP = '''"""The interpreter's own pip: it shows what this environment has. Nothing can be installed into it."""

import sys


def main(args=None):
    """Run pip with `args`, or the command line's; returns its exit code."""
    import ensurepip
    import glob
    import os

    places = [os.path.join(os.path.dirname(ensurepip.__file__), "_bundled"), getattr(ensurepip, "_WHEEL_PKG_DIR", None)]
    found = [wheel for place in places if place for wheel in glob.glob(os.path.join(glob.escape(place), "pip-*.whl"))]
    if not found:
        print("error: this interpreter comes without pip\\n\\nhelp: `snowsnake shell pip` has one", file=sys.stderr)
        return 1
    sys.modules.pop("pip", None)
    # Only while it is looked for: it is not part of this environment.
    sys.path.insert(0, found[0])
    try:
        import pip
    finally:
        sys.path.remove(found[0])
    from pip._internal.cli.main import main as run

    sys.argv[0] = os.path.join(sys.prefix, "bin", "pip")
    return run(args)


if __name__ == "__main__":
    sys.exit(main())
'''
_PROGRAM = """\
#!{python}
import sys
from pip import main
sys.exit(main())
"""


def guard(spec: Mapping[str, Any], out: str) -> None:
    """Write the module, the line that imports it, and `pip` where there is none. Raises `BuildError`."""
    site = f"{out}/{spec['site-packages']}"
    hooks.write("managed", site, {"ENVIRONMENT": repr(out)}, _PTH)
    os.mkdir(f"{out}/{LOCK}")
    launcher = f"{out}/{LAUNCHER}"
    os.makedirs(posixpath.dirname(launcher), exist_ok=True)
    _write(launcher, _LAUNCHER.format(interpreter=f"{spec['python']}/{spec['executable']}"), mode=0o755)
    if any(os.path.lexists(f"{site}/{name}") for name in ("pip", "pip.py")):
        return
    _write(f"{site}/pip.py", _PIP)
    bytecode.compile_file(f"{site}/pip.py", f"{site}/pip.py")
    for name in ("pip", "pip3"):
        if not os.path.lexists(f"{out}/bin/{name}"):
            _write(f"{out}/bin/{name}", _PROGRAM.format(python=f"{out}/bin/python"), mode=0o755)


def _write(path: str, text: str, *, mode: int = 0o644) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)
