"""Why a target cannot be settled, as the user sees it."""

from __future__ import annotations

from collections.abc import Sequence

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import DirectoryArtifact, LockedNeed, LockedPackage
from snowsnake.resolve import Selected, asked_by


def directory_of(item: Selected) -> str | None:
    """The directory that a source is in, where it is the user's own and no release."""
    return item.artifact.file if isinstance(item.artifact, DirectoryArtifact) else None


class CircularBuild(SnowsnakeError):
    """To build something, it has to be there already."""

    def __init__(self, chain: Sequence[str]) -> None:
        self.chain = tuple(chain)
        super().__init__(
            f"resolving the build requirements of `{chain[0]}` failed: to build it takes "
            f"{' → '.join(f'`{name}`' for name in chain[1:])}",
            help="have one of them built with a version of the other that has a wheel: "
            f'`build-constraint-dependencies = ["{chain[1].replace(" ", "!=")}"]` in `[tool.uv]` of pyproject.toml, or '
            "at the top of uv.toml",
        )


class OnlyOnTheMachine(SnowsnakeError):
    """What the user asks for would give wrong answers in an environment."""

    def __init__(self, package: LockedPackage, need: LockedNeed, reason: str) -> None:
        self.name, self.version, self.need = package.name, package.version, need.name
        super().__init__(
            f"`{package.name} {package.version}` {need.verb} `{need.name}` (seen in {need.evidence[0]}): {reason}",
            help=f"leave `{package.name}` out, and use it with the machine's own Python",
        )


class BuildEnvironmentUnavailable(SnowsnakeError):
    """What a source is built with cannot be had."""

    def __init__(self, item: Selected, cause: SnowsnakeError, mend: Sequence[str] = ()) -> None:
        """`mend` are the lines that take a wheel in its place."""
        self.name, self.version, self.cause = item.name, item.version, cause
        super().__init__(
            f"resolving the build requirements of `{item.name} {item.version}`"
            f"{asked_by(item.required_by, goes_on=True)} failed: {cause.message}",
            help="; ".join(mend) or f"take a version of `{item.name}` that has a wheel, or another one"
            if (own := directory_of(item)) is None
            else f"change `[build-system] requires` in `{own}/pyproject.toml`: {cause.help}",
            details=cause.details,
        )


class UndecidedNeeds(SnowsnakeError):
    """Several packages have what a source needs, and only the user can say which is meant."""

    def __init__(
        self, item: Selected, suite: str, questions: Sequence[tuple[str, Sequence[str], Sequence[str]]]
    ) -> None:
        self.name, self.version = item.name, item.version
        self.questions = tuple(questions)
        """What is needed, the candidates, and who asks for it."""
        first, candidates, _ = questions[0]
        lines = [
            f"{need}: {', '.join(packages)} (asked for in {', '.join(evidence[:3])})"
            for need, packages, evidence in questions
        ]
        super().__init__(
            f"`{item.name} {item.version}`{asked_by(item.required_by, goes_on=True)} needs `{first}` to be built, and "
            f"several packages of Debian {suite} have it: {', '.join(f'`{name}`' for name in candidates)}",
            help=f'say which one: `native = ["{candidates[0]}"]` in `[tool.snowsnake.packages.{item.name}]` of '
            "pyproject.toml",
            details="\n".join(lines),
        )


class BadMetadata(SnowsnakeError):
    """What a build backend says about its source cannot be read."""

    def __init__(self, item: Selected, problem: str) -> None:
        self.name, self.version = item.name, item.version
        super().__init__(
            f"what the build backend of `{item.name} {item.version}` says it requires cannot be read: {problem}",
            help=f"ask for another version of `{item.name}`, or a wheel of it"
            if (own := directory_of(item)) is None
            else f"mend what the project in `{own}` says it requires",
        )
