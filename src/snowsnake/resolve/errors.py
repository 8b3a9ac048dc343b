"""How a resolution can fail, as the user sees it."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Sequence

from packaging.utils import canonicalize_name

from snowsnake.errors import SnowsnakeError, once_online
from snowsnake.knowledge import meant_by_module
from snowsnake.trust import ADVICE, UNTRUSTED


def asked_by(required_by: Sequence[str], *, goes_on: bool = False) -> str:
    """`, required by `a` and `b``, empty for what the user asked for; with a comma where the sentence goes on."""
    if not required_by:
        return ""
    return ", required by " + " and ".join(f"`{name}`" for name in required_by) + ("," if goes_on else "")


class UnknownPackage(SnowsnakeError):
    """No index has a distribution of that name."""

    def __init__(self, name: str, required_by: Sequence[str], details: str | None = None) -> None:
        self.name, self.required_by = name, tuple(required_by)
        super().__init__(
            f"no index has a package `{name}`{asked_by(required_by)}",
            help=_for_unknown(name, required_by),
            details=details,
        )


def _for_unknown(name: str, required_by: Sequence[str]) -> str:
    """What to write in place of a name that no index has: it may be that of a module."""
    if required_by:
        return (
            f"its name may be misspelt in {' or '.join(f'`{other}`' for other in required_by)}; a private index is "
            "named with `--index-url` in a requirements file"
        )
    if meant := meant_by_module(name):
        return "the module `{}` is in `{}`: write that".format(*meant)
    if canonicalize_name(name).replace("-", "_") in sys.stdlib_module_names:
        return f"`{name}` is part of Python: leave it out"
    return "check the spelling; a private index is named with `--index-url` in a requirements file"


class NoVersionFits(SnowsnakeError):
    """The index has the distribution, but no version that the requirements allow."""

    def __init__(self, name: str, required_by: Sequence[str], details: str) -> None:
        self.name, self.required_by = name, tuple(required_by)
        super().__init__(
            f"no version of `{name}` fits what is required{asked_by(required_by)}",
            help=f"loosen the version that is asked of `{name}`",
            details=details,
        )


class NoSolution(SnowsnakeError):
    """The requirements contradict each other."""

    def __init__(self, details: str) -> None:
        super().__init__(
            "the requirements contradict each other",
            help="loosen one of the requirements that the explanation names",
            details=details,
        )


class OnlySource(SnowsnakeError):
    """A distribution has no wheel that can be used, and its source may not be."""

    def __init__(self, name: str, required_by: Sequence[str], *, details: str | None = None) -> None:
        self.name, self.required_by = name, tuple(required_by)
        super().__init__(
            f"`{name}`{asked_by(required_by, goes_on=True)} has no wheel, and `no-build` forbids to build it",
            help=f"take `{name}` out of `no-build-package` (or `no-build`) in `[tool.uv]`",
            details=details,
        )


class NoSource(SnowsnakeError):
    """A distribution is to be built from source, and there is none."""

    def __init__(self, name: str, version: str) -> None:
        self.name, self.version = name, version
        super().__init__(
            f"`{name} {version}` is to be built from source, and the index has only wheels of it",
            help=f'take `{name}` out of `--no-binary` (or `source = "sdist"`), or ask for another version',
        )


class UnreadableSource(SnowsnakeError):
    """A source distribution, or another `file`, cannot be opened."""

    def __init__(
        self,
        name: str,
        version: str | None,
        reason: str,
        details: str | None = None,
        *,
        file: str = "the source",
    ) -> None:
        self.name, self.version, self.reason = name, version, reason
        what = f"{name} {version}" if version else name
        super().__init__(
            f"{file} of `{what}` cannot be read: {reason}",
            help=f"ask for another version of `{name}`; tell its maintainers if this one came from their index",
            details=details,
        )


OWN_CRATES = "`cargo vendor` writes the crates beside it, with the lines for `.cargo/config.toml`"


class Unbuildable(SnowsnakeError):
    """A source that cannot be built here, whatever is tried; another release may have a wheel."""

    def __init__(
        self,
        name: str,
        version: str,
        required_by: Sequence[str],
        reason: str,
        *,
        own: str | None = None,
        mend: Sequence[str] = (),
    ) -> None:
        """`own` is the directory that it is in, where it is no release: nothing has a wheel of that.

        `mend` are the lines that take a wheel in its place.
        """
        self.name, self.version, self.required_by, self.own = name, version, tuple(required_by), own
        if own is not None:
            what, hint = f"`{name}` in `{own}`", f"let `{own}` bring what its build takes: {OWN_CRATES}"
        else:
            what = f"`{name} {version}`"
            hint = "; ".join(mend) or f"take a version of `{name}` that has a wheel"
        super().__init__(
            f"{what}{asked_by(required_by, goes_on=True)} cannot be built from source: {reason}", help=hint
        )


class NoMetadata(SnowsnakeError):
    """What a source requires could not be made known to uv."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"uv cannot resolve `{name}` without building it",
            help=f'say what it requires: `[[tool.uv.dependency-metadata]]` with `name = "{name}"`',
        )


class NoWheelForTarget(SnowsnakeError):
    """A distribution has wheels, but none for the target."""

    def __init__(
        self,
        name: str,
        version: str | None,
        required_by: Sequence[str],
        target: str,
        tags: Sequence[str] = (),
        *,
        details: str | None = None,
    ) -> None:
        self.name, self.version, self.target = name, version, target
        self.required_by, self.tags = tuple(required_by), tuple(tags)
        what = f"{name} {version}" if version else name
        none = "" if version else " in any version that may be used"
        super().__init__(
            f"`{what}`{asked_by(required_by, goes_on=True)} has no wheel for `{target}`{none}",
            help="choose another interpreter with `--python`, or another version",
            details=details or ("there are wheels for: " + ", ".join(tags) if tags else None),
        )


class BadArtifact(SnowsnakeError):
    """An index describes a file in a way that cannot be locked."""

    def __init__(self, name: str, reason: str) -> None:
        self.name, self.reason = name, reason
        super().__init__(
            f"a file of `{name}` cannot be locked: {reason}",
            help=f"tell whoever keeps the index that has `{name}`",
        )


class HashesExclude(SnowsnakeError):
    """The hashes in a requirements file fit none of the files that the index has."""

    def __init__(
        self, name: str, version: str, *, allowed: Sequence[str] = (), files: Sequence[tuple[str, str]] = ()
    ) -> None:
        self.name, self.version = name, version
        self.allowed, self.files = tuple(allowed), tuple(files)
        lines = [f"allowed   {value}" for value in self.allowed]
        for file, digest in self.files:
            lines += [f"found     {digest}", f"of        {file}"]
        super().__init__(
            f"no file of `{name} {version}` has a hash that the requirements file allows",
            help=f"check the version and the `--hash` values of `{name}`",
            details="\n".join(lines) or None,
        )


class IndexUnreachable(SnowsnakeError):
    """An index did not answer, or answered with a failure of its own, several times."""

    def __init__(self, url: str, reason: str, details: str | None = None) -> None:
        self.url, self.reason = url, reason
        super().__init__(
            f"`{url}` cannot be reached: {reason}",
            help=ADVICE
            if reason == UNTRUSTED
            else "check the network and try again, or work from the cache with `--offline`",
            details=details,
        )


class NotAtItsAddress(SnowsnakeError):
    """A server answers, and does not have what an address names."""

    def __init__(self, url: str, status: str, details: str | None = None) -> None:
        self.url, self.status = url, status
        super().__init__(
            f"there is nothing at `{url}`: {status}",
            help="check its address, or require what is there now",
            details=details,
        )


class NoSuchRevision(SnowsnakeError):
    """A repository does not have the branch, tag or commit that is required."""

    def __init__(self, name: str, revision: str, url: str, details: str | None = None) -> None:
        self.name, self.revision, self.url = name, revision, url
        super().__init__(
            f"the repository of `{name}`, `{url}`, has no `{revision}`",
            help=f"name a branch, tag or commit that it has: `git ls-remote {shlex.quote(url)}` lists them",
            details=details,
        )


class IndexRefused(SnowsnakeError):
    """An index wants other credentials."""

    def __init__(self, url: str, details: str | None = None) -> None:
        self.url = url
        super().__init__(
            f"`{url}` refuses these credentials",
            help="put user and password for its host into `~/.netrc`, or set `UV_INDEX_<NAME>_USERNAME` and "
            "`UV_INDEX_<NAME>_PASSWORD`",
            details=details,
        )


class NotCached(SnowsnakeError):
    """Offline, and the cache does not have what is needed."""

    def __init__(self, details: str) -> None:
        super().__init__(
            "the cache does not have everything that is needed",
            help=f"run it {once_online()}",
            details=details,
        )


class UvDiskFull(SnowsnakeError):
    """uv has no room for what it writes."""

    of_machine = True

    def __init__(self, details: str) -> None:
        super().__init__(
            "no space left on the disk of uv's cache or of `TMPDIR`",
            help="free some (`uv cache prune`), or use another: UV_CACHE_DIR and TMPDIR say where",
            details=details,
        )


class UvFailed(SnowsnakeError):
    """uv failed in a way that has no words of its own here."""

    def __init__(self, details: str) -> None:
        super().__init__("uv could not resolve the requirements", help="see uv's own words", details=details)


class BadUvSetting(SnowsnakeError):
    """uv does not take a value that the user gave it."""

    def __init__(self, setting: str, reason: str, *, variable: str | None = None) -> None:
        """`setting` is as it is written: `--exclude-newer`, ``exclude-newer` in `[tool.uv]``."""
        self.setting, self.reason = setting, reason
        also = f", or the variable {variable}" if variable else ""
        super().__init__(f"{setting} is wrong: {reason}", help=f"correct it{also}, or take it out")


class UvMissing(SnowsnakeError):
    """The uv program is not where its package says."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__("the program `uv` cannot be run", help="install snowsnake again", details=reason)


class BadPylock(SnowsnakeError):
    """A lock of another tool, or uv's answer, breaks its specification."""

    def __init__(self, where: str, reason: str, details: str | None = None) -> None:
        self.where, self.reason = where, reason
        super().__init__(
            f"`{where}` is not a lock that can be read: {reason}",
            help=f"write `{where}` again with its own tool",
            details=details,
        )


def unexpected(error: Exception) -> str:
    """What it means to a person that reading a parsed lock ended in `error`."""
    if isinstance(error, KeyError):
        return f"a package lacks `{error.args[0]}`"
    if isinstance(error, ValueError):  # of `packaging`: versions, specifiers, markers
        return str(error)
    return "a value in it is of another kind than the format says"
