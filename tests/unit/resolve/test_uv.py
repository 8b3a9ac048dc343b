"""uv as a subprocess, with what it must not do to the disk, and with whom it must not wait for."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tarfile
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tests.patience import eventually

from snowsnake.resolve.errors import IndexUnreachable, UnreadableSource
from snowsnake.resolve.failures import failure
from snowsnake.resolve.sockets import Traffic
from snowsnake.resolve.uv_process import _proxies, run_uv
from snowsnake.resolve.watch import Limits, _named
from snowsnake.throughput import Pace

HASTY = Limits(pace=Pace(seconds=0.7), every=0.05)
SMALL = Limits(size=4 << 20, files=1000, every=0.05)


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "cache"


def source(members: Mapping[str, int]) -> tuple[bytes, bytes]:
    """A source archive with files of these sizes, in two parts: the first ends in the middle of its last file."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, size in {"setup.py": 0, **members, "last": 1 << 18}.items():
            member = tarfile.TarInfo(f"bomb-1.0/{name}")
            member.size = size
            archive.addfile(member, io.BytesIO(os.urandom(size)))
        middle = archive.offset - (1 << 17)
    whole, packed = stream.getvalue(), zlib.compressobj(level=1, wbits=31)
    begin = packed.compress(whole[:middle]) + packed.flush(zlib.Z_SYNC_FLUSH)
    return begin, packed.compress(whole[middle:]) + packed.flush()


@contextmanager
def server(answer: Callable[[BaseHTTPRequestHandler], None]) -> Iterator[str]:
    """The address of a server that answers every request so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with suppress(OSError):
                self.send_response(200)
                answer(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 -- the base's
            return

    with ThreadingHTTPServer(("", 0), Handler) as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield f"http://localhost:{made.server_port}"
        made.shutdown()


def kept(cache: Path) -> int:
    return sum(path.lstat().st_size for path in cache.rglob("*") if path.is_file())


def test_source_that_unpacks_to_a_large_file_leaves_nothing_in_the_cache(tmp_path: Path, cache: Path) -> None:
    file = tmp_path / "bomb-1.0.tar.gz"
    file.write_bytes(b"".join(source({"zeros": 8 << 20})))
    words = ["pip", "compile", "--offline", "--no-build-isolation", "-"]
    answer = run_uv(words, directory=tmp_path, given=f"bomb @ {file.as_uri()}\n", limits=SMALL)
    assert answer.status != 0
    error = failure(answer.errors)
    assert isinstance(error, UnreadableSource)
    assert error.message == "the source of `bomb` cannot be read: it unpacks to a file of more than 4 GB"
    assert kept(cache) < 1 << 20


@pytest.mark.parametrize(
    ("members", "reason"),
    [
        (dict.fromkeys(map(str, range(8)), 1 << 20), "it unpacks to more than 4 MB"),
        ({f"{n}/{n}": 0 for n in range(600)}, "it unpacks to more than 1000 files"),
    ],
    ids=["bytes", "files"],
)
def test_source_that_unpacks_to_too_much_ends_uv_and_leaves_nothing(
    tmp_path: Path, cache: Path, members: dict[str, int], reason: str
) -> None:
    over = threading.Event()
    begin, end = source(members)

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_header("Content-Length", str(len(begin + end)))
        request.end_headers()
        request.wfile.write(begin)
        over.wait()  # uv has its last file open: there is time to look

    with server(answer) as url:
        words = ["pip", "compile", "--no-build-isolation", "-"]
        with pytest.raises(UnreadableSource) as caught:
            run_uv(words, directory=tmp_path, given=f"bomb @ {url}/bomb-1.0.tar.gz\n", limits=SMALL)
        over.set()
    assert caught.value.message == f"the source of `bomb 1.0` cannot be read: {reason}"
    assert kept(cache) < 1 << 20
    assert not list(cache.glob("*/.tmp*"))


@pytest.fixture
def drip() -> Iterator[str]:
    """The address of an index whose answers never end, and never stop."""
    over = threading.Event()

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_header("Content-Type", "text/html")
        request.send_header("Content-Length", "1000000")
        request.end_headers()
        while not over.wait(0.1):
            request.wfile.write(b" ")

    with server(answer) as url:
        yield f"{url}/simple"
        over.set()


def test_index_that_drips_ends_uv_and_is_named(tmp_path: Path, cache: Path, drip: str) -> None:
    assert not cache.exists()
    secret = drip.replace("//", "//user:secret@")
    with pytest.raises(IndexUnreachable) as caught:
        run_uv(
            ["pip", "compile", "--no-build-isolation", "--index-url", drip, "-"],
            directory=tmp_path,
            given="numpy\n",
            asked=["https://nowhere.invalid/", secret],
            limits=HASTY,
        )
    assert (
        caught.value.message == f"`{drip}` cannot be reached: it sends less than 60000 bytes in 0.7 seconds"
    )


def test_server_that_drips_and_that_nothing_names_is_told_with_what_led_to_it(
    tmp_path: Path, cache: Path, drip: str
) -> None:
    assert not cache.exists()
    port = urlsplit(drip).port
    (tmp_path / "uv.toml").write_text('index-url = "https://pypi.invalid/simple"')
    with pytest.raises(IndexUnreachable) as caught:
        run_uv(
            ["pip", "compile", "--no-build-isolation", "--index-url", f"http://127.0.0.2:{port}/simple", "-"],
            directory=tmp_path,
            given="numpy\n",
            asked=["https://user:secret@nowhere.invalid/"],
            limits=HASTY,
        )
    assert caught.value.url == f"127.0.0.2:{port}"
    assert caught.value.details == (
        "a server to which uv was led by a redirection, or by a link of one of:\n"
        "  https://nowhere.invalid/\n  https://pypi.invalid/simple"
    )


def test_proxy_that_drips_is_named_without_its_password() -> None:
    found = _proxies({"http_proxy": "user:secret@localhost:3128", "ALL_PROXY": "socks5://other.invalid:1080"})
    assert found == ["http://user:secret@localhost:3128", "socks5://other.invalid:1080"]
    slow = Traffic(address="127.0.0.1", port=3128, sent=1, received=1)
    assert _named(slow, found) == "http://localhost:3128"


def test_uv_ends_with_who_started_it(tmp_path: Path, cache: Path, drip: str) -> None:
    assert not cache.exists()
    program = (
        "import sys; from pathlib import Path; from snowsnake.resolve.uv import run_uv\n"
        "run_uv(['pip', 'compile', '--index-url', sys.argv[1], '-'], directory=Path(sys.argv[2]), given='numpy')"
    )
    with subprocess.Popen([sys.executable, "-c", program, drip, str(tmp_path)]) as process:
        found: list[str] = []

        def begun() -> bool:
            for pid in Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split():
                with suppress(OSError):  # uv is not all that is started, and the rest is short
                    if Path(f"/proc/{pid}/comm").read_text() == "uv\n":
                        found.append(pid)
            return bool(found)

        eventually(begun)
        process.kill()
    eventually(lambda: not Path(f"/proc/{found[0]}").exists())
