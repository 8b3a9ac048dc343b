"""A registry of npm that wants a token."""

from __future__ import annotations

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

# ruff: noqa: F401, F811 -- a sibling's fixtures
from tests.integration.project import Project
from tests.integration.test_native_elsewhere import archives, artifact, elf, project, tarball, wants

TOKEN = "npm_sesame0123456789"


@dataclass
class Registry:
    """A registry, and who came with what."""

    url: str = ""
    host: str = ""
    elsewhere: str | None = None
    """Where requests for tarballs are led."""
    heard: list[tuple[str, str | None]] = field(default_factory=list)


def serve(registry: Registry, *, private: bool) -> ThreadingHTTPServer:
    content = tarball({"package.json": b"{}", "bin/tool": elf()}, top="package")

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            given = self.headers.get("Authorization")
            registry.heard.append((self.path, given))
            if private and given != f"Bearer {TOKEN}":
                self.send_error(401)
            elif self.path.endswith(".tgz") and registry.elsewhere:
                self.send_response(302)
                self.send_header("Location", f"{registry.elsewhere}tool/-/tool-1.0.0.tgz")
                self.end_headers()
            elif self.path.endswith(".tgz"):
                self.answer(content)
            else:
                integrity = "sha512-" + base64.b64encode(hashlib.sha512(content).digest()).decode()
                dist = {"tarball": f"{registry.url}tool/-/tool-1.0.0.tgz", "integrity": integrity}
                self.answer(json.dumps({"name": "tool", "version": "1.0.0", "dist": dist}).encode())

        def answer(self, data: bytes) -> None:
            self.send_response(200)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    registry.host = f"127.0.0.1:{server.server_port}"
    registry.url = f"http://{registry.host}/"
    return server


@pytest.fixture
def registries() -> Iterator[tuple[Registry, Registry]]:
    """One that wants the token, and another host that must not hear it."""
    private, public = Registry(), Registry()
    servers = serve(private, private=True), serve(public, private=False)
    threads = [threading.Thread(target=server.serve_forever) for server in servers]
    for thread in threads:
        thread.start()
    yield private, public
    for server, thread in zip(servers, threads, strict=True):
        server.shutdown()
        thread.join()
        server.server_close()


def test_it_is_given_to_its_registry_and_shown_nowhere(
    project: Project, registries: tuple[Registry, Registry]
) -> None:
    private, public = registries
    private.elsewhere = public.url
    project.write({".npmrc": f"registry={private.url}\n//{private.host}/:_authToken={TOKEN}\n"})
    wants(project, "npm:tool")
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert {given for _, given in private.heard} == {f"Bearer {TOKEN}"}
    assert [path for path, _ in private.heard] == ["/tool/latest", "/tool/-/tool-1.0.0.tgz"]
    assert public.heard == [("/tool/-/tool-1.0.0.tgz", None)]
    assert TOKEN not in ran.err + ran.out + project.lock.read_text()
    (archive,) = archives(project)
    assert artifact(project, archive)["url"] == f"{private.url}tool/-/tool-1.0.0.tgz"


def test_another_registry_does_not_hear_it(project: Project, registries: tuple[Registry, Registry]) -> None:
    private, public = registries
    project.write({".npmrc": f"registry={public.url}\n//{private.host}/:_authToken={TOKEN}\n"})
    wants(project, "npm:tool")
    assert project.run("lock").code == 0
    assert {given for _, given in public.heard} == {None}


@pytest.mark.parametrize("token", ["", "wrong-one"])
def test_a_registry_that_refuses(project: Project, registries: tuple[Registry, Registry], token: str) -> None:
    private, _ = registries
    line = f"//{private.host}/:_authToken={token}\n" if token else ""
    project.write({".npmrc": f"registry={private.url}\n{line}"})
    wants(project, "npm:tool")
    ran = project.fails("lock")
    assert "error: npm's registry refuses to say anything of `tool` (HTTP 401)" in ran.err
    assert f"`//{private.host}/:_authToken=…`" in ran.err
    assert "wrong-one" not in ran.err
