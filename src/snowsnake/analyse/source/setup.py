"""What a setup.py, or a build script like it, compiles, links, asks pkg-config for and runs."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from snowsnake.analyse.python.values import LISTS, UNKNOWN, Place, Record
from snowsnake.lockfile.model import NeedKind

PKG_CONFIG = frozenset({"pkg-config", "pkgconf"})
_CALLS = re.compile(
    r"(subprocess|sp|os|commands|popen2|distutils\.spawn|setuptools\.\w+\.spawn)\.(\w+\.)?"
    r"(check_output|check_call|call|run|Popen|getoutput|getstatusoutput|system|popen\d?|spawn\w*|exec\w*)"
    r"|(check_output|check_call|Popen|getoutput|getstatusoutput|\?\.spawn|self\.spawn|spawn)"
)
_LOOKS = re.compile(r"(.*\.)?(which|find_executable|find_program|find_exe)")
_LIBRARY = re.compile(r"_?(find|has|have|check|search|test|try|detect)[a-z_]*?_?lib(rary|s|raries)?(_file)?")
_HEADER = re.compile(
    r"_?(find|has|have|check|search|test|try|detect|look)[a-z_]*?_?(header|include)s?(_file)?"
)
_MODULES = re.compile(r"_?\w*pkg_?config\w*")
_WITH_ARGUMENT = re.compile(
    r"--((define-|prefix-)?variable|(atleast|exact|max)-version|atleast-pkgconfig-version|with-path|env"
    r"|maximum-traverse-depth|relocate|personality|log-file)"
)
"""Options of pkg-config (and pkgconf) whose value is the next word: `--variable libvirt_api`."""
_PLAIN = re.compile(r"[A-Za-z0-9][\w.+-]*")
_CONFIG = re.compile(r"[a-z][a-z0-9+.]*[-_]config")
_NOT_CONFIG = frozenset(
    {
        "build_config",
        "build-config",
        "site_config",
        "site-config",
        "test_config",
        "python-config",
        "python_config",
    }
    | {
        "python3-config",
        "pkg-config",
        "pkg_config",
        "user_config",
        "get_config",
        "load_config",
        "read_config",
    }
    | {
        "set_config",
        "default_config",
        "app_config",
        "git-config",
        "git_config",
        "project_config",
        "log_config",
    }
    | {
        "try_config",
        "run_config",
        "model_config",
        "config_config",
        "has_config",
        "install_config",
        "pypi_config",
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """A need, where it was seen."""

    kind: NeedKind
    name: str
    evidence: str
    required: bool


@dataclass(slots=True)
class SetupFindings:
    """Collects what a build script does outside itself (a `Watcher`)."""

    extensions: list[tuple[Record, Place]] = field(default_factory=list)
    keywords: dict[str, object] = field(default_factory=dict)
    """Of all calls of `setup`."""
    needs: list[Found] = field(default_factory=list)
    imports: dict[str, Place] = field(default_factory=dict)
    """Modules that it cannot do without, where they are imported."""
    inline: list[tuple[str, Place]] = field(default_factory=list)
    """C that stands in the script."""
    rust: bool = False

    def sought(self, path: str, place: Place) -> None:
        """A program is looked for in a directory of `PATH`."""
        self._program(path, place, required=False)

    def imported(self, module: str, place: Place) -> None:
        """An import of a module that the source does not hold."""
        if not place.doubted:
            self.imports.setdefault(module.partition(".")[0], place)

    def hinted(self, name: str, arguments: Sequence[object], place: Place) -> None:
        """A call of a function whose name says what it looks for."""
        last = name.rpartition(".")[2]
        texts = [item for item in arguments if isinstance(item, str) and _PLAIN.fullmatch(item)]
        if not texts:
            return
        if _HEADER.fullmatch(last) and texts[-1].endswith((".h", ".hpp")):
            self._need("header", texts[-1], place, required=False)
        elif _LIBRARY.fullmatch(last) and not texts[-1].endswith((".h", ".hpp", ".py")):
            self.library(texts[-1], place, required=False)

    def called(
        self, name: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> object:
        """A call of something that is not in the script."""
        last = name.rpartition(".")[2]
        if last.endswith("Extension") and not last.startswith("get"):
            self.rust = self.rust or last == "RustExtension"
            return self._extension(arguments, keywords, place)
        if last == "cythonize":
            return self._cythonized(arguments, keywords, place)
        if last in {"set_source", "set_source_pkgconfig"}:
            self._set_source(last, arguments, keywords, place)
        elif last in {"setup", "setup_package"} and keywords:
            self.keywords.update({key: value for key, value in keywords.items() if key not in self.keywords})
        elif last == "RustBin":
            self.rust = True
        else:
            self._asks(name, arguments, keywords, place)
        return UNKNOWN

    def _asks(
        self, name: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> None:
        """Calls that look at the machine."""
        if name.startswith("pkgconfig.") or (_MODULES.fullmatch(name.rpartition(".")[2]) and "." in name):
            self._modules(_flat(arguments), place)
        elif _CALLS.fullmatch(name):
            # A shell says nothing when there is no such program; what starts it directly fails.
            strict = not name.endswith(("getoutput", "getstatusoutput", "system", "popen"))
            self._runs(arguments[0] if arguments else keywords.get("args", UNKNOWN), place, strict=strict)
        elif _LOOKS.fullmatch(name):
            for text in _flat(arguments):
                self._program(text, place, required=False)
        else:
            self.hinted(name, arguments, place)

    def library(self, name: str, place: Place, *, required: bool) -> None:
        """A library as `-l` names it."""
        if _PLAIN.fullmatch(name):
            self._need("soname", f"lib{name}.so", place, required=required)

    def _need(self, kind: NeedKind, name: str, place: Place, *, required: bool) -> None:
        self.needs.append(Found(kind, name, place.evidence, required and not place.doubted))

    def _extension(self, arguments: Sequence[object], keywords: Mapping[str, object], place: Place) -> object:
        if not arguments and "name" not in keywords and "sources" not in keywords:
            return UNKNOWN
        attributes: dict[str, object] = {name: [] for name in LISTS}
        attributes |= {"name": arguments[0] if arguments else None}
        if len(arguments) > 1:
            attributes["sources"] = arguments[1]
        attributes |= keywords
        for name in LISTS:
            value = attributes[name]
            if isinstance(value, tuple):
                attributes[name] = list(value)
            elif value is None:
                attributes[name] = []
        record = Record("extension", attributes)
        self.extensions.append((record, place))
        return record

    def _cythonized(
        self, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> object:
        given = arguments[0] if arguments else keywords.get("module_list", UNKNOWN)
        items = given if isinstance(given, (list, tuple)) else [given]
        found: list[object] = []
        for item in items:
            if isinstance(item, str):
                found.append(self._extension([item, [item]], {}, place))
            else:
                found.append(item)
        return found

    def _set_source(
        self, kind: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> None:
        texts = [item for item in arguments[1:] if isinstance(item, str)]
        if kind == "set_source_pkgconfig" and len(arguments) > 1:
            self._modules(_flat([arguments[1]]), place)
        self.inline += [(text, place) for text in texts]
        self._extension([arguments[0] if arguments else None, []], {**keywords, "inline": bool(texts)}, place)

    def _runs(self, command: object, place: Place, *, strict: bool) -> None:
        if isinstance(command, str):
            try:
                words: list[object] = list(shlex.split(command))
            except ValueError:
                return
        else:
            words = list(command) if isinstance(command, (list, tuple)) else []
        if len(words) == 1 and isinstance(words[0], str):
            words = [*words[0].split()]
        if not words:
            return
        program, rest = words[0], words[1:]
        base = program.rpartition("/")[2] if isinstance(program, str) else ""
        asks = any(str(word).startswith(("--libs", "--cflags", "--exists", "--atleast")) for word in rest)
        if base in PKG_CONFIG or base.endswith("pkg-config") or (not base and asks):
            self._modules(rest, place)
        elif isinstance(program, str) and base:
            self._program(program, place, required=strict)

    def _program(self, program: str, place: Place, *, required: bool) -> None:
        base = program.rpartition("/")[2]
        own = "/" in program and not program.startswith("/")
        if own or not _PLAIN.fullmatch(base) or base.endswith((".py", ".exe")):
            return
        self._need("program", base, place, required=required)

    def _modules(self, words: Iterable[object], place: Place) -> None:
        """pkg-config modules of an argument list: `["--libs", "cairo >= 1.2"]`."""
        is_value = False
        for word in words:
            text = word if isinstance(word, str) else ""
            for name in () if is_value else module_names(text):
                self._need("pkg-config", name, place, required=True)
            is_value = _WITH_ARGUMENT.fullmatch(text) is not None

    def texts(self, strings: Sequence[tuple[str, Place]]) -> None:
        """What a script's texts alone say: command lines of pkg-config, and names of programs like `pg_config`."""
        for text, place in strings:
            if _CONFIG.fullmatch(text) and text not in _NOT_CONFIG:
                self._need("program", text, place, required=False)
            elif (command := re.fullmatch(r"pkg-config((?: +--\S+)+(?: +[\w.+-]+)+)", text)) is not None:
                self._modules(command[1].split(), place)


def module_names(text: str) -> list[str]:
    """The modules of pkg-config's own notation: `cairo >= 1.2 glib-2.0`."""
    if text.startswith("-") or "/" in text or "$" in text or "%" in text:
        return []
    words = re.sub(r"(>=|<=|!=|=|<|>)\s*[\w.]+", " ", text).replace(",", " ").split()
    return [word for word in words if _PLAIN.fullmatch(word) and not word[0].isdigit()]


def _flat(values: Iterable[object]) -> list[str]:
    found: list[str] = []
    for value in values:
        if isinstance(value, str):
            found.append(value)
        elif isinstance(value, (list, tuple)):
            found += [item for item in value if isinstance(item, str)]
    return found
