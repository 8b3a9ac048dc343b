"""Texts that strangers write: locks, requirement and project files, Nix's log, Debian's indexes, an index's pages."""

from __future__ import annotations

import gzip
import lzma
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.fuzz.driver import Target, fuzz

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.errors import LockError
from snowsnake.lockfile.read import read_lock
from snowsnake.nix.log import parse_line
from snowsnake.nix.progress import Progress
from snowsnake.parsing import Malformed, parse_toml
from snowsnake.provide.debian.contents import build_database as build_contents
from snowsnake.provide.debian.contents import read_contents
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.provide.debian.packages import build_database as build_packages
from snowsnake.provide.debian.release import BadRelease, parse_release
from snowsnake.provide.npm.settings import token_for
from snowsnake.requirements import read_inputs
from snowsnake.requirements.environments_file import read_environments_file
from snowsnake.resolve import ResolveOptions
from snowsnake.resolve.credentials import Credentials
from snowsnake.resolve.foreign import read_foreign_lock
from snowsnake.resolve.pylock import pylock_of
from snowsnake.resolve.simple_index import page_files
from snowsnake.targets import Interpreter
from snowsnake.targets import Target as Target_

PROJECT = b"""[project]
name = "demo"
version = "1.0"
requires-python = ">=3.11"
dependencies = ["attrs>=20 ; python_version > '3'", "lib @ ./lib", "x[a,b]==1.*"]
optional-dependencies = { test = ["pytest"] }
[dependency-groups]
dev = ["ruff", { include-group = "more" }]
more = []
[build-system]
requires = ["hatchling"]
[tool.uv.sources]
lib = { path = "./lib", editable = true }
[tool.uv.workspace]
members = ["packages/*", "."]
[tool.snowsnake]
python = "3.13"
native = ["graphviz", { from = "https://h.invalid/x.tar.gz", programs = { x = "bin/*" } }]
[tool.snowsnake.packages.x]
source = "sdist"
env = { A = "b" }
"""
REQUIREMENTS = b"""--index-url https://u:p@h.invalid/simple
-c constraints.txt
-e ./lib
attrs==1.0 ; python_version < "4" --hash=sha256:0000000000000000000000000000000000000000000000000000000000000000
x @ git+https://h.invalid/x.git@main#subdirectory=a&egg=x
y @ https://h.invalid/y-1.tar.gz?token=t \\
  # and so on
"""
SCRIPT = b"""# -*- coding: utf-8 -*-
# /// script
# requires-python = ">=3.11"
# dependencies = ["requests<3"]
# [tool.snowsnake]
# python = "3.13"
# ///
print()
"""
ENVIRONMENTS = b"""[work]
requires = ["numpy"]
python = "3.13"
path = ["ipython"]
requirements = "deps.txt"
[other]
project = "~nouser/x"
"""
PYLOCK = b"""lock-version = "1.0"
created-by = "x"
requires-python = ">=3.11"
[[packages]]
name = "attrs"
version = "1.0"
marker = "python_version > '3'"
[[packages.wheels]]
name = "attrs-1.0-py3-none-any.whl"
url = "https://h.invalid/attrs-1.0-py3-none-any.whl"
size = 10
hashes = { sha256 = "0000000000000000000000000000000000000000000000000000000000000000" }
"""
POETRY = b"""[[package]]
name = "attrs"
version = "1.0"
optional = false
python-versions = ">=3.7"
groups = ["main"]
files = [{ file = "attrs-1.0-py3-none-any.whl", hash = "sha256:00" }]
[metadata]
lock-version = "2.1"
content-hash = "00"
"""
POETRY_GRAPH = b"""[[package]]
name = "attrs"
version = "1.0"
optional = true
python-versions = ">=3.7,<4"
markers = "extra == \\"fast\\" and python_version >= \\"3.9\\""
groups = ["main", "dev"]
files = [{ file = "attrs-1.0-py3-none-any.whl", hash = "sha256:00" }]
[package.dependencies]
leaf = [{ version = "^1.2", markers = "python_version < \\"3.12\\"" }, { version = ">=2 || <1", extras = ["a"] }]
[package.extras]
fast = ["leaf (>=1.2,<2)", "other ; python_version > \\"3\\""]
[package.source]
type = "git"
url = "https://h.invalid/attrs.git"
reference = "main"
resolved_reference = "0123456789012345678901234567890123456789"
subdirectory = "a"
[[package]]
name = "leaf"
version = "1.3"
python-versions = "*"
files = []
[package.source]
type = "directory"
url = "lib"
[extras]
fast = ["attrs"]
[metadata]
lock-version = "2.1"
[metadata.files]
leaf = [{ file = "leaf-1.3.tar.gz", hash = "sha256:11" }]
"""
PDM = b"""[metadata]
groups = ["default"]
strategy = ["inherit_metadata", "static_urls"]
lock_version = "4.5.0"
[[package]]
name = "attrs"
version = "1.0"
extras = ["fast"]
requires_python = ">=3.8"
marker = "python_version >= \\"3.8\\" and (os_name == \\"posix\\")"
dependencies = ["attrs==1.0", "leaf[x]<2,>=1.2; python_version < \\"4\\""]
files = [{ url = "https://h.invalid/attrs-1.0-py3-none-any.whl", hash = "sha256:00" }]
[[package]]
name = "attrs"
version = "1.0"
files = [{ url = "https://h.invalid/attrs-1.0-py3-none-any.whl", hash = "sha256:00" }]
[[package]]
name = "leaf"
version = "1.3"
git = "https://h.invalid/leaf.git"
ref = "main"
revision = "0123456789012345678901234567890123456789"
subdirectory = "a"
[[package]]
name = "lib"
version = "1"
path = "./lib"
editable = true
"""
UV = b"""version = 1
revision = 3
requires-python = ">=3.11"
[[package]]
name = "attrs"
version = "1.0"
source = { registry = "https://h.invalid/simple" }
sdist = { url = "https://h.invalid/attrs-1.0.tar.gz", hash = "sha256:HASH", size = 1 }
wheels = [{ url = "https://h.invalid/attrs-1.0-py3-none-any.whl", hash = "sha256:HASH", size = 1 }]
[package.optional-dependencies]
fast = [{ name = "attrs" }]
[[package]]
name = "demo"
version = "1"
source = { virtual = "." }
dependencies = [{ name = "attrs", extra = ["fast"], marker = "python_version >= '3.8'" }]
[package.metadata]
requires-dist = [{ name = "attrs", extras = ["fast"] }]
""".replace(b"HASH", b"0" * 64)
RELEASE = b"""Origin: Debian
Suite: stable
Codename: trixie
Date: Sat, 21 Nov 2026 10:00:00 UTC
Valid-Until: Sat, 28 Nov 2026 10:00:00 UTC
Acquire-By-Hash: yes
SHA256:
 0000000000000000000000000000000000000000000000000000000000000000 1000 main/binary-amd64/Packages.xz
"""
PACKAGES = b"""Package: zlib1g
Version: 1:1.3.dfsg-3
Architecture: amd64
Depends: libc6 (>= 2.14), x | y
Provides: libz1 (= 1)
Filename: pool/main/z/zlib/zlib1g_1.3.dfsg-3_amd64.deb
Size: 88000
SHA256: 0000000000000000000000000000000000000000000000000000000000000000
"""
CONTENTS = b"usr/lib/x86_64-linux-gnu/libz.so.1  libs/zlib1g,universe/x\nusr/bin/dot graphics/graphviz\n"
PAGE = b"""<!DOCTYPE html><html><body><a href="../x-1-py3-none-any.whl#sha256=00" data-yanked="no">x</a>
<a href="https://h.invalid/x-1.tar.gz#sha256=11" data-requires-python="&gt;=3">x</a></body></html>"""
JSON_PAGE = b"""{"meta": {"api-version": "1.1"}, "name": "x", "files": [{"filename": "x-1-py3-none-any.whl", "size": 1,
"url": "x.whl", "hashes": {"sha256": "00"}, "yanked": false}]}"""
LOG = b"""@nix {"action":"start","id":1,"level":3,"type":105,"text":"building","fields":["/nix/store/x.drv","",1,1]}
@nix {"action":"result","id":1,"type":101,"fields":["@snowsnake {\\"error\\": \\"x\\", \\"message\\": \\"y\\"}"]}
@nix {"action":"msg","level":0,"msg":"\\u001b[31merror: builder for '/nix/store/x.drv' failed with exit code 1"}
@nix {"action":"stop","id":1}
plain text
"""
LOCK = b"""{"version": 1, "requirements": {"digest": "sha256:00", "asked": {"sources": [], "options": {}}},
"targets": {"cp313-x86_64-linux": {"base": "debian"}}, "artifacts": {"x-1.tar.gz": {"url": "https://h.invalid/x",
"sha256": "00", "size": 1}, "./lib": {}}, "nixpkgs": {"attributes": {}, "pin": null}}"""
SOURCES = b"""# of apt
deb [arch=amd64] http://h.invalid/debian trixie main
Types: deb
URIs: http://h.invalid/debian
Suites: trixie
"""
NPMRC = (
    b"registry=https://h.invalid/\n//h.invalid/:_authToken=${TOKEN}\n@scope:registry = https://o.invalid\n"
)
NETRC = b"machine h.invalid login u password p\ndefault login a password b\nmacdef x\n y\n"


def project_file(name: str, *, inputs: bool = True, **others: bytes) -> Callable[[bytes, Path], object]:
    """Read the inputs of a project in which one file is the input; `others` are files beside it."""

    def parse(data: bytes, directory: Path) -> object:
        (directory / "lib").mkdir()
        (directory / "lib" / "setup.py").write_bytes(b"setup(name='lib')")
        for other, content in others.items():
            (directory / other.replace("__", ".")).write_bytes(content)
        (directory / name).write_bytes(data)
        files = (
            [directory / name]
            if inputs and name not in {"uv.toml", ".python-version", "snowsnake.toml"}
            else []
        )
        if name.endswith(".py"):
            return read_inputs(directory, script=directory / name)
        return read_inputs(directory, files=files)

    return parse


CP313 = Interpreter(
    target=Target_.parse("cp313-x86_64-linux"),
    full_version="3.13.5",
    implementation_version="3.13.5",
    glibc=(2, 41),
)


def foreign_lock(name: str, project: bytes) -> Callable[[bytes, Path], object]:
    """Follow the graph of another tool's lock beside its project, without an index."""

    def parse(data: bytes, directory: Path) -> object:
        (directory / "lib").mkdir()
        (directory / "lib" / "setup.py").write_bytes(b"setup(name='lib')")
        (directory / "pyproject.toml").write_bytes(project)
        (directory / name).write_bytes(data)
        inputs = read_inputs(directory)
        return read_foreign_lock(inputs, [CP313], ResolveOptions(offline=True), lambda _: None)

    return parse


def of_release(data: bytes, _: Path) -> object:
    return parse_release(data, archive="debian", suite="trixie", source="the release").snapshot


def of_packages(data: bytes, directory: Path) -> None:
    (directory / "in").write_bytes(lzma.compress(data, preset=0))
    build_packages(directory / "in", directory / "out", architecture="amd64", source="the index")


def of_contents(data: bytes, directory: Path) -> None:
    (directory / "in").write_bytes(gzip.compress(data, 1))
    blocks = read_contents(directory / "in", source="the index")
    build_contents(blocks, directory / "out", triplet="x86_64-linux-gnu")


def of_log(data: bytes, _: Path) -> object:
    progress = Progress(lambda _: None)
    for line in data.splitlines():
        progress.feed(parse_line(line.decode(errors="replace")))
    return progress.failure()


def of_environments(data: bytes, directory: Path) -> None:
    (directory / "environments.toml").write_bytes(data)
    file = read_environments_file(directory / "environments.toml")
    for name in file.tables:
        file.environment(name)


def of_apt(data: bytes, directory: Path) -> object:
    (directory / "sources.list").write_bytes(data)
    (directory / "sources.list.d").mkdir()
    (directory / "sources.list.d" / "x.sources").write_bytes(data)
    return Mirrors.detect({"PATH": ""}, apt=directory)


def of_npmrc(data: bytes, directory: Path) -> object:
    (directory / ".npmrc").write_bytes(data)
    environ = {"HOME": str(directory), "TOKEN": "t", "npm_config_globalconfig": "/nonexistent"}
    return token_for("https://h.invalid/x/-/x-1.tgz", environ, directory)


def of_credentials(data: bytes, directory: Path) -> object:
    (directory / "netrc").write_bytes(data)
    (directory / "uv").mkdir()
    (directory / "uv" / "uv.toml").write_bytes(data)
    environ = {"NETRC": str(directory / "netrc"), "HOME": "/nonexistent", "XDG_CONFIG_HOME": str(directory)}
    text = data.decode(errors="replace")
    environ |= {"UV_INDEX": text.replace("\0", " ")}
    return Credentials.from_inputs(None, environ).auth_for("https://h.invalid/x")


GRAPH_TOKENS = (
    *(
        b'"*"',
        b'"^1"',
        b'"===x"',
        b"[]",
        b"{}",
        b"[[1]]",
        b'"extra == \\"x\\""',
        b"true",
        b"1979-05-27",
        b"nan",
    ),
    *(b'"' + b"(" * 2000 + b'"', b'"../../outside"', b'"ssh://h.invalid/x"', b'"attrs @ file:///etc"'),
)
OURS = (SnowsnakeError, OSError)  # which the command line says in words
TARGETS = {
    "lock": Target(
        seeds=(LOCK,),
        parse=lambda data, _: read_lock(data.decode(errors="replace"), Path("the.lock")),
        errors=(LockError,),
        names="the.lock",
    ),
    "pyproject": Target(
        seeds=(PROJECT,),
        parse=project_file("pyproject.toml"),
        errors=OURS,
        tokens=(b"{path = '..'}", b'"**"'),
    ),
    "requirements": Target(
        seeds=(REQUIREMENTS,),
        parse=project_file("requirements.txt", constraints__txt=b"attrs<2\n"),
        errors=OURS,
    ),
    "script": Target(seeds=(SCRIPT,), parse=project_file("script.py"), errors=OURS),
    "uv.toml": Target(
        seeds=(b'index-url = "https://h.invalid"\n[[index]]\nname = "x"\nurl = "https://u:p@h.invalid"\n',),
        parse=project_file("uv.toml", requirements__txt=b"attrs\n"),
        errors=OURS,
    ),
    "snowsnake.toml": Target(
        seeds=(b'python = "3.13"\nnative = ["x"]\n[packages.x]\nsource = "wheel"\n',),
        parse=project_file("snowsnake.toml", requirements__txt=b"attrs\n"),
        errors=OURS,
    ),
    "python-version": Target(
        seeds=(b"3.13\n", b"# x\npypy@3.11\n"),
        parse=project_file(".python-version", requirements__txt=b"attrs\n"),
        errors=OURS,
    ),
    "pylock": Target(seeds=(PYLOCK,), parse=project_file("pylock.toml"), errors=OURS),
    "pylock content": Target(
        seeds=(PYLOCK,),
        parse=lambda data, _: pylock_of(parse_toml(data.decode(errors="replace")), "it"),
        errors=(*OURS, Malformed),
    ),
    "poetry.lock": Target(
        seeds=(POETRY,),
        parse=project_file("poetry.lock", pyproject__toml=b"[tool.poetry]\nname='x'\n"),
        errors=OURS,
    ),
    "poetry.lock content": Target(
        seeds=(POETRY_GRAPH, POETRY),
        parse=foreign_lock(
            "poetry.lock",
            b'[tool.poetry.dependencies]\nattrs = {version = "*", extras = ["fast"]}\nleaf = "*"\n',
        ),
        errors=OURS,
        tokens=GRAPH_TOKENS,
    ),
    "pdm.lock content": Target(
        seeds=(PDM,),
        parse=foreign_lock(
            "pdm.lock",
            b'[project]\nname = "demo"\nversion = "1"\ndependencies = ["attrs[fast]", "leaf", "lib"]\n',
        ),
        errors=OURS,
        tokens=GRAPH_TOKENS,
    ),
    "uv.lock content": Target(
        seeds=(UV,),
        parse=foreign_lock(
            "uv.lock",
            b'[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["attrs[fast]"]\n',
        ),
        errors=OURS,
        inputs=4,
    ),
    "environments": Target(seeds=(ENVIRONMENTS,), parse=of_environments, errors=OURS),
    "release": Target(seeds=(RELEASE,), parse=of_release, errors=(BadRelease,), names="the release"),
    "packages": Target(
        seeds=(PACKAGES + b"\n" + PACKAGES,), parse=of_packages, errors=OURS, names="the index"
    ),
    "contents": Target(seeds=(CONTENTS,), parse=of_contents, errors=OURS, names="the index"),
    "log": Target(seeds=(LOG,), parse=of_log, errors=()),
    "html page": Target(
        seeds=(PAGE,),
        parse=lambda data, _: page_files(data, "text/html", "https://h.invalid/x/"),
        errors=(ValueError,),
    ),
    "json page": Target(
        seeds=(JSON_PAGE,),
        parse=lambda data, _: page_files(data, "application/json", "https://h.invalid/x/"),
        errors=(Malformed, KeyError, TypeError, ValueError, AttributeError),
    ),
    "apt": Target(seeds=(SOURCES,), parse=of_apt, errors=()),
    "npmrc": Target(seeds=(NPMRC,), parse=of_npmrc, errors=()),
    "credentials": Target(
        seeds=(NETRC, b'index-url = "https://u:p@h.invalid:99/x"\n'), parse=of_credentials, errors=()
    ),
}


@pytest.mark.parametrize("name", TARGETS)
def test_any_text_is_read_or_refused_in_words(name: str, tmp_path: Path) -> None:
    fuzz(TARGETS[name], tmp_path)
