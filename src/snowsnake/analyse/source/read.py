"""Look into a source distribution, or a project's directory, and report what its build needs. Nothing of it is run."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.analyse.source.autotools import autotools
from snowsnake.analyse.source.backend import crate_names, rust_crates, ways
from snowsnake.analyse.source.embedding import embedded
from snowsnake.analyse.source.files import ASIDE, SourceFiles, open_source
from snowsnake.analyse.source.needs import Script, compiled, read_scripts
from snowsnake.analyse.source.project import Table, build_system, identify, read_pyproject, read_setup_cfg
from snowsnake.analyse.source.report import SourceNeed, SourceReport
from snowsnake.analyse.source.uses import uses_of
from snowsnake.analyse.source.versions import asks_git, is_archived
from snowsnake.knowledge import mapping, requirement_for, texts

_CAME_ALONG = frozenset({"pkg_resources", "wheel"})
"""Modules that were in every build environment once."""
_EXTENSIONS = re.compile(r"\b(ext_modules|Extension|cythonize|cffi_modules|build_ext|build_clib)\b")
"""What a program of the build names that compiles something."""
_LANGUAGES = {
    ".c": "c", ".pyx": "c", ".cc": "c++", ".cpp": "c++", ".cxx": "c++", ".f": "fortran", ".f90": "fortran",
}  # fmt: skip


def read_source(path: Path, sha256: str, subdirectory: str = "") -> SourceReport:
    """Report on the source at `path`, an archive whose bytes are known to have `sha256`, or a directory.

    `subdirectory`: where the project lies below the source's root. Raises `BadSource` for the first thing that is
    wrong with it; `OSError` when it cannot be read.
    """
    files = open_source(path).below(subdirectory)
    pyproject = read_pyproject(files)
    system = build_system(files, pyproject)
    identity = identify(files, pyproject)
    how = ways(files, pyproject, system)
    scripts = read_scripts(files, how.scripts, how.module_path)
    what = compiled(files, scripts, read_setup_cfg(files), how.build_files, _declared(pyproject))
    languages, crates = set(what.languages), how.crates
    programs = list(how.programs)
    if not languages and (how.asks or _compiles(files, scripts)):
        languages |= _lying_about(files)
    if any(script.findings.rust for script in scripts) and crates == "none":
        crates = rust_crates(files)
        programs += ["cargo", "rustc"]
    if crates != "none":
        languages.add("rust")
    if "fortran" in languages:
        programs.append("gfortran")
    brought = {canonicalize_name(Requirement(text).name) for text in system.requires or ()}
    needs = {
        (need.kind, need.name): need
        for need in what.needs
        if need.required or re.sub(r"^lib|\.so$", "", need.name) not in brought
    }
    if crates != "none":
        modules = mapping("crates", "modules")
        for crate in sorted(crate_names(files) & modules.keys()):
            module = modules[crate]
            needs["pkg-config", module] = SourceNeed(
                kind="pkg-config", name=module, evidence=(f"Cargo.lock: {crate}",), required=True
            )
    for program in programs:
        needs["program", program] = SourceNeed(
            kind="program", name=program, evidence=(_evidence(files, program),), required=True
        )
    for tool in autotools(files, [script.path for script in scripts]):
        needs.setdefault((tool.kind, tool.name), tool)
    if not languages.isdisjoint({"c", "c++"}) and (library := embedded(files)) is not None:
        needs[library.kind, library.name] = library
    imports = _imports(files, scripts) if system.requires is None else ()
    uses, told = uses_of(files, pyproject, identity.name or "")
    return SourceReport(
        file=path.name,
        sha256=sha256,
        name=identity.name,
        version=identity.version,
        requires=system.requires,
        backend=system.backend,
        backend_path=system.backend_path,
        metadata=identity.metadata,
        imports=imports,
        build_imports=_distributions(imports),
        assumes=_CAME_ALONG & {module for script in scripts for module in script.findings.imports},
        asks=how.asks,
        archived=is_archived(files),
        asks_git=(path.is_dir() or is_archived(files)) and asks_git(files, pyproject, system, how.scripts),
        languages=frozenset(languages - {"swig"}),
        tools=tuple(sorted(name for kind, name in needs if kind == "program")),
        crates=crates,
        uses=uses,
        told=told,
        needs=tuple(needs[key] for key in sorted(needs)),
    )


def _compiles(files: SourceFiles, scripts: Sequence[Script]) -> bool:
    """Whether a program of the build compiles something, though what was not worked out."""
    return any(_EXTENSIONS.search(files.text(script.path) or "") for script in scripts)


def _lying_about(files: SourceFiles) -> set[str]:
    """The languages of sources that some backend of the project's own may compile, as their names tell."""
    return {
        language
        for name in files.names
        for language in (_LANGUAGES.get(name[name.rfind(".") :]),)
        if language is not None and ASIDE.isdisjoint(name.lower().split("/")[:-1])
    }


def _declared(pyproject: Table) -> Sequence[Mapping[str, object]]:
    """`tool.setuptools.ext-modules`."""
    tool = pyproject.get("tool")
    setuptools = tool.get("setuptools") if isinstance(tool, dict) else None
    modules = setuptools.get("ext-modules") if isinstance(setuptools, dict) else None
    return [item for item in modules if isinstance(item, dict)] if isinstance(modules, list) else []


def _evidence(files: SourceFiles, program: str) -> str:
    """The file by which a program is known to be run."""
    if program == "gfortran":
        return "Fortran sources"
    wanted = {"cargo": "Cargo.toml", "rustc": "Cargo.toml", "cmake": "CMakeLists.txt"}.get(program)
    return (
        wanted
        if wanted in files.names
        else "pyproject.toml"
        if "pyproject.toml" in files.names
        else "setup.py"
    )


def _imports(files: SourceFiles, scripts: Sequence[Script]) -> tuple[str, ...]:
    """Modules that the legacy setup.py imports and that neither Python nor the source has."""
    found = {module for script in scripts for module in script.findings.imports}
    known = sys.stdlib_module_names | texts("imports", "gone") | {"setuptools", "_distutils_hack"}
    return tuple(sorted(found - known - _beside(files, scripts)))


def _beside(files: SourceFiles, scripts: Sequence[Script]) -> set[str]:
    """The modules of the source's own in directories that a program of its build puts on `sys.path`."""
    changing = [text for script in scripts if "sys.path" in (text := files.text(script.path) or "")]
    found = set()
    for name in files.names if changing else ():
        *directory, last = name.removesuffix("/__init__.py").split("/")
        named = any(all(part in text for part in directory) for text in changing)
        if directory and named and name.endswith(".py"):
            found.add(last.removesuffix(".py"))
    return found


def _distributions(modules: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({*map(requirement_for, modules)} - {""}))
