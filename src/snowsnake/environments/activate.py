"""Activation: the process environment and the command line of what runs inside an environment.

The rule: the user's variables stay, except those that would break the environment (`PYTHONHOME`, which moves
the standard library; the traces of another active environment). `--pure` keeps only what a terminal session
cannot do without, and a `PATH` that holds the environment and nothing else.

The hot path imports this module: no imports beyond what Python's start has imported already.
"""

# pathlib takes longer to import than all of the hot path.
# ruff: noqa: PTH110, PTH112, PTH113, PTH118, PTH119, PTH120, PTH123, PTH208
from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

KEPT_WHEN_PURE = frozenset(
    {
        "COLORTERM", "COLUMNS", "DISPLAY", "HOME", "LANG", "LANGUAGE", "LINES", "LOGNAME", "NO_COLOR",
        "SHELL", "TERM", "TMPDIR", "TZ", "USER", "VIRTUAL_ENV_DISABLE_PROMPT", "WAYLAND_DISPLAY", "XAUTHORITY",
        "XDG_RUNTIME_DIR",
    }
)  # fmt: skip
DEFAULT_PATH = "/usr/local/bin:/usr/bin:/bin"
_SHELL_NAMES = frozenset({"bash", "dash", "fish", "ksh", "sh", "zsh"})
_SHELLS = os.path.dirname(__file__) + "/shells"


def variables(
    environment: str, environ: Mapping[str, str], *, name: str, pure: bool = False
) -> dict[str, str]:
    """The process environment for a program in `environment` (store path), made from the user's `environ`.

    `name` is shown in the prompt. Shells expand what is in a prompt, and a project's directory may be called
    `$(reboot)`: everything but letters, digits and `._+-` becomes `_`.
    """
    if pure:
        result = {
            key: value for key, value in environ.items() if key in KEPT_WHEN_PURE or key.startswith("LC_")
        }
        result["PATH"] = environment + "/bin"
    else:
        result = dict(environ)
        # Not set is not empty: an unset PATH means the system's default to whoever looks a program up.
        path = result.get("PATH", DEFAULT_PATH).split(":")
        outer = result.get("VIRTUAL_ENV")
        left_out = {environment + "/bin", outer + "/bin"} if outer else {environment + "/bin"}
        result["PATH"] = ":".join([environment + "/bin", *(item for item in path if item not in left_out)])
    result.pop("PYTHONHOME", None)
    result["VIRTUAL_ENV"] = environment
    result["VIRTUAL_ENV_PROMPT"] = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "._+-") else "_" for letter in name
    )
    return result


def find_program(name: str, path: str) -> str | None:
    """The file that `name` runs, looked up as a shell does in `path`; `None` if there is none.

    A shell is the machine's where `path` has none: `shell --pure` starts one, too.
    """
    if "/" in name:
        return name if os.path.exists(name) else None
    if name in _SHELL_NAMES:
        path = f"{path}:{DEFAULT_PATH}"
    for directory in path.split(":"):
        candidate = os.path.join(directory, name)
        if os.access(candidate, os.X_OK) and os.path.isfile(candidate):
            return candidate
    return None


def is_of_another_python(program: str, typed: str, environment: str) -> bool:
    """Whether `program`, found for what was `typed`, is a Python, or a Python script, that is not of `environment`.

    A test runner of the host's that runs in place of one that is not locked would test with other packages, and be
    content. Who types a path means that program.
    """
    if "/" in typed or program.startswith(environment + "/"):
        return False
    name = os.path.basename(program)
    if name == "snowsnake":
        return False
    if name.startswith(("python", "pypy")) and name.lstrip("python").replace(".", "").rstrip("t").isdigit():
        return True
    try:
        if os.path.basename(os.path.realpath(program)) == "mise":
            return _mise_has(program)
        with open(program, "rb") as file:
            head = file.read(1024)
    except OSError:
        return False
    if not head.startswith(b"#!"):
        return False
    # Managers of versions put a script of the shell in the place of a program: pyenv's are all of Python, asdf's
    # say of which plugin they are.
    if b"PYENV_ROOT" in head or b"\n# asdf-plugin: python " in head:
        return True
    # A long path does not fit behind `#!`: pip starts such scripts with a shell, which starts Python.
    first, _, rest = head.partition(b"\n")
    starts = first + rest.partition(b"\n")[0] if rest.startswith(b"'''exec'") else first
    return b"python" in starts or b"pypy" in starts


def _mise_has(shim: str) -> bool:
    """Whether a Python that mise has installed has the program for which a link to mise stands."""
    pythons = os.path.join(os.path.dirname(os.path.dirname(shim)), "installs", "python")
    name = os.path.basename(shim)
    try:
        return any(os.path.exists(f"{pythons}/{version}/bin/{name}") for version in os.listdir(pythons))
    except FileNotFoundError:
        return False


def missing_module(command: Sequence[str], environment: str, environ: Mapping[str, str]) -> str | None:
    """The top-level module of `python -m MODULE` that Python will not find in `environment`; `None` where it may.

    Looks where Python looks, at names only; finders of projects in development may know any.
    """
    if list(command[:2]) not in (["python", "-m"], ["python3", "-m"]) or len(command) == 2:
        return None
    top = command[2].partition(".")[0]
    if not top.isidentifier() or top in sys.stdlib_module_names:
        return None
    library = environment + "/lib"
    try:
        sites = [
            f"{library}/{name}/site-packages"
            for name in os.listdir(library)
            if name.startswith(("python", "pypy"))
        ]
        others = [
            place for place in environ.get("PYTHONPATH", "").split(":") if place and os.path.isdir(place)
        ]
        if not sites or any(_is_among(os.listdir(place), top) for place in (".", *others)):
            return None
        if any(_may_have(site, top) for site in sites):
            return None
    except OSError:
        return None
    return top


def _may_have(directory: str, top: str) -> bool:
    """Whether a module is in a directory for packages, or may be found through one of its `.pth` files."""
    names = os.listdir(directory)
    if _is_among(names, top):
        return True
    for name in names:
        if not name.endswith(".pth"):
            continue
        with open(f"{directory}/{name}", encoding="utf-8", errors="replace") as file:
            lines = file.read().splitlines()
        for line in map(str.rstrip, lines):
            if line.startswith(("import ", "import\t")):
                # Of what is run there, only the finders of projects in development know modules to run.
                if "editable" in name + line or "_snowsnake_generated" in line:
                    return True
                continue
            place = os.path.join(directory, line)
            if line and os.path.isdir(place) and _is_among(os.listdir(place), top):
                return True
    return False


def _is_among(names: Sequence[str], top: str) -> bool:
    return any(name == top or name.startswith(top + ".") for name in names)


def shell_command(
    environ: dict[str, str], *, interactive: bool, pure: bool
) -> tuple[str, list[str], dict[str, str]]:
    """Program, arguments and process environment of the user's own shell, with its start-up files and a
    prompt.

    `environ` comes from `variables`. The start-up files that we hand to the shell are static and read
    `VIRTUAL_ENV`, so no text is ever quoted into shell code.
    """
    shell = environ.get("SHELL") or "/bin/sh"
    if not os.access(shell, os.X_OK):
        shell = "/bin/sh"
    kind = os.path.basename(shell)
    result = dict(environ)
    if not interactive:
        return shell, [shell], result
    prompt = f"({result['VIRTUAL_ENV_PROMPT']}) "
    if environ.get("VIRTUAL_ENV_DISABLE_PROMPT"):
        prompt = ""
    if kind == "bash":
        if pure:
            result["PS1"] = prompt + r"\w\$ "
            return shell, [shell, "--noprofile", "--norc", "-i"], result
        return shell, [shell, "--rcfile", _SHELLS + "/bashrc", "-i"], result
    if kind == "zsh":
        if pure:
            result["PROMPT"] = prompt + "%~%# "
            return shell, [shell, "-f", "-i"], result
        result["SNOWSNAKE_ZDOTDIR"] = environ.get("ZDOTDIR", "")
        result["ZDOTDIR"] = _SHELLS + "/zsh"
        return shell, [shell, "-i"], result
    if kind == "fish":
        result["SNOWSNAKE_FISH"] = _SHELLS + ("/pure.fish" if pure else "/config.fish")
        plain = ["--no-config"] if pure else []
        return shell, [shell, *plain, "-i", "-C", "source $SNOWSNAKE_FISH"], result
    result["PS1"] = prompt + "$ "
    return shell, [shell, "-i"], result


def execute(program: str, arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    """Become `program`: its exit code and signals are then ours. Raises `OSError` if it cannot be started."""
    # Python ignores these two, and what is ignored stays ignored across exec: `… | head` would not end the
    # child.
    import _signal  # type: ignore[import-not-found]  # noqa: PLC0415 -- `signal` costs an import of `enum`

    _signal.signal(_signal.SIGPIPE, _signal.SIG_DFL)
    _signal.signal(_signal.SIGXFSZ, _signal.SIG_DFL)
    os.execve(program, list(arguments), dict(environ))  # noqa: S606 -- no shell is what we want
