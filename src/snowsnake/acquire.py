"""Acquire: have artifacts on disk, whatever kind they are and wherever they come from."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from snowsnake.artifacts import Bearer, Fetch, download, first_look, nar_sha256
from snowsnake.artifacts.git import fetch_git, fetch_history
from snowsnake.configuration import Configuration
from snowsnake.events import Observer, StepFinished, StepStarted, counted
from snowsnake.lockfile.model import ArchiveArtifact, DebArtifact, FileArtifact, GitArtifact, History
from snowsnake.provide.debian.mirrors import VARIABLE, Mirrors
from snowsnake.provide.npm.settings import from_registry, is_tarball, registry_for, token_for
from snowsnake.requirements import Inputs
from snowsnake.resolve import Credentials, Repository
from snowsnake.secrets_in_urls import with_tokens


def with_project(path: str, directory: Path) -> str:
    """The address of a file that a lock in `directory` has by its path."""
    return Path(os.path.normpath(directory / path)).as_uri()


@dataclass(frozen=True, kw_only=True, slots=True)
class Acquire:
    """Has artifacts on disk, in the cache that all projects share."""

    configuration: Configuration
    mirrors: Mirrors
    """Where Debian packages are."""
    credentials: Credentials
    """For indexes that ask who we are."""
    observer: Observer
    directory: Path = field(default_factory=Path.cwd)
    """The project's, whose `.npmrc` counts, and in which files start that come with it."""
    looked: dict[str, tuple[ArchiveArtifact, Path]] = field(default_factory=dict)
    """What `first_look` has brought, by address: two looks at a file in one command must not differ."""

    @classmethod
    def of(cls, configuration: Configuration, inputs: Inputs | None, observer: Observer) -> Acquire:
        """With the mirrors and credentials of this machine, and the credentials that the inputs hold."""
        chosen = {VARIABLE: configuration.mirror} if configuration.mirror else {}
        return cls(
            configuration=configuration,
            mirrors=Mirrors.detect({**os.environ, **chosen}),
            credentials=Credentials.from_inputs(inputs, os.environ),
            observer=observer,
            directory=inputs.directory if inputs is not None else Path.cwd(),
        )

    def __call__(self, artifacts: Iterable[FileArtifact]) -> dict[str, Path]:
        """Fetch what is not cached; from file name to a path whose hash was checked.

        Raises the errors of `artifacts`.
        """
        wanted = [
            Fetch(artifact=artifact, urls=tuple(map(with_tokens, self._urls(artifact))))
            for artifact in artifacts
        ]
        if not wanted:
            return {}
        files = counted(len(wanted), "file")
        self.observer(StepStarted(step="download", what=files))
        found = download(
            wanted,
            cache=self.configuration.cache,
            observer=self.observer,
            offline=self.configuration.offline,
            auth=self._auth,
            insecure=self.credentials.insecure,
        )
        self.observer(StepFinished(step="download", verdict=files))
        return found

    def repository(self, repository: Repository) -> tuple[GitArtifact, Path]:
        """Fetch a commit: what it is in the lock, and the directory with its files. Raises as `fetch_git`."""
        path = fetch_git(
            repository.url,
            repository.rev,
            submodules=True,
            cache=self.configuration.cache,
            observer=self.observer,
            offline=self.configuration.offline,
            auth=self.credentials.auth_for,
        )
        return GitArtifact(
            file=repository.file,
            url=repository.url,
            rev=repository.rev,
            submodules=True,
            nar_sha256=nar_sha256(path),
        ), path

    def history(self, repository: Repository) -> History | None:
        """What the tags before a commit are; as the server has them now, unless it must not be asked.

        Raises as `fetch_git`.
        """
        return fetch_history(
            repository.url,
            repository.rev,
            cache=self.configuration.cache,
            offline=self.configuration.offline,
            auth=self.credentials.auth_for,
        )

    def first_look(self, name: str, url: str) -> tuple[ArchiveArtifact, Path]:
        """Fetch a file whose hash nobody has told: what the lock says of it, and where it is. Raises as `download`."""
        if url in self.looked:
            return self.looked[url]
        self.observer(StepStarted(step="download", what=name))
        self.looked[url] = first_look(
            name,
            url,
            tuple(map(with_tokens, self._from_npm(url))),
            cache=self.configuration.cache,
            observer=self.observer,
            offline=self.configuration.offline,
            auth=self._auth,
            insecure=self.credentials.insecure,
        )
        self.observer(StepFinished(step="download", verdict=name))
        return self.looked[url]

    def _urls(self, artifact: FileArtifact) -> tuple[str, ...]:
        if isinstance(artifact, DebArtifact):
            return self.mirrors.urls(artifact)
        if isinstance(artifact, ArchiveArtifact):
            return self._from_npm(artifact.url)
        return (artifact.url if artifact.path is None else with_project(artifact.path, self.directory),)

    def _from_npm(self, url: str) -> tuple[str, ...]:
        """Where a file is to be looked for; what npm's registry has is on the configured one, too."""
        return from_registry(url, lambda: registry_for("", os.environ, self.directory))

    def _auth(self, url: str) -> tuple[str, str] | Bearer | None:
        """What an address is asked with; of npm's configuration only its tarballs hear."""
        token = token_for(url, os.environ, self.directory) if is_tarball(url) else None
        return self.credentials.auth_for(url) if token is None else Bearer(token)
