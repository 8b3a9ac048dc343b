from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st
from packaging.pylock import Pylock

from snowsnake.lockfile.model import (
    Artifact,
    DirectoryArtifact,
    DistributionArtifact,
    GitArtifact,
    Lock,
    LockedBuild,
    LockedPackage,
    LockedPython,
    LockedRequirements,
    LockedTarget,
    Seed,
    Tree,
)
from snowsnake.requirements.asked import Asked
from snowsnake.resolve import pylock_text, requirements_text, to_pylock
from snowsnake.resolve.toml_writer import dump
from snowsnake.targets import Interpreter, Target

SHA = "a" * 64


def target(name: str, *packages: tuple[str, str, str, tuple[str, ...]]) -> LockedTarget:
    parsed = Target.parse(name)
    full = f"{parsed.python}.1"
    interpreter = Interpreter(target=parsed, full_version=full, implementation_version=full, glibc=(2, 41))
    return LockedTarget(
        target=parsed,
        base="debian",
        suite="trixie",
        python=LockedPython(
            interpreter=interpreter,
            executable="",
            library_directory="",
            loader="",
            site_packages="",
            tree=Tree(debs=()),
        ),
        seed=Seed(nar_sha256="", loader="", python="", library_path=(), debs=()),
        tools={},
        natives={},
        packages=tuple(
            LockedPackage(
                name=name,
                version=version,
                artifact=artifact,
                required_by=required_by,
                needs=(),
                patches={},
                native=None,
                spread=False,
            )
            for name, version, artifact, required_by in packages
        ),
        prefer=(),
    )


A, B1, B2 = "a-1-py3-none-any.whl", "b-1-cp313-cp313-linux_x86_64.whl", "b-2-cp311-cp311-linux_aarch64.whl"
LOCK = Lock(
    requirements=LockedRequirements(asked=Asked(), requires=("a",), digest=""),
    targets={
        "cp313-x86_64-linux": target("cp313-x86_64-linux", ("a", "1", A, ()), ("b", "1", B1, ("a",))),
        "cp311-aarch64-linux": target("cp311-aarch64-linux", ("a", "1", A, ()), ("b", "2", B2, ("a",))),
    },
    artifacts={
        name: DistributionArtifact(file=name, url=f"https://example.invalid/{name}", sha256=SHA, size=9)
        for name in (A, B1, B2)
    },
)


def test_pylock_selects_the_same_files_on_every_target() -> None:
    pylock = Pylock.from_dict(tomllib.loads(pylock_text(LOCK)))
    assert pylock == to_pylock(LOCK)
    for name, expected in (("cp313-x86_64-linux", {A, B1}), ("cp311-aarch64-linux", {A, B2})):
        interpreter = LOCK.targets[name].python.interpreter
        selected = pylock.select(environment=interpreter.markers(), tags=interpreter.tags())
        assert {getattr(file, "filename", None) for _, file in selected} == expected


def test_requirements_have_hashes_and_markers() -> None:
    text = requirements_text(LOCK)
    assert text.startswith(f"a==1 \\\n    --hash=sha256:{SHA}\n")
    assert "b==2 ; (python_version == '3.11' and" in text


_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=20)
_PLAIN = _TEXT | st.integers(-9, 9) | st.booleans() | st.just(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
_INLINE = st.recursive(
    _PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXT, inner, max_size=3),
    max_leaves=8,
)
_TABLES = st.lists(st.dictionaries(_TEXT, _INLINE, max_size=3), max_size=3)


@given(st.dictionaries(_TEXT, _INLINE | _TABLES, max_size=4))
def test_written_toml_reads_back(document: dict[str, object]) -> None:
    assert tomllib.loads(dump(document)) == document


def test_what_was_given_by_its_url_keeps_it() -> None:
    url = "https://files.example.invalid/a-1-py3-none-any.whl"
    lock = replace(LOCK, requirements=replace(LOCK.requirements, requires=(f"a@ {url}",)))
    assert requirements_text(lock).startswith(f"a @ {url} \\\n    --hash=sha256:{SHA}\n")


def test_what_comes_with_the_project_is_exported_by_its_path() -> None:
    file = DistributionArtifact(file=A, url=f"./wheels/{A}", sha256=SHA, size=None)
    lock = replace(
        LOCK,
        artifacts={**LOCK.artifacts, A: file},
        requirements=replace(LOCK.requirements, requires=(f"a @ ./wheels/{A}",)),
    )
    (wheel,) = tomllib.loads(pylock_text(lock))["packages"][0]["wheels"]
    assert wheel == {"name": A, "path": f"./wheels/{A}", "hashes": {"sha256": SHA}}
    assert to_pylock(lock).packages[0].wheels is not None
    assert requirements_text(lock).startswith(f"a @ file:./wheels/{A} \\\n    --hash=sha256:{SHA}\n")


def test_what_is_built_is_exported_as_what_it_is() -> None:
    """Sources from the index, archives and repositories by their addresses, directories."""
    build = LockedBuild(
        backend="flit_core.buildapi",
        backend_path=(),
        requires=(),
        toolchains=(),
        subdirectory="python",
        config_settings={},
        env={},
        native=(),
        patches={},
    )
    rev = "b" * 40
    files: dict[str, Artifact] = {
        "s-1.tar.gz": DistributionArtifact(
            file="s-1.tar.gz", url="https://example.invalid/s-1.tar.gz", sha256=SHA, size=9
        ),
        "u-1.zip": DistributionArtifact(
            file="u-1.zip", url="https://example.invalid/u-1.zip", sha256=SHA, size=None
        ),
        "g-bbbbbbbbbbbb.git": GitArtifact(
            file="g-bbbbbbbbbbbb.git",
            url="https://example.invalid/g",
            rev=rev,
            submodules=True,
            nar_sha256=SHA,
        ),
        "./lib": DirectoryArtifact(file="./lib"),
    }
    one = target(
        "cp313-x86_64-linux", *((file[0] if file != "./lib" else "d", "1", file, ()) for file in files)
    )
    packages = tuple(
        replace(package, build=build if package.name == "g" else replace(build, subdirectory=""))
        for package in one.packages
    )
    lock = Lock(
        requirements=LockedRequirements(
            asked=Asked(), requires=("u @ https://example.invalid/u-1.zip",), digest=""
        ),
        targets={"cp313-x86_64-linux": replace(one, packages=packages)},
        artifacts=files,
    )
    pylock = Pylock.from_dict(tomllib.loads(pylock_text(lock)))
    by_name = {str(package.name): package for package in pylock.packages}
    assert by_name["s"].sdist is not None
    assert by_name["s"].sdist.hashes == {"sha256": SHA}
    assert by_name["u"].archive is not None
    assert by_name["u"].archive.url == "https://example.invalid/u-1.zip"
    assert by_name["g"].vcs is not None
    assert (by_name["g"].vcs.commit_id, by_name["g"].vcs.subdirectory) == (rev, "python")
    assert by_name["d"].directory is not None
    assert (by_name["d"].directory.path, by_name["d"].version) == ("./lib", None)
    assert all(package.wheels is None for package in by_name.values())
    assert requirements_text(lock).splitlines() == [
        "d @ file:./lib",
        f"g @ git+https://example.invalid/g@{rev}#subdirectory=python",
        "s==1 \\",
        f"    --hash=sha256:{SHA}",
        "u @ https://example.invalid/u-1.zip \\",
        f"    --hash=sha256:{SHA}",
    ]
