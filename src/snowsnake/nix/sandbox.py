"""Finding out that builds really run in Nix's sandbox, without network.

Asking for it is not enough: a daemon ignores the options of a user that it does not trust, and says so in a
warning. So a tiny derivation looks around and fails when it sees what it should not. That is remembered for
as long as nothing changes that decides it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from pathlib import Path

from snowsnake.events import Notice, ignore
from snowsnake.lockfile.model import Seed
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import BuildFailed, SandboxUnavailable
from snowsnake.nix.namespaces import how_to_allow
from snowsnake.scratch import scratch_directory
from snowsnake.storage import write_whole

_PROBE = Path(__file__).parent / "probe.nix"

# Runs in the sandbox. /proc/net/dev lists the interfaces of this network namespace: only `lo` where there is
# no network. The canary is a file of the host's, which a build must not see.
_SCRIPT = """
import json, os, sys
seen = []
with open("/proc/net/dev") as file:
    interfaces = {line.split(":")[0].strip() for line in file if ":" in line}
if interfaces - {"lo"}:
    seen.append("the network")
if os.path.exists(sys.argv[1]) or os.path.exists("/usr"):
    seen.append("the files of this machine")
if seen:
    sys.stderr.write("@snowsnake " + json.dumps({"error": "sandbox", "seen": seen}) + chr(10))
    sys.exit(1)
with open(os.environ["out"], "w"):
    pass
"""


# A daemon ignores what an untrusted user asks for, and on Debian its own setting is to have no sandbox.
SWITCH = "set `sandbox = true` in /etc/nix/nix.conf and restart the daemon"
"""What to type then."""
_UNPROTECTED = "building without Nix's sandbox: builds see this machine's files and network"


def ensure_sandboxed(nix: Nix, tree: str, seed: Seed, *, memo: Path, system: str | None = None) -> None:
    """Return when builds of `nix` are isolated, or when the user has decided that they need not be,
    which is said.

    `tree` is the seed's store path, `memo` a file that remembers the last answer, in a directory
    that may not exist yet, `system` what the seed runs on; `None` for this machine's. Takes 0.2 s the first
    time. Raises `SandboxUnavailable`, and `OtherSystem` where Nix knows no machine of that system.
    """
    if not nix.sandbox:
        nix.observer(Notice(level="warning", text=_UNPROTECTED))
        return
    key = _key(nix, system)
    with contextlib.suppress(OSError):
        if memo.read_bytes() == key.encode():
            return
    _probe(nix, tree, seed, system)
    # Remembering is a matter of speed only.
    with contextlib.suppress(OSError):
        write_whole(memo, key.encode())


def _probe(nix: Nix, tree: str, seed: Seed, system: str | None) -> None:
    # The probe is nobody's build: no events.
    quiet = Nix(
        store=nix.store, observer=ignore, bin=nix.installation.bin, environment=nix.installation.environment
    )
    with scratch_directory("snowsnake-canary-") as directory:
        directory.chmod(0o755)
        canary = directory / "canary"
        canary.touch(0o644)
        args = {
            "seed": tree,
            "loader": seed.loader,
            "libraryPath": json.dumps(list(seed.library_path)),
            "python": seed.python,
            "script": _SCRIPT,
            "canary": str(canary),
            "nonce": secrets.token_hex(16),
        }
        args |= {} if system is None else {"system": system}
        try:
            quiet.build(_PROBE, args)
        except BuildFailed as error:
            seen = error.builder_error.get("seen") if error.builder_error else None
            if not isinstance(seen, list):
                raise SandboxUnavailable(
                    f"a first, empty build {error.why}", help=how_to_allow(), details=error.details
                ) from error
            raise SandboxUnavailable(
                f"builds see {' and '.join(map(str, seen))}", help=SWITCH, details=error.details
            ) from None


def _key(nix: Nix, system: str | None) -> str:
    """A digest of what decides whether builds are isolated."""
    installation = nix.installation
    # All settings, whether they come from nix.conf, the user's file or NIX_CONFIG. The daemon's may differ:
    # its file is read here too, because it is the same one.
    facts = [
        installation.version_text,
        installation.remote,
        installation.daemon,
        json.dumps(installation.settings, sort_keys=True, default=str),
        os.geteuid(),
        os.uname().release,
        os.uname().nodename,
        _content(Path("/etc/nix/nix.conf")),
        _content(Path("/proc/sys/user/max_user_namespaces")),
        _SCRIPT,
        system,
    ]
    return hashlib.sha256(json.dumps(facts).encode()).hexdigest()


def _content(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
