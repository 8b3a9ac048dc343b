"""Makes a tree's interpreter whole: no trace of `/usr`, certificates and time zones found, compiled."""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH112, PTH113, PTH119, PTH120

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

from .report import BuildError

_SSL = '''

# snowsnake: the certificates of the tree that this interpreter is in, unless the environment names others.
_CAFILE = {cafile!r}
_CAPATH = {capath!r}


def get_default_verify_paths():
    """Return paths to default cafile and capath.
    """
    cafile = os.environ.get('SSL_CERT_FILE', _CAFILE)
    capath = os.environ.get('SSL_CERT_DIR', _CAPATH)
    return DefaultVerifyPaths(cafile if os.path.isfile(cafile) else None,
                              capath if os.path.isdir(capath) else None,
                              'SSL_CERT_FILE', _CAFILE, 'SSL_CERT_DIR', _CAPATH)


def _set_default_verify_paths(self):
    """Load the default certificates."""
    if 'SSL_CERT_FILE' in os.environ or 'SSL_CERT_DIR' in os.environ:
        _SSLContext.set_default_verify_paths(self)
    if 'SSL_CERT_FILE' not in os.environ:
        self.load_verify_locations(cafile=_CAFILE)


SSLContext.set_default_verify_paths = _set_default_verify_paths
'''

_TKINTER = """
# snowsnake: Tcl and Tk look for their scripts where Debian has them.
import os as _os
_os.environ.setdefault('TCL_LIBRARY', {tcl!r})
_os.environ.setdefault('TK_LIBRARY', {tk!r})
"""

_CURSES = """
# snowsnake: a host may have no terminal descriptions; those of the tree come after its own.
import os as _os
_os.environ.setdefault('TERMINFO_DIRS', ':' + {terminfo!r})
"""

_TZPATH = """
# snowsnake: PyPy's sysconfig knows no TZPATH.
if not os.environ.get('PYTHONTZPATH') and not TZPATH:
    reset_tzpath(to=[{zoneinfo!r}])
"""

_LIBRARIES = '''

# snowsnake: the libraries of the tree that this interpreter is in, and never the host's.
def find_library(name):
    """Return the file name of a library, None where the tree has none."""
    name = name.removesuffix('.so')
    for directory in {directories!r}:
        found = [file for file in os.listdir(directory) if file.startswith(f'lib{{name}}.so.')]
        if found:
            return min(found, key=lambda file: (len(file), file))
    return None
'''


def standard_library(root: str, executable: str) -> Path:
    """The directory of the standard library: `lib/python3.13`, `lib/pypy3.11`. Raises `BuildError`."""
    name = Path(os.path.realpath(f"{root}/{executable}")).name
    candidates = [Path(root, "lib", name), *sorted(Path(root, "lib").glob("pypy3.*"))]
    for path in candidates:
        if (path / "os.py").is_file():
            return path
    raise BuildError("bad-interpreter", f"no standard library belongs to `{executable}`")


def adapt(root: str, executable: str) -> None:
    """Change the interpreter's files so that they know the tree and nothing of the host."""
    library = standard_library(root, executable)
    for name in ("EXTERNALLY-MANAGED", "sitecustomize.py"):
        (library / name).unlink(missing_ok=True)  # every environment is its owner's; nothing runs at start-up
    Path(root, "share/zoneinfo/localtime").unlink(missing_ok=True)  # the host's
    _links(root, executable)
    _certificates(root)
    _sysconfig(root, library)
    cafile = f"{root}/etc/ssl/certs/ca-certificates.crt"
    if os.path.isfile(cafile):
        _append(library / "ssl.py", _SSL.format(cafile=cafile, capath=os.path.dirname(cafile)))
    tcl = sorted(Path(root, "share/tcltk").glob("tcl[0-9]*.[0-9]*"))
    tk = sorted(Path(root, "share/tcltk").glob("tk[0-9]*.[0-9]*"))
    if tcl and tk:
        for package in (library / "tkinter/__init__.py", library.parent / "pypy3/tkinter/__init__.py"):
            _before(package, r"^import ", _TKINTER.format(tcl=str(tcl[-1]), tk=str(tk[-1])))
        # Modules of Tcl's, of which the newest is taken wherever it lies.
        modules = tcl[-1] / "tm.tcl"
        text = modules.read_text(encoding="utf-8")
        modules.write_text(re.sub(r"(?<![\w/])/usr(?=/(?:lib|share)/tcltk\b)", root, text), encoding="utf-8")
    if os.path.isdir(f"{root}/lib/terminfo"):
        _before(
            library / "curses/__init__.py", r"^from _curses", _CURSES.format(terminfo=f"{root}/lib/terminfo")
        )
    libraries = [str(path) for path in sorted(Path(root, "lib").glob("*-linux-gnu"))]
    _append(library / "ctypes/util.py", _LIBRARIES.format(directories=libraries))
    _append(library / "zoneinfo/_tzpath.py", _TZPATH.format(zoneinfo=f"{root}/share/zoneinfo"))


def _links(root: str, executable: str) -> None:
    """`bin/python` and `bin/python3` are the interpreter, whatever Debian's default Python is."""
    target = os.path.basename(executable)
    for name in ("python", "python3"):
        link = Path(root, "bin", name)
        if name != target:
            link.unlink(missing_ok=True)
            link.symlink_to(target)


def _certificates(root: str) -> None:
    """What `update-ca-certificates` does after an installation: one file with every certificate."""
    parts = sorted(Path(root, "share/ca-certificates").rglob("*.crt"))
    if parts:
        bundle = Path(root, "etc/ssl/certs/ca-certificates.crt")
        bundle.parent.mkdir(parents=True, exist_ok=True)
        bundle.write_bytes(b"".join(part.read_bytes().rstrip(b"\n") + b"\n" for part in parts))


def _sysconfig(root: str, library: Path) -> None:
    """The build's configuration says `/usr` where the tree is now."""
    files = [
        *library.glob("_sysconfigdata*.py"),
        *library.glob("_sysconfig_vars*.json"),
        *library.glob("build-details.json"),
        *library.glob("config-*/Makefile"),
        *Path(root, "lib").glob("*/pkgconfig/*.pc"),
        *Path(root, "share/pkgconfig").glob("*.pc"),
    ]
    for path in files:
        if path.is_symlink() or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="surrogateescape")
        text = re.sub(
            r"('TZPATH': |\"TZPATH\": |^TZPATH=\s*)(['\"]?)[^'\"\n]*",
            rf"\1\2{root}/share/zoneinfo",
            text,
            flags=re.MULTILINE,
        )
        text = re.sub(r"(?<![\w./+-])/usr(?=[/'\"\s:]|$)", root, text, flags=re.MULTILINE)
        # After an option: `-I/usr/include`, `--prefix=/usr`, `-L/usr/lib`.
        text = re.sub(r"(?<=-[IL])/usr(?=/)", root, text)
        path.write_text(text, encoding="utf-8", errors="surrogateescape")


def _append(path: Path, text: str) -> None:
    if path.is_file():
        with path.open("a", encoding="utf-8") as file:
            file.write(text)


def _before(path: Path, pattern: str, text: str) -> None:
    """Insert text before the first line that matches. Raises `BuildError` where none does."""
    if not path.is_file():
        return
    source = path.read_text(encoding="utf-8")
    match = re.search(pattern, _blank_docstring(source), flags=re.MULTILINE)
    if match is None:
        raise BuildError("bad-interpreter", f"`{path.name}` of `{path.parent.name}` is not as expected")
    path.write_text(source[: match.start()] + text.lstrip("\n") + source[match.start() :], encoding="utf-8")


def _blank_docstring(source: str) -> str:
    """The source with the module's docstring overwritten, so that a search does not match inside it."""
    match = re.match(r'\s*(?:#[^\n]*\n\s*)*("""|\'\'\')(.*?)\1', source, flags=re.DOTALL)
    if match is None:
        return source
    return source[: match.start()] + re.sub(r"[^\n]", " ", match[0]) + source[match.end() :]


def compile_library(root: str, executable: str) -> None:
    """Byte-compile the standard library with the interpreter itself. Raises `BuildError`."""
    library = standard_library(root, executable)
    directories = [str(library)]
    if library.name.startswith("pypy"):
        directories += [str(path) for path in (library.parent / "lib_pypy",) if path.is_dir()]
    package = os.path.dirname(os.path.dirname(__file__))
    program = (
        "import sys; sys.path.insert(0, sys.argv[1]); from builders import bytecode, report\n"
        "files = [(path, path) for root in sys.argv[2:] for path, _ in bytecode.sources(root)]\n"
        "bytecode.compile_files(files, report.workers())"
    )
    done = subprocess.run(
        [f"{root}/{executable}", "-I", "-S", "-B", "-c", program, package, *directories],
        check=False,
        # The interpreter finds its own files beside the program of the name that it was started with.
        env={**os.environ, "PATH": f"{root}/bin"},
    )
    if done.returncode != 0:
        raise BuildError(
            "bad-interpreter", f"the interpreter `{executable}` does not run after it was relocated"
        )
