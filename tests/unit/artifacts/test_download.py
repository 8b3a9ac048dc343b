"""Downloads from a loopback server that breaks things on purpose, one script of answers a path."""

from __future__ import annotations

import fcntl
import hashlib
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.patience import PATIENCE

from snowsnake.artifacts import (
    AccessDenied,
    BadArtifact,
    CacheNotWritable,
    DiskFull,
    Fetch,
    HashMismatch,
    MissingOffline,
    NotFound,
    Patience,
    ServerUnreachable,
    download,
)
from snowsnake.events import DownloadFinished, DownloadPlanned, DownloadProgress, Event, Notice
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.throughput import Pace

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Server:
    """What it answers, and what it was asked."""

    url: str = ""
    answers: dict[str, list[Answer]] = field(default_factory=dict)
    """By path; each request takes the next, the last one stays."""
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)

    def on(self, path: str, *answers: Answer) -> str:
        self.answers[path] = list(answers)
        return f"{self.url}{path}"


def content(data: bytes, *, cut: int | None = None) -> Answer:
    """The bytes, or the part that was asked for; `cut`: hang up after so many of them."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        start = int(request.headers.get("Range", "bytes=0-").removeprefix("bytes=").rstrip("-"))
        request.send_response(206 if start else 200)
        if start:
            request.send_header("Content-Range", f"bytes {start}-{len(data) - 1}/{len(data)}")
        request.send_header("Content-Length", str(len(data) - start))
        request.end_headers()
        request.wfile.write(data[start:] if cut is None else data[start : start + cut])
        request.close_connection = True

    return answer


def whole(data: bytes) -> Answer:
    """The bytes from the beginning, whatever part was asked for."""

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", str(len(data)))
        request.end_headers()
        request.wfile.write(data)

    return answer


def status(code: int, **headers: str) -> Answer:
    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(code)
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.send_header("Content-Length", "0")
        request.end_headers()

    return answer


@contextmanager
def serving() -> Iterator[Server]:
    server = Server()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            server.requests.append((self.path, dict(self.headers.items())))
            answers = server.answers.get(self.path) or [status(404)]
            (answers.pop(0) if len(answers) > 1 else answers[0])(self)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
            pass

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: object, client_address: object) -> None:
            pass  # clients that hang up are what some tests are about

    with Quiet(("127.0.0.1", 0), Handler) as http:
        server.url = f"http://127.0.0.1:{http.server_address[1]}"
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            http.shutdown()
            thread.join()


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as running:
        yield running


DATA = bytes(range(256)) * 4000
FILE = "thing-1.0-py3-none-any.whl"
QUICK = Patience(attempts=3, pause=0.01, longest=0.05)


def fetch(*urls: str, data: bytes = DATA, file: str = FILE, size: int | None = len(DATA)) -> Fetch:
    sha256 = hashlib.sha256(data).hexdigest()
    return Fetch(
        artifact=DistributionArtifact(
            file=file, url="https://files.example.invalid/x", sha256=sha256, size=size
        ),
        urls=urls,
    )


def place(cache: Path, item: Fetch) -> Path:
    sha256 = item.artifact.sha256
    return cache / "artifacts" / sha256[:2] / sha256 / item.artifact.file


def test_a_file_arrives_under_its_hash_and_is_not_asked_for_again(server: Server, tmp_path: Path) -> None:
    item = fetch(server.on("/a", content(DATA)))
    events: list[Event] = []

    def observe(event: Event) -> None:
        events.append(event)

    paths = download([item], cache=tmp_path, observer=observe)
    assert paths == {FILE: place(tmp_path, item)}
    assert paths[FILE].read_bytes() == DATA
    assert events[0] == DownloadPlanned(files=1, size=len(DATA))
    assert sum(e.received for e in events if isinstance(e, DownloadProgress)) == len(DATA)
    assert events[-1] == DownloadFinished(name=FILE)
    assert download([item], cache=tmp_path, offline=True) == paths
    assert len(server.requests) == 1
    assert [path.name for path in paths[FILE].parent.iterdir()] == [FILE]


def test_many_files_arrive_side_by_side(server: Server, tmp_path: Path) -> None:
    items = []
    for number in range(40):
        data = bytes([number]) * (number * 1000)
        url = server.on(f"/{number}", content(data))
        items.append(fetch(url, data=data, file=f"f{number}.whl", size=len(data)))
    paths = download(items, cache=tmp_path)
    assert list(paths) == [f"f{number}.whl" for number in range(40)]
    assert all(paths[f"f{number}.whl"].stat().st_size == number * 1000 for number in range(40))


def test_passing_errors_are_tried_again(server: Server, tmp_path: Path) -> None:
    url = server.on("/a", status(503), status(429, Retry_After="0"), content(DATA))
    assert download([fetch(url)], cache=tmp_path, patience=QUICK)[FILE].read_bytes() == DATA


def test_retry_after_is_honoured_up_to_a_limit(server: Server, tmp_path: Path) -> None:
    url = server.on("/a", status(429, Retry_After="86400"), content(DATA))
    started = time.monotonic()
    download([fetch(url)], cache=tmp_path, patience=Patience(attempts=3, pause=0.001, longest=0.3))
    assert time.monotonic() - started >= 0.3  # and not a day


def test_a_broken_transfer_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    url = server.on("/a", content(DATA, cut=300_000), content(DATA, cut=300_000), content(DATA))
    assert download([fetch(url)], cache=tmp_path, patience=QUICK)[FILE].read_bytes() == DATA
    starts = [headers.get("Range") for _, headers in server.requests]
    assert starts[0] is None
    assert all(start is not None and start != "bytes=0-" for start in starts[1:])


def drip(data: bytes, *, head: float = 0.0) -> Answer:
    """A byte every now and then, and a second before each line of the head if `head` says so."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        time.sleep(head)
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(data)))
        handler.end_headers()
        for byte in data:
            handler.wfile.write(bytes([byte]))
            handler.wfile.flush()
            time.sleep(0.02)

    return answer


SLOW = Patience(attempts=2, pause=0.01, longest=0.05, pace=Pace(bytes=1000, seconds=0.3))


def test_a_server_that_drips_is_given_up_and_the_next_one_asked(server: Server, tmp_path: Path) -> None:
    url = server.on("/a", drip(DATA))
    with pytest.raises(ServerUnreachable, match=r"it sends less than 1000 bytes in 0\.3 seconds"):
        download([fetch(url)], cache=tmp_path, patience=SLOW)
    good = server.on("/b", content(DATA))
    assert download([fetch(url, good)], cache=tmp_path, patience=SLOW)[FILE].read_bytes() == DATA


def test_server_that_drips_is_told_of_once_and_asked_last_from_then_on(
    server: Server, tmp_path: Path
) -> None:
    events: list[Event] = []
    with serving() as slow:
        bad, good = slow.on("/a", drip(b"x" * len(DATA))), server.on("/a", content(DATA))
        for number in range(3):
            cache = tmp_path / str(number)
            assert download([fetch(bad, good)], cache=cache, patience=SLOW, observer=events.append)
        assert len(slow.requests) == 1
        assert len(server.requests) == 4  # once for what is missing of the other's, then for all of it
    (warning,) = (event.text for event in events if isinstance(event, Notice))
    assert warning.startswith(f"`{bad}` is given up: it sends less than 1000 bytes in 0.3 seconds")
    arrived = sum(event.received for event in events if isinstance(event, DownloadProgress))
    assert arrived == 3 * len(DATA)


def test_a_server_that_sends_a_few_bytes_and_hangs_up_each_time_is_given_up(
    server: Server, tmp_path: Path
) -> None:
    url = server.on("/a", content(DATA, cut=10))
    with pytest.raises(ServerUnreachable, match=r"tried 3 times"):
        download([fetch(url)], cache=tmp_path, patience=QUICK)


def test_a_server_that_keeps_the_head_of_its_answer_back_is_given_up(server: Server, tmp_path: Path) -> None:
    url = server.on("/a", drip(DATA, head=2))
    with pytest.raises(ServerUnreachable, match=r"it does not answer within 0\.3 seconds"):
        download([fetch(url)], cache=tmp_path, patience=SLOW)


def test_a_mirror_that_has_other_bytes_is_named_where_the_next_one_has_the_right_ones(
    server: Server, tmp_path: Path
) -> None:
    bad, good = server.on("/bad", content(b"x" * len(DATA))), server.on("/good", content(DATA))
    events: list[Event] = []
    download([fetch(bad, good)], cache=tmp_path, observer=events.append, patience=QUICK)
    (warning,) = (event for event in events if isinstance(event, Notice))
    assert warning.level == "warning"
    assert bad in warning.text


def test_what_a_killed_run_left_is_used(server: Server, tmp_path: Path) -> None:
    item = fetch(server.on("/a", content(DATA)))
    part = place(tmp_path, item).with_name(FILE + ".part")
    part.parent.mkdir(parents=True)
    part.write_bytes(DATA[:1000])
    assert download([item], cache=tmp_path)[FILE].read_bytes() == DATA
    assert server.requests[0][1]["Range"] == "bytes=1000-"


@pytest.mark.parametrize("rest", [b"", b"more than there should be"])
def test_what_was_left_but_is_wrong_is_thrown_away(server: Server, tmp_path: Path, rest: bytes) -> None:
    item = fetch(server.on("/a", content(DATA)))
    part = place(tmp_path, item).with_name(FILE + ".part")
    part.parent.mkdir(parents=True)
    part.write_bytes(b"wrong" * 100 + rest * len(DATA))
    assert download([item], cache=tmp_path)[FILE].read_bytes() == DATA


def test_a_server_without_ranges_starts_from_the_beginning(server: Server, tmp_path: Path) -> None:
    url = server.on("/a", content(DATA, cut=300_000), whole(DATA))
    assert download([fetch(url)], cache=tmp_path, patience=QUICK)[FILE].read_bytes() == DATA


def test_another_part_than_asked_for_is_not_appended(server: Server, tmp_path: Path) -> None:
    def lying(request: BaseHTTPRequestHandler) -> None:
        status(206, Content_Range=f"bytes 5-9/{len(DATA)}")(request)

    url = server.on("/a", content(DATA, cut=300_000), lying, content(DATA))
    assert download([fetch(url)], cache=tmp_path, patience=QUICK)[FILE].read_bytes() == DATA


@pytest.mark.parametrize("size", [None, len(DATA)])
def test_wrong_bytes_never_get_the_final_name(server: Server, tmp_path: Path, size: int | None) -> None:
    wrong = DATA[:-1] + b"!"
    item = fetch(server.on("/a?token=secret", content(wrong)), size=size)
    with pytest.raises(HashMismatch) as caught:
        download([item], cache=tmp_path, patience=QUICK)
    text = f"{caught.value.message} {caught.value.details}"
    assert FILE in text
    assert item.artifact.sha256 in text
    assert hashlib.sha256(wrong).hexdigest() in text
    assert f"{server.url}/a" in text
    assert "secret" not in text
    assert not place(tmp_path, item).exists()


def test_a_server_that_never_stops_does_not_fill_the_disk(server: Server, tmp_path: Path) -> None:
    item = fetch(server.on("/a", content(DATA * 20)))
    with pytest.raises(HashMismatch):
        download([item], cache=tmp_path, patience=QUICK)
    assert sum(p.stat().st_size for p in place(tmp_path, item).parent.iterdir()) < 2 * len(DATA)


def test_the_next_address_is_asked(server: Server, tmp_path: Path) -> None:
    urls = [
        server.on("/gone", status(404)),
        server.on("/wrong", content(b"wrong")),
        server.on("/broken", status(500)),
        server.on("/good", content(DATA)),
    ]
    assert download([fetch(*urls)], cache=tmp_path, patience=QUICK)[FILE].read_bytes() == DATA


def test_gone_everywhere(server: Server, tmp_path: Path) -> None:
    with pytest.raises(NotFound) as caught:
        download([fetch(f"{server.url}/a", f"{server.url}/b")], cache=tmp_path)
    assert f"{server.url}/b" in str(caught.value.details)


def test_a_server_that_stays_broken(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ServerUnreachable, match=r"HTTP 500.*3 times"):
        download([fetch(server.on("/a", status(500)))], cache=tmp_path, patience=QUICK)


def test_nobody_listens(tmp_path: Path) -> None:
    with serving() as closed:
        url = closed.url
    with pytest.raises(ServerUnreachable, match="no connection"):
        download([fetch(f"{url}/a")], cache=tmp_path, patience=QUICK)


@pytest.mark.parametrize("url", ["gopher://example.invalid/x", "nonsense", "http://[broken/x"])
def test_an_address_that_makes_no_sense(tmp_path: Path, url: str) -> None:
    with pytest.raises(ServerUnreachable):
        download([fetch(url)], cache=tmp_path, patience=QUICK)


def test_offline_lists_what_is_missing(server: Server, tmp_path: Path) -> None:
    items = [fetch(f"{server.url}/{name}", file=name) for name in ("b.whl", "a.whl")]
    with pytest.raises(MissingOffline) as caught:
        download(items, cache=tmp_path, offline=True)
    assert caught.value.files == ("a.whl", "b.whl")
    assert server.requests == []


def test_local_files(tmp_path: Path) -> None:
    source = tmp_path / "a wheel%.whl"
    source.write_bytes(DATA)
    cache = tmp_path / "cache"
    assert download([fetch(source.as_uri())], cache=cache)[FILE].read_bytes() == DATA
    with pytest.raises(NotFound):
        download([fetch((tmp_path / "absent").as_uri(), data=b"other", size=None)], cache=cache)


def test_credentials_go_to_their_host_only(server: Server, tmp_path: Path) -> None:
    with serving() as other:
        elsewhere = other.on("/b", content(DATA))
        url = server.on("/a", status(302, Location="/same"))
        server.on("/same", status(302, Location=elsewhere))
        download([fetch(url)], cache=tmp_path, auth=lambda _: ("user", "hunter2"))
        assert ["Authorization" in headers for _, headers in server.requests] == [True, True]
        assert ["Authorization" in headers for _, headers in other.requests] == [False]


def test_a_netrc_is_not_looked_at(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("machine 127.0.0.1 login user password hunter2\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    download([fetch(server.on("/a", content(DATA)))], cache=tmp_path)
    assert "Authorization" not in server.requests[0][1]


def test_a_closed_door(server: Server, tmp_path: Path) -> None:
    url = server.on("/a", status(401)).replace("http://", "http://user:hunter2@")
    with pytest.raises(AccessDenied) as caught:
        download([fetch(url)], cache=tmp_path, auth=lambda _: ("user", "hunter2"))
    assert caught.value.status == 401
    assert "hunter2" not in f"{caught.value} {caught.value.details} {caught.value.help} {caught.value.url}"


def test_a_redirect_cannot_reach_local_files(server: Server, tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_bytes(DATA)
    with pytest.raises(ServerUnreachable):
        download(
            [fetch(server.on("/a", status(302, Location=secret.as_uri())))], cache=tmp_path, patience=QUICK
        )


def test_a_circle_of_redirects_ends(server: Server, tmp_path: Path) -> None:
    with pytest.raises(ServerUnreachable):
        download([fetch(server.on("/a", status(302, Location="/a")))], cache=tmp_path, patience=QUICK)


@pytest.mark.parametrize("file", ["../x", "", "..", "a/b", "a\0b", "x" * 250])
def test_names_that_are_not_file_names(tmp_path: Path, file: str) -> None:
    with pytest.raises(BadArtifact):
        download([fetch("http://127.0.0.1:1/a", file=file)], cache=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_cache_that_cannot_be_written(server: Server, tmp_path: Path) -> None:
    (tmp_path / "artifacts").write_text("in the way")
    with pytest.raises(CacheNotWritable):
        download([fetch(server.on("/a", content(DATA)))], cache=tmp_path)


def test_a_full_disk(server: Server, tmp_path: Path) -> None:
    # A real write to a real full device, in the place of the partial file.
    item = fetch(server.on("/a", content(DATA)))
    part = place(tmp_path, item).with_name(FILE + ".part")
    part.parent.mkdir(parents=True)
    code = """
import resource, signal, sys
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
sys.path[:0] = [sys.argv[3]]
from pathlib import Path
from test_download import *
try:
    download([fetch(sys.argv[1])], cache=Path(sys.argv[2]))
except DiskFull as error:
    print("full:", error)
"""
    here = str(Path(__file__).parent)
    done = subprocess.run(
        [sys.executable, "-B", "-c", code, item.urls[0], str(tmp_path), here],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert done.stdout.startswith("full: no space left for"), done.stderr
    assert not place(tmp_path, item).exists()
    assert issubclass(DiskFull, Exception)


def test_two_at_once_fetch_it_once(server: Server, tmp_path: Path) -> None:
    def slow(request: BaseHTTPRequestHandler) -> None:
        time.sleep(0.3)
        content(DATA)(request)

    item = fetch(server.on("/a", slow))
    results: list[Path] = []
    threads = [
        threading.Thread(target=lambda: results.append(download([item], cache=tmp_path)[FILE]))
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(results) == 4
    assert len(server.requests) == 1
    assert [path.name for path in results[0].parent.iterdir()] == [FILE]


def test_a_lock_of_another_process_is_waited_for(server: Server, tmp_path: Path) -> None:
    item = fetch(server.on("/a", content(DATA)))
    part = place(tmp_path, item).with_name(FILE + ".part")
    part.parent.mkdir(parents=True)
    with part.open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        waiting = threading.Thread(target=lambda: download([item], cache=tmp_path))
        waiting.start()
        time.sleep(0.2)
        assert server.requests == []
    waiting.join()
    assert place(tmp_path, item).read_bytes() == DATA


def test_control_c_does_not_wait_for_a_silent_server(server: Server, tmp_path: Path) -> None:
    ended = threading.Event()

    def silent(request: BaseHTTPRequestHandler) -> None:
        ended.wait(PATIENCE)

    url = server.on("/a", silent)
    code = "import sys; sys.path[:0] = [sys.argv[3]]\nfrom pathlib import Path\nfrom test_download import *\n"
    code += "print('ready', flush=True)\ndownload([fetch(sys.argv[1])], cache=Path(sys.argv[2]))"
    with subprocess.Popen(
        [sys.executable, "-B", "-c", code, url, str(tmp_path), str(Path(__file__).parent)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as child:
        assert child.stdout is not None
        child.stdout.readline()
        while not server.requests:
            time.sleep(0.01)
        child.send_signal(signal.SIGINT)
        try:
            child.wait(timeout=PATIENCE - 60)
        finally:
            child.kill()
            ended.set()
    assert child.returncode != 0
