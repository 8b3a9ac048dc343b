"""What the machine refuses to Nix, by Nix's own words."""

from __future__ import annotations

from snowsnake import machine
from snowsnake.errors import SnowsnakeError
from snowsnake.nix.errors import StoreNotWritable
from snowsnake.nix.installation import start_daemon


def machine_error(said: str, status: int) -> SnowsnakeError | None:
    """The error when the machine refuses more of something, or the store this user."""
    if (limit := machine.ended(status, said) or machine.said(said)) is not None:
        return limit
    store = ("/nix/var/nix", "/nix/store", "daemon", "big-lock", "db.sqlite")
    for line in said.splitlines():
        line = line.strip().removeprefix("error: ")  # noqa: PLW2901 -- the same line, without its beginning
        # A daemon hangs up on those whom `allowed-users` does not name; what it says gets lost.
        if "cannot open connection to remote store" in line:
            return StoreNotWritable(
                "the Nix daemon does not talk to you",
                help="have yourself named by `allowed-users` in /etc/nix/nix.conf, and the daemon restarted",
                details=said,
            )
        if "SQLite" in line and "/db.sqlite" in line:
            return StoreNotWritable(
                "Nix cannot use its database",
                help="see that Nix itself can: `nix-store --verify`; NIX_CONFIG and nix.conf may tell it how",
                details=said,
            )
        refused = "Permission denied" in line or "Read-only file system" in line
        if refused and any(word in line for word in store):
            return StoreNotWritable(
                line,
                help=f"use a Nix daemon (`{start_daemon()}`), or become the owner of the store",
                details=said,
            )
    return None
