"""environments.toml: what each table says, and what is said of one that is wrong."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snowsnake.cli.inputs import read_environment
from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import is_environment_name
from snowsnake.requirements import NamedEnvironment
from snowsnake.requirements.environments_file import (
    BadEnvironmentName,
    NoEnvironmentsFile,
    UnknownEnvironment,
    home_of,
    lock_of,
    read_environments_file,
)

LIBRARY = '[project]\nname = "lib"\nversion = "1"\n'


def environment(directory: Path, text: str, name: str = "work") -> NamedEnvironment:
    path = directory / "environments.toml"
    path.write_text(text)
    return read_environments_file(path).environment(name)


def test_a_table_says_what_a_project_would(tmp_path: Path) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "pyproject.toml").write_text(LIBRARY)
    read = environment(
        tmp_path,
        '[work]\npython = "3.13"\nrequires = ["pandas>=2", "Requests", "./lib"]\nnative = ["graphviz"]\n'
        'path = ["csvsql"]\n[work.packages.numpy]\nsource = "sdist"\n',
    )
    assert read.requires == (f"lib @ file://{tmp_path}/lib", "pandas>=2", "requests")
    assert (read.settings.python, read.settings.native) == ("3.13", ("graphviz",))
    assert read.settings.packages["numpy"].source == "sdist"
    assert read.programs == ("csvsql",)


def test_inputs_are_the_same_wherever_the_file_is(tmp_path: Path) -> None:
    digests = set()
    for name, comment in (("a", ""), ("b", "# another machine\n[other]\n")):
        home = tmp_path / name
        (home / "lib").mkdir(parents=True)
        (home / "lib" / "pyproject.toml").write_text(LIBRARY)
        (home / "more.txt").write_text("attrs\n")
        text = comment + '[work]\nrequires = ["rich", "./lib"]\nrequirements = "more.txt"\n'
        inputs = read_environment(environment(home, text))
        digests.add(inputs.digest)
        assert inputs.requires == ("attrs", "lib @ ./lib", "rich")
        assert inputs.describe() == ("environments.toml [work]", "more.txt")
        assert set(inputs.files) >= {home / "environments.toml", home / "more.txt"}
    assert len(digests) == 1


def test_what_a_table_says_decides_the_digest(tmp_path: Path) -> None:
    tables = [
        'requires = ["rich"]',
        'requires = ["rich"]\npython = "3.11"',
        'requires = ["rich"]\nnative = ["gs"]',
        "",
    ]
    digests = {read_environment(environment(tmp_path, f"[work]\n{table}\n")).digest for table in tables}
    assert len(digests) == len(tables)
    # Programs on the PATH change nothing that is locked.
    assert (
        read_environment(environment(tmp_path, '[work]\nrequires = ["rich"]\npath = true\n')).digest
        in digests
    )


def test_a_project_with_more(tmp_path: Path) -> None:
    project = tmp_path / "blog"
    project.mkdir()
    (project / "pyproject.toml").write_text(
        '[project]\nname = "blog"\nversion = "1"\ndependencies = ["attrs"]\n'
        '[project.optional-dependencies]\ntest = ["pytest"]\n[tool.snowsnake]\npython = "3.11"\nnative = ["gs"]\n'
    )
    inputs = read_environment(
        environment(
            tmp_path, '[work]\nproject = "blog"\nextras = ["test"]\nrequires = ["ipython"]\npython = "3.12"\n'
        )
    )
    assert inputs.requires == ("attrs", "ipython", "pytest")
    assert inputs.python_request == "3.12"
    assert inputs.native == ("gs",)
    assert inputs.directory == project


def test_home_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    (tmp_path / "src").mkdir()
    (tmp_path / "src" / "pyproject.toml").write_text(LIBRARY)
    assert environment(tmp_path, '[work]\nproject = "~/src"\n').project == tmp_path / "src"
    read = environment(tmp_path, '[work]\nrequires = ["~/src"]\nrequirements = ["~/a.txt", "b.txt"]\n')
    assert read.requires == (f"lib @ file://{tmp_path}/src",)
    assert read.files == (tmp_path / "a.txt", tmp_path / "b.txt")


@pytest.mark.parametrize(
    ("table", "said", "hint"),
    [
        ('requirs = ["x"]', "`requirs` in `[work]` is not a setting", "is `requires` meant?"),
        ("zzz = 1", "`zzz` in `[work]` is not a setting", "the settings are `requires`"),
        ('requires = "rich"', "`work.requires` must be a list of strings", ""),
        ("requires = [1]", "`work.requires[0]` must be a string", ""),
        ('requires = ["rich >"]', "environments.toml:2: `rich >` is not a requirement", ""),
        ("requires = ['${x}']", "has no place in a requirement", ""),
        ("python = 3.13", "`work.python` must be a string", ""),
        ("native = ['a b']", "`work.native[0]` is not the name of a Debian package", ""),
        ('project = "nowhere"', "`work.project` is not a directory: `nowhere`", ""),
        ('project = "~no-such-user/x"', "names a user who is not there", ""),
        (
            'project = "."\nrequirements = "a.txt"',
            "`work.requirements` stands beside `project`",
            "`work.requires`",
        ),
        ("requirements = 1", "`work.requirements` must be a list of strings", ""),
        ('requirements = "a\\u0007"', "`work.requirements` is not a path", ""),
        ('extras = ["test"]', "`work.extras` chooses from a project, and there is none", "project"),
        ('path = "ruff"', "`work.path` must be `true`, `false`, or a list of programs", 'path = ["ruff"]'),
        ('path = ["../x"]', "`work.path[0]` is not the name of a program", ""),
        ("[work.inner]", "`inner` in `[work]` is not a setting", ""),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, table: str, said: str, hint: str) -> None:
    with pytest.raises(SnowsnakeError) as caught:
        environment(tmp_path, f"[work]\n{table}\n")
    assert said in caught.value.message
    assert "environments.toml" in caught.value.message
    assert hint in (caught.value.help or "")


@pytest.mark.parametrize(
    "name", ["..", ".", "", "a/b", "a.b", "-x", "_x", "a b", "ü", "x" * 65, "\\n", "@a", "a\\u0000"]
)
def test_names_that_no_environment_can_have(tmp_path: Path, name: str) -> None:
    path = tmp_path / "environments.toml"
    path.write_text(f'["{name}"]\n')
    file = read_environments_file(path)
    (read,) = file.tables
    assert not is_environment_name(read)
    with pytest.raises(BadEnvironmentName):
        file.environment(read)


def test_reserved_names(tmp_path: Path) -> None:
    with pytest.raises(BadEnvironmentName, match="`all` is a name that is kept free"):
        environment(tmp_path, "[all]\n", "all")


def test_a_value_where_a_table_belongs(tmp_path: Path) -> None:
    with pytest.raises(SnowsnakeError, match="`python` is not a table"):
        environment(tmp_path, 'python = "3.13"\n', "python")


def test_near_misses_are_suggested(tmp_path: Path) -> None:
    with pytest.raises(UnknownEnvironment) as caught:
        environment(tmp_path, "[work]\n[blog]\n", "wrok")
    assert caught.value.help == "is `@work` meant?"
    with pytest.raises(UnknownEnvironment) as caught:
        environment(tmp_path, "[work]\n[blog]\n", "zzz")
    assert caught.value.help == "there are `@blog`, `@work`"


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    path = tmp_path / "environments.toml"
    with pytest.raises(NoEnvironmentsFile):
        read_environments_file(path)
    path.write_bytes(b"[work]\npython = '\xff'\n")
    with pytest.raises(SnowsnakeError, match="not UTF-8 at byte 17"):
        read_environments_file(path)
    path.write_text("[work\n")
    with pytest.raises(SnowsnakeError, match=r"environments.toml:1: not valid TOML"):
        read_environments_file(path)
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(SnowsnakeError, match="it is not a file"):
        read_environments_file(path)
    path.unlink()
    path.mkdir()
    with pytest.raises(SnowsnakeError, match="it is not a file"):
        read_environments_file(path)


def test_locks_are_kept_with_the_dotfiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dotfiles, config, store = tmp_path / "dotfiles", tmp_path / "config", tmp_path / "store"
    for directory in (dotfiles, config, store):
        directory.mkdir()
        (directory / "environments.toml").write_text("")
    monkeypatch.setenv("NIX_STORE_DIR", str(store))
    path = config / "environments.toml"
    assert lock_of(path, "work") == config / "environments" / "work.lock"
    path.unlink()
    path.symlink_to(dotfiles / "environments.toml")
    assert lock_of(path, "work") == dotfiles / "environments" / "work.lock"
    path.unlink()
    path.symlink_to(store / "environments.toml")  # home-manager's
    assert home_of(path) == config
