"""What distributions open and run: seen, provided, offered, explained; and what is said where it cannot be."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project
from tests.unit.conftest import nix_index_file, nix_index_text

OPENS = """
import ctypes
import ctypes.util

library = ctypes.CDLL(ctypes.util.find_library("magic") or "libmagic.so.1")
"""
RUNS = """
import subprocess


def pages(path):
    return subprocess.run(["pdfinfo", path], check=True)
"""


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("snowmagic", files={"snowmagic/__init__.py": OPENS.encode()})
        found.metadata["snowpdfinfo"] = "Summary: A wrapper around pdfinfo\n"
        found.add(
            "snowpdfinfo",
            files={"snowpdfinfo/__init__.py": RUNS.encode()},
            metadata="Summary: A wrapper around pdfinfo\n",
        )
        found.add("snowperhaps", files={"snowperhaps/__init__.py": RUNS.encode()})
        for name, library in (("nobody", "libsnowsnake-nobody.so.7"), ("older", "libavcodec.so.59")):
            text = f"import ctypes\nlibrary = ctypes.CDLL({library!r})\n"
            found.add(f"snow{name}", files={f"snow{name}/__init__.py": text.encode()})
        broken = {
            "snowbroken/__init__.py": b"import ctypes\nlibrary = ctypes.CDLL('libmagic.so.1'\n",
            "snowbroken/deep.py": b"import ctypes\n" + b"(" * 5000 + b"ctypes.CDLL('x')" + b")" * 5000,
            "snowbroken/binary.so": b"\x7fELF" + b"\xff" * 100,
            "snowbroken/odd.py": b"import os\nos.system('\\x1b[31mred \\n$(x)')\n",
        }
        found.add("snowbroken", files=broken)
        yield found


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "temporary"):
        (tmp_path / name).mkdir()
    return Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "temporary")


def run(environment: str, program: str) -> str:
    done = subprocess.run(
        [f"{environment}/bin/python", "-c", program], env={}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_what_is_required_is_there_by_itself(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}snowmagic\nsnowpdfinfo\n"})
    built = project.run("build", timeout=600)
    assert built.code == 0, built.err
    environment = built.out.strip()
    assert run(environment, "import snowmagic; print(snowmagic.library._name)") == "libmagic.so.1"
    mapped = (
        "import snowmagic; print(*{l.split()[-1] for l in open('/proc/self/maps') if '.so' in l}, sep='\\n')"
    )
    assert all(path.startswith("/nix/store/") for path in run(environment, mapped).splitlines())
    assert "pdfinfo version" in run(
        environment,
        "import subprocess as s; print(s.run(['pdfinfo', '-v'], capture_output=True, text=True).stderr)",
    )
    # Nothing of it is in the environment of who did not ask.
    plain = subprocess.run(["/usr/bin/env"], env={}, capture_output=True, text=True, check=True).stdout
    seen = run(environment, "import subprocess; subprocess.run(['/usr/bin/env'])")
    assert set(seen.splitlines()) - {"LC_CTYPE=C.UTF-8"} == set(plain.splitlines())
    explained = project.run("explain", "pdfinfo")
    assert "snowpdfinfo 1.0 runs `pdfinfo`: bin/pdfinfo of poppler-utils" in explained.out
    assert "snowpdfinfo/__init__.py:6" in explained.out
    answer = json.loads(project.run("explain", "libmagic.so.1", "--json").out)["result"]
    assert answer["asked"][0]["debian"]["path"].endswith("/libmagic.so.1")
    assert answer["asked"][0]["nixpkgs"] == "file"


def test_what_is_optional_is_offered_and_accepted(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}snowperhaps\n"})
    locked = project.run("lock")
    assert locked.code == 0, locked.err
    offered = Advice("cli/lock.py", "snowsnake add-native PACKAGE").printed_in(locked.err)
    assert "optional, not needed: poppler-utils (for snowperhaps)" in locked.err
    explained = project.run("explain", "pdfinfo").out
    assert "can use `pdfinfo`: `snowsnake add-native poppler-utils` gives it" in explained
    line = Advice("cli/explain.py", "snowsnake add-native …").printed_in(explained)
    assert offered.replace("PACKAGE", "poppler-utils") == line
    words = ("run", "python", "-c", "import snowperhaps; snowperhaps.pages('x')")
    project.environment["PATH"] = "/var/empty"  # the host has one
    failed = project.run(*words)
    unknown = project.run("run", "python", "-c", "import subprocess; subprocess.run(['hello'])")
    del project.environment["PATH"]
    assert Advice("builders/offers_hook.py", "snowsnake add-native …").printed_in(failed.err) == line
    asked = project.type(Advice("builders/offers_hook.py", "snowsnake locate …").printed_in(unknown.err))
    assert "  hello  bin/hello" in asked.out
    added = project.type(line)
    assert added.code == 0, added.err
    assert (project.directory / "snowsnake.toml").read_text() == 'native = ["poppler-utils"]\n'
    assert "poppler-utils" not in project.run("lock").err
    environment = project.run("build", timeout=600).out.strip()
    assert run(environment, "import shutil; print(shutil.which('pdfinfo'))") == f"{environment}/bin/pdfinfo"
    assert project.run("add-native", "--remove", "poppler-utils").code == 0
    assert json.loads(project.lock.read_text())["targets"]["cp313-x86_64-linux"]["run-time"] is None


VULKAN = """
import vulkan
created = vulkan.vkCreateInstance(vulkan.VkInstanceCreateInfo(), None)
print(*(vulkan.vkGetPhysicalDeviceProperties(d).deviceName for d in vulkan.vkEnumeratePhysicalDevices(created)))
print(*{line.split()[-1] for line in open("/proc/self/maps") if ".so" in line}, sep="\\n")
"""


def test_loader_that_finds_no_driver_leads_to_one(project: Project) -> None:
    """Of a module of a megabyte it is seen that it opens the loader; a driver is another matter."""
    project.write({"requirements.txt": "vulkan\n"})
    words = ("run", "python", "-c", VULKAN)
    failed = project.run(*words, timeout=600)
    assert "VkErrorIncompatibleDriver" in failed.err
    line = Advice("builders/offers_hook.py", "snowsnake add-native …").printed_in(failed.err)
    assert line == "snowsnake add-native mesa-vulkan-drivers"
    option = Advice("builders/offers_hook.py", "--native …").printed_in(failed.err)
    typed = project.run("shell", *option.split(), "vulkan", "--", "python", "-c", VULKAN, timeout=600)
    assert "llvmpipe" in typed.out
    assert project.type(line).code == 0
    device, *mapped = project.run(*words, timeout=600).out.splitlines()
    assert "llvmpipe" in device  # Mesa's, which needs no card
    assert [path for path in mapped if not path.startswith("/nix/store/")] == []


def test_what_nobody_has_is_said(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}snownobody\nsnowolder\n"})
    locked = project.run("lock")
    assert locked.code == 0, locked.err
    nobody, older = (
        next(line for line in locked.lines if f"`snow{name} 1.0` opens" in line)
        for name in ("nobody", "older")
    )
    assert "`libsnowsnake-nobody.so.7` (seen in snownobody/__init__.py:2)" in nobody
    assert "no package of Debian trixie has" in nobody
    assert "it has `libavcodec.so.61`" in older
    assert "Debian bookworm has it in `libavcodec59`: `--python 3.11`" in older
    option = Advice("settle/run_time.py", "--python …").printed_in(older)
    assert "`snowolder 1.0` opens" not in project.run("lock", *option.split()).err


def test_native_packages_that_are_none(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}snowperhaps\n"})
    said = project.fails("add-native", "numpy").err
    line = Advice("provide/debian/solver.py", "snowsnake shell …").printed_in(said)
    ran = project.run(*shlex.split(line)[1:], "--", "python", "-c", "import numpy")
    assert ran.code == 0, ran.err
    said = project.fails("add-native", "pdftoppm").err
    assert "Debian trixie has no package `pdftoppm`, but `poppler-utils` has something of this name" in said
    assert "no package `snow-no-such`" in project.fails("lock", "--native", "snow-no-such").err
    both = project.fails("lock", "--native", "libjack0", "--native", "libjack-jackd2-0").err
    assert "`libjack0` and `libjack-jackd2-0` of Debian trixie exclude each other" in both
    line = Advice("provide/debian/solver.py", "snowsnake inspect NAME").printed_in(both)
    assert project.run("lock").code == 0
    ran = project.run(*line.replace("NAME", "snowperhaps").split()[1:])
    assert ran.code == 0, ran.err
    assert "pdfinfo" in ran.out
    assert "is not the name of a Debian package" in project.fails("lock", "--native", "Not A Name").err


def test_one_of_two_packages_that_exclude_each_other_is_done_without(project: Project, index: Index) -> None:
    """Debian's neutron recommends iputils-arping; what is called arping has the package of that name."""
    for name in ("arping", "neutron"):
        source = b'import subprocess\ndef ping():\n    subprocess.run(["arping", "-V"])\n'
        index.add(name, files={f"{name}/__init__.py": source})
    project.write({"requirements.txt": f"{index.options}arping\nneutron\n"})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert "`neutron` would have `iputils-arping`, which excludes `arping`: it is left out" in ran.err
    line = Advice("settle/conflicts.py", "snowsnake add-native …").printed_in(ran.err)
    ran = project.run(*line.split()[1:])
    assert ran.code == 0, ran.err
    assert "`arping` would have `arping`, which excludes `iputils-arping`: it is left out" in ran.err


def test_plugins_that_debian_depends_on_come_with_the_library(project: Project, index: Index) -> None:
    """Debian's mopidy depends on plugins of GStreamer, which no code names."""
    for name, library in (("mopidy", "libgstreamer-1.0.so.0"), ("qutebrowser", "libmagic.so.1")):
        source = f"import ctypes\nlibrary = ctypes.CDLL({library!r})\n".encode()
        index.add(name, files={f"{name}/__init__.py": source})
    project.write({"requirements.txt": f"{index.options}mopidy\nqutebrowser\n"})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    explained = project.run("explain", "gstreamer1.0-plugins-good").out
    assert "mopidy 1.0 opens `libgstreamer-1.0.so.0`: lib/x86_64-linux-gnu/" in explained
    assert "seen in Debian's mopidy depends on gstreamer1.0-plugins-good" in explained
    assert "in what the environment's distributions open and run" in explained
    assert "libqt6sql6-sqlite" not in (project.directory / "snowsnake.lock").read_text()


def test_files_that_cannot_be_read_stop_nothing(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}snowbroken\n"})
    locked = project.run("lock")
    assert locked.code == 0, locked.err
    assert "\x1b" not in project.lock.read_text()
    assert project.run("inspect", "snowbroken", "--json").code == 0  # of the lock's index
    project.write({"one.whl": b""})
    wheel = project.directory / "snowbroken-1.0-py3-none-any.whl"
    wheel.write_bytes(index.files[wheel.name])
    inspected = project.run("inspect", f"./{wheel.name}")
    assert inspected.code == 0, inspected.err
    assert "not read: snowbroken/__init__.py" in inspected.err


def test_another_machines_wheel(project: Project, index: Index) -> None:
    wheel = project.directory / "snowmagic-1.0-cp313-cp313-manylinux_2_17_aarch64.whl"
    wheel.write_bytes(index.files["snowmagic-1.0-py3-none-any.whl"])
    said = project.fails("inspect", f"./{wheel.name}").err
    assert "is for aarch64-linux, and this machine is x86_64-linux" in said


def test_a_part_of_the_standard_library_is_named_and_there(project: Project) -> None:
    project.write({"requirements.txt": "customtkinter\n"})
    locked = project.run("lock")
    assert locked.code == 0, locked.err
    target = json.loads(project.lock.read_text())["targets"]["cp313-x86_64-linux"]
    needs = target["packages"]["customtkinter"]["needs"]
    need = next(need for need in needs if need["name"] == "tkinter")
    assert (need["kind"], need["level"], need["nixpkgs"]) == (
        "stdlib",
        "required",
        "python313Packages.tkinter",
    )
    assert need["debian"] == {"package": "python", "path": "lib/python3.13/tkinter/__init__.py"}
    assert all(":" in place for place in need["evidence"])
    explained = project.run("explain", "tkinter").out
    assert (
        "imports `tkinter`: lib/python3.13/tkinter/__init__.py of python3.13-tk, part of the base"
        in explained
    )
    assert "(nixpkgs: python313Packages.tkinter)" in explained
    assert "customtkinter" in project.run("explain", "python3.13-tk").out
    inspected = project.run("inspect", "customtkinter").out
    assert "python3.13-tk, part of the base (lib/python3.13/tkinter/__init__.py)" in inspected
    environment = project.run("build", timeout=600).out.strip()
    assert run(environment, "import customtkinter, tkinter; print(tkinter.TkVersion)").startswith("8.")


def test_the_users_own_database_of_nixpkgs_says_which_attribute(
    project: Project, index: Index, tmp_path: Path
) -> None:
    database = tmp_path / "files"
    packages = {("mine-1", "mine", "out", True): ("lib/libmagic.so.1",)}
    database.write_bytes(nix_index_file(nix_index_text(packages)))
    project.write({"requirements.txt": f"{index.options}snowmagic\n"})
    project.environment["SNOWSNAKE_NIX_INDEX"] = str(database)
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert f"reading `{database}`, once" in ran.err
    document = json.loads(project.lock.read_text())
    (target,) = document["targets"].values()
    assert [need["nixpkgs"] for need in target["packages"]["snowmagic"]["needs"]] == ["mine"]
    project.lock.unlink()
    project.environment["SNOWSNAKE_NIX_INDEX"] = str(tmp_path / "gone")
    assert "help: name a file that is there, or unset SNOWSNAKE_NIX_INDEX" in project.fails("lock").err
