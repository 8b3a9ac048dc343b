"""Run a program on this host where each of the host's programs shouts when it is started; say what was touched.

Software of ours may use some files of a host: `ALLOWED`, with reasons in docs/explanation/native-programs.md.
Needs root.
"""

from __future__ import annotations

import fnmatch
import os
import re
import shlex
import subprocess
from dataclasses import dataclass
from pathlib import Path

# Whether or not the host has them: these have stood in for the environment's before.
USUAL = """
bash sh git gpg gpg-agent gs java fc-match fc-list xkbcomp Xvfb convert gcc cc perl python3 tesseract pdftoppm
dbus-launch dbus-daemon gst-launch-1.0 hunspell aspell uname which env sed grep basename dirname xauth unpaper node dot
""".split()  # noqa: SIM905 -- words are read as such
ALLOWED = """
/etc/passwd /etc/group /etc/hosts /etc/host.conf /etc/nsswitch.conf /etc/resolv.conf /etc/gai.conf /etc/ldap/ldap.conf
/etc/services /etc/protocols /etc/inputrc
/etc/localtime /etc/timezone /usr/share/zoneinfo* /etc/machine-id /var/lib/dbus/machine-id /etc/shells /etc/fstab
/usr/lib/locale/* /usr/share/locale/locale.alias /etc/ssl/certs* /etc/mime.types /etc/os-release /usr/lib/os-release
/etc/gitconfig /lib/terminfo/* /usr/share/terminfo/*
/ /etc /usr /usr/lib /usr/share /var /var/lib /var/tmp /root /home /run* /tmp*
""".split()  # noqa: SIM905 -- words are read as such
_ELSEWHERE = re.compile(r"/(nix|proc|dev|sys)(/|$)")
_CALL = re.compile(
    r'\d+ +(?P<call>execve|openat|open)\((?:AT_FDCWD, )?"(?P<path>(?:[^"\\]|\\.)*)".* = (?P<result>-?\d+)'
)
_ENTER = """
set -eu
decoys=$1; shift
for directory in sbin bin; do
  for place in "/$directory" "/usr/$directory"; do
    if [ ! -L "$place" ]; then /usr/bin/mount --bind "$decoys/$directory" "$place"; fi
  done
done
# This is the first process of a namespace: what it leaves behind (gpg-agent) ends with it.
"$@" || exit
"""


@dataclass(frozen=True)
class Seen:
    """How a program ended, and what it touched of the host."""

    done: subprocess.CompletedProcess[str]
    started: list[str]
    """Each program of the host that was started, with what started it."""
    opened: list[str]
    """Files that were opened, and programs that were executed, but for what is allowed."""


def with_decoys(directory: Path, environment: Path, *command: str, timeout: float) -> Seen:
    """Run `command` in `directory`; `environment` is one of snowsnake's that has a Python and strace."""
    decoys, heard, trace = directory / "decoys", directory / "heard", directory / "trace"
    decoys.mkdir()
    shouter = decoys / "shouter"
    shouter.write_text(
        f"#!{environment}/bin/python\nimport os, sys\n"
        f"with open({str(heard)!r}, 'a') as file:\n"
        "    print(sys.argv, 'by', os.readlink(f'/proc/{os.getppid()}/exe'), file=file)\n"
        "sys.exit(126)\n"
    )
    shouter.chmod(0o755)
    for folder, usual in (("bin", USUAL), ("sbin", ["ldconfig"])):
        (decoys / folder).mkdir()
        for name in {*usual, *(path.name for path in Path("/usr", folder).iterdir())}:
            (decoys / folder / name).hardlink_to(shouter)
    words = [
        *(
            "unshare",
            "--mount",
            "--propagation=private",
            "--pid",
            "--fork",
            "--kill-child",
            "--mount-proc",
            "sh",
            "-c",
            _ENTER,
            "decoys",
            str(decoys),
        ),
        *(
            str(environment / "bin/strace"),
            "-D",
            "-f",
            "--seccomp-bpf",
            "-qq",
            "-s",
            "4096",
            "-o",
            str(trace),
        ),
        *("-e", "trace=execve,open,openat", *command),
    ]
    work = directory / "work"
    work.mkdir()
    with (directory / "out").open("w+") as out, (directory / "err").open("w+") as err:
        ended = subprocess.run(
            words,
            cwd=work,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": str(work)},
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            timeout=timeout,
            check=False,
        )
        out.seek(0)
        err.seek(0)
        done = subprocess.CompletedProcess(words, ended.returncode, out.read(), err.read())
    opened = set()
    for line in trace.read_text(errors="replace").splitlines():
        match = _CALL.match(line)
        if match is None or int(match["result"]) < 0 or not match["path"].startswith("/"):
            continue
        path = os.path.normpath(match["path"])
        if _ELSEWHERE.match(path) or path.startswith(str(directory)):
            continue
        if not any(fnmatch.fnmatchcase(path, pattern) for pattern in ALLOWED):
            opened.add(f"{match['call']} {path}")
    said = heard.read_text().splitlines() if heard.exists() else []
    return Seen(done=done, started=said, opened=sorted(opened))


def described(seen: Seen) -> str:
    """What a test says where it failed."""
    return "\n".join(
        [shlex.join(map(str, seen.done.args[-3:]))[:300], seen.done.stderr, *seen.started, *seen.opened]
    )
