"""Sources where they can be read, and what is in each: archives, repositories and directories, every one once."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from pathlib import Path

from snowsnake.acquire import Acquire
from snowsnake.analyse.source import BadSource, SourceReport, read_source
from snowsnake.artifacts import git_history
from snowsnake.events import Notice
from snowsnake.lockfile.model import DirectoryArtifact, DistributionArtifact, GitArtifact
from snowsnake.requirements import Inputs
from snowsnake.resolve import UNKNOWN, Repository, Selected
from snowsnake.settle.advised import ReadSource

_NO_REPOSITORY = (
    "the version of `{name}` is in git's tags, and `{directory}` is in no git repository with a commit: it is 0.0.0; "
    "`git init`, `git commit` and `git tag` give it one"
)
_NO_TAG = (
    "the version of `{name}` is in git's tags, and `{url}` has none before the commit `{rev}`: its build backend makes "
    "one up"
)
_NO_TAG_HERE = (
    "the version of `{name}` is in git's tags, and `{directory}` has none before its commit: its build backend makes "
    "one up; {line}"
)
_FETCH = "the repository is shallow: `git fetch --unshallow --tags` brings them"
_MAKE = "`git tag` makes one, `git fetch --tags` brings those of others"


@dataclass(frozen=True, kw_only=True, slots=True)
class Opened:
    """A source that was read."""

    artifact: DistributionArtifact | GitArtifact | DirectoryArtifact
    report: SourceReport
    path: Path
    """Where it lies: an archive, or the directory that it is in."""

    @property
    def source(self) -> ReadSource:
        """As Debian's advice is held against it."""
        return ReadSource(path=self.path, report=self.report)


class SourceReader:
    """Fetches the sources of one lock and reads them."""

    def __init__(self, *, inputs: Inputs, acquire: Acquire) -> None:
        self._inputs = inputs
        self._acquire = acquire
        self._opened: dict[tuple[str, str], Opened] = {}

    def read(self, item: Selected) -> SourceReport:
        """What is in a source. Raises as `open`."""
        return self.open(item).report

    def open(self, item: Selected) -> Opened:
        """A source as the lock will have it, and what is in it. Raises `BadSource`, and the errors of `artifacts`."""
        key = (item.artifact.file, item.subdirectory)
        if key not in self._opened:
            try:
                self._opened[key] = self._open(item)
            except BadSource as error:
                label = item.name if item.version == UNKNOWN else f"{item.name} {item.version}"
                raise BadSource(item.artifact.file, error.problem, of=label) from error
        return self._opened[key]

    def _open(self, item: Selected) -> Opened:
        match item.artifact:
            case DistributionArtifact() as artifact:
                path = self._acquire([artifact])[artifact.file]
                return Opened(artifact=artifact, report=read_source(path, artifact.sha256), path=path)
            case DirectoryArtifact() as artifact:
                path = self._inputs.directory / artifact.file / item.subdirectory
                report = read_source(path, "")
                if report.asks_git and not report.archived and report.version is None:
                    self._warn_without_tags(item.name, artifact.file, path)
                return Opened(artifact=artifact, report=report, path=path)
            case Repository() as repository:
                git, path = self._acquire.repository(repository)
                report = read_source(path / item.subdirectory, git.nar_sha256)
                if report.asks_git:
                    git = replace(git, history=self._acquire.history(repository))
                    if git.history is not None and not git.history.tags and report.version is None:
                        self._warn(_NO_TAG.format(name=item.name, url=git.url, rev=git.rev[:12]))
                return Opened(artifact=git, report=report, path=path / item.subdirectory)

    def _warn_without_tags(self, name: str, directory: str, path: Path) -> None:
        stamp = git_history.stamp(path)
        if stamp is None:
            self._warn(_NO_REPOSITORY.format(name=name, directory=directory))
        elif not json.loads(stamp)["tags"]:
            line = _FETCH if git_history.is_shallow(path) else _MAKE
            self._warn(_NO_TAG_HERE.format(name=name, directory=directory, line=line))

    def _warn(self, text: str) -> None:
        self._acquire.observer(Notice(level="warning", text=text))
