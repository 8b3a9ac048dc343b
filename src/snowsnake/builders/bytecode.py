"""Byte-compiles reproducibly: unchecked hash-based pycs (PEP 552); any number of processes does the same."""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH103, PTH108, PTH114, PTH119, PTH120, PTH123

from __future__ import annotations

import importlib.util
import marshal
import os
import sys
import warnings
from collections.abc import Iterable, Sequence
from types import CodeType

# PEP 552: bit 0, the pyc is hash-based; bit 1 (not set), the source is checked when the pyc is loaded.
_FLAGS = (0b01).to_bytes(4, "little")


def compile_file(path: str, filename: str) -> None:
    """Write the pyc of one source file next to it.

    `filename` becomes `co_filename`; the import system puts the file's real place there when it loads the
    pyc. A file that does not compile is left alone, as pip does: wheels ship templates, and tests of errors.
    """
    with open(path, "rb") as file:
        source = file.read()
    try:
        code = compile_source(source, filename)
    except (SyntaxError, ValueError, RecursionError, OverflowError, MemoryError):
        return
    target = importlib.util.cache_from_source(path, optimization="")
    pyc = importlib.util.MAGIC_NUMBER + _FLAGS + importlib.util.source_hash(source) + code
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.islink(target):  # in an environment: to what a distribution has of this name
        os.unlink(target)
    with open(target, "wb") as file:
        file.write(pyc)


def compile_source(source: bytes, filename: str) -> bytes:
    """Compile a module; the code as `marshal` writes it, the same whatever this process has compiled before.

    In CPython 3.13 and later, equal frozensets of a module are one object if none of their strings was
    interned before, else each is its own; `marshal` writes the one differently from the many. So what
    has such is compiled a second time, when all are interned. PyPy's `marshal` writes whether a string is
    interned: all are. Raises what `compile` raises.
    """
    code = compile(source, filename, "exec", dont_inherit=True, optimize=0)
    kept: list[object] = [code]  # an interned string that nobody has is interned no more
    if sys.implementation.name == "pypy":
        _intern([code], kept)
    elif _repeats_a_set(code, set()):
        code = compile(source, filename, "exec", dont_inherit=True, optimize=0)
    written = marshal.dumps(code)
    del kept
    return written


def _intern(values: Iterable[object], kept: list[object]) -> None:
    for value in values:
        if type(value) is str:
            kept.append(sys.intern(value))
        elif isinstance(value, tuple | frozenset):
            _intern(value, kept)
        elif isinstance(value, CodeType):
            _intern((value.co_filename, value.co_name, value.co_qualname), kept)
            _intern((value.co_names, value.co_varnames, value.co_freevars, value.co_cellvars), kept)
            _intern(value.co_consts, kept)


def _repeats_a_set(code: CodeType, seen: set[frozenset[object]]) -> bool:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            if _repeats_a_set(constant, seen):
                return True
        elif isinstance(constant, frozenset):
            if constant in seen:
                return True
            seen.add(constant)
    return False


def compile_files(files: Sequence[tuple[str, str]], processes: int) -> None:
    """Compile many `(path, filename)`, with up to `processes` processes. Raises `OSError`."""
    warnings.simplefilter("ignore")  # a wheel's invalid escape sequences are not this build's business
    # A process is worth starting only for a fair amount of work.
    processes = min(processes, len(files) // 100 + 1)
    children = [_fork(files[start::processes]) for start in range(1, processes)]
    for path, filename in files[::processes]:
        compile_file(path, filename)
    for child in children:
        if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
            raise OSError("a process that byte-compiles has failed")


def _fork(files: Sequence[tuple[str, str]]) -> int:
    child = os.fork()
    if child:
        return child
    # The child never returns into the caller's code.
    status = 1
    try:
        for path, filename in files:
            compile_file(path, filename)
        status = 0
    except OSError as error:
        print(f"error: {error}", file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(status)


def sources(root: str) -> list[tuple[str, str]]:
    """Every Python source below a directory, sorted, as `(path, path below root)`; links are not followed."""
    found = []
    for directory, names, files in os.walk(root):
        names.sort()
        if os.path.basename(directory) != "__pycache__":
            for name in sorted(files):
                path = f"{directory}/{name}"
                if name.endswith(".py") and not os.path.islink(path):
                    found.append((path, path[len(root) + 1 :]))
    return found
