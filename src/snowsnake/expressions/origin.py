"""Where a package comes from: the index, a repository on GitHub, an address, a directory. Nothing of it is run."""

from __future__ import annotations

import base64
import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.specifiers import SpecifierSet
from packaging.tags import Tag
from packaging.utils import (
    canonicalize_name,
)
from packaging.version import Version

from snowsnake.acquire import Acquire
from snowsnake.artifacts import fetch_git, nar_sha256
from snowsnake.artifacts.git_archive import remote_references, write_archive
from snowsnake.artifacts.git_command import RevisionNotFound
from snowsnake.artifacts.git_history import version_of
from snowsnake.errors import UsageError
from snowsnake.expressions.errors import NoSourceDistribution, NotOnTheIndex
from snowsnake.expressions.model import FromDirectory, FromGitHub, FromPyPI, FromURL, Source
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.parsing import Malformed
from snowsnake.resolve.simple_index import indexes, offered_files
from snowsnake.specifications import read_requirement, read_sdist_name, read_version, read_wheel_name

_GITHUB = re.compile(
    r"(?:github:|(?:git\+)?https?://github\.com/)(?P<owner>[A-Za-z0-9][A-Za-z0-9-]*)/(?P<repo>[A-Za-z0-9._-]+?)"
    r"(?:\.git)?(?:/(?:tree/|releases/tag/|commit/)?(?P<ref>[^?#]+?))?/?"
)
_STORED = re.compile(r"(/.*)?/packages/[0-9a-f]{2}/[0-9a-f]{2}/[0-9a-f]{60}/[^/]+")
"""The path of a file of PyPI's: under the BLAKE2 digest of its content."""
_LARGEST_WHEEL = 64 << 20
"""Bytes of a wheel that is fetched only for what it says."""
_COMMIT = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Material:
    """What was fetched."""

    source: Source
    path: Path
    """The source: an archive or a directory; the wheel itself where there is none."""
    sha256: str
    """Of the archive; of a directory anything."""
    file: str
    """The source's own name."""
    wheel: tuple[str, Path] | None = None
    """A wheel of the same version: its file name, and where it is."""
    version: str | None = None
    """Where the origin tells it: a tag, or a file's name."""
    name: str | None = None
    """Where the origin tells it."""
    date: str | None = None
    """The day of a commit that no tag names."""
    repository: str | None = None
    """Its address for people, where the source is of a repository."""
    yanked: bool = False
    """Whether the index has it as withdrawn."""


def sri(hexadecimal: str) -> str:
    """A SHA-256 as nixpkgs writes it (https://www.w3.org/TR/SRI/)."""
    return "sha256-" + base64.b64encode(bytes.fromhex(hexadecimal)).decode()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetcher:
    """Fetches packages for expressions."""

    acquire: Acquire
    scratch: Path
    """A directory of our own for trees that are looked at and thrown away."""
    here: Path
    """Where paths start, those that are typed."""
    beside: Path
    """The directory of the expression, where paths in it start."""

    def __call__(self, what: str) -> Material:
        """Fetch what was typed: `NAME[==VERSION]`, `github:owner/repo[/REF]`, an address, a directory.

        Raises `NotOnTheIndex`, `NoSourceDistribution`, `UsageError`, and what downloads raise.
        """
        match = _GITHUB.fullmatch(what)
        if match is not None and not what.endswith((".tar.gz", ".zip", ".whl")):
            return self._github(match["owner"], match["repo"], match["ref"])
        if re.match(r"https?://", what):
            return self._address(what)
        if what.startswith((".", "/", "~")) or "/" in what:
            return self._directory(Path(os.path.expanduser(what)))  # noqa: PTH111 -- leaves `~nouser` as it is
        try:
            requirement = read_requirement(what)
        except Malformed:
            raise UsageError(
                f"`{what}` is neither a distribution's name nor an address nor a directory",
                help="name one: `snowsnake package NAME`, `github:OWNER/REPO`, an address, `./DIRECTORY`",
            ) from None
        return self._index(requirement.name, requirement.specifier)

    def wheel_of(self, name: str, version: str) -> tuple[str, Path] | None:
        """The wheel on the index of what was fetched from elsewhere, where there is one."""
        try:
            files = self._offered(name).get(read_version(version), [])
        except (NotOnTheIndex, Malformed):
            return None
        return self._wheel(files)

    def _index(self, name: str, specifier: SpecifierSet) -> Material:
        versions = self._offered(name)
        fitting = [v for v in specifier.filter(sorted(versions)) if versions[v]]
        yanked = not fitting and _names_one(specifier)
        if yanked:  # PEP 592: who names one version gets it
            everything = self._offered(name, yanked=True)
            fitting = list(specifier.filter(everything))
            versions = everything if fitting else versions
        if not fitting:
            raise NotOnTheIndex(name, str(specifier), [str(v) for v in sorted(versions)[-3:]])
        version = fitting[-1]
        files = versions[version]
        sdist = next((f for f in files if not f.file.endswith(".whl")), None)
        wheel = self._wheel(files)
        if sdist is None:
            anywhere = next((f for f in files if f.file.endswith("-none-any.whl")), None)
            if anywhere is None:
                raise NoSourceDistribution(name, str(version))
            spelled, own, python, *_ = anywhere.file.split("-")
            path = self.acquire([anywhere])[anywhere.file]
            found: Source = FromPyPI(
                pname=spelled, version=own, extension="whl", hash=sri(anywhere.sha256), wheel=(python, python)
            )
            return Material(
                source=found, path=path, sha256=anywhere.sha256, file=anywhere.file,
                wheel=(anywhere.file, path), version=str(version), name=name, yanked=yanked,
            )  # fmt: skip
        extension = "zip" if sdist.file.endswith(".zip") else "tar.gz"
        spelled, _, own = sdist.file.removesuffix(f".{extension}").rpartition("-")
        path = self.acquire([sdist])[sdist.file]
        found = FromPyPI(pname=spelled, version=own, extension=extension, hash=sri(sdist.sha256))
        return Material(
            source=found, path=path, sha256=sdist.sha256, file=sdist.file, wheel=wheel,
            version=str(version), name=name, yanked=yanked,
        )  # fmt: skip

    def _offered(self, name: str, *, yanked: bool = False) -> Mapping[Version, list[DistributionArtifact]]:
        """The files of a distribution by version, as the first index that knows it has them."""
        credentials = self.acquire.credentials
        for index in indexes(self.here, credentials):
            tables = offered_files(index, canonicalize_name(name), credentials, yanked=yanked)
            if tables is None:
                continue
            found: dict[Version, list[DistributionArtifact]] = {}
            for table in tables:
                version = _version_in(str(table["name"]))
                hashes, size = table["hashes"], table.get("size")
                if version is not None and isinstance(hashes, dict):
                    found.setdefault(version, []).append(
                        DistributionArtifact(
                            file=str(table["name"]),
                            url=str(table["url"]),
                            sha256=str(hashes["sha256"]),
                            size=size if isinstance(size, int) else None,
                        )
                    )
            return found
        raise NotOnTheIndex(name)

    def _wheel(self, files: Sequence[DistributionArtifact]) -> tuple[str, Path] | None:
        """The wheel that says what is in it: one for everywhere, else one for this kind of machine."""
        wheels = sorted(
            (f for f in files if f.file.endswith(".whl") and (f.size or 0) < _LARGEST_WHEEL),
            key=lambda f: _merit(f.file),
        )
        if not wheels:
            return None
        return wheels[0].file, self.acquire(wheels[:1])[wheels[0].file]

    def _github(self, owner: str, repo: str, ref: str | None) -> Material:
        url = f"https://github.com/{owner}/{repo}"
        acquire = self.acquire
        cache, auth = acquire.configuration.cache, acquire.credentials.auth_for
        references = remote_references(url, cache, auth)
        tag, rev, version = _chosen(url, ref, references)
        offline = acquire.configuration.offline
        tree = self.scratch / f"{repo}-{rev[:12]}"
        date = write_archive(url, rev, tree, cache=cache, offline=offline, auth=auth)
        submodules = (tree / ".gitmodules").is_file()
        if submodules:  # these come by git itself, and git gives what is committed
            tree = fetch_git(
                url, rev, submodules=True, cache=cache, observer=acquire.observer, offline=offline, auth=auth
            )
        source = FromGitHub(
            owner=owner, repo=repo, tag=tag, rev=rev, hash=sri(nar_sha256(tree)), submodules=submodules
        )
        return Material(
            source=source, path=tree, sha256="", file=repo, version=version, repository=url,
            date=None if tag else date,
        )  # fmt: skip

    def _address(self, url: str) -> Material:
        plain = url.partition("#")[0]
        file = unquote(urlsplit(plain).path.rpartition("/")[2]) or "source"
        artifact, path = self.acquire.first_look(file, plain)
        source = _of_pypi(plain, file, artifact.sha256) or FromURL(url=plain, hash=sri(artifact.sha256))
        wheel = (file, path) if file.endswith(".whl") else None
        return Material(source=source, path=path, sha256=artifact.sha256, file=file, wheel=wheel)

    def _directory(self, typed: Path) -> Material:
        path = (self.here / typed).resolve()
        if not path.is_dir():
            raise UsageError(
                f"`{typed}` is no directory here",
                help="name a project's directory; a file is named by its address",
            )
        found = os.path.relpath(path, self.beside.resolve())
        text = "./." if found == "." else found if found.startswith("..") else f"./{found}"
        text = "../." if text == ".." else text
        return Material(source=FromDirectory(path=text), path=path, sha256="", file=path.name)


def _of_pypi(url: str, file: str, sha256: str) -> FromPyPI | None:
    """What `fetchPypi` is told of a file whose address is the index's, or a mirror's: that has a hash in it.

    Of wheels it knows the addresses of those that run anywhere.
    """
    if not _STORED.fullmatch(urlsplit(url).path) or _version_in(file) is None:
        return None
    if file.endswith(".whl"):
        parts = file.removesuffix(".whl").split("-")
        if len(parts) != 5 or parts[3:] != ["none", "any"]:
            return None
        spelled, own, python, *_ = parts
        return FromPyPI(pname=spelled, version=own, extension="whl", hash=sri(sha256), wheel=(python, python))
    extension = "zip" if file.endswith(".zip") else "tar.gz"
    spelled, _, own = file.removesuffix(f".{extension}").rpartition("-")
    return FromPyPI(pname=spelled, version=own, extension=extension, hash=sri(sha256))


def _names_one(specifier: SpecifierSet) -> bool:
    return [one.operator for one in specifier] == ["=="] and "*" not in str(specifier)


def _version_in(file: str) -> Version | None:
    try:
        if file.endswith(".whl"):
            return read_wheel_name(file)[1]
        return read_sdist_name(file)[1]
    except Malformed:
        return None


def _merit(file: str) -> tuple[int, str]:
    try:
        tags: frozenset[Tag] = read_wheel_name(file)[2]
    except Malformed:
        return 9, file
    if any(tag.platform == "any" for tag in tags):
        return 0, file
    linux = any("linux" in tag.platform and tag.platform.endswith("x86_64") for tag in tags)
    usual = any(tag.interpreter in {"cp313", "py3"} or tag.abi == "abi3" for tag in tags)
    return (1 if linux and usual else 2 if linux else 3), file


def _chosen(url: str, ref: str | None, references: Mapping[str, str]) -> tuple[str | None, str, str | None]:
    """A tag if it is one, the commit, and the version that the tag names. Raises `RevisionNotFound`."""
    tags = {
        name.removeprefix("refs/tags/"): rev
        for name, rev in references.items()
        if name.startswith("refs/tags/")
    }
    if ref is None:
        released = {
            tag: Version(found)
            for tag in tags
            if (found := version_of(tag)) is not None and not Version(found).is_prerelease
        }
        if not released:
            return None, references.get("HEAD", ""), None
        # Of two tags for one version (`1.0`, `v1.0`), the one that looks like more of them.
        best = max(released, key=lambda tag: (released[tag], tag.startswith("v")))
        return best, tags[best], str(released[best])
    if ref in tags:
        return ref, tags[ref], version_of(ref)
    rev = references.get(f"refs/heads/{ref}", ref)
    if not _COMMIT.fullmatch(rev):
        raise RevisionNotFound(url, ref)
    named = next((tag for tag, own in tags.items() if own == rev and version_of(tag)), None)
    return named, rev, version_of(named) if named else None
