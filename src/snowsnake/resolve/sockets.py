"""What has arrived on the TCP connections of another process, as the kernel tells anybody (`sock_diag(7)`)."""

from __future__ import annotations

import os
import socket
import struct
import sys
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_SOCK_DIAG = 4  # NETLINK_SOCK_DIAG
_BY_FAMILY, _DONE, _ERROR = 20, 3, 2  # SOCK_DIAG_BY_FAMILY, NLMSG_DONE, NLMSG_ERROR
_DUMP = 0x301  # NLM_F_REQUEST | NLM_F_DUMP
_ESTABLISHED = 1 << 1
_INFO = 2  # INET_DIAG_INFO
_HEADER = struct.Struct("=IHHII")  # nlmsghdr
_REQUEST = struct.Struct("=BBBBI48x")  # inet_diag_req_v2, for every socket
_MESSAGE = struct.Struct(
    "=4x2xH16x16s4x8x16xI"
)  # inet_diag_msg: the other end (port in network order, address), inode
_ATTRIBUTE = struct.Struct("=HH")
_ACKNOWLEDGED = struct.Struct("=QQ")  # tcpi_bytes_acked, tcpi_bytes_received
_ACKNOWLEDGED_AT = 120  # in tcp_info, since Linux 4.1
_ANSWER = 1 << 17


@dataclass(frozen=True, kw_only=True, slots=True)
class Traffic:
    """One connection."""

    address: str
    """Of the other end: `192.0.2.1`, `2001:db8::1`."""
    port: int
    sent: int
    """Bytes, acknowledged by the other end."""
    received: int
    """Bytes."""


def traffic(pid: int) -> dict[int, Traffic]:
    """The established connections of a process of this user, by inode; empty where the kernel does not tell."""
    if sys.platform != "linux":
        return {}
    own = set(_inodes(pid))
    found: dict[int, Traffic] = {}
    if own:
        with suppress(OSError, struct.error):
            for family in (socket.AF_INET, socket.AF_INET6):
                found |= {inode: one for inode, one in _connections(family) if inode in own}
    return found


def _inodes(pid: int) -> Iterator[int]:
    with suppress(OSError):
        for descriptor in Path(f"/proc/{pid}/fd").iterdir():
            with suppress(OSError):
                target = os.readlink(descriptor)  # noqa: PTH115 -- it is no path
                if target.startswith("socket:["):
                    yield int(target[8:-1])


def _connections(family: int) -> Iterator[tuple[int, Traffic]]:
    with socket.socket(socket.AF_NETLINK, socket.SOCK_DGRAM, _SOCK_DIAG) as kernel:
        kernel.settimeout(5)
        request = _REQUEST.pack(family, socket.IPPROTO_TCP, 1 << (_INFO - 1), 0, _ESTABLISHED)
        kernel.send(_HEADER.pack(_HEADER.size + len(request), _BY_FAMILY, _DUMP, 1, 0) + request)
        while True:
            answer = kernel.recv(_ANSWER)
            while len(answer) >= _HEADER.size:
                length, kind, *_ = _HEADER.unpack_from(answer)
                if kind in {_DONE, _ERROR} or length < _HEADER.size:
                    return
                if (found := _read(family, answer[_HEADER.size : length])) is not None:
                    yield found
                answer = answer[(length + 3) & ~3 :]


def _read(family: int, message: bytes) -> tuple[int, Traffic] | None:
    """Inode and traffic of one `inet_diag_msg` with its attributes; `None` for a kernel that counts no bytes."""
    port, address, inode = _MESSAGE.unpack_from(message)
    rest = message[_MESSAGE.size :]
    while len(rest) >= _ATTRIBUTE.size:
        length, kind = _ATTRIBUTE.unpack_from(rest)
        if kind == _INFO and length >= _ATTRIBUTE.size + _ACKNOWLEDGED_AT + _ACKNOWLEDGED.size:
            sent, received = _ACKNOWLEDGED.unpack_from(rest, _ATTRIBUTE.size + _ACKNOWLEDGED_AT)
            text = socket.inet_ntop(family, address[:4] if family == socket.AF_INET else address)
            return inode, Traffic(address=text, port=socket.ntohs(port), sent=sent, received=received)
        rest = rest[max((length + 3) & ~3, _ATTRIBUTE.size) :]
    return None
