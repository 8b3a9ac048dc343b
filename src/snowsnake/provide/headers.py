"""Which development packages a build from source gets: one for each header, module, program and library it needs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from snowsnake.lockfile.model import NeedKind
from snowsnake.provide.interface import Holder


class Wanted(Protocol):
    """What a source says that it needs (`analyse.source_report.SourceNeed`)."""

    @property
    def kind(self) -> NeedKind:
        """What sort of thing."""

    @property
    def name(self) -> str:
        """Its name among those."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Where the source says so."""

    @property
    def required(self) -> bool:
        """Whether the build fails without it."""


W = TypeVar("W", bound=Wanted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(Generic[W]):
    """A required need that several packages meet equally well."""

    need: W
    candidates: tuple[str, ...]
    """Packages, sorted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision(Generic[W]):
    """Who meets the needs of one source."""

    packages: tuple[str, ...]
    """Development packages, sorted."""
    provided: tuple[tuple[W, Holder | None], ...]
    """Every need in the order given, and who meets it; `None` for those of `missing`, of `questions`, and for those
    that are not required and that nobody meets without doubt."""
    missing: tuple[W, ...]
    """Required, and nobody has it."""
    questions: tuple[Question[W], ...]


def development_packages(
    needs: Sequence[W], holders: Callable[[NeedKind, str], Sequence[Holder]]
) -> Decision[W]:
    """Choose a package for every need; `holders` says who has something, the likeliest first."""
    found = []
    for need in needs:
        some = holders(need.kind, need.name)
        found.append((need, some[0] if some else None))
    return Decision(
        packages=tuple(sorted({holder.package for _, holder in found if holder})),
        provided=tuple(found),
        missing=tuple(need for need, holder in found if holder is None and need.required),
        questions=(),
    )
