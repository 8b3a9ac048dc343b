"""How many generated expressions have the build-system, dependencies and licence that nixpkgs' own have.

    python -m benchmarks.expressions [TABLE]

TABLE is as `scripts/nixpkgs-facts` makes it of a nixpkgs; nixpkgs_expressions.toml by default.

Two build-systems may differ in words and not in what is built: nixpkgs often leaves out what another build requirement
brings along (setuptools, where setuptools-scm is there), and pypaBuildHook always brings `wheel`. A second figure takes
these as equal.
"""

from __future__ import annotations

import os
import sys
import tomllib
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from snowsnake.acquire import Acquire
from snowsnake.configuration import Configuration
from snowsnake.errors import SnowsnakeError
from snowsnake.events import ignore
from snowsnake.expressions import PackageExpression, Wanted, gather
from snowsnake.expressions.origin import Fetcher
from snowsnake.provide.nixpkgs.files import shipped_files
from snowsnake.scratch import scratch_directory

TABLE = Path(__file__).with_name("nixpkgs_expressions.toml")
ATTRIBUTES = ("build-system", "dependencies", "license")


def attributes(package: PackageExpression) -> list[frozenset[str]]:
    return [
        frozenset(one.attribute for one in package.build_system),
        frozenset(one.attribute for one in package.dependencies),
        frozenset(package.meta.licences),
    ]


def bringing(fetch: Fetcher) -> Callable[[str], frozenset[str]]:
    """What a build requirement brings along: its dependencies, and theirs."""

    @cache
    def direct(name: str) -> frozenset[str]:
        try:
            package = gather(Wanted(what=name, licence="MIT"), fetch, shipped_files())
        except SnowsnakeError:  # an attribute of nixpkgs that no distribution is called like
            return frozenset()
        return frozenset(one.attribute for one in package.dependencies if one.condition is None)

    def brought(name: str) -> frozenset[str]:
        found, waiting = set[str](), {name}
        while waiting:
            fresh = direct(waiting.pop()) - found
            found |= fresh
            waiting |= fresh
        return frozenset(found)

    return brought


def without_brought(names: frozenset[str], brought: Callable[[str], frozenset[str]]) -> frozenset[str]:
    return names - {"wheel"} - {other for name in names for other in brought(name) if other != name}


def row(title: str, equal: Sequence[int], compared: Sequence[int]) -> str:
    parts = ", ".join(
        f"{name} {own} of {every}" for name, own, every in zip(ATTRIBUTES, equal, compared, strict=True)
    )
    return f"{title}: {sum(equal)} of {sum(compared)} attributes ({sum(equal) / sum(compared):.1%}): {parts}"


def main() -> int:
    file = Path(sys.argv[1]) if len(sys.argv) > 1 else TABLE
    table = tomllib.loads(file.read_text(encoding="utf-8"))["packages"]
    equal, alike, compared, whole = [0, 0, 0], [0, 0, 0], [0, 0, 0], 0
    with scratch_directory("snowsnake-bench-") as scratch:
        here = Path.cwd()
        acquire = Acquire.of(Configuration.from_environment(os.environ), None, ignore)
        fetch = Fetcher(acquire=acquire, scratch=scratch, here=here, beside=here)
        brought = bringing(fetch)
        for name, (version, *theirs) in table.items():
            try:
                ours = attributes(gather(Wanted(what=f"{name}=={version}"), fetch, shipped_files()))
            except SnowsnakeError as error:
                print(f"{name} {version}: {error.message}")
                ours = [frozenset({"?"})] * 3
            right = True
            for number, (own, text) in enumerate(zip(ours, theirs, strict=True)):
                if text == "-":
                    continue
                other = frozenset(text.split())
                compared[number] += 1
                equal[number] += own == other
                same = own == other or (
                    number == 0 and without_brought(own, brought) == without_brought(other, brought)
                )
                alike[number] += same
                if own != other:
                    right = False
                    alone = " ".join(sorted(own - other)) or "-"
                    missing = " ".join(sorted(other - own)) or "-"
                    note = ", alike" if same else ""
                    print(f"{name} {version}: {ATTRIBUTES[number]}{note}: ours {alone}; nixpkgs' {missing}")
            whole += right
    print(row("equal", equal, compared))
    print(row("equal, or alike", alike, compared))
    print(f"{whole} of {len(table)} packages are equal in all of them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
