"""The control of strangers.py: does a check pass in an ordinary Debian, with apt and pip?

Debian (`SUITE`) is installed once, by debootstrap, into a directory that all runs share. Above it each distribution has
an overlay of its own, in mount and PID namespaces that end with the run. There apt installs Debian's package of the
distribution, for what that one depends on and recommends, and removes the package itself (or, where Debian has none,
what the check's `apt:` line repeats of the distribution's own description); pip installs the newest release into a
virtual environment, whose interpreter runs the check.

Where pip fails, apt installs what a user who reads pip's log would: what Debian's own builds of the distribution, and
of each source that pip fetched, depend on; then what the log says is missing; and pip is run again. (Who has that, is
looked up in snowsnake's own table: what that one does not know is not found here either.) Recommended packages are left
out where too much would be unpacked. Checks that want a display have one of Xvfb.

Needs root, debootstrap, and a kernel with overlayfs. Addresses, proxies and certificates are the host's. Several runs
may share one Debian.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from packaging.utils import canonicalize_name

from benchmarks.harness import attempted, recalled
from snowsnake.builders.missing import missing_in
from snowsnake.failed_build import NEEDS
from snowsnake.provide.debian.advice import dependencies_of
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.provide.debian.who_has import package_with

if TYPE_CHECKING:
    from benchmarks.strangers import Check

WAY = 2  # raise it where what is done here changes: those that failed are then tried again
SUITE = "trixie"
LARGEST = 1500.0  # megabytes that are unpacked with what is recommended
INSTALLING = 3600  # seconds for one run of apt or of pip
LATE = 124  # the status of what took longer than it may
MOST_ADDED = 40  # packages, and builds' dependencies, that are installed because a log misses them
PATIENCE = 300  # seconds for one check, as strangers.py has it
CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
HOST_PIP = Path("/etc/pip.conf")
_SOURCE = re.compile(
    r"(?:Downloading|Using cached) (?:\S*/)?([\w.-]+?)-\d[^\s/-]*\.(?:tar\.\w+|tgz|zip)(?=\s)"
)
PACKAGES = (
    *("python3", "python3-venv", "python3-dev", "python3-pip"),
    *("build-essential", "pkg-config", "ca-certificates"),
)
SOURCES = """\
deb {debian} {suite} main
deb-src {debian} {suite} main
deb {debian} {suite}-updates main
deb {security} {suite}-security main
"""
QUICK = "force-unsafe-io\npath-exclude=/usr/share/doc/*\npath-exclude=/usr/share/info/*\n"
NO_SERVICES = "#!/bin/sh\nexit 101\n"  # invoke-rc.d(8): starts nothing
APT = "eatmydata apt-get -q -y -o Dpkg::Use-Pty=0"
PLAIN = {"PATH": "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"}

# $1: the base, or nothing; $2: the directory with `upper`, `work` and `root`; then the command.
_ENTER = """
set -eu
if [ -n "$1" ]; then mount -t overlay overlay -o "lowerdir=$1,upperdir=$2/upper,workdir=$2/work" "$2/root"
else mount --bind "$2/upper" "$2/root"; fi
cd "$2/root"
entered=$2/entered
shift 2
mount -t proc proc proc
mount --bind /sys sys
mount -o remount,bind,ro sys
mount -t tmpfs -o mode=755 tmpfs dev
for device in null:3 zero:5 full:7 random:8 urandom:9; do mknod -m 666 "dev/${device%:*}" c 1 "${device#*:}"; done
mknod -m 666 dev/tty c 5 0
if [ -e /dev/fuse ]; then mknod -m 666 dev/fuse c 10 229; fi
mkdir dev/pts dev/shm
mount -t devpts -o newinstance,ptmxmode=0666,mode=620 devpts dev/pts
ln -s pts/ptmx dev/ptmx
ln -s /proc/self/fd dev/fd
for number in 0:stdin 1:stdout 2:stderr; do ln -s "/proc/self/fd/${number%:*}" "dev/${number#*:}"; done
mount -t tmpfs -o mode=1777 tmpfs dev/shm
mount -t tmpfs -o mode=1777 tmpfs tmp
cp --remove-destination -L /etc/resolv.conf /etc/hosts etc/
touch "$entered"
"$CHROOT" . "$@"
exit
"""


class NoMachine(Exception):
    """The control itself is broken: nothing is said about a distribution."""


@dataclass(frozen=True)
class Machine:
    """A Debian: a base that is only read, if there is one, and a directory for what is changed (`upper`)."""

    base: Path | None
    directory: Path

    def run(
        self, command: str, timeout: float, variables: Mapping[str, str] | None = None, *, within: str = "/"
    ) -> subprocess.CompletedProcess[str]:
        """Run shell commands as root; status 124 where they took longer than `timeout` seconds.

        Nothing that they started outlives them. Raises `NoMachine` where it cannot be entered.
        """
        words = [
            *("unshare", "--mount", "--propagation=private", "--pid", "--fork", "--kill-child", "--"),
            *("sh", "-c", _ENTER, "control", self.base or "", self.directory),
            *("sh", "-c", f"cd {shlex.quote(within)} && {command}"),
        ]
        chroot = shutil.which("chroot") or "/usr/sbin/chroot"
        environment = {"HOME": "/root", **PLAIN, "CHROOT": chroot, **(variables or {})}
        entered = self.directory / "entered"
        entered.unlink(missing_ok=True)
        done = attempted(words, self.directory, environment, timeout)
        if not entered.exists():
            raise NoMachine(done.stderr.strip())
        return done

    def write(self, name: str, content: bytes, mode: int = 0o644) -> None:
        """Write a file of its root."""
        file = self.directory / "upper" / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        file.chmod(mode)

    def certify(self) -> None:
        """Trust whom the host trusts."""
        if CERTIFICATES.exists():
            self.write(str(CERTIFICATES).lstrip("/"), CERTIFICATES.read_bytes())


@contextmanager
def machine(base: Path, runs: Path) -> Iterator[Machine]:
    """A fresh machine above `base`, that is removed afterwards."""
    runs.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=runs) as directory:
        for name in ("upper", "work", "root"):
            Path(directory, name).mkdir()
        yield Machine(base, Path(directory))


def base_of(root: Path) -> Path:
    """The base below `root`; made where there is none, by one process while the others wait for it."""
    recipe = repr((PACKAGES, SOURCES, QUICK, NO_SERVICES))
    made = root / f"{SUITE}-{hashlib.sha256(recipe.encode()).hexdigest()[:8]}"
    root.mkdir(parents=True, exist_ok=True)
    with (root / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not made.exists():
            part = root / "part"
            shutil.rmtree(part, ignore_errors=True)
            _make(part)
            part.rename(made)
    return made / "upper"


def _make(directory: Path) -> None:
    base = directory / "upper"
    for name in ("upper", "root"):
        (directory / name).mkdir(parents=True)
    mirrors = Mirrors.detect(os.environ)
    debian, security = mirrors.of("debian")[0], mirrors.of("debian-security")[0]
    words: list[str | Path] = [
        "debootstrap",
        "--variant=minbase",
        "--include=ca-certificates,eatmydata",
        SUITE,
        base,
        debian,
    ]
    done = attempted(words, directory, os.environ, INSTALLING)
    if done.returncode:
        sys.exit(f"error: no base for the control\n{_end(done)}")
    new = Machine(None, directory)
    new.write("etc/apt/sources.list", SOURCES.format(debian=debian, security=security, suite=SUITE).encode())
    new.write("etc/apt/apt.conf.d/99host", _apt_settings().encode())
    new.write("etc/dpkg/dpkg.cfg.d/quick", QUICK.encode())
    new.write("usr/sbin/policy-rc.d", NO_SERVICES.encode(), 0o755)
    new.certify()
    install = f"{APT} update && {APT} upgrade && {APT} install {' '.join(PACKAGES)} && apt-get clean"
    done = new.run(install, INSTALLING)
    if done.returncode:
        sys.exit(f"error: no base for the control\n{_end(done)}")


def _apt_settings() -> str:
    """How the host's apt fetches: proxies, and whether it takes a mirror that stands still."""
    if shutil.which("apt-config") is None:
        return ""
    said = subprocess.run(["apt-config", "dump"], capture_output=True, text=True, check=True).stdout
    return "".join(re.findall(r"^Acquire::(?:https?::|Check-|Retries).*\n", said, re.MULTILINE))


def _settings() -> dict[str, str]:
    """What the host's pip is told in variables, but for wheels that lie on the host."""
    own = re.compile(
        r"PIP_(?!FIND_LINKS$).*|(?:SSL_CERT_FILE|REQUESTS_CA_BUNDLE)|(?:https?|no)_proxy", re.IGNORECASE
    )
    return {name: value for name, value in os.environ.items() if own.fullmatch(name)}


def outdated() -> list[str]:
    """Names whose control failed in another way of doing it than today's."""
    known = recalled("control").values()
    return [entry["name"] for entry in known if entry["outcome"] != "passes" and entry.get("way") != WAY]


def controlled(check: Check, root: Path) -> dict[str, Any]:
    """Run one check in a Debian of its own; what came of it. Raises `NoMachine`."""
    result: dict[str, Any] = {"name": check.name, "date": time.strftime("%Y-%m-%d"), "way": WAY}
    base = base_of(root)
    started = time.monotonic()
    with machine(base, root / "runs") as debian:
        result |= _outcome(check, debian)
    return result | {"seconds": round(time.monotonic() - started)}


def _outcome(check: Check, debian: Machine) -> dict[str, Any]:
    binaries = [] if check.apt else _binaries(check.name)
    packages = [*binaries, *check.apt, *(["xvfb", "xauth"] if check.display else [])]
    advised = "" if _size(debian, packages) <= LARGEST else "--no-install-recommends"
    install = f"{APT} install {advised} {' '.join(packages)}"
    done = debian.run(f"{install} || {{ {APT} update && {install}; }}", INSTALLING)
    facts: dict[str, Any] = {"packages": packages, "recommends": not advised}
    if done.returncode:
        return _left("apt", done) | facts
    # Its own files are no dependency; it stays where another depends on it.
    debian.run("".join(f"dpkg --remove {binary}; " for binary in binaries) or "true", INSTALLING)
    done, facts["added"] = _pip(check, debian)
    if done.returncode:
        return _left("pip", done) | facts
    asked = "import importlib.metadata, sys; print(importlib.metadata.version(sys.argv[1]))"
    facts["version"] = debian.run(f"/venv/bin/python -c '{asked}' {check.name}", PATIENCE).stdout.strip()
    debian.write("home/snow/check/check.py", check.path.read_bytes())
    wrap = f"xvfb-run -a -n {100 + os.getpid() % 800} -s '-screen 0 1280x1024x24' " if check.display else ""
    own = {"PATH": f"/venv/bin:{PLAIN['PATH']}", "HOME": "/home/snow", "USER": "snow"}
    done = debian.run(f"{wrap}/venv/bin/python check.py", PATIENCE, own, within="/home/snow/check")
    if done.returncode == LATE:
        return _left("check", done) | facts
    return {"outcome": "fails" if done.returncode else "passes", **facts, "said": _end(done)}


def _left(step: str, done: subprocess.CompletedProcess[str]) -> dict[str, Any]:
    """The outcome where a step was the last one."""
    return {
        "outcome": "took too long" if done.returncode == LATE else "not installed",
        "why": step,
        "said": _end(done),
    }


def _binaries(distribution: str) -> list[str]:
    """Debian's packages of a distribution, or what its package would be called by Debian's Python Policy."""
    known = sorted({one.of for one in dependencies_of(distribution, SUITE)})
    return known or [f"python3-{distribution}"]


def _pip(check: Check, debian: Machine) -> tuple[subprocess.CompletedProcess[str], list[str]]:
    """The last run of pip, and what apt installed between the runs."""
    debian.certify()
    if HOST_PIP.exists():
        debian.write(str(HOST_PIP).lstrip("/"), HOST_PIP.read_bytes())
    pip = f"/venv/bin/pip install --progress-bar off {shlex.join([check.name, *check.extra])}"
    done = debian.run(f"python3 -m venv /venv && {pip}", INSTALLING, _settings())
    added: list[str] = []
    while done.returncode and len(added) < MOST_ADDED:
        more = [words for words in wanted(check.name, done.stdout + done.stderr) if words not in added]
        if not more:
            break
        # Each alone: there may be no such package.
        debian.run("".join(f"{APT} {words}; " for words in more), INSTALLING)
        added += more
        done = debian.run(pip, INSTALLING, _settings())
    return done, added


def wanted(distribution: str, log: str) -> list[str]:
    """What somebody who reads the log of a pip that failed would have apt-get do: its arguments."""
    sources = [canonicalize_name(name) for name in _SOURCE.findall(log)]
    built = [binary for name in dict.fromkeys([distribution, *sources]) for binary in _binaries(name)]
    packages = [
        package
        for missing in missing_in(log)
        for kind, form in NEEDS.get(missing["kind"], ())
        if (package := package_with(kind, form.format(missing["name"]))) is not None
    ]
    return [
        *(f"build-dep --build-profiles=nocheck,nodoc {binary}" for binary in built),
        *(f"install {package}" for package in dict.fromkeys(packages)),
    ]


def _size(debian: Machine, packages: Sequence[str]) -> float:
    """Megabytes that apt would unpack for packages and what they recommend."""
    said = debian.run(f"apt-get install --assume-no {' '.join(packages)}", INSTALLING).stdout
    found = re.search(r"After this operation, ([\d,.]+) (\w+) of additional", said)
    units = {"B": 1e-6, "kB": 1e-3, "MB": 1.0, "GB": 1e3}
    return float(found[1].replace(",", "")) * units[found[2]] if found else 0.0


def _end(done: subprocess.CompletedProcess[str]) -> str:
    """The end of what was printed."""
    return f"{done.stdout[-1500:]}\n{done.stderr[-1500:]}".strip()


def table(entries: Sequence[Mapping[str, Any]]) -> None:
    """Print what came of each, as Markdown, and the sum."""
    print("| distribution | version | in Debian, with pip | seconds |\n|---|---|---|---|")
    for entry in entries:
        outcome = " ".join(filter(None, [entry["outcome"], entry.get("why") and f"({entry['why']})"]))
        print(f"| {entry['name']} | {entry.get('version', '')} | {outcome} | {entry['seconds']} |")
    passed = sum(entry["outcome"] == "passes" for entry in entries)
    print(f"\n{passed} of {len(entries)} pass")


def require() -> None:
    """Stop where no machine can be made."""
    if os.geteuid() != 0:
        sys.exit("the control needs root: it installs a Debian and enters it")
    if shutil.which("debootstrap") is None:
        sys.exit("the control needs debootstrap: apt-get install debootstrap")
