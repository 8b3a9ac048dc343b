"""What is found in build scripts, C files, Meson's and CMake's files."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from snowsnake.analyse.source import SourceReport, read_source
from snowsnake.analyse.source.c import evaluate

HEAD = "import os, sys, glob, subprocess, shutil, platform\nfrom setuptools import setup, Extension\n"


def report(root: Path, files: Mapping[str, str]) -> SourceReport:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return read_source(root, "0" * 64)


def needs(root: Path, files: Mapping[str, str]) -> dict[str, bool]:
    """`kind:name` -> required."""
    return {f"{need.kind}:{need.name}": need.required for need in report(root, files).needs}


def script(root: Path, text: str, **more: str) -> dict[str, bool]:
    return needs(
        root, {"setup.py": HEAD + text, "x.c": "", **{k.replace("__", "."): v for k, v in more.items()}}
    )


@pytest.mark.parametrize(
    "text",
    [
        "setup(ext_modules=[Extension('x', ['x.c'], libraries=['pq'])])",
        "libs = ['pq']\nsetup(ext_modules=[Extension('x', sources=['x.c'], libraries=libs)])",
        "libs = []\nlibs.append('p' + 'q')\nsetup(ext_modules=[Extension('x', ['x.c'], libraries=libs)])",
        "libs = []\nlibs += 'pq m'.split()\nsetup(ext_modules=[Extension('x', ['x.c'], libraries=libs)])",
        "kw = dict(libraries=['pq'])\nsetup(ext_modules=[Extension('x', ['x.c'], **kw)])",
        "setup(ext_modules=[Extension('x', ['x.c'], extra_link_args=['-lpq', '-Wl,-O1'])])",
        "setup(ext_modules=[Extension(n, [n + '.c'], libraries=['pq']) for n in ['x']])",
        "def make(lib):\n    return Extension('x', glob.glob('*.c'), libraries=[lib])\nsetup(ext_modules=[make('pq')])",
        (
            "class B:\n    def run(self):\n        for e in self.extensions:\n            e.libraries.append('pq')\n"
            "setup(ext_modules=[Extension('x', ['x.c'])])"
        ),
        (
            "if sys.platform == 'win32':\n    l = ['libpq', 'ws2_32']\nelse:\n    l = ['pq']\n"
            "setup(ext_modules=[Extension('x', ['x.c'], libraries=l)])"
        ),
        (
            "l = {'linux': ['pq'], 'darwin': ['mac']}[sys.platform]\n"
            "setup(ext_modules=[Extension('x', ['x.c'], libraries=l)])"
        ),
        (
            "if os.name == 'nt' or platform.system() == 'Darwin': raise SystemExit\n"
            "setup(ext_modules=[Extension('x', ['x.c'], libraries=[os.environ.get('PQ', 'pq')])])"
        ),
    ],
)
def test_libraries(tmp_path: Path, text: str) -> None:
    assert script(tmp_path, text) == {"soname:libpq.so": True}


def test_a_library_under_a_condition_is_not_required(tmp_path: Path) -> None:
    text = "l = ['a']\nif os.path.exists('/usr/include/b.h'):\n    l.append('b')\n"
    found = script(tmp_path, text + "setup(ext_modules=[Extension('x', ['x.c'], libraries=l)])")
    assert found == {"soname:liba.so": True, "soname:libb.so": False}


def test_libraries_of_the_source_itself_are_no_need(tmp_path: Path) -> None:
    text = "setup(libraries=[('own', {'sources': ['x.c']})], ext_modules=[Extension('x', ['x.c'], libraries=['own'])])"
    assert script(tmp_path, text) == {}


def test_a_module_that_may_be_missing_is_there(tmp_path: Path) -> None:
    text = (
        "try:\n    import pkgconfig as pc\nexcept ImportError:\n    pc = None\n"
        "def found(pc, name):\n    if pc and pc.installed(name, '>= 1'):\n        return pc.parse(name)\n"
        "    raise Exception(name)\n"
        "setup(ext_modules=[Extension('x', ['x.c'], **found(pc, 'libcrypto'))])"
    )
    assert script(tmp_path, text) == {"pkg-config:libcrypto": True}


def test_sources_of_one_extension_that_cannot_be_read_are_looked_for(tmp_path: Path) -> None:
    """`x.c` is known; what `y` is compiled from is not."""
    text = "setup(ext_modules=[Extension('x', ['x.c']), Extension('y', **something())])"
    assert script(tmp_path, text, y__pyx='cdef extern from "lz4.h": pass') == {"header:lz4.h": False}


def test_what_other_systems_compile_is_no_need(tmp_path: Path) -> None:
    text = "from own import is_bsd\nif is_bsd:\n    setup(ext_modules=[Extension('x', ['x/freebsd.pyx'])])"
    found = needs(tmp_path, {"setup.py": HEAD + text, "x/freebsd.pyx": 'cdef extern from "lz4.h": pass'})
    assert found == {}


def test_setup_cfg_adds_libraries_and_macros(tmp_path: Path) -> None:
    found = script(
        tmp_path,
        "setup(ext_modules=[Extension('x', ['x.c'])])",
        setup__cfg="[_ldap]\nlibs = ldap lber\ndefines = HAVE_SASL HAVE_TLS\n",
        x__c="#ifdef HAVE_SASL\n#include <sasl/sasl.h>\n#endif\n",
    )
    assert found == {"soname:libldap.so": True, "soname:liblber.so": True, "header:sasl/sasl.h": True}


@pytest.mark.parametrize(
    "call",
    [
        "subprocess.check_output(['pkg-config', '--libs', 'cairo'])",
        "subprocess.check_output([os.environ.get('PKG_CONFIG', 'pkg-config'), '--libs'] + ['cairo'])",
        "subprocess.run(f'pkg-config --cflags cairo', shell=True)",
        "subprocess.getoutput('pkg-config --libs --cflags %s' % 'cairo')",
        "import pkgconfig\npkgconfig.parse('cairo >= 1.15')",
        "def f(a, m):\n    subprocess.run(['pkg-config'] + a + [m])\nf(['--variable', 'cairo_api'], 'cairo')",
        "subprocess.run(['pkg-config', '--atleast-version', version, 'cairo'])",
        "os.system('pkg-config --define-variable prefix=x --cflags cairo')",
        "def pc(*a):\n    return subprocess.check_output(('pkg-config',) + a)\npc('--libs', 'cairo')",
        "def pc(pkg, opts=('--libs',)):\n    cmd = ['pkg-config', *opts, pkg]\n    subprocess.Popen(cmd)\npc('cairo')",
    ],
)
def test_modules_of_pkg_config(tmp_path: Path, call: str) -> None:
    assert script(tmp_path, f"{call}\nsetup()") == {"pkg-config:cairo": True}


def test_a_command_line_of_pkg_config_that_nothing_is_seen_to_run(tmp_path: Path) -> None:
    text = "unknown('pkg-config --variable libdir cairo')\nsetup()"
    assert script(tmp_path, text) == {"pkg-config:cairo": False}


@pytest.mark.parametrize("command", ["''", "' '", "[]", "[' ']", "['']", "[[]]", "3"])
def test_a_command_without_a_word_is_no_program(tmp_path: Path, command: str) -> None:
    assert script(tmp_path, f"subprocess.run({command})\nsetup()") == {}


def test_programs(tmp_path: Path) -> None:
    text = """
subprocess.check_call(["swig", "-python", "x.i"])
os.popen("odbc_config --libs")
shutil.which("xslt-config")
subprocess.call(["git", "describe"])
try:
    subprocess.check_call(["flex", "x.l"])
except OSError:
    pass
setup()
"""
    assert script(tmp_path, text) == {
        "program:swig": True,
        "program:odbc_config": False,
        "program:xslt-config": False,
        "program:flex": False,
    }


def test_program_that_a_build_looks_for_in_path_itself(tmp_path: Path) -> None:
    text = """
def find(name):
    for directory in os.environ["PATH"].split(os.pathsep):
        found = os.path.join(directory, name)
        if os.path.isfile(found):
            return found
subprocess.check_call([find("swig"), "-python", "x.i"])
if find("flex"):
    subprocess.check_call([find("flex"), "x.l"])
find("xslt-tool")
setup()
"""
    assert script(tmp_path, text) == {
        "program:swig": True,
        "program:flex": False,
        "program:xslt-tool": False,
    }


IN_TREE = "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'own'\nbackend-path = ['a/in']\n"
SETUPTOOLS = "[build-system]\nrequires = ['setuptools']\nbuild-backend = 'setuptools.build_meta'\n"
EXTENSION = "[[tool.setuptools.ext-modules]]\nname = 'x'\nsources = ['x.c']\n"
COMMAND = """
import subprocess as sp
from setuptools.command.build_ext import build_ext

def ask(what):
    return sp.run(["foo-config", f"--{what}"], stdout=sp.PIPE, check=True).stdout.decode()

class Own(build_ext):
    def finalize_options(self):
        for extension in self.distribution.ext_modules:
            extension.libraries.append("foo")
            extension.include_dirs.append(ask("includedir"))
"""
CMDCLASS = "[tool.setuptools.cmdclass]\nbuild_ext = 'more.command.Own'\n"


@pytest.mark.parametrize(
    "files",
    [
        {
            "pyproject.toml": IN_TREE + EXTENSION + CMDCLASS,
            "a/in/own.py": "from setuptools.build_meta import *",
            "a/in/more/command.py": COMMAND,
        },
        {"pyproject.toml": SETUPTOOLS + EXTENSION + CMDCLASS, "more/command.py": COMMAND},
        {
            "pyproject.toml": f"{SETUPTOOLS}[tool.setuptools]\npackage-dir = {{'' = 'lib'}}\n{EXTENSION}{CMDCLASS}",
            "lib/more/command/__init__.py": COMMAND,
        },
        {
            "pyproject.toml": SETUPTOOLS,
            "setup.cfg": "[options]\ncmdclass =\n    build_ext = more.command.Own\n",
            "setup.py": "from setuptools import Extension, setup\nsetup(ext_modules=[Extension('x', ['x.c'])])",
            "src/more/command.py": COMMAND,
        },
    ],
    ids=["in-tree backend", "pyproject.toml", "package-dir", "setup.cfg"],
)
def test_what_a_named_command_of_setuptools_runs_and_links(tmp_path: Path, files: dict[str, str]) -> None:
    assert needs(tmp_path, {"x.c": "", **files}) == {"program:foo-config": True, "soname:libfoo.so": True}


def test_what_a_backend_of_the_source_s_own_runs(tmp_path: Path) -> None:
    own = "import helper\ndef build_wheel(directory, settings=None, metadata=None):\n    helper.generate()\n"
    helper = "import subprocess\ndef generate():\n    subprocess.check_call(['bison', 'x.y'])\n"
    files = {"pyproject.toml": IN_TREE, "a/in/own.py": own, "a/in/helper.py": helper}
    assert needs(tmp_path, files) == {"program:bison": True}


@pytest.mark.parametrize("said", ["3", "''", "'Own'", "'../../x.Own'", "['a.B']", "'gone.Own'"])
def test_a_command_that_is_none_of_the_source_s(tmp_path: Path, said: str) -> None:
    assert (
        needs(tmp_path, {"pyproject.toml": f"{SETUPTOOLS}[tool.setuptools.cmdclass]\nbuild_ext = {said}\n"})
        == {}
    )


def test_module_that_is_read_from_its_file_is_followed(tmp_path: Path) -> None:
    """As rpy2's setup.py looks for R."""
    setup = """
spec = importlib.util.spec_from_file_location('situation', os.path.join('src', 'thing', 'situation.py'))
situation = importlib.util.module_from_spec(spec)
sys.modules['situation'] = situation
spec.loader.exec_module(situation)
situation.home()
setup()
"""
    module = "import subprocess\ndef home():\n    return subprocess.check_output(['snow-home'])\n"
    files = {"setup.py": f"import importlib.util\n{HEAD}{setup}", "src/thing/situation.py": module}
    assert needs(tmp_path, files) == {"program:snow-home": True}


def test_commands_of_setup_come_before_all_that_it_imports(tmp_path: Path) -> None:
    """A program of which it reads the version: reading stops long before the end of that."""
    loops = "".join(f"{'    ' * depth}for i{depth} in (1, 2, 3, 4, 5, 6, 7, 8):\n" for depth in range(1, 4))
    slow = "".join(f"def f{number}(x):\n{loops}{' ' * 16}x.append(i1 + i2 + i3)\n" for number in range(300))
    command = (
        "class locales(Command):\n    def run(self):\n        self.spawn(['msgfmt', '-o', 'x.mo', 'x.po'])\n"
    )
    text = f"from setuptools import Command\nfrom thing import VERSION\n{command}setup(cmdclass={{'x': locales}})"
    assert script(tmp_path, text, thing__py=f"VERSION = '1'\n{slow}")["program:msgfmt"]


def test_module_that_a_command_imports_is_read_to_its_end(tmp_path: Path) -> None:
    command = "class b(Command):\n    def run(self):\n        import helper\nsetup(cmdclass={'build': b})"
    helper = "import subprocess\nclass generate:\n    def run(self):\n        subprocess.check_call(['snow-gen'])\n"
    text = f"from setuptools import Command\n{command}"
    assert "program:snow-gen" in script(tmp_path, text, helper__py=helper)


def test_the_first_of_several_names_is_enough(tmp_path: Path) -> None:
    text = """
def lib(*names):
    for name in names:
        if subprocess.call(["pkg-config", "--exists", name]) == 0:
            return name
lib("libsystemd", "libsystemd-daemon")
subprocess.call([os.path.abspath("libs/configure")])
setup()
"""
    assert script(tmp_path, text) == {"pkg-config:libsystemd": True, "pkg-config:libsystemd-daemon": False}


def test_a_hundred_headers_of_one_library_are_a_few_needs(tmp_path: Path) -> None:
    includes = "".join(f"#include <unicode/u{number}.h>\n" for number in range(100))
    found = script(tmp_path, "setup(ext_modules=[Extension('x', ['x.c'])])", x__c=includes)
    assert 0 < len(found) < 20
    assert all(found.values())


def test_evidence_is_where_it_stands(tmp_path: Path) -> None:
    text = HEAD + "LIBS = [\n  'pq',\n]\nsetup(ext_modules=[Extension('x', ['x.c'], libraries=LIBS)])"
    (need,) = report(tmp_path, {"setup.py": text, "x.c": ""}).needs
    assert need.evidence == ("setup.py:4",)


def test_other_modules_of_the_source_are_followed(tmp_path: Path) -> None:
    files = {
        "setup.py": "from tools.info import exts\nfrom setuptools import setup\nsetup(ext_modules=exts())"
    }
    files |= {"tools/__init__.py": "", "x.c": ""}
    files["tools/info.py"] = HEAD + "def exts():\n    return [Extension('x', ['x.c'], libraries=['pq'])]\n"
    assert needs(tmp_path, files) == {"soname:libpq.so": True}


C = """
#ifndef X_H
#define X_H
#include <Python.h>
#include <stdio.h>
#include <vector>
#include <sys/socket.h>
#include <sys/capability.h>
#include "own.h"
#ifdef _WIN32
# include <winsock2.h>
#elif defined(__APPLE__) && !defined(X)
# include <mach/mach.h>
#else
# include <png.h>
#endif
#if 0
#include <never.h>
#endif
#if HAVE_MAGIC /* perhaps */
#include <magic.h>
#endif
/* #include <comment.h> */
#if defined(__linux__) || \\
    defined(__sun)
#include <linux/input.h>
#include <libudev.h>
#endif
#include "generated.h"
#endif
"""


def test_headers(tmp_path: Path) -> None:
    files = {"setup.py": HEAD + "setup(ext_modules=[Extension('x', ['src/x.c'])])", "src/x.c": C}
    files |= {"src/own.h": "#include <zlib.h>\n#ifdef __cplusplus\n#include <cpp.h>\n#endif\n"}
    files |= {"tests/other.c": "#include <other.h>\n", "unused.c": "#include <unused.h>\n"}
    assert needs(tmp_path, files) == {
        "header:sys/capability.h": True,
        "header:png.h": True,
        "header:zlib.h": True,
        "header:libudev.h": True,
        "header:magic.h": False,
        "header:generated.h": False,
    }


def test_headers_of_cython_and_cffi(tmp_path: Path) -> None:
    files = {
        "setup.py": HEAD + "from Cython.Build import cythonize\n"
        "setup(ext_modules=cythonize(['p/x.pyx']), cffi_modules=['p/build.py:ffi'])",
        "p/x.pyx": 'from p cimport y\ncdef extern from "yaml.h":\n    pass\ncdef extern from *:\n    pass\n',
        "p/y.pxd": "cdef extern from '<geos_c.h>':\n    pass\n",
        "p/build.py": "import cffi\nffi = cffi.FFI()\n"
        "ffi.set_source('_x', '#include <sodium.h>', libraries=['y'])\n",
    }
    found = report(tmp_path, files)
    assert {need.name for need in found.needs} == {"yaml.h", "geos_c.h", "sodium.h", "liby.so"}
    assert all(need.required for need in found.needs)
    assert found.languages == {"c", "cython"}


def test_fortran_and_swig(tmp_path: Path) -> None:
    text = HEAD + "setup(ext_modules=[Extension('x', ['x.i', 'y.f90'])])"
    found = report(tmp_path, {"setup.py": text, "x.i": "", "y.f90": ""})
    assert found.tools == ("gfortran", "swig")


MESON = """
project('x', 'c', 'cython')  # a comment: dependency('never')
blas = get_option('blas')
dependency('cairo', version: '>=1.15')
dependency('glib-2.0', fallback: ['glib', 'dep'])
dependency('bundled', fallback: 'bundled')
dependency('threads')
dependency('png', required: false)
dependency('xcb', required: get_option('xcb'))
dependency(blas)
if host_machine.system() == 'windows'
  dependency('never1')
else
  dependency('always')
endif
if host_machine.system() == 'darwin'
  dependency('never2')
elif get_option('x')
  dependency('perhaps')
endif
cc.find_library('m')
cc.find_library('lzo2')
find_program('glib-mkenums')
subdir('sub')
"""


def test_meson(tmp_path: Path) -> None:
    text = '[build-system]\nrequires = ["meson-python"]\nbuild-backend = "mesonpy"\n'
    files = {
        "pyproject.toml": text,
        "meson.build": MESON,
        "sub/meson.build": "dependency('sub')\n",
        "meson_options.txt": "option('blas', type: 'string', value: 'openblas')\noption('xcb', value: 'enabled')\n",
        "subprojects/bundled/meson.build": "project('bundled', 'c')\n",
    }
    found = needs(tmp_path, files)
    assert {
        name: need for name, need in found.items() if name not in {"program:ninja", "program:patchelf"}
    } == {
        "pkg-config:cairo": True,
        "pkg-config:glib-2.0": True,
        "pkg-config:libpng": False,
        "pkg-config:xcb": True,
        "pkg-config:openblas": True,
        "pkg-config:always": True,
        "pkg-config:perhaps": False,
        "pkg-config:sub": True,
        "soname:liblzo2.so": True,
        "program:glib-mkenums": True,
    }


CMAKE = """
project(x LANGUAGES C CXX)
find_package(Python REQUIRED) # find_package(Never REQUIRED)
find_package(ZLIB REQUIRED)
find_package(PNG)
find_package(PkgConfig)
pkg_check_modules(DEPS REQUIRED IMPORTED_TARGET "glib-2.0>=2.40" libusb-1.0)
if(WIN32)
  find_package(CURL REQUIRED)
elseif(UNIX)
  find_package(OpenSSL REQUIRED)
endif()
find_library(UDEV NAMES udev)
add_subdirectory(sub)
"""


def test_cmake(tmp_path: Path) -> None:
    text = '[build-system]\nrequires = ["scikit-build-core"]\nbuild-backend = "scikit_build_core.build"\n'
    sub = "find_package(Boost REQUIRED COMPONENTS system)\n"
    found = report(tmp_path, {"pyproject.toml": text, "CMakeLists.txt": CMAKE, "sub/CMakeLists.txt": sub})
    assert {f"{need.kind}:{need.name}": need.required for need in found.needs} == {
        "pkg-config:zlib": True,
        "pkg-config:libpng": False,
        "pkg-config:glib-2.0": True,
        "pkg-config:libusb-1.0": True,
        "pkg-config:openssl": True,
        "header:boost/version.hpp": True,
        "soname:libudev.so": False,
        "program:cmake": True,
        "program:ninja": True,
    }
    assert found.languages == {"c", "c++"}


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("1", True),
        ("0", False),
        ("defined(A)", True),
        ("!defined A", False),
        ("defined(_WIN32) || defined(A)", True),
        ("defined(_WIN32) && defined(B)", False),
        ("B > 3", None),
        ("_MSC_VER >= 1900", False),
        ("!(defined(_WIN32) || defined(__APPLE__))", True),
        ("__has_include(<x.h>)", None),
        ("((((", None),
        ("", None),
    ],
)
def test_conditions_of_the_preprocessor(text: str, outcome: bool | None) -> None:
    assert evaluate(text, {"A": True}) is outcome


@pytest.mark.parametrize(
    "text",
    [
        "x = []\nx.append(x)\nfor i in x: x = [x, x]\nsetup(x)",
        "x = 'a'\nwhile True: x += x\n" + "x += x\n" * 60,
        "def f(): return f()\nf()",
        "x = [1]\n" + "x = x + x\n" * 60 + "setup(ext_modules=x)",
        "x = [[]]\n" + "x = [x, x]\n" * 60 + "import copy\ny = copy.deepcopy(x)\nif y == x and y in x: pass",
        "for a in (1, 2, 3):\n"
        + "".join(" " * n + f"for b{n} in (1, 2, 3, 4, 5, 6):\n" for n in range(1, 15))
        + " " * 15
        + "pass",
        "'%1000000000d' % 1\n'{:1000000000}'.format(1)\n'x' * 10**10\n10 ** 10 ** 10",
        "(" * 150 + ")" * 150,
        "print 'Python 2'",
        "\0",
    ],
)
def test_hostile_programs_are_read_in_no_time(tmp_path: Path, text: str) -> None:
    assert script(tmp_path, text) == {}
