"""How many generated expressions have the build-system, dependencies and licence that nixpkgs' own have."""

from __future__ import annotations

import os
import sys
import tomllib
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


def attributes(package: PackageExpression) -> list[set[str]]:
    return [
        {one.attribute for one in package.build_system},
        {one.attribute for one in package.dependencies},
        set(package.meta.licences),
    ]


def main() -> int:
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))["packages"]
    equal = compared = whole = 0
    with scratch_directory("snowsnake-bench-") as scratch:
        here = Path.cwd()
        acquire = Acquire.of(Configuration.from_environment(os.environ), None, ignore)
        fetch = Fetcher(acquire=acquire, scratch=scratch, here=here, beside=here)
        for name, (version, *theirs) in table.items():
            try:
                ours = attributes(gather(Wanted(what=f"{name}=={version}"), fetch, shipped_files()))
            except SnowsnakeError as error:
                print(f"{name} {version}: {error.message}")
                compared += sum(text != "-" for text in theirs)
                continue
            right = True
            for what, own, text in zip(
                ("build-system", "dependencies", "license"), ours, theirs, strict=True
            ):
                if text == "-":
                    continue
                compared += 1
                if own == set(text.split()):
                    equal += 1
                    continue
                right = False
                print(f"{name} {version}: {what}: ours {sorted(own)}, nixpkgs' {sorted(text.split())}")
            whole += right
    print(f"{equal} of {compared} attributes are equal; {whole} of {len(table)} packages in all of them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
