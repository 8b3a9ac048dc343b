"""The Nix that this machine has: where it is, which version, how it is set up."""

from __future__ import annotations

import os
import re
import shutil
import socket
import stat
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import parse_qs

from snowsnake.nix.errors import (
    MINIMUM,
    AnotherDatabase,
    NixMissing,
    NixTooOld,
    NixUnusable,
    StoreElsewhere,
    StoreNotWritable,
)
from snowsnake.nix.namespaces import may_become
from snowsnake.parsing import parse_json

PLACES = ("/nix/var/nix/profiles/default/bin", "~/.nix-profile/bin", "/run/current-system/sw/bin", "/usr/bin")
"""Where installers put Nix, for when `PATH` does not know (a service, an IDE)."""
PUBLIC_CACHE = "https://cache.nixos.org"
_STORE = "/nix/store"
_STATE = Path("/nix/var/nix")
_HERE = frozenset({"", "auto", "local", "local://", "daemon", "unix", "/"})
"""What Nix calls a store of this machine that is at its usual place; besides `unix://SOCKET`."""


def find_nix(environment: Mapping[str, str]) -> Path:
    """The directory with `nix-build` and `nix-store`. Raises `NixMissing`."""
    places = [os.path.expanduser(place) for place in PLACES]  # noqa: PTH111 -- a home may be unknown
    found = shutil.which("nix-build", path=os.pathsep.join([environment.get("PATH", os.defpath), *places]))
    if found is None:
        raise NixMissing(places, debian=Path("/etc/debian_version").exists())
    return Path(found).parent


def parse_version(said: str) -> tuple[int, int, int]:
    """The version in `nix (Nix) 2.8.0`, `nix (Lix, like Nix) 2.91.1`, `nix (Determinate Nix 3.5) 2.28.3`.

    Raises `ValueError`.
    """
    lines = said.splitlines()
    match = re.search(r"(?:^|[\s)])(\d+)\.(\d+)(?:\.(\d+))?[^\s.]*\s*$", lines[0]) if lines else None
    if match is None:
        raise ValueError(said)
    major, minor, patch = match.groups(default="0")
    return int(major), int(minor), int(patch)


@dataclass(frozen=True)
class Installation:
    """One Nix. Asks it once for each thing."""

    bin: Path
    """The directory of its programs."""
    environment: Mapping[str, str]
    """What its programs are started with."""
    store: str | None
    """What `--store` names, `None` for Nix's own choice."""
    public_cache: bool = False
    """Whether Nix's public cache is asked, too, and builds have its shell: for what is nixpkgs'."""

    def program(self, name: str) -> str:
        """The path of `nix-build`, `nix-store` or `nix`."""
        return str(self.bin / name)

    @cached_property
    def version_text(self) -> str:
        """What `--version` says, whole."""
        # nix-build answers too, and is there where `nix` is not (Debian has both, some packages do not).
        return self._ask(["nix-build", "--version"]).strip()

    @cached_property
    def version(self) -> tuple[int, int, int]:
        """Raises `NixTooOld` and `NixUnusable`."""
        try:
            version = parse_version(self.version_text)
        except ValueError:
            raise NixUnusable(self.program("nix-build"), self.version_text) from None
        if version < MINIMUM:
            raise NixTooOld(self.program("nix-build"), ".".join(map(str, version)))
        return version

    @cached_property
    def settings(self) -> Mapping[str, object]:
        """Nix's settings as nix.conf, NIX_CONFIG and the defaults give them; empty where it does not tell."""
        features = ["--extra-experimental-features", "nix-command"]
        # Renamed in 2.20, the old name is on its way out.
        verb = ["config", "show"] if self.version >= (2, 20) else ["show-config"]
        try:
            found = parse_json(self._ask(["nix", *features, *verb, "--json"]))
            return {name: entry["value"] for name, entry in found.items()}
        except (NixUnusable, ValueError, KeyError, TypeError, AttributeError):
            return {}

    def options(self, *, sandbox: bool, evaluates: bool = False) -> list[str]:
        """What every call that may build is given; `evaluates`: it reads Nix code."""
        options: dict[str, str] = {"sandbox": "false"}
        if sandbox:
            # All four: a nix.conf may allow the fallback, or let paths of the host in.
            options = {
                "sandbox": "true",
                "sandbox-fallback": "false",
                "sandbox-paths": self._shell if self.public_cache else "",
                "extra-sandbox-paths": "",
            }
        # What is evaluated is ours, reads its own files only, and is nobody's flake.
        options |= {"pure-eval": "false", "restrict-eval": "false"} if evaluates else {}
        options |= {"substituters": " ".join(self.caches)} if self.caches else {"substitute": "false"}
        return [part for name, value in options.items() for part in ("--option", name, value)]

    @property
    def _shell(self) -> str:
        """The `/bin/sh` that this Nix has in its sandbox, as `sandbox-paths` says it; empty where it has none.

        Builds of nixpkgs count on it (`system()` of its C library starts it), and ours do not. It is a store path.
        """
        paths = self.settings.get("sandbox-paths")
        if isinstance(paths, dict):  # newer ones: by the path inside, `{"source": ..., "optional": ...}`
            paths = [f"{path}={of.get('source')}" for path, of in paths.items() if isinstance(of, dict)]
        pattern = r"/bin/sh=/nix/store/[a-z0-9]+-[^/\s?]+(/[A-Za-z0-9_-][^/\s?]*)+"
        known = [path for path in paths if isinstance(path, str)] if isinstance(paths, list) else []
        return next((path for path in known if re.fullmatch(pattern, path)), "")

    @cached_property
    def caches(self) -> tuple[str, ...]:
        """Which binary caches to ask.

        Nothing of ours is in Nix's public cache, and asking it costs a round trip for every path, and 4.7 s
        of retries where it cannot be reached (measured on 2.8). So it is left out; caches that somebody has
        configured are asked, because their environments may be there.
        """
        configured = self.settings.get("substituters")
        return tuple(
            url
            for url in (configured if isinstance(configured, list) else [])
            if isinstance(url, str) and (self.public_cache or url.split("?")[0].rstrip("/") != PUBLIC_CACHE)
        )

    def every_call(self) -> list[str]:
        """What every call is given, also one that builds nothing."""
        # What was just added has no root yet: a collection in between would take it away again.
        return ["--option", "min-free", "0", *self.build_users()]

    def build_users(self) -> list[str]:
        """What every call is given, because whoever opens the store as root gives it to the build users.

        Root in a container has none, or may not become another user: build as root then, inside the sandbox.
        """
        import grp  # noqa: PLC0415 -- not on every system that can import this
        import pwd  # noqa: PLC0415

        group = self.settings.get("build-users-group", "nixbld")
        if os.geteuid() != 0 or not isinstance(group, str) or not group or self.daemon:
            return []
        try:
            users = [pwd.getpwnam(name).pw_uid for name in grp.getgrnam(group).gr_mem]
        except KeyError:
            users = []
        return [] if users and may_become(users) else ["--option", "build-users-group", ""]

    @property
    def max_jobs(self) -> int:
        """How many builds at a time: what the user says, but the default of 1 becomes one for each processor.

        On two processors 60 small builds took 6.5 s with one job, 3.5 s with two, 3.6 s with three.
        """
        said = self.settings.get("max-jobs")
        if isinstance(said, int) and not isinstance(said, bool) and said != 1:
            return said
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    @property
    def remote(self) -> str:
        """The store that the user asked Nix for: `auto`, `daemon`, a directory, a URL."""
        if self.store is not None:
            return self.store
        said = self.settings.get("store")
        return self.environment.get("NIX_REMOTE") or (said if isinstance(said, str) else "auto")

    @property
    def state(self) -> Path:
        """Nix's state directory."""
        return Path(self.environment.get("NIX_STATE_DIR") or _STATE)

    @property
    def socket(self) -> Path:
        """Where the daemon listens."""
        if named := self.remote.removeprefix("unix://").partition("?")[0] if "://" in self.remote else "":
            return Path(named)
        said = self.environment.get("NIX_DAEMON_SOCKET_PATH")
        return Path(said) if said else self.state / "daemon-socket" / "socket"

    def _named_by(self) -> str | None:
        """What of the user's says where the daemon listens, or that there is one; `None` for Nix's usual place."""
        if self.remote.startswith("unix://") and self.remote.removeprefix("unix://").partition("?")[0]:
            return "NIX_REMOTE" if self.environment.get("NIX_REMOTE") else "`store` in nix.conf"
        return next((v for v in ("NIX_DAEMON_SOCKET_PATH", "NIX_STATE_DIR") if self.environment.get(v)), None)

    @property
    def daemon(self) -> bool:
        """Whether a daemon builds for us (Nix's own rule for `auto`)."""
        if self.remote == "auto":
            return not _writable(self.state / "db") and _is_socket(self.socket)
        return self.remote.partition("?")[0] in {"daemon", "unix"} or self.remote.startswith("unix://")

    def check_store(self) -> None:
        """Raises `StoreNotWritable` when this user cannot add to the store, `StoreElsewhere`, and `AnotherDatabase`."""
        if self.store is None:
            self._check_place()
        if self.remote.startswith("/"):
            _check_directory(Path(self.remote))
        elif self.daemon:
            _check_daemon(self.socket, self._named_by())
        elif self.remote == "auto" and not _writable(self.state / "db"):
            if _read_only(self.state):
                raise StoreNotWritable(
                    f"`{self.state}` is on a read-only file system",
                    help="have it mounted writable: `sudo mount -o remount,rw /nix`",
                )
            # Debian's socket directory is for the group `nix-users`: others cannot even see the socket.
            if self.socket.parent.exists() and not os.access(self.socket.parent, os.X_OK):
                raise _not_in_group(self.socket.parent)
            raise StoreNotWritable(
                f"`{self.state}` is not yours and no Nix daemon is listening",
                help=f"start the daemon: `{start_daemon()}`",
            )

    def _check_place(self) -> None:
        """Raises `StoreElsewhere` unless what is built is at this machine's `/nix/store`, and `AnotherDatabase`."""
        if (directory := self.environment.get("NIX_STORE_DIR", "")).rstrip("/") not in {"", _STORE}:
            raise StoreElsewhere(directory, "NIX_STORE_DIR", f"all that is made here is for `{_STORE}`")
        said = "NIX_REMOTE" if self.environment.get("NIX_REMOTE") else "`store` in nix.conf"
        place, _, query = self.remote.partition("?")
        try:
            options = parse_qs(query)
        except ValueError:
            options = {}
        elsewhere = f"what is built there is not at `{_STORE}`, and does not run"
        if place not in _HERE and not place.startswith("unix://"):
            if not place.startswith("/"):
                elsewhere = f"only a store at `{_STORE}` of this machine can be built in"
            raise StoreElsewhere(self.remote, said, elsewhere)
        allowed = {"root": "/", "store": _STORE, "real": _STORE}
        if any(
            value.rstrip("/") != allowed[key].rstrip("/") for key in allowed for value in options.get(key, ())
        ):
            raise StoreElsewhere(self.remote, said, elsewhere)
        if (
            not self.daemon
            and self.state.resolve() != _STATE.resolve()
            and (_STATE / "db/db.sqlite").exists()
        ):
            raise AnotherDatabase(str(self.state), str(_STATE))

    def _ask(self, command: Sequence[str]) -> str:
        program = self.program(command[0])
        try:
            done = subprocess.run(
                [program, *command[1:]],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                env=dict(self.environment),
                check=False,
                timeout=60,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NixUnusable(program, str(error)) from None
        if done.returncode:
            raise NixUnusable(program, done.stderr.decode(errors="replace"))
        return done.stdout.decode(errors="replace")


def _check_directory(store: Path) -> None:
    existing = next(parent for parent in (store, *store.parents) if parent.exists())
    if not os.access(existing, os.W_OK):
        raise StoreNotWritable(
            f"`{existing}` is not yours to write to",
            help="name another in NIX_REMOTE, or in `store` of nix.conf, or become its owner",
        )


def _check_daemon(path: Path, named_by: str | None) -> None:
    """`named_by` is what says that the daemon listens there, where it is not Nix's usual place: ours is not there."""
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.settimeout(10)
            connection.connect(str(path))
    except PermissionError:
        raise _not_in_group(path) from None
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        if named_by is None:
            mend = f"start it: `{start_daemon()}`"
        elif named_by.startswith("`"):
            mend = f"take {named_by} out, or have it name a socket of a daemon"
        else:
            mend = f"type the same without it: `env -u {named_by} snowsnake …`, or have it name a socket of a daemon"
        where = f", which {named_by} names" if named_by else ""
        raise StoreNotWritable(
            f"the Nix daemon does not answer at `{path}`{where}: {reason}", help=mend
        ) from None


def start_daemon(services: Path = Path("/run/systemd/system")) -> str:
    """The line that starts Nix's daemon here: as a service where `services` says that systemd runs, else by itself."""
    import grp  # noqa: PLC0415 -- not on every system that can import this

    if services.is_dir():
        return "sudo systemctl start nix-daemon"
    try:
        option = "" if grp.getgrnam("nixbld").gr_mem else " --option build-users-group ''"
    except KeyError:
        option = " --option build-users-group ''"
    return f'sudo sh -c "nix-daemon{option} >/dev/null 2>&1 &"'


def _not_in_group(path: Path) -> StoreNotWritable:
    import grp  # noqa: PLC0415 -- not on every system that can import this

    try:
        group = grp.getgrgid(path.stat().st_gid).gr_name
    except (KeyError, OSError):
        group = "nix-users"
    return StoreNotWritable(
        "you may not talk to the Nix daemon",
        help=f"join its group: `sudo adduser $USER {group}`, then log in again",
    )


def _writable(path: Path) -> bool:
    existing = next(parent for parent in (path, *path.parents) if parent.exists())
    return os.access(existing, os.W_OK)


def _read_only(path: Path) -> bool:
    try:
        return bool(os.statvfs(path).f_flag & os.ST_RDONLY)
    except OSError:
        return False


def _is_socket(path: Path) -> bool:
    try:
        return stat.S_ISSOCK(path.stat().st_mode)
    except OSError:
        return False
