"""What the kernel's files say, told as a line to type."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.nix.namespaces import how_to_allow, may_become
from snowsnake.nix.progress import environment_error


def proc(directory: Path, files: dict[str, str]) -> Path:
    for name, content in files.items():
        (directory / name).parent.mkdir(parents=True, exist_ok=True)
        (directory / name).write_text(content)
    return directory


@pytest.mark.parametrize(
    ("files", "line"),
    [
        ({}, "--privileged"),
        ({"sys/user/max_user_namespaces": "0\n"}, "`sudo sysctl user.max_user_namespaces=15000`"),
        (
            {"sys/user/max_user_namespaces": "9\n", "sys/kernel/unprivileged_userns_clone": "1\n"},
            "--privileged",
        ),
        ({"sys/kernel/unprivileged_userns_clone": "0\n"}, "`sudo sysctl kernel.unprivileged_userns_clone=1`"),
        ({"sys/kernel/apparmor_restrict_unprivileged_userns": "1\n"}, "restrict_unprivileged_userns=0`"),
    ],
)
def test_how_to_allow(tmp_path: Path, files: dict[str, str], line: str) -> None:
    assert line in how_to_allow(proc(tmp_path, files))


@pytest.mark.parametrize(
    ("capabilities", "users", "may"),
    [
        ("000001ffffffffff", "0 0 4294967295", True),
        ("00000000a80425fb", "0 0 4294967295", True),  # docker run
        ("0000000000000000", "0 0 4294967295", False),
        ("000001ffffffffff", "0 1000 1", False),  # unshare --map-root-user
        ("000001ffffffffff", "0 1000 1\n1 100000 65536", True),  # rootless podman
    ],
)
def test_may_become(tmp_path: Path, capabilities: str, users: str, may: bool) -> None:
    found = proc(tmp_path, {"self/status": f"Name:\tx\nCapEff:\t{capabilities}\n", "self/uid_map": users})
    assert may_become([30001, 30002], found) is may


def test_nothing_to_ask(tmp_path: Path) -> None:
    assert may_become([30001], tmp_path)


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (
            "error: cloning builder process: No space left on device\nerror: unable to start",
            "SandboxUnavailable",
        ),
        ("error: writing to file: No space left on device", "StoreFull"),
        ("error: … while setting up the build environment\nerror: x: No space left on device", "StoreFull"),
    ],
)
def test_no_space_for_what(said: str, kind: str) -> None:
    assert type(environment_error(said)).__name__ == kind
