"""Which distributions are built from source, and which never: pip's `--no-binary` and `--only-binary`."""

from __future__ import annotations

from dataclasses import dataclass

from packaging.utils import canonicalize_name

ALL = ":all:"
NONE = ":none:"


@dataclass(frozen=True, kw_only=True, slots=True)
class Formats:
    """Two sets of normalised names; each may hold `:all:`."""

    no_binary: frozenset[str] = frozenset()
    """Built from source."""
    no_build: frozenset[str] = frozenset()
    """Taken as wheels only."""

    def with_no_binary(self, value: str) -> Formats:
        """After another `--no-binary value`: names with commas, `:all:` or `:none:`; the last word counts."""
        no_binary, no_build = _after(value, self.no_binary, self.no_build)
        return Formats(no_binary=no_binary, no_build=no_build)

    def with_only_binary(self, value: str) -> Formats:
        """After another `--only-binary value`."""
        no_build, no_binary = _after(value, self.no_build, self.no_binary)
        return Formats(no_binary=no_binary, no_build=no_build)

    def over(self, other: Formats) -> Formats:
        """Both, where `self` has the last word."""
        result = other
        for name in sorted(self.no_binary):  # `:all:` sorts before names
            result = result.with_no_binary(name)
        for name in sorted(self.no_build, key=lambda name: name != ALL):
            result = result.with_only_binary(name)
        return result


def _after(
    value: str, chosen: frozenset[str], other: frozenset[str]
) -> tuple[frozenset[str], frozenset[str]]:
    # https://pip.pypa.io/en/stable/cli/pip_install/#cmdoption-no-binary
    for name in (word.strip() for word in value.split(",")):
        if name == ALL:
            chosen, other = frozenset({ALL}), frozenset()
        elif name == NONE:
            chosen = frozenset()
        elif name:
            normal = canonicalize_name(name)
            chosen, other = chosen | {normal}, other - {normal}
    return chosen, other
