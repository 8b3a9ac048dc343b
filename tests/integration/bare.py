"""Run a program with the Nix store and nothing else of the host: what works here was not helped by it.

The program sees /nix, one directory at its own path, /proc, /dev, /sys, an empty /tmp, a few files of /etc, and a shell
with its C library. Needs root.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ONLY_ROOT = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root can change what a process sees of the host"
)
ETC = ("passwd", "group", "hosts", "nsswitch.conf", "resolv.conf", "localtime")
_ENTER = """
set -eu
mount -t tmpfs none "$1"
cd "$1"
mkdir -p nix proc dev sys tmp etc root run var/tmp bin lib64 "./$2"
mount --bind /nix nix
mount -t proc none proc
mount --rbind /dev dev
mount --rbind /sys sys
mount --bind "$2" "./$2"
for name in $3; do if [ -e "/etc/$name" ]; then cp -L "/etc/$name" etc/; fi; done
cp -L /bin/sh bin/sh
for file in $(ldd /bin/sh | grep -o '/[^ ]*'); do mkdir -p ".${file%/*}"; cp -L "$file" ".$file"; done
cd_and_run='cd "$0" && exec "$@"'
directory=$2
shift 3
exec env -i HOME=/root PATH=/bin TERM=dumb "$CHROOT" . /bin/sh -c "$cd_and_run" "$directory" "$@"
"""


def bare(directory: Path, *command: str, timeout: float) -> subprocess.CompletedProcess[str]:
    """Run `command` in `directory`, bare."""
    chroot = shutil.which("chroot") or "/usr/sbin/chroot"
    with tempfile.TemporaryDirectory() as root:
        return captured(
            [
                "unshare",
                "--mount",
                "--propagation=private",
                *("sh", "-c", _ENTER, "bare", root, str(directory), " ".join(ETC), *command),
            ],
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "CHROOT": chroot},
            timeout=timeout,
        )


def captured(
    command: Sequence[str | Path],
    *,
    env: Mapping[str, str],
    timeout: float,
    cwd: str | Path | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a command and wait for it alone: what it leaves in the background (xclip) may hold its output for ever.

    Raises `subprocess.TimeoutExpired` after `timeout` seconds.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        done = subprocess.run(
            command,
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            timeout=timeout,
            check=False,
        )
        said = []
        for file in (out, err):
            file.seek(0)
            said.append(file.read().decode(errors="replace"))
    return subprocess.CompletedProcess(done.args, done.returncode, *said)
