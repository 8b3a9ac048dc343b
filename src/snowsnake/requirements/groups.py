"""Dependency groups: PEP 735's, and what other tools have in their place: Poetry, PDM, uv, Hatch's environments."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.dependency_groups import resolve_dependency_groups
from packaging.requirements import Requirement

from snowsnake.requirements import toml
from snowsnake.requirements.address import rooted
from snowsnake.requirements.poetry import Poetry
from snowsnake.requirements.text import Where, check_name, parse_requirement


class Groups:
    """The groups of one pyproject.toml; one of `[dependency-groups]` hides a tool's of the same name."""

    def __init__(
        self, document: Mapping[str, object], poetry: Poetry, where: Where, source: str, base: Path
    ) -> None:
        """`source` is the text of the document, for line numbers. Raises `toml.BadValue`, and what `parse_requirement`
        raises."""
        self._where, self._source, self._base = where, source, base
        self._declared = toml.table(document, "dependency-groups", where, "dependency-groups")
        for key, value in self._declared.items():
            if not isinstance(value, list):
                raise toml.BadValue(where, f"dependency-groups.{key}", "must be a list")
        self._known = {check_name(key, where) for key in self._declared}
        tool = toml.table(document, "tool", where, "tool")
        self._of_tools = {
            **self._of_hatch(tool),
            **self._of_uv(tool),
            **self._of_pdm(tool),
            **poetry.groups(),
        }

    def names(self) -> Sequence[str]:
        """The normalised names of all groups, sorted."""
        return sorted(self._known | self._of_tools.keys())

    def requires(self, group: str) -> Sequence[Requirement]:
        """What a group of these (normalised) has, its includes followed (PEP 735). Raises `toml.BadValue`, and what
        `parse_requirement` raises."""
        if group not in self._known:
            return self._of_tools[group]
        try:
            texts = resolve_dependency_groups(self._declared, group)  # type: ignore[arg-type] # checked by it
        except Exception as error:  # noqa: BLE001 -- an ExceptionGroup of many kinds; all are the file's fault
            inner = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
            raise toml.BadValue(self._where, f"dependency-groups.{group}", f"is wrong: {inner}") from None
        return self._parsed(texts)

    def _of_pdm(self, tool: Mapping[str, object]) -> Mapping[str, Sequence[Requirement]]:
        """`[tool.pdm.dev-dependencies]`, where a directory may be marked as editable (`-e`), as all are here."""
        path = "tool.pdm.dev-dependencies"
        pdm = toml.table(tool, "pdm", self._where, "tool.pdm")
        declared = toml.table(pdm, "dev-dependencies", self._where, path)
        return {
            check_name(key, self._where): self._parsed(
                [
                    text.removeprefix("-e ").strip()
                    for text in toml.texts(declared, key, self._where, f"{path}.{key}")
                ]
            )
            for key in declared
        }

    def _of_uv(self, tool: Mapping[str, object]) -> Mapping[str, Sequence[Requirement]]:
        """`dev-dependencies` of `[tool.uv]`, from before PEP 735."""
        path = "tool.uv.dev-dependencies"
        uv = toml.table(tool, "uv", self._where, "tool.uv")
        texts = toml.texts(uv, "dev-dependencies", self._where, path)
        return {"dev": self._parsed(texts)} if texts else {}

    def _of_hatch(self, tool: Mapping[str, object]) -> Mapping[str, Sequence[Requirement]]:
        """`[tool.hatch.envs]`: what each environment has besides the project.

        One inherits from its template, which is `default` unless it says another (or itself):
        https://hatch.pypa.io/latest/config/environment/overview/#inheritance
        """
        hatch = toml.table(tool, "hatch", self._where, "tool.hatch")
        declared = toml.table(hatch, "envs", self._where, "tool.hatch.envs")
        paths = {key: f"tool.hatch.envs.{key}" for key in declared}
        tables = {key: toml.table(declared, key, self._where, path) for key, path in paths.items()}

        def texts(key: str, field: str, inherited: tuple[str, ...] = ()) -> Sequence[str]:
            own = tables.get(key, {})
            if field in own:
                return toml.texts(own, field, self._where, f"{paths[key]}.{field}")
            template = toml.text(own, "template", self._where, f"{paths[key]}.template") if own else None
            above = template or "default"
            if above not in tables or above in (key, *inherited):
                return ()
            return texts(above, field, (*inherited, key))

        return {
            check_name(key, self._where): self._parsed(
                [*texts(key, "dependencies"), *texts(key, "extra-dependencies")]
            )
            for key in declared
        }

    def _parsed(self, texts: Sequence[str]) -> list[Requirement]:
        return [
            parse_requirement(
                rooted(text, self._base), toml.line_of(text, self._source, self._where), self._base
            )
            for text in texts
        ]
