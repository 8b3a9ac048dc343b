"""Builds a wheel from a source (PEP 517, PEP 660): unpacked, patched, built in the locked build environment.

Nothing of the source runs in this process. What a build prints is the log; what it leaves running is ended.
"""

# pathlib costs start-up time, and most of this runs for every build; Nix names the variables.
# ruff: noqa: PTH101, PTH102, PTH103, PTH108, PTH110, PTH112, PTH113, PTH114, PTH116, PTH118, PTH119, PTH120, PTH123, SIM112

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from . import again, build_id, link, normal, propagated, repository, root, source, steady
from .missing import missing_in
from .process import Output, shield
from .report import BuildError, read_spec, run, workers

_PRETEND = (
    "PBR_VERSION",
    "PDM_BUILD_SCM_VERSION",
    "POETRY_DYNAMIC_VERSIONING_BYPASS",
    "SETUPTOOLS_SCM_PRETEND_VERSION",
    "UV_DYNAMIC_VERSIONING_BYPASS",
)
"""Variables that tell the version of a source without its history, to those that would ask git."""


def main() -> None:
    """Read the instructions, build, write `$out`."""
    shield()
    spec = read_spec()
    spec["toolchain"] = propagated.closure(spec["toolchain"])
    out = os.environ["out"]
    build = Build(spec, os.environ["NIX_BUILD_TOP"])
    build.prepare()
    mode = spec["mode"]
    if mode == "requires":
        requires = build.requires()
        os.mkdir(out)
        _write(f"{out}/requires.json", json.dumps(requires, indent=2) + "\n")
    elif mode == "metadata":
        metadata = build.metadata()
        os.mkdir(out)
        with open(f"{out}/METADATA", "wb") as file:
            file.write(metadata)
    else:
        before = build.files() if mode == "editable" else frozenset()
        wheel = build.wheel("build_editable" if mode == "editable" else "build_wheel")
        normal.check_requires(wheel, build.claims, spec)
        finder = link.Finder(spec)
        stripped = build.strip(wheel)
        os.mkdir(out)
        patches = normal.pack(wheel, f"{out}/{os.path.basename(wheel)}", spec, finder, stripped)
        _write(f"{out}/patches.json", json.dumps(patches, indent=2, sort_keys=True) + "\n")
        if mode == "editable":
            build.keep_in_place(before, out, finder)


def _write(path: str, text: str) -> None:
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)


class Build:
    """One build, from its source to what its backend's hooks give."""

    def __init__(self, spec: Mapping[str, Any], top: str) -> None:
        self._spec = spec
        self._top = top
        self._source = ""
        self._repository = ""
        """The directory that is the root of the source's repository, or would be."""
        self.claims: bytes | None = None
        """PKG-INFO, as it is in the source, before anything of it runs."""
        # An editable wheel names the place of its source, which is nowhere but in a root of our own.
        self._rooted = bool(spec["toolchain"]) or spec["mode"] == "editable"
        self._seen = root.BUILD if self._rooted else top
        self._output = Output(self._error)

    # --- the source -------------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Unpack and patch the source. Raises `BuildError`."""
        spec = self._spec
        for name in ("home", "tmp", "wheel", "metadata", "site"):
            os.makedirs(f"{self._top}/{name}", exist_ok=True)
        shutil.copyfile(steady.__file__, f"{self._top}/site/sitecustomize.py")
        history = spec["history"]
        try:
            unpacked = self._repository = source.unpack(spec["source"], spec["file"], f"{self._top}/source")
            if spec["file"] is None and (said := source.take_history(unpacked)) is not None:
                unpacked, history = source.move_below(unpacked, said["prefix"]), history or said
            for name, text in spec["patches"]:
                print(f"applying {name}", file=sys.stderr, flush=True)
                source.apply(text, name, unpacked)
        except BuildError as error:
            error.facts |= self._who()
            raise
        self._source = os.path.normpath(f"{unpacked}/{spec['subdirectory']}")
        if not f"{self._source}/".startswith(f"{unpacked}/") or not os.path.isdir(self._source):
            raise self._error("bad-source", f"has no directory `{spec['subdirectory']}`", phase="unpack")
        # The user's own patches may well change what it requires.
        if spec["file"] is not None and not spec["patches"] and os.path.isfile(f"{self._source}/PKG-INFO"):
            with open(f"{self._source}/PKG-INFO", "rb") as file:
                self.claims = file.read()
        if spec["has-git"]:
            self._make_repository(history or source.archived_history(unpacked) or repository.UNKNOWN)
        again.write(self._top, *self._shown(), spec, self.variables())
        legacy = spec["backend"].partition(":")[0] == "setuptools.build_meta"
        names = ("setup.py", "pyproject.toml", "setup.cfg")
        if legacy and not any(os.path.isfile(f"{self._source}/{name}") for name in names):
            raise self._error(
                "no-setup-py",
                "failed to build in `unpack`: it has neither `pyproject.toml` nor `setup.py`",
                phase="unpack",
                help='is the project in a directory of it? `subdirectory = "..."` says in which',
            )

    def _make_repository(self, history: Mapping[str, Any]) -> None:
        """Make a repository around the source, which is asked for its version. Raises `BuildError`."""
        shutil.copyfile(repository.__file__, f"{self._top}/repository.py")
        request = {
            "root": f"{self._seen}/{os.path.relpath(self._repository, self._top)}",
            "history": dict(history),
        }
        _write(f"{self._top}/repository.json", json.dumps(request))
        python = f"{self._spec['environment']}/bin/python"
        command = [python, f"{self._seen}/repository.py", f"{self._seen}/repository.json"]
        status = self._run(command, "unpack")
        if status != 0:
            raise self._error(
                "build-failed", "cannot be built: its repository cannot be made", phase="unpack"
            )

    def files(self) -> frozenset[str]:
        """Every file of the source, relative to it."""
        return frozenset(
            os.path.relpath(f"{directory}/{name}", self._source)
            for directory, _, names in os.walk(self._source)
            for name in names
        )

    def keep_in_place(self, before: frozenset[str], out: str, finder: link.Finder) -> None:
        """Copy what an editable build made beside the source, `inplace`, with the patches of its ELF files."""
        patches = {}
        for path in sorted(self.files() - before):
            parts = path.split("/")
            if any(part == "__pycache__" or part.endswith(".egg-info") or part[0] == "." for part in parts):
                continue
            real = f"{self._source}/{path}"
            if os.path.islink(real) or path.endswith((".o", ".pyc")):
                continue
            target = f"{out}/inplace/{path}"
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copyfile(real, target)
            os.chmod(target, os.stat(real).st_mode & 0o111 | 0o644)
            patch = finder.patch_of(real, path, frozenset())
            if patch is not None:
                patches[path] = patch
        _write(f"{out}/inplace.json", json.dumps(patches, indent=2, sort_keys=True) + "\n")

    # --- the hooks --------------------------------------------------------------------------------------------------

    def requires(self) -> list[str]:
        """What the backend asks for besides `build-system.requires`; with a `directory`, for an editable wheel.

        Raises `BuildError`.
        """
        hook = f"get_requires_for_build_{'editable' if self._spec.get('directory') else 'wheel'}"
        found = self.call(hook, [self._settings()], optional=True)
        if found is None:
            return []
        if not isinstance(found, list) or not all(isinstance(item, str) for item in found):
            raise self._nonsense(hook, found)
        return found

    def metadata(self) -> bytes:
        """The core metadata of the wheel that would be built. Raises `BuildError`."""
        hook = "prepare_metadata_for_build_wheel"
        name = self.call(hook, [f"{self._seen}/metadata", self._settings()], optional=True)
        if name is None:
            return normal.read_metadata(self.wheel("build_wheel"), self._spec)
        path = f"{self._top}/metadata/{name}/METADATA"
        if not isinstance(name, str) or "/" in name or not os.path.isfile(path):
            raise self._nonsense(hook, name)
        with open(path, "rb") as file:
            return file.read()

    def wheel(self, hook: str) -> str:
        """Build; the path of the wheel. Raises `BuildError`."""
        name = self.call(hook, [f"{self._seen}/wheel", self._settings(), None])
        path = f"{self._top}/wheel/{name}"
        if not isinstance(name, str) or "/" in name or not name.endswith(".whl") or not os.path.isfile(path):
            raise self._nonsense(hook, name)
        return path

    def strip(self, wheel: str) -> dict[str, str]:
        """Take what only a debugger reads out of a wheel's ELF files; from member to the file that replaces it.

        It names every directory of the build, and is most of their size.
        """
        if not any(os.path.lexists(f"{tree}/bin/strip") for tree in self._spec["toolchain"]):
            return {}
        members = normal.extract_debug(wheel, f"{self._top}/strip", self._spec)
        names = [os.path.relpath(path, self._top) for path in members.values()]
        for start in range(0, len(names), 500):
            files = [f"{self._seen}/{name}" for name in names[start : start + 500]]
            # What strip cannot read stays as it is.
            self._run(["/usr/bin/strip", "--strip-debug", *files], "strip")
        for path in members.values():
            build_id.renew(path)
        return members

    def _settings(self) -> dict[str, Any] | None:
        return dict(self._spec["config-settings"]) or None

    def call(self, hook: str, arguments: Sequence[Any], *, optional: bool = False) -> Any:
        """Call a hook of the backend; what it returned, `None` where it may be missing and is. Raises `BuildError`."""
        spec, top, seen = self._spec, self._top, self._seen
        shutil.copyfile(os.path.join(os.path.dirname(__file__), "hook.py"), f"{top}/hook.py")
        answer_path = f"{top}/answer.json"
        if os.path.exists(answer_path):
            os.unlink(answer_path)
        request = {
            "backend": spec["backend"],
            "backend-path": spec["backend-path"],
            "hook": hook,
            "arguments": arguments,
            "optional": optional,
            "answer": f"{seen}/answer.json",
        }
        _write(f"{top}/request.json", json.dumps(request))
        python = f"{spec['environment']}/bin/python"
        status = self._run([python, f"{seen}/hook.py", f"{seen}/request.json"], hook)
        try:
            with open(answer_path, encoding="utf-8") as file:
                answer = json.load(file)
        except (OSError, ValueError):
            # It exited by itself, or was killed.
            raise self._failed(hook, {"text": _ended(status)}, status) from None
        match answer.get("error"):
            case None:
                return answer["value"]
            case "no-backend":
                raise self._no_backend(answer, hook)
            case "no-hook" if hook == "build_editable":
                raise self._error(
                    "no-editable",
                    f"cannot be installed in development mode: {answer['text']} (PEP 660)",
                    phase=hook,
                    help="use a newer version of its build backend, or install it as it is",
                )
            case "no-hook" | "nonsense":
                raise self._error("bad-backend", f"has a broken build backend: {answer['text']}", phase=hook)
            case _:
                raise self._failed(hook, answer, status)

    # --- how it runs --------------------------------------------------------------------------------------------------

    def variables(self) -> dict[str, str]:
        """The variables of the build."""
        spec, seen, cores = self._spec, self._seen, workers()
        here = os.path.relpath(self._source, self._top)
        variables: dict[str, str] = {
            "PATH": f"{spec['environment']}/bin" + (":/usr/bin:/bin" if spec["toolchain"] else ""),
            "HOME": f"{seen}/home",
            "TMPDIR": f"{seen}/tmp",  # noqa: S108 -- the build's own
            "PWD": (self._rooted and spec.get("directory")) or f"{seen}/{here}",
            # The locale's files may not be there: CPython does not mind, PyPy stops.
            "LC_ALL": "C" if sys.implementation.name == "pypy" else "C.UTF-8",
            "PYTHONUTF8": "1",
            "TZ": "UTC",
            "SOURCE_DATE_EPOCH": str(source.date_of(spec["version"])),
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": f"{seen}/site",
            "PYTHONDONTWRITEBYTECODE": "1",
            "PYTHONUNBUFFERED": "1",
            "PYTHONNOUSERSITE": "1",
            "PIP_NO_INDEX": "1",
            "PIP_NO_INPUT": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "CARGO_NET_OFFLINE": "true",
            "CARGO_HOME": f"{seen}/home/.cargo",
            "CARGO_BUILD_JOBS": str(cores),
            "MAX_JOBS": str(cores),
            "CMAKE_BUILD_PARALLEL_LEVEL": str(cores),
            "NPY_NUM_BUILD_JOBS": str(cores),
            "MAKEFLAGS": f"-j{cores}",
            "NIX_BUILD_CORES": str(cores),
        }
        if spec["toolchain"]:
            # Where it would take a directory of random name, which ends up in what it compiles.
            variables |= {"CC": "gcc", "CXX": "g++", "SKBUILD_BUILD_DIR": f"{seen}/skbuild"}
            # The interpreter's loader looks nowhere by itself, and some load what they have just compiled. What the
            # interpreter and wheels bring has its own paths, DT_RPATH, which come before.
            variables["LD_LIBRARY_PATH"] = f"/usr/{spec['library-directory']}"
        # What takes its version from git asks git where there is one. A release says which version it is.
        if not spec["has-git"]:
            version = spec["version"]
            if version in {None, "0"} and not os.path.exists(f"{self._source}/PKG-INFO"):
                version = source.named_version(self._repository) or "0.0.0"
            if version is not None:
                variables |= dict.fromkeys(_PRETEND, version)
        return {**variables, **spec["env"]}

    def _run(self, command: Sequence[str], phase: str) -> int:
        """Run a command in the source's directory, its output as ours; its wait status. Raises `BuildError`."""
        return self._output.run(command, phase, self.variables(), self._root())

    def _root(self) -> root.Root | None:
        """What a build with a root of its own sees; `None` for one that sees what Nix shows it."""
        spec = self._spec
        if not self._rooted:
            return None
        real, directory = self._shown()
        return root.Root(
            trees=spec["toolchain"],
            python=spec["python"],
            environment=spec["environment"],
            top=self._top,
            source=real,
            directory=directory,
        )

    def _shown(self) -> tuple[str, str | None]:
        """What is seen where the project is developed: its repository, if that is above it, and the place."""
        directory, below = self._spec.get("directory"), os.path.relpath(self._source, self._repository)
        if directory is not None and below != "." and directory.endswith(f"/{below}"):
            above = directory.removesuffix(f"/{below}")
            if above:
                return self._repository, above
        return self._source, directory

    # --- what goes wrong --------------------------------------------------------------------------------------------

    def _who(self) -> dict[str, Any]:
        spec = self._spec
        return {"name": spec["name"], "version": spec["version"], "file": spec["file"]}

    def _error(self, kind: str, what: str, **facts: Any) -> BuildError:
        name, version = self._spec["name"], self._spec["version"]
        return BuildError(kind, f"`{name}` {version or ''}".rstrip() + f" {what}", **facts, **self._who())

    def _nonsense(self, hook: str, value: object) -> BuildError:
        text = json.dumps(value)[:200]
        return self._error("bad-backend", f"has a broken build backend: `{hook}` gave `{text}`", phase=hook)

    def _no_backend(self, answer: Mapping[str, Any], hook: str) -> BuildError:
        backend, module = self._spec["backend"], answer.get("module")
        wanted = f"`{module}` is not in its build environment" if module else answer["text"]
        return self._error(
            "no-backend",
            f"failed to build in `{hook}`: its build backend `{backend}` cannot be imported: {wanted}",
            phase=hook,
            backend=backend,
            module=module,
            missing=[{"kind": "python-module", "name": module}] if module else [],
            help=None
            if module
            else f"`build-requires` in `[tool.snowsnake.packages.{self._spec['name']}]` adds what brings it",
        )

    def _failed(self, hook: str, answer: Mapping[str, Any], status: int) -> BuildError:
        missing = missing_in(self._output.tail(), answer.get("module"), answer.get("host"))
        return self._error(
            "build-failed",
            f"failed to build in `{hook}`: {_short(answer['text'])}",
            phase=hook,
            status=os.waitstatus_to_exitcode(status),
            missing=missing,
        )


def _short(text: str) -> str:
    """A failure in a line; a command with all its arguments is in the log."""
    text = re.sub(
        r"[Cc]ommand '?\['([^']+)'.*\]'? (?:returned non-zero exit|failed with exit code|returned with exit code)"
        r"(?: status)? (-?\d+)\.?",
        r"`\1` ended with status \2",
        text,
        flags=re.DOTALL,
    )
    return text if len(text) <= 300 else f"{text[:200]} ... {text[-80:]}"


def _ended(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    return f"it was killed by signal {-code}" if code < 0 else f"it exited with status {code}"


if __name__ == "__main__":
    run(main)
