"""Small source distributions, one for each build backend and each way to compile, as their projects would be written.

Every one has a function `answer`, which gives 42, or a program that prints it.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field

PYTHON = "def answer():\n    return 42\n"
C = """
#define PY_SSIZE_T_CLEAN
#include <Python.h>
{more}
static PyObject *answer(PyObject *self, PyObject *nothing) {{ return PyLong_FromLong({value}); }}
static PyMethodDef methods[] = {{{{"answer", answer, METH_NOARGS, NULL}}, {{NULL}}}};
static struct PyModuleDef module = {{PyModuleDef_HEAD_INIT, "{name}", NULL, -1, methods}};
PyMODINIT_FUNC PyInit_{name}(void) {{ {start} return PyModule_Create(&module); }}
"""


def c_module(name: str, *, more: str = "", value: str = "42", start: str = "") -> str:
    """The source of an extension module."""
    return C.format(name=name, more=more, value=value, start=start)


def project(
    name: str, requires: str, backend: str, *, more: str = "", version: str = 'version = "1.0"'
) -> str:
    """A pyproject.toml."""
    system = f'[build-system]\nrequires = [{requires}]\nbuild-backend = "{backend}"\n'
    return f'{system}[project]\nname = "{name}"\n{version}\n{more}\n'


@dataclass(frozen=True, kw_only=True)
class Source:
    """One source distribution."""

    name: str
    files: dict[str, str]
    metadata: str | None = ""
    """The rest of PKG-INFO; `None` for an old one, without which the backend must be asked."""
    requires: tuple[str, ...] = field(default=())
    """Of its metadata; the environment has them."""
    program: str | None = None
    """A program that prints 42, where there is no module."""


_SETUPTOOLS = '"setuptools>=77"'
_ONE = "from setuptools import Extension, setup\nsetup(ext_modules=[Extension({arguments})])\n"
_DYNAMIC = 'dynamic = ["version"]'


def _plain() -> list[Source]:
    """Python only."""
    legacy = "from setuptools import setup\nsetup(name='{0}', version='1.0', py_modules=['{0}'])\n"
    poetry = (
        '[tool.poetry]\nname = "snow-poetry"\nversion = "1.0"\ndescription = ""\nauthors = []\n'
        'packages = [{include = "snow_poetry"}]\n[tool.poetry.dependencies]\npython = ">=3.9"\n'
        '[build-system]\nrequires = ["poetry-core>=1"]\nbuild-backend = "poetry.core.masonry.api"\n'
    )
    return [
        Source(
            name="snow_legacy",
            files={"setup.py": legacy.format("snow_legacy"), "snow_legacy.py": PYTHON},
            metadata=None,
        ),
        Source(
            name="snow_setuptools",
            files={
                "pyproject.toml": project("snow-setuptools", _SETUPTOOLS, "setuptools.build_meta"),
                "snow_setuptools.py": PYTHON,
            },
        ),
        Source(
            name="snow_scm",
            files={
                "pyproject.toml": project(
                    "snow-scm",
                    f'{_SETUPTOOLS}, "setuptools-scm>=8"',
                    "setuptools.build_meta",
                    version=_DYNAMIC,
                    more='[tool.setuptools_scm]\nversion_file = "snow_scm/version.py"',
                ),
                "snow_scm/__init__.py": "from .version import version\nassert version == '1.0'\n" + PYTHON,
            },
            metadata=None,
        ),
        Source(
            name="snow_before_wheel",
            files={
                "pyproject.toml": project(
                    "snow-before-wheel", '"setuptools<70"', "setuptools.build_meta", version=_DYNAMIC
                ),
                "setup.py": "from setuptools import setup\n"
                "setup(name='snow_before_wheel', version='1.0', py_modules=['snow_before_wheel'])\n",
                "snow_before_wheel.py": PYTHON,
            },
            metadata=None,
        ),
        Source(
            name="snow_came_along",
            files={
                "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\n',
                "setup.py": "import pkg_resources\nimport wheel\n" + legacy.format("snow_came_along"),
                "snow_came_along.py": PYTHON,
            },
            metadata=None,
        ),
        Source(
            name="snow_flit",
            files={
                "pyproject.toml": project(
                    "snow-flit",
                    '"flit_core>=3.4,<4"',
                    "flit_core.buildapi",
                    version='dynamic = ["version", "description"]',
                ),
                "snow_flit.py": '"""Snow."""\n__version__ = "1.0"\n' + PYTHON,
            },
        ),
        Source(
            name="snow_hatch",
            files={
                "pyproject.toml": project("snow-hatch", '"hatchling"', "hatchling.build"),
                "snow_hatch/__init__.py": PYTHON,
            },
        ),
        Source(
            name="snow_hatch_vcs",
            files={
                "pyproject.toml": project(
                    "snow-hatch-vcs",
                    '"hatchling", "hatch-vcs"',
                    "hatchling.build",
                    version=_DYNAMIC,
                    more='[tool.hatch]\nversion.source = "vcs"\n'
                    'build.hooks.vcs.version-file = "snow_hatch_vcs/version.py"',
                ),
                "snow_hatch_vcs/__init__.py": "from .version import version\nassert version == '1.0'\n"
                + PYTHON,
            },
        ),
        Source(
            name="snow_poetry",
            files={"pyproject.toml": poetry, "snow_poetry/__init__.py": PYTHON},
            metadata=None,
        ),
        Source(
            name="snow_pdm",
            files={
                "pyproject.toml": project("snow-pdm", '"pdm-backend"', "pdm.backend"),
                "snow_pdm.py": PYTHON,
            },
        ),
    ]


def _compiled() -> list[Source]:
    """C, C++, Fortran and what generates them, by setuptools."""

    def setuptools(name: str, requires: str, setup: str, files: dict[str, str], **more: object) -> Source:
        return Source(
            name=name,
            files={
                "pyproject.toml": project(
                    name.replace("_", "-"), f"{_SETUPTOOLS}{requires}", "setuptools.build_meta",
                    more="[tool.setuptools]\npy-modules = []",
                ),
                "setup.py": setup,
                **files,
            },
            **more,  # type: ignore[arg-type]
        )  # fmt: skip

    return [
        # In a directory of random name, which ends up in what is compiled (frozenlist's backend does so).
        Source(
            name="snow_aside",
            files={
                "pyproject.toml": f'[build-system]\nrequires = [{_SETUPTOOLS}]\nbuild-backend = "aside"\n'
                'backend-path = ["."]\n[tool.setuptools]\npy-modules = []\n'
                '[project]\nname = "snow-aside"\nversion = "1.0"\n',
                "aside.py": "import os, shutil, tempfile\n"
                "from setuptools import build_meta\n"
                "from setuptools.build_meta import *\n"
                "def build_wheel(*arguments):\n"
                "    here = os.getcwd()\n"
                "    with tempfile.TemporaryDirectory() as there:\n"
                "        os.chdir(shutil.copytree(here, there + '/copy'))\n"
                "        try:\n"
                "            return build_meta.build_wheel(*arguments)\n"
                "        finally:\n"
                "            os.chdir(here)\n",
                "setup.py": "import os\nfrom setuptools import Extension, setup\n"
                "here = ('HERE', '\"' + os.getcwd() + '\"')\n"
                "setup(ext_modules=[Extension('snow_aside', ['snow.c'], define_macros=[here])])\n",
                "snow.c": c_module("snow_aside", more="const char *here = HERE;"),
            },
        ),
        # A library of Debian's: its header to build with, and itself at run time.
        setuptools(
            "snow_library",
            "",
            _ONE.format(arguments='"snow_library", ["snow.c"], libraries=["yaml"]'),
            {
                "snow.c": c_module(
                    "snow_library",
                    more="#include <yaml.h>",
                    value="42 + 0 * *yaml_get_version_string()",
                )
            },
        ),
        setuptools(
            "snow_cython",
            ', "cython>=3"',
            "from Cython.Build import cythonize\n"
            "from setuptools import setup\n"
            'setup(ext_modules=cythonize("snow_cython.pyx"))\n',
            {"snow_cython.pyx": "cdef int value = 42\n\ndef answer():\n    return value\n"},
        ),
        setuptools(
            "snow_cffi",
            ', "cffi>=1.15"',
            'from setuptools import setup\nsetup(cffi_modules=["build_snow.py:ffi"])\n',
            {
                "build_snow.py": "from cffi import FFI\nffi = FFI()\nffi.cdef('int value(void);')\n"
                "ffi.set_source('_snow_cffi', 'static int value(void) { return 42; }')\n",
                "pyproject.toml": project(
                    "snow-cffi", f'{_SETUPTOOLS}, "cffi>=1.15"', "setuptools.build_meta",
                    more='dependencies = ["cffi"]\n[tool.setuptools]\npy-modules = ["snow_cffi"]',
                ),
                "snow_cffi.py": "from _snow_cffi import lib\n\ndef answer():\n    return lib.value()\n",
            },
            metadata="Requires-Dist: cffi\n",
        ),
        setuptools(
            "snow_pybind11",
            ', "pybind11>=2.12"',
            "from pybind11.setup_helpers import Pybind11Extension\nfrom setuptools import setup\n"
            'setup(ext_modules=[Pybind11Extension("snow_pybind11", ["snow.cpp"])])\n',
            {
                "snow.cpp": "#include <pybind11/pybind11.h>\n"
                'PYBIND11_MODULE(snow_pybind11, m) { m.def("answer", [] { return 42; }); }\n'
            },
        ),
        setuptools(
            "snow_numpy",
            ', "numpy>=2"',
            "import numpy\n"
            + _ONE.format(arguments='"snow_numpy", ["snow.c"], include_dirs=[numpy.get_include()]'),
            {
                "snow.c": c_module(
                    "snow_numpy",
                    more="#define NPY_NO_DEPRECATED_API NPY_1_7_API_VERSION\n#include <numpy/arrayobject.h>",
                    value="PyArray_GetNDArrayCFeatureVersion() ? 42 : 0",
                    start="import_array();",
                ),
                "pyproject.toml": project(
                    "snow-numpy", f'{_SETUPTOOLS}, "numpy>=2"', "setuptools.build_meta",
                    more='dependencies = ["numpy"]\n[tool.setuptools]\npy-modules = []',
                ),
            },
            metadata="Requires-Dist: numpy\n",
        ),
    ]  # fmt: skip


def _systems() -> list[Source]:
    """Those with a build system of their own."""
    return [
        Source(
            name="snow_meson",
            files={
                "pyproject.toml": project("snow-meson", '"meson-python>=0.16"', "mesonpy"),
                # Debian's alternatives make `hdf5.pc`.
                "meson.build": "project('snow-meson', 'c')\npy = import('python').find_installation(pure: false)\n"
                "hdf5 = dependency('hdf5', method: 'pkg-config')\n"
                "py.extension_module('snow_meson', 'snow.c', dependencies: hdf5, install: true)\n",
                "snow.c": c_module("snow_meson", more="#include <hdf5.h>", value="42 + 0 * H5open()"),
            },
        ),
        Source(
            name="snow_fortran",
            files={
                "pyproject.toml": project("snow-fortran", '"meson-python>=0.16"', "mesonpy"),
                "meson.build": "project('snow-fortran', 'c', 'fortran')\n"
                "py = import('python').find_installation(pure: false)\n"
                "py.extension_module('snow_fortran', 'snow.c', 'value.f90', install: true)\n",
                "snow.c": c_module("snow_fortran", more="int value(void);", value="value()"),
                "value.f90": "function value() bind(c)\n  use iso_c_binding\n  integer(c_int) :: value\n"
                "  character(20) :: text\n  write (text, *) 42\n  read (text, *) value\nend function\n",
            },
        ),
        Source(
            name="snow_scikit",
            files={
                "pyproject.toml": project(
                    "snow-scikit", '"scikit-build-core>=0.10"', "scikit_build_core.build"
                ),
                "CMakeLists.txt": "cmake_minimum_required(VERSION 3.18)\nproject(snow C)\n"
                "find_package(Python REQUIRED COMPONENTS Interpreter Development.Module)\n"
                "python_add_library(snow_scikit MODULE snow.c WITH_SOABI)\n"
                "install(TARGETS snow_scikit DESTINATION .)\n",
                "snow.c": c_module("snow_scikit"),
            },
        ),
        Source(
            name="snow_nanobind",
            files={
                "pyproject.toml": project(
                    "snow-nanobind", '"scikit-build-core>=0.10", "nanobind>=2"', "scikit_build_core.build"
                ),
                "CMakeLists.txt": "cmake_minimum_required(VERSION 3.18)\nproject(snow CXX)\n"
                "find_package(Python REQUIRED COMPONENTS Interpreter Development.Module)\n"
                "find_package(nanobind CONFIG REQUIRED)\n"
                "nanobind_add_module(snow_nanobind snow.cpp)\n"
                "install(TARGETS snow_nanobind DESTINATION .)\n",
                "snow.cpp": "#include <nanobind/nanobind.h>\n"
                'NB_MODULE(snow_nanobind, m) { m.def("answer", [] { return 42; }); }\n',
            },
        ),
        *_rust(),
    ]


def _vendored(name: str) -> dict[str, str]:
    """A source in Rust whose one crate is part of it, as `cargo vendor` lays it out."""
    checksum = hashlib.sha256(b"snow-crate").hexdigest()
    registry = "registry+https://github.com/rust-lang/crates.io-index"
    return {
        "Cargo.toml": f'[package]\nname = "{name}"\nversion = "1.0.0"\nedition = "2021"\n'
        '[dependencies]\nsnow-crate = "1"\n',
        "Cargo.lock": "version = 3\n\n"
        f'[[package]]\nname = "snow-crate"\nversion = "1.0.0"\nsource = "{registry}"\nchecksum = "{checksum}"\n\n'
        f'[[package]]\nname = "{name}"\nversion = "1.0.0"\ndependencies = ["snow-crate"]\n',
        ".cargo/config.toml": '[source.crates-io]\nreplace-with = "vendored-sources"\n'
        '[source.vendored-sources]\ndirectory = "vendor"\n',
        "vendor/snow-crate/Cargo.toml": '[package]\nname = "snow-crate"\nversion = "1.0.0"\nedition = "2021"\n',
        "vendor/snow-crate/src/lib.rs": "pub fn answer() -> u32 { 42 }\n",
        "vendor/snow-crate/.cargo-checksum.json": json.dumps({"files": {}, "package": checksum}),
    }


def _rust() -> list[Source]:
    """A program, and a package with an extension module beside its Python files."""
    mixed = _vendored("snow-mixed")
    return [
        Source(
            name="snow_maturin",
            files={
                **_vendored("snow-maturin"),
                "pyproject.toml": project(
                    "snow-maturin", '"maturin>=1.5,<2"', "maturin", more='[tool.maturin]\nbindings = "bin"'
                ),
                "src/main.rs": 'fn main() { println!("{}", snow_crate::answer()); }\n',
            },
            program="snow-maturin",
        ),
        Source(
            name="snow_mixed",
            files={
                **mixed,
                "Cargo.toml": mixed["Cargo.toml"] + '[lib]\nname = "snow_mixed"\ncrate-type = ["cdylib"]\n',
                "pyproject.toml": project(
                    "snow-mixed", '"maturin>=1.5,<2", "cffi>=1.15"', "maturin",
                    more='dependencies = ["cffi"]\n[tool.maturin]\nbindings = "cffi"\npython-source = "python"\n'
                    'module-name = "snow_mixed.native"',
                ),
                "src/lib.rs": '#[no_mangle]\npub extern "C" fn value() -> u32 { snow_crate::answer() }\n',
                "python/snow_mixed/__init__.py": "from snow_mixed.native import lib\n\n\n"
                "def answer():\n    return lib.value()\n",
            },
            metadata="Requires-Dist: cffi\n",
        ),
    ]  # fmt: skip


SOURCES = (*_plain(), *_compiled(), *_systems())
