"""A small real archive: signed with a key made here, served over HTTP on the loopback."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pysequoia
import pytest

from snowsnake.events import Event
from snowsnake.provide.debian.archive import Archive
from snowsnake.provide.debian.mirrors import Mirrors

NOW = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


@dataclass(kw_only=True, slots=True)
class Server:
    """Files by path, and what to do instead of serving them."""

    files: dict[str, bytes] = field(default_factory=dict)
    failures: dict[str, list[int]] = field(default_factory=dict)
    """Statuses to answer with, one a request, before the file is served; by how the path ends."""
    drips: tuple[str, ...] = ()
    """How the paths end of which a few bytes arrive now and then, and never the last one."""
    requests: list[str] = field(default_factory=list)
    url: str = ""


@dataclass(kw_only=True, slots=True)
class Key:
    """A key pair that signs archives."""

    tsk: pysequoia.Tsk

    @property
    def cert(self) -> pysequoia.Cert:
        return self.tsk.extract_certificate()

    def sign(self, text: bytes) -> bytes:
        return pysequoia.sign(self.tsk.signer(), text, mode=pysequoia.SignatureMode.CLEAR)


def make_key() -> Key:
    return Key(tsk=pysequoia.Tsk.generate("An archive <archive@example.invalid>"))


@dataclass(kw_only=True, slots=True)
class TinyArchive:
    """What one suite of one archive holds, put onto a server by `publish`."""

    server: Server
    key: Key
    archive: str = "debian"
    suite: str = "trixie"
    date: datetime = NOW - timedelta(days=1)
    valid_until: datetime | None = None
    stanzas: list[str] = field(default_factory=list)
    contents: str = ""
    contents_all: str = ""

    def package(self, name: str, version: str = "1.0-1", **fields: str) -> None:
        """Add a package; `depends="a, b"`, `pre_depends=`, `provides=`, `architecture=`."""
        text = {"Package": name, "Version": version, "Architecture": fields.pop("architecture", "amd64")}
        text |= {key.title().replace("_", "-"): value for key, value in fields.items()}
        text["Filename"] = f"pool/main/{name[0]}/{name}/{name}_{version.rpartition(':')[2]}_amd64.deb"
        text |= {"Size": "10", "SHA256": hashlib.sha256(f"{name} {version}".encode()).hexdigest()}
        self.stanzas.append("".join(f"{key}: {value}\n" for key, value in text.items()))

    def publish(self) -> None:
        """Write, sign and serve it."""
        packages = lzma.compress("\n".join(self.stanzas).encode())
        indexes = {f"main/binary-{machine}/Packages.xz": packages for machine in ("amd64", "arm64")}
        indexes["main/Contents-amd64.gz"] = gzip.compress(self.contents.encode(), mtime=0)
        indexes["main/Contents-all.gz"] = gzip.compress(self.contents_all.encode(), mtime=0)
        root = f"/{self.archive}/dists/{self.suite}"
        lines = []
        for path, data in indexes.items():
            sha256 = hashlib.sha256(data).hexdigest()
            lines.append(f" {sha256} {len(data)} {path}\n")
            self.server.files[f"{root}/{path.rpartition('/')[0]}/by-hash/SHA256/{sha256}"] = data
            self.server.files[f"{root}/{path}"] = data
        until = f"Valid-Until: {format_datetime(self.valid_until)}\n" if self.valid_until else ""
        text = (
            f"Origin: Test\nSuite: test\nCodename: {self.suite}\nDate: {format_datetime(self.date)}\n{until}"
            f"Acquire-By-Hash: yes\nSHA256:\n{''.join(lines)}"
        )
        self.server.files[f"{root}/InRelease"] = self.key.sign(text.encode())


def serve(server: Server) -> tuple[ThreadingHTTPServer, threading.Thread]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.requests.append(self.path)
            data = server.files.get(self.path)
            etag = hashlib.sha256(data or b"").hexdigest()
            status = 404 if data is None else 200
            for end, statuses in server.failures.items():
                if self.path.endswith(end) and statuses:
                    status = statuses.pop(0)
            if status == 200 and self.headers.get("If-None-Match") == etag:
                status = 304
            self.send_response(status)
            body = data if status == 200 and data is not None else b""
            self.send_header("Content-Length", str(len(body)))
            self.send_header("ETag", etag)
            self.end_headers()
            if not self.path.endswith(server.drips):
                self.wfile.write(body)
                return
            with suppress(OSError):  # nobody listens any more
                for byte in body:
                    self.wfile.write(bytes([byte]))
                    time.sleep(0.05)

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    server.url = f"http://127.0.0.1:{http.server_address[1]}"
    return http, thread


@dataclass(kw_only=True, slots=True)
class World:
    """Everything a test of fetching needs."""

    server: Server
    other: Server
    """A second mirror, empty until a test fills it."""
    key: Key
    cache: Path
    events: list[Event] = field(default_factory=list)
    now: datetime = NOW
    main: TinyArchive | None = None

    def observe(self, event: Event) -> None:
        self.events.append(event)

    def suite(self, suite: str = "trixie", archive: str = "debian") -> TinyArchive:
        return TinyArchive(server=self.server, key=self.key, suite=suite, archive=archive)

    def archive(
        self,
        *,
        mirrors: list[str] | None = None,
        offline: bool = False,
        allow_expired: bool = False,
        hours: int = 1,
    ) -> Archive:
        """A fresh view of the archive, sharing the cache with those before."""
        urls = mirrors or [self.server.url]
        bases = {name: tuple(f"{url}/{name}" for url in urls) for name in ("debian", "debian-security")}
        return Archive(
            cache=self.cache,
            mirrors=Mirrors(bases=bases, snapshot=None, allows_expired=lambda: allow_expired),
            offline=offline,
            observer=self.observe,
            max_age=timedelta(hours=hours),
            keys=[self.key.cert],
            backoff=0.001,
            clock=lambda: self.now,
        )


@pytest.fixture(scope="session")
def key() -> Key:
    return make_key()


@pytest.fixture(scope="session")
def stranger() -> Key:
    """A key that nobody trusts."""
    return make_key()


@pytest.fixture
def world(tmp_path: Path, key: Key, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    monkeypatch.setenv("NO_PROXY", "*")
    servers = Server(), Server()
    running = [serve(server) for server in servers]
    yield World(server=servers[0], other=servers[1], key=key, cache=tmp_path / "debian")
    for http, thread in running:
        http.shutdown()
        http.server_close()
        thread.join()
