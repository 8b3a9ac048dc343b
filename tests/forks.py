"""Python processes that start in a moment: forks of one that has imported already what they need.

A fork is a process of its own in all that a test can see: arguments, environment, directory, standard streams, exit
status. What depends on how Python itself starts (its options, `PYTHON…` and locale variables, what is imported when)
needs a process that is started anew.
"""

from __future__ import annotations

import array
import atexit
import gc
import importlib
import json
import os
import pkgutil
import selectors
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn, Self

from tests.patience import PATIENCE

import snowsnake

Done = subprocess.CompletedProcess[str]
FDS = 3


class Forks:
    """Runs the program of a script that calls `serve`: snowsnake, if it is not another. Ends with the `with` block."""

    def __init__(self, script: Path = Path(__file__)) -> None:
        """Start the process that is forked."""
        paths = (Path(snowsnake.__file__).parents[1], Path(__file__).parents[1])
        environ = {"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(map(str, paths))}
        self._ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._ours.settimeout(PATIENCE)
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, str(script), "--serve", str(theirs.fileno())],
                env=environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,  # as the forks' are: Python looks once whether it can seek
                stderr=subprocess.STDOUT,
                pass_fds=(theirs.fileno(),),
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the process that is forked."""
        self._ours.close()
        self._process.communicate()

    def run(
        self, arguments: Sequence[str], *, cwd: Path, environ: Mapping[str, str], timeout: float = PATIENCE
    ) -> Done:
        """Run the program; it has no input. What it says on both streams, and its exit status.

        Raises `AssertionError` where it has not ended after `timeout` seconds.
        """
        out, out_write = os.pipe()
        err, err_write = os.pipe()
        nothing = os.open(os.devnull, os.O_RDONLY)
        given = (nothing, out_write, err_write)
        request = json.dumps({"arguments": list(arguments), "cwd": str(cwd), "environ": dict(environ)})
        try:
            rights = (socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", given))
            self._ours.sendmsg([request.encode()], [rights])
        except BrokenPipeError:
            raise AssertionError(f"there is none to fork: {self._process.communicate()[0]!r}") from None
        finally:
            for fd in given:
                os.close(fd)
        texts = _read({out: bytearray(), err: bytearray()}, timeout)
        return Done(list(arguments), int(self._ours.recv(64)), texts[out].decode(), texts[err].decode())


def _read(streams: dict[int, bytearray], timeout: float) -> dict[int, bytearray]:
    """Read pipes until all who write have closed them."""
    end = time.monotonic() + timeout
    with selectors.DefaultSelector() as selector:
        for fd in streams:
            selector.register(fd, selectors.EVENT_READ)
        while selector.get_map():
            ready = selector.select(end - time.monotonic())
            assert ready or time.monotonic() < end, f"it has not ended; so far: {streams}"
            for key, _ in ready:
                if data := os.read(key.fd, 65536):
                    streams[key.fd] += data
                else:
                    selector.unregister(key.fd)
                    os.close(key.fd)
    return streams


def import_all(package: str, without: Sequence[str] = ()) -> None:
    """Import a package with all of its modules but those in packages and modules named in `without`."""
    module = importlib.import_module(package)
    for found in pkgutil.iter_modules(module.__path__, f"{package}."):
        if found.name in without:
            continue
        if found.ispkg:
            import_all(found.name, without)
        else:
            importlib.import_module(found.name)


def serve(fd: int, main: Callable[[], None]) -> None:
    """Fork for each request that comes in at the socket `fd`, one after the other, and run `main` in the fork."""
    gc.collect()
    gc.freeze()  # or each fork's first collection would copy all there is
    with socket.socket(fileno=fd) as asked:
        while True:
            data, rights, *_ = asked.recvmsg(1 << 17, socket.CMSG_SPACE(FDS * array.array("i").itemsize))
            if not data:
                break
            given = array.array("i", b"".join(content for *_, content in rights))
            if (child := os.fork()) == 0:
                request = json.loads(data)
                for number, stream in enumerate(given):
                    os.dup2(stream, number)
                    os.close(stream)
                os.chdir(request["cwd"])
                os.environ.clear()
                os.environ.update(request["environ"])
                sys.argv[1:] = request["arguments"]
                _run(main)
            for stream in given:
                os.close(stream)
            _, status = os.waitpid(child, 0)
            asked.send(str(os.waitstatus_to_exitcode(status)).encode())


def _run(main: Callable[[], None]) -> NoReturn:
    """Run a program to the end of the process. Python would take longer to take down all modules than most programs."""
    code: object = None
    try:
        main()
    except SystemExit as ended:
        code = ended.code
    assert code is None or isinstance(code, int), f"it ends with {code!r}"
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code or 0)


if __name__ == "__main__":
    import_all("snowsnake", without=("snowsnake.builders",))
    from snowsnake.__main__ import main

    serve(int(sys.argv[2]), main)
