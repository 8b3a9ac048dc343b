"""Makes the root that a build sees: toolchain trees merged at `/usr`, in a mount namespace of its own.

Compilers and headers come from Debian as they are, so that gcc, pkg-config, `#!/bin/sh` and CMake's files find
everything where Debian has it. Everything is a bind mount: programs that look where they lie (gcc does) see
`/usr`, and never a store path that would end up in what they write.
"""

# pathlib costs start-up time, and this runs for thousands of files.
# ruff: noqa: PTH102, PTH103, PTH112, PTH114, PTH115, PTH116, PTH123, PTH211

from __future__ import annotations

import ctypes
import errno
import os
import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .report import BuildError

_CLONE_NEWNS, _CLONE_NEWUSER, _CLONE_NEWNET = 0x00020000, 0x10000000, 0x40000000
_MS_RDONLY, _MS_NOSUID, _MS_NODEV, _MS_REMOUNT = 0x1, 0x2, 0x4, 0x20
_MS_BIND, _MS_REC, _MS_SLAVE = 0x1000, 0x4000, 0x80000

BUILD = "/build"
"""Where every build sees its own directory, whatever the place really is: compilers write it into objects."""

_USERS = """\
root:x:0:0:root:/root:/bin/sh
build:x:{uid}:{gid}:build:{home}:/bin/sh
nobody:x:65534:65534:nobody:/:/bin/sh
"""
_GROUP = "root:x:0:\nbuild:x:{gid}:\nnogroup:x:65534:\n"
_ETC = {
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}


@dataclass(frozen=True)
class Root:
    """What a build sees."""

    trees: Sequence[str]
    """Store paths that are merged at /usr; the first wins."""
    python: str
    """The interpreter's tree; where it has no `include`, that is /usr/include."""
    environment: str
    """The build environment: who asks for Debian's python gets its."""
    top: str
    """The real directory of the build; seen at `BUILD`."""
    source: str
    """The real directory of the source."""
    directory: str | None
    """Where the source is seen besides, if anywhere."""


def enter(root: Root) -> None:
    """Put this process, which must have one thread, into the new root. Raises `BuildError` (`no-namespaces`)."""
    uid, gid = os.getuid(), os.getgid()
    _become_user(uid, gid, _CLONE_NEWNS)
    _change(root, uid, gid)


def enter_again(root: Root) -> None:
    """The same outside of Nix's sandbox: besides, there is no network, and root becomes who built.

    Raises `BuildError` (`no-namespaces`).
    """
    owner = os.stat(root.top)
    uid, gid = os.getuid(), os.getgid()
    if uid == 0 != owner.st_uid:
        # In a user namespace of its own root could not become somebody else.
        _call("unshare", _CLONE_NEWNS | _CLONE_NEWNET)
        _change(root, owner.st_uid, owner.st_gid)
        _raise_loopback()
        os.setgroups([])
        os.setgid(owner.st_gid)
        os.setuid(owner.st_uid)
    else:
        _become_user(uid, gid, _CLONE_NEWNS | _CLONE_NEWNET)
        _change(root, uid, gid)
        _raise_loopback()


def _raise_loopback() -> None:
    """Bring up the new network's own interface, as Nix does."""
    import fcntl  # noqa: PLC0415 -- builds do not need them
    import socket  # noqa: PLC0415

    set_flags, up, running = 0x8914, 0x1, 0x40
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, set_flags, struct.pack("16sh14x", b"lo", up | running))


def _become_user(uid: int, gid: int, flags: int) -> None:
    """Enter a user namespace, and others (`flags`), in which this user may mount and stays who it is."""
    _call("unshare", _CLONE_NEWUSER | flags)
    try:
        for name, text in (
            ("setgroups", "deny"),
            ("uid_map", f"{uid} {uid} 1"),
            ("gid_map", f"{gid} {gid} 1"),
        ):
            with open(f"/proc/self/{name}", "w", encoding="ascii") as file:
                file.write(text)
    except OSError as error:
        raise _refused(f"writing /proc/self/{name}", error.errno or 0) from error


def _change(root: Root, uid: int, gid: int) -> None:
    _mount(None, "/", _MS_REC | _MS_SLAVE)
    new = f"{root.top}/root"
    os.makedirs(new, exist_ok=True)
    _mount("none", new, _MS_NOSUID | _MS_NODEV, kind="tmpfs", data="mode=755")
    _fill(root, new, uid, gid)
    _mount(None, new, _MS_REMOUNT | _MS_RDONLY | _MS_NOSUID | _MS_NODEV)
    os.chroot(new)
    os.chdir("/")


def _fill(root: Root, new: str, uid: int, gid: int) -> None:
    os.mkdir(f"{new}/usr")
    # A package may bring a mere file along: a setup hook of nixpkgs.
    trees = [tree for tree in root.trees if os.path.isdir(tree)]
    _merge(trees, _additions(trees, root.environment), f"{new}/usr")
    for name in ("bin", "lib", "lib64", "sbin"):
        if os.path.isdir(f"{new}/usr/{name}"):
            os.symlink(f"usr/{name}", f"{new}/{name}")
    os.mkdir(f"{new}/etc")
    etc = [f"{tree}/etc" for tree in trees if os.path.isdir(f"{tree}/etc")]
    texts = {
        **_ETC,
        "passwd": _USERS.format(uid=uid, gid=gid, home=f"{BUILD}/home"),
        "group": _GROUP.format(gid=gid),
    }
    _merge(etc, {}, f"{new}/etc", without=texts)
    for name, text in texts.items():
        with open(f"{new}/etc/{name}", "w", encoding="ascii") as file:
            file.write(text)
    for real, seen in (
        ("/nix/store", "/nix/store"),
        ("/proc", "/proc"),
        ("/dev", "/dev"),
        (f"{root.top}/tmp", "/tmp"),  # noqa: S108 -- the build's own
        # Not a link: a project may lie below, and backends write down where links lead.
        (f"{root.top}/tmp", "/var/tmp"),  # noqa: S108
    ):
        os.makedirs(f"{new}{seen}")
        _mount(real, f"{new}{seen}", _MS_BIND | _MS_REC)
    os.makedirs(f"{new}{BUILD}")
    # Without what is mounted below it, which is this root.
    _mount(root.top, f"{new}{BUILD}", _MS_BIND)
    # Debian has its headers in a package of their own, which is among the trees; nixpkgs has them beside it.
    if root.trees and not os.path.isdir(f"{root.python}/include"):
        _headers(root, new)
    if root.directory is not None:
        os.makedirs(f"{new}{root.directory}", exist_ok=True)
        _mount(root.source, f"{new}{root.directory}", _MS_BIND)


def _headers(root: Root, new: str) -> None:
    """Lay the interpreter's tree over itself with one directory more: sysconfig says its headers are there."""
    copy = f"{new}/.python"
    os.mkdir(copy)
    for entry in _scan(root.python):
        _bind(entry.path, f"{copy}/{entry.name}")
    os.symlink("/usr/include", f"{copy}/include")
    os.makedirs(f"{new}{root.python}", exist_ok=True)
    _mount(copy, f"{new}{root.python}", _MS_BIND | _MS_REC)


def _scan(directory: str) -> list[os.DirEntry[str]]:
    with os.scandir(directory) as entries:
        return sorted(entries, key=lambda entry: entry.name)


def _bind(real: str, target: str) -> None:
    """Show a file or directory at a path where nothing is yet; a symbolic link is made again."""
    if os.path.islink(real):
        os.symlink(os.readlink(real), target)
    elif os.path.isdir(real):
        os.mkdir(target)
        _mount(real, target, _MS_BIND | _MS_REC)
    else:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o644))
        _mount(real, target, _MS_BIND)


def _merge(
    sources: Sequence[str],
    additions: Mapping[str, str],
    target: str,
    *,
    without: Mapping[str, str] | None = None,
) -> None:
    """Show several directories as one, and the links of `additions` (path -> text) where they have nothing."""
    found: dict[str, list[str]] = {}
    for source in sources:
        for entry in _scan(source):
            if without is None or entry.name not in without:
                found.setdefault(entry.name, []).append(entry.path)
    deeper: dict[str, dict[str, str]] = {}
    for path, text in additions.items():
        name, _, rest = path.partition("/")
        if rest:
            deeper.setdefault(name, {})[rest] = text
        elif name not in found:
            os.symlink(text, f"{target}/{name}")
    for name, paths in found.items():
        _show(paths, deeper.get(name, {}), f"{target}/{name}")
    for name, below in deeper.items():
        if name not in found:
            os.mkdir(f"{target}/{name}")
            _merge([], below, f"{target}/{name}")


def _show(paths: Sequence[str], additions: Mapping[str, str], target: str) -> None:
    """Show what several trees have at one path, in their order."""
    directories = [path for path in paths if os.path.isdir(path) and not _leads_within(path)]
    if not directories or (len(set(map(os.path.realpath, directories))) == 1 and not additions):
        _bind(directories[0] if directories else paths[0], target)
    else:
        os.mkdir(target)
        _merge(directories, additions, target)


def _leads_within(path: str) -> bool:
    """Whether a path is a link to something of its own tree, which is seen there; absolute ones are to store paths."""
    return os.path.islink(path) and not os.readlink(path).startswith("/")


def _additions(trees: Sequence[str], environment: str) -> dict[str, str]:
    """The links in /usr that lead to the build's own Python, where Debian's is not among the trees; path -> text."""
    return {
        f"bin/{name}": f"{environment}/bin/python"
        for name in ("python", "python3")
        if trees and not any(os.path.lexists(f"{tree}/bin/{name}") for tree in trees)
    }


# --- the system calls -----------------------------------------------------------------------------------------------


def _mount(
    source: str | None, target: str, flags: int, *, kind: str | None = None, data: str | None = None
) -> None:
    arguments = [None if text is None else os.fsencode(text) for text in (source, target, kind)]
    _call("mount", *arguments, ctypes.c_ulong(flags), None if data is None else data.encode(), what=target)


def _call(name: str, *arguments: object, what: str = "") -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    if getattr(libc, name)(*arguments) != 0:
        number = ctypes.get_errno()
        if number in {errno.ENOENT, errno.ENOTDIR, errno.ENOMEM, errno.ELOOP, errno.EROFS}:
            raise OSError(number, os.strerror(number), what)
        raise _refused(f"{name} {what}".strip(), number)


def _refused(what: str, number: int) -> BuildError:
    reason = os.strerror(number)
    advice = "user namespaces must be allowed inside Nix's sandbox"
    settings = {
        errno.ENOSPC: "`sysctl user.max_user_namespaces=15000`",
        errno.EUSERS: "`sysctl user.max_user_namespaces=15000`",
    }
    setting = settings.get(
        number,
        "`sysctl kernel.apparmor_restrict_unprivileged_userns=0`, `kernel.unprivileged_userns_clone=1`, and "
        "`user.max_user_namespaces` that is not 0; in a container, one that may nest user namespaces",
    )
    return BuildError(
        "no-namespaces",
        f"cannot be built: the machine does not let a build have a root of its own: {what}: {reason}",
        help=f"{advice}: {setting}",
        errno=number,
    )
