"""What a source is compiled with: from its build script or its build system's files to needs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from snowsnake.analyse.python.values import Place, Record, Text
from snowsnake.analyse.source.c import Includes, Truth, text_includes
from snowsnake.analyse.source.cmake import read_cmake
from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.knowledge import is_present_header, is_present_library, is_present_program
from snowsnake.analyse.source.meson import read_meson
from snowsnake.analyse.source.project import Table
from snowsnake.analyse.source.python import PythonReader
from snowsnake.analyse.source.report import SourceNeed
from snowsnake.analyse.source.setup import Found, SetupFindings
from snowsnake.knowledge import mapping, texts

_LANGUAGES = {
    ".c": "c",
    ".cc": "c++",
    ".cpp": "c++",
    ".cxx": "c++",
    ".c++": "c++",
    ".pyx": "cython",
    ".f": "fortran",
    ".f90": "fortran",
    ".f77": "fortran",
    ".f95": "fortran",
    ".for": "fortran",
    ".pyf": "fortran",
    ".s": "assembler",
    ".asm": "assembler",
    ".i": "swig",
}
_ELSEWHERE = (
    r"(^|[/_.-])(win(32|64|dows|rt)?|mac(os)?|osx|darwin|msvc|android|ios|aix|sunos|solaris|\w*bsd|haiku|hurd|qnx|os390"
    r"|ibmi|cygwin|vms|os2|zos)(?=[/_.-])"
)
"""In paths of what is compiled on other systems."""
_ASIDE = re.compile(
    rf"(^|/)(tests?|testing|examples?|docs?|benchmarks?|demos?|samples?|fuzz\w*|tools?|scripts|bench)/|{_ELSEWHERE}"
)
_VENDORED = re.compile(
    r"(^|/)(vendor(ed|s)?|third[_-]?party|3rd[_-]?party|extern(al)?s?|deps|bundled|thirdparty|contrib|submodules"
    r"|subprojects|libs?_?src)/"
)
_EVIDENCE = 3
_HEADERS = 12
"""So many headers of one directory say what a hundred would say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A Python program that takes part in the build, and what was found in it."""

    findings: SetupFindings
    strays: Record
    path: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiled:
    """What is compiled, and with what."""

    languages: frozenset[str]
    needs: tuple[SourceNeed, ...]


def read_scripts(files: SourceFiles, paths: Sequence[str], module_path: Sequence[str] = ()) -> list[Script]:
    """Read the build's Python programs; `module_path`: where they find modules, before the source's root."""
    found = []
    for path in paths:
        findings = SetupFindings()
        reader = PythonReader(files, findings, module_path)
        if reader.read(path) is None:
            continue
        ffi = findings.keywords.get("cffi_modules")
        for entry in ffi if isinstance(ffi, list) else []:
            if isinstance(entry, str):
                reader.read(entry.partition(":")[0])
        findings.texts(reader.strings)
        found.append(Script(findings=findings, strays=reader.strays, path=path))
    return found


def compiled(
    files: SourceFiles,
    scripts: Sequence[Script],
    setup_cfg: Mapping[str, Mapping[str, str]],
    build_files: Sequence[str],
    extensions: Sequence[Table],
) -> Compiled:
    """Everything that is compiled.

    `build_files`: `meson.build` and `CMakeLists.txt`, as the backend starts with them. `extensions`:
    `tool.setuptools.ext-modules` of pyproject.toml.
    """
    collected = _Collected()
    for path in build_files:
        if path.endswith("meson.build"):
            meson = read_meson(files, texts("meson", "own"), mapping("meson", "renamed"))
            collected.add(meson.needs)
            collected.languages |= meson.languages
        else:
            cmake = read_cmake(files, mapping("cmake", "packages"), root=path.removesuffix("CMakeLists.txt"))
            collected.add(cmake.needs)
            collected.languages |= cmake.languages
    for script in scripts:
        _script(files, script, setup_cfg, collected)
    for extension in extensions:
        record = Record("extension", {key.replace("-", "_"): value for key, value in extension.items()})
        _extension(
            files, record, Place("pyproject.toml", 1, doubted=False), _Whole(collected, {}, frozenset())
        )
    return Compiled(languages=frozenset(collected.languages), needs=collected.needs())


class _Collected:
    """Needs, each once."""

    def __init__(self) -> None:
        self.languages: set[str] = set()
        self._found: dict[tuple[str, str], list[Found]] = {}

    def add(self, needs: Iterable[Found]) -> None:
        for need in needs:
            if need.kind == "soname" and is_present_library(need.name[3:-3]):
                continue
            if need.kind == "header" and is_present_header(need.name):
                continue
            if need.kind == "program" and is_present_program(need.name):
                continue
            self._found.setdefault((need.kind, need.name), []).append(need)

    def needs(self) -> tuple[SourceNeed, ...]:
        found, among = [], Counter[str]()
        for key in sorted(self._found, key=lambda key: (not any(n.required for n in self._found[key]), key)):
            some = self._found[key]
            directory = f"{some[0].kind}:{some[0].name.rpartition('/')[0]}" if "/" in some[0].name else ""
            among[directory] += 1
            if directory and among[directory] > _HEADERS:
                continue
            required = [need.evidence for need in some if need.required]
            evidence = dict.fromkeys([*required, *(need.evidence for need in some)])
            found.append(
                SourceNeed(
                    kind=some[0].kind,
                    name=some[0].name,
                    evidence=tuple(list(evidence)[:_EVIDENCE]),
                    required=bool(required),
                )
            )
        return tuple(sorted(found, key=lambda need: (need.kind, need.name)))


@dataclass(frozen=True, slots=True)
class _Whole:
    """What all extensions of a script share."""

    collected: _Collected
    macros: Mapping[str, Truth]
    own: frozenset[str]
    """Libraries that the source compiles itself."""


def _script(
    files: SourceFiles, script: Script, setup_cfg: Mapping[str, Mapping[str, str]], collected: _Collected
) -> None:
    findings = script.findings
    own = _own_libraries(findings.keywords.get("libraries"))
    collected.add(need for need in findings.needs if need.name[3:-3] not in own or need.kind != "soname")
    bases = {name.rpartition("/")[2] for name in files.names}
    for text, place in findings.inline:
        collected.languages.add("c")
        collected.add(
            Found("header", include.name, include.evidence, include.required and not place.doubted)
            for include in text_includes(text, place.evidence)
            if include.name not in bases
        )
    macros = _cfg(setup_cfg, collected, own) if findings.extensions else {}
    whole = _Whole(collected, macros, own)
    known = [_extension(files, record, place, whole) for record, place in findings.extensions]
    if any(script.strays.attributes.values()):
        _extension(files, script.strays, Place(script.path, 1, doubted=False), whole)
    if not all(known):
        _everything(files, collected, macros)


def _extension(files: SourceFiles, record: Record, place: Place, whole: _Whole) -> bool:
    """One extension; whether it could be worked out what it is compiled from."""
    collected, attributes = whole.collected, record.attributes
    required = not place.doubted and attributes.get("optional") is not True
    for name in _linked(record):
        if name not in whole.own and re.fullmatch(r"[\w.+-]+", name):
            at = name.place if isinstance(name, Text) else place
            collected.add([Found("soname", f"lib{name}.so", at.evidence, required and not at.doubted)])
    defined = {**whole.macros, **_defined(record)}
    directories = [name.strip("/") for name in _list(record, "include_dirs") if not name.startswith("/")]
    includes = Includes(files)
    if attributes.get("language") == "c++":
        collected.languages.add("c++")
    sources = [
        (path, _language(path)) for source in _list(record, "sources") for path in _present(files, source)
    ]
    for path, language in sources:
        if language is None or re.search(_ELSEWHERE, path):
            continue
        collected.languages.add(language)
        if language in {"cython", "swig"} and attributes.get("language") != "c++":
            collected.languages.add("c")
        if language == "swig":
            collected.add([Found("program", "swig", path, required)])
        includes.read(path, defined, directories, required=required, cpp=language == "c++")
    collected.add(Found("header", item.name, item.evidence, item.required) for item in includes.found)
    return attributes.get("inline") is True or any(language for _, language in sources)


def _linked(record: Record) -> list[str]:
    found = _list(record, "libraries")
    for word in _list(record, "extra_link_args"):
        if word.startswith("-l") and len(word) > 2:
            found.append(Text(word[2:], word.place) if isinstance(word, Text) else word[2:])
    return found


def _defined(record: Record) -> dict[str, Truth]:
    """The macros that an extension is compiled with."""
    pairs = record.attributes.get("define_macros")
    items = pairs if isinstance(pairs, (list, tuple)) else ()
    found = [
        item[0] for item in items if isinstance(item, (tuple, list)) and item and isinstance(item[0], str)
    ]
    found += [
        word[2:].partition("=")[0] for word in _list(record, "extra_compile_args") if word.startswith("-D")
    ]
    return dict.fromkeys(found, True)


def _language(path: str) -> str | None:
    return _LANGUAGES.get(path[path.rindex(".") :].lower()) if "." in path else None


def _present(files: SourceFiles, source: str) -> list[str]:
    """The files that stand for a source: itself, or what it is made of."""
    source = source.removeprefix("./")
    if "*" in source:
        stem = source.rpartition("/")[0]
        return sorted(
            n for n in files.names if n.endswith(".pyx") and n.startswith(stem) and not _ASIDE.search(n)
        )
    stem = source.rpartition(".")[0]
    for candidate in (source, f"{stem}.pyx", f"{stem}.templ.pyx", f"{stem}.c", f"{stem}.cpp"):
        if candidate in files.names:
            return [candidate]
    return []


def _everything(files: SourceFiles, collected: _Collected, macros: Mapping[str, Truth]) -> None:
    """All that looks as if it is compiled, where the build script does not say it in so many words."""
    includes = Includes(files)
    for name in sorted(files.names):
        language = _language(name)
        if language is None or language == "swig" or _ASIDE.search(name) or _VENDORED.search(name):
            continue
        collected.languages.add(language)
        includes.read(name, macros, (), required=False, cpp=language == "c++")
    collected.add(Found("header", item.name, item.evidence, item.required) for item in includes.found)


def _cfg(
    setup_cfg: Mapping[str, Mapping[str, str]], collected: _Collected, own: frozenset[str]
) -> dict[str, Truth]:
    """What setup.cfg adds to extensions (`[build_ext]`, or a section of the script's own): the macros it defines."""
    macros: dict[str, Truth] = {}
    for section, options in setup_cfg.items():
        if section.startswith(("options", "tool", "metadata", "flake8", "egg_info")):
            continue
        for key, value in options.items():
            words = re.split(r"[\s,]+", value.split("#")[0].strip())
            if key in {"libraries", "libs"}:
                collected.add(
                    Found("soname", f"lib{word}.so", "setup.cfg", True)
                    for word in words
                    if re.fullmatch(r"[A-Za-z_][\w.+-]*", word) and word not in own
                )
            elif key in {"define", "defines", "define_macros"}:
                macros |= {word.partition("=")[0]: True for word in words if word}
    return macros


def _own_libraries(value: object) -> frozenset[str]:
    """Libraries that the source compiles itself: `setup(libraries=[("x", {...})])`."""
    items = value if isinstance(value, (list, tuple)) else []
    return frozenset(
        item[0] for item in items if isinstance(item, (list, tuple)) and item and isinstance(item[0], str)
    )


def _list(record: Record, name: str) -> list[str]:
    """What is known of a list."""
    value = record.attributes.get(name)
    return [item for item in value if isinstance(item, str)] if isinstance(value, (list, tuple)) else []
