"""What the Python modules of a wheel open and run."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import cache, cached_property

from snowsnake.analyse.python.expressions import Enough, Function, Leave
from snowsnake.analyse.python.search_path import searches
from snowsnake.analyse.uses.events import Broken, Continued, Failed, Opened, Ran, Started
from snowsnake.analyse.uses.modules import Modules
from snowsnake.analyse.uses.names import name_of
from snowsnake.analyse.uses.parts import imports_part
from snowsnake.analyse.uses.reader import Reader, Surroundings
from snowsnake.analyse.uses.relevant import Relevant
from snowsnake.analyse.uses.watch import Watch
from snowsnake.knowledge import families

_ASIDE = re.compile(
    r"(^|/)(_?tests?|_?testing|test_\w+|testutils?|\w+_tests?|conftest|benchmarks?|docs?|examples?|demos?|samples?|scripts|tools"
    r"|maintenance|ci|dev|fuzz(ing)?)(/|\.py$)"
)
_RUNS = re.compile(
    rb"\bsubprocess\b|\bPopen\b|\bos\.(?:system|popen|exec[lv]|spawn[lv]|posix_spawn)|\bwhich\(|find_executable\("
    rb"|create_subprocess_|getoutput\(|\bpexpect\b|\bpty\.spawn|\bptyprocess\b"
)
_RUNNING = (b"subprocess", b"popen", b"pexpect", b"ptyprocess", b"spawn", b"which(", b"os.system", b"os.exec")
"""One of these is in every text that is worth a search for `_RUNS`; each costs a look at every byte."""
_MODULE = 40_000
"""Steps that the reading of one module may take."""
_WHOLE = 250_000
_ASIDE_WHOLE = 20_000
_ASIDE_BYTES = 100_000
_ASIDE_SEEN = 2 << 20
"""What tests and the like need is told as far as it costs little."""
_IMPORT = 100_000
_CALLERS = 40
_ROUNDS = 3
"""A module that is called by one that is called by one that runs something: so far."""
_IMPORTING = 40
"""Modules that are read one by one because they import a part of the standard library."""
_SEARCHED = 20 << 20
"""Bytes of modules among which those are looked for that call helpers."""
_LITERAL_END = re.compile(rb"['\"/]([^'\"/\n]{1,200})(?=['\"])")
_PROGRAMS = b"/usr/bin/"
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
    started: list[Started] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    """Modules that look as if they open or run something, and that could not be read."""
    constants: dict[str, set[str]] = field(default_factory=dict)
    """Plain words among the texts of modules that run something that is not known."""


def is_aside(path: str) -> bool:
    """Whether a file is for those who develop the package."""
    return _ASIDE.search(path) is not None


def _opens(data: bytes) -> bool:
    if b"gi.repository" in data or b"require_version" in data or b"dlopen(" in data:
        return True
    return b"ctypes" in data and any(
        word in data for word in (b"CDLL", b"find_library", b"LoadLibrary", b"cdll", b"pydll", b"PyDLL")
    )


def _runs(data: bytes) -> bool:
    return any(word in data for word in _RUNNING) and _RUNS.search(data) is not None


def find(modules: Modules, machine: str, required: frozenset[str], main: str = "") -> Findings:
    """Read the modules that look as if they open or run something, and those that lead to them.

    `required`: the distributions that are there whenever this one is. `main`: the module that its program imports.
    """
    own = {path: data for path, data in modules.texts.items() if not is_aside(path)}
    interesting = {path for path, data in own.items() if _opens(data) or _runs(data)}
    searching = {path for path, data in own.items() if searches(data)} - interesting
    importing = {path for path, data in own.items() if imports_part(data)} - interesting - searching
    survey = _Survey(modules, interesting | searching, machine, required)
    for path in (*sorted(interesting), *sorted(searching)):
        survey.read(path)
    survey.read_callers()
    for path in sorted(importing, key=lambda path: (path.count("/"), path))[:_IMPORTING]:
        survey.read(path)
    survey.read_aside(sorted(modules.texts.keys() - own.keys()))
    findings = survey.findings
    mattering = {
        file
        for item in findings.opened
        if any(name_of(other) is not None for other in (item, *item.others))
        for file in (entry.rpartition(":")[0] for entry in item.evidence)
        if not is_aside(file)
    }
    for opening in (mattering - importing, importing):
        if opening:
            survey.import_all(opening, main)
    findings.unread = {path for path in interesting | searching if path in modules.unread}
    return findings


class _Survey:
    """Readings of a wheel's modules, and what they found."""

    def __init__(
        self, modules: Modules, interesting: Collection[str], machine: str, required: frozenset[str]
    ) -> None:
        """`interesting`: the modules that open or run something; those that call what these have are found."""
        self.findings = Findings()
        self.steps = _WHOLE
        self._modules = modules
        self._interesting = set(interesting)
        self._machine = machine
        self._required = required
        self._relevant = Relevant(modules, self._interesting)
        self._helpers: dict[str, set[bytes]] = {}
        """The functions that open or run what others tell them, by their modules."""

    def _reader(self, readable: Collection[str], steps: int, *, lazy: bool) -> tuple[Reader, Watch]:
        watch = Watch(self._modules.bases, self._machine, self._modules.scripts)
        surroundings = Surroundings(
            modules=self._modules, readable=readable, relevant=self._relevant, required=self._required
        )
        return Reader(surroundings, watch, steps, lazy=lazy), watch

    def read(self, path: str) -> None:
        """One module by itself: its body, then the functions that nobody has called."""
        if self.steps <= 0:
            self._modules.unread[path] = None
            return
        steps = min(_MODULE, self.steps)
        reader, watch = self._reader(self._near(path), steps, lazy=True)
        with _bounded():
            reader.load(path)
        opened = _alone(watch.opened)
        functions: list[Function] = []
        for inherited in (False, True):
            some = [
                item for item in reader.functions(path, inherited=inherited) if self._relevant.may_run(item)
            ]
            # Those that others call come last: what is made of their failures shows in the others.
            functions += sorted(some, key=self._relevant.is_named)
        for function in functions:
            if not reader.was_called(function):
                opened += self._function(reader, watch, function)
            if reader.steps > steps:
                break
        for function in reader.nested(path):
            if reader.steps <= steps and not reader.was_called(function):
                opened += self._function(reader, watch, function)
        self.steps -= reader.steps
        self.findings.opened += opened
        self.findings.ran += watch.ran
        self.findings.started += self._started(watch.started)
        if any(item.name is None and item.file == path for item in watch.ran):
            self.findings.constants[path] = _words(self._modules, path)
        unknown = [item.evidence for item in opened if item.name is None]
        unknown += [item.evidence for item in watch.ran if item.name is None]
        places = [evidence[-1].rpartition(":") for evidence in unknown]
        lines = [int(line) for file, _, line in places if file == path]
        if lines:
            self._helpers[path] = self._relevant.functions_at(path, lines)

    def _started(self, found: Iterable[Started]) -> Iterator[Started]:
        """Scripts that are started; where it is not known which, those that the module names, or another one."""
        for item in found:
            if item.script is not None:
                yield item
                continue
            named = self._scripts_in([item.file]) or self._named_anywhere
            yield from (replace(item, script=path) for path in named)

    @cached_property
    def _named_anywhere(self) -> list[str]:
        """The wheel's scripts that any of its modules names."""
        return self._scripts_in(path for path in self._modules.texts if not is_aside(path))

    def _scripts_in(self, paths: Iterable[str]) -> list[str]:
        """The wheel's scripts that one of these modules names."""
        texts, bases = self._modules.texts, {path.rpartition("/")[2] for path in self._modules.scripts}
        found = (
            {text for path in paths for text in _LITERAL_END.findall(texts.get(path, b""))}
            if bases
            else set()
        )
        named = bases & {text.decode("utf-8", "replace") for text in found}
        return [path for path in self._modules.scripts if path.rpartition("/")[2] in named]

    def read_aside(self, paths: Iterable[str]) -> None:
        """Of modules for those who develop the package the interesting ones, as far as that costs little."""
        left, unseen = _ASIDE_BYTES, _ASIDE_SEEN
        self.steps = min(self.steps, _ASIDE_WHOLE)
        for path in paths:
            data = self._modules.texts[path]
            unseen -= len(data)
            if left <= 0 or unseen <= 0 or self.steps <= 0:
                return
            if _opens(data) or _runs(data) or imports_part(data):
                left -= len(data)
                self.read(path)

    def _function(self, reader: Reader, watch: Watch, function: Function) -> list[Opened]:
        """A function, with arguments that are not known; then again for each library that may be missing."""
        watch.opened = []
        init = function.owner.attributes.get("__init__") if function.owner is not None else None
        with _bounded():
            if isinstance(init, Function) and init is not function and not reader.was_called(init):
                reader.call(init, [], {})
            reader.call(function, [], {})
        found = watch.opened
        with _bounded():
            reader.replay([item for item in found if not item.decided], lambda: reader.call(function, [], {}))
        return _alone(found)

    def _near(self, path: str) -> frozenset[str]:
        """What is read along with a module: what it imports, as far as that is small or of the same kind, and what
        leads from there to what runs something.
        """
        texts, imports = self._modules.texts, self._modules.imports
        near = {path, *imports(path)}
        for _ in range(_ROUNDS):
            near |= {
                other for one in near & self._helpers.keys() for other in imports(one)
            } & self._helpers.keys()
        return frozenset(
            other
            for other in near
            if other == path or len(texts[other]) < (_SIMILAR if other in self._interesting else _SMALL)
        )

    def read_callers(self) -> None:
        """Read modules that call those that open or run what they are told, and those that call these."""
        if sum(map(len, self._modules.texts.values())) > _SEARCHED:
            return
        left = _CALLERS
        for _ in range(_ROUNDS):
            names = {name for found in self._helpers.values() for name in found if len(name) > 2}
            found = self._callers(names)[:left] if names else []
            for path in found:
                self.read(path)
                self._helpers.setdefault(path, set()).update(self._relevant.functions_at(path, (), names))
            self._interesting |= set(found)
            left -= len(found)

    def _callers(self, names: set[bytes]) -> list[str]:
        """The modules that were not seen, have one of these names, and import whose it is."""
        self._modules.helpers |= names
        called = re.compile(rb"\b(?:" + b"|".join(map(re.escape, sorted(names))) + rb")\b")
        return [
            path
            for path, data in sorted(self._modules.texts.items())
            if path not in self._interesting
            and not is_aside(path)
            and called.search(data) is not None
            and not self._helpers.keys().isdisjoint(self._modules.imports(path))
        ]

    def import_all(self, opening: set[str], main: str) -> None:
        """Import the wheel's top-level modules, and `main`, as far as that leads to those that open something."""
        modules = self._modules
        tops = [path for path in modules.tops() if not is_aside(path)]
        places = [f"{main.replace('.', '/')}{end}" for end in (".py", "/__init__.py")]
        tops += [path for path in places if path in modules.texts and path not in tops][:1]
        readable = modules.ways(tops, opening)
        near = {
            other
            for path in opening & readable
            for other in modules.imports(path)
            if len(modules.texts[other]) < _SMALL
        }
        allowed = frozenset({path for path in readable if not is_aside(path)} | near)
        steps = _IMPORT
        for top in (path for path in tops if path in readable):
            reader, watch = self._reader(allowed, steps, lazy=False)
            with _bounded():
                reader.load(top)
            steps -= reader.steps
            for item in watch.opened:
                item.importing = True
            self.findings.opened += _alone(watch.opened)


def _words(modules: Modules, path: str) -> set[str]:
    """The texts of a module that may be a program's name, with their lines; none where no known program is named."""
    data = modules.texts[path]
    tree = modules.tree(path) if _names_program().search(data) or _PROGRAMS in data else None
    found = set()
    for node in ast.walk(tree) if tree is not None else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and len(node.value) < 40:
            found.add(f"{node.value}\0{node.lineno}")
    return found


@cache
def _names_program() -> re.Pattern[bytes]:
    names = {program for programs in families().values() for program in programs}
    return re.compile(rb"\b(?:" + b"|".join(re.escape(name.encode()) for name in sorted(names)) + rb")\b")


@contextmanager
def _bounded() -> Iterator[None]:
    with suppress(*_ENDS):
        yield


def _alone(found: list[Opened]) -> list[Opened]:
    """Without what is only tried when something else is not there."""
    others = {(other.kind, other.name) for item in found for other in item.others}
    return [
        item for item in found if not item.merged and not (item.handling and (item.kind, item.name) in others)
    ]
