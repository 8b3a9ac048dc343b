"""Options that several verbs share."""

from __future__ import annotations

import functools
import os
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from snowsnake import machine
from snowsnake.cli import complete
from snowsnake.environments.subjects import state_directory
from snowsnake.errors import UsageError
from snowsnake.ui.terminal import Terminal

if TYPE_CHECKING:
    from snowsnake.configuration import Configuration

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Common:
    """What every verb is told."""

    terminal: Terminal
    offline: bool | None
    sandbox: bool | None
    jobs: int | None
    timeout: int | None
    keep_failed: bool | None
    prefer: tuple[str, ...] = ()
    """Distributions (normalised) that win where two ship one path."""
    strict: bool = False
    """Whether it is an error where code of two distributions clashes."""

    def configuration(self) -> Configuration:
        """How to work: the environment variables, and the options over them."""
        from snowsnake.configuration import Configuration  # noqa: PLC0415 -- not on the hot path

        return Configuration.from_environment(
            os.environ,
            offline=self.offline,
            sandbox=self.sandbox,
            jobs=self.jobs,
            timeout=self.timeout,
            keep_failed=self.keep_failed,
        )


def common(
    *, working: bool = True, answers: bool = False, locks: bool = False, builds: bool = False
) -> Decorator:
    """Options of every verb; `working`: it may lock and build; `answers`: it has `--json`.

    `locks`: it makes a lock that the user keeps; `builds`: it makes such an environment.

    The verb gets a `Common` as its first argument.
    """
    options = [
        click.option("-q", "--quiet", is_flag=True, help="Show nothing but errors."),
        click.option(
            "--color",
            "colour",
            metavar="WHEN",
            type=click.Choice(["auto", "always", "never"]),
            default="auto",
            help="auto, always or never; auto honours NO_COLOR.",
        ),
    ]
    if working:
        options.insert(1, click.option("-v", "--verbose", is_flag=True, help="Show build logs as they come."))
        options += [
            click.option(
                "--offline", is_flag=True, default=None, help="Use what is cached; never ask the network."
            ),
            click.option(
                "--no-sandbox",
                "sandbox",
                flag_value=False,
                type=bool,
                default=None,
                help="Build unprotected: builds may see this machine.",
            ),
            click.option("-j", "--jobs", metavar="N", type=click.IntRange(min=1), help="Builds at a time."),
            click.option(
                "--timeout",
                metavar="SECONDS",
                type=click.IntRange(min=1),
                help="Stop a build that takes longer. SNOWSNAKE_BUILD_TIMEOUT says it, too.",
            ),
            click.option(
                "--keep-failed",
                is_flag=True,
                default=None,
                help="Keep the directory of a build that fails, to enter its sandbox.",
            ),
        ]
    if locks or builds:
        text = "Wins where two packages ship the same file. Repeatable."
        options.append(click.option("--prefer", multiple=True, metavar="NAME", help=text))
    if builds:
        text = "Stop where code of two packages clashes: they ship the same file."
        options.append(click.option("--strict", is_flag=True, help=text))
    if answers:
        options.append(click.option("--json", "as_json", is_flag=True, help="Answer in JSON on stdout."))

    def decorate(verb: Callable[..., Any]) -> Callable[..., Any]:
        @click.pass_obj
        @functools.wraps(verb)
        def wrapped(terminal: Terminal, /, **options: Any) -> object:
            if not state_directory(os.environ):
                from snowsnake.configuration import NoHome  # noqa: PLC0415 -- imports much

                raise NoHome
            machine.check()
            terminal.quiet = options.pop("quiet")
            terminal.verbose = options.pop("verbose", False)
            terminal.colour = options.pop("colour")
            terminal.json = options.pop("as_json", False)
            common_options = Common(
                terminal=terminal,
                offline=options.pop("offline", None),
                sandbox=options.pop("sandbox", None),
                jobs=options.pop("jobs", None),
                timeout=options.pop("timeout", None),
                keep_failed=options.pop("keep_failed", None),
                prefer=_names(options.pop("prefer", ())),
                strict=options.pop("strict", False),
            )
            return verb(common_options, **options)

        result: Callable[..., Any] = wrapped
        for option in reversed(options):
            result = option(result)
        return result

    return decorate


def _names(texts: tuple[str, ...]) -> tuple[str, ...]:
    """Names of distributions as they are compared. Raises `UsageError`."""
    if not texts:
        return ()
    from packaging.utils import InvalidName, canonicalize_name  # noqa: PLC0415 -- imports much

    try:
        return tuple(canonicalize_name(text, validate=True) for text in texts)
    except InvalidName as error:
        raise UsageError(f"`--prefer`: {error}", help="name a package: `--prefer opencv-python`") from None


requirement_files = click.option(
    "-r",
    "--requirements",
    "--requirement",
    "files",
    multiple=True,
    metavar="FILE",
    shell_complete=complete.files,
    help="requirements.txt, pyproject.toml, or a uv.lock, pylock.toml, poetry.lock, pdm.lock. Repeatable.",
)
python = click.option(
    "-p",
    "--python",
    metavar="VERSION",
    shell_complete=complete.interpreters,
    help="The interpreter: 3.13, 3.14, pypy3, …",
)
no_binary = click.option(
    "--no-binary",
    "no_binary",
    multiple=True,
    metavar="NAME",
    help="Build this from source, whatever wheels there are; :all: is everything. Repeatable.",
)
native = click.option(
    "--native",
    "native",
    multiple=True,
    metavar="PACKAGE",
    help="Have this native package besides (poppler-utils): its programs and libraries. Repeatable.",
)
_base = click.option(
    "--base",
    metavar="BASE",
    shell_complete=complete.bases,
    help="Where interpreter and libraries are from: debian (the default), nixpkgs.",
)
_nixpkgs = click.option(
    "--nixpkgs",
    metavar="BRANCH",
    help="Which nixpkgs: nixos-25.11, a commit, github:OWNER/REPO/BRANCH, an address.",
)


_extras = click.option(
    "--extra",
    "extras",
    multiple=True,
    metavar="NAME",
    shell_complete=complete.extras,
    help="With this extra of the project, from now on. Repeatable.",
)
_groups = click.option(
    "--group",
    "groups",
    multiple=True,
    metavar="NAME",
    shell_complete=complete.groups,
    help="With this dependency group (PEP 735), from now on. Repeatable.",
)


locked = click.option(
    "--locked",
    "--frozen",
    "locked",
    is_flag=True,
    help="Do not lock: stop where the lock is missing or stale. CI=true does the same.",
)


def _both(first: Decorator, second: Decorator) -> Decorator:
    """Two options that a verb has together."""
    return lambda verb: first(second(verb))


base = _both(_base, _nixpkgs)
"""`--base` and `--nixpkgs`."""
chosen = _both(_extras, _groups)
"""`--extra` and `--group`."""


def typed_options(
    no_binary: tuple[str, ...],
    native: tuple[str, ...] = (),
    base: str | None = None,
    nixpkgs: str | None = None,
) -> tuple[str, ...]:
    """The options that decide what is locked, as they were typed."""
    from snowsnake.requirements.typed import BASE, NATIVE, NIXPKGS, NO_BINARY  # noqa: PLC0415 -- imports much

    said = [f"{option}{value}" for option, value in ((BASE, base), (NIXPKGS, nixpkgs)) if value is not None]
    return (*(f"{NO_BINARY}{name}" for name in no_binary), *(f"{NATIVE}{name}" for name in native), *said)


def only_ad_hoc(typed: tuple[str, ...]) -> None:
    """Refuse options that decide what is locked for a project or a script."""
    if typed:
        words = [word for text in typed for word in text.split(" ", 1)]
        option = words[0]
        raise UsageError(
            f"`{option}` is for requirements that you name; a project's are decided when it is locked",
            help=f"`snowsnake lock {shlex.join(words)}`, then the same without it",
        )


def must_be_locked(flag: bool) -> bool:
    """Whether a missing or stale lock of a project is an error: `--locked`, or a CI machine."""
    return flag or os.environ.get("CI", "").lower() not in {"", "0", "false", "no"}
