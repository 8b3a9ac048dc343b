"""What a distribution says of itself: its wheel's METADATA, its sdist's PKG-INFO, its pyproject.toml and setup.cfg.

The wheel's word counts most, since it is what a build made; nothing is run.
"""

from __future__ import annotations

import configparser
import re
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packaging.metadata import RawMetadata, parse_email
from packaging.utils import canonicalize_name

from snowsnake.analyse.members import problem_with_members
from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.project import read_pyproject, read_setup_cfg
from snowsnake.analyse.wheel import BadWheel
from snowsnake.expressions.describe import labelled
from snowsnake.parsing import Malformed
from snowsnake.specifications import read_requirement

_LARGEST_TEXT = 8 << 20
_MOST_MODULES = 8
_MOST_LICENCES = 4  # those that a package itself is under come first; bundled ones do not count
_LICENCE = re.compile(r"(?i)(^|/)(licen[cs]e|copying)[^/]*$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Facts:
    """What one source of facts says; empty where it says nothing."""

    name: str = ""
    """As it spells it."""
    version: str = ""
    summary: str = ""
    requires: tuple[str, ...] | None = None
    """PEP 508 texts; `None` where it does not tell."""
    requires_python: str = ""
    extras: tuple[str, ...] = ()
    licence_expression: str = ""
    licence: str = ""
    licence_files: tuple[str, ...] = ()
    """The texts of its licence files."""
    classifiers: tuple[str, ...] = ()
    urls: Mapping[str, str] = field(default_factory=dict)
    home_page: str = ""
    scripts: tuple[str, ...] | None = None
    modules: tuple[str, ...] = ()
    """What can be imported: `google.cloud.storage`."""
    typed: bool = False

    def over(self, other: Facts) -> Facts:
        """These facts, and what `other` says where they say nothing."""
        return Facts(
            name=self.name or other.name,
            version=self.version or other.version,
            summary=self.summary or other.summary,
            requires=self.requires if self.requires is not None else other.requires,
            requires_python=self.requires_python or other.requires_python,
            extras=self.extras or other.extras,
            licence_expression=self.licence_expression or other.licence_expression,
            licence=self.licence or other.licence,
            licence_files=self.licence_files or other.licence_files,
            classifiers=self.classifiers or other.classifiers,
            urls={**other.urls, **self.urls},
            home_page=self.home_page or other.home_page,
            scripts=self.scripts if self.scripts is not None else other.scripts,
            modules=self.modules or other.modules,
            typed=self.typed or other.typed,
        )


def of_wheel(path: Path, file: str) -> Facts:
    """What a wheel says; `file` is its name. Raises `BadWheel`."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
            problem = problem_with_members(members, path.stat().st_size)
            if problem is not None:
                raise BadWheel(file, problem)
            names = [member.filename for member in members if not member.is_dir()]
            metadata = next((n for n in names if re.fullmatch(r"[^/]+\.dist-info/METADATA", n)), None)
            if metadata is None:
                raise BadWheel(file, "it has no METADATA")
            info = metadata.removesuffix("METADATA")
            points = f"{info}entry_points.txt"
            licences = [n for n in names if n.startswith(info) and _LICENCE.search(n)][:_MOST_LICENCES]
            found = _of_metadata(_read(archive, metadata))
            texts = tuple(_read(archive, name).decode("utf-8", "replace") for name in licences)
            scripts = _entry_points(_read(archive, points)) if points in names else ()
            scripts += tuple(
                match[1] for n in names if (match := re.fullmatch(r"[^/]+\.data/scripts/([^/]+)", n))
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadWheel(file, f"the archive is truncated or corrupt ({error})") from error
    return Facts(
        licence_files=texts,
        scripts=scripts,
        modules=modules_of(names),
        typed=any(name.endswith("/py.typed") for name in names),
    ).over(found)


def of_source(files: SourceFiles) -> Facts:
    """What a source says. Raises `BadSource`."""
    facts = Facts()
    info = files.texts.get("PKG-INFO")
    if info is not None:
        facts = _of_metadata(info)
        if facts.requires == () and _may_say_more(files):
            facts = Facts(**{name: getattr(facts, name) for name in Facts.__slots__ if name != "requires"})
    licences = [n for n in sorted(files.texts) if "/" not in n and _LICENCE.search(n)][:_MOST_LICENCES]
    found = facts.over(_of_pyproject(read_pyproject(files))).over(_of_setup_cfg(read_setup_cfg(files)))
    return found.over(
        Facts(
            licence_files=tuple(files.text(name) or "" for name in licences),
            modules=_modules_of_source(files.names),
            typed=any(name.endswith("/py.typed") for name in files.names),
        )
    )


def _may_say_more(files: SourceFiles) -> bool:
    """Whether a PKG-INFO without requirements may have been written before there were any in it."""
    kind, _ = parse_email(files.texts["PKG-INFO"])
    return kind.get("metadata_version", "1.0") in {"1.0", "1.1", "1.2"} or "requires-dist" in {
        one.lower() for one in kind.get("dynamic", ())
    }


def _read(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as stream:
        return stream.read(_LARGEST_TEXT)


def _of_metadata(data: bytes) -> Facts:
    raw: RawMetadata = parse_email(data)[0]
    licence = raw.get("license", "")
    return Facts(
        name=raw.get("name", ""),
        version=raw.get("version", ""),
        summary=raw.get("summary", ""),
        requires=tuple(raw.get("requires_dist", ())),
        requires_python=raw.get("requires_python", ""),
        extras=tuple(raw.get("provides_extra", ())),
        licence_expression=raw.get("license_expression", ""),
        licence="" if licence.strip().upper() == "UNKNOWN" else licence,
        classifiers=tuple(raw.get("classifiers", ())),
        urls=labelled([f"{label}, {url}" for label, url in raw.get("project_urls", {}).items()]),
        home_page=raw.get("home_page", "") if raw.get("home_page", "") != "UNKNOWN" else "",
    )


def _of_pyproject(document: Mapping[str, object]) -> Facts:
    project = document.get("project")
    if not isinstance(project, dict):
        return Facts()
    dynamic = set(_texts(project.get("dynamic")))
    licence = project.get("license")
    requires: tuple[str, ...] | None = None
    extras = project.get("optional-dependencies")
    if "dependencies" not in dynamic:
        requires = tuple(_texts(project.get("dependencies")))
        for extra, texts in extras.items() if isinstance(extras, dict) else ():
            requires += tuple(_of_extra(text, str(extra)) for text in _texts(texts))
    urls = project.get("urls")
    scripts = [
        str(name)
        for key in ("scripts", "gui-scripts")
        if isinstance(table := project.get(key), dict)
        for name in table
    ]
    return Facts(
        name=_text(project.get("name")),
        version=_text(project.get("version")),
        summary=_text(project.get("description")),
        requires=requires,
        requires_python=_text(project.get("requires-python")),
        extras=tuple(str(extra) for extra in extras) if isinstance(extras, dict) else (),
        licence_expression=licence if isinstance(licence, str) else "",
        licence=_text(licence.get("text")) if isinstance(licence, dict) else "",
        classifiers=tuple(_texts(project.get("classifiers"))),
        urls=labelled([f"{label}, {url}" for label, url in urls.items()] if isinstance(urls, dict) else []),
        scripts=None if "scripts" in dynamic else tuple(scripts),
    )


def _of_extra(text: str, extra: str) -> str:
    """A requirement of an extra, with the marker that METADATA has for it."""
    try:
        requirement = read_requirement(text)
    except Malformed:
        return text
    own = f'extra == "{canonicalize_name(extra)}"'
    head, _, _ = str(requirement).partition(";")
    return (
        f"{head.strip()} ; ({requirement.marker}) and {own}"
        if requirement.marker
        else f"{head.strip()} ; {own}"
    )


def _of_setup_cfg(sections: Mapping[str, Mapping[str, str]]) -> Facts:
    metadata = sections.get("metadata", {})
    options = sections.get("options", {})

    def plain(value: str) -> str:
        return "" if value.startswith(("attr:", "file:")) else value.strip()

    requires: tuple[str, ...] | None = None
    if "install_requires" in options and plain(options["install_requires"]):
        requires = tuple(_lines(options["install_requires"]))
        for extra, value in sections.get("options.extras_require", {}).items():
            requires += tuple(_of_extra(text, extra) for text in _lines(value))
    points = sections.get("options.entry_points", {})
    return Facts(
        name=plain(metadata.get("name", "")),
        version=plain(metadata.get("version", "")),
        summary=plain(metadata.get("description", "")),
        requires=requires,
        requires_python=plain(options.get("python_requires", "")),
        extras=tuple(sections.get("options.extras_require", {})),
        licence=plain(metadata.get("license", "")),
        classifiers=tuple(_lines(plain(metadata.get("classifiers", "")))),
        home_page=plain(metadata.get("url", "")),
        scripts=tuple(
            line.partition("=")[0].strip()
            for key in ("console_scripts", "gui_scripts")
            for line in _lines(points.get(key, ""))
        )
        or None,
    )


def _lines(text: str) -> list[str]:
    return [
        line.strip()
        for line in text.replace("\r", "").split("\n")
        if line.strip() and not line.strip().startswith("#")
    ]


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _entry_points(raw: bytes) -> tuple[str, ...]:
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names are case-sensitive
    try:
        parser.read_string(raw.decode("utf-8", "replace"))
    except configparser.Error:
        return ()
    return tuple(
        name
        for section in ("console_scripts", "gui_scripts")
        if parser.has_section(section)
        for name in parser[section]
    )


def modules_of(names: Sequence[str]) -> tuple[str, ...]:
    """The modules that a wheel with these files brings, packages without `__init__.py` gone into; sorted."""
    paths: list[str] = []
    for name in names:
        top, _, rest = name.partition("/")
        if top.endswith(".dist-info"):
            continue
        if top.endswith(".data"):
            scheme, _, inner = rest.partition("/")
            if scheme in {"purelib", "platlib"}:
                paths.append(inner)
            continue
        paths.append(name)
    return _modules(paths)


def _modules_of_source(names: Iterable[str]) -> tuple[str, ...]:
    everything = sorted(names)
    below_src = [name.removeprefix("src/") for name in everything if name.startswith("src/")]
    found = _modules(below_src)
    return found or _modules([name for name in everything if name != "setup.py" and "/" in name], flat=True)


_ASIDE = frozenset(
    {"test", "tests", "testing", "doc", "docs", "example", "examples", "benchmark", "benchmarks", "scripts"}
    | {"tools", "ci", "build", "conftest", "script"}
)


def _modules(paths: Sequence[str], *, flat: bool = False) -> tuple[str, ...]:
    """`flat`: directories without `__init__.py` are not packages."""
    directories = {path.rpartition("/")[0] for path in paths if path.endswith("/__init__.py")}
    found: set[str] = set()
    for path in paths:
        directory, _, file = path.rpartition("/")
        parts = directory.split("/") if directory else []
        package = next(
            (p for n in range(1, len(parts) + 1) if (p := "/".join(parts[:n])) in directories), None
        )
        if package is None:
            stem = re.sub(r"(\.(cpython|pypy|abi3|cp)[\w-]*)?\.(py|so|pyd)$", "", file)
            if flat or stem in {file, "__init__"}:
                continue
            package = f"{directory}/{stem}".lstrip("/")
        elif flat and "/" in package:
            continue
        words = package.split("/")
        if all(word.isidentifier() for word in words) and words[0].lower() not in _ASIDE:
            if words[0].startswith("_") and len(words) == 1:
                continue
            found.add(".".join(words))
    return _few(found) or tuple(sorted(_private(paths, directories)))


def _few(modules: set[str]) -> tuple[str, ...]:
    """The modules, or where they are many the packages without `__init__.py` that they are in."""
    for depth in (9, 2, 1):
        found = {".".join(module.split(".")[:depth]) for module in modules}
        if len(found) <= _MOST_MODULES:
            break
    return tuple(sorted(found))


def _private(paths: Sequence[str], directories: set[str]) -> set[str]:
    tops = {path.partition("/")[0] for path in paths}
    return {top for top in tops if top in directories and top.startswith("_") and top.isidentifier()}
