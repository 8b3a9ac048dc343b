"""Makes an environment's own programs and libraries be found from its Python, and by nothing that did not ask.

Copied into site-packages as `_snowsnake_native`, with the constants below filled in, and imported at every start:
it imports nothing that a started Python has not loaded yet, and changes other modules only when they are imported.

- `ctypes.util.find_library` finds the environment's libraries, and never the host's; `ctypes.CDLL` opens them by name.
- `sysconfig` knows where Python's headers are, and that all of the store is installed: `coverage` leaves that out.
- The environment's programs are found by name, whatever `PATH` is: `os.get_exec_path` (which `subprocess`, `asyncio`
  and `os.execvp` ask), `shutil.which`, and the shell of `shell=True`, `os.system` and `os.popen`. Code that searches
  the `PATH` of `os.environ` by itself sees them on it; what it starts is given the `PATH` that there was.
- Variables that libraries in this process read are set where C code sees them; `os.environ` and other processes do
  not have them.
"""

# ruff: noqa: PTH208

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

BIN = ""
"""The environment's `bin`."""
PROGRAMS = ""
"""A directory that holds the native programs and nothing else."""
REST = ""
"""Where all programs of the tree are: what neither the environment nor the host shows is found there."""
NAMES: frozenset[str] = frozenset()
LIBRARIES: tuple[str, ...] = ()
"""Where libraries are found by name, first to last."""
HEADERS = ""
SYSCONFIG: dict[str, str] = {}
"""Where Python's C headers (and its static library) are, if that is not where Python would look."""
STORE = ""
"""Nix's store."""
VARIABLES: dict[str, str] = {}
# <- constants

_SYSTEM = frozenset(("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"))
_SHELL_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_AT_START = _SYSTEM.union(os.environ.get("PATH", "").split(":"))
_path = ""
"""The PATH that Python code sees: with the environment's programs."""
_own_path: "str | None" = None
"""The PATH that this process was given."""
_listed: dict[str, list[str]] = {}
"""What the directories of libraries hold."""
_hidden: dict[str, str] = {}
"""The variables that only C code of this process sees."""


def _with_programs(directories: "Sequence[str]") -> list[str]:
    """A search path with the environment's programs in it: before the host's, after what was put in front since.

    Last comes what their tree has besides: a system without anything has no `sed`.
    """
    result = [directory for directory in directories if directory != REST]
    # Else it is ahead of the host already, or this is what its owner wants.
    before = result[: result.index(BIN)] if BIN in result else _AT_START
    if PROGRAMS not in result and not _AT_START.isdisjoint(before):
        hosts = (position for position, directory in enumerate(result) if directory in _AT_START)
        result.insert(next(hosts, len(result)), PROGRAMS)
    return [*result, REST]


def _shell_environment(environment: "Mapping[Any, Any] | None") -> "dict[Any, Any]":
    """What a shell is given: as it would be, with a PATH on which the environment's programs are."""
    given: dict[Any, Any] = dict(_given() if environment is None else environment)
    key: str | bytes = b"PATH" if b"PATH" in given else "PATH"
    path = os.fsdecode(given.get(key, _SHELL_PATH))
    given[key] = _OfShell(":".join(_with_programs(path.split(":"))))
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
    for key, seen in (("PATH", _path), (b"PATH", os.fsencode(_path))):
        if _path and found.get(key) == seen and not isinstance(found[key], _OfShell):
            del found[key]
            if _own_path is not None:
                found[key] = _own_path if isinstance(key, str) else os.fsencode(_own_path)
    return found


def _leaking() -> list[str]:
    """Variables that a child would get that is given all that C code sees."""
    return [name for name in _hidden if name not in os.environ]


def _patch_search() -> None:
    get_exec_path, execve = os.get_exec_path, os.execve

    def with_programs(env: "Mapping[str, str] | None" = None) -> list[str]:
        return _with_programs(get_exec_path(env))

    def with_given_path(path: "Any", argv: "Any", env: "Any") -> "Any":
        return execve(path, argv, _as_given(env))

    _replace(os, "get_exec_path", with_programs)
    _replace(os, "execve", with_given_path)


def _patch_os() -> None:
    system, execv = os.system, os.execv

    def without_variables(path: "Any", argv: "Any", /) -> "Any":
        if _leaking():
            return os.execve(path, argv, _given())  # noqa: S606
        return execv(path, argv)

    def with_shell(command: "Any") -> int:
        start = f"unset {' '.join(hidden)}; " if (hidden := _leaking()) else ""
        if NAMES:
            path = ":".join(_with_programs(_given().get("PATH", _SHELL_PATH).split(":")))
            quoted = path.replace("'", "'\\''")
            start += f"PATH='{quoted}'; export PATH; "
        # On the same line, so that the shell's messages name the right one.
        return system(os.fsencode(start) + os.fsencode(command))

    _replace(os, "system", with_shell)
    if VARIABLES:
        _replace(os, "execv", without_variables)
    for name in ("posix_spawn", "posix_spawnp"):
        if hasattr(os, name):
            _replace(os, name, _spawning(getattr(os, name), by_name=name == "posix_spawnp"))


def _spawning(spawn: "Callable[..., int]", *, by_name: bool) -> "Callable[..., int]":
    def spawned(path: "Any", argv: "Any", env: "Any", /, **options: "Any") -> int:
        # From Python 3.13 on, no environment is that which C code sees.
        if env is not None or _leaking():
            env = _given() if env is None else _as_given(env)
        if by_name and (name := os.fsdecode(path)) in NAMES:
            path = f"{BIN}/{name}"
        return spawn(path, argv, env, **options)

    return spawned


def _patch_fork(module: "ModuleType") -> None:
    """`_posixsubprocess`: a child that is given no environment is given `os.environ`."""
    fork = module.fork_exec

    def fork_exec(*arguments: "Any") -> "Any":
        # args, executable_list, close_fds, pass_fds, cwd, env, ...
        if arguments[5] is None and _leaking():
            environment = [os.fsencode(key) + b"=" + os.fsencode(value) for key, value in _given().items()]
            arguments = (*arguments[:5], environment, *arguments[6:])
        return fork(*arguments)

    _replace(module, "fork_exec", fork_exec)
    importer = sys.modules.get("subprocess")
    if importer is not None and getattr(importer, "_fork_exec", None) is fork:
        setattr(importer, "_fork_exec", fork_exec)  # noqa: B010


def _patch_subprocess(module: "ModuleType") -> None:
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

    _replace(popen, "__init__", initialise)


def _patch_shutil(module: "ModuleType") -> None:
    which = module.which

    def found(cmd: "Any", mode: int = os.F_OK | os.X_OK, path: "Any" = None) -> "Any":
        if path is None and isinstance(cmd, (str, bytes)) and os.fsdecode(cmd) in NAMES:
            directories = _with_programs(os.environ.get("PATH", os.defpath).split(":"))
            directories = [BIN if directory == PROGRAMS else directory for directory in directories]
            search = ":".join(directories)
            return which(cmd, mode, os.fsencode(search) if isinstance(cmd, bytes) else search)
        return which(cmd, mode, path)

    _replace(module, "which", found)


def _patch_dlopen(module: "ModuleType") -> None:
    """Bare names: the loader looks into the program's DT_RPATH only for a caller that has no DT_RUNPATH (ld.so(8)), and
    in nixpkgs `_ctypes` has one.
    """
    dlopen = module._dlopen  # noqa: SLF001 -- what `CDLL` calls

    def opened(name: "Any", *mode: "Any") -> "Any":
        if isinstance(name, str) and name and "/" not in name and not _is_loaded(dlopen, name):
            for directory in LIBRARIES:
                path = f"{directory}/{name}"
                if os.path.exists(path):  # noqa: PTH110 -- pathlib is not loaded yet
                    return dlopen(path, *mode)
            # A name without a version is that of a link which Debian has for developers only.
            if name.startswith("lib") and name.endswith(".so"):
                name = _found(name, LIBRARIES) or name
        return dlopen(name, *mode)

    _replace(module, "_dlopen", opened)


def _is_loaded(dlopen: "Callable[..., Any]", name: str) -> bool:
    try:
        dlopen(name, os.RTLD_NOLOAD | os.RTLD_LAZY)
    except OSError:
        return False
    return True


def _patch_find_library(module: "ModuleType") -> None:
    def find_library(name: str) -> str | None:
        chosen = os.environ.get("LD_LIBRARY_PATH", "").split(":")
        return (_found(f"lib{name}.so", (*LIBRARIES, *filter(None, chosen))) or "").rpartition("/")[2] or None

    _replace(module, "find_library", find_library)


def _found(start: str, directories: "Sequence[str]") -> str | None:
    """The path of the library that is called so, whatever its version, in the first directory that has one."""
    plain = None
    for directory in directories:
        if directory not in _listed or directory not in LIBRARIES:
            try:
                _listed[directory] = os.listdir(directory)
            except OSError:
                continue
        found = _best(start, _listed[directory])
        if found is not None and found != start:
            return f"{directory}/{found}"
        if found is not None and plain is None:
            plain = f"{directory}/{found}"  # it may be a text for the linker, as `libc.so` is
    return plain


def _patch_sysconfig(module: "ModuleType") -> None:
    schemes: dict[str, dict[str, str]] = module._INSTALL_SCHEMES  # noqa: SLF001 -- there is no way to add one
    if HEADERS:
        for scheme in schemes.values():
            for key in ("include", "platinclude"):
                if scheme.get(key, "").startswith("{installed_"):
                    scheme[key] = HEADERS
        initialise = module._init_posix  # noqa: SLF001 -- what fills the variables, when they are asked for

        def with_headers(variables: dict[str, "Any"]) -> None:
            initialise(variables)
            variables.update({key: value for key, value in SYSCONFIG.items() if key in variables})

        _replace(module, "_init_posix", with_headers)
    # Files of an environment are links into the store; who follows them (`coverage`, debuggers) asks every scheme which
    # directories hold what is installed.
    keys = ("stdlib", "platstdlib", "purelib", "platlib", "include", "platinclude", "scripts", "data")
    schemes["posix_snowsnake"] = dict.fromkeys(keys, STORE)


def _best(start: str, names: "Sequence[str]") -> str | None:
    """The library that is loaded by that name: `libx.so.1`, not `libx.so.1.2.3`; the newest of several."""
    versions: list[tuple[int, list[int], str]] = []
    for name in names:
        if name == start:
            versions.append((-1000, [], name))
        elif name.startswith(start + ".") and (parts := name[len(start) + 1 :].split("."))[0].isdigit():
            numbers = [int(part) if part.isdigit() else -1 for part in parts]
            versions.append((-len(parts), numbers, name))
    return max(versions)[2] if versions else None


def _replace(owner: "Any", name: str, function: "Callable[..., Any]") -> None:
    """Put a function in another's place, as alike as `functools.wraps` makes it."""
    original = getattr(owner, name)
    for attribute in ("__name__", "__qualname__", "__doc__"):
        value = getattr(original, attribute, None)
        if value is not None:
            setattr(function, attribute, value)
    # Where it is found by that name, which is what `pickle` writes: `os`, not `posix`.
    function.__module__ = owner.__module__ if isinstance(owner, type) else owner.__name__
    setattr(function, "__wrapped__", original)  # noqa: B010 -- what `inspect.signature` reads
    setattr(owner, name, function)


_PATCHES: "dict[str, Callable[[ModuleType], None]]" = {
    "ctypes": _patch_dlopen,
    "ctypes.util": _patch_find_library,
    "sysconfig": _patch_sysconfig,
}
if NAMES:
    _PATCHES |= {"subprocess": _patch_subprocess, "shutil": _patch_shutil}
if VARIABLES:
    _PATCHES["_posixsubprocess"] = _patch_fork


class _Loader:
    """A module's own loader, and the change after it."""

    def __init__(self, loader: "Any", patch: "Callable[[ModuleType], None]") -> None:
        self._loader = loader
        self._patch = patch

    def __getattr__(self, name: str) -> "Any":
        return getattr(self._loader, name)

    def exec_module(self, module: "ModuleType") -> None:
        spec = module.__spec__
        if spec is not None:
            spec.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _try(self._patch, module)


class _Finder:
    """Finds what other finders find, for the few modules that are changed."""

    @staticmethod
    def find_spec(name: str, path: "Any" = None, target: "Any" = None) -> "ModuleSpec | None":
        patch = _PATCHES.get(name)
        if patch is None:
            return None
        for finder in sys.meta_path:
            if finder is _Finder or not hasattr(finder, "find_spec"):
                continue
            spec: ModuleSpec | None = finder.find_spec(name, path, target)
            if spec is not None:
                if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                    spec.loader = _Loader(spec.loader, patch)  # type: ignore[assignment]
                return spec
        return None


def _try(function: "Callable[..., None]", *arguments: "Any") -> None:
    """An error in here must stop nobody's Python."""
    try:  # noqa: SIM105 -- contextlib is not loaded yet
        function(*arguments)
    except Exception:  # noqa: BLE001, S110
        pass


def _set_path() -> None:
    """Let Python code see a PATH with the programs, and one where there is none: some of it does not expect that.

    What sees the process's environment does not.
    """
    global _path, _own_path  # noqa: PLW0603 -- known only when Python has started
    seen: Any = os.environ
    _own_path = seen.get("PATH")
    _path = ":".join(_with_programs((os.defpath if _own_path is None else _own_path).split(":")))
    if _path != _own_path:
        seen._data[seen.encodekey("PATH")] = seen.encodevalue(_path)  # noqa: SLF001 -- `os.environ[...] =` tells all


def _set_variables() -> None:
    for name, value in VARIABLES.items():
        if name not in os.environ:
            os.putenv(name, value)
            _hidden[name] = value


def _install() -> None:
    _set_variables()
    if NAMES:
        _try(_set_path)
        _patch_search()
    if NAMES or VARIABLES:
        _patch_os()
    for name, patch in _PATCHES.items():
        if (module := sys.modules.get(name)) is not None:
            _try(patch, module)
    sys.meta_path.insert(0, _Finder)


if BIN:
    _try(_install)
