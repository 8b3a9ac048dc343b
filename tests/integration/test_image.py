"""A container image of an environment, built by real Nix, read as others read it, and run."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import tarfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.integration.project import AS_ROOT, Project
from tests.patience import PATIENCE

import snowsnake
from snowsnake.targets import host_system

LIBRARY = Path(snowsnake.__file__).parent / "nix/lib"
OPTIONS = ("--option", "sandbox", "true", "--option", "sandbox-paths", "", "--option", "substituters", "")

pytestmark = pytest.mark.skipif(not shutil.which("nix-build", path=os.environ["PATH"]), reason="no Nix here")


def nix_build(
    lock: Path, arguments: str, *words: str, check: bool = True
) -> subprocess.CompletedProcess[str]:
    expression = f"((import {LIBRARY}).mkEnvironment {{ lock = {lock}; {arguments} }}).image"
    command = ["nix-build", "--no-out-link", *OPTIONS, *AS_ROOT, *words, "-E", expression]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert not check or done.returncode == 0, done.stderr
    return done


@dataclass(frozen=True, kw_only=True)
class Image:
    """An image, taken apart."""

    tags: list[str]
    config: dict[str, Any]
    layers: list[bytes]
    """What is in the layers' tars."""

    @classmethod
    def read(cls, path: Path) -> Image:
        """Read a docker archive; every digest in it must be right."""
        with tarfile.open(path, "r:") as tar:

            def content(name: str) -> bytes:
                file = tar.extractfile(name)
                assert file is not None
                return file.read()

            (manifest,) = json.loads(content("manifest.json"))
            text = content(manifest["Config"])
            layers = [content(name) for name in manifest["Layers"]]
            assert set(tar.getnames()) == {"manifest.json", manifest["Config"], *manifest["Layers"]}
        config = json.loads(text)
        assert manifest["Config"] == f"{hashlib.sha256(text).hexdigest()}.json"
        digests = [f"sha256:{hashlib.sha256(layer).hexdigest()}" for layer in layers]
        assert config["rootfs"] == {"type": "layers", "diff_ids": digests}
        assert len(config["history"]) == len(layers)
        return cls(tags=manifest["RepoTags"], config=config, layers=layers)

    def unpack(self, directory: Path) -> None:
        """Lay the layers upon each other; whoever owns the directory may remove it again."""
        for number, layer in enumerate(self.layers):
            path = directory.with_name(f"layer-{number}")
            path.write_bytes(layer)
            with tarfile.open(path, "r:") as tar:
                entries = tar.getmembers()
                for entry in entries:
                    entry.mode |= 0o200
                tar.extraction_filter = lambda member, _: member  # older Pythons have no `filter=`
                tar.extractall(directory, entries)
            path.unlink()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    directory = tmp_path_factory.mktemp("image")
    for name in ("project", "state", "temporary"):
        (directory / name).mkdir()
    made = Project(
        directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
    )
    made.write({"requirements.txt": "humanize\n"})
    for words in (("lock",), ("build", "-o", "result")):
        ran = made.run(*words)
        assert ran.code == 0, ran.err
    return made


@pytest.fixture(scope="module")
def environment(project: Project) -> Path:
    return (project.directory / "result").resolve()


@pytest.fixture(scope="module")
def image(project: Project) -> Image:
    return Image.read(Path(nix_build(project.lock, "").stdout.strip()))


def test_configuration(image: Image, environment: Path) -> None:
    assert image.tags == [f"snowsnake-environment:{environment.name.partition('-')[0]}"]
    assert image.config["config"] == {
        "Cmd": [f"{environment}/bin/python"],
        "Env": [f"PATH={environment}/bin"],
    }
    assert image.config["os"] == "linux"
    assert image.config["architecture"] == {"x86_64-linux": "amd64", "aarch64-linux": "arm64"}[host_system()]
    assert image.config["created"] == "1970-01-01T00:00:01Z"


def test_it_is_whole(image: Image, environment: Path, tmp_path: Path) -> None:
    """The closure, no more and no less, and its Python runs where nothing else is."""
    root = tmp_path / "root"
    image.unpack(root)
    assert {path.name for path in root.iterdir()} == {"etc", "nix", "tmp"}
    query = ["nix-store", "--query", "--requisites", str(environment)]
    closure = subprocess.run(query, capture_output=True, text=True, check=True).stdout.split()
    assert {f"/nix/store/{path.name}" for path in (root / "nix/store").iterdir()} == set(closure)
    program = (
        "import humanize, os, pwd, ssl, tempfile; print(humanize.ordinal(1), pwd.getpwuid(0).pw_name);"
        "print(tempfile.mkdtemp(), len(ssl.create_default_context().get_ca_certs()) > 50)"
    )
    chroot = shutil.which("chroot", path=f"{os.environ['PATH']}:/usr/sbin:/sbin")
    unshare = shutil.which("unshare")
    assert chroot
    assert unshare
    before = [] if os.geteuid() == 0 else [unshare, "-r"]
    done = subprocess.run(
        [*before, chroot, root, *image.config["config"]["Cmd"], "-c", program],
        env=dict(variable.split("=", 1) for variable in image.config["config"]["Env"]),
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, second = done.stdout.splitlines()
    assert first == "1st root"
    assert second.startswith("/tmp/")
    assert second.endswith(" True")


def test_built_again_it_is_the_same(project: Project, image: Image) -> None:
    """Nix compares the two, byte for byte."""
    assert Image.read(Path(nix_build(project.lock, "", "--check").stdout.strip())) == image


def test_images_have_layers_in_common(project: Project, image: Image) -> None:
    """All but the last, where only the environments differ; the interpreter's is the first of the store's."""
    other = Image.read(Path(nix_build(project.lock, 'name = "Other";').stdout.strip()))
    assert other.tags[0].startswith("other:")
    assert other.layers[:-1] == image.layers[:-1]
    assert other.layers[-1] != image.layers[-1]
    assert "-cpython-" in image.config["history"][1]["created_by"]


def test_not_of_what_is_developed(project: Project) -> None:
    done = nix_build(project.lock, 'editable = { demo = "/home/demo"; };', check=False)
    assert done.returncode
    assert "make it of an environment without `editable`" in done.stderr
