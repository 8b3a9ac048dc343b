"""A suite's indexes, fetched when first needed and kept as databases named after their hash."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

from snowsnake.events import Observer, StepFinished, StepStarted
from snowsnake.provide.debian import contents, packages
from snowsnake.provide.debian.archive import Archive, ArchiveUnreachable, IndexNotCached
from snowsnake.provide.debian.contents import DatabaseRows
from snowsnake.provide.debian.holders import Contents, Rows
from snowsnake.provide.debian.packages import PackageIndex, Part
from snowsnake.provide.debian.release import BadRelease, DamagedIndex, IndexFile, Release
from snowsnake.provide.debian.shipped import shipped_rows, table_path
from snowsnake.provide.debian.store import cached_database, newest_database
from snowsnake.provide.debian.suites import Table
from snowsnake.scratch import scratch_directory
from snowsnake.storage import is_recent
from snowsnake.targets import System

_REFUSED = 3600
"""Seconds in which mirrors are not asked again for contents that none of them had as they are signed."""


class Indexes:
    """Loads and keeps the indexes of suites. The caller lets one thread in at a time."""

    def __init__(self, *, archive: Archive, table: Table, observer: Observer) -> None:
        self._archive = archive
        self._table = table
        self._observer = observer
        self.folder = archive.cache / "indexes"
        """Where the databases are."""
        self._releases: dict[str, tuple[Release, ...]] = {}
        self._packages: dict[tuple[str, System], PackageIndex] = {}
        self._contents: dict[tuple[str, System, bool], Contents] = {}
        self._told: set[Path] = set()

    def releases(self, suite: str) -> tuple[Release, ...]:
        """The verified Release files of a suite's archives, in the table's order. Raises as `Archive`."""
        if suite not in self._releases:
            sources = self._table.suites[suite].sources
            with ThreadPoolExecutor(len(sources)) as pool:
                futures = [
                    pool.submit(self._archive.release, source.archive, source.suite) for source in sources
                ]
                self._releases[suite] = tuple(future.result() for future in futures)
        return self._releases[suite]

    def fingerprint(self, suite: str, system: System) -> list[str]:
        """What a closure depends on: each archive's package index and snapshot."""
        return [
            part
            for release in self.releases(suite)
            for part in (release.archive, release.snapshot, self._packages_file(release, system).sha256)
        ]

    def packages(self, suite: str, system: System) -> PackageIndex:
        """The packages of a suite on a system. Raises what `Archive` raises, and `DamagedPackages`."""
        if (suite, system) not in self._packages:
            releases = self.releases(suite)
            self._observer(StepStarted(step="index", what=f"packages of Debian {suite}"))
            with ThreadPoolExecutor(len(releases)) as pool:
                parts = list(pool.map(partial(self._part, system=system), releases))
            self._packages[suite, system] = PackageIndex(parts)
            verdict = f"packages of Debian {suite}, {releases[0].date:%Y-%m-%d}"
            self._observer(StepFinished(step="index", verdict=verdict))
        return self._packages[suite, system]

    def contents(self, suite: str, system: System, *, everywhere: bool) -> Contents:
        """Which package has which file: of the system's own packages, or those for every system.

        From the suite's first archive: updates and security fixes replace packages by ones with the same
        files, and publish no contents. While a mirror is being updated, its contents may not yet be those that
        its new Release file signs: those of the Release file before, which were checked when they came, do as
        well, and so do those that snowsnake ships, because what a package is now is read from the packages'
        index. Raises what `Archive` raises, and `DamagedContents`.
        """
        key = (suite, system, everywhere)
        if key not in self._contents:
            release, machine = self.releases(suite)[0], self._table.machines[system]
            architecture = "all" if everywhere else machine.architecture
            file = self._file(release, f"main/Contents-{architecture}.gz")
            self._observer(StepStarted(step="index", what=f"contents of Debian {suite}"))
            prefix = f"{release.archive}-{release.suite}-{architecture}-contents-{machine.triplet}"
            source = f"{release.suite} {file.path}"

            def build(fetched: Path, into: Path) -> None:
                blocks = contents.read_contents(fetched, source=source)
                contents.build_database(blocks, into, triplet=machine.triplet)

            origin = f"{release.date:%Y-%m-%d}"
            rows: Rows | None = None
            refused = self.folder / f"{prefix}-{file.sha256[:32]}.refused"
            kept = newest_database(self.folder, prefix) or table_path(suite)
            signed, damaged = False, False
            if not (is_recent(refused, _REFUSED) and kept.exists()):
                try:
                    kept, signed = self._database(prefix, release, file, build), True
                except (DamagedIndex, ArchiveUnreachable, IndexNotCached) as error:
                    if not kept.exists():
                        raise
                    damaged = isinstance(error, DamagedIndex)
                    if not isinstance(error, IndexNotCached):
                        with suppress(OSError):  # a full disk is told of by whoever needs it
                            refused.touch()
            if not signed:
                origin = "those of before"
                if kept == table_path(suite):
                    rows, origin = shipped_rows(suite, machine.triplet), "those that snowsnake ships"
                origin += " (the mirror's are not what was signed)" if damaged else ""
            self._contents[key] = Contents(
                [rows or DatabaseRows(kept)], alternatives=self._table.alternatives
            )
            # One table may answer for both kinds of packages.
            verdict = "" if kept in self._told else f"contents of Debian {suite}, {origin}"
            self._told.add(kept)
            self._observer(StepFinished(step="index", verdict=verdict))
        return self._contents[key]

    def _part(self, release: Release, *, system: System) -> Part:
        file = self._packages_file(release, system)
        architecture = self._table.machines[system].architecture
        build = partial(
            packages.build_database, architecture=architecture, source=f"{release.suite} {file.path}"
        )
        prefix = f"{release.archive}-{release.suite}-{architecture}-packages"
        database = self._database(prefix, release, file, build)
        return Part(database=database, archive=release.archive, snapshot=release.snapshot)

    def _packages_file(self, release: Release, system: System) -> IndexFile:
        return self._file(release, f"main/binary-{self._table.machines[system].architecture}/Packages.xz")

    @staticmethod
    def _file(release: Release, path: str) -> IndexFile:
        file = release.files.get(path)
        if file is None:
            raise BadRelease(f"{release.archive} {release.suite}", f"it has no index `{path}`")
        return file

    def _database(
        self, prefix: str, release: Release, file: IndexFile, build: Callable[[Path, Path], None]
    ) -> Path:
        def fetch_and_build(into: Path) -> None:
            self._archive.cache.mkdir(parents=True, exist_ok=True)
            with scratch_directory("new-", within=self._archive.cache) as scratch:
                self._archive.index(release, file.path, fetched := scratch / "index")
                build(fetched, into)

        return cached_database(self.folder, prefix, file.sha256, fetch_and_build)
