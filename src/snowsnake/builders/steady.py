"""Makes the Python programs of a build do the same in every build: a `sitecustomize` of all of them.

Directories are listed in the order of their names, whatever the file system does, and temporary files are numbered
instead of named by chance. Both end up in what is built: the first as the order in which objects are linked, the
second as the paths of sources that a backend compiles in a directory of its own.
"""

# It is imported by every Python program of a build, of whatever version.
from __future__ import annotations

import itertools
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import PathFinder

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType
    from typing import Any

_listdir, _scandir = os.listdir, os.scandir


def _sorted_listdir(path: Any = ".") -> list[Any]:
    return sorted(_listdir(path))


class _SortedScan:
    """`os.scandir`'s iterator, in the order of names."""

    def __init__(self, path: Any = ".") -> None:
        with _scandir(path) as entries:
            self._entries = iter(sorted(entries, key=lambda entry: entry.name))

    def __iter__(self) -> _SortedScan:
        return self

    def __next__(self) -> os.DirEntry[Any]:
        return next(self._entries)

    def __enter__(self) -> _SortedScan:  # noqa: PYI034 -- `Self` is newer than some interpreters
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._entries = iter(())


def _numbers() -> Iterator[str]:
    """What `tempfile` takes names from; each is for one thread only."""
    return map("{:08}".format, itertools.count(1))


class _Tempfile(MetaPathFinder):
    """Waits for `tempfile`, which few programs import and which takes long."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        if name != "tempfile":
            return None
        sys.meta_path.remove(self)
        spec = PathFinder.find_spec(name, path, target)
        if spec is not None and spec.loader is not None:
            execute = spec.loader.exec_module

            def exec_module(module: ModuleType) -> None:
                execute(module)
                module._name_sequence = _numbers()  # type: ignore[attr-defined]  # noqa: SLF001 -- there is no other way

            spec.loader.exec_module = exec_module  # type: ignore[method-assign]
        return spec


os.listdir = _sorted_listdir
os.scandir = _SortedScan  # type: ignore[assignment]
if "tempfile" in sys.modules:
    sys.modules["tempfile"]._name_sequence = _numbers()  # type: ignore[attr-defined]  # noqa: SLF001
else:
    sys.meta_path.insert(0, _Tempfile())
