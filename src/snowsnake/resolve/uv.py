"""uv as a subprocess: requirements in, a universal PEP 751 lock out.

Nothing that may hold a credential is in the argument list or in a file: requirements and index options go
through standard input, and a project's `[tool.uv]` through a file that only the user can read, in a directory
that goes away. No code of any package runs (`--no-build`).
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.requirements import Inputs, Pyproject, Script
from snowsnake.resolve.credentials import Credentials
from snowsnake.resolve.errors import UvMissing
from snowsnake.resolve.failures import failure
from snowsnake.resolve.options import ResolveOptions
from snowsnake.resolve.toml_writer import dump
from snowsnake.targets import Target

# Variables that would turn uv towards another interpreter, project or output than we ask for.
_DROP = frozenset(
    {
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "RUST_LOG",
        "UV_PYTHON",
        "UV_SYSTEM_PYTHON",
        "UV_PROJECT",
        "UV_WORKING_DIR",
        "UV_WORKING_DIRECTORY",
        "UV_CUSTOM_COMPILE_COMMAND",
        "UV_NO_BINARY",
        "UV_NO_BINARY_PACKAGE",
        "UV_CONSTRAINT",
        "UV_OVERRIDE",
        "UV_EXCLUDES",
        "UV_BUILD_CONSTRAINT",
        "UV_REQUIREMENTS",
        "UV_FROZEN",
        "UV_LOCKED",
        "UV_OFFLINE",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a run of uv said."""

    status: int
    output: str
    errors: str


def compile_lock(inputs: Inputs, targets: Sequence[Target], options: ResolveOptions) -> str:
    """Resolve universally, from the lowest target's language version on; returns PEP 751 text.

    Raises what `failures.failure` makes of uv's words, and `UvMissing`.
    """
    with tempfile.TemporaryDirectory(prefix="snowsnake-uv-") as name:
        scratch = Path(name)  # only the user may enter it
        output = scratch / "pylock.toml"
        if preferences := _preferences(options):
            output.write_text(preferences, encoding="utf-8")
        arguments = ["pip", "compile", "--universal", "--format", "pylock.toml", "--no-build", "--no-header"]
        arguments += ["--python", sys.executable, "--output-file", str(output)]
        arguments += ["--python-version", _floor(targets)]
        if options.exclude_newer is not None:
            arguments += ["--exclude-newer", options.exclude_newer]
        if any(file.options.pre for file in inputs.requirements_files):
            arguments += ["--prerelease", "allow"]
        for host in [host for file in inputs.requirements_files for host in file.options.insecure_hosts]:
            arguments += ["--allow-insecure-host", host]
        if options.offline:
            arguments.append("--offline")
        project = _project(inputs)
        given = _requirements(inputs, with_requires=project is None)
        if project is not None:
            _write_private(scratch / "pyproject.toml", project)
            arguments.append(str(scratch / "pyproject.toml"))
        if given:
            arguments.append("-")
        constraints = [c for file in inputs.requirements_files for c in file.constraints]
        if constraints:
            _write_private(scratch / "constraints.txt", "\n".join(constraints))
            arguments += ["--constraints", str(scratch / "constraints.txt")]
        answer = run_uv(
            arguments,
            directory=scratch if _apart(inputs) else inputs.directory,
            given=given,
        )
        if answer.status != 0:
            raise failure(Credentials.from_inputs(inputs, os.environ).redact(answer.errors))
        return output.read_text(encoding="utf-8")


def run_uv(arguments: Sequence[str], *, directory: Path, given: str | None = None) -> Answer:
    """Run uv quietly in `directory` with `given` on standard input. Raises `UvMissing`."""
    from uv import find_uv_bin  # noqa: PLC0415 -- only a resolution needs it

    try:
        completed = subprocess.run(
            [find_uv_bin(), *arguments],
            input=given,
            stdin=subprocess.DEVNULL if given is None else None,
            capture_output=True,
            cwd=directory,
            env=_environment(os.environ),
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except OSError as error:  # `find_uv_bin` raises one as well
        raise UvMissing(str(error)) from None
    return Answer(status=completed.returncode, output=completed.stdout, errors=completed.stderr)


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in environ.items() if key not in _DROP}
    return kept | {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "NO_COLOR": "1"}


def _floor(targets: Sequence[Target]) -> str:
    return min(targets, key=lambda target: target.version).python


def _apart(inputs: Inputs) -> bool:
    """Whether the settings of the directory are none of these inputs' business (typed names, scripts)."""
    return (
        not any(isinstance(source, Pyproject) for source in inputs.sources) and not inputs.requirements_files
    )


def _preferences(options: ResolveOptions) -> str:
    """The previous lock's versions as a lock that uv takes for the previous output, and so prefers."""
    forgotten = {canonicalize_name(name) for name in options.upgrade_packages}
    packages = [
        {"name": name, "version": version}
        for name, version in sorted(options.prefer.items())
        if not options.upgrade and name not in forgotten
    ]
    if not packages:
        return ""
    return dump({"lock-version": "1.0", "created-by": "snowsnake", "packages": packages})


def _project(inputs: Inputs) -> str | None:
    """A project that holds all requirements, where uv's own tables say which index each comes from."""
    sources = [source for source in inputs.sources if isinstance(source, Pyproject | Script)]
    tables: dict[str, object] = {}
    for source in sources:
        if isinstance(source, Script):
            tables |= source.uv
    names = {Requirement(requirement).name for requirement in inputs.requires}
    pinned: dict[str, object] = {}
    for source in sources:
        of_source = source.uv.get("sources")
        if isinstance(of_source, Mapping):
            pinned |= {name: value for name, value in of_source.items() if canonicalize_name(name) in names}
    if pinned:
        tables["sources"] = pinned
        tables["index"] = inputs.uv.get("index", [])
    else:
        tables.pop("sources", None)
    if not tables:
        return None
    project = {"name": "snowsnake-inputs", "version": "0", "dependencies": list(inputs.requires)}
    return dump({"project": project, "tool": {"uv": tables}})


def _requirements(inputs: Inputs, *, with_requires: bool) -> str:
    """Requirements and index options in the format of a requirements file, for standard input."""
    lines: list[str] = []
    for file in inputs.requirements_files:
        options = file.options
        lines += [f"--index-url {options.index_url}"] if options.index_url else []
        lines += [f"--extra-index-url {url}" for url in options.extra_index_urls]
        lines += [f"--find-links {link}" for link in options.find_links]
        lines += ["--no-index"] if options.no_index else []
    lines += inputs.requires if with_requires else ()
    return "".join(f"{line}\n" for line in lines)


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
