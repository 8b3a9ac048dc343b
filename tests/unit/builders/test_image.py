"""What is in an image's layers, and what it is called."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.builders import image

GRAPH = """\
/nix/store/a-libc
/nix/store/x.drv
0
/nix/store/b-cpython

2
/nix/store/a-libc
/nix/store/b-cpython
/nix/store/e-environment

1
/nix/store/b-cpython
"""


def test_the_graph_is_read_as_nix_writes_it() -> None:
    assert image.read_graph(GRAPH) == {
        "/nix/store/a-libc": [],
        "/nix/store/b-cpython": ["/nix/store/a-libc", "/nix/store/b-cpython"],
        "/nix/store/e-environment": ["/nix/store/b-cpython"],
    }
    with pytest.raises(IndexError):
        image.read_graph("/nix/store/a\n\n1\n")


def test_the_interpreter_is_at_the_bottom_and_the_environment_on_top() -> None:
    graph = {"/env": ["/python", "/torch", "/small", "/tiny"], "/python": ["/libc"], "/libc": []}
    graph |= {"/torch": [], "/small": [], "/tiny": []}
    sizes = {"/env": 7_000, "/python": 90, "/libc": 10, "/torch": 2_000, "/small": 2, "/tiny": 1}
    split = image.split(graph, sizes, python="/python", environment="/env", limit=3)
    assert split == [["/python"], ["/libc"], ["/torch"], ["/small", "/tiny"], ["/env"]]
    assert image.split(graph, sizes, python="/python", environment="/env", limit=5)[3:] == [
        ["/small"],
        ["/tiny"],
        ["/env"],
    ]


@given(
    sizes=st.dictionaries(st.integers(0, 99).map("/{}".format), st.integers(0, 3), max_size=40),
    limit=st.integers(0, 30),
)
def test_each_path_is_in_one_layer_whatever_their_order(sizes: dict[str, int], limit: int) -> None:
    sizes = sizes | {"/env": 1, "/python": 1}
    graph = {path: list(sizes) if path == "/env" else [] for path in sizes}
    split = image.split(graph, sizes, python="/python", environment="/env", limit=limit)
    assert sorted(path for layer in split for path in layer) == sorted(sizes)
    assert all(split)
    assert len(split) <= limit + 2
    assert split[-1] == ["/env"]
    backwards = dict(reversed(graph.items()))
    assert image.split(backwards, sizes, python="/python", environment="/env", limit=limit) == split


def layer(*paths: Path) -> bytes:
    file = io.BytesIO()
    hashed = image.Hashed(file)
    image.write_layer([str(path) for path in paths], hashed)
    assert hashed.digest() == hashlib.sha256(file.getvalue()).hexdigest()
    return file.getvalue()


def test_a_layer_is_as_nix_has_it(tmp_path: Path) -> None:
    """Nobody's but root's, long and odd names, links as they are, and files with two names as two files."""
    top = tmp_path / "store/package"
    deep = top / ("d" * 120) / ("e" * 120)
    deep.mkdir(parents=True)
    (deep / "data").write_text("text")
    (top / "again").hardlink_to(deep / "data")
    (top / "program").write_text("run")
    (top / "program").chmod(0o700)
    (top / "link").symlink_to("/nix/store/" + "x" * 150)
    odd = os.fsdecode(b"\xff\xe9")
    (top / odd).write_text("odd")
    written = layer(top)
    with tarfile.open(fileobj=io.BytesIO(written)) as tar:
        entries = {f"/{entry.name}": entry for entry in tar}
        data = tar.extractfile(entries[str(top / "again")].name)
        assert data is not None
        assert data.read() == b"text"
    assert {(entry.uid, entry.gid, entry.uname, entry.gname, entry.mtime) for entry in entries.values()} == {
        (0, 0, "", "", 1)
    }
    assert list(entries) == sorted(entries, key=lambda path: os.fsencode(path).split(b"/"))
    assert entries[str(tmp_path)].mode == 0o755
    assert entries[str(top)].mode == 0o555
    assert entries[str(deep / "data")].mode == entries[str(top / odd)].mode == 0o444
    assert entries[str(top / "program")].mode == 0o555
    assert entries[str(top / "again")].isreg()
    assert entries[str(top / "link")].linkname == "/nix/store/" + "x" * 150
    os.utime(deep / "data", (9, 9))
    assert layer(top) == written


def test_what_else_a_container_needs() -> None:
    with tarfile.open(fileobj=io.BytesIO(layer())) as tar:
        modes = {entry.name: entry.mode for entry in tar}
    assert modes == {"etc": 0o755, "etc/group": 0o644, "etc/passwd": 0o644, "tmp": 0o1777}


@pytest.mark.parametrize(
    ("name", "repository"),
    [
        ("snowsnake-environment", "snowsnake-environment"),
        ("a.b_c--d", "a.b_c--d"),
        ("My_App", "my-app"),
        ("web+db", "web-db"),
        ("-", "environment"),
    ],
)
def test_name(name: str, repository: str) -> None:
    assert image.tag(name, "/nix/store/0c1abc-some-name") == f"{repository}:0c1abc"
