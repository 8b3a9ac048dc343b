"""What the Python modules of a wheel open and run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

from snowsnake.analyse.python.expressions import Enough, Function, Leave
from snowsnake.analyse.uses.events import Broken, Continued, Failed, Opened, Ran
from snowsnake.analyse.uses.modules import Modules
from snowsnake.analyse.uses.names import name_of
from snowsnake.analyse.uses.reader import Reader
from snowsnake.analyse.uses.relevant import Relevant
from snowsnake.analyse.uses.watch import Watch

_ASIDE = re.compile(
    r"(^|/)(_?tests?|_?testing|test_\w+|\w+_tests?|conftest|benchmarks?|docs?|examples?|demos?|samples?|scripts|tools"
    r"|maintenance|ci|dev|fuzz(ing)?)(/|\.py$)"
)
_RUNS = re.compile(
    rb"\bsubprocess\b|\bPopen\b|\bos\.(?:system|popen|exec[lv]|spawn[lv]|posix_spawn)|\bwhich\(|find_executable\("
    rb"|create_subprocess_|getoutput\("
)
_RUNNING = (
    b"subprocess",
    b"os.system",
    b"popen",
    b"which(",
    b"os.exec",
    b"spawn",
    b"find_executable",
    b"create_sub",
)
_MODULE = 20_000
"""Steps that the reading of one module may take."""
_WHOLE = 250_000
_ASIDE_WHOLE = 20_000
_ASIDE_BYTES = 100_000
"""What tests and the like need is told as far as it costs little."""
_IMPORT = 100_000
_SMALL = 20_000
"""Bytes of a module that is read for its constants only."""
_SIMILAR = 100_000
"""Bytes of one that opens or runs something too."""


_ENDS = (
    Enough,
    Failed,
    Leave,
    Broken,
    Continued,
    RecursionError,
    MemoryError,
    ArithmeticError,
    ValueError,
    TypeError,
)
"""How the reading of a program may end. The last ones: what somebody makes to be read wrongly."""


@dataclass(slots=True)
class Findings:
    """What was found in the modules."""

    opened: list[Opened] = field(default_factory=list)
    ran: list[Ran] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Modules that look as if they open or run something, and that could not be read."""
    constants: dict[str, set[str]] = field(default_factory=dict)
    """Plain words among the texts of modules that run something that is not known."""


def is_aside(path: str) -> bool:
    """Whether a file is for those who develop the package."""
    return _ASIDE.search(path) is not None


def _opens(data: bytes) -> bool:
    if b"require_version(" in data or b"dlopen(" in data:
        return True
    return b"ctypes" in data and any(
        word in data for word in (b"CDLL", b"find_library", b"LoadLibrary", b"cdll", b"pydll", b"PyDLL")
    )


def _runs(data: bytes) -> bool:
    return any(word in data for word in _RUNNING) and _RUNS.search(data) is not None


def find(modules: Modules, machine: str) -> Findings:
    """Read the modules that look as if they open or run something, and those that lead to them."""
    opening = {path for path, data in modules.texts.items() if _opens(data)}
    running = {path for path, data in modules.texts.items() if _runs(data)}
    interesting = sorted(opening | running, key=lambda path: (is_aside(path), path))
    findings = Findings()
    steps, aside, left = _WHOLE, _ASIDE_WHOLE, _ASIDE_BYTES
    relevant = Relevant(modules, set(interesting))
    for path in interesting:
        if is_aside(path):
            steps, aside = min(steps, aside), 0
            left -= len(modules.texts[path])
            if left < 0:
                continue
        if steps <= 0:
            if not is_aside(path):
                modules.unread[path] = None
            continue
        reader = _Separate(modules, machine, path, _near(modules, path, interesting), relevant)
        steps -= reader.read(min(_MODULE, steps))
        findings.opened += reader.opened
        findings.ran += reader.watch.ran
        if any(item.name is None and item.file == path for item in reader.watch.ran):
            findings.constants[path] = _words(modules, path)
    at = {
        item.evidence[-1].rpartition(":")[0]
        for item in findings.opened
        if any(name_of(other) is not None for other in (item, *item.others))
    }
    mattering = {path for path in opening & at if not is_aside(path)}
    if mattering:
        _import(modules, machine, mattering, relevant, findings)
    findings.unread = {path for path in interesting if path in modules.unread and not is_aside(path)}
    return findings


def _near(modules: Modules, path: str, interesting: list[str]) -> frozenset[str]:
    """What is read along with a module: what it imports, as far as that is small or of the same kind."""
    known = set(interesting)
    return frozenset(
        {path}
        | {other for other in modules.imports(path) if other in known or len(modules.texts[other]) < _SMALL}
    )


def _words(modules: Modules, path: str) -> set[str]:
    tree = modules.tree(path)
    found = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 40:
            found.add(f"{node.value}\0{node.lineno}")
    return found


@contextmanager
def _bounded() -> Iterator[None]:
    with suppress(*_ENDS):
        yield


class _Separate:
    """One module, read by itself: its body, then the functions that nobody has called."""

    def __init__(
        self, modules: Modules, machine: str, path: str, readable: frozenset[str], relevant: Relevant
    ) -> None:
        self._path = path
        self.watch = Watch(modules.bases, machine)
        self._modules = modules
        self._readable = readable
        self._relevant = relevant
        self.opened: list[Opened] = []

    def read(self, steps: int) -> int:
        """Read it; how many steps that took."""
        reader = Reader(self._modules, self._readable, self.watch, steps, relevant=self._relevant, lazy=True)
        with _bounded():
            reader.load(self._path)
        self.opened += _alone(self.watch.opened)
        functions = [item for item in reader.functions(self._path) if self._relevant.may_run(item)]
        # Those that others call come last: what is made of their failures shows in the others.
        functions.sort(key=self._relevant.is_named)
        for function in functions:
            if not reader.was_called(function):
                self._function(reader, function)
            if reader.steps > steps:
                break
        return reader.steps

    def _function(self, reader: Reader, function: Function) -> None:
        """A function, with arguments that are not known; then again for each library that may be missing."""
        self.watch.opened = []
        with _bounded():
            reader.call(function, [], {})
        found = self.watch.opened
        with _bounded():
            reader.replay([item for item in found if not item.decided], lambda: reader.call(function, [], {}))
        self.opened += _alone(found)


def _alone(found: list[Opened]) -> list[Opened]:
    """Without what is only tried when something else is not there."""
    others = {(other.kind, other.name) for item in found for other in item.others}
    return [item for item in found if not (item.handling and (item.kind, item.name) in others)]


def _import(
    modules: Modules, machine: str, opening: set[str], relevant: Relevant, findings: Findings
) -> None:
    """Import the wheel's top-level modules, as far as that leads to those that open something."""
    tops = [path for path in modules.tops() if not is_aside(path)]
    readable = modules.ways(tops, opening)
    tops = [path for path in tops if path in readable]
    interesting = readable & opening
    near = {
        other for path in interesting for other in modules.imports(path) if len(modules.texts[other]) < _SMALL
    }
    allowed = frozenset({path for path in readable if not is_aside(path)} | near)
    steps = _IMPORT
    for top in tops:
        watch = Watch(modules.bases, machine)
        reader = Reader(modules, allowed, watch, steps, relevant=relevant, lazy=False)
        with _bounded():
            reader.load(top)
        steps -= reader.steps
        for item in watch.opened:
            item.importing = True
        findings.opened += _alone(watch.opened)
