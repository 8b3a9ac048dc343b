"""Why there is no expression."""

from __future__ import annotations

from collections.abc import Sequence

from snowsnake.errors import SnowsnakeError
from snowsnake.nix.errors import BuildFailed


class NotOnTheIndex(SnowsnakeError):
    """No index has a distribution of that name, or none of that version."""

    def __init__(self, name: str, wanted: str = "", versions: Sequence[str] = ()) -> None:
        self.name, self.wanted = name, wanted
        nearest = ", ".join(versions)
        super().__init__(
            f"`{name}{wanted}` is not on the index" + (f"; it has {nearest}" if versions else ""),
            help=f"check the {'version' if versions else 'name'}, or name its repository: "
            "`snowsnake package github:OWNER/REPO`",
        )


class NoSourceDistribution(SnowsnakeError):
    """There is no source on the index, and no wheel that would do everywhere."""

    def __init__(self, name: str, version: str) -> None:
        self.name, self.version = name, version
        super().__init__(
            f"`{name} {version}` has no sdist on the index, and its wheels are for some machines only",
            help="name its repository, which nixpkgs prefers: `snowsnake package github:OWNER/REPO`",
        )


class NoLicence(SnowsnakeError):
    """Nothing says unambiguously under which licence it is."""

    def __init__(self, name: str, said: str) -> None:
        self.name, self.said = name, said
        super().__init__(
            f"`{name}` does not say under which licence it is"
            if not said
            else f"`{name}` does not say clearly under which licence it is: it says `{said}`",
            help="read its licence and name it: `--license MIT` (an SPDX expression)",
        )


class UnknownLicence(SnowsnakeError):
    """A licence expression that is no SPDX expression, or has a licence that nixpkgs has no name for."""

    def __init__(self, name: str, licence: str) -> None:
        self.name, self.licence = name, licence
        super().__init__(
            f"the licence of `{name}`, `{licence}`, has no known attribute in nixpkgs' `lib.licenses`",
            help="name one that is there, if it is the same: `--license MIT`",
        )


class SeveralProjects(SnowsnakeError):
    """A repository without a project at its root, but with several below it."""

    def __init__(self, where: str, directories: Sequence[str]) -> None:
        self.where, self.directories = where, tuple(directories)
        if directories:
            shown = ", ".join(f"`{one}`" for one in directories[:8])
            more = f" and {len(directories) - 8} more" if len(directories) > 8 else ""
            message = f"`{where}` has no project at its root; it has them in {shown}{more}"
        else:
            message = f"`{where}` has no Python project: no `pyproject.toml` and no `setup.py`"
        super().__init__(
            message,
            help=f"name one: `--subdirectory {directories[0]}`" if directories else "check the address",
        )


class NothingKnown(SnowsnakeError):
    """A source that does not say what it is called or which version it is, unless it is built."""

    def __init__(self, where: str, missing: str) -> None:
        self.where, self.missing = where, missing
        super().__init__(
            f"`{where}` does not say its {missing} without being built, or says one that is none",
            help="name a release: a tag of the repository, or the name on the index",
        )


class NoNixpkgs(SnowsnakeError):
    """Something was asked that only a nixpkgs can answer."""

    def __init__(self, why: str, details: str | None = None) -> None:
        super().__init__(
            f"{why} needs a nixpkgs, and there is none that can be evaluated",
            help="name one: `--nixpkgs PATH`, or set NIX_PATH so that `<nixpkgs>` is found",
            details=details,
        )


class DoesNotEvaluate(SnowsnakeError):
    """`--check` found that nixpkgs does not take the expression."""

    def __init__(self, name: str, details: str) -> None:
        self.name = name
        super().__init__(
            f"the expression of `{name}` does not evaluate",
            help="an attribute that is missing may be written too, with `--recursive -o DIRECTORY`; where it has "
            "another name in that nixpkgs, change the name",
            details=details,
        )


class DoesNotBuild(SnowsnakeError):
    """`--check` found that what nixpkgs makes of the expression does not build."""

    def __init__(self, name: str, error: BuildFailed) -> None:
        self.name, self.error = name, error
        super().__init__(
            f"the expression of `{name}` evaluates, but does not build: {error.why}",
            help="tests that want the network are named in `disabledTests`, a library that is not found belongs into "
            f"`buildInputs`; {error.help}",
            details=error.details,
        )


class TooManyLacking(SnowsnakeError):
    """`--recursive` would write a whole package set."""

    def __init__(self, most: int) -> None:
        super().__init__(
            f"more than {most} packages are missing from that nixpkgs",
            help="check that `--nixpkgs` is a whole nixpkgs; package some of them by themselves first",
        )


class DependencyNotWritten(SnowsnakeError):
    """Something that `--recursive` has to write cannot be written."""

    def __init__(self, error: SnowsnakeError, name: str, required_by: str) -> None:
        self.error, self.name, self.required_by = error, name, required_by
        super().__init__(
            f"{error.message}; that nixpkgs lacks `{name}`, which `{required_by}` requires",
            help=f"write `{required_by}` without `--recursive`, and that one by itself: {error.help}",
            details=error.details,
        )
