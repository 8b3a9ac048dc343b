"""A nixpkgs is pinned as Nix itself will fetch it, and what goes wrong with that is told in a line."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.project import AS_ROOT

from snowsnake.acquire import Acquire
from snowsnake.artifacts import fixed_output_path
from snowsnake.configuration import Configuration
from snowsnake.events import ignore
from snowsnake.lockfile.model import Lock, LockedNixpkgs, LockedRequirements, NixpkgsPin
from snowsnake.nix.command import Nix
from snowsnake.pinned_nixpkgs import NixpkgsNotHere, NoSuchNixpkgs, pin_nixpkgs, require_pinned
from snowsnake.requirements.asked import Asked

pytestmark = pytest.mark.skipif(not shutil.which("nix-build"), reason="no Nix here")

NIXPKGS = {"nixpkgs-1/default.nix": b'{ }: "snow"\n', "nixpkgs-1/lib/empty": b""}


def write_archive(path: Path, files: Mapping[str, bytes]) -> str:
    """The archive's address."""
    with tarfile.open(path, "w:gz") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path.as_uri()


@pytest.fixture
def acquire(tmp_path: Path) -> Acquire:
    return Acquire.of(Configuration.from_environment({"HOME": str(tmp_path)}), None, ignore)


def evaluate(pin: NixpkgsPin) -> str:
    about = f'url = "{pin.url}"; name = "nixpkgs"; sha256 = "{pin.nar_sha256}";'
    text = f"import (builtins.fetchTarball {{ {about} }}) {{ }}"
    command = ["nix-instantiate", "--eval", "--strict", "--expr", text]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize("offline", [False, True])
def test_nix_takes_the_archive_that_was_pinned(tmp_path: Path, acquire: Acquire, offline: bool) -> None:
    """A file is there whether there is a network or not."""
    source = write_archive(tmp_path / "nixpkgs.tar.gz", NIXPKGS)
    configuration = Configuration.from_environment({"HOME": str(tmp_path)}, offline=offline)
    pin = pin_nixpkgs(source, None, Acquire.of(configuration, None, ignore), upgrade=False)
    assert (pin.source, pin.url) == (source, source)
    assert evaluate(pin) == '"snow"'
    # It stays what it was until somebody wants the new one.
    write_archive(tmp_path / "nixpkgs.tar.gz", {"nixpkgs-2/default.nix": b'{ }: "ice"\n'})
    assert pin_nixpkgs(source, pin, acquire, upgrade=False) == pin
    upgraded = pin_nixpkgs(source, pin, acquire, upgrade=True)
    assert (upgraded.url, evaluate(upgraded)) == (source, '"ice"')


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "unable to download"),
        (b"no archive", "failed to open archive"),
        (b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + b"snow", "failed to open archive"),
    ],
    ids=["missing", "text", "truncated"],
)
def test_what_is_wrong_with_a_file_is_said_in_a_line(
    tmp_path: Path, acquire: Acquire, content: bytes | None, reason: str
) -> None:
    path = tmp_path / "nixpkgs.tar.gz"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(NoSuchNixpkgs) as caught:
        pin_nixpkgs(path.as_uri(), None, acquire, upgrade=False)
    assert reason in caught.value.problem
    assert "\n" not in caught.value.message
    assert not caught.value.problem.startswith("error:")
    assert "--nixpkgs nixos-25.11" in str(caught.value.help)


class _Refusing(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 -- the base's
        return

    def do_GET(self) -> None:
        self.send_error(404)  # with a page of HTML that says so once more

    do_HEAD = do_GET  # noqa: N815 -- the base's


@pytest.fixture
def refusing() -> Iterator[str]:
    """The address of a server that has nothing."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Refusing) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


def test_a_server_that_does_not_have_it(acquire: Acquire, refusing: str) -> None:
    with pytest.raises(NoSuchNixpkgs) as caught:
        pin_nixpkgs(f"{refusing}/nixpkgs.tar.gz", None, acquire, upgrade=False)
    assert "404" in caught.value.problem
    assert "<" not in caught.value.problem


class _Forge(BaseHTTPRequestHandler):
    """Archives of the commits of a repository, at the addresses that GitHub has them at."""

    repository: Path

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002, ARG002 -- the base's
        return

    def do_GET(self) -> None:
        commit = self.path.removeprefix("/NixOS/nixpkgs/archive/").removesuffix(".tar.gz")
        words = [
            "git",
            "-C",
            str(self.repository),
            "archive",
            "--format=tar.gz",
            "--prefix=nixpkgs-x/",
            commit,
        ]
        done = subprocess.run(words, capture_output=True, check=False)
        self.send_response(404 if done.returncode else 200)
        self.send_header("Content-Length", str(len(done.stdout)))
        self.end_headers()
        self.wfile.write(done.stdout)


def test_a_branch_is_pinned_to_its_commit(
    tmp_path: Path, acquire: Acquire, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on GitHub, whose place a server of this machine takes: git says the commit, an archive of it is pinned."""
    repository = tmp_path / "hub/NixOS/nixpkgs"
    repository.mkdir(parents=True)

    def git(*words: str) -> str:
        identity = ("-c", "user.name=x", "-c", "user.email=x@example.invalid")
        words = ("git", "-C", str(repository), *identity, *words)
        return subprocess.run(words, check=True, capture_output=True, text=True).stdout.strip()

    git("init", "-q", "-b", "nixos-25.11")
    (repository / "default.nix").write_text('{ }: "snow"')
    git("add", "-A")
    git("commit", "-qm", "x")
    commit = git("rev-parse", "HEAD")
    handler = type("Forge", (_Forge,), {"repository": repository})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            forge = f"http://127.0.0.1:{server.server_port}"
            settings = tmp_path / "gitconfig"
            settings.write_text(f'[url "file://{tmp_path}/hub/"]\n\tinsteadOf = {forge}/\n')
            monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(settings))
            monkeypatch.setattr("snowsnake.pinned_nixpkgs._FORGE", forge)
            for source in ("nixos-25.11", commit, "github:NixOS/nixpkgs", "github:NixOS/nixpkgs/nixos-25.11"):
                pin = pin_nixpkgs(source, None, acquire, upgrade=False)
                assert (pin.source, pin.url) == (source, f"{forge}/NixOS/nixpkgs/archive/{commit}.tar.gz")
            assert evaluate(pin) == '"snow"'
            with pytest.raises(NoSuchNixpkgs, match=r"has no branch `nixos-1\.0`") as caught:
                pin_nixpkgs("nixos-1.0", None, acquire, upgrade=False)
            option = Advice("pinned_nixpkgs.py", "--nixpkgs nixos-25.11").printed_in(str(caught.value.help))
            assert pin_nixpkgs(option.split()[1], None, acquire, upgrade=False).url == pin.url
        finally:
            server.shutdown()
            thread.join()


@pytest.mark.parametrize("names", [("demo-1/README",), ("a/default.nix", "b/default.nix")])
def test_an_archive_that_is_no_nixpkgs_is_not_pinned(
    tmp_path: Path, acquire: Acquire, names: Sequence[str]
) -> None:
    """Nix would unpack it, and stop when it is evaluated: by then nobody knows why."""
    source = write_archive(tmp_path / "nixpkgs.tar.gz", dict.fromkeys(names, b'{ }: "snow"\n'))
    with pytest.raises(NoSuchNixpkgs, match=r"there is no `default\.nix` in it"):
        pin_nixpkgs(source, None, acquire, upgrade=False)


def test_offline_what_is_pinned_has_to_be_in_the_store(tmp_path: Path, acquire: Acquire) -> None:
    source = write_archive(tmp_path / "nixpkgs.tar.gz", NIXPKGS)
    here = pin_nixpkgs(source, None, acquire, upgrade=False)
    elsewhere = replace(here, nar_sha256="a" * 64)
    requirements = LockedRequirements(asked=Asked(), requires=(), digest="sha256:" + "0" * 64)

    def lock(pin: NixpkgsPin | None) -> Lock:
        nixpkgs = LockedNixpkgs(pin=pin)
        return Lock(requirements=requirements, targets={}, artifacts={}, nixpkgs=nixpkgs)

    require_pinned(lock(here), Nix())
    require_pinned(lock(None), Nix())
    with pytest.raises(NixpkgsNotHere) as caught:
        require_pinned(lock(elsewhere), Nix())
    assert f"`{source}` is not in the store" in caught.value.message
    assert caught.value.help == "`snowsnake build` once without `--offline`"


def test_offline_what_has_been_collected_is_there_again_after_a_build(
    tmp_path: Path, acquire: Acquire
) -> None:
    content = f'{{ }}: "{tmp_path}"\n'.encode()  # no other test has it
    source = write_archive(tmp_path / "nixpkgs.tar.gz", {"nixpkgs-1/default.nix": content})
    pin = pin_nixpkgs(source, None, acquire, upgrade=False)
    requirements = LockedRequirements(asked=Asked(), requires=(), digest="sha256:" + "0" * 64)
    lock = Lock(requirements=requirements, targets={}, artifacts={}, nixpkgs=LockedNixpkgs(pin=pin))
    require_pinned(lock, Nix())
    path = fixed_output_path("nixpkgs", pin.nar_sha256, recursive=True)
    subprocess.run(["nix-store", *AS_ROOT, "--delete", path], check=True, capture_output=True)
    with pytest.raises(NixpkgsNotHere) as caught:
        require_pinned(lock, Nix())
    assert (
        Advice("pinned_nixpkgs.py", "snowsnake build").printed_in(caught.value.help or "")
        == "snowsnake build"
    )
    assert evaluate(pin) == f'"{tmp_path}"'  # which is what a build begins with
    require_pinned(lock, Nix())
