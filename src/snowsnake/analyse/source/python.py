"""Reads Python programs (setup.py, and the source's own modules that it imports) without running them.

An abstract reading: statements in order, expressions to what is known of them, both branches of what is not decided,
functions where they are called. What the program does outside itself goes to a `Watcher`.
"""

from __future__ import annotations

import ast
import contextlib
import posixpath
import re
from collections.abc import Mapping, Sequence

from snowsnake.analyse.python.expressions import LONGEST, Class, Enough, Function, Leave, Scope, Watcher
from snowsnake.analyse.python.statements import Statements
from snowsnake.analyse.python.values import UNKNOWN, Place, Record
from snowsnake.analyse.source.files import ASIDE, SourceFiles
from snowsnake.parsing import parse

_LONGEST = 1 << 20  # characters of a program
_COMMANDS = frozenset(
    "run initialize_options finalize_options build_extensions build_extension swig_sources get_libraries".split()  # noqa: SIM905
)
"""Methods of a command that distutils calls."""
_HOOKS = frozenset({"build_wheel", "get_requires_for_build_wheel", "prepare_metadata_for_build_wheel"})
"""Functions of a build backend that are called (PEP 517)."""
_ELSEWHERE = re.compile(
    r"(?i)darwin|win32|windows|macos|osx|bsd|sunos|solaris|aix|cygwin|msvc|mingw|homebrew"
)


class PythonReader(Statements):
    """Reads programs of one source, every module once."""

    def __init__(self, files: SourceFiles, watcher: Watcher, module_path: Sequence[str] = ()) -> None:
        """`module_path`: directories of the source that come before its root (`tools/`)."""
        super().__init__(files, watcher)
        self._sources = files
        self._module_path = module_path
        self._modules: dict[str, Record] = {}
        self._near = sorted(
            entry
            for entry in files.names
            if entry.endswith(".py") and entry.count("/") == 1 and entry.partition("/")[0] not in ASIDE
        )
        self._held: dict[str, bool] = {}
        self._waiting: list[Scope] = []
        """Modules of which what nobody has called is still to be read."""
        self.strings: list[tuple[str, Place]] = []
        """Every text in the programs that were read."""

    def read(self, path: str) -> Record | None:
        """Read a program; a record of its names, `None` where it is not there or no Python 3."""
        record = self._load(path)
        with contextlib.suppress(Enough, RecursionError):
            while self._waiting:
                # The program's own comes before that of all that it imports: it was loaded last.
                self._rest(self._waiting.pop())
        return record

    def _load(self, path: str) -> Record | None:
        """Read a module as far as an import runs it."""
        if path in self._modules:
            return self._modules[path]
        text = self._sources.text(path)
        if text is None or len(text) > _LONGEST:
            return None
        tree = parse(text)
        if tree is None:
            return None
        scope = Scope(path, {"__file__": path, "__name__": "__main__", "__doc__": ""})
        record = self._modules[path] = Record("module", scope.names)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.strings.append((node.value, Place(path, node.lineno, doubted=True)))
        with contextlib.suppress(Enough, RecursionError):
            for statement in tree.body:
                # One that ends the program here was read too simply: who builds it gets further.
                with contextlib.suppress(Leave):
                    self._run([statement], scope)
        self._waiting.append(scope)
        return record

    def _do_global(self, node: ast.Global, scope: Scope) -> None:
        """A function is read as if none had been called before.

        What one call has found out (`PKG_CONFIG`) would hide from the next what the first asked for.
        """

    def _rest(self, scope: Scope) -> None:
        """What distutils and build front-ends would call, then what nobody seems to call."""
        own = [value for value in scope.names.values() if isinstance(value, (Class, Function))]
        methods = [
            item
            for value in own
            if isinstance(value, Class) and value.scope is scope
            for item in value.record.attributes.values()
            if isinstance(item, Function)
        ]
        functions = [value for value in own if isinstance(value, Function) and value.scope is scope]
        for certain in (True, False):
            for function in (*methods, *functions):
                if isinstance(function.node, ast.Lambda) or id(function.node) in self._called:
                    continue
                if _ELSEWHERE.search(function.node.name):
                    continue
                called = _HOOKS if function.owner is None else _COMMANDS
                if not certain or function.node.name in called:
                    self._guarded(function, doubted=not certain)

    def _guarded(self, function: Function, *, doubted: bool) -> None:
        self._doubt += doubted
        try:
            self.call(function, [], {})
        finally:
            self._doubt -= doubted

    def _own(self, name: str) -> Record | None:
        path = name.replace(".", "/")
        candidates = [
            f"{where}{path}{end}" for where in (*self._module_path, "") for end in (".py", "/__init__.py")
        ]
        if "." not in name:  # `sys.path.insert(0, "tools")`
            candidates += [entry for entry in self._near if entry.endswith(f"/{name}.py")]
        for candidate in candidates:
            # A package that is built is not what builds: its modules are read only as far as they are small.
            text = self._sources.texts.get(candidate)
            if text is not None and len(text) < 10 * LONGEST:
                return self._load(candidate)
        return None

    def _foreign(
        self, name: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> object:
        last = name.rpartition(".")[2]
        if last == "spec_from_file_location":
            location = arguments[1] if len(arguments) > 1 else keywords.get("location")
            path = posixpath.normpath(location) if isinstance(location, str) else ""
            if len(self._sources.texts.get(path, "")) < 10 * LONGEST:
                return self._load(path) or UNKNOWN  # what it will make is as good as the module
        if last == "module_from_spec" and arguments:
            return arguments[0]
        return super()._foreign(name, arguments, keywords, place)

    def _holds(self, top: str) -> bool:
        """Whether a module is the source's own, compiled ones included: at its top, or in a directory like `src`."""
        if top not in self._held:
            word = re.escape(top)
            module = re.compile(rf"{word}\.py|{word}/.*|(?P<aside>[^/]+)/{word}(\.pyx?|/__init__\.pyx?)")
            found = map(module.fullmatch, self._files.names)
            self._held[top] = any(match and match["aside"] not in ASIDE for match in found) or any(
                name.startswith((f"{where}{top}.py", f"{where}{top}/"))
                for where in self._module_path
                for name in self._files.names
            )
        return self._held[top]
