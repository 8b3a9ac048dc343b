"""What can go wrong with Nix, told by what the user can do about it."""

from __future__ import annotations

import re
import signal
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from snowsnake.errors import SnowsnakeError

Left = Literal["intact", "changed", "unreadable"]
"""As it was before the build, or not, or in a directory that this user, or this machine, cannot see."""
MINIMUM = (2, 8)
"""The oldest Nix that snowsnake is tested with."""


class NixError(SnowsnakeError):
    """Something went wrong in or with Nix."""


class NixMissing(NixError):
    """There is no Nix on this machine."""

    def __init__(self, looked_in: Sequence[str], *, debian: bool) -> None:
        self.looked_in = tuple(looked_in)
        how = (
            "install it: `apt install nix-bin`"
            if debian
            else "install it: `curl -L https://nixos.org/nix/install | sh -s -- --daemon`"
        )
        super().__init__("Nix is not installed, or not on `PATH`", help=how)


class NixTooOld(NixError):
    """The Nix that was found is older than snowsnake supports."""

    def __init__(self, program: str, version: str) -> None:
        self.program = program
        self.version = version
        oldest = ".".join(map(str, MINIMUM))
        super().__init__(
            f"`{program}` is Nix {version}, snowsnake needs {oldest} or newer",
            help="upgrade it as it was installed: `nix upgrade-nix`, or your distribution's package",
        )


class NixUnusable(NixError):
    """The Nix that was found does not start, or answers with something that cannot be understood."""

    def __init__(self, program: str, said: str) -> None:
        self.program = program
        super().__init__(
            f"`{program}` does not work", help=f"see what `{program} --version` says", details=said
        )


class StoreNotWritable(NixError):
    """This user may not add to the store."""

    def __init__(self, reason: str, *, help: str, details: str | None = None) -> None:  # noqa: A002 -- the field's own word
        self.reason = reason
        super().__init__(f"cannot write to the Nix store: {reason}", help=help, details=details)


class StoreElsewhere(NixError):
    """Nix is told to keep its store in another place than `/nix/store` of this machine."""

    def __init__(self, store: str, said: str, why: str) -> None:
        """`said` is what says so: a variable, or `store` in nix.conf."""
        self.store = store
        super().__init__(
            f"{said} names the store `{store}`: {why}",
            help=f"type the same without it: `env -u {said} snowsnake …`"
            if said.isupper()
            else "take `store` out of nix.conf",
        )


class AnotherDatabase(NixError):
    """Nix is told to keep another account of the machine's store than the one that it has."""

    def __init__(self, directory: str, kept: str) -> None:
        self.directory = directory
        super().__init__(
            f"NIX_STATE_DIR says `{directory}`, but what is in `/nix/store` is written down in `{kept}`: Nix would "
            "overwrite what it does not know",
            help="type the same without it: `env -u NIX_STATE_DIR snowsnake …`",
        )


class SandboxUnavailable(NixError):
    """Builds would run without the sandbox, or the sandbox does not start."""

    def __init__(self, reason: str, *, help: str, details: str | None = None) -> None:  # noqa: A002 -- the field's own word
        self.reason = reason
        super().__init__(
            f"Nix cannot build in its sandbox here: {reason}",
            help=f"{help}; to build without protection and reproducibility, type `--no-sandbox`",
            details=details,
        )


class NotRepaired(NixError):
    """A store path was changed, and this user cannot have it made anew."""

    def __init__(self, path: str, error: NixError) -> None:
        self.path = path
        super().__init__(
            f"`{path}` was changed since Nix made it, and is not as it was: {error.message}",
            help=f"the administrator of this store can repair it: `sudo nix-store --repair-path {path}`",
            details=error.details,
        )


class OtherSystem(NixError):
    """What is to be built is for a kind of machine that this one is not, and Nix knows no other."""

    def __init__(self, wanted: str, here: str) -> None:
        self.wanted = wanted
        self.here = here
        super().__init__(
            f"this is built on {wanted}, and this machine is {here}",
            help=f"build it on such a machine, or name one in nix.conf: `builders = ssh://host {wanted}`",
        )


class StoreFull(NixError):
    """No space is left where Nix builds or stores."""

    of_machine = True

    def __init__(self, details: str) -> None:
        super().__init__(
            "no space left on the disk of the Nix store or of `TMPDIR`",
            help="free some: `snowsnake clean`, then `nix-store --gc`",
            details=details,
        )


class EvaluationFailed(NixError):
    """Nix could not work out what to build."""

    def __init__(self, said: str) -> None:
        lines = [line.strip() for line in said.splitlines() if line.strip()]
        # Newer Nix starts with a bare `error:` and the trace, and ends with the error itself.
        errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
        why = (errors[-1:] or lines[:1] or ["it did not say why"])[0]
        # Our own library says what to type.
        advice = next((line.removeprefix("help: ") for line in lines if line.startswith("help: ")), None)
        if advice is not None:
            super().__init__(why, help=advice)
            return
        super().__init__(
            f"Nix cannot evaluate the environment: {why}",
            help="if you wrote no Nix yourself, this is a bug in snowsnake: please report it with the text",
            details=said,
        )


class NixFailed(NixError):
    """A command of Nix failed in a way that has no name here."""

    def __init__(self, command: str, status: int, said: str) -> None:
        self.command = command
        self.status = status
        how = f"failed with status {status}"
        advice = "Nix's own words above say why"
        if status < 0:
            how = f"was ended by signal {-status} ({(signal.strsignal(-status) or '?').lower()})"
            advice = "run the same command again; if nobody ended it, this machine had no memory left: `dmesg` tells"
        super().__init__(
            f"`{command}` {how}",
            help=advice,
            details=said or None,
        )
        found = re.search(r"getting (?:status of|attributes of path) '(/nix/store/[^/']+)", said)
        self.missing_path: str | None = found[1] if found else None
        """A store path that Nix believes to have, and that is not there."""


class BuildFailed(NixError):
    """One derivation could not be built."""

    def __init__(
        self,
        *,
        name: str,
        derivation: str | None,
        why: str,
        log: Sequence[str],
        builder_error: Mapping[str, object] | None,
        kept: Path | None = None,
        left: Left | None = None,
    ) -> None:
        self.name = name
        """The derivation's name: `numpy-2.3.1`."""
        self.derivation = derivation
        """Its store path, where Nix told it."""
        self.why = why
        self.log = tuple(log)
        """The last lines that the build printed."""
        self.builder_error = builder_error
        """What the builder itself says is wrong, where it is one of ours; with `help`, that is all there is to say."""
        self.kept = kept
        """The build's directory, where it was not removed."""
        self.left = left
        """What has become of the program in it that enters the build's sandbox again; `None` where it never was."""
        facts = builder_error or {}
        said, how = (facts.get(key) for key in ("message", "help"))
        explained = isinstance(said, str) and isinstance(how, str)
        log_command = f"see its whole log: `nix-store --read-log {derivation}`" if derivation else None
        # The builder prints it for the log's readers too, in ASCII.
        repeated = "error: " + str(said).encode("ascii", "backslashreplace").decode()
        super().__init__(
            f"{said}" if explained else f"`{name}` failed to build: {said if isinstance(said, str) else why}",
            help=f"{how}" if explained else log_command,
            details="\n".join(line for line in self.log if line != repeated) or None,
        )
