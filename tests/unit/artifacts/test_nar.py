from __future__ import annotations

import hashlib
import os
import struct
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snowsnake.artifacts import nar_sha256

Tree = bytes | dict[str, "Tree"]


def reference(node: object) -> bytes:
    """A NAR, written the obvious way from a value in memory."""

    def text(*items: bytes) -> bytes:
        return b"".join(struct.pack("<Q", len(i)) + i + b"\0" * (-len(i) % 8) for i in items)

    if isinstance(node, dict):
        body = b""
        for name in sorted(node, key=os.fsencode):
            body += (
                text(b"entry", b"(", b"name", os.fsencode(name), b"node") + reference(node[name]) + text(b")")
            )
        return text(b"(", b"type", b"directory") + body + text(b")")
    assert isinstance(node, bytes)
    return text(b"(", b"type", b"regular", b"contents", node, b")")


def write(path: Path, node: object) -> None:
    if isinstance(node, dict):
        path.mkdir()
        for name, child in node.items():
            write(path / name, child)
    else:
        assert isinstance(node, bytes)
        path.write_bytes(node)


names = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="/\0"), min_size=1, max_size=20
).filter(lambda name: name not in {".", ".."} and len(name.encode()) < 100)
trees = st.recursive(
    st.binary(max_size=40), lambda inner: st.dictionaries(names, inner, max_size=4), max_leaves=8
)


@given(tree=trees)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=60)
def test_any_tree(tmp_path_factory: pytest.TempPathFactory, tree: object) -> None:
    path = tmp_path_factory.mktemp("nar") / "x"
    write(path, tree)
    magic = struct.pack("<Q", 13) + b"nix-archive-1\0\0\0"
    assert nar_sha256(path) == hashlib.sha256(magic + reference(tree)).hexdigest()


def test_the_executable_bit_counts_and_no_other(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_text("x")
    file.chmod(0o644)
    plain = nar_sha256(file)
    file.chmod(0o600)
    assert nar_sha256(file) == plain
    file.chmod(0o755)
    assert nar_sha256(file) != plain


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "x").symlink_to("/nowhere")
    hashed = nar_sha256(tmp_path)
    (tmp_path / "x").unlink()
    (tmp_path / "x").symlink_to("/elsewhere")
    assert nar_sha256(tmp_path) != hashed


def test_pipes_are_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x")
    with pytest.raises(ValueError, match="not a file"):
        nar_sha256(tmp_path)
