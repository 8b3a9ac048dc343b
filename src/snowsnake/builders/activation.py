"""Writes the scripts that activate an environment in a running shell: `source bin/activate`, and `deactivate`.

bash, zsh, fish, csh and PowerShell get the scripts of the interpreter's own `venv`, filled in as `venv` does;
Nushell, and a Python that is running, get what virtualenv would give them.
"""

# pathlib costs start-up time; Nix names the variables.
# ruff: noqa: PTH113, PTH119, PTH120, PTH123

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from typing import Any

_OF_VENV = ("activate", "activate.fish", "activate.csh", "Activate.ps1")
_SUFFIX = "-environment"

_NUSHELL = """# To activate: `overlay use {bin}/activate.nu`; to leave: `deactivate`.
export-env {{
    let before = ($env.PROMPT_COMMAND? | default "")
    let path = (if ($env.PATH | describe) == "string" {{ $env.PATH | split row (char esep) }} else {{ $env.PATH }})
    load-env {{
        VIRTUAL_ENV: '{directory}'
        VIRTUAL_ENV_PROMPT: '{prompt}'
        PATH: ($path | prepend '{bin}')
    }}
    hide-env --ignore-errors PYTHONHOME
    if "VIRTUAL_ENV_DISABLE_PROMPT" not-in $env {{
        $env.PROMPT_COMMAND = {{||
            "({prompt}) " + (if ($before | describe) == "closure" {{ do $before }} else {{ $before }})
        }}
    }}
}}
export alias pydoc = python -m pydoc
export alias deactivate = overlay hide activate
"""

_THIS = '''"""Activates the environment in a Python that is running: `runpy.run_path("{bin}/activate_this.py")`."""

import os
import site
import sys

if sys.version_info[:2] != {version}:
    raise RuntimeError("the environment {directory} is for Python %d.%d" % {version})

path = os.environ.get("PATH", os.defpath).split(os.pathsep)
os.environ["PATH"] = os.pathsep.join(["{bin}", *path])
os.environ["VIRTUAL_ENV"] = "{directory}"
os.environ["VIRTUAL_ENV_PROMPT"] = "{prompt}"
before = len(sys.path)
site.addsitedir("{directory}/{site}")
sys.path[:] = sys.path[before:] + sys.path[:before]  # what the environment has comes first
sys.real_prefix, sys.prefix = sys.prefix, "{directory}"
'''


def write(spec: Mapping[str, Any], out: str) -> None:
    """Write the scripts into `bin` of the environment at `out`, which has nothing of these names yet."""
    prompt = spec["prompt"].removesuffix(_SUFFIX) or spec["prompt"]
    values = {
        "DIR": out,
        "NAME": os.path.basename(out),
        "PROMPT": prompt,
        "BIN_NAME": "bin",
        "PYTHON": "python",
    }
    scripts = f"{os.path.dirname(os.__file__)}/venv/scripts"
    for name in _OF_VENV:
        places = [path for kind in ("common", "posix") if os.path.isfile(path := f"{scripts}/{kind}/{name}")]
        if not places:
            continue
        with open(places[-1], encoding="utf-8") as file:
            text = file.read()
        # Newer ones have no quotes around what is filled in, which brings its own, and their own parentheses.
        older = '"__VENV_DIR__"' in text
        for key, value in values.items():
            filled = f"({value}) " if older and key == "PROMPT" else value
            text = text.replace(f"__VENV_{key}__", filled if older else shlex.quote(filled))
        _put(f"{out}/bin/{name}", text)
    facts = {
        "directory": out,
        "bin": f"{out}/bin",
        "prompt": prompt,
        "site": spec["site-packages"],
        "version": tuple(map(int, spec["version"].split("."))),
    }
    _put(f"{out}/bin/activate.nu", _NUSHELL.format(**facts))
    _put(f"{out}/bin/activate_this.py", _THIS.format(**facts))


def _put(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8", newline="") as file:
        file.write(text)
