"""What the kernel gives this process: the privileges and namespaces that Nix needs to isolate builds."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

PROC = Path("/proc")

# Each of these switches user namespaces off when it has this value; Debian and Ubuntu have had the last two.
_SWITCHES = (
    ("user.max_user_namespaces", "0", "15000"),
    ("kernel.unprivileged_userns_clone", "0", "1"),
    ("kernel.apparmor_restrict_unprivileged_userns", "1", "0"),
)
_FOR_OTHER_USERS = (0, 5, 6, 7)
"""CAP_CHOWN, CAP_KILL, CAP_SETGID and CAP_SETUID: without them root cannot build as somebody else."""


def how_to_allow(proc: Path = PROC) -> str:
    """What to type so that Nix's sandbox can start, from what the kernel's settings under `proc` say."""
    for name, off, on in _SWITCHES:
        if _read(proc / "sys" / name.replace(".", "/")).strip() == off:
            return f"allow user namespaces: `sudo sysctl {name}={on}`"
    return "allow user namespaces (in a container: `--privileged`)"


def may_become(users: Iterable[int], proc: Path = PROC) -> bool:
    """Whether root here can start processes as these users: root of a container often cannot.

    True where there is no `/proc` to ask.
    """
    found = re.search(r"^CapEff:\s*([0-9a-f]+)$", _read(proc / "self/status"), re.MULTILINE)
    if found and not all(int(found[1], 16) >> capability & 1 for capability in _FOR_OTHER_USERS):
        return False
    # Lines of `first outside count`: the users that exist in this user namespace.
    lines = [[int(number) for number in line.split()] for line in _read(proc / "self/uid_map").splitlines()]
    spans = [(first, first + count) for first, _, count in lines]
    return not spans or all(any(first <= user < end for first, end in spans) for user in users)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
