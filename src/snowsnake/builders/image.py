"""Writes a container image of an environment: its closure and little else, as `docker load` takes it.

The format is that of the Docker image specification 1.2, "combined image JSON + filesystem changeset": a tar of one tar
for each layer, the image's configuration and `manifest.json`. The same environment gives the same bytes.

Nothing is compressed: that is fastest, and what every reader takes. (Podman and skopeo of Debian 12 read no archive
that gzip made.)
"""

# pathlib costs start-up time; Nix names the variables.
# ruff: noqa: PTH112, PTH114, PTH115, PTH118, PTH119, PTH120, PTH123, PTH208, SIM112

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import stat
import tarfile
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, BinaryIO

from .report import BuildError, read_spec, run

LAYERS = 20
"""So many store paths have a layer of their own, which images then have in common. (Docker takes about 120 layers.)"""

_ARCHITECTURES = {"x86_64-linux": "amd64", "aarch64-linux": "arm64"}
_CREATED = "1970-01-01T00:00:01Z"
_MODIFIED = 1
_USERS = b"root:x:0:0:root:/root:/sbin/nologin\nnobody:x:65534:65534:nobody:/nonexistent:/sbin/nologin\n"
_GROUPS = b"root:x:0:\nnobody:x:65534:\n"
# A part of a repository's name: https://github.com/distribution/reference, grammar
_NAME = re.compile(r"[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*")
_CHUNK = 1 << 20

Graph = Mapping[str, Sequence[str]]
"""Each store path of a closure, with those that it refers to (itself too, if it does)."""


class Hashed(io.RawIOBase):
    """Writes to a file, and knows the SHA-256 and the size of what was written."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file = file
        self._digest = hashlib.sha256()
        self._size = 0

    def write(self, data: Any) -> int:
        """Take bytes; all of them are written."""
        self._digest.update(data)
        self._file.write(data)
        self._size += len(data)
        return len(data)

    def tell(self) -> int:
        """How many bytes were written."""
        return self._size

    def digest(self) -> str:
        """The SHA-256, in hexadecimal digits."""
        return self._digest.hexdigest()


def read_graph(text: str) -> dict[str, list[str]]:
    """Read what Nix writes for `exportReferencesGraph`.

    For each path: a line for itself, one for its deriver (which may be empty), one for the number of its references,
    and one for each of these. Raises `ValueError` and `IndexError` where it is something else.
    """
    lines = text.splitlines()
    graph: dict[str, list[str]] = {}
    at = 0
    while at < len(lines):
        end = at + 3 + int(lines[at + 2])
        graph[lines[at]] = lines[at + 3 : end]
        if len(lines) < end:
            raise IndexError(end)
        at = end
    return graph


def closure(graph: Graph, path: str) -> set[str]:
    """A path, and all that it refers to, and what these refer to. Raises `KeyError` for a path that is not there."""
    found: set[str] = set()
    waiting = [path]
    while waiting:
        here = waiting.pop()
        if here not in found:
            found.add(here)
            waiting += graph[here]
    return found


def split(
    graph: Graph, sizes: Mapping[str, int], *, python: str, environment: str, limit: int = LAYERS
) -> list[list[str]]:
    """Which store paths are in which layer.

    The `limit` biggest have a layer each, the others one together; the last one is the environment's, which no other
    image has. An image's layers lie upon each other, and are shared only with all those below: so the interpreter and
    what it needs are at the bottom, and of the others the biggest.
    """
    bottom = closure(graph, python) if python in graph else set()
    others = sorted(graph.keys() - {environment}, key=lambda path: (-sizes[path], path))
    big = sorted(others[:limit], key=lambda path: (path not in bottom, -sizes[path], path))
    layers = [[path] for path in big]
    if others[limit:]:
        layers.append(sorted(others[limit:]))
    return [*layers, [environment]]


def walk(path: str) -> Iterator[str]:
    """A path and all that is below it, directories before what they have, in the order of the names' bytes."""
    yield path
    if os.path.isdir(path) and not os.path.islink(path):
        for name in sorted(os.listdir(path), key=os.fsencode):
            yield from walk(os.path.join(path, name))


def size(path: str) -> int:
    """How many bytes the files of a store path have."""
    return sum(
        os.lstat(each).st_size for each in walk(path) if not os.path.isdir(each) or os.path.islink(each)
    )


def entry(path: str, kind: bytes, mode: int, length: int = 0) -> tarfile.TarInfo:
    """An entry that is root's."""
    info = tarfile.TarInfo(path.lstrip("/"))
    info.type, info.mode, info.size, info.mtime = kind, mode, length, _MODIFIED
    return info


def add_tree(tar: tarfile.TarFile, top: str) -> None:
    """Add a store path, with the modes that Nix gives; files with several names are as many files."""
    for path in walk(top):
        status = os.lstat(path)
        if stat.S_ISLNK(status.st_mode):
            link = entry(path, tarfile.SYMTYPE, 0o777)
            link.linkname = os.readlink(path)
            tar.addfile(link)
        elif stat.S_ISDIR(status.st_mode):
            tar.addfile(entry(path, tarfile.DIRTYPE, 0o555))
        else:
            mode = 0o555 if status.st_mode & stat.S_IXUSR else 0o444
            with open(path, "rb") as file:
                tar.addfile(entry(path, tarfile.REGTYPE, mode, status.st_size), file)


def write_layer(paths: Sequence[str], target: Hashed) -> None:
    """Write a layer of some store paths, or where there are none, the one of what else a container needs.

    A layer depends on nothing but its paths. Raises `OSError`.
    """
    with tarfile.TarFile(fileobj=target, mode="w", format=tarfile.PAX_FORMAT, copybufsize=_CHUNK) as tar:
        for directory in sorted({parent for path in paths for parent in _above(path)}) or ["etc"]:
            tar.addfile(entry(directory, tarfile.DIRTYPE, 0o755))
        for path in paths:
            add_tree(tar, path)
        if not paths:
            for name, text in (("etc/group", _GROUPS), ("etc/passwd", _USERS)):
                tar.addfile(entry(name, tarfile.REGTYPE, 0o644, len(text)), io.BytesIO(text))
            tar.addfile(entry("tmp", tarfile.DIRTYPE, 0o1777))


def _above(path: str) -> Iterator[str]:
    while (path := os.path.dirname(path)) != "/":
        yield path


def configuration(
    layers: Sequence[Sequence[str]], digests: Sequence[str], *, environment: str, architecture: str
) -> dict[str, object]:
    """The image's configuration ("image JSON description"), of each layer's store paths and digest."""
    made = [" ".join(paths) or "snowsnake" for paths in layers]
    return {
        "architecture": architecture,
        "config": {"Cmd": [f"{environment}/bin/python"], "Env": [f"PATH={environment}/bin"]},
        "created": _CREATED,
        "history": [{"created": _CREATED, "created_by": each} for each in made],
        "os": "linux",
        "rootfs": {"diff_ids": [f"sha256:{digest}" for digest in digests], "type": "layers"},
    }


def tag(name: str, environment: str) -> str:
    """What the image is called: a repository, by the name, and as its tag the hash of the store path."""
    if not _NAME.fullmatch(name):
        name = re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "environment"
    return f"{name}:{os.path.basename(environment).partition('-')[0]}"


class Archive:
    """A tar in the making, whose members are called after what is in them."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    @contextlib.contextmanager
    def member(self, name: str) -> Iterator[Hashed]:
        """What is written in the block becomes a file called `name`, where `{}` stands for its SHA-256."""
        start = self._file.tell()
        self._file.write(bytes(tarfile.BLOCKSIZE))
        content = Hashed(self._file)
        yield content
        self._file.write(bytes(-content.tell() % tarfile.BLOCKSIZE))
        end = self._file.tell()
        header = entry(name.format(content.digest()), tarfile.REGTYPE, 0o444, content.tell())
        self._file.seek(start)
        # GNU's form has room for any size in the one block.
        self._file.write(header.tobuf(tarfile.GNU_FORMAT))
        self._file.seek(end)

    def add_json(self, name: str, value: object) -> str:
        """Add a value, always as the same bytes; gives the SHA-256 of these."""
        with self.member(name) as file:
            file.write(json.dumps(value, sort_keys=True, separators=(",", ":")).encode())
        return file.digest()

    def close(self) -> None:
        """Mark the end."""
        self._file.write(bytes(2 * tarfile.BLOCKSIZE))


def main() -> None:
    """Read the instructions and the closure, write the image to `$out`.

    The instructions: `name`, `system`, and the store paths of the `environment` and its `python`; the closure is what
    Nix wrote to the file `closure`. Raises `BuildError` for a system that has no images.
    """
    spec = read_spec()
    environment = spec["environment"]
    architecture = _ARCHITECTURES.get(spec["system"])
    if architecture is None:
        raise BuildError("unsupported-system", f"there are no images for {spec['system']}")
    directory = os.environ["NIX_BUILD_TOP"]
    with open(f"{directory}/closure", encoding="utf-8") as file:
        graph = read_graph(file.read())
    sizes = {path: size(path) for path in graph}
    layers = [[], *split(graph, sizes, python=spec["python"], environment=environment)]
    digests = []
    with open(os.environ["out"], "xb") as file:
        archive = Archive(file)
        for paths in layers:
            with archive.member("{}.tar") as layer:
                write_layer(paths, layer)
            digests.append(layer.digest())
        described = configuration(layers, digests, environment=environment, architecture=architecture)
        config = archive.add_json("{}.json", described)
        manifest = {
            "Config": f"{config}.json",
            "Layers": [f"{digest}.tar" for digest in digests],
            "RepoTags": [tag(spec["name"], environment)],
        }
        archive.add_json("manifest.json", [manifest])
        archive.close()


if __name__ == "__main__":
    run(main)
