"""What a user sees when something is wrong: said in words, with the next step, and nothing left behind.

The command line is real, and so are uv, Nix and the Debian archive; only what is broken is made here.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import socket
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.loopback import Index, make_wheel, serving, symbolic_link
from tests.integration.project import Project

PYPROJECT = '[project]\nname = "demo"\nversion = "1"\nrequires-python = ">=3.11"\ndependencies = ["good"]\n'
HOSTILE = "a'b\"${c} d\nü\x1b[31m\u202e''"
ZERO = "0" * 64
GOOD = b"value = 42\n\ndef main():\n    return 0\n"


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    """Wheels of which each is wrong in its own way; its name says how."""
    with serving() as found:
        found.add(
            "good",
            files={"good/__init__.py": GOOD},
            entry_points="[console_scripts]\ngood-tool = good:main\n",
        )
        found.add("dotdot", extra={"../../evil.py": b""})
        found.add("absolute", extra={"/etc/evil": b""})
        found.add("linked", extra={symbolic_link("linked/passwd"): b"/etc/passwd"})
        found.add("unrecorded", extra={"unrecorded/more.py": b""})
        found.add("misrecorded", record={"misrecorded/__init__.py": "A" * 43})
        found.files["truncated-1.0-py3-none-any.whl"] = make_wheel("truncated")[:-200]
        found.files["noise-1.0-py3-none-any.whl"] = os.urandom(2000)
        found.files["liar-1.0-py3-none-any.whl"] = make_wheel("truth")
        found.add("foreign", tag="cp313-cp313-win_amd64")
        found.files["srconly-1.0.tar.gz"] = b"source"
        found.claimed[found.add("swapped")] = ZERO
        found.add("oddname", files={f"oddname/{HOSTILE}.txt": b""})
        found.add("oddscript", entry_points="[console_scripts]\nx\x1b[31m${y}'\" = oddscript:main\n")
        found.add("oddtext", metadata="Summary: \x1b[31m${y}''\"\u202e\nLicense: ''${x}\n")
        found.metadata["oddneed"] = "Requires-Dist: \x1b[31mfoo${x}\n"
        found.add("oddneed")
        found.files["oddfile-1.0-py3-none-any\u202e${x}'\x1b[31m.whl"] = make_wheel("oddfile")
        yield found


# --- what is required cannot be had


@pytest.mark.parametrize(
    ("requirement", "message"),
    [
        ("no-such-thing", "no index has a package `no-such-thing`"),
        ("good>99", "no version of `good` fits what is required"),
        ("srconly", "the source of `srconly 1.0` cannot be read: Invalid gzip header"),
        ("foreign", "`foreign` has no wheel for `cp313-x86_64-linux`"),
    ],
)
def test_nothing_fits(project: Project, index: Index, requirement: str, message: str) -> None:
    project.write({"requirements.txt": f"{index.options}{requirement}\n"})
    said = project.fails("lock", "--target", "cp313-x86_64-linux").err
    assert f"error: {message}" in said


# --- input files


@pytest.mark.parametrize(
    ("files", "command", "message"),
    [
        (
            {"requirements.txt": "-r sub/more.txt\n", "sub/more.txt": "attrs\n\nfoo===\n"},
            ["lock"],
            "sub/more.txt:3: `foo===` is not a requirement",
        ),
        (
            {"requirements.txt": f"attrs==1 --hash=sha256:{'z' * 64}\n"},
            ["lock"],
            "requirements.txt:1: a sha256 hash has 64 hexadecimal digits",
        ),
        ({"requirements.txt": "-r gone.txt\n"}, ["lock"], "requirements.txt:1"),
        ({"requirements.txt": b"\xffattrs"}, ["lock"], "`requirements.txt`: not UTF-8 at byte 0"),
        (
            {"pyproject.toml": '[project]\nname = "x"\ndependencies = [\n'},
            ["lock"],
            "pyproject.toml:3: not valid",
        ),
        (
            {"pyproject.toml": PYPROJECT.replace('"good"', '\n  "good",\n  "attrs[",\n')},
            ["lock"],
            "pyproject.toml:7: `attrs[` is not a requirement",
        ),
        (
            {"pyproject.toml": '[project]\nname = "x"\ndependencies = 3\n'},
            ["lock"],
            "`project.dependencies` must be",
        ),
        (
            {"s.py": '#!/usr/bin/env python\n# /// script\n# dependencies = ["attrs"\n# ///\n'},
            ["run", "s.py"],
            "s.py:3: not valid TOML",
        ),
        (
            {"s.py": '# /// script\n# dependencies = ["attrs>>1"]\n# ///\n'},
            ["run", "s.py"],
            "s.py:2: `attrs>>1` is not a requirement",
        ),
        (
            {"s.py": "# /// script\n# dependencies = []\n"},
            ["run", "s.py"],
            "s.py:1: the `# /// script` block is not",
        ),
        *(
            (
                {"pyproject.toml": PYPROJECT, name: "version = 1\n[[package]\n"},
                ["lock"],
                f"{name}:2: not valid TOML",
            )
            for name in ("uv.lock", "pylock.toml", "poetry.lock", "pdm.lock")
        ),
        *(
            (
                {
                    "pyproject.toml": PYPROJECT,
                    name: 'version = "x"\npackage = 3\npackages = 3\nlock-version = 7\n',
                },
                ["lock"],
                f"`{name}` is not a lock that can be read: ",
            )
            for name in ("uv.lock", "pylock.toml", "poetry.lock", "pdm.lock")
        ),
        ({"pyproject.toml": PYPROJECT, "uv.toml": "x = 1\na = [\n"}, ["lock"], "uv.toml:2: not valid TOML"),
        (
            {"requirements.txt": "attrs\n", ".python-version": "# ours\nnonsense!\n"},
            ["lock"],
            ".python-version:2: `nonsense!` is not a version of Python",
        ),
        (
            {"requirements.txt": "attrs\n", ".python-version": "2.7\n"},
            ["lock"],
            "the Debian base has no interpreter for Python `2.7`",
        ),
        ({}, ["lock"], "has none of `pyproject.toml`, `requirements.txt`, `uv.lock`"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, dict) else None,
)
def test_input_file_is_wrong(
    project: Project, files: dict[str, str | bytes], command: list[str], message: str
) -> None:
    project.write(files)
    assert message in project.fails(*command).err.replace(f"{project.directory}/", "")


# --- bytes are not the ones that were promised


def test_hashes_in_requirements_that_no_file_has(project: Project, index: Index) -> None:
    file = "good-1.0-py3-none-any.whl"
    found = hashlib.sha256(index.files[file]).hexdigest()
    project.write({"requirements.txt": f"{index.options}good==1.0 --hash=sha256:{ZERO}\n"})
    said = project.fails("lock").err
    for part in ("`good 1.0`", f"sha256:{ZERO}", f"sha256:{found}", index.file_url(file)):
        assert part in said


SECRETIVE = "def get_requires_for_build_wheel(settings=None): return {!r}\n"


@pytest.mark.parametrize("where", ["build-system", "hook", "metadata"])
def test_what_a_stranger_s_source_wants_of_this_machine_is_not_taken(
    project: Project, index: Index, tmp_path: Path, where: str
) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "pyproject.toml").write_text('[project]\nname = "secret"\nversion = "1"\n')
    wanted = f"secret @ {secret.as_uri()}"
    system = json.dumps([wanted] if where == "build-system" else [])
    name = f"thief-{where}".replace("-", "_")
    index.add_source(
        name,
        {
            "pyproject.toml": f'[build-system]\nrequires = {system}\nbuild-backend = "b"\nbackend-path = ["."]\n',
            "b.py": SECRETIVE.format([wanted] if where == "hook" else []),
        },
        metadata=f"Requires-Dist: {wanted}\n" if where == "metadata" else "",
    )
    project.write({"requirements.txt": f"{index.options}{name} @ {index.file_url(f'{name}-1.0.tar.gz')}\n"})
    said = project.fails("lock").err
    assert f"wants `secret` from `{secret}` of this machine, which none of your requirements names" in said
    assert f"help: do without what requires it; if it is meant, require `{wanted}` yourself" in said


def test_a_hash_that_no_index_has_is_checked_in_what_was_fetched(project: Project, index: Index) -> None:
    file = "good-1.0-py3-none-any.whl"
    sha384, sha512 = (getattr(hashlib, name)(index.files[file]).hexdigest() for name in ("sha384", "sha512"))
    line = f"{index.options}good==1.0 --hash=sha384:{sha384[:-1]}{'0' if sha384[-1] != '0' else '1'}"
    project.write({"requirements.txt": f"{line}\n"})
    said = project.fails("lock").err
    for part in (
        "`good 1.0`",
        "has a hash that the requirements file allows",
        f"sha384:{sha384}",
        index.file_url(file),
    ):
        assert part in said
    project.write({"requirements.txt": f"{line} --hash=sha512:{sha512}\n"})
    assert project.run("lock").code == 0
    assert f'"sha256": "{hashlib.sha256(index.files[file]).hexdigest()}"' in project.lock.read_text()


def test_the_index_serves_other_bytes_than_it_announces(project: Project, index: Index) -> None:
    file = "swapped-1.0-py3-none-any.whl"
    project.write({"requirements.txt": f"{index.options}swapped\n"})
    said = project.fails("lock").err
    found = hashlib.sha256(index.files[file]).hexdigest()
    for part in (f"`{file}`", f"sha256:{ZERO}", f"sha256:{found}", index.file_url(file)):
        assert part in said


def test_index_that_links_to_files_of_this_machine_is_refused(project: Project, tmp_path: Path) -> None:
    with serving() as index:
        name = index.add("planted")
        (tmp_path / name).write_bytes(index.files[name])
        index.links = f"file://{tmp_path}/"
        project.write({"requirements.txt": f"{index.options}planted\n"})
        said = project.fails("lock").err
    assert (
        f"a file of `planted` cannot be locked: its index says that `{name}` is a file of this machine"
        in said
    )
    assert not project.lock.exists()


def test_file_without_a_hash_is_locked_as_it_is_when_it_is_locked(project: Project) -> None:
    with serving() as index:
        index.without_hashes = True
        name = index.add("bare")
        project.write({"requirements.txt": f"{index.options}bare\n"})
        assert project.run("lock").code == 0
        assert f'"sha256": "{hashlib.sha256(index.files[name]).hexdigest()}"' in project.lock.read_text()


def test_a_hash_in_the_lock_was_edited(locked: Project, index: Index) -> None:
    file = "good-1.0-py3-none-any.whl"
    found = hashlib.sha256(index.files[file]).hexdigest()
    edited = hashlib.sha256(os.urandom(9)).hexdigest()
    locked.lock.write_text(locked.lock.read_text().replace(found, edited))
    said = locked.fails("build").err
    for part in (f"`{file}`", f"sha256:{edited}", f"sha256:{found}", index.file_url(file)):
        assert part in said


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("truncated", "the archive is truncated or corrupt"),
        ("noise", "the archive is truncated or corrupt"),
        ("dotdot", "`../../evil.py`"),
        ("absolute", "`/etc/evil`"),
        ("linked", "`linked/passwd` is a symbolic link"),
        ("unrecorded", "`unrecorded/more.py` is not in its RECORD"),
        ("misrecorded", "`misrecorded/__init__.py` does not have the hash that its RECORD says"),
        ("liar", "its file name says liar 1.0"),
        ("oddname", r"a\'b"),
        ("oddscript", r"x\x1b[31m${y}"),
    ],
)
def test_a_wheel_that_must_not_be_installed(project: Project, index: Index, name: str, message: str) -> None:
    project.write({"requirements.txt": f"{index.options}{name}\n"})
    said = project.fails("lock").err
    assert f"error: `{name}-1.0-py3-none-any.whl` is not a usable wheel: " in said
    assert message in said


# --- the lock


def test_locks_that_cannot_be_used(locked: Project) -> None:
    good = locked.lock.read_text()
    conflict = "<<<<<<< HEAD\n" + good.splitlines(keepends=True)[1] + "=======\n>>>>>>> other\n"
    for broken, message in (
        (good[:500], r"is damaged: line \d+, column \d+"),
        ("", "is damaged: line 1, column 1"),
        ("\0" * 100, "is damaged: line 1, column 1"),
        ("{}", "is damaged: "),
        (good.replace('"suite": "trixie"', '"suite": 3'), r"targets\.\S+\.suite: expected a string"),
        (good.replace("{\n", "{\n" + conflict, 1), "is damaged: line 2: both sides of a merge"),
        (good.replace('"version": 2\n', '"version": 7\n'), "has format 7, this snowsnake reads format 2"),
    ):
        locked.lock.write_text(broken)
        said = locked.fails("build").err
        assert f"`{locked.lock}`" in said
        assert re.search(message, said), said
    # The help says that locking makes it anew, so it must; all but what a newer snowsnake wrote.
    locked.fails("lock")
    older = good.replace('"version": 2\n', '"version": 1\n')
    for broken in (good[:500], older, good.replace("{\n", "{\n" + conflict, 1)):
        locked.lock.write_text(broken)
        assert locked.run("lock").code == 0
        assert locked.lock.read_text() == good


def test_a_stale_lock_is_refused_where_it_must_not_change(locked: Project, index: Index) -> None:
    locked.write({"requirements.txt": f"{index.options}good==1.0\n"})
    for words in (["lock", "--check"], ["build", "--locked"], ["run", "--locked", "true"]):
        said = locked.fails(*words).err
        assert "is stale: `requirements.txt` changed" in said
        assert "help: run `snowsnake lock`" in said


# --- the network


def unused_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


def test_an_index_that_cannot_be_reached(project: Project) -> None:
    url = f"http://127.0.0.1:{unused_port()}/simple"
    project.write({"requirements.txt": f"--index-url {url}\ngood\n"})
    project.environment["UV_HTTP_RETRIES"] = "1"
    ran = project.fails("lock")
    assert f"`{url}/good/` cannot be reached: Connection refused" in ran.err


def test_an_index_with_troubles_of_its_own(locked: Project, index: Index) -> None:
    fresh = index.add("late", files={"late/data": os.urandom(8)})
    locked.write({"requirements.txt": f"{index.options}late\n"})
    assert locked.run("lock").code == 0
    lock = locked.lock.read_text()
    index.status = 503
    index.asked.clear()
    try:
        # Locking: uv asks several times, then it is said.
        locked.write({"requirements.txt": f"{index.options}late\ngood==1.0\n"})
        locked.environment["UV_HTTP_RETRIES"] = "1"
        ran = locked.fails("lock")
        assert "cannot be reached: 503 Service Unavailable" in ran.err
        assert len(index.asked) > 1
        # Downloading: a hash that no cache has.
        locked.write({"requirements.txt": f"{index.options}late\n"})
        index.asked.clear()
        other = hashlib.sha256(os.urandom(8)).hexdigest()
        locked.lock.write_text(lock.replace(hashlib.sha256(index.files[fresh]).hexdigest(), other))
        ran = locked.fails("build")
        assert f"cannot download `{fresh}` from `127.0.0.1`: HTTP 503 (tried 5 times)" in ran.err
        assert len(index.asked) == 5
    finally:
        index.status = 200


# --- hostile text


def test_a_project_in_a_hostile_directory_works(tmp_path: Path, index: Index) -> None:
    directory = tmp_path / HOSTILE
    for path in (directory, tmp_path / "state ü${x}", tmp_path / "tmp"):
        path.mkdir()
    project = Project(directory=directory, state=tmp_path / "state ü${x}", temporary=tmp_path / "tmp")
    project.write(
        {
            "requirements.txt": index.options + "good\n",
            "s'${x} ü.py": "# /// script\n# dependencies = []\n# ///\nprint('ran')\n",
        }
    )
    assert project.run("lock").code == 0
    built = project.run("build", "-o", "re'sult${x}")
    assert built.code == 0, built.err
    result = directory / "re'sult${x}"
    assert str(result.readlink()) == built.out.strip()
    for program, words, said in (
        ("python", ["-c", "import good; print(good.value)"], "42\n"),
        ("good-tool", [], ""),
    ):
        done = subprocess.run([result / "bin" / program, *words], capture_output=True, text=True, check=False)
        assert (done.returncode, done.stdout) == (0, said)
    for _ in range(2):  # the second time it is hot
        ran = project.run("run", "--", "python", "-c", "import good; print(good.value)")
        assert (ran.code, ran.out) == (0, "42\n"), ran.err
    shell = project.run("shell", "--", "python", "-c", "import os; print(os.environ['VIRTUAL_ENV'])")
    assert shell.out.strip() == built.out.strip()
    script = project.run("run", "./s'${x} ü.py")
    assert (script.code, script.out) == (0, "ran\n"), script.err
    cleaned = project.run("clean", "--all")
    assert cleaned.code == 0
    assert all(line.isprintable() for line in (*cleaned.out.splitlines(), *cleaned.lines))


@pytest.mark.parametrize(
    "requirement",
    [
        "a'b",
        'x"y',
        "x${y}",
        "x\x1b[31m",
        "x\u202ey",
        "ü",
        "x; python_version < '${x}'",
        "x @ https://x/${y}.whl",
    ],
)
def test_hostile_requirements_are_refused(project: Project, requirement: str) -> None:
    project.fails("shell", requirement, "--", "true")
    project.write({"requirements.txt": f"good\n{requirement}\n"})
    assert "requirements.txt:2" in project.fails("lock").err


@pytest.mark.parametrize(
    "words",
    [
        ["--target", "cp313\x1b[31m${x}"],
        ["--python", "3\x1b[31m"],
        ["-r", "\x1b[31m${x}\n.txt"],
        ["--x\x1b[31m"],
    ],
)
def test_hostile_arguments_are_refused(project: Project, words: list[str]) -> None:
    project.write({"requirements.txt": "" if words[0] == "-r" else "idna\n"})
    project.fails("lock", *words, code=2 if words[0].startswith("--x") else 1)


def test_hostile_answers_of_an_index(project: Project, index: Index) -> None:
    project.environment["UV_HTTP_RETRIES"] = "0"
    for name in ("oddneed", "oddfile"):
        project.write({"requirements.txt": f"{index.options}{name}\n"})
        project.fails("lock")
    index.status, index.reason = 418, "\x1b[31m ${x}"
    project.write({"requirements.txt": f"{index.options}good\n"})
    try:
        project.fails("lock")
    finally:
        index.status, index.reason = 200, None


def test_hostile_metadata_goes_no_further(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}oddtext\n"})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert "${" not in project.lock.read_text()
    assert json.loads(project.lock.read_text())
    ran = project.run("run", "--", "python", "-c", "import oddtext; print(oddtext.value)")
    assert (ran.code, ran.out) == (0, "42\n"), ran.err
