from __future__ import annotations

import re
from pathlib import Path

import pytest
from packaging.pylock import Pylock
from packaging.requirements import Requirement

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile import patterns
from snowsnake.requirements import Inputs, read_inputs
from snowsnake.resolve import requirers, select
from snowsnake.resolve.errors import BadArtifact, BadPylock, NoSource, NoWheelForTarget
from snowsnake.resolve.pylock import pylock_of
from snowsnake.resolve.unfit import AmbiguousLock, EnvironmentExcluded, PythonExcluded
from snowsnake.targets import Interpreter, Target

SHA = "a" * 64


def interpreter(name: str = "cp313-x86_64-linux", *, glibc: tuple[int, int] = (2, 41)) -> Interpreter:
    target = Target.parse(name)
    version = f"{target.python}.5"
    implementation = version if target.implementation == "cp" else "7.3.19"
    return Interpreter(
        target=target, full_version=version, implementation_version=implementation, glibc=glibc
    )


def inputs(directory: Path, *names: str) -> Inputs:
    return read_inputs(directory, requirements=names or ["a"])


def file(name: str, **more: object) -> dict[str, object]:
    url = f"https://u:secret@example.invalid/{name}"
    return {"name": name, "url": url, "size": 7, "hashes": {"sha256": SHA}, **more}


def lock(*packages: dict[str, object], **more: object) -> Pylock:
    return pylock_of(
        {"lock-version": "1.0", "created-by": "test", "packages": list(packages), **more}, "test"
    )


def package(name: str, *wheels: str, **more: object) -> dict[str, object]:
    return {"name": name, "version": "1", "wheels": [file(wheel) for wheel in wheels], **more}


MANY = package(
    "a",
    "a-1-py3-none-any.whl",
    "a-1-cp313-cp313-manylinux_2_28_x86_64.whl",
    "a-1-cp313-cp313-manylinux_2_17_x86_64.whl",
    "a-1-cp313-cp313-manylinux_2_28_aarch64.whl",
    "a-1-pp311-pypy311_pp73-manylinux_2_17_x86_64.whl",
    "a-1-cp313-cp313-win_amd64.whl",
)


@pytest.mark.parametrize(
    ("target", "glibc", "chosen"),
    [
        ("cp313-x86_64-linux", (2, 41), "a-1-cp313-cp313-manylinux_2_28_x86_64.whl"),
        ("cp313-x86_64-linux", (2, 27), "a-1-cp313-cp313-manylinux_2_17_x86_64.whl"),
        ("cp313-aarch64-linux", (2, 41), "a-1-cp313-cp313-manylinux_2_28_aarch64.whl"),
        ("pp311-x86_64-linux", (2, 41), "a-1-pp311-pypy311_pp73-manylinux_2_17_x86_64.whl"),
        ("cp314-x86_64-linux", (2, 41), "a-1-py3-none-any.whl"),
    ],
)
def test_each_target_gets_its_best_wheel(
    tmp_path: Path, target: str, glibc: tuple[int, int], chosen: str
) -> None:
    (one,) = select(lock(MANY), interpreter(target, glibc=glibc), inputs(tmp_path))
    assert one.artifact.file == chosen
    assert one.wheel is not None
    assert one.wheel.url == f"https://example.invalid/{chosen}"  # without the password
    assert (one.wheel.sha256, one.wheel.size, one.version) == (SHA, 7, "1")


def test_markers_decide_and_requirers_are_named(tmp_path: Path) -> None:
    found = select(
        lock(
            package("a", "a-1-py3-none-any.whl", dependencies=[{"name": "b"}]),
            package("b", "b-1-py3-none-any.whl"),
            package("w", "w-1-py3-none-any.whl", marker="sys_platform == 'win32'"),
        ),
        interpreter(),
        inputs(tmp_path),
    )
    assert [(one.name, one.required_by) for one in found] == [("a", ()), ("b", ("a",))]


def test_what_the_user_asked_for_has_no_requirer(tmp_path: Path) -> None:
    pylock = lock(
        package("a", "a-1-py3-none-any.whl", dependencies=[{"name": "b"}]),
        package("b", "b-1-py3-none-any.whl"),
    )
    assert [one.required_by for one in select(pylock, interpreter(), inputs(tmp_path, "a", "b"))] == [(), ()]


def test_source_is_taken_where_no_wheel_fits(tmp_path: Path) -> None:
    found = select(
        lock(
            {"name": "s", "version": "1", "sdist": file("s-1.tar.gz")},
            {
                "name": "t",
                "version": "2",
                "sdist": file("t-2.zip"),
                "wheels": [file("t-2-cp312-cp312-win_amd64.whl")],
            },
            package("u", "u-1-py3-none-any.whl"),
        ),
        interpreter(),
        inputs(tmp_path),
    )
    assert [(one.artifact.file, one.wheel is not None) for one in found] == [
        ("s-1.tar.gz", False),
        ("t-2.zip", False),
        ("u-1-py3-none-any.whl", True),
    ]


@pytest.mark.parametrize("name", ["a", ":all:"])
def test_source_is_taken_where_it_is_wanted(tmp_path: Path, name: str) -> None:
    wheel = file("a-1-py3-none-any.whl")
    both: dict[str, object] = {"name": "a", "version": "1", "sdist": file("a-1.tar.gz"), "wheels": [wheel]}
    wanted = read_inputs(tmp_path, requirements=["a"], options=[f"--no-binary {name}"])
    (one,) = select(lock(both), interpreter(), wanted)
    assert one.artifact.file == "a-1.tar.gz"


def test_source_is_wanted_and_there_is_none(tmp_path: Path) -> None:
    pylock = lock(package("a", "a-1-py3-none-any.whl"))
    everything = read_inputs(tmp_path, requirements=["a"], options=["--no-binary :all:"])
    assert select(pylock, interpreter(), everything)[0].wheel
    with pytest.raises(NoSource, match="`a 1` is to be built from source, and the index has only wheels"):
        select(pylock, interpreter(), read_inputs(tmp_path, requirements=["a"], options=["--no-binary a"]))


def test_no_wheel_for_the_target_says_which_there_are(tmp_path: Path) -> None:
    with pytest.raises(NoWheelForTarget) as caught:
        select(lock(package("a", "a-1-cp312-cp312-win_amd64.whl")), interpreter(), inputs(tmp_path))
    assert caught.value.details == "there are wheels for: cp312-cp312-win_amd64"


EXTRAS = {"extras": ["more"], "dependency-groups": ["Test.Tools", "dev"], "default-groups": ["dev"]}


@pytest.mark.parametrize(
    ("extras", "groups", "chosen"),
    [
        ((), (), ["a", "d"]),
        (("more",), (), ["a", "b", "d"]),
        ((), ("test-tools",), ["a", "c", "d"]),
        (("baked-in",), ("baked-too",), ["a", "d"]),  # the project's: what they require has no marker
    ],
)
def test_extras_and_groups_of_a_pylock_choose_where_it_declares_them(
    tmp_path: Path, extras: tuple[str, ...], groups: tuple[str, ...], chosen: list[str]
) -> None:
    pylock = lock(
        package("a", "a-1-py3-none-any.whl"),
        package("b", "b-1-py3-none-any.whl", marker="'more' in extras"),
        package("c", "c-1-py3-none-any.whl", marker="'test-tools' in dependency_groups"),
        package("d", "d-1-py3-none-any.whl", marker="'dev' in dependency_groups"),
        **EXTRAS,
    )
    (tmp_path / "pylock.toml").write_text("")
    asked = read_inputs(tmp_path, files=[Path("pylock.toml")], extras=extras, groups=groups)
    assert [one.name for one in select(pylock, interpreter(), asked)] == chosen


@pytest.mark.parametrize(
    ("packages", "more", "error", "said"),
    [
        (
            [package("a", "a-1-py3-none-any.whl")],
            {"requires-python": ">=3.14"},
            PythonExcluded,
            "`uv's answer` requires Python >=3.14, and `cp313-x86_64-linux` is Python 3.13.5",
        ),
        (
            [package("a", "a-1-py3-none-any.whl", **{"requires-python": "<3.13"})],
            {},
            PythonExcluded,
            "`a 1` requires Python <3.13, and `cp313-x86_64-linux` is Python 3.13.5",
        ),
        (
            [package("a", "a-1-py3-none-any.whl")],
            {"environments": ["sys_platform == 'win32'", "python_version < '3.12'"]},
            EnvironmentExcluded,
            "`uv's answer` was not made for `cp313-x86_64-linux`",
        ),
        (
            [package("a", "a-1-py3-none-any.whl"), package("a", "a-2-py3-none-any.whl", version="2")],
            {},
            AmbiguousLock,
            "`uv's answer` has 2 entries of `a` for `cp313-x86_64-linux`: 1, 2",
        ),
        (
            [package("a", "a-1-py3-none-any.whl", marker="os_name ~= 'x'")],
            {},
            BadPylock,
            """the marker of `a` has no meaning: os_name ~= "x\"""",
        ),
        (
            [package("a", "a-1-py3-none-any.whl", marker="extra == 'x'")],
            {},
            BadPylock,
            """the marker of `a` has no meaning: extra == "x\"""",
        ),
    ],
)
def test_a_lock_that_has_nothing_for_a_target_says_which_of_its_words_is_why(
    tmp_path: Path,
    packages: list[dict[str, object]],
    more: dict[str, object],
    error: type[SnowsnakeError],
    said: str,
) -> None:
    with pytest.raises(error) as caught:
        select(lock(*packages, **more), interpreter(), inputs(tmp_path))
    assert said in str(caught.value)


def test_extras_that_exclude_each_other_are_named(tmp_path: Path) -> None:
    pylock = lock(
        package("a", "a-1-py3-none-any.whl", marker="'one' in extras"),
        package("a", "a-2-py3-none-any.whl", marker="'two' in extras", version="2"),
        extras=["one", "two"],
    )
    (tmp_path / "pylock.toml").write_text("")
    asked = read_inputs(tmp_path, files=[Path("pylock.toml")], extras=["two", "one"])
    with pytest.raises(AmbiguousLock, match="with `one`, `two`: 1, 2") as caught:
        select(pylock, interpreter(), asked)
    assert caught.value.help is not None
    assert "one at a time" in caught.value.help


@pytest.mark.parametrize(
    "wheel",
    [
        {**file("a-1-py3-none-any.whl"), "hashes": {"md5": "0"}},
        {**file("a-1-py3-none-any.whl"), "hashes": {"sha256": "short"}},
        {**file("a-1-py3-none-any.whl"), "url": 'https://example.invalid/"${x}"'},
    ],
)
def test_files_that_cannot_be_locked(tmp_path: Path, wheel: dict[str, object]) -> None:
    with pytest.raises(BadArtifact, match="`a`"):
        select(lock({"name": "a", "version": "1", "wheels": [wheel]}), interpreter(), inputs(tmp_path))


@pytest.mark.parametrize("kind", ["wheels", "sdist"])
def test_link_to_a_file_of_this_machine_is_refused_unless_its_place_is_named(
    tmp_path: Path, kind: str
) -> None:
    name = "a-1-py3-none-any.whl" if kind == "wheels" else "a-1.tar.gz"
    found = {**file(name), "url": f"file://{tmp_path}/wheels/{name}"}
    pylock = lock({"name": "a", "version": "1", kind: [found] if kind == "wheels" else found})
    for text in ("a\n", "--index-url https://example.invalid/simple\na\n", "--find-links other\na\n"):
        (tmp_path / "requirements.txt").write_text(text)
        with pytest.raises(BadArtifact, match=f"its index says that `{name}` is a file of this machine"):
            select(pylock, interpreter(), read_inputs(tmp_path))
    for text in ("--find-links wheels\na\n", f"--index-url file://{tmp_path}\na\n"):
        (tmp_path / "requirements.txt").write_text(text)
        assert len(select(pylock, interpreter(), read_inputs(tmp_path))) == 1


def test_a_local_version_is_decoded_from_its_url(tmp_path: Path) -> None:
    url = "https://example.invalid/a-1%2Bcpu-py3-none-any.whl"
    pylock = lock({"name": "a", "version": "1+cpu", "wheels": [{"url": url, "hashes": {"sha256": SHA}}]})
    (one,) = select(pylock, interpreter(), inputs(tmp_path))
    assert one.wheel is not None
    assert (one.wheel.file, one.wheel.url) == ("a-1+cpu-py3-none-any.whl", url)


def test_requirers_follow_markers_and_extras() -> None:
    def parsed(*texts: str) -> list[Requirement]:
        return [Requirement(text) for text in texts]

    metadata = {
        "top": parsed("Http[fast]", "win; sys_platform == 'win32'"),
        "http": parsed("core", "speed; extra == 'fast'", "slow; extra == 'slow'"),
        "core": parsed("http"),
        "speed": [],
        "slow": [],
        "win": [],
    }
    assert requirers(metadata, interpreter()) == {
        "core": ("http",),
        "http": ("core", "top"),
        "speed": ("http",),
    }
    assert requirers(metadata, interpreter(), {"http": frozenset({"slow"})})["slow"] == ("http",)


@pytest.mark.parametrize(
    ("path", "key"),
    [(".", "."), ("lib", "./lib"), ("../lib", "../lib"), (".lib", "./.lib"), ("..lib/x", "./..lib/x")],
)
def test_a_directory_has_a_key_that_a_lock_can_hold(tmp_path: Path, path: str, key: str) -> None:
    project: dict[str, object] = {"name": "a", "directory": {"path": path, "editable": False}}
    (one,) = select(lock(project), interpreter(), inputs(tmp_path))
    assert one.artifact.file == key
    assert re.fullmatch(patterns.DIRECTORY, key)
