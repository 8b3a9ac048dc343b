"""Files of sources: what says how to build, and what is compiled."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.fuzz.driver import Target, fuzz

from snowsnake.analyse.source import BadSource, read_source

FILES = {
    "pyproject.toml": (
        b'[build-system]\nrequires = ["setuptools>=70", "x[y]; python_version < \'4\'"]\n'
        b'build-backend = "setuptools.build_meta"\n'
        b'[project]\nname = "x"\nversion = "1"\ndynamic = ["dependencies"]\nrequires-python = ">=3.8"\n'
        b'[[tool.setuptools.ext-modules]]\nname = "x"\nsources = ["x.c"]\nlibraries = ["z"]\n'
    ),
    "setup.py": (
        b"import os, sys\nfrom setuptools import setup, Extension\n"
        b"libs = ['z'] + [name for name in ('a', 'b') if sys.platform != 'win32']\n"
        b"def more(n):\n    return [f'{n}{i}' for i in range(3)]\n"
        b"setup(name='x', version='1', ext_modules=[Extension('x', ['x.c'], libraries=libs + more('q'))])\n"
    ),
    "setup.cfg": b"[metadata]\nname = x\nversion = attr: x.__version__\n[options]\nsetup_requires =\n    y>=1\n",
    "PKG-INFO": b"Metadata-Version: 2.2\nName: x\nVersion: 1\nRequires-Dist: y[z]>=1; extra == 'z'\n\ntext\n",
    "meson.build": (
        b"project('x', 'c', 'cpp', version: '1')\npy = import('python').find_installation(pure: false)\n"
        b"z = dependency('zlib', required: get_option('z'), fallback: ['zlib', 'dep'])\n"
        b"if z.found()\n  foreach n : ['a', 'b']\n    message(n)\n  endforeach\nendif\n"
        b"py.extension_module('x', 'x.c', dependencies: [z])\n"
    ),
    "CMakeLists.txt": (
        b"cmake_minimum_required(VERSION 3.15)\nproject(x LANGUAGES C CXX)\nfind_package(ZLIB REQUIRED)\n"
        b"find_library(M m)\npkg_check_modules(FOO REQUIRED foo>=1)\nif(UNIX)\n  add_subdirectory(src)\nendif()\n"
        b'target_link_libraries(x PRIVATE ${ZLIB} [=[bracket]=] "quoted ${x}")\n'
    ),
    "x.c": (
        b"#include <zlib.h>\n#ifdef _WIN32\n# include <windows.h>\n#elif defined(HAVE_X) && (X > 0x10L)\n"
        b"#include \"own.h\"\n#else\n#define A(x) #x ## x\n#endif\n/* comment */ int main(void) { return '\\0'; }\n"
    ),
    "Cargo.toml": b'[package]\nname = "x"\nversion = "1"\n[dependencies]\npyo3 = { version = "0.2", features = [] }\n',
    "Cargo.lock": b'version = 3\n[[package]]\nname = "openssl-sys"\nversion = "0.9"\n',
}
_BESIDE = {
    "setup.py": b"from setuptools import setup, Extension\nsetup(ext_modules=[Extension('x', ['x.c'])])\n",
    "pyproject.toml": b'[build-system]\nrequires = ["mesonpy", "scikit-build-core", "maturin"]\n'
    b'build-backend = "mesonpy"\n',
}


@pytest.mark.parametrize("name", FILES)
def test_file_of_a_source_is_understood_or_passed_over(name: str, tmp_path: Path) -> None:
    beside = "setup.py" if name in {"x.c", "setup.cfg"} else "pyproject.toml"

    def parse(data: bytes, inside: Path) -> object:
        root = inside / "x-1"
        root.mkdir()
        (root / beside).write_bytes(_BESIDE[beside])
        (root / name).write_bytes(data)
        return read_source(root, "0" * 64)

    fuzz(Target(seeds=[FILES[name]], parse=parse, errors=(BadSource,), names="x-1"), tmp_path)
