"""Real packages from source, with nothing said about what they need: it is found, and they work."""

from __future__ import annotations

import faulthandler
import json
import subprocess
from pathlib import Path

import pytest
from tests.integration.project import AS_ROOT, Project
from tests.patience import PATIENCE

# What to lock, and a program that uses what was compiled.
PACKAGES = {
    "psycopg2": "import psycopg2; assert psycopg2.__libpq_version__ > 100000",
    "pycairo": """
import cairo, io
surface = cairo.ImageSurface(cairo.FORMAT_ARGB32, 40, 30)
context = cairo.Context(surface)
context.set_source_rgb(1, 0, 0)
context.paint()
file = io.BytesIO()
surface.write_to_png(file)
assert file.getvalue().startswith(b"\\x89PNG")
""",
    "python-ldap": "import ldap; assert ldap.dn.str2dn('cn=a,dc=b')[0][0][:2] == ('cn', 'a')",
    "PyAudio": "import pyaudio; assert 'PortAudio' in pyaudio.get_portaudio_version_text()",
    "lxml": """
from lxml import etree
style = etree.XML('<x:stylesheet version="1.0" xmlns:x="http://www.w3.org/1999/XSL/Transform">'
    '<x:template match="/"><b><x:value-of select="a"/></b></x:template></x:stylesheet>')
assert str(etree.XSLT(style)(etree.XML("<a>snow</a>"))).strip().endswith("<b>snow</b>")
""",
    "pygraphviz": "import pygraphviz; assert 'a -> b' in pygraphviz.AGraph('digraph { a -> b }').to_string()",
    "cffi": """
import cffi
ffi = cffi.FFI()
ffi.cdef("int abs(int);")
assert ffi.dlopen(None).abs(-4) == 4
""",
    "pyyaml": "import yaml; assert yaml.load('a: [1, 2]', Loader=yaml.CSafeLoader) == {'a': [1, 2]}",
    "pillow": """
import io
from PIL import Image, features
assert all(features.check(name) for name in ("jpg", "zlib", "freetype2", "webp", "libtiff", "jpg_2000")), "codecs"
for format in ("JPEG", "PNG", "WEBP", "TIFF", "JPEG2000"):
    file = io.BytesIO()
    Image.new("RGB", (16, 16), (10, 200, 30)).save(file, format)
    assert Image.open(io.BytesIO(file.getvalue())).convert("RGB").size == (16, 16)
""",
    "mysqlclient": "import MySQLdb; assert MySQLdb.get_client_info()",
    "pysqlite3": "import pysqlite3; assert pysqlite3.connect(':memory:').execute('select 1').fetchone() == (1,)",
    "evdev": "import evdev; assert evdev.ecodes.KEY_A == 30",
}


# Compilers take most of the time, and most of theirs goes into what makes code fast.
SETTINGS = "".join(f'[tool.snowsnake.packages.{name}]\nenv = {{ CFLAGS = "-O0" }}\n' for name in PACKAGES)
PYPROJECT = (
    '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = {names}\n{settings}'
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One environment with all of them."""
    # Compiling lxml takes minutes, on a busy machine longer than a test may; what runs here has limits of its own.
    faulthandler.cancel_dump_traceback_later()
    base = tmp_path_factory.mktemp("source-packages")
    for name in ("project", "state", "tmp"):
        (base / name).mkdir()
    project = Project(directory=base / "project", state=base / "state", temporary=base / "tmp")
    project.write({"pyproject.toml": PYPROJECT.format(names=json.dumps([*PACKAGES]), settings=SETTINGS)})
    words = [word for name in PACKAGES for word in ("--no-binary", name)]
    ran = project.run("lock", *words, timeout=600)
    assert ran.code == 0, ran.err
    ran = project.run("build", "-o", "result", timeout=1800)
    assert ran.code == 0, ran.err
    return project


def command(*words: str) -> str:
    done = subprocess.run(words, capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_all_of_them_are_built_from_source(built: Project) -> None:
    (target,) = json.loads(built.lock.read_text())["targets"].values()
    built_here = {name for name, package in target["packages"].items() if package["build"]}
    assert built_here == {name.lower() for name in PACKAGES}


@pytest.mark.parametrize("name", PACKAGES)
def test_it_works_with_an_empty_environment(built: Project, name: str) -> None:
    command("env", "-i", str(built.directory / "result/bin/python"), "-c", PACKAGES[name])


def test_nothing_that_only_builds_need_stays(built: Project) -> None:
    environment = str((built.directory / "result").resolve())
    closure = command("nix-store", *AS_ROOT, "--query", "--requisites", environment).split()
    kinds = [Path(path).name.partition("-")[2] for path in closure]
    assert "toolchain" not in kinds
    assert "build-environment" not in kinds
    assert not [name for name in kinds if name.endswith(("-wheel", ".deb"))]
    natives = [path for path, kind in zip(closure, kinds, strict=True) if kind == "native"]
    assert natives
    for tree in natives:
        assert not (Path(tree) / "include").exists()
        assert not list(Path(tree).rglob("*.a"))


def test_locking_again_moves_nothing(built: Project) -> None:
    before = json.loads(built.lock.read_text())["targets"]
    text = PYPROJECT.format(names=json.dumps([*PACKAGES, "six"]), settings=SETTINGS)
    built.write({"pyproject.toml": text})
    ran = built.run("lock", timeout=600)
    assert ran.code == 0, ran.err
    assert "upgraded" not in ran.err
    after = json.loads(built.lock.read_text())["targets"]
    for target in after.values():
        del target["packages"]["six"]
    assert after == before
