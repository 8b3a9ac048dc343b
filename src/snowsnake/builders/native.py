"""Gives an environment its native programs and libraries: an interpreter of its own, links in `bin`, the hook.

Every environment has the hook: what it has no library of is not looked for on the host.

A library that is opened by its bare name is found by the DT_RPATH of the running program: so the environment has a copy
of the interpreter's executable, in a prefix of its own in which everything else is the interpreter's tree. For those
that `ctypes` opens the hook looks, too.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH101, PTH103, PTH108, PTH110, PTH112, PTH113, PTH114, PTH123, PTH208, PTH211, S103

from __future__ import annotations

import json
import os
import posixpath
import re
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from . import elf, headers, hooks
from .report import BuildError

PREFIX = "libexec/python"
"""Where the environment's own interpreter lies: the shape of an installation, made of links into the tree."""
PROGRAMS = "libexec/programs"
"""Where links to the native programs are, if some of them are not shown."""
_FACTS = "share/snowsnake/run-time.json"
_INTERPRETER = re.compile(
    rb"#![ \t]*(?:/usr)?/bin/(?:env[ \t]+)?([A-Za-z0-9][\w.+-]*)(?=[ \t\r]*\n|[ \t]+-\w+[ \t\r]*\n)"
)
_SHELLS = frozenset((b"sh", b"bash", b"dash", b"ksh", b"mksh", b"zsh"))
_LONGEST_LINE = 256
_LIBRARY = re.compile(r"lib[^/]+\.so(\.[0-9.]+)?")
_EMBEDDED = re.compile(r"libpython3[0-9.]*[a-z]*\.so(\.[0-9.]+)?")


def interpreter(spec: Mapping[str, Any], out: str) -> str:
    """Make the environment's own interpreter; returns where its executable is. Raises `BuildError`."""
    tree, executable = spec["python"], posixpath.basename(spec["executable"])
    prefix = f"{out}/{PREFIX}"
    os.makedirs(f"{prefix}/bin")
    headers.show(spec, f"{prefix}/include")
    for name in sorted(os.listdir(tree)):
        if name not in {"bin", "lib"} and not os.path.lexists(f"{prefix}/{name}"):
            os.symlink(f"{tree}/{name}", f"{prefix}/{name}")
    # Started by a link from elsewhere, it is in no venv: then the interpreter's own directory of packages, which Debian
    # calls `dist-packages`, is what the environment has.
    debian = os.path.isdir(f"{tree}/lib/python3")
    own = "lib/python3/dist-packages" if debian else spec["site-packages"]
    home = posixpath.basename(posixpath.dirname(own))
    os.makedirs(f"{prefix}/lib/{home}")
    for name in sorted(os.listdir(f"{tree}/lib")):
        if name != home:
            os.symlink(f"{tree}/lib/{name}", f"{prefix}/lib/{name}")
    for name in sorted(os.listdir(f"{tree}/lib/{home}")) if not debian else ():
        if name != posixpath.basename(own):
            os.symlink(f"{tree}/lib/{home}/{name}", f"{prefix}/lib/{home}/{name}")
    os.symlink(f"../../../../{spec['site-packages']}", f"{prefix}/{own}")
    _link_libpython(spec, f"{prefix}/lib")
    _copy_executable(spec, f"{prefix}/bin/{executable}")
    for name in dict.fromkeys(("python", "python3")):
        if name != executable:
            os.symlink(executable, f"{prefix}/bin/{name}")
    return f"{prefix}/bin/{executable}"


def _link_libpython(spec: Mapping[str, Any], place: str) -> None:
    """Show Python as a library, which Debian's interpreter does not link: here it is looked for by what embeds it."""
    for directory in directories(spec):
        for name in sorted(os.listdir(directory)):
            if _EMBEDDED.fullmatch(name) and not os.path.lexists(f"{place}/{name}"):
                os.symlink(f"{directory}/{name}", f"{place}/{name}")


def _copy_executable(spec: Mapping[str, Any], copy: str) -> None:
    """Copy the interpreter's program, with a run path that leads to the native tree, too. Raises `BuildError`."""
    shutil.copyfile(os.path.realpath(f"{spec['python']}/{spec['executable']}"), copy)
    os.chmod(copy, 0o755)
    dynamic = elf.read(copy)
    present = list(dynamic.rpath) if dynamic is not None else []
    search = ":".join(dict.fromkeys([*present, *directories(spec)]))
    done = subprocess.run(
        [spec["patchelf"], "--force-rpath", "--set-rpath", search, copy],
        check=False,
        capture_output=True,
        text=True,
    )
    if done.returncode != 0:
        raise BuildError("patchelf", f"`patchelf` failed: {done.stderr.strip()[-500:]}")


def directories(spec: Mapping[str, Any]) -> list[str]:
    """Where libraries of the tree of programs are found by name, those of its `ld.so.conf` last.

    ld.so(8) looks in /usr/lib itself after the architecture's directory: a few of Debian's lie there (libgdiplus).
    """
    native, preferred = spec["native"], spec["library-directory"]
    if native is None:
        return []
    found = [f"{native}/{preferred}"]
    plain = posixpath.dirname(found[0])
    if any(_LIBRARY.fullmatch(name) for name in (os.listdir(plain) if os.path.isdir(plain) else ())):
        found.append(plain)
    configuration = f"{native}/etc/ld.so.conf.d"
    for name in sorted(os.listdir(configuration)) if os.path.isdir(configuration) else ():
        if not name.endswith(".conf"):
            continue
        with open(f"{configuration}/{name}", encoding="utf-8", errors="replace") as file:
            for line in file:
                directory = line.split("#")[0].strip()
                if directory.startswith(f"{native}/") and os.path.isdir(directory):
                    found.append(directory)
    return [directory for directory in dict.fromkeys(found) if os.path.isdir(directory)]


def programs(spec: Mapping[str, Any], out: str) -> list[str]:
    """Put the tree's programs into `bin`, but for those of the same name as a distribution's; returns their names."""
    shown = f"{spec['native']}/programs"
    names = []
    for name in sorted(os.listdir(shown)) if os.path.isdir(shown) else ():
        if not os.path.lexists(f"{out}/bin/{name}"):
            os.symlink(f"{shown}/{name}", f"{out}/bin/{name}")
            names.append(name)
    return names


def scripts(spec: Mapping[str, Any], out: str) -> None:
    """Have scripts of distributions in `bin` start the tree's own interpreter (bash, perl), if it has that.

    Elsewhere may be none. Of Python it is the environment's: `install` sees to that.
    """
    tree = spec["native"]
    for name in sorted(os.listdir(f"{out}/bin")):
        path = f"{out}/bin/{name}"
        if not os.path.islink(path) or not os.path.isfile(path):
            continue
        source = os.path.realpath(path)
        if source.startswith((f"{tree}/", f"{out}/")):
            continue
        with open(source, "rb") as file:
            match = _INTERPRETER.match(file.read(_LONGEST_LINE))
        if match is None or match[1].startswith(b"python"):
            continue
        interpreter = f"{tree}/bin/{os.fsdecode(match[1])}"
        if not os.path.exists(interpreter):
            continue
        with open(source, "rb") as file:
            rest = file.read()[match.end() :]
        os.unlink(path)
        with open(path, "wb") as file:
            first, _, others = rest.partition(b"\n")
            file.write(b"#!" + os.fsencode(interpreter) + first + b"\n")
            if match[1] in _SHELLS:
                search = f'PATH="${{PATH:+$PATH:}}{tree}/bin:{out}/bin"; export PATH'
                file.write(os.fsencode(f"{search}  # what it runs may be here alone\n"))
            file.write(others)
        os.chmod(path, 0o755)


def hook(spec: Mapping[str, Any], out: str, names: Sequence[str] = ()) -> None:
    """Write the modules that make all of it be found, and the line that imports the first. Raises `BuildError`.

    `names` are the programs of its own that the environment shows.
    """
    native = spec["native"]
    shown = f"{native}/programs" if native is not None else ""
    if names and len(os.listdir(shown)) != len(names):
        # A distribution has a program of the same name, which is the one that is meant.
        shown = f"{out}/{PROGRAMS}"
        os.makedirs(shown)
        for name in names:
            os.symlink(f"{native}/programs/{name}", f"{shown}/{name}")
    variables: dict[str, str] = {}
    if native is not None and os.path.isfile(f"{native}/{_FACTS}"):
        with open(f"{native}/{_FACTS}", encoding="utf-8") as file:
            variables = json.load(file)["variables"]
    libraries = [*directories(spec), f"{spec['python']}/{spec['library-directory']}", *_of_libc()]
    include = headers.directory(spec, out) or ""
    differing = {"INCLUDEPY": include, "CONFINCLUDEPY": include, "LIBPL": headers.configuration(spec)}
    site = f"{out}/{spec['site-packages']}"
    constants = {
        "BIN": repr(f"{out}/bin"),
        "PROGRAMS": repr(shown),
        "TREE": repr(native or ""),
        "NAMES": f"frozenset({tuple(names)!r})" if names else "frozenset()",
        "VARIABLES": repr(variables),
    }
    hooks.write("native", site, constants, f"import {hooks.module('native')}\n")
    of_libraries = {
        "HEADERS": repr(include),
        "SYSCONFIG": repr({key: value for key, value in differing.items() if value}),
        "LIBRARIES": repr(tuple(dict.fromkeys(libraries))),
        "STORE": repr(os.environ["NIX_STORE"]),
    }
    hooks.write("libraries", site, of_libraries)
    hooks.write("programs", site, {})


def _of_libc() -> list[str]:
    """Where the C library of this interpreter is, which is the environment's: on nixpkgs, in a place of its own."""
    with open("/proc/self/maps", encoding="utf-8", errors="surrogateescape") as file:
        paths = [line.split(maxsplit=5)[-1].strip() for line in file]
    store = os.environ["NIX_STORE"] + "/"
    found = [path for path in paths if posixpath.basename(path) == "libc.so.6" and path.startswith(store)]
    return [posixpath.dirname(path) for path in found[:1]]
