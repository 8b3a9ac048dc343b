"""The wheels of a lock, as a directory that pip and uv can install from, and an interpreter for them."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import fresh, run, snowsnake, uv


@dataclass(frozen=True, kw_only=True, slots=True)
class Peers:
    """What pip and uv need to install exactly what a lock holds."""

    wheels: Path
    """A directory of files."""
    requirements: Path
    """`name==version`, a line for each distribution."""
    interpreter: Path
    """The base's own interpreter, so that all candidates compile with the same one."""
    distributions: int


def peers(project: Path, environment: Path) -> Peers:
    """For the lock in `project`, which was built into `environment`; the files come from uv's index, once."""
    (target,) = json.loads((project / "snowsnake.lock").read_text(encoding="utf-8"))["targets"].values()
    packages = target["packages"]
    requirements = project / "exact.txt"
    lines = [f"{name}=={package['version']}" for name, package in sorted(packages.items())]
    requirements.write_text("\n".join(lines) + "\n", encoding="utf-8")
    base = run([environment / "bin/python", "-c", "import sys; print(sys.base_prefix)"]).strip()
    interpreter = Path(base) / target["python"]["executable"]
    wheels = project / "wheels"
    if not wheels.exists():
        _collect(project, {package["artifact"] for package in packages.values()}, wheels)
    return Peers(
        wheels=wheels, requirements=requirements, interpreter=interpreter, distributions=len(packages)
    )


def _collect(project: Path, files: set[str], into: Path) -> None:
    """Link the wheels from snowsnake's own cache: it checked their hashes when it locked."""
    from snowsnake.artifacts import Fetch, download  # noqa: PLC0415 -- only once, and not what is measured
    from snowsnake.configuration import Configuration  # noqa: PLC0415
    from snowsnake.events import ignore  # noqa: PLC0415
    from snowsnake.lockfile.model import DistributionArtifact  # noqa: PLC0415
    from snowsnake.lockfile.read import read_lock  # noqa: PLC0415

    path = project / "snowsnake.lock"
    lock = read_lock(path.read_text(encoding="utf-8"), path)
    wanted = [a for a in lock.artifacts.values() if isinstance(a, DistributionArtifact) and a.file in files]
    found = download(
        [Fetch(artifact=artifact, urls=(artifact.url,)) for artifact in wanted],
        cache=Configuration.from_environment(os.environ).cache,
        observer=ignore,
        auth=lambda _url: None,
    )
    into.mkdir()
    for name, source in found.items():
        (into / name).symlink_to(source)


def new_venv(peer: Peers, directory: Path) -> None:
    """Make `directory` an empty virtual environment of the base's interpreter."""
    fresh(directory)
    run([uv(), "venv", "--quiet", "--clear", "--python", peer.interpreter, directory])


def locked(project: Path, requirements: tuple[str, ...]) -> Path:
    """Make `project` a directory with these requirements and their lock; wheels are in the cache then."""
    project.mkdir(parents=True, exist_ok=True)
    (project / "requirements.txt").write_text("\n".join(requirements) + "\n", encoding="utf-8")
    run([snowsnake(), "lock", "--python", "3.13"], cwd=project)
    return project


def built(project: Path) -> Path:
    """Build a locked project in the machine's store; its environment."""
    run([snowsnake(), "build", "-o", "result"], cwd=project)
    return project / "result"
