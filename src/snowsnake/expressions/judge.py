"""A nixpkgs that is asked: what it has, in which versions, and whether it takes an expression and builds it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from snowsnake.expressions.errors import DoesNotBuild, DoesNotEvaluate, NoNixpkgs
from snowsnake.expressions.model import PackageExpression
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import BuildFailed, EvaluationFailed, NixFailed, SandboxUnavailable
from snowsnake.nix.sandbox import SWITCH
from snowsnake.parsing import Malformed
from snowsnake.specifications import read_specifiers, read_version

_ASK = Path(__file__).parents[1] / "nix" / "expressions" / "ask.nix"
_CHECK = Path(__file__).parents[1] / "nix" / "expressions" / "check.nix"
_MOST_BUILDS = 50
"""Derivations of a nixpkgs that are built for a check; a nixpkgs without a binary cache has hundreds before Python."""


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
                    fits = read_specifiers(one.specifier).contains(read_version(version), prereleases=True)
                except Malformed:
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

    def evaluate(self, package: PackageExpression, folder: Path) -> str:
        """The derivation that an expression in `folder` (`ATTRIBUTE.nix`, with others that it may use) becomes.

        Raises `DoesNotEvaluate`.
        """
        try:
            return self._instantiate(package, folder, "package")
        except EvaluationFailed as error:
            raise DoesNotEvaluate(package.pname, error.details or error.message) from None

    def build(self, packages: Sequence[PackageExpression], derivations: Sequence[str], folder: Path) -> str:
        """Build the first of some packages where that is possible, and say what came of it.

        `packages` are all whose expressions are in `folder`, `derivations` what `evaluate` gave for each. What hinders
        a build, and is no fault of the expressions, is said in the answer. Raises `DoesNotBuild`, `SandboxUnavailable`.
        """
        if crates := [one.pname for one in packages if one.cargo_root is not None]:
            return f"not built: the hash of the crates of {', '.join(crates)} is not known before Nix has fetched them"
        missing = self.nix.missing(derivations[0])
        if len(missing) > _MOST_BUILDS + 2 * len(packages):  # each is fetched and built
            return (
                f"not built: {len(missing)} derivations of that nixpkgs would be built first, which no binary cache "
                f"has; to do it anyway: `nix-store --realise {derivations[0]}`"
            )
        try:
            if missing and self.nix.sandbox:
                self.nix.realise(self._instantiate(packages[0], folder, "probe"))
            outputs = self.nix.realise(derivations[0]).splitlines()
        except BuildFailed as error:
            seen = (error.builder_error or {}).get("seen")
            if isinstance(seen, list):
                raise SandboxUnavailable(f"builds see {' and '.join(map(str, seen))}", help=SWITCH) from None
            own = dict(zip(derivations, packages, strict=True)).get(error.derivation or "")
            if own is not None:
                raise DoesNotBuild(own.pname, error) from None
            return f"not built: `{error.name}`, which it needs, {error.why}"
        except EvaluationFailed:  # of the probe
            return "not built: that nixpkgs has no shell to try the sandbox with"
        return f"built: `{min(outputs, key=len)}`"

    def _instantiate(self, package: PackageExpression, folder: Path, attribute: str) -> str:
        arguments = {"folder": str(folder), "name": package.attribute, "nixpkgs": self.nixpkgs}
        return self.nix.instantiate(_CHECK, arguments, attribute=attribute)
