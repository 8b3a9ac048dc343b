"""What real sdists need, as their newest versions say, and which of Debian's packages meet it."""

from __future__ import annotations

import os
import subprocess
import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from uv import find_uv_bin

from snowsnake.analyse.source import SourceReport, read_source
from snowsnake.artifacts import Fetch, download
from snowsnake.configuration import Configuration
from snowsnake.events import ignore
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.provide.debian.base import DebianBase
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.settle.compiled import packages_for
from snowsnake.targets import Target

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "snowsnake-tests" / "sdists"

# Name: what is required for certain; the packages that the build gets.
SOURCES: dict[str, tuple[set[str], set[str]]] = {
    "psycopg2": ({"soname:libpq.so"}, {"libpq-dev"}),
    "python-ldap": (
        {"soname:libldap.so", "soname:liblber.so", "header:ldap.h", "header:sasl/sasl.h"},
        {"libldap-dev", "libsasl2-dev"},
    ),
    "pyaudio": ({"soname:libportaudio.so"}, {"portaudio19-dev"}),
    "lxml": ({"pkg-config:libxml-2.0"}, {"libxml2-dev", "libxslt1-dev", "zlib1g-dev"}),
    "pygraphviz": (
        {"soname:libcgraph.so", "soname:libgvc.so", "program:swig", "program:dot"},
        {"graphviz", "libgraphviz-dev", "swig"},
    ),
    "cffi": ({"soname:libffi.so"}, {"libffi-dev"}),
    "pyyaml": ({"soname:libyaml.so", "header:yaml.h"}, {"libyaml-dev"}),
    "pillow": (
        set(),
        {"libjpeg62-turbo-dev", "zlib1g-dev", "libtiff-dev", "libfreetype-dev", "liblcms2-dev", "libwebp-dev"}
        | {"libopenjp2-7-dev", "libimagequant-dev", "libraqm-dev", "libxcb1-dev", "libavif-dev", "tk-dev"},
    ),
    "mysqlclient": ({"pkg-config:mysqlclient"}, {"libmariadb-dev-compat", "zlib1g-dev"}),
    "pycairo": ({"pkg-config:cairo"}, {"libcairo2-dev", "ninja-build", "patchelf"}),
    "numpy": ({"program:ninja"}, {"libopenblas-pthread-dev", "ninja-build", "patchelf"}),
    "pyodbc": ({"soname:libodbc.so", "header:sql.h"}, {"unixodbc-dev"}),
    # liblzf is what only Debian says: a filter that the source has a copy of.
    "h5py": ({"soname:libhdf5.so", "header:hdf5.h"}, {"libhdf5-dev", "liblzf-dev"}),
    "cryptography": (
        {"program:cargo", "program:rustc", "pkg-config:openssl"},
        {"cargo", "libssl-dev", "rustc"},
    ),
    "psycopg-c": ({"soname:libpq.so", "program:pg_config"}, {"libpq-dev"}),
    "libvirt-python": ({"pkg-config:libvirt", "soname:libvirt-qemu.so"}, {"libvirt-dev"}),
    # Of two versions of Boost, the one that Debian's own package links.
    "pgmagick": (
        {"header:boost/python.hpp", "header:Magick++/Image.h"},
        {"libboost1.83-dev", "libboost-python1.83-dev"}
        | {"libgraphicsmagick++1-dev", "graphicsmagick-libmagick-dev-compat"},
    ),
    "psutil": (set(), set()),
    "idna": (set(), set()),
}


@pytest.fixture(scope="module")
def reports() -> dict[str, SourceReport]:
    """The newest sdists, resolved as a user's are; a second run downloads what is new."""
    command = [find_uv_bin(), "pip", "compile", "--quiet", "--no-deps", "--python-version", "3.13"]
    pylock = subprocess.run(
        [*command, "--format", "pylock.toml", "-"],
        input="\n".join(SOURCES),
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    fetches = {}
    for package in tomllib.loads(pylock)["packages"]:
        sdist = package["sdist"]
        artifact = DistributionArtifact(
            file=sdist.get("name") or sdist["url"].rpartition("/")[2],
            url=sdist["url"],
            sha256=sdist["hashes"]["sha256"],
            size=sdist.get("size"),
        )
        fetches[package["name"]] = Fetch(artifact=artifact, urls=(artifact.url,))
    files = download(list(fetches.values()), cache=CACHE)
    return {
        name: read_source(files[fetch.artifact.file], fetch.artifact.sha256)
        for name, fetch in fetches.items()
    }


@pytest.fixture(scope="module")
def base() -> DebianBase:
    cache = Configuration.from_environment(os.environ).cache
    mirrors = Mirrors.detect(os.environ)
    return DebianBase(
        cache=cache, mirrors=mirrors, offline=False, observer=ignore, max_age=timedelta(hours=12)
    )


@pytest.mark.parametrize("name", SOURCES)
def test_needs_become_packages(reports: dict[str, SourceReport], base: DebianBase, name: str) -> None:
    report, (needs, packages) = reports[name], SOURCES[name]
    target = Target.parse("cp313-x86_64-linux")
    assert report.name == name
    assert needs <= {f"{need.kind}:{need.name}" for need in report.needs if need.required}
    decision = packages_for(name, report, base, target, suite="trixie")
    assert (decision.missing, decision.questions) == ((), ())
    assert set(decision.packages) == packages


def test_backends_of_real_sources(reports: dict[str, SourceReport]) -> None:
    assert reports["cryptography"].crates == "registry"
    assert reports["cryptography"].languages >= {"rust"}
    assert reports["idna"].languages == frozenset()
    assert {name for name, report in reports.items() if report.asks} == {
        "pillow",
        "pyyaml",
        "h5py",
        "psycopg-c",
    }
    assert reports["numpy"].metadata is not None
