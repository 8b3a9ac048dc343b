"""Store paths, NAR hashes and the seed against the real Nix and real Debian packages."""

from __future__ import annotations

import hashlib
import lzma
import os
import subprocess
from pathlib import Path

import pytest
from debian.deb822 import Packages

from snowsnake.artifacts import (
    Fetch,
    download,
    fixed_output_path,
    nar_sha256,
    nix_base32,
    store_name,
    unpack_seed,
)
from snowsnake.lockfile.model import DebArtifact
from snowsnake.provide.debian.mirrors import Mirrors

MIRROR = Mirrors.detect(os.environ).of("debian")[0]
SEED = {
    "python3.13-minimal",
    "libpython3.13-minimal",
    "libpython3.13-stdlib",
    "libc6",
    "libgcc-s1",
    "gcc-14-base",
    "zlib1g",
    "liblzma5",
    "libbz2-1.0",
    "libexpat1",
    "libffi8",
    "libssl3t64",
    "libzstd1",
    "libsqlite3-0",
    "libuuid1",
    "libncursesw6",
    "libtinfo6",
    "libreadline8t64",
    "libdb5.3t64",
}


def output(*command: str | Path) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


@pytest.mark.parametrize(
    "name", ["thing-2!1.0+local-py3-none-any.whl", "libc6_2.41-12~deb_amd64.deb", ".hidden"]
)
def test_a_file_lands_where_we_say(tmp_path: Path, name: str) -> None:
    file = tmp_path / store_name(name)
    file.write_bytes(name.encode() * 1000)
    sha256 = hashlib.sha256(file.read_bytes()).hexdigest()
    path = fixed_output_path(file.name, sha256)
    assert (
        output("nix-store", "--print-fixed-path", "sha256", nix_base32(bytes.fromhex(sha256)), file.name)
        == path
    )
    if not name.startswith("."):  # nix-store refuses to add those by their own name in some versions
        assert output("nix-store", "--add-fixed", "sha256", file) == path


def test_a_tree_lands_where_we_say(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "bin").mkdir(parents=True)
    (tree / "empty").mkdir()
    (tree / "bin" / "x").write_text("x")
    (tree / "bin" / "x").chmod(0o755)
    (tree / "bin" / "ö").symlink_to("../nowhere")
    sha256 = nar_sha256(tree)
    assert output("nix-hash", "--type", "sha256", tree) == sha256
    path = fixed_output_path("tree", sha256, recursive=True)
    assert output("nix-store", "--print-fixed-path", "--recursive", "sha256", sha256, "tree") == path
    assert output("nix-store", "--add-fixed", "--recursive", "sha256", tree) == path


def test_a_seed_of_real_packages_runs_unpatched(tmp_path: Path) -> None:
    index = tmp_path / "Packages.xz"
    index.write_bytes(_get(f"{MIRROR}/dists/trixie/main/binary-amd64/Packages.xz"))
    with lzma.open(index, "rt", encoding="utf-8") as lines:
        packages = {
            p["Package"]: p
            for p in Packages.iter_paragraphs(lines, use_apt_pkg=False)
            if p["Package"] in SEED
        }
    assert sorted(packages) == sorted(SEED)
    fetches = [
        Fetch(
            artifact=DebArtifact(
                file=package["Filename"].rpartition("/")[2],
                archive="debian",
                path=package["Filename"],
                snapshot="20261101T083000Z",
                sha256=package["SHA256"],
                size=int(package["Size"]),
            ),
            urls=(f"{MIRROR}/absent/{package['Filename']}", f"{MIRROR}/{package['Filename']}"),
        )
        for package in packages.values()
    ]
    paths = download(fetches, cache=tmp_path / "cache")
    debs = [paths[name] for name in sorted(paths)]
    unpack_seed(debs, tmp_path / "seed")
    unpack_seed(debs, tmp_path / "again")
    assert (
        nar_sha256(tmp_path / "seed")
        == nar_sha256(tmp_path / "again")
        == output("nix-hash", "--type", "sha256", tmp_path / "seed")
    )
    seed = tmp_path / "seed" / "usr"
    loader = seed / "lib64" / "ld-linux-x86-64.so.2"
    modules = "lzma, zlib, bz2, zipfile, tarfile, json, hashlib, ssl, sqlite3, ctypes, sys"
    code = f"import {modules}; print(sys.version_info[:2])"
    command: list[str | Path] = [
        loader,
        "--library-path",
        seed / "lib/x86_64-linux-gnu",
        seed / "bin/python3.13",
        "-I",
        "-S",
        "-c",
        code,
    ]
    assert output(*command) == "(3, 13)"


def _get(url: str) -> bytes:
    import requests  # noqa: PLC0415 -- only this test wants a file whose hash it does not know

    response = requests.get(url, timeout=60)
    response.raise_for_status()
    return response.content
