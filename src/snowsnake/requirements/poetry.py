"""`[tool.poetry]` without a poetry.lock: dependencies, extras and groups as PEP 508 requirements.

https://python-poetry.org/docs/dependency-specification/
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from snowsnake.parsing import Malformed
from snowsnake.requirements import toml
from snowsnake.requirements.text import Where, check_name, parse_requirement
from snowsnake.specifications import caret, following, read_specifiers, read_version

_BETWEEN = re.compile(r"\s*,\s*|\s+(?=[<>=!~^])")
_CLAUSE = re.compile(r"(?P<operator>\^|~=|~|===|==|=|!=|<=|>=|<|>)?\s*(?P<version>\S+)")
_SCP = re.compile(r"(?P<user>[A-Za-z0-9._-]+)@(?P<host>[A-Za-z0-9.-]+):(?P<path>[^/].*)")
_FROM = ("git", "url", "path", "file")
"""Keys that say where a dependency comes from, other than an index."""


class Poetry:
    """`[tool.poetry]` of a project."""

    def __init__(self, document: Mapping[str, object], where: Where, base: Path) -> None:
        """`document` is the parsed pyproject.toml in `base`. Raises `toml.BadValue`."""
        self._where = where
        self._base = base
        self._table = toml.table(toml.table(document, "tool", where, "tool"), "poetry", where, "tool.poetry")
        self._main = self._named(self._table, "dependencies", "tool.poetry.dependencies")

    def __bool__(self) -> bool:
        return bool(self._table)

    @property
    def package(self) -> bool:
        """Whether the project is one that can be installed."""
        return self._table.get("package-mode") is not False

    def has_dependencies(self) -> bool:
        """Whether there is `[tool.poetry.dependencies]`."""
        return "dependencies" in self._table

    def requires_python(self) -> SpecifierSet | None:
        """What `python` in the dependencies allows; `None` where it says nothing. Raises `toml.BadValue`."""
        said = next(
            (value for name, value in self._main.items() if canonicalize_name(name) == "python"), None
        )
        if not isinstance(said, str):
            return None
        return self._versions(said, "tool.poetry.dependencies.python")

    def requires(self, extras: Sequence[str]) -> list[Requirement]:
        """The dependencies, with the optional ones of these extras (normalised). Raises `toml.BadValue`, and what
        `parse_requirement` raises."""
        declared = self.extras()
        wanted = {name for extra in extras for name in declared.get(extra, ())}
        found = []
        for name, value in self._main.items():
            if canonicalize_name(name) == "python":
                continue
            for item in value if isinstance(value, list) else [value]:
                optional = isinstance(item, Mapping) and item.get("optional") is True
                if not optional or canonicalize_name(name) in wanted:
                    found.append(self._requirement(name, item, f"tool.poetry.dependencies.{name}"))
        return found

    def extras(self) -> Mapping[str, tuple[str, ...]]:
        """By normalised name, the normalised names of the dependencies that each extra has."""
        declared = self._named(self._table, "extras", "tool.poetry.extras")
        return {
            check_name(extra, self._where): tuple(
                canonicalize_name(re.split(r"[\[ (<>=!~^;]", text, maxsplit=1)[0])
                for text in toml.texts(declared, extra, self._where, f"tool.poetry.extras.{extra}")
            )
            for extra in declared
        }

    def sourced(self, requirement: Requirement) -> Requirement:
        """A requirement of `[project]`, from where `[tool.poetry.dependencies]` says that it comes."""
        for name, value in self._main.items():
            if canonicalize_name(name) != requirement.name or requirement.url is not None:
                continue
            if isinstance(value, Mapping) and any(key in value for key in _FROM):
                said = {"extras": sorted(requirement.extras), "markers": str(requirement.marker or "")}
                return self._requirement(name, {**value, **said}, f"tool.poetry.dependencies.{name}")
        return requirement

    def groups(self) -> Mapping[str, list[Requirement]]:
        """The dependency groups by normalised name, what they include followed. Raises as `requires`."""
        tables = self._named(self._table, "group", "tool.poetry.group")
        found: dict[str, list[Requirement]] = {}
        included: dict[str, list[str]] = {}
        for key in tables:
            name, path = check_name(key, self._where), f"tool.poetry.group.{key}"
            table = self._named(tables, key, path)
            found[name] = list(self._of_table(table, path))
            others = toml.texts(table, "include-groups", self._where, f"{path}.include-groups")
            included[name] = [check_name(other, self._where) for other in others]
        if "dev-dependencies" in self._table:  # of Poetry before 1.2
            old = {"dependencies": self._table["dev-dependencies"]}
            found["dev"] = [*found.get("dev", ()), *self._of_table(old, "tool.poetry.dev-dependencies")]
        return {name: _with_included(name, found, included) for name in found}

    def _of_table(self, table: Mapping[str, object], path: str) -> Iterator[Requirement]:
        for name, value in self._named(table, "dependencies", f"{path}.dependencies").items():
            for item in value if isinstance(value, list) else [value]:
                yield self._requirement(name, item, f"{path}.dependencies.{name}")

    def _named(self, parent: Mapping[str, object], key: str, path: str) -> Mapping[str, object]:
        return toml.table(parent, key, self._where, path)

    def _requirement(self, name: str, value: object, path: str) -> Requirement:
        """One dependency: a constraint, or a table."""
        if isinstance(value, str):
            value = {"version": value}
        if not isinstance(value, Mapping):
            raise toml.BadValue(self._where, path, "is no dependency", 'write a version: `"^1.2"`')
        extras = toml.texts(value, "extras", self._where, f"{path}.extras")
        head = f"{name}[{','.join(extras)}]" if extras else name
        markers = [f"({text})" for text in self._markers(value, path)]
        marker = f" ; {' and '.join(markers)}" if markers else ""
        address = self._address(value, path)
        if address is not None:
            return parse_requirement(f"{head} @ {address}{marker}", self._where, self._base)
        version = toml.text(value, "version", self._where, f"{path}.version") or "*"
        return parse_requirement(f"{head}{self._versions(version, path)}{marker}", self._where, self._base)

    def _address(self, value: Mapping[str, object], path: str) -> str | None:
        said = {key: toml.text(value, key, self._where, f"{path}.{key}") for key in (*_FROM, "subdirectory")}
        inside = f"#subdirectory={said['subdirectory']}" if said["subdirectory"] else ""
        if (url := said["git"]) is not None:
            if match := _SCP.fullmatch(url):
                url = f"ssh://{match['user']}@{match['host']}/{match['path']}"
            found = (toml.text(value, key, self._where, f"{path}.{key}") for key in ("rev", "tag", "branch"))
            reference = next((text for text in found if text), None)
            return f"git+{url}" + (f"@{reference}" if reference else "") + inside
        if said["url"] is not None:
            return said["url"] + inside
        place = said["path"] or said["file"]
        if place is None:
            return None
        return (place if place.startswith((".", "/", "~")) else f"./{place}") + inside

    def _markers(self, value: Mapping[str, object], path: str) -> Iterator[str]:
        if text := toml.text(value, "markers", self._where, f"{path}.markers"):
            yield text
        if (python := toml.text(value, "python", self._where, f"{path}.python")) is not None:
            alternatives = [
                " and ".join(
                    f"python_full_version {s.operator} '{s.version}'" for s in sorted(allowed, key=str)
                )
                for one in _alternatives(python)
                if (allowed := self._range(one, f"{path}.python"))
            ]
            if alternatives and len(alternatives) == len(_alternatives(python)):
                yield " or ".join(alternatives)
        if platform := toml.text(value, "platform", self._where, f"{path}.platform"):
            yield " or ".join(f"sys_platform == '{one}'" for one in _alternatives(platform))

    def _versions(self, text: str, path: str) -> SpecifierSet:
        """A constraint as PEP 440 has it, which knows no alternatives: those that touch become one range."""
        ranges = [self._range(one, path) for one in _alternatives(text)]
        if len(ranges) == 1:
            return ranges[0]
        joined = _joined(ranges)
        if joined is None:
            raise toml.BadValue(
                self._where,
                path,
                f"allows what PEP 440 cannot say: `{text}`",
                'write one range: `">=1.2,<3"`',
            )
        return joined

    def _range(self, text: str, path: str) -> SpecifierSet:
        clauses = [clause for clause in _BETWEEN.split(text.strip()) if clause]
        try:
            return read_specifiers(",".join(filter(None, map(_clause, clauses))))
        except Malformed:
            raise toml.BadValue(
                self._where, path, f"is no version constraint: `{text}`", 'write `"^1.2"` or `">=1.2,<2"`'
            ) from None


def _alternatives(text: str) -> list[str]:
    return [part.strip() for part in re.split(r"\|\|?", text)]


def _clause(text: str) -> str:
    """One clause in the words of PEP 440; empty where it allows everything. Raises `Malformed`."""
    match = _CLAUSE.fullmatch(text)
    if match is None:
        raise Malformed(text)
    operator, version = match["operator"] or "==", match["version"]
    if version == "*":
        return ""
    match operator:
        case "^":
            return caret(version)
        case "~":
            release = read_version(version).release
            upper = release[:1] if len(release) == 1 else release[:2]
            return f">={version},<{following(upper)}"
        case "=" | "==":
            return f"=={version}"
        case _:
            return f"{operator}{version}"


def _joined(ranges: Sequence[SpecifierSet]) -> SpecifierSet | None:
    """The one range that these are together, from the lowest to the highest; `None` where there is a gap."""
    bounds = []
    for one in ranges:
        said = {
            specifier.operator: Version(specifier.version)
            for specifier in one
            if "*" not in specifier.version
        }
        if len(said) != len(one) or not set(said) <= {">=", "<"}:
            return None
        bounds.append((said.get(">="), said.get("<")))
    lowest = Version("0.dev0")
    bounds.sort(key=lambda pair: pair[0] or lowest)
    low, high = bounds[0]
    for start, end in bounds[1:]:
        if high is not None and (start or lowest) > high:
            return None
        high = None if high is None or end is None else max(high, end)
    said_low, said_high = (f">={low}" if low else ""), (f"<{high}" if high else "")
    return SpecifierSet(",".join(filter(None, (said_low, said_high))))


def _with_included(
    name: str, groups: Mapping[str, list[Requirement]], included: Mapping[str, Sequence[str]]
) -> list[Requirement]:
    """A group's requirements and those of the groups that it includes, each group once."""
    waiting, seen = [name], dict[str, None]()
    while waiting:
        one = waiting.pop()
        if one not in seen:
            seen[one] = None
            waiting += included.get(one, ())
    return [requirement for one in seen for requirement in groups.get(one, ())]
