"""What wheels open and run at run time: names, levels, evidence, and programs that are made to be read wrongly."""

from __future__ import annotations

import textwrap
import time
import tomllib
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import get_args

import pytest

from snowsnake.analyse import WheelReport
from snowsnake.analyse.uses import Level, Use, UseKind
from snowsnake.analyse.wheel import read_wheel

from .conftest import MakeElf, MakeWheel


def report(wheel: Path) -> WheelReport:
    return read_wheel(wheel, "0" * 64)


def uses(make_wheel: MakeWheel, source: str | Mapping[str, str], **options: str) -> dict[str, Use]:
    files = {"thing/__init__.py": source} if isinstance(source, str) else dict(source)
    wheel = make_wheel({path: textwrap.dedent(text).encode() for path, text in files.items()}, **options)
    return {use.name: use for use in report(wheel).uses}


# --- libraries -------------------------------------------------------------------------------------------------------


def test_a_library_that_the_import_opens_is_required(make_wheel: MakeWheel) -> None:
    found = uses(make_wheel, "import ctypes\nlib = ctypes.CDLL('libfoo.so.1')\n")
    assert found == {
        "libfoo.so.1": Use(
            level="required",
            kind="soname",
            name="libfoo.so.1",
            sure="certain",
            evidence=("thing/__init__.py:2",),
        )
    }


def test_names_of_one_library_are_one_need_with_alternatives(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        {
            "thing/__init__.py": "from . import loader\nlib = loader.load()\n",
            "thing/loader.py": """
                import ctypes, sys
                from ctypes.util import find_library

                def names():
                    yield find_library("foo")
                    if sys.platform == "darwin":
                        yield "libfoo.dylib"
                    elif sys.platform == "win32":
                        yield find_library("foo1")
                    else:
                        yield "libfoo.so.1"

                def load():
                    for name in names():
                        if name is None:
                            continue
                        try:
                            return ctypes.CDLL(name)
                        except OSError:
                            pass
                    else:
                        raise ImportError("no foo")
            """,
        },
    )
    assert [(use.level, use.kind, use.name, use.alternatives) for use in found.values()] == [
        ("required", "soname", "libfoo.so.1", ("foo",))
    ]


def test_a_failure_that_is_swallowed_makes_a_library_optional(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        from ctypes import cdll
        try:
            fast = cdll.LoadLibrary("libfast.so.2")
        except OSError:
            fast = None
        try:
            needed = cdll.LoadLibrary("libneeded.so.1")
        except OSError as error:
            raise ImportError("install it") from error
        """,
    )
    assert {name: use.level for name, use in found.items()} == {
        "libfast.so.2": "optional",
        "libneeded.so.1": "required",
    }


def test_who_imports_the_module_may_be_prepared(make_wheel: MakeWheel) -> None:
    opening = "import ctypes\nlib = ctypes.CDLL('libfoo.so.1')\n"
    prepared = "try:\n    from . import _foo\nexcept {}:\n    _foo = None\n"
    for kind, level in (("OSError", "optional"), ("ImportError", "required"), ("Exception", "optional")):
        found = uses(make_wheel, {"thing/__init__.py": prepared.format(kind), "thing/_foo.py": opening})
        assert found["libfoo.so.1"].level == level, kind


def test_a_module_that_nobody_imports_is_optional(make_wheel: MakeWheel) -> None:
    found = uses(make_wheel, {"thing/extra.py": "import ctypes\nctypes.CDLL('libextra.so.1')\n"})
    assert found["libextra.so.1"].level == "optional"


def test_cffi_helpers_and_their_default_arguments(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import cffi
        from contextlib import suppress
        ffi = cffi.FFI()

        def _dlopen(ffi, *names, allow_fail=False):
            for name in names:
                with suppress(OSError):
                    return ffi.dlopen(name)
            if allow_fail:
                return
            return ffi.dlopen(names[0])

        one = _dlopen(ffi, "libone-0", "one-0", "libone.so.0", "libone.dylib", "libone-0.dll")
        two = _dlopen(ffi, "two", "libtwo.so.0", allow_fail=True)
        """,
    )
    assert [(use.level, use.name, use.alternatives) for use in found.values()] == [
        ("required", "libone.so.0", ("one-0",)),
        ("optional", "libtwo.so.0", ("two",)),
    ]


def test_names_are_worked_out(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import os, platform, sys
        import ctypes.util
        NAME = "foo"
        class Config:
            version = 3
        suffix = {"linux": "so", "darwin": "dylib"}[sys.platform]
        if os.name == "nt":
            name = "foo.dll"
        elif platform.system() == "Linux":
            name = f"lib{NAME}.{suffix}.{Config.version}"
        ctypes.CDLL(name)
        ctypes.CDLL("lib%s.so.%d" % ("bar", 1))
        path = ctypes.util.find_library("b" + "az")
        if not path:
            raise ImportError
        ctypes.PyDLL("/usr/lib/x86_64-linux-gnu/libqux.so.4")
        """,
    )
    assert sorted(found) == ["baz", "libbar.so.1", "libfoo.so.3", "libqux.so.4"]
    assert {use.level for use in found.values()} == {"required"}


def test_names_that_are_tried_in_a_loop_are_one_need(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import ctypes
        from ctypes.util import find_library
        def everywhere(names):
            found = []
            for name in names:
                path = find_library(name)
                if path is not None:
                    found.append(path)
            return found
        paths = everywhere(["foo-2", "foo"])
        if not paths:
            raise ImportError("no foo")
        lib = ctypes.CDLL(paths[0])
        """,
    )
    assert [(use.level, use.name, use.alternatives) for use in found.values()] == [
        ("required", "foo-2", ("foo",))
    ]


def test_what_is_opened_instead_of_an_optional_module(make_wheel: MakeWheel) -> None:
    source = """
        try:
            import _thing_binary
            lib = _thing_binary.lib
        except ImportError:
            import ctypes
            lib = ctypes.CDLL("libfoo.so.1")
    """
    assert uses(make_wheel, source)["libfoo.so.1"].level == "required"
    wheel = make_wheel(
        {"thing/__init__.py": textwrap.dedent(source).encode()},
        requires=["thing-binary; python_version > '3'"],
    )
    assert [use.level for use in report(wheel).uses] == ["optional"]


def test_names_that_are_given_to_a_helper_in_another_module(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        {
            "thing/helpers.py": """
                from ctypes import CDLL
                from ctypes.util import find_library
                def load_native(name):
                    path = find_library(name)
                    if not path:
                        raise ImportError(name)
                    return CDLL(path)
            """,
            "thing/core.py": """
                from .helpers import load_native
                class Context:
                    def __init__(self):
                        self.lib = load_native("foo")
            """,
        },
        summary="A libfoo binding",
    )
    assert [(use.level, use.kind, use.name) for use in found.values()] == [("required", "library", "foo")]
    assert found["foo"].evidence[0] == "thing/core.py:5"


def test_own_libraries_and_the_c_library_are_no_needs(make_wheel: MakeWheel, make_elf: MakeElf) -> None:
    source = b"""
import ctypes, os
from ctypes.util import find_library
here = os.path.dirname(__file__)
try:
    lib = ctypes.CDLL(os.path.join(here, "libown.so"))
except OSError:
    lib = ctypes.CDLL(find_library("own"))
libc = ctypes.CDLL("libc.so.6")
m = ctypes.CDLL(find_library("m"))
"""
    wheel = make_wheel({"thing/__init__.py": source, "thing/libown.so": make_elf()})
    assert [(use.level, use.name) for use in report(wheel).uses] == [("optional", "own")]


def test_typelibs(make_wheel: MakeWheel) -> None:
    found = uses(make_wheel, "import gi\ngi.require_version('Gtk', '4.0')\nfrom gi.repository import Gtk\n")
    assert (found["Gtk-4.0"].kind, found["Gtk-4.0"].level) == ("typelib", "required")


def test_typelib_that_is_imported_is_the_version_that_is_required_beside_it(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import gi
        gi.require_versions({"Gtk": "3.0", "Handy": "1"})
        from gi.repository import GLib, Gtk
        """,
    )
    assert {name: use.level for name, use in found.items()} == {
        "GLib": "required",
        "Gtk-3.0": "required",
        "Handy-1": "required",
    }


def test_typelibs_that_code_can_do_without_are_offered_each_for_itself(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        HAVE = False
        try:
            import gi
            HAVE = True
        except ImportError:
            pass
        if HAVE:
            try:
                gi.require_version("Handy", "1")
            except (ImportError, ValueError):
                pass
            from gi.repository import GLib
        """,
    )
    assert {name: (use.level, use.alternatives) for name, use in found.items()} == {
        "GLib": ("optional", ()),
        "Handy-1": ("optional", ()),
    }


def test_elf_files_that_open_libraries(make_wheel: MakeWheel, make_elf: MakeElf) -> None:
    strings = b"\0dlopen\0libX11.so.6\0libcarried.so.1\0libc.so.6\0liblinked.so.2\0"
    wheel = make_wheel(
        {
            "thing/_native.so": make_elf(["liblinked.so.2"]) + strings,
            "thing/_quiet.so": make_elf() + strings.replace(b"dlopen", b"closed"),
            "thing.libs/libcarried-0a1b2c3d.so.1": make_elf(),
        }
    )
    (use,) = report(wheel).uses
    assert use == Use(
        level="optional", kind="soname", name="libX11.so.6", sure="likely", evidence=("thing/_native.so",)
    )


@pytest.mark.parametrize(
    ("more", "level"), [(b"", "required"), (b"\0SDL_CreateRenderer\0", "optional"), (b"x", "optional")]
)
def test_library_that_machine_code_draws_with_is_required(
    make_wheel: MakeWheel, make_elf: MakeElf, more: bytes, level: str
) -> None:
    """vtk's opens it when a window is made; SDL draws without a card, too, and what opens nothing only names it."""
    opens = b"\0dlopen\0" if more != b"x" else b"\0dlopen_not\0"
    wheel = make_wheel({"thing/_native.so": make_elf() + opens + b"libEGL.so.1\0" + more})
    assert [(use.name, use.level) for use in report(wheel).uses] == [("libEGL.so.1", level)] * (more != b"x")


# --- programs --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "call",
    [
        "subprocess.run(['prog', arg])",
        "subprocess.Popen(('prog',), stdout=-1)",
        "subprocess.check_output('prog --version', shell=True)",
        "subprocess.call(args=['/usr/bin/prog'])",
        "subprocess.getoutput('LANG=C prog | grep x')",
        "os.system('cd /tmp && prog ' + arg)",
        "os.popen('prog %s' % arg)",
        "os.execvp('prog', ['prog'])",
        "os.spawnlp(os.P_WAIT, 'prog', 'prog')",
        "shutil.which('prog')",
        "subprocess.run(['env', 'A=1', 'nice', '-n', '3', 'prog'])",
        "subprocess.run(['sh', '-c', 'prog -x'])",
        "asyncio.create_subprocess_exec('prog', '-v')",
        "asyncio.create_subprocess_shell('prog -v')",
        "Popen(['prog'] + list(arg))",
        "subprocess.check_output(['which', 'prog'])",
        "subprocess.check_output('command -v prog', shell=True)",
        "subprocess.run([PROGRAM, *arg])",
        "subprocess.run(command(arg))",
        "subprocess.run(['x', arg], executable='/usr/bin/prog')",
        "subprocess.run(arg, shell=True, executable='/usr/bin/prog')",
        "subprocess.run([b'/usr/games/prog'])",
        "subprocess.run(['/usr/bin/sh', '-c', '/usr/sbin/prog -x'])",
        "os.execl('/usr/bin/prog', 'x', arg)",
        "os.execve('/bin/prog', ['x'], {})",
        "os.spawnv(os.P_WAIT, '/sbin/prog', ['x'])",
        "os.posix_spawn('/usr/libexec/x/prog', ['x'], {})",
        "pty.spawn(['/usr/bin/prog', arg])",
        "ptyprocess.PtyProcess.spawn(['prog'])",
    ],
)
def test_ways_to_run_a_program(make_wheel: MakeWheel, call: str) -> None:
    found = uses(
        make_wheel,
        f"""
        import asyncio, os, pty, ptyprocess, shutil, subprocess
        from pathlib import Path
        from subprocess import Popen
        PROGRAM = Path("prog")
        def command(arg):
            words = [PROGRAM]
            if arg:
                words += ["-v"]
            return words
        def function(arg):
            return {call}
        """,
    )
    others = found.keys() - {"prog"}
    assert others <= {"env", "grep", "nice", "which"}  # which every system has but one without anything
    if "+ arg" not in call and "% arg" not in call:  # what is only known in part is no name
        assert found["prog"].level == "optional"
        assert found["prog"].kind == "program"


@pytest.mark.parametrize(
    ("name", "summary", "program", "level"),
    [
        ("pytesseract", "", "tesseract", "required"),
        ("thing", "A thin wrapper for pandoc.", "pandoc", "required"),
        ("thing", "An interface to Graphviz's programs", "dot", "required"),
        ("thing", "A wrapper around pdftoppm", "pdfinfo", "required"),
        ("thing", "Cut a video", "ffmpeg", "optional"),
        ("thing", "Streams large files (S3, HDFS, GCS)", "hdfs", "required"),  # perhaps: see settle
        ("thing", "Documentation using Doxygen and Sphinx", "doxygen", "required"),
        ("thing", "A BibTeX-compatible processor", "bibtex", "optional"),
        ("thing", "A wrapper that can open any file", "file", "optional"),
        ("thing", "An interface to connect the dots, dot by dot", "dot", "optional"),
    ],
)
def test_a_program_that_the_distribution_exists_for_is_required(
    make_wheel: MakeWheel, name: str, summary: str, program: str, level: str
) -> None:
    source = f"import subprocess\ndef run(cmd='{program}'):\n    subprocess.run([cmd, '-h'])\n"
    found = uses(make_wheel, {f"{name}/__init__.py": source}, name=name, summary=summary)
    assert found[program].level == level


def test_runner_that_a_class_inherits_from_another_module_is_followed(make_wheel: MakeWheel) -> None:
    base = """
import subprocess
class Tool:
    program = None
    def run(self, args):
        if args is None:
            args = [self.program]
        try:
            done = subprocess.Popen(args)
        except OSError as error:
            raise RuntimeError(args) from error
        return done.communicate()
    def convert(self):
        return subprocess.run([self.program, "-x"])
    def spread(self):
        return subprocess.run(self.words())
"""
    other = """
from .base import Tool
class Passed(Tool):
    def extract(self, name):
        words = ["prog-passed", "-enc"]
        words += [name]
        return self.run(words)
class Named(Tool):
    program = "prog-named"
class Overridden(Tool):
    def words(self):
        return ["prog-overridden", "-h"]
"""
    found = uses(make_wheel, {"thing/__init__.py": "", "thing/base.py": base, "thing/pdf.py": other})
    assert set(found) == {"prog-passed", "prog-named", "prog-overridden"}


def test_runner_of_runners_is_followed_through_modules(make_wheel: MakeWheel) -> None:
    """What a class or function calls may call another module's, which calls another's."""
    modules = {
        "execute.py": "import subprocess\ndef _run(a):\n    return subprocess.run(a)\ndef run(a): return _run(a)\n",
        "shell.py": "from thing.execute import run\ndef output(words, *, cwd=None):\n    return run(words).stdout\n",
        "a.py": "from thing.shell import output\nclass A:\n    def a(self, x):\n        output(['prog-a', x])\n",
        "b.py": "from thing import execute as e\ndef say(x):\n    return e.run(['prog-b', x])\n",
    }
    found = uses(make_wheel, {"thing/__init__.py": "", **{f"thing/{k}": v for k, v in modules.items()}})
    assert set(found) == {"prog-a", "prog-b"}


def test_run_time_that_a_wheel_brings_needs_what_it_aborts_without(
    make_wheel: MakeWheel, make_elf: MakeElf
) -> None:
    """.NET makes the name of ICU's library, with whatever version there is."""
    wheel = make_wheel({"thing/__init__.py": b"", "thing/libSystem.Globalization.Native.so": make_elf()})
    assert [(use.name, use.level) for use in report(wheel).uses] == [("icuuc", "required")]


@pytest.mark.parametrize(("jar", "level"), [("thing/tool.jar", "required"), ("tests/x.jar", "optional")])
def test_program_is_required_that_runs_what_the_wheel_has_for_it(
    make_wheel: MakeWheel, jar: str, level: str
) -> None:
    """A word like `java` is no program by itself."""
    source = (
        "import subprocess\ndef read(path):\n    return subprocess.run(['java', '-jar', 'tool.jar', path])\n"
    )
    found = uses(make_wheel, {"thing/__init__.py": source, jar: ""})
    assert found["java"].level == level
    assert (jar in found["java"].evidence) is (level == "required")


def test_plugin_of_a_program_needs_it(make_wheel: MakeWheel) -> None:
    points = "[console_scripts]\nprotoc-gen-snow = thing:main\n"
    found = uses(make_wheel, {"thing/__init__.py": "", "thing-1.0.dist-info/entry_points.txt": points})
    assert found["protoc"].level == "required"


@pytest.mark.parametrize(
    ("line", "program"), [("a.insert(0, 'p')", "p"), ("if x: a.insert(0, 'p')", "first")]
)
def test_program_that_is_put_before_others_is_the_one_that_is_run(
    make_wheel: MakeWheel, line: str, program: str
) -> None:
    """Unless that is not certain."""
    source = f"import subprocess\ndef run(x):\n    a = ['first', x]\n    {line}\n    subprocess.run(a)\n"
    assert set(uses(make_wheel, source)) == {program}


def test_command_that_another_function_makes_is_followed(make_wheel: MakeWheel) -> None:
    makes = "def words(name):\n" + "    name = name.strip()\n" * 20 + "    return ['prog', *name]\n"
    runs = "import subprocess\nfrom thing.words import words\ndef run():\n    subprocess.run(words('x'))\n"
    found = uses(make_wheel, {"thing/__init__.py": "", "thing/words.py": makes, "thing/runs.py": runs})
    assert set(found) == {"prog"}


def test_file_that_is_only_asked_for_is_no_program(make_wheel: MakeWheel) -> None:
    source = "import os, subprocess\ndef run():\n    if os.path.exists('/usr/bin/prog'): subprocess.run(['other'])\n"
    assert set(uses(make_wheel, source)) == {"other"}


def test_program_in_python_that_no_module_imports_is_read(make_wheel: MakeWheel) -> None:
    program = "#!python\nimport subprocess\ndef main():\n    subprocess.run(['prog', '-v'])\nmain()\n"
    found = uses(make_wheel, {"thing/__init__.py": "", "thing-1.0.data/scripts/thing-tool": program})
    assert [(name, use.evidence) for name, use in found.items()] == [("prog", ("thing-tool:4",))]


def test_programs_that_are_no_needs(make_wheel: MakeWheel, make_elf: MakeElf) -> None:
    source = b"""
import subprocess, sys
subprocess.run([sys.executable, "-m", "pip"])
subprocess.run(["uname", "-a"])
subprocess.run(["ldconfig", "-p"])
subprocess.run(["black", "."])
subprocess.run(["thing-command"])
subprocess.run(["./own.sh"])
if sys.platform == "win32":
    subprocess.run(["wsl"])
"""
    wheel = make_wheel(
        {
            "thing/__init__.py": source,
            "thing-1.0.dist-info/entry_points.txt": b"[console_scripts]\nthing-command = thing:main\n",
        },
        requires=["black>=22"],
    )
    everyday = [("ldconfig", "optional", "certain"), ("uname", "optional", "certain")]
    assert [(use.name, use.level, use.sure) for use in report(wheel).uses] == everyday


def test_a_program_that_the_wheel_carries_is_not_required(make_wheel: MakeWheel, make_elf: MakeElf) -> None:
    source = b"import subprocess\ndef run(): subprocess.run(['ffmpeg'])\n"
    carried = make_elf(interpreter="/lib64/ld-linux-x86-64.so.2")
    wheel = make_wheel(
        {"thing/__init__.py": source, "thing/binaries/ffmpeg-linux-v7": carried},
        summary="A wrapper of ffmpeg, carried along",
    )
    assert [(use.name, use.level) for use in report(wheel).uses] == [("ffmpeg", "optional")]


@pytest.mark.parametrize(
    "path", ["thing/tests/test_a.py", "tests/a.py", "thing/conftest.py", "thing/testing/a.py"]
)
def test_what_tests_use_is_for_tests(make_wheel: MakeWheel, path: str) -> None:
    source = "import subprocess, ctypes\nsubprocess.run(['prog'])\nctypes.CDLL('libfoo.so.1')\n"
    found = uses(make_wheel, {path: source}, summary="prog and foo")
    assert {use.level for use in found.values()} == {"test"}
    assert sorted(found) == ["libfoo.so.1", "prog"]


_BINDING = "".join(f"SNOW_{n} = {n}\ndef snow_{n}(x):\n    return lib.call(x)\n" for n in range(12_000))


def test_what_a_module_of_a_megabyte_opens_is_found(make_wheel: MakeWheel) -> None:
    """Bindings of a whole library, as a program writes them (vulkan)."""
    source = f"""from cffi import FFI
ffi = FFI()
{_BINDING}
NAMES = ('libsnow.so.1', 'snow-1.dll')
for name in NAMES:
    try:
        lib = ffi.dlopen(name)
        break
    except OSError:
        pass
else:
    raise OSError('Cannot find it')
{_BINDING}"""
    assert len(source) > 1_000_000
    found = report(make_wheel({"thing/__init__.py": source.encode()}))
    assert [(use.name, use.level) for use in found.uses] == [("libsnow.so.1", "required")]
    line = source[: source.index("lib = ")].count("\n") + 1
    assert f"thing/__init__.py:{line}" in found.uses[0].evidence
    assert found.unread == ()


# --- bad input -------------------------------------------------------------------------------------------------------

_RUNS = "import subprocess\n"


@pytest.mark.parametrize(
    "source",
    [
        b"import subprocess\ndef (:\n",
        b"\xff\xfe\x00import subprocess",
        b"# -*- coding: no-such-codec -*-\nimport subprocess\n",
        b"import subprocess\0",
        _RUNS.encode() + b"x = " + b"(" * 5000 + b")" * 5000,
        _RUNS.encode() + b"x = " + b"-" * 50_000 + b"1\n",
        _RUNS.encode() + b"x = " + b"9" * 10_000 + b"\n",
        # Too long, and what runs something is as long.
        b"import subprocess\ndef f():\n" + b"    subprocess.run(x)\n" * 50_000,
        # Too long, and what looks like a statement is within a text.
        b"x = 1\n" * 100_000 + b'y = """\nimport subprocess"""\n',
    ],
)
def test_a_module_that_cannot_be_read_is_said_to_be_so(make_wheel: MakeWheel, source: bytes) -> None:
    found = report(make_wheel({"thing/bad.py": source, "thing/good.py": b"import os\nos.system('prog')\n"}))
    assert found.unread == ("thing/bad.py",)
    assert [use.name for use in found.uses] == ["prog"]
    assert WheelReport.from_json(found.to_json()) == found


@pytest.mark.parametrize(
    "source",
    [
        "def f(): f()\nf()\n",
        "x = 1\n" + "x = x + x\n" * 20_000 + "subprocess.run([f'{x}'])\n",
        "a = 'ab'\n" + "a = a + a\n" * 60 + "a = a.replace('a', a)\nsubprocess.run(a, shell=True)\n",
        "\n".join(f"def f{n}(): f{n + 1}(); f{n + 1}(); f{n + 1}()" for n in range(300)) + "\nf0()\n",
        "for a in range(9): pass\n"
        + "".join(f"{' ' * n}for a{n} in 'abcdefghij':\n" for n in range(60))
        + " " * 60
        + "pass",
        "break\n",
        "continue\n",
        "return 1\n",
        "raise\n",
        "import thing.bad\nfrom .bad import *\nfrom . import bad\n",
        "from ......... import a\nfrom ........b import c\n",
        "class A(A): pass\nclass B(A, B): pass\nraise B()\n",
        "import glob\nsubprocess.run(glob.glob('" + "**/" * 200 + "x'))\n",
        "import ctypes\n" + "ctypes.CDLL('libfoo.so.1')\n" * 5000,
        "for x in y: z('PATH')\n" + "env" * 130_000 + "\n",
        "import os\np = os.environ['PATH'] + '/'\n" + "p = p + 'aaaaaaaa'\n" * 9 + "if p or p: pass\n" * 9000,
        "from x import (\n" * 5000,
        # Longer than what is parsed.
        "else\n" * 800_000,
        "@a\n" * 1_000_000,
        "l = []\nl.append(l)\nsubprocess.run(l)\nl == l\n",
    ],
)
def test_hostile_programs_cost_little(make_wheel: MakeWheel, source: str) -> None:
    text = (_RUNS + "import ctypes\nctypes.CDLL('libend.so.1')\n" + source).encode()
    begun = time.process_time()
    found = report(make_wheel({"thing/__init__.py": b"from . import bad\n", "thing/bad.py": text}))
    assert time.process_time() - begun < 8
    assert WheelReport.from_json(found.to_json()) == found


def test_a_report_goes_to_json_and_back(make_wheel: MakeWheel) -> None:
    source = b"import ctypes.util, subprocess\nctypes.CDLL('libfoo.so.1')\nsubprocess.run(['prog'])\n"
    found = report(make_wheel({"thing/__init__.py": source}))
    assert len(found.uses) == 2
    assert WheelReport.from_json(found.to_json()) == found


def test_every_entry_of_what_is_known_beforehand_says_why() -> None:
    text = (files("snowsnake") / "provide" / "knowledge" / "uses.toml").read_text("utf-8")
    entries = tomllib.loads(text)["use"]
    keys = {"distribution", "kind", "name", "level", "evidence", "shows", "why"}
    assert all(set(entry) == keys and all(entry.values()) for entry in entries)
    assert {entry["kind"] for entry in entries} <= set(get_args(UseKind))
    assert {entry["level"] for entry in entries} <= set(get_args(Level))
    named = [(entry["distribution"], entry["kind"], entry["name"]) for entry in entries]
    assert len(named) == len(set(named))


def test_a_property_is_what_it_gives_and_not_a_function(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import subprocess

        class Tool:
            def __init__(self, program=None):
                self._program = "footool"
                self._process = None
                self.program = program or "footool"

            @property
            def program(self):
                return self._program

            @program.setter
            def program(self, value):
                self._program = str(value)

            @property
            def running(self):
                return self._process is not None

            @property
            def helper(self):
                return "foohelper"

            def run(self):
                if self.running:
                    return
                subprocess.run([self.helper, "--start"])
                subprocess.run([self._program, "--version"])
        """,
    )
    assert found.keys() == {"footool", "foohelper"}


# --- ways in which packages run what they run ------------------------------------------------------------------------

RUNNERS = {
    "partial": """
        run = functools.partial(subprocess.run, check=True)
        def f():
            run(["pdftoppm", "x"])
    """,
    "partial with the command": """
        pdf = functools.partial(subprocess.run, ["pdftoppm"])
        def f():
            pdf(timeout=3)
    """,
    "partial of a runner": """
        def _command(program, args):
            subprocess.Popen([program, *args])
        pdf = functools.partial(_command, "pdftoppm")
        def f():
            pdf(["-q"])
    """,
    "function inside of a function": """
        def main():
            def _command(args):
                return subprocess.Popen(args).communicate()
            def inner():
                _command(["pdftoppm", "x"])
            return inner
    """,
    "class inside of a function": """
        def make():
            class Tool:
                def go(self):
                    subprocess.run(["pdftoppm"])
            return Tool
    """,
    "class attribute": """
        class Tool:
            command = ["pdftoppm", "-q"]
            def go(self, *args):
                subprocess.call(self.command + list(args))
    """,
    "import under another name": "from subprocess import Popen as Started\ndef f(x):\n    Started(['pdftoppm', x])\n",
    "thread": """
        import threading
        def work(command):
            subprocess.run(command)
        def f():
            threading.Thread(target=work, args=(["pdftoppm"],)).start()
    """,
    "executor": "def f(loop):\n    loop.run_in_executor(None, subprocess.run, ['pdftoppm'])\n",
    "match": """
        def f(kind):
            match kind:
                case "pdf":
                    subprocess.run(["pdftoppm"])
    """,
    "super": """
        class Base:
            def run_it(self, command):
                subprocess.run(command)
        class Tool(Base):
            def run_it(self, argument):
                super().run_it(["pdftoppm", argument])
    """,
    "method of the class": """
        class Base:
            def run_it(self, command):
                subprocess.run(command)
        class Tool(Base):
            def f(self):
                Base.run_it(self, ["pdftoppm"])
    """,
    "one of a dict": """
        COMMANDS = {"pdf": ["pdftoppm", "-q"]}
        def f(kind):
            subprocess.run(COMMANDS[kind])
    """,
    "pexpect": "import pexpect\ndef f():\n    pexpect.spawn('pdftoppm -q')\n",
    "f-string": "def f(x):\n    subprocess.run(f'pdftoppm -r 10 {x}', shell=True)\n",
    "format": "def f(x):\n    os.system('pdftoppm {} {}'.format(x, 1))\n",
    "percent": "def f(x):\n    os.popen('pdftoppm %s %r' % (x, x))\n",
    "sum": "def f(x):\n    subprocess.call('pdftoppm ' + x, shell=True)\n",
    "join": "def f(x):\n    os.system(' '.join(['pdftoppm', '-r', x]))\n",
    "which in a comprehension": "FOUND = [shutil.which(x) for x in ('pdftoppm',)]\n",
}


@pytest.mark.parametrize("how", RUNNERS)
def test_program_is_found_however_it_is_run(make_wheel: MakeWheel, how: str) -> None:
    text = "import functools, os, shutil, subprocess\n" + textwrap.dedent(RUNNERS[how])
    assert set(uses(make_wheel, text)) == {"pdftoppm"}


def test_beginning_of_a_word_is_no_program(make_wheel: MakeWheel) -> None:
    text = "import subprocess\ndef f(x):\n    subprocess.run(f'pdfto{x}', shell=True)\n"
    assert uses(make_wheel, text) == {}


def test_libraries_that_are_loaded_one_after_the_other_are_no_alternatives(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import ctypes
        from ctypes.util import find_library
        libs = {}
        for name in ("foo", "bar"):
            libs[name] = ctypes.CDLL(find_library(name))
        """,
    )
    assert {name: (use.level, use.alternatives) for name, use in found.items()} == {
        "foo": ("required", ()),
        "bar": ("required", ()),
    }


def test_two_libraries_that_one_loop_looks_for_as_a_pair_are_no_alternatives(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import ctypes
        from ctypes.util import find_library
        def pairs():
            for version in ("", "-7", "-7.Q16"):
                core = find_library("FooCore" + version)
                wand = find_library("FooWand" + version)
                if core is not None:
                    yield wand, core
                yield wand, wand
        def load():
            for wand, core in pairs():
                if wand is None or core is None:
                    continue
                try:
                    return ctypes.CDLL(wand), ctypes.CDLL(core)
                except OSError:
                    continue
            raise ImportError("no foo")
        wand, core = load()
        """,
    )
    assert {name: (use.level, use.alternatives) for name, use in found.items()} == {
        "FooWand": ("required", ("FooWand-7", "FooWand-7.Q16")),
        "FooCore": ("required", ("FooCore-7", "FooCore-7.Q16")),
    }


def test_objects_of_a_loader_are_read_each_for_itself(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import ctypes, ctypes.util

        class Library:
            def __init__(self, name):
                self.name = name

            def load(self):
                path = ctypes.util.find_library(self.name)
                if not path:
                    raise OSError(self.name)
                return ctypes.CDLL(path)

            def __getattr__(self, name):
                return getattr(self.load(), name)

        lazy = Library("foo")
        eager = Library("bar").load()
        """,
    )
    assert {name: use.level for name, use in found.items()} == {"foo": "optional", "bar": "required"}


@pytest.mark.parametrize(
    "lookup",
    [
        "path = os.environ.get('FOO') or find_library('foo')",
        "try:\n    path = os.environ['FOO']\nexcept KeyError:\n    path = find_library('foo')",
    ],
)
def test_library_is_required_though_a_variable_may_say_where_it_is(
    make_wheel: MakeWheel, lookup: str
) -> None:
    head = "import ctypes, os\nfrom ctypes.util import find_library\n"
    tail = "\nif path is None:\n    raise ImportError('no foo')\nlib = ctypes.CDLL(path)\n"
    assert uses(make_wheel, head + lookup + tail)["foo"].level == "required"


# --- programs that a package looks for in PATH itself ----------------------------------------------------------------

SEARCHES = {
    "loop": """
        def find(name="pdftoppm"):
            for path in os.environ["PATH"].split(os.pathsep):
                if not path:
                    continue
                found = os.path.join(path, name)
                if os.path.exists(found):
                    return found
            return None
        def f():
            subprocess.check_output([find(), "-v"])
    """,
    "helper that asks": """
        def find(program):
            def is_exe(fpath):
                return os.path.isfile(fpath) and os.access(fpath, os.X_OK)
            fpath, fname = os.path.split(program)
            if fpath:
                if is_exe(program):
                    return program
            else:
                for path in os.getenv("PATH", os.defpath).split(":"):
                    exe_file = path.strip('"') + "/" + program
                    if is_exe(exe_file):
                        return exe_file
            return None
        def f():
            subprocess.run([find("pdftoppm")])
    """,
    "copy of distutils": """
        def find(executable, path=None):
            if path is None:
                path = os.environ.get("PATH", None)
                if path is None:
                    path = os.defpath
            paths = path.split(os.pathsep)
            if not os.path.isfile(executable):
                for p in paths:
                    f = os.path.join(p, executable)
                    if os.path.isfile(f):
                        return f
                return None
            return executable
        FOUND = find("pdftoppm")
        def f():
            subprocess.run([FOUND])
    """,
    "pathlib": """
        def find(name):
            for directory in os.get_exec_path():
                if (found := Path(directory) / name).is_file():
                    return found
            raise OSError(name)
        def f():
            subprocess.run([find("pdftoppm")])
    """,
    "any": """
        def is_there(name):
            return any(os.access(f"{p}/{name}", os.X_OK) for p in os.environ["PATH"].split(os.pathsep))
        def f():
            if is_there("pdftoppm"):
                return True
    """,
    "variable that may not be set": """
        def find(name):
            try:
                paths = os.environ["PATH"].split(os.pathsep)
            except KeyError:
                return None
            return next((p for p in paths if os.path.isfile(os.path.join(p, name))), None)
        def f():
            return find("pdftoppm")
    """,
    "another environment": """
        def find(name, env):
            for p in ["/sbin"] + env.get("PATH", "").split(os.pathsep):
                if os.path.exists(os.path.join(p, name)):
                    break
            else:
                raise OSError(name)
            return os.path.join(p, name)
        def f(env):
            subprocess.run([find("pdftoppm", env)])
    """,
    "what the user says or what is there": """
        def find(name):
            for p in os.environ["PATH"].split(os.pathsep):
                if os.path.isfile(os.path.join(p, name)):
                    return os.path.join(p, name)
        def f(arguments):
            subprocess.run([arguments.program or find("pdftoppm")])
    """,
}


@pytest.mark.parametrize("how", SEARCHES)
def test_program_that_is_looked_for_in_path_by_hand_is_found(make_wheel: MakeWheel, how: str) -> None:
    text = "import os, subprocess\nfrom pathlib import Path\n" + textwrap.dedent(SEARCHES[how])
    found = uses(make_wheel, text)
    assert {name: use.level for name, use in found.items()} == {"pdftoppm": "optional"}
    runs = "subprocess" in SEARCHES[how]
    assert uses(make_wheel, text, summary="Wraps pdftoppm")["pdftoppm"].level == (
        "required" if runs else "optional"
    )


def test_search_of_the_path_is_followed_to_its_callers_in_other_modules(make_wheel: MakeWheel) -> None:
    search = "import os\n" + textwrap.dedent(SEARCHES["loop"]).partition("def f(")[0]
    calls = "import subprocess\nfrom .search import find\ndef f():\n    subprocess.run([find('pdfinfo')])\n"
    found = uses(make_wheel, {"thing/__init__.py": "", "thing/search.py": search, "thing/a.py": calls})
    assert found.keys() == {"pdfinfo", "pdftoppm"}
    assert "thing/a.py:4" in found["pdfinfo"].evidence
    assert "thing/search.py:3" in found["pdftoppm"].evidence


def test_search_of_the_path_leaves_open_which_program_is_there(make_wheel: MakeWheel) -> None:
    """pydub starts the first of two, asyncpg looks further."""
    source = """
        import os, subprocess
        def find(name):
            for path in os.environ["PATH"].split(os.pathsep):
                found = os.path.join(path, name)
                if os.path.exists(found):
                    break
            else:
                found = None
            return found
        def f(x):
            if find("first"):
                subprocess.run(["run-first"])
            elif find("second") is not None:
                subprocess.run(["run-second"])
            subprocess.run([find("one") or find("other")])
        """
    names = {"first", "run-first", "second", "run-second", "one", "other"}
    assert uses(make_wheel, source).keys() == names


@pytest.mark.parametrize(
    "line",
    [
        "os.environ['PATH'] = p + os.pathsep + os.environ['PATH']",
        "subprocess.run([x], env={'PATH': os.environ['PATH']})",
        "os.path.exists(os.path.join(os.path.dirname(p), 'share', 'data'))",
        "os.path.exists(os.path.join(p, 'data', 'prog'))",
        "os.path.isdir(os.path.join(p, 'prog'))",
        "os.path.isfile(os.path.join(p, 'prog.exe'))",
        "os.path.isfile(os.path.join(p, 'libprog.so.1'))",
        "ctypes.CDLL(os.path.join(p, 'libprog.so.1'))",
        "os.path.isfile(os.path.join(p, x))",
        "os.path.isfile(os.path.join(config['PATH'], 'prog'))",
        "os.path.isfile('/usr/bin/prog')",
    ],
)
def test_path_is_no_program_by_itself(make_wheel: MakeWheel, line: str) -> None:
    source = f"""
        import ctypes, os, subprocess
        def f(x, config):
            for p in os.environ["PATH"].split(os.pathsep):
                if "/usr/sbin" not in os.environ["PATH"]:
                    {line}
        """
    assert uses(make_wheel, source) == {}


def test_calls_of_which_nothing_is_known_are_told(make_wheel: MakeWheel) -> None:
    source = """
        import ctypes, os, subprocess, sys
        def run(command):
            subprocess.run(command)
        def version():
            run(["pdftoppm", "-v"])
        def editor(name):
            subprocess.call([os.environ["EDITOR"], name])
        def again():
            subprocess.call([sys.executable, "-m", "thing"])
        def load(path):
            return ctypes.CDLL(path + "/libx.so")
        """
    text = textwrap.dedent(source).encode()
    found = report(make_wheel({"thing/a.py": text, "thing/tests/test_a.py": text}))
    assert found.unfollowed == (
        "thing/a.py:8 runs a program whose name is not known from reading",
        "thing/a.py:12 opens a library whose name is not known from reading",
    )


@pytest.mark.parametrize(
    ("source", "sure"),
    [
        ("def f():\n    subprocess.run(['gs', 'x'])\n", "certain"),
        (
            "def f():\n    try:\n        subprocess.run(['gs'])\n    except OSError as e:\n        raise Bad from e\n",
            "certain",
        ),
        (
            "def f():\n    try:\n        subprocess.run(['gs'])\n    except FileNotFoundError:\n        sys.exit(1)\n",
            "certain",
        ),
        (
            "def f():\n    try:\n        subprocess.run(['gs'])\n    except OSError:\n        return None\n",
            "likely",
        ),
        (
            "def f():\n    with contextlib.suppress(Exception):\n        subprocess.run(['gs'])\n",
            "likely",
        ),
        ("def f():\n    return shutil.which('gs')\n", "likely"),
    ],
)
def test_program_is_certain_where_its_caller_does_not_go_on_without_it(
    make_wheel: MakeWheel, source: str, sure: str
) -> None:
    found = uses(make_wheel, f"import contextlib, shutil, subprocess, sys\n{source}")
    assert found["gs"].sure == sure


def test_program_called_like_the_distribution_is_its_own_only_where_it_brings_it(
    make_wheel: MakeWheel,
) -> None:
    source = "import subprocess\nsubprocess.run(['thing'])\n"
    assert uses(make_wheel, source)["thing"].level == "required"
    script = {"thing/__init__.py": source, "thing-1.0.data/scripts/thing": "#!python\n"}
    assert uses(make_wheel, script) == {}


@pytest.mark.parametrize(
    ("requires", "level"),
    [(["PyGObject"], "required"), (['PyGObject; extra == "gui"'], "required"), ([], "optional")],
)
def test_typelib_of_any_module_is_required_of_what_is_written_with_pygobject(
    make_wheel: MakeWheel, requires: list[str], level: str
) -> None:
    source = b"import gi\ngi.require_version('GUdev', '1.0')\n"
    guarded = b"import gi\ntry:\n    gi.require_version('Handy', '1')\nexcept ValueError:\n    pass\n"
    wheel = make_wheel({"thing/webcam.py": source, "thing/look.py": guarded}, requires=requires)
    assert {use.name: use.level for use in report(wheel).uses} == {"GUdev-1.0": level, "Handy-1": "optional"}


def test_library_without_which_the_program_of_its_name_does_not_start_is_required(
    make_wheel: MakeWheel,
) -> None:
    files = {
        "thing/__init__.py": b"",
        "thing/cli.py": b"from thing import fonts\n",
        "thing/fonts.py": b"import cffi\nfrom ctypes.util import find_library\n"
        b"lib = cffi.FFI().dlopen(find_library('pango-1.0'))\n",
    }
    for script, level in (("thing", "required"), ("other", "optional")):
        entry = {
            "thing-1.0.dist-info/entry_points.txt": f"[console_scripts]\n{script} = thing.cli:main\n".encode()
        }
        (use,) = report(make_wheel(files | entry)).uses
        assert (use.name, use.level) == ("pango-1.0", level)


def test_search_of_the_path_by_hand_may_find_or_not(make_wheel: MakeWheel) -> None:
    """objgraph looks for one program, and for another one where that is not there."""
    source = """
        import os, subprocess
        def is_there(program):
            path = os.environ.get("PATH", os.defpath).split(os.pathsep)
            path = [os.path.join(directory, program) for directory in path]
            return bool([True for file in path if os.path.isfile(file)])
        def show(name=None):
            if not name and is_there("xdot"):
                subprocess.Popen(["xdot", name])
            elif is_there("dot"):
                subprocess.Popen(["dot", "-Tpng"])
    """
    assert {"xdot", "dot"} <= uses(make_wheel, source).keys()
