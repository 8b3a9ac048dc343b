"""A nixpkgs that is asked: what it has, in which versions, and whether it takes an expression."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.version import InvalidVersion, Version

from snowsnake.expressions.errors import DoesNotEvaluate, NoNixpkgs
from snowsnake.expressions.model import PackageExpression
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import NixFailed

_ASK = Path(__file__).parents[1] / "nix" / "expressions" / "ask.nix"
_CHECK = Path(__file__).parents[1] / "nix" / "expressions" / "check.nix"


@dataclass(frozen=True, kw_only=True, slots=True)
class Verdict:
    """What a nixpkgs says to a package."""

    lacking: tuple[str, ...]
    """Normalised names of distributions that it has not, sorted."""
    clashing: tuple[str, ...]
    """Those whose version there is outside of what the package allows, sorted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judge:
    """Asks one nixpkgs."""

    nix: Nix
    nixpkgs: str
    """A path, or `<nixpkgs>`."""

    def ask(self, package: PackageExpression) -> Verdict:
        """What it lacks of what a package needs, and what it has in other versions. Raises `NoNixpkgs`."""
        names = {one.attribute: one.name for one in package.every_dependency}
        versions = self._versions(sorted(names))
        clashing = set()
        for one in package.dependencies:
            version = versions.get(one.attribute)
            if one.specifier and version:
                try:
                    fits = SpecifierSet(one.specifier).contains(Version(version), prereleases=True)
                except InvalidVersion:
                    continue
                if not fits:
                    clashing.add(one.name)
        lacking = sorted(name for attribute, name in names.items() if attribute not in versions)
        return Verdict(lacking=tuple(lacking), clashing=tuple(sorted(clashing)))

    def _versions(self, attributes: list[str]) -> dict[str, str]:
        """The versions of those that are there. Raises `NoNixpkgs`."""
        try:
            said = self.nix.evaluate(_ASK, {"names": json.dumps(attributes), "nixpkgs": self.nixpkgs})
        except NixFailed as error:
            raise NoNixpkgs("comparing with nixpkgs", error.details) from None
        return {str(name): str(version) for name, version in dict(json.loads(said)).items()}

    def evaluate(self, package: PackageExpression, folder: Path) -> None:
        """See that an expression in `folder` (`ATTRIBUTE.nix`, with others that it may use) becomes a derivation.

        Raises `DoesNotEvaluate`.
        """
        arguments = {"folder": str(folder), "name": package.attribute, "nixpkgs": self.nixpkgs}
        try:
            self.nix.evaluate(_CHECK, arguments)
        except NixFailed as error:
            raise DoesNotEvaluate(package.pname, error.details or error.message) from None
