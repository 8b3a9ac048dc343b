"""Makes the programs of a tree findable and startable: `<tree>/programs`, and what Debian's installation would run.

A program is a link to `bin`: what it was compiled with is redirected (`redirect.c`). Scripts, whose shell looks on PATH
for what they run, programs of TeX, which look for themselves there, and compilers are started by a small script; so are
programs from elsewhere, which are told by variables where data are.
"""

# pathlib costs start-up time; Nix names the variables.
# ruff: noqa: PTH101, PTH103, PTH108, PTH110, PTH112, PTH113, PTH114, PTH115, PTH119, PTH120, PTH123, PTH207, PTH211,
# ruff: noqa: S103

from __future__ import annotations

import glob
import json
import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import Any

from . import alternatives, compilers, deb, debian_python, elf, java_certificates, texts
from .report import BuildError

FACTS = "share/snowsnake/run-time.json"
"""Where a tree says what its programs and libraries need: the environment's builder reads it."""


class RunTime:
    """A tree whose programs are used: what its packages say, and what the lock says about them.

    The instructions are `programs` (packages), `variables` (name -> patterns below the tree), `steps` (programs
    below the tree, with arguments), `library-directory`.
    """

    def __init__(self, root: str, spec: Mapping[str, Any], brought: Mapping[str, Sequence[str]]) -> None:
        self._root = root
        self._below = spec["below"]
        self._spec = spec
        self._controls = {name: deb.control(name, path) for name, path in spec["debs"]}
        self._compilers = compilers.Compilers(
            root, self._below, loader=spec["loader"], directory=spec["library-directory"]
        )
        self._brought = {self._controls[name].package: list(paths) for name, paths in brought.items()}

    def prepare(self) -> None:
        """What comes before files are patched: links of alternatives, paths in text files."""
        scripts = [(control.package, control.postinst) for control in self._controls.values()]
        for package, paths in alternatives.link(self._root, scripts).items():
            self._brought.setdefault(package, []).extend(paths)
        shell = f"{self._root}/bin/sh"
        if os.path.exists(f"{self._root}/bin/dash") and not os.path.lexists(shell):
            os.symlink("dash", shell)
        debian_python.install(self._root, self._below)
        self._link_headers()
        self._link_below()
        texts.rewrite(self._root, self._below)

    def _link_below(self) -> None:
        """Have links that lead nowhere lead into the tree below, where that has what they mean."""
        if self._below is None:
            return
        for directory, directories, names in os.walk(self._root):
            for name in (*directories, *names):
                path = f"{directory}/{name}"
                if os.path.islink(path) and not os.path.exists(path):
                    meant = os.path.normpath(f"{directory}/{os.readlink(path)}")
                    target = f"{self._below}{meant.removeprefix(self._root)}"
                    if meant.startswith(f"{self._root}/") and os.path.exists(target):
                        os.unlink(path)
                        os.symlink(target, path)

    def _link_headers(self) -> None:
        """Have `<x86_64-linux-gnu/python3.13/pyconfig.h>` below the directory of `Python.h`, which includes it."""
        triplet = os.path.basename(self._spec["library-directory"])
        for headers in glob.glob(f"{glob.escape(self._root)}/include/{triplet}/python3.*"):
            beside = f"{self._root}/include/{os.path.basename(headers)}"
            if os.path.isdir(beside) and not os.path.lexists(f"{beside}/{triplet}"):
                os.symlink(f"../{triplet}", f"{beside}/{triplet}")

    def finish(self) -> None:
        """What comes when everything starts: the steps, then the programs. Raises `BuildError`."""
        for step in self._spec.get("steps") or ():
            self._run(step)
        java_certificates.write(self._root, self._below)
        names: dict[str, str] = {}
        for package in self._spec["programs"]:
            for path in self._programs(package, set()):
                names.setdefault(os.path.basename(path), path)
        # sysconfig says `x86_64-linux-gnu-gcc` where people say `gcc`.
        triplet = os.path.basename(self._spec["library-directory"])
        for name in list(names):
            if self._is_program(f"bin/{triplet}-{name}"):
                names.setdefault(f"{triplet}-{name}", f"bin/{triplet}-{name}")
        more = self._compilers.more(names)
        if more:
            self._compilers.prepare()
        names = {**more, **names}
        os.makedirs(f"{self._root}/programs")
        for name, path in sorted(names.items()):
            self._expose(name, path, {})
        facts = f"{self._root}/{FACTS}"
        os.makedirs(os.path.dirname(facts), exist_ok=True)
        with open(facts, "w", encoding="utf-8") as file:
            json.dump({"variables": self._variables()}, file, indent=2, sort_keys=True)

    def expose(self, name: str, path: str, own: str) -> None:
        """Show a program that is none of a package's, unless there is one: told where data are.

        What it has itself, below the directory `own`, counts before what the tree has.
        """
        if not os.path.lexists(f"{self._root}/programs/{name}"):
            self._expose(name, path, self._variables(own), script=False)

    def _variables(self, *before: str) -> dict[str, str]:
        """The variables that have something to say, each with what exists of its patterns."""
        values = {}
        for name, patterns in sorted(self._spec["variables"].items()):
            found = [path for pattern in patterns for path in self._matching(pattern, *before)]
            # A version's directory often has a second name: one is enough, and some variables hold only one.
            distinct = {os.path.realpath(path): path for path in reversed(found)}
            if found:
                values[name] = ":".join(path for path in dict.fromkeys(found) if path in distinct.values())
        return values

    def _matching(self, pattern: str, *before: str) -> list[str]:
        """What exists in `before`, else in the tree, else in the one below it."""
        for tree in (*before, self._root, self._below):
            if tree is not None:
                found = sorted(glob.glob(f"{glob.escape(tree)}/{pattern}"))
                if found:
                    return found
        return []

    def _programs(self, package: str, seen: set[str]) -> list[str]:
        """A package's programs, and those that its source has put into packages which it directly depends on (`apache2`
        of apache2-bin); of one that has none, those of all of these.
        """
        if package in seen:
            return []
        seen.add(package)
        own = [path for path in self._brought.get(package, ()) if self._is_program(path)]
        found = list(own)
        for control in self._controls.values():
            if control.package == package:
                near = {name for names in control.depends for name in self._present(names)}
                for other in self._controls.values():
                    if other.package in near and (not own or other.source == control.source):
                        found += self._programs(other.package, seen)
        return found

    def _present(self, names: Sequence[str]) -> list[str]:
        """Which packages of the tree meet a dependency."""
        return [
            control.package
            for control in self._controls.values()
            if control.package in names or not set(control.provides).isdisjoint(names)
        ]

    def _is_program(self, path: str) -> bool:
        full = f"{self._root}/{path}"
        return path.count("/") == 1 and os.path.isfile(full) and os.access(full, os.X_OK)

    def _expose(self, name: str, path: str, variables: Mapping[str, str], *, script: bool = True) -> None:
        target = f"{self._root}/programs/{name}"
        shell = f"{self._root}/bin/dash"
        program = quote(f"{self._root}/{path}")
        start = self._compilers.command(name, program) if script else None
        java = f"{self._root}/bin/java"
        if _starts_with(f"{self._root}/{path}", b"PK\x03\x04") and os.path.exists(java):
            start = f'exec {quote(java)} -jar {program} "$@"'  # on Debian, by the kernel's binfmt_misc
        told = start or variables or (script and _looks_on_path(f"{self._root}/{path}"))
        if not (told and os.path.exists(shell)):
            os.symlink(f"../{path}", target)
            return
        lines = [f"#!{shell}"]
        for variable, value in variables.items():
            lines.append(f'[ -n "${{{variable}+set}}" ] || export {variable}={quote(value)}')
        first = f"{self._root}/programs:{self._root}/bin"
        lines += [
            f'PATH={quote(first)}"${{PATH:+:$PATH}}"',
            "export PATH",
            start or f'exec {program} "$@"',
        ]
        with open(target, "w", encoding="utf-8", errors="surrogateescape") as file:
            file.write("\n".join(lines) + "\n")
        os.chmod(target, 0o755)

    def _run(self, step: Sequence[str]) -> None:
        """One of the steps, in the tree."""
        program = f"{self._root}/{step[0]}"
        if not os.path.exists(program):
            raise BuildError("no-program", f"`{step[0]}` is to be run in the tree, which does not have it")
        home = os.environ["NIX_BUILD_TOP"]
        done = subprocess.run(
            [program, *step[1:]],
            check=False,
            cwd=self._root,
            env={
                "PATH": f"{self._root}/bin",
                "HOME": home,
                "XDG_CACHE_HOME": f"{self._root}/{texts.CACHE}",  # fc-cache writes to the user's directory
                "out": self._root,  # a tree that says so can be written to (redirect.c)
                "LC_ALL": "C.UTF-8",
                "SOURCE_DATE_EPOCH": "1",
                "PERL_HASH_SEED": "0",  # else what Perl programs write is in another order every time
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
        )
        if done.returncode != 0:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()[-500:]
            raise BuildError("step", f"`{' '.join(step)}` failed in the tree: {said}", step=list(step))


def _looks_on_path(path: str) -> bool:
    """Whether a program asks PATH: the shell of a script, for what it runs, and kpathsea, for the program itself."""
    dynamic = elf.read(path)
    if dynamic is None:
        return _starts_with(path, b"#!")
    return any(name.startswith("libkpathsea.so") for name in dynamic.needed)


def _starts_with(path: str, head: bytes) -> bool:
    with open(path, "rb") as file:
        return file.read(len(head)) == head


def quote(text: str) -> str:
    """A word that the shell takes as it is."""
    return "'" + text.replace("'", "'\\''") + "'"
