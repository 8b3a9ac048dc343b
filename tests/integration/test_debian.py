"""The Debian base against the real archive."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
import requests

from snowsnake.configuration import Configuration
from snowsnake.events import ignore
from snowsnake.provide.debian.base import DebianBase
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.targets import SYSTEMS, System, Target, host_system

NEEDS = [  # soname, package on trixie
    ("libGL.so.1", "libgl1"),
    ("libEGL.so.1", "libegl1"),
    ("libmagic.so.1", "libmagic1t64"),
    ("libportaudio.so.2", "libportaudio2"),
    ("libglib-2.0.so.0", "libglib2.0-0t64"),
    ("libgomp.so.1", "libgomp1"),
    ("libnss3.so", "libnss3"),
    ("libasound.so.2", "libasound2t64"),
    ("libxcb-cursor.so.0", "libxcb-cursor0"),
    ("libpython3.13.so.1.0", "libpython3.13"),
    ("libblas.so.3", "libblas3"),
    ("libz.so.1", "python"),
    ("libc.so.6", "python"),
    ("libm.so.6", "python"),
    ("libstdc++.so.6", "python"),
    ("libgcc_s.so.1", "python"),
    ("libX11.so.6", "python"),
    ("libssl.so.3", "python"),
]


@pytest.fixture(scope="module")
def cache() -> Path:
    """The one that everybody shares: a mirror that is just being updated must not hide what these tests are about."""
    return Configuration.from_environment(os.environ).cache


def make(cache: Path, **environ: str) -> DebianBase:
    mirrors = Mirrors.detect({**os.environ, **environ})
    return DebianBase(
        cache=cache, mirrors=mirrors, offline=False, observer=ignore, max_age=timedelta(hours=12)
    )


def tolerant(cache: Path) -> DebianBase:
    """A mirror of sid that stands still (a test network's) must not hide what these tests are about."""
    return make(cache, SNOWSNAKE_DEBIAN_ALLOW_EXPIRED="1")


@pytest.mark.parametrize("system", SYSTEMS)
@pytest.mark.parametrize("interpreter", ["cp311", "cp313", "cp314", "cp315", "pp311"])
def test_every_interpreter_is_pinned_whole(cache: Path, interpreter: str, system: System) -> None:
    target = Target.parse(f"{interpreter}-{system}")
    pinned = tolerant(cache).pin_python(target)
    python = pinned.python
    assert python.interpreter.full_version.startswith(f"{target.python}.")
    assert python.interpreter.glibc >= (2, 36)
    size = sum(pinned.artifacts[deb].size for deb in python.tree.debs)
    assert 20e6 < size < 40e6
    assert 40 < len(python.tree.debs) < 70
    names = {deb.partition("_")[0] for deb in python.tree.debs}
    assert {"libc6", "libstdc++6", "libgcc-s1", "ca-certificates", "tzdata", "libtk8.6"} <= names
    assert not {"dpkg", "debconf", "perl-base", "x11-common", "python3"} & names
    seed = {deb.partition("_")[0] for deb in pinned.seed.debs}
    assert {"python3.13-minimal", "libpython3.13-stdlib", "libc6", "zlib1g"} <= seed
    assert len(seed) < 30


def test_a_warm_pin_asks_no_mirror(cache: Path) -> None:
    target = Target.parse("cp313-x86_64-linux")
    pinned = make(cache).pin_python(target)
    nowhere = make(cache, SNOWSNAKE_DEBIAN_MIRROR="http://127.0.0.1:9/debian")
    assert nowhere.pin_python(target).python == pinned.python


def test_stable_suites_need_no_leave_to_be_old(cache: Path) -> None:
    assert make(cache).pin_python(Target.parse("cp311-x86_64-linux")).suite == "bookworm"


@pytest.mark.parametrize("system", SYSTEMS)
def test_sonames_are_provided(cache: Path, system: System) -> None:
    base, target = make(cache), Target.parse(f"cp313-{system}")
    provisions = base.provide(target, [("soname", name) for name, _ in NEEDS] + [("soname", "libcuda.so.1")])
    found = {name: provision.package for (_, name), provision in provisions.found.items()}
    assert found == dict(NEEDS)
    assert provisions.missing == (("soname", "libcuda.so.1"),)
    gl = provisions.get("soname", "libGL.so.1")
    assert gl is not None
    assert gl.path == f"lib/{target.machine}-linux-gnu/libGL.so.1"
    tree, artifacts = base.tree(target, provisions.packages)
    own = {deb.partition("_")[0] for deb in base.pin_python(target).python.tree.debs}
    assert set(tree.debs) == set(artifacts)
    assert not own & {deb.partition("_")[0] for deb in tree.debs}


def test_programs_headers_and_modules_are_provided(cache: Path) -> None:
    provisions = make(cache).provide(
        Target.parse("cp313-x86_64-linux"),
        [("program", "pdftoppm"), ("program", "exiftool"), ("header", "zlib.h"), ("pkg-config", "cairo")],
    )
    assert provisions.packages == ("libcairo2-dev", "libimage-exiftool-perl", "poppler-utils", "zlib1g-dev")


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="no dpkg-deb here")
def test_the_seed_runs_as_it_is_unpacked(cache: Path, tmp_path: Path) -> None:
    mirrors = Mirrors.detect(os.environ)
    pinned = make(cache).pin_python(Target.parse(f"cp313-{host_system()}"))
    for key in pinned.seed.debs:
        deb = pinned.artifacts[key]
        data = requests.get(mirrors.urls(deb)[0], timeout=60).content
        assert hashlib.sha256(data).hexdigest() == deb.sha256
        (tmp_path / "one.deb").write_bytes(data)
        subprocess.run(["dpkg-deb", "-x", tmp_path / "one.deb", tmp_path / "tree"], check=True)
    tree, seed = tmp_path / "tree", pinned.seed
    libraries = ":".join(str(tree / directory) for directory in seed.library_path)
    code = "import zlib, lzma, bz2, hashlib, ctypes, ssl, sqlite3, sys; print(*sys.version_info[:3], sep='.')"
    done = subprocess.run(
        [tree / seed.loader, "--library-path", libraries, tree / seed.python, "-I", "-S", "-c", code],
        check=True,
        capture_output=True,
        text=True,
        env={},
    )
    assert done.stdout.strip() == pinned.python.interpreter.full_version
