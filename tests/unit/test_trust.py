"""Which certificates are trusted: uv and what snowsnake fetches itself agree, and say what to type when one is not."""

from __future__ import annotations

import hashlib
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit

import pytest
import requests

from snowsnake.artifacts import Fetch, download
from snowsnake.artifacts.errors import ServerUnreachable
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.requirements import read_inputs
from snowsnake.resolve import Credentials
from snowsnake.resolve.errors import IndexUnreachable
from snowsnake.resolve.failures import failure
from snowsnake.resolve.simple_index import offered_files
from snowsnake.resolve.uv_process import run_uv
from snowsnake.sessions import TrustingSession
from snowsnake.trust import VARIABLES, NoCertificates, certificates, is_insecure, variables

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes certificates with openssl")


class Answering(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        body = b"<!DOCTYPE html><a href='tool-1.0-py3-none-any.whl#sha256=" + b"0" * 64 + b"'>tool</a>"
        self.send_response(404 if "tool" not in self.path else 200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """An index with a certificate that nobody knows: its address, and the certificate of who made it."""
    folder = tmp_path_factory.mktemp("certificates")

    def openssl(*words: str) -> None:
        subprocess.run(["openssl", *words], cwd=folder, check=True, capture_output=True)

    new = ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
    # With the extensions that RFC 5280 demands, as Python does from 3.13 on.
    signs = ["-x509", "-days", "9000", "-addext", "keyUsage=critical,keyCertSign,cRLSign"]
    openssl(*new, *signs, "-subj", "/CN=own", "-keyout", "ca.key", "-out", "ca.pem")
    openssl(*new, "-subj", "/CN=localhost", "-keyout", "key.pem", "-out", "asked.pem")
    names = "subjectAltName=DNS:localhost,IP:127.0.0.1\n"
    (folder / "names").write_text(names + "authorityKeyIdentifier=keyid\nsubjectKeyIdentifier=hash\n")
    given = ["-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "9000", "-extfile", "names"]
    openssl("x509", "-req", "-in", "asked.pem", *given, "-out", "cert.pem")
    http = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    http.socket = context.wrap_socket(http.socket, server_side=True)
    thread = Thread(target=http.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"https://localhost:{http.server_port}", folder / "ca.pem"
    http.shutdown()
    http.server_close()


@pytest.fixture(autouse=True)
def nothing_said(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*VARIABLES, "UV_NATIVE_TLS", "UV_SYSTEM_CERTS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")


def resolved(address: str, directory: Path, *more: str) -> str:
    arguments = [
        "pip",
        "compile",
        "--no-deps",
        "--no-config",
        "--default-index",
        address,
        "--no-cache",
        *more,
        "-",
    ]
    answer = run_uv(arguments, directory=directory, given="tool\n", temporary=directory)
    return answer.errors


@pytest.mark.parametrize("variable", VARIABLES[:-1])
def test_what_a_variable_names_is_trusted_by_both(
    server: tuple[str, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    address, authority = server
    monkeypatch.setenv(variable, str(authority))
    with TrustingSession() as session:
        assert session.get(f"{address}/tool/").status_code == requests.codes.ok
    assert "certificate" not in resolved(address, tmp_path)


def test_what_is_not_trusted_says_what_to_type(server: tuple[str, Path], tmp_path: Path) -> None:
    address, _ = server
    said = failure(resolved(address, tmp_path))
    wheel = DistributionArtifact(file="tool.whl", url=f"{address}/tool.whl", sha256="0" * 64, size=None)
    with pytest.raises(ServerUnreachable) as caught:
        download([Fetch(artifact=wheel, urls=(wheel.url,))], cache=tmp_path)
    assert isinstance(said, IndexUnreachable)
    for error in (said, caught.value):
        assert "certificate is not trusted" in error.message
        assert "`export SSL_CERT_FILE=" in str(error.help)
        assert "--native-tls" not in str(error.details)
        assert "--system-certs" not in str(error.details)


def test_a_host_that_is_trusted_without_a_certificate_is_so_for_both(
    server: tuple[str, Path], tmp_path: Path, recwarn: pytest.WarningsRecorder
) -> None:
    address, _ = server
    host = urlsplit(address).netloc
    (tmp_path / "requirements.txt").write_text(f"--index-url {address}\n--trusted-host {host}\ntool\n")
    inputs = read_inputs(tmp_path, files=[Path("requirements.txt")])
    credentials = Credentials.from_inputs(inputs, {"UV_INSECURE_HOST": "one.invalid two.invalid"})
    assert credentials.insecure == ("one.invalid", "two.invalid", host)
    assert (offered_files(address, "tool", credentials) or [{}])[0]["name"] == "tool-1.0-py3-none-any.whl"
    body = b"<!DOCTYPE html><a href='tool-1.0-py3-none-any.whl#sha256=" + b"0" * 64 + b"'>tool</a>"
    digest = hashlib.sha256(body).hexdigest()
    wheel = DistributionArtifact(file="tool.whl", url=f"{address}/tool.whl", sha256=digest, size=None)
    assert download([Fetch(artifact=wheel, urls=(wheel.url,))], cache=tmp_path, insecure=credentials.insecure)
    assert not recwarn.list
    assert "certificate" not in resolved(address, tmp_path, "--allow-insecure-host", host)
    other = DistributionArtifact(file="x.whl", url=f"{address}/x.whl", sha256="0" * 64, size=None)
    with pytest.raises(ServerUnreachable, match="certificate is not trusted"):
        download([Fetch(artifact=other, urls=(other.url,))], cache=tmp_path, insecure=["localhost:1"])


@pytest.mark.parametrize(
    ("host", "insecure"),
    [
        ("h.invalid", True),
        ("H.invalid:443", True),
        ("https://h.invalid", True),
        ("*", True),
        ("h.invalid:8443", False),
        ("invalid", False),
        ("http://h.invalid", False),
        ("[", False),
        ("h.invalid:x", False),
    ],
)
def test_which_hosts_are_trusted_without_a_certificate(host: str, insecure: bool) -> None:
    assert is_insecure("https://h.invalid/simple/", [host]) is insecure


def test_a_client_s_certificate_is_shown_by_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own.pem"
    own.write_text("")
    monkeypatch.setenv("PIP_CLIENT_CERT", str(own))
    with TrustingSession() as session:
        assert session.cert == str(own)
    found = variables({"PIP_CLIENT_CERT": str(own)})
    assert (found["SSL_CLIENT_CERT"], found["GIT_SSL_CERT"]) == (str(own), str(own))
    with pytest.raises(NoCertificates, match="`SSL_CLIENT_CERT` names"):
        variables({"SSL_CLIENT_CERT": str(tmp_path / "none")})


def test_certificates_that_are_not_there_are_named(tmp_path: Path) -> None:
    with pytest.raises(NoCertificates) as caught:
        certificates({"SSL_CERT_FILE": str(tmp_path / "none.pem")})
    assert "`unset SSL_CERT_FILE`" in str(caught.value.help)


def test_the_machine_s_certificates_count_where_nothing_is_said(tmp_path: Path) -> None:
    (tmp_path / "bundle").write_text("")
    found = certificates({}, system=(str(tmp_path / "none"), str(tmp_path / "bundle")))
    assert found == str(tmp_path / "bundle")
    assert certificates({}, system=()) is None
    assert variables({"REQUESTS_CA_BUNDLE": found})["SSL_CERT_FILE"] == found
