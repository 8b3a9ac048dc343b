"""The Nix files that a project starts with: they name snowsnake and the lock, and nothing else.

Where snowsnake has no address that Nix could fetch it from, its Nix library is copied beside them: it is small, needs
nothing else, and is then the same for everybody who has the project.
"""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote

from snowsnake.errors import SnowsnakeError, UsageError
from snowsnake.nixtext import (
    AttributeSet,
    Binding,
    Call,
    Expression,
    Function,
    Name,
    Parameter,
    Parameters,
    PathLiteral,
    Select,
    Text,
    to_text,
)
from snowsnake.project_files import LOCK_NAME

_GITHUB = re.compile(r"github:(?P<owner>[\w.-]+)/(?P<name>[\w.-]+)(?:/(?P<ref>[\w./-]+))?")


class UnknownHome(SnowsnakeError):
    """An installed snowsnake has no address, and there is no copy of its Nix library."""

    def __init__(self) -> None:
        super().__init__(
            "this snowsnake was not started from a checkout: it does not know where Nix can have it from",
            help=f"`snowsnake init` copies its Nix library to `{VENDORED}`; or name its place: "
            "`--url git+https://HOST/snowsnake`",
        )


class NotFetchable(SnowsnakeError):
    """A flake reference that Nix without flakes has no function for."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(
            f"Nix without flakes cannot fetch `{url}`",
            help="name `git+https://…`, `github:OWNER/NAME`, `path:/…` or the address of a `.tar.gz`",
        )


class NoReference(UsageError):
    """No flake reference."""

    def __init__(self, url: str) -> None:
        self.url = url
        super().__init__(
            f"`{url}` is no flake reference", help="type `--url git+https://HOST/PATH`, for example"
        )


PACKAGE = Path(__file__).parents[1].resolve()
"""The directory of the package `snowsnake` that runs."""


VENDORED = "nix/snowsnake"
"""Where the copy of the Nix library lies in a project."""


def home(package: Path) -> str | None:
    """The flake reference of the checkout that `package` (the directory of the package `snowsnake`) lies in.

    `None` where it lies in none: it is installed.
    """
    checkout = package.parents[1]
    if not (checkout / "flake.nix").is_file() or checkout / "src" / "snowsnake" != package:
        return None
    # What git knows, where there is one: not the development environment, which is large.
    scheme = "git+file://" if (checkout / ".git").exists() else "path:"
    return scheme + quote(str(checkout))


def reference(url: str | None, package: Path = PACKAGE) -> str | None:
    """`url` where there is one, else `home`. Raises `NoReference` for what no flake reference looks like."""
    if url is None:
        return home(package)
    if not re.fullmatch(r"[!-~]+", url):  # other letters are escaped in URLs
        raise NoReference(url)
    return url


def library(package: Path = PACKAGE) -> dict[str, bytes]:
    """The Nix library of this snowsnake, by path below a project: what Nix reads, and the programs of its builds."""
    found = {f"{VENDORED}/default.nix": to_text(Call(Name("import"), (PathLiteral("./nix/lib"),))).encode()}
    for path in sorted((*(package / "nix" / "lib").rglob("*"), *(package / "builders").rglob("*"))):
        if path.is_file() and "__pycache__" not in path.parts:
            found[f"{VENDORED}/{path.relative_to(package).as_posix()}"] = path.read_bytes()
    return found


def flake(url: str | None, lock: str = LOCK_NAME) -> str:
    """`flake.nix` for the lock beside it, with snowsnake from `url` (a flake reference), or the copy of its library."""
    if url is None:
        function = _of_lock(Select(_VENDORED_LIBRARY, ("mkFlake",)), lock)
        outputs = Binding("outputs", Function(Parameters((), ellipsis=True), function))
        return to_text(AttributeSet((outputs,)))
    snowsnake = Parameters((Parameter("snowsnake"),), ellipsis=True)
    return to_text(
        AttributeSet(
            (
                Binding(("inputs", "snowsnake", "url"), Text(url)),
                Binding("outputs", Function(snowsnake, _of_lock(Name("snowsnake.lib.mkFlake"), lock))),
            )
        )
    )


def without_flakes(url: str | None, lock: str = LOCK_NAME) -> dict[str, str]:
    """`default.nix` and `shell.nix` for the lock beside them. `NotFetchable` where `url` is for flakes only."""
    default = _VENDORED_LIBRARY if url is None else Call(Name("import"), (_fetched(url),))
    snowsnake = Parameters((Parameter("snowsnake", default),))
    return {
        file: to_text(Function(snowsnake, _of_lock(Select(Name("snowsnake"), (function,)), lock)))
        for file, function in (("default.nix", "mkEnvironment"), ("shell.nix", "mkShell"))
    }


_VENDORED_LIBRARY = Call(Name("import"), (PathLiteral(f"./{VENDORED}"),))


def _of_lock(function: Expression, lock: str) -> Expression:
    return Call(function, (AttributeSet((Binding("lock", PathLiteral(f"./{lock}")),)),))


def _fetched(url: str) -> Expression:
    """https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake.html#types, as far as it can be said."""
    local = re.match(r"(?:path:|git\+file://)(/[^?]*)", url)
    if local:
        return PathLiteral(unquote(local[1]))
    github = _GITHUB.fullmatch(url)
    if github:
        address = (
            f"https://github.com/{github['owner']}/{github['name']}/archive/{github['ref'] or 'HEAD'}.tar.gz"
        )
        return Call(Name("builtins.fetchTarball"), (Text(address),))
    if url.startswith("git+"):
        address, _, query = url.removeprefix("git+").partition("?")
        known = {key: value for key, value in parse_qsl(query) if key in {"ref", "rev"}}
        said = (Binding(key, Text(value)) for key, value in known.items())
        return Call(Name("builtins.fetchGit"), (AttributeSet((Binding("url", Text(address)), *said)),))
    if re.match(r"https?://.*\.(?:tar(?:\.\w+)?|tgz|zip)$", url):
        return Call(Name("builtins.fetchTarball"), (Text(url),))
    raise NotFetchable(url)
