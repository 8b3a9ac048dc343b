"""A package index on loopback that breaks things on purpose, and the wheels and sources that it hands out."""

from __future__ import annotations

import base64
import hashlib
import html
import io
import os
import tarfile
import threading
import time
import zipfile
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

from tests.patience import PATIENCE

Members = Mapping[str | zipfile.ZipInfo, bytes]
SLOW = 45
"""Seconds, from when a slow distribution is offered, before which its build does not end."""
_SLOW_BACKEND = """
import time, zipfile
def build_wheel(directory, config_settings=None, metadata_directory=None):
    while time.time() < {until}:
        time.sleep(0.1)
    with zipfile.ZipFile(f"{{directory}}/{name}-1.0-py3-none-any.whl", "w") as wheel:
        info = "{name}-1.0.dist-info"
        wheel.writestr("{name}.py", "value = 42")
        wheel.writestr(f"{{info}}/METADATA", "Metadata-Version: 2.2\\nName: {name}\\nVersion: 1.0\\n")
        wheel.writestr(f"{{info}}/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        wheel.writestr(f"{{info}}/RECORD", "")
    return "{name}-1.0-py3-none-any.whl"
"""


def make_wheel(
    name: str,
    version: str = "1.0",
    *,
    files: Mapping[str, bytes] | None = None,
    metadata: str = "",
    entry_points: str = "",
    extra: Members | None = None,
    record: Mapping[str, str] | None = None,
    executable: Collection[str] = (),
) -> bytes:
    """A wheel. `extra` members are not in its RECORD, `record` replaces hashes in it; `executable` are some files."""
    info = f"{name}-{version}.dist-info"
    members: dict[str, bytes] = {
        f"{name}/__init__.py": b"value = 42\n",
        **(files or {}),
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{metadata}".encode(),
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: tests\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    if entry_points:
        members[f"{info}/entry_points.txt"] = entry_points.encode()
    rows = []
    for path, content in members.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        quoted = '"' + path.replace('"', '""') + '"'
        rows.append(f"{quoted},sha256={(record or {}).get(path, digest)},{len(content)}\n")
    rows.append(f"{info}/RECORD,,\n")
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in members.items():
            member = zipfile.ZipInfo(path)
            member.external_attr = (0o100755 if path in executable else 0o100644) << 16
            archive.writestr(member, content)
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD"), "".join(rows).encode())
        for other, content in (extra or {}).items():
            archive.writestr(other, content)
    return stream.getvalue()


def make_source(name: str, version: str, files: Mapping[str, str], metadata: str | None = "") -> bytes:
    """A source distribution.

    `metadata`: the rest of its PKG-INFO, which says all that the wheel's metadata will (PEP 643); `None` for an old
    one, which says no more than the name.
    """
    kind = "1.2" if metadata is None else "2.2"
    info = f"Metadata-Version: {kind}\nName: {name}\nVersion: {version}\n{metadata or ''}"
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w:gz") as archive:
        for path, text in {"PKG-INFO": info, **files}.items():
            member = tarfile.TarInfo(f"{name}-{version}/{path}")
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))
    return stream.getvalue()


def symbolic_link(path: str) -> zipfile.ZipInfo:
    """A member that is a symbolic link; its content is where it leads."""
    member = zipfile.ZipInfo(path)
    member.create_system = 3  # Unix
    member.external_attr = 0o120777 << 16
    return member


@dataclass
class Index:
    """What the server has, and how it behaves; a test changes it while it runs."""

    url: str = ""
    """Of the simple index."""
    files: dict[str, bytes] = field(default_factory=dict)
    """By file name."""
    metadata: dict[str, str] = field(default_factory=dict)
    """By name as in file names: more lines for the metadata that uv sees."""
    claimed: dict[str, str] = field(default_factory=dict)
    """By file name, another SHA-256 than the file's own."""
    links: str = "/files/"
    """Where its pages say that the files are."""
    without_hashes: bool = False
    """Whether its pages give no hash."""
    yanked: set[str] = field(default_factory=set)
    """File names."""
    yanked_because: str = ""
    """The reason that is given for them."""
    status: int = 200
    """What every request is answered with."""
    reason: str | None = None
    delay: float = 0.0
    """Seconds before each answer."""
    silent: threading.Event = field(default_factory=threading.Event)
    """While set, no request gets an answer."""
    let_go: threading.Event = field(default_factory=threading.Event)
    trickle: set[str] = field(default_factory=set)
    """Files of which half is sent, and then nothing."""
    login: tuple[str, str] | None = None
    """User and password that every request must bring."""
    asked: list[str] = field(default_factory=list)
    arrived: threading.Event = field(default_factory=threading.Event)
    """Set by each request."""

    def add(self, name: str, version: str = "1.0", *, tag: str = "py3-none-any", **parts: object) -> str:
        """Make a wheel and offer it; the file name."""
        file = f"{name}-{version}-{tag}.whl"
        self.files[file] = make_wheel(name, version, **parts)  # type: ignore[arg-type]
        return file

    def add_source(
        self, name: str, files: Mapping[str, str], version: str = "1.0", *, metadata: str | None = ""
    ) -> str:
        """Make a source distribution and offer it; the file name."""
        file = f"{name}-{version}.tar.gz"
        self.files[file] = make_source(name, version, files, metadata)
        return file

    def add_slow(self) -> str:
        """Offer a source that no store has and whose build waits (`SLOW`); a name that is no other's."""
        name = f"slow{os.urandom(4).hex()}"
        system = '[build-system]\nrequires = []\nbuild-backend = "waits"\nbackend-path = ["."]\n'
        backend = _SLOW_BACKEND.format(name=name, until=time.time() + SLOW)
        self.add_source(name, {"pyproject.toml": system, "waits.py": backend})
        return name

    def file_url(self, file: str) -> str:
        return self.url.removesuffix("simple") + "files/" + quote(file)

    @property
    def beside(self) -> str:
        """The line of a requirements file that names this index beside the usual one."""
        return f"--extra-index-url {self.url}\n"

    @property
    def options(self) -> str:
        """The line of a requirements file that names this index."""
        return f"--index-url {self.url}\n"


class _Handler(BaseHTTPRequestHandler):
    index: Index

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 -- the base's
        return

    def do_GET(self) -> None:
        index = self.index
        index.asked.append(self.path)
        index.arrived.set()
        time.sleep(index.delay)
        if index.silent.is_set():
            index.let_go.wait(PATIENCE)
            return
        if index.status != 200:
            self._answer(index.status, b"broken")
            return
        if index.login is not None:
            wanted = "Basic " + base64.b64encode(":".join(index.login).encode()).decode()
            if self.headers.get("Authorization") != wanted:
                self._answer(401, b"", challenge=True)
                return
        kind, _, rest = self.path.lstrip("/").partition("/")
        if kind == "simple":
            self._listing(unquote(rest.strip("/")))
            return
        file = unquote(rest)
        data = index.files.get(file)
        if file.endswith(".metadata"):
            name, version = file.split("-")[:2]
            given = index.metadata.get(name, "")
            self._answer(200, f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n{given}".encode())
        elif data is None:
            self._answer(404, b"")
        elif file in index.trickle:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data[: len(data) // 2])
            self.wfile.flush()
            index.let_go.wait(PATIENCE)
        else:
            self._answer(200, data)

    def _listing(self, name: str) -> None:
        links = ""
        for file, data in self.index.files.items():
            if file.partition("-")[0].lower().replace("_", "-") == name:
                digest = self.index.claimed.get(file) or hashlib.sha256(data).hexdigest()
                # PEP 658: uv asks for the metadata alone, so that it resolves what it could not open.
                extra = ' data-core-metadata="true"' if file.endswith(".whl") else ""
                extra += f' data-yanked="{self.index.yanked_because}"' if file in self.index.yanked else ""
                fragment = "" if self.index.without_hashes else f"#sha256={digest}"
                links += (
                    f'<a href="{self.index.links}{quote(file)}{fragment}"{extra}>{html.escape(file)}</a>\n'
                )
        self._answer(200 if links else 404, links.encode(), "text/html")

    def _answer(
        self, status: int, data: bytes, kind: str = "application/octet-stream", *, challenge: bool = False
    ) -> None:
        with suppress(ConnectionError):
            self.send_response(status, self.index.reason)
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Content-Type", kind)
            if challenge:
                self.send_header("WWW-Authenticate", 'Basic realm="private"')
            self.end_headers()
            self.wfile.write(data)


@contextmanager
def serving() -> Iterator[Index]:
    """An index on a free port of loopback, until the block ends."""
    index = Index()
    handler = type("Handler", (_Handler,), {"index": index})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.daemon_threads = True
        server.block_on_close = False
        index.url = f"http://127.0.0.1:{server.server_port}/simple"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield index
        finally:
            index.let_go.set()
            server.shutdown()
            thread.join()
