"""Makes an environment's own programs and libraries be found from its Python, and by nothing that did not ask.

Copied into site-packages as `_snowsnake_native`, with the constants below filled in, and imported at every start:
it imports nothing that a started Python has not loaded yet, and changes other modules only when they are imported. What
it changes in them is in two modules beside it, each of which is imported when it is first needed: `libraries_hook` with
`ctypes` and `sysconfig`, `programs_hook` with `subprocess` and `shutil`, and when a program is started with `os`.

- Code that searches the `PATH` of `os.environ` by itself sees the environment's programs on it; what it starts is given
  the `PATH` that there was.
- Variables that libraries in this process read are set where C code sees them; `os.environ` and other processes do not
  have them. `os.environ` has those that Python code asks, too.
"""

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

BIN = ""
"""The environment's `bin`."""
PROGRAMS = ""
"""A directory that holds the native programs and nothing else."""
TREE = ""
"""The native tree: programs that neither the environment nor the host shows are found in its `bin`."""
NAMES: frozenset[str] = frozenset()
VARIABLES: dict[str, str] = {}
# <- constants

_SYSTEM = frozenset(("/bin", "/usr/bin", "/sbin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"))
_AT_START = _SYSTEM.union(os.environ.get("PATH", "").split(":"))
_REST = f"{TREE}/bin"
seen_path = ""
"""The PATH that Python code sees: with the environment's programs."""
own_path: "str | None" = None
"""The PATH that this process was given."""
hidden: dict[str, str] = {}
"""The variables that this process was not given, and other processes are not."""

_ASKED = frozenset(("JAVA_HOME",))
"""Those that Python code asks by itself (JPype, pyspark)."""
_OF_OS = ("execv", "execve", "get_exec_path", "posix_spawn", "posix_spawnp", "system")
"""What starts a program, and what says where these are found."""
_CHANGED = {
    "ctypes": "libraries",
    "ctypes.util": "libraries",
    "subprocess": "programs",
    "sysconfig": "libraries",
}
"""Modules that are changed when they are imported, and the hook that does it."""
if NAMES:
    _CHANGED["shutil"] = "programs"
if VARIABLES:
    _CHANGED["_posixsubprocess"] = "programs"


def with_programs(directories: "Sequence[str]") -> list[str]:
    """A search path with the environment's programs in it: before the host's, after what was put in front since.

    Last comes what their tree has besides: a system without anything has no `sed`.
    """
    result = [directory for directory in directories if directory != _REST]
    # Else it is ahead of the host already, or this is what its owner wants.
    before = result[: result.index(BIN)] if BIN in result else _AT_START
    if PROGRAMS not in result and not _AT_START.isdisjoint(before):
        hosts = (position for position, directory in enumerate(result) if directory in _AT_START)
        result.insert(next(hosts, len(result)), PROGRAMS)
    return [*result, _REST]


def replace(owner: "Any", name: str, function: "Callable[..., Any]") -> None:
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


def _hook(kind: str) -> "Any":
    """One of the two other modules."""
    return __import__(f"_snowsnake_{kind}")


def _change(module: "ModuleType") -> None:
    _hook(_CHANGED[module.__name__]).CHANGES[module.__name__](module)


def _change_later(name: str) -> None:
    """Have a function of `os` replaced by that of `programs_hook`, which is imported with the first call."""
    original = getattr(os, name)

    def called(*arguments: "Any", **options: "Any") -> "Any":
        try:
            function: Callable[..., Any] = _hook("programs").OF_OS[name]
        except Exception:  # noqa: BLE001 -- where no module can be imported any more, as after `os.chroot`
            return original(*arguments, **options)
        return function(original, *arguments, **options)

    replace(os, name, called)


class _Loader:
    """A module's own loader, and the change after it."""

    def __init__(self, loader: "Any") -> None:
        self._loader = loader

    def __getattr__(self, name: str) -> "Any":
        return getattr(self._loader, name)

    def exec_module(self, module: "ModuleType") -> None:
        spec = module.__spec__
        if spec is not None:
            spec.loader = self._loader
        module.__loader__ = self._loader
        self._loader.exec_module(module)
        _try(_change, module)


_asking: "set[str]" = set()


class _Finder:
    """Finds what other finders find, for the few modules that are changed.

    One of them may do the same (pyomo's): whoever is asked again while he asks has nothing to say.
    """

    @staticmethod
    def find_spec(name: str, path: "Any" = None, target: "Any" = None) -> "ModuleSpec | None":
        if name not in _CHANGED or name in _asking:
            return None
        _asking.add(name)
        try:
            for finder in sys.meta_path:
                if finder is _Finder or not hasattr(finder, "find_spec"):
                    continue
                spec: ModuleSpec | None = finder.find_spec(name, path, target)
                if spec is not None:
                    if spec.loader is not None and hasattr(spec.loader, "exec_module"):
                        spec.loader = _Loader(spec.loader)  # type: ignore[assignment]
                    return spec
        finally:
            _asking.discard(name)
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
    global seen_path, own_path  # noqa: PLW0603 -- known only when Python has started
    seen: Any = os.environ
    own_path = seen.get("PATH")
    seen_path = ":".join(with_programs((os.defpath if own_path is None else own_path).split(":")))
    if seen_path != own_path:
        _show("PATH", seen_path)


def _show(name: str, value: str) -> None:
    """Let Python code see a variable: `os.environ[...] =` would tell all."""
    seen: Any = os.environ
    seen._data[seen.encodekey(name)] = seen.encodevalue(value)  # noqa: SLF001


def _set_variables() -> None:
    for name, value in VARIABLES.items():
        if name not in os.environ:
            os.putenv(name, value)
            hidden[name] = value
            if name in _ASKED:
                _show(name, value)


def _install() -> None:
    _set_variables()
    if NAMES:
        _try(_set_path)
    for name in _OF_OS:
        if hasattr(os, name):
            _change_later(name)
    for name in _CHANGED:
        if (module := sys.modules.get(name)) is not None:
            _try(_change, module)
    sys.meta_path.insert(0, _Finder)


if BIN:
    _try(_install)
