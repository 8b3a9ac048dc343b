"""Makes an environment's programs be found from its Python, and children be given what they would be without it.

Copied into site-packages as `_snowsnake_programs`, and imported when a program is started first, or a module that it
changes is imported (`native_hook`).

The environment's programs are found by name, whatever `PATH` is: `os.get_exec_path` (which `subprocess`, `asyncio` and
`os.execvp` ask), `shutil.which`, and the shell of `shell=True`, `os.system` and `os.popen`.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from types import ModuleType
    from typing import Any

    from . import native_hook as native
else:
    native = sys.modules["_snowsnake_native"]

_SHELL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"


def _shell_environment(environment: "Mapping[Any, Any] | None") -> "dict[Any, Any]":
    """What a shell is given: as it would be, with a PATH on which the environment's programs are."""
    given: dict[Any, Any] = dict(_given() if environment is None else environment)
    key: str | bytes = b"PATH" if b"PATH" in given else "PATH"
    path = os.fsdecode(given.get(key, _SHELL_PATH))
    given[key] = _OfShell(":".join(native.with_programs(path.split(":"))))
    return given


class _OfShell(str):
    """A PATH that a shell is given: it is what a child is meant to have."""

    __slots__ = ()


def _given() -> dict[str, str]:
    """What a child is given that is given no environment: `os.environ`, without what nobody but us set."""
    return _as_given(os.environ)


def _as_given(environment: "Mapping[Any, Any]") -> "dict[Any, Any]":
    """The environment with the PATH that this process was given, where it has the one that Python code sees."""
    found = dict(environment)
    for key, seen in (("PATH", native.seen_path), (b"PATH", os.fsencode(native.seen_path))):
        if native.seen_path and found.get(key) == seen and not isinstance(found[key], _OfShell):
            del found[key]
            if native.own_path is not None:
                found[key] = native.own_path if isinstance(key, str) else os.fsencode(native.own_path)
    return found


def _leaking() -> list[str]:
    """Variables that a child would get that is given all that C code sees."""
    return [name for name in native.hidden if name not in os.environ]


# --- functions of `os`: each is given the one that it replaces, and its arguments -----------------------------------


def _get_exec_path(original: "Callable[..., list[str]]", env: "Mapping[str, str] | None" = None) -> list[str]:
    return native.with_programs(original(env))


def _execve(original: "Callable[..., Any]", path: "Any", argv: "Any", env: "Any") -> "Any":
    return original(path, argv, _as_given(env))


def _execv(original: "Callable[..., Any]", path: "Any", argv: "Any", /) -> "Any":
    if _leaking():
        return os.execve(path, argv, _given())  # noqa: S606
    return original(path, argv)


def _system(original: "Callable[..., int]", command: "Any") -> int:
    start = f"unset {' '.join(names)}; " if (names := _leaking()) else ""
    if native.NAMES:
        path = ":".join(native.with_programs(_given().get("PATH", _SHELL_PATH).split(":")))
        quoted = path.replace("'", "'\\''")
        start += f"PATH='{quoted}'; export PATH; "
    # On the same line, so that the shell's messages name the right one.
    return original(os.fsencode(start) + os.fsencode(command))


def _posix_spawn(
    original: "Callable[..., int]", path: "Any", argv: "Any", env: "Any", /, **options: "Any"
) -> int:
    # From Python 3.13 on, no environment is that which C code sees.
    if env is not None or _leaking():
        env = _given() if env is None else _as_given(env)
    return original(path, argv, env, **options)


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
    shell_at, env_at = 8, 10

    def initialise(self: "Any", *args: "Any", **kwargs: "Any") -> None:
        environment = args[env_at] if len(args) > env_at else kwargs.get("env")
        as_shell = kwargs.get("shell") or (len(args) > shell_at and args[shell_at])
        command = args[0] if args else kwargs.get("args")
        words = command[:2] if isinstance(command, (list, tuple)) else (command,)
        if as_shell or any("/site-packages/" in str(word) for word in words):  # a distribution's own script
            environment = _shell_environment(environment)
        elif environment is not None:
            environment = _as_given(environment)
        if len(args) > env_at:
            args = (*args[:env_at], environment, *args[env_at + 1 :])
        elif environment is not None:
            kwargs["env"] = environment
        start(self, *args, **kwargs)

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
