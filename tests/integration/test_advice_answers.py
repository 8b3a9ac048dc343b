"""What answers say to type, typed: there is an answer then, or what was asked for is there."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, follow
from tests.integration.test_native_elsewhere import made_deb, tarball

import snowsnake
from snowsnake.configuration import Configuration
from snowsnake.nix.errors import StoreFull
from snowsnake.provide.debian.solver import Unsatisfiable
from snowsnake.provide.debian.suites import load_table
from snowsnake.storage import read_sealed, write_sealed

MANY = "import ctypes\n" + "".join(f"ctypes.CDLL('libsnowsnake-{number}.so.7')\n" for number in range(9))


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("good", files={"good/__init__.py": b""})
        found.add("goodtoo", files={"goodtoo/__init__.py": b""})
        found.add("many", files={"many/__init__.py": MANY.encode()})
        yield found


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    made = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
    made.environment["UV_INDEX"] = index.url
    made.write({"requirements.txt": "good\n"})
    return made


def test_what_debian_has_is_added_and_explained(project: Project) -> None:
    assert project.run("lock").code == 0
    ran = project.fails("explain", "libmagic.so.1")
    follow(project, Advice("answers/explain.py", "snowsnake add-native …").printed_in(ran.err))
    assert project.run("explain", "libmagic1t64").code == 0


def test_distribution_that_is_not_there_is_tried_and_then_locked(project: Project) -> None:
    assert project.run("lock").code == 0
    ran = project.fails("explain", "goodtoo")
    line = Advice("answers/explain.py", "snowsnake shell …").printed_in(ran.err)
    follow(project, f"{line} -- python -c 'import goodtoo'")
    project.write({"requirements.txt": "good\ngoodtoo\n"})
    follow(project, Advice("answers/explain.py", "snowsnake lock").printed_in(ran.err))
    assert project.run("explain", "goodtoo").code == 0


def test_library_of_another_number_leads_to_the_one_that_there_is(project: Project) -> None:
    assert project.run("lock").code == 0
    ran = project.fails("explain", "libmagic.so.9")
    line = Advice("answers/explain.py", "snowsnake locate …").printed_in(ran.err)
    ran = project.fails(*line.split()[1:])
    said = follow(project, Advice("provide/locate.py", "snowsnake locate …").printed_in(ran.err))
    assert "libmagic" in said.out


@pytest.mark.parametrize("name", ["pdftopp", "zlb.h", "caro.pc", "libGLL.so.1", "magick"])
def test_name_that_is_nearly_right_leads_to_one_that_there_is(project: Project, name: str) -> None:
    ran = project.run("locate", name)
    if ran.code == 0:
        return
    follow(project, Advice("provide/locate.py", "snowsnake locate …").printed_in(ran.err))


def test_distribution_that_a_marker_rules_out_is_inspected_without_it(project: Project) -> None:
    ran = project.fails("inspect", "good; python_version < '3'")
    said = follow(project, Advice("answers/inspect.py", "snowsnake inspect …").printed_in(ran.err))
    assert "good 1.0" in said.out


def test_wheel_for_another_machine_is_inspected_for_that(project: Project, index: Index) -> None:
    name = "good-1.0-cp313-cp313-manylinux_2_17_aarch64.whl"
    project.write({name: index.files["good-1.0-py3-none-any.whl"].replace(b"py3-none-any", b"py3-none-any")})
    ran = project.fails("inspect", f"./{name}")
    said = follow(project, Advice("answers/inspect.py", "snowsnake inspect --target … …").printed_in(ran.err))
    assert "good 1.0" in said.out


def test_many_files_that_nobody_has_are_listed(project: Project) -> None:
    project.write({"requirements.txt": "many\n"})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    said = follow(project, Advice("settle/run_time.py", "snowsnake inspect …").printed_in(ran.err))
    assert all(f"libsnowsnake-{number}.so.7" in said.out for number in range(9))


def test_interpreter_that_is_said_for_a_suite_in_transition_is_of_a_stable_one() -> None:
    option = Advice("provide/debian/solver.py", "--python 3.13").printed_in(
        str(Unsatisfiable("libx", ("a",), "sid", "no package has that name and version").help)
    )
    (found,) = [one for one in load_table().interpreters if one.offered().label == option.split()[1]]
    assert found.suite != "sid"


# --- files


def test_installed_copy_has_no_address_until_one_is_named(project: Project, tmp_path: Path) -> None:
    package = Path(snowsnake.__file__).parent
    shutil.copytree(package, tmp_path / "installed/snowsnake")  # where it is no checkout
    project.environment["PYTHONPATH"] = str(tmp_path / "installed")
    assert project.run("lock").code == 0
    words = ("export", "flake")
    ran = project.fails(*words)
    option = Advice("nix/starters.py", "--url git+https://HOST/snowsnake").printed_in(ran.err)
    assert project.run(*words, *option.replace("HOST", "example.invalid").split()).code == 0
    follow(project, Advice("nix/starters.py", "snowsnake init").printed_in(ran.err))
    assert project.run(*words).code == 0
    ran = project.fails("init", "--force", "--url", "no flake", code=2)
    option = Advice("nix/starters.py", "--url git+https://HOST/PATH").printed_in(ran.err)
    assert project.run("init", "--force", *option.replace("HOST/PATH", "example.invalid/x").split()).code == 0


def test_files_of_other_tools_lead_to_a_lock(project: Project) -> None:
    (project.directory / "requirements.txt").rename(project.directory / "requirements-dev.txt")
    ran = project.fails("lock")
    follow(project, Advice("requirements/begin.py", "snowsnake lock -r …").printed_in(ran.err))
    project.lock.unlink()
    (project.directory / "requirements-dev.txt").unlink()
    project.write({"environment.yml": "dependencies: [good]\n"})
    ran = project.fails("lock")
    said = follow(project, Advice("requirements/begin.py", "snowsnake add-native --help").printed_in(ran.err))
    assert "add-native" in said.out
    project.write({"requirements.txt": "good\n"})
    assert project.run("lock").code == 0


def test_library_that_debian_lacks_is_brought_by_a_package_from_elsewhere(
    project: Project, index: Index, tmp_path: Path
) -> None:
    name = "libsnowsnake-brought.so.7"
    text = f"import ctypes\nlibrary = ctypes.CDLL({name!r})\n"
    index.add("wanting", files={"wanting/__init__.py": text.encode()})
    project.write({"requirements.txt": "wanting\n"})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    line = Advice("settle/run_time.py", "snowsnake add-native URL").printed_in(ran.err)
    (found,) = Path("/").glob("usr/lib/*-linux-gnu/libz.so.1")
    place = f"usr/lib/{found.parent.name}/{name}"
    index.files["brought.deb"] = made_deb("", "amd64", {place: found.read_bytes()}, name="brought")
    said = follow(project, line.replace("URL", index.file_url("brought.deb")))
    assert "no package of Debian" not in said.err
    assert "no package of Debian" not in project.run("lock", "--upgrade").err
    environment = project.run("build").out.strip()
    done = subprocess.run(
        [f"{environment}/bin/python", "-c", "import wanting; print(wanting.library._name)"],
        env={},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == name, done.stderr


def test_program_for_a_newer_system_runs_on_a_newer_base(project: Project, index: Index) -> None:
    program = Path(shutil.which("true") or "").read_bytes()
    old = max(re.findall(rb"GLIBC_2\.[0-9]{2}\0", program))
    newer = tarball({"bin/tool": program.replace(old, b"GLIBC_2.42\0")}, top="tool")
    index.files["newer.tar.gz"] = newer
    url = f"{index.file_url('newer.tar.gz')}#sha256={hashlib.sha256(newer).hexdigest()}"
    project.write({"snowsnake.toml": f'native = ["{url}"]\n'})
    ran = project.fails("lock")
    option = Advice("settle/carrier_errors.py", "--python 3.14").printed_in(ran.err)
    assert project.run("lock", *option.split()).code == 0


def test_environments_are_let_go_of_where_the_disk_is_full(project: Project) -> None:
    assert project.run("build").code == 0
    assert list(project.state.rglob("environment"))
    line = Advice("nix/errors.py", "snowsnake clean").printed_in(str(StoreFull("no space").help))
    follow(project, line)
    assert not list(project.state.rglob("environment"))


# --- the network


def test_what_is_not_cached_is_fetched_once_the_network_is_asked(project: Project, index: Index) -> None:
    file = index.add(f"fresh{time.time_ns()}")
    project.write({"requirements.txt": f"{file.partition('-')[0]}\n"})
    words = ("lock", "--offline")
    option = Advice("errors.py", "--offline").printed_in(project.fails(*words).err)
    assert project.run(*(word for word in words if word != option)).code == 0


def test_index_of_debian_that_is_old_is_used_where_no_mirror_answers(project: Project) -> None:
    assert project.run("lock").code == 0
    project.lock.unlink()
    known, mine = Configuration.from_environment(os.environ).cache, project.state.parent / "cache"
    (mine / "debian").mkdir(parents=True)
    for path in known.iterdir():
        if path.name != "debian":
            (mine / path.name).symlink_to(path)
    for path in (known / "debian").iterdir():
        said = read_sealed(path) if path.suffix == ".json" else None
        if said is None:
            (mine / "debian" / path.name).symlink_to(path)
        else:
            write_sealed(
                mine / "debian" / path.name, json.dumps({**json.loads(said), "checked": 1.0}).encode()
            )
    nobody = "http://127.0.0.1:9"
    proxies = dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), nobody)
    project.environment |= {"SNOWSNAKE_CACHE_DIR": str(mine), **proxies, "no_proxy": "127.0.0.1"}
    ran = project.fails("lock")
    option = Advice("provide/debian/archive.py", "--offline").printed_in(ran.err)
    assert project.run("lock", option).code == 0
    assert re.search("index of [0-9-]+ ", ran.err)
