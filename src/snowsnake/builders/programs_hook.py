"""Makes an environment's programs be found from its Python, and children be given what they would be without it.

Copied into site-packages as `_snowsnake_programs`, and imported when a program is started first, or a module that it
changes is imported (`native_hook`).

- The environment's programs are found by name, whatever `PATH` is: `os.get_exec_path` (which `subprocess`, `asyncio`
  and `os.execvp` ask), `shutil.which`, the shell of `shell=True`, `os.system` and `os.popen`, and a distribution's own
  script, of which Python is a program, too.
- A program that could not be started because the host has no such file is the tree's, if it has the file that Debian
  has there; so is the interpreter of a script, and Python is the environment's.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import ModuleType
    from typing import Any

    from . import native_hook as native
else:
    native = sys.modules["_snowsnake_native"]

_SHELL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_ENVIRONMENT = native.BIN.rpartition("/")[0]
_DEBIAN = ("/usr/", "/bin/", "/sbin/")
_ELSEWHERE = "/usr/local/"
_LINE = 256
"""Bytes in which the kernel looks for a script's interpreter."""
_POPEN = (
    "args", "bufsize", "executable", "stdin", "stdout", "stderr", "preexec_fn", "close_fds", "shell", "cwd", "env",
    "universal_newlines", "startupinfo", "creationflags", "restore_signals", "start_new_session", "pass_fds",
)  # fmt: skip
"""The parameters of `subprocess.Popen` that may be told by their position."""


# --- what a child is given --------------------------------------------------------------------------------------------


def _shell_environment(environment: "Mapping[Any, Any] | None") -> "dict[Any, Any]":
    """What a shell is given: as it would be, with a PATH on which the environment's programs are, last its Python."""
    given: dict[Any, Any] = dict(_given() if environment is None else environment)
    key: str | bytes = b"PATH" if b"PATH" in given else "PATH"
    path = _shell_path(os.fsdecode(given.get(key, _SHELL_PATH)))
    given[key] = _OfShell(path)
    return given


def _shell_path(path: str) -> str:
    directories = path.split(":")
    if native.NAMES:
        directories = native.with_programs(directories)
    return ":".join(directories if native.BIN in directories else [*directories, native.BIN])


class _OfShell(str):
    """A PATH that a shell is given: it is what a child is meant to have."""

    __slots__ = ()


def _given() -> dict[str, str]:
    """What a child is given that is given no environment: `os.environ`, without what nobody but us set."""
    return _as_given(os.environ)


def _as_given(environment: "Mapping[Any, Any]") -> "dict[Any, Any]":
    """The environment with the PATH that this process was given, where it has the one that Python code sees.

    What else only Python code sees is taken out.
    """
    found = dict(environment)
    for name, value in native.hidden.items():
        for key, shown in ((name, value), (os.fsencode(name), os.fsencode(value))):
            if found.get(key) == shown:
                del found[key]
    for key, seen in (("PATH", native.seen_path), (b"PATH", os.fsencode(native.seen_path))):
        if native.seen_path and found.get(key) == seen and not isinstance(found[key], _OfShell):
            del found[key]
            if native.own_path is not None:
                found[key] = native.own_path if isinstance(key, str) else os.fsencode(native.own_path)
    return found


def _leaking() -> list[str]:
    """Variables that a child would get that is given all that C code sees."""
    return [name for name, value in native.hidden.items() if os.environ.get(name, value) == value]


def _runs_own_script(words: "Sequence[Any]") -> bool:
    """Whether a command is a script of a distribution, or is given one: what is in `bin` brings its own PATH."""
    for word in map(_text, words[:2]):
        if "/site-packages/" in word:
            return True
        if word.startswith(f"{_ENVIRONMENT}/") and not word.startswith(f"{native.BIN}/"):
            return True
    return False


def _text(word: "Any") -> str:
    return os.fsdecode(word) if isinstance(word, (str, bytes, os.PathLike)) else ""


# --- what is started instead ------------------------------------------------------------------------------------------


def _instead(path: "Any", argv: "Sequence[Any]", directory: "Any" = None) -> "tuple[str, list[Any]] | None":
    """The program and the words in place of those for which the host has no file; `None` where nothing else has one.

    `directory` is where the child starts, unless that is here.
    """
    file = _text(path)
    if "/" not in file:
        return (found, list(argv)) if (found := _python(file)) else None
    if found := _in_tree(file):
        return found, list(argv)
    try:
        with open(os.path.join(_text(directory), file), "rb") as script:  # noqa: PTH118, PTH123
            first, end, _ = script.read(_LINE).partition(b"\n")
    except OSError:
        return None
    name, _, option = os.fsdecode(first[2:]).strip(" \t").replace("\t", " ").partition(" ")
    if not (first.startswith(b"#!") and end) or os.path.exists(name):  # noqa: PTH110
        return None
    option = option.strip()
    if name.endswith("/env") and not (found := _in_tree(name)):
        words = option.removeprefix("-S ").split()
        name, option = (words[0], " ".join(words[1:])) if words else ("", "")
        found = _python(name) or _in_tree(f"/bin/{name}")
    else:
        found = _python(name.rpartition("/")[2]) or _in_tree(name)
    return (found, [found, *([option] if option else []), file, *argv[1:]]) if found else None


def _python(name: str) -> str:
    """The environment's Python, where it goes by this name."""
    path = f"{native.BIN}/{name}"
    return path if name.startswith("python") and os.path.exists(path) else ""  # noqa: PTH110


def _in_tree(path: str) -> str:
    """The tree's file that Debian has at a path where the host has nothing."""
    if not native.TREE or not path.startswith(_DEBIAN) or path.startswith(_ELSEWHERE) or os.path.exists(path):  # noqa: PTH110
        return ""
    name = path.rpartition("/")[2]
    found = f"{native.BIN}/{name}" if name in native.NAMES else native.TREE + path.removeprefix("/usr")
    return found if os.access(found, os.X_OK) else ""


def _start(start: "Callable[..., Any]", path: "Any", argv: "Any", *rest: "Any", **options: "Any") -> "Any":
    """Start a program, or what the environment has where that is not there."""
    try:
        return start(path, argv, *rest, **options)
    except FileNotFoundError:
        if _is_searching() or (instead := _instead(path, argv)) is None:
            raise
    return start(*instead, *rest, **options)


def _is_searching() -> bool:
    """Whether this is a try of `os.execvp` and its kin, which go on: what a later directory of PATH has is meant."""
    frame: Any = sys._getframe()  # noqa: SLF001
    while frame is not None and frame.f_code.co_name != "_execvpe":
        frame = frame.f_back if frame.f_globals.get("__name__") in {__name__, native.__name__} else None
    return frame is not None and "/" not in _text(frame.f_locals.get("file"))


# --- functions of `os`: each is given the one that it replaces, and its arguments -----------------------------------


def _get_exec_path(original: "Callable[..., list[str]]", env: "Mapping[str, str] | None" = None) -> list[str]:
    return native.with_programs(original(env)) if native.NAMES else original(env)


def _execve(original: "Callable[..., Any]", path: "Any", argv: "Any", env: "Any") -> "Any":
    own = _runs_own_script((path, *argv[1:2]))
    return _start(original, path, argv, _shell_environment(env) if own else _as_given(env))


def _execv(original: "Callable[..., Any]", path: "Any", argv: "Any", /) -> "Any":
    if _leaking() or _runs_own_script((path, *argv[1:2])):
        return os.execve(path, argv, _given())  # noqa: S606
    return _start(original, path, argv)


def _system(original: "Callable[..., int]", command: "Any") -> int:
    start = f"unset {' '.join(names)}; " if (names := _leaking()) else ""
    if native.NAMES:
        quoted = _shell_path(_given().get("PATH", _SHELL_PATH)).replace("'", "'\\''")
        start += f"PATH='{quoted}'; export PATH; "
    # On the same line, so that the shell's messages name the right one.
    return original(os.fsencode(start) + os.fsencode(command))


def _posix_spawn(
    original: "Callable[..., int]", path: "Any", argv: "Any", env: "Any", /, **options: "Any"
) -> int:
    if _runs_own_script((path, *argv[1:2])):
        env = _shell_environment(env)
    # From Python 3.13 on, no environment is that which C code sees.
    elif env is not None or _leaking():
        env = _given() if env is None else _as_given(env)
    pid: int = _start(original, path, argv, env, **options)
    return pid


def _posix_spawnp(
    original: "Callable[..., int]", path: "Any", argv: "Any", env: "Any", /, **options: "Any"
) -> int:
    if (name := os.fsdecode(path)) in native.NAMES:
        path = f"{native.BIN}/{name}"
    return _posix_spawn(original, path, argv, env, **options)


OF_OS: "dict[str, Callable[..., Any]]" = {
    "execv": _execv,
    "execve": _execve,
    "get_exec_path": _get_exec_path,
    "posix_spawn": _posix_spawn,
    "posix_spawnp": _posix_spawnp,
    "system": _system,
}


# --- modules, which are given to what changes them --------------------------------------------------------------------


def _change_fork(module: "ModuleType") -> None:
    """`_posixsubprocess`: a child that is given no environment is given `os.environ`."""
    fork = module.fork_exec

    def fork_exec(*arguments: "Any") -> "Any":
        # args, executable_list, close_fds, pass_fds, cwd, env, ...
        if arguments[5] is None and _leaking():
            environment = [os.fsencode(key) + b"=" + os.fsencode(value) for key, value in _given().items()]
            arguments = (*arguments[:5], environment, *arguments[6:])
        return fork(*arguments)

    native.replace(module, "fork_exec", fork_exec)
    importer = sys.modules.get("subprocess")
    if importer is not None and getattr(importer, "_fork_exec", None) is fork:
        setattr(importer, "_fork_exec", fork_exec)  # noqa: B010


def _change_subprocess(module: "ModuleType") -> None:
    popen = module.Popen
    start = popen.__init__

    def initialise(self: "Any", *args: "Any", **kwargs: "Any") -> None:
        named = dict(zip(_POPEN, args, strict=False), **kwargs)
        command = named.get("args")
        words = list(command) if isinstance(command, (list, tuple)) else [command]
        if named.get("shell"):
            words = [named.get("executable") or "/bin/sh"]
        environment = named.get("env")
        if (named.get("shell") and native.NAMES) or _runs_own_script(words):
            named["env"] = _shell_environment(environment)
        elif environment is not None:
            named["env"] = _as_given(environment)
        try:
            start(self, **named)
        except FileNotFoundError:
            program = named.get("executable") or words[0]
            if (instead := _instead(program, words, named.get("cwd"))) is None:
                raise
        else:
            return
        named["executable"] = instead[0]
        if not named.get("shell"):
            named["args"] = instead[1]
        start(self, **named)

    native.replace(popen, "__init__", initialise)


def _change_shutil(module: "ModuleType") -> None:
    which = module.which

    def found(cmd: "Any", mode: int = os.F_OK | os.X_OK, path: "Any" = None) -> "Any":
        if path is None and isinstance(cmd, (str, bytes)) and os.fsdecode(cmd) in native.NAMES:
            directories = native.with_programs(os.environ.get("PATH", os.defpath).split(":"))
            directories = [
                native.BIN if directory == native.PROGRAMS else directory for directory in directories
            ]
            search = ":".join(directories)
            return which(cmd, mode, os.fsencode(search) if isinstance(cmd, bytes) else search)
        return which(cmd, mode, path)

    native.replace(module, "which", found)


CHANGES: "dict[str, Callable[[ModuleType], None]]" = {
    "_posixsubprocess": _change_fork,
    "shutil": _change_shutil,
    "subprocess": _change_subprocess,
}
