"""Run a command as an ordinary container would: no user namespaces, and not the capability to do without.

    python tests/integration/contained.py COMMAND...

The filter is what Docker's default profile says of namespaces: `clone` and `unshare` with CLONE_NEWUSER (and
the other namespaces, which the lack of CAP_SYS_ADMIN refuses anyway) give EPERM, `clone3` ENOSYS.
"""

from __future__ import annotations

import ctypes
import os
import struct
import sys

CAP_SYS_ADMIN = 21
CLONE_NEWUSER = 0x10000000
NUMBERS = {"x86_64": (56, 272), "aarch64": (220, 97)}
CLONE3 = 435
PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, FILTER = 24, 38, 22, 2

# <linux/filter.h>: load a word of `struct seccomp_data`, jump if equal or if bits are set, return.
LOAD, EQUAL, ANY_BIT, RETURN = 0x20, 0x15, 0x45, 0x06
ALLOW, ERRNO = 0x7FFF0000, 0x00050000
NUMBER, FIRST_ARGUMENT = 0, 16


def program() -> bytes:
    """The filter, instruction by instruction; jumps count from the next one."""
    clone, unshare = NUMBERS[os.uname().machine]
    instructions = [
        (LOAD, 0, 0, NUMBER),
        (EQUAL, 5, 0, CLONE3),
        (EQUAL, 1, 0, clone),
        (EQUAL, 0, 4, unshare),
        (LOAD, 0, 0, FIRST_ARGUMENT),
        (ANY_BIT, 0, 2, CLONE_NEWUSER),
        (RETURN, 0, 0, ERRNO | 1),  # EPERM
        (RETURN, 0, 0, ERRNO | 38),  # ENOSYS
        (RETURN, 0, 0, ALLOW),
    ]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in instructions)


def main() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    code = ctypes.create_string_buffer(program())
    header = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(code.raw) // 8, ctypes.addressof(code)))
    for option, value, argument in (
        (PR_CAPBSET_DROP, CAP_SYS_ADMIN, 0),
        (PR_SET_NO_NEW_PRIVS, 1, 0),
        (PR_SET_SECCOMP, FILTER, ctypes.addressof(header)),
    ):
        if libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(argument), 0, 0):
            raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    os.execvp(sys.argv[1], sys.argv[1:])


if __name__ == "__main__":
    main()
