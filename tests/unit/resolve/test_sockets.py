"""What arrives on connections, as the kernel tells it."""

from __future__ import annotations

import os
import socket

import pytest

from snowsnake.resolve.sockets import traffic
from snowsnake.resolve.watch import _named


@pytest.mark.parametrize(("family", "host"), [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")])
def test_bytes_of_a_connection_are_counted(family: socket.AddressFamily, host: str) -> None:
    with socket.create_server((host, 0), family=family) as server:
        port = server.getsockname()[1]
        with socket.create_connection((host, port)) as client, server.accept()[0] as other:
            other.sendall(b"x" * 77)
            assert len(client.recv(77, socket.MSG_WAITALL)) == 77
            found = traffic(os.getpid())
            mine = found[os.fstat(client.fileno()).st_ino]
            assert (mine.address, mine.port, mine.received) == (host, port, 77)
            assert found[os.fstat(other.fileno()).st_ino].received == 0
            at = f"{host if family == socket.AF_INET else '[::1]'}:{port}/simple"
            known = ["https://nowhere.invalid/", f"http://user:pw@{at}"]
            assert _named(mine, known) == f"http://{at}"
            assert _named(mine, known[:1]) is None


def test_a_process_that_is_gone_has_no_connections() -> None:
    assert traffic(2**22 + 1) == {}
