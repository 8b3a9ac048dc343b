"""What people type from habit, and then the line that they are answered with: it does what they wanted."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, Ran

TELLS = b"import sys\ndef main():\n    print(%s, sys.argv[1:], sys.prefix)\n"
MODULE = b"import sys\nprint('module', sys.argv[1:])\n"
BUILDS = b"import pathlib\npathlib.Path('dist').mkdir()\npathlib.Path('dist/own-1.whl').write_text('')\n"
UPLOADS = b"""import glob, sys
def main():
    [files] = sys.argv[2:]
    assert glob.glob(files)
    print('sent', files)
"""
OWN = """\
[project]
name = "own"
version = "1"
dependencies = ["good"]
[project.optional-dependencies]
more = ["tell"]
[dependency-groups]
dev = ["tell"]
[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
BACKEND = """\
import zipfile

def build_wheel(directory, settings=None, metadata=None):
    with zipfile.ZipFile(directory + "/own-1-py3-none-any.whl", "w") as wheel:
        wheel.write("own.py")
        text = "Metadata-Version: 2.1\\nName: own\\nVersion: 1\\nRequires-Dist: good\\n"
        wheel.writestr("own-1.dist-info/METADATA", text)
        wheel.writestr("own-1.dist-info/WHEEL", "Wheel-Version: 1.0\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        record = "".join(f"{name},,\\n" for name in [*wheel.namelist(), "own-1.dist-info/RECORD"])
        wheel.writestr("own-1.dist-info/RECORD", record)
    return "own-1-py3-none-any.whl"

def build_editable(directory, settings=None, metadata=None):
    return build_wheel(directory)
"""


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("good")
        found.add(
            "tell",
            "1.0",
            files={"tell/__init__.py": TELLS % b"'tell'"},
            entry_points="[console_scripts]\ntell = tell:main\n",
        )
        found.add(
            "tell",
            "2.0",
            files={"tell/__init__.py": TELLS % b"'tell 2'"},
            entry_points="[console_scripts]\ntell = tell:main\n",
        )
        found.add("pytest", files={"pytest/__main__.py": MODULE})
        found.add("build", files={"build/__main__.py": BUILDS})
        found.add(
            "twine",
            files={"twine/__init__.py": UPLOADS},
            entry_points="[console_scripts]\ntwine = twine:main\n",
        )
        source = {"pyproject.toml": OWN, "backend.py": BACKEND, "own.py": ""}
        found.add_source(
            "source",
            {name: text.replace("own", "source") for name, text in {**source, "source.py": ""}.items()},
            "1",
            metadata="Requires-Dist: good\n",
        )
        yield found


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    for name in ("work/project", "state", "tmp", "home"):
        (tmp_path / name).mkdir(parents=True)
    made = Project(
        directory=tmp_path / "work/project",
        state=tmp_path / "state",
        temporary=tmp_path / "tmp",
    )
    # A shell that says where it is, and ends.
    made.write({"../shell": '#!/bin/sh\necho "in $VIRTUAL_ENV"\n'})
    (tmp_path / "work/shell").chmod(0o755)
    made.environment = {
        "UV_INDEX": index.url,
        "SHELL": str(tmp_path / "work/shell"),
        "XDG_CONFIG_HOME": str(tmp_path / "home"),
    }
    return made


@pytest.fixture
def lines(project: Project) -> Project:
    """A project with a requirements.txt."""
    project.write({"requirements.txt": "good\n"})
    return project


@pytest.fixture
def package(project: Project) -> Project:
    """A project that is a package."""
    project.write({"pyproject.toml": OWN, "backend.py": BACKEND, "own.py": "value = 1\n"})
    return project


def said_besides(printed: str, start: str) -> str:
    """What stands in backticks and is not snowsnake's, from its first letters."""
    found = re.search(rf"`({re.escape(start)}[^`]*)`", printed)
    assert found is not None, printed
    return found[1]


def answer(project: Project, *words: str) -> str:
    return project.fails(*words, code=2).err


def answered(project: Project, typed: str, text: Advice) -> str:
    """The line that is said of what was typed."""
    return text.printed_in(answer(project, *typed.split()))


def fine(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out


def locked(project: Project) -> dict[str, str]:
    [target] = json.loads(project.lock.read_text())["targets"].values()
    return {name: package["version"] for name, package in target["packages"].items()}


def test_names_to_install_are_tried_and_kept(lines: Project) -> None:
    said = answer(lines, "pip", "install", "--index-url", "https://other.example.invalid", "tell<2")
    tried = Advice("cli/habits.py", "snowsnake shell {}").printed_in(said)
    assert "tell ['x']" in fine(lines.type(f"{tried} -- tell x"))
    lines.write({"requirements.txt": "good"})  # its last line has no end
    fine(lines.type(said_besides(answer(lines, "install", "tell<2"), "echo")))
    assert locked(lines) == {"good": "1.0", "tell": "1.0"}
    assert "tell ['x']" in fine(lines.run("run", "tell", "x"))


def test_files_and_projects_to_install_are_built(package: Project) -> None:
    line = answered(package, "install -r more.txt", Advice("cli/habits.py", "snowsnake build -r …"))
    package.write({"more.txt": "tell<2\n"})
    assert Path(fine(package.type(line)).strip(), "bin/tell").exists()
    develop = Advice("cli/habits.py", "snowsnake develop")
    for typed in ("install -e .", "run -e ./own good", "run --editable . good"):
        line = answered(package, typed, develop)
    assert fine(package.type(line)).startswith("/nix/store/")
    assert fine(package.run("run", "python", "-c", "import own; print(own.__file__)")) == (
        f"{package.directory}/own.py\n"
    )


def test_a_directory_to_install_editable_is_added_to_the_requirements(lines: Project) -> None:
    lines.write({"own/pyproject.toml": OWN, "own/backend.py": BACKEND, "own/own.py": ""})
    said = answer(lines, "pip", "install", "-e", "./own")
    fine(lines.type(said_besides(said, "echo")))
    fine(lines.type(Advice("cli/habits.py", "snowsnake develop").printed_in(said)))
    assert "own.py" in fine(lines.run("run", "python", "-c", "import own; print(own.__file__)"))


def test_an_environment_is_made_and_entered(package: Project) -> None:
    said = answer(package, "install")
    environment = fine(package.type(Advice("cli/habits.py", "snowsnake build").printed_in(said))).strip()
    assert Path(environment, "bin/python").exists()
    entered = Advice("cli/habits.py", "snowsnake shell").printed_in(said)
    developed = fine(package.type(answered(package, "dev", Advice("cli/habits.py", "snowsnake develop"))))
    for typed in ("dev", "activate"):
        assert answered(package, typed, Advice("cli/habits.py", "snowsnake shell")) == entered
    assert fine(package.type(entered)) == f"in {developed}"
    for typed, text in (("sync", "develop"), ("sync", "build")):
        assert f"`snowsnake {text}`" in answer(package, typed)
    fine(package.type(answered(package, "venv", Advice("cli/habits.py", "snowsnake build -o .venv"))))
    ran = package.type(".venv/bin/python -c 'import good, own'")
    assert ran.code == 0, ran


def test_what_is_downloaded_is_enough_without_a_network(package: Project) -> None:
    said = answer(package, "pip", "download", "good")
    fine(package.type(Advice("cli/habits.py", "snowsnake build").printed_in(said)))
    package.environment["UV_INDEX"] = "http://127.0.0.1:9/simple"
    offline = Advice("cli/habits.py", "--offline").printed_in(said)
    fine(package.run("run", offline, "python", "-c", "import own"))


def test_requirements_are_added_and_taken_out_where_the_project_has_them(project: Project) -> None:
    lock = Advice("cli/habits.py", "snowsnake lock")
    project.write({"deps/base.txt": "good\n", "sub/x": ""})
    fine(project.run("lock", "-r", "deps/base.txt"))
    project.directory /= "sub"
    said = answer(project, "add", "tell")
    assert "tell 2 []" in fine(
        project.type(Advice("cli/habits.py", "snowsnake shell {}").printed_in(said) + " -- tell")
    )
    fine(project.type(said_besides(said, "echo")))
    project.directory = project.directory.parent
    assert locked(project) == {"good": "1.0", "tell": "2.0"}
    said = answer(project, "remove", "tell")
    assert "take it out of deps/base.txt" in said
    project.write({"deps/base.txt": "good\n"})
    fine(project.type(lock.printed_in(said)))
    assert locked(project) == {"good": "1.0"}
    # Beside a file for pip that it is made from, a pyproject.toml says what is required.
    fine(project.type("rm snowsnake.lock"))
    dynamic = OWN.replace('dependencies = ["good"]', 'dynamic = ["dependencies"]')
    project.write({"pyproject.toml": OWN})
    said = answer(project, "add")
    assert "`dependencies` in pyproject.toml" in said
    kept = Advice("cli/required_here.py", "snowsnake lock").printed_in(said)
    project.write(
        {"pyproject.toml": OWN.replace('"good"', '"good", "tell"'), "backend.py": BACKEND, "own.py": ""}
    )
    fine(project.type(kept))
    assert "tell" in locked(project)
    project.write(
        {"pyproject.toml": f'{dynamic}[tool.setuptools.dynamic]\ndependencies = {{file = "deps/base.txt"}}\n'}
    )
    assert "`echo tell >> deps/base.txt; snowsnake lock`" in answer(project, "add", "tell")


def test_a_lock_is_checked_exported_and_explained(lines: Project) -> None:
    said = answer(lines, "pip", "compile")
    fine(lines.type(Advice("cli/habits.py", "snowsnake lock").printed_in(said)))
    exported = fine(lines.type(Advice("cli/habits.py", "snowsnake export requirements").printed_in(said)))
    assert exported.startswith("good==1.0")
    for typed in ("freeze", "pip list"):
        line = answered(lines, typed, Advice("cli/habits.py", "snowsnake export requirements"))
        assert fine(lines.type(line)) == exported
    line = answered(lines, "pip show good", Advice("cli/habits.py", "snowsnake explain {first}"))
    assert "good 1.0: you asked for it" in fine(lines.type(line))
    check = answered(lines, "pip check", Advice("cli/habits.py", "snowsnake lock --check"))
    fine(lines.type(check))
    lines.write({"requirements.txt": "tell<2\n"})
    assert lines.type(check).code == 1


def test_newer_versions_are_locked(lines: Project) -> None:
    old = "tell==1.0\ngood\n"
    every = answered(lines, "update", Advice("cli/habits.py", "snowsnake lock --upgrade"))
    one = answered(lines, "update tell", Advice("cli/habits.py", "snowsnake lock{each --upgrade-package}"))
    for line in (every, one):
        lines.write({"requirements.txt": old})
        fine(lines.run("lock"))
        lines.write({"requirements.txt": "tell\ngood\n"})
        fine(lines.run("lock"))
        assert locked(lines)["tell"] == "1.0"
        fine(lines.type(line))
        assert locked(lines)["tell"] == "2.0"


def test_files_of_other_tools_are_imported(project: Project) -> None:
    project.write({"other.txt": "tell\n"})
    line = answered(project, "import other.txt", Advice("cli/habits.py", "snowsnake lock -r {first}"))
    open_ = answered(project, "import", Advice("cli/habits.py", "snowsnake lock -r FILE"))
    assert open_.replace("FILE", "other.txt") == line
    fine(project.type(open_, FILE="other.txt"))
    assert locked(project) == {"tell": "2.0"}
    assert "is up to date" in project.type(line).err


def test_another_interpreter_is_taken(project: Project) -> None:
    without = answered(
        project, "use", Advice("cli/habits.py", "snowsnake shell --python 3.14 NAME -- python")
    )
    named = answered(
        project, "env use 3.14", Advice("cli/habits.py", "snowsnake shell --python {version} NAME -- python")
    )
    assert without == named
    assert fine(project.type(f"{without} -V", NAME="good")).startswith("Python 3.14.")
    project.write({"requirements.txt": "good\n"})
    fine(project.run("lock"))
    for typed in (
        "python pin cpython-3.14",
        "python install 3.14",
        "env use /usr/bin/python3.14",
        "use 3.14",
    ):
        line = answered(project, typed, Advice("cli/habits.py", "snowsnake lock --python {version}"))
    assert answered(project, "python list", Advice("cli/habits.py", "snowsnake lock --python 3.14")) == line
    fine(project.type(line))
    run = answered(project, "python -V", Advice("cli/habits.py", "snowsnake run python {all}"))
    assert fine(project.type(run)).startswith("Python 3.14.")
    run = answered(project, "python", Advice("cli/habits.py", "snowsnake run python"))
    assert fine(project.type(f"{run} -V")).startswith("Python 3.14.")


def test_commands_are_run_with_all_their_words(lines: Project) -> None:
    lines.write({"requirements.txt": "tell\npytest\n"})
    line = answered(lines, "exec -- tell -x --yes", Advice("cli/habits.py", "snowsnake run {all}"))
    assert "tell 2 ['-x', '--yes']" in fine(lines.type(line))
    line = answered(lines, "task", Advice("cli/habits.py", "snowsnake run COMMAND"))
    assert "tell 2 []" in fine(lines.type(line, COMMAND="tell"))
    line = answered(lines, "test -x a.py", Advice("cli/habits.py", "snowsnake run -m pytest {all}"))
    assert fine(lines.type(line)) == "module ['-x', 'a.py']\n"
    line = answered(lines, "test", Advice("cli/habits.py", "snowsnake run -m pytest"))
    assert fine(lines.type(line)) == "module []\n"


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("x tell --yes", "tell 2 ['--yes']"),
        ("tool run tell@1.0", "tell []"),
        ("x tell<2 -v", "tell ['-v']"),
        ("x --python 3.13 --from tell --with good tell x", "tell 2 ['x']"),
    ],
)
def test_a_program_is_run_once(project: Project, typed: str, printed: str) -> None:
    line = answered(project, typed, Advice("cli/habits.py", "snowsnake shell {once}"))
    assert printed in fine(project.type(line))


def test_a_program_is_run_once_by_the_line_that_names_none(project: Project) -> None:
    line = answered(project, "x", Advice("cli/habits.py", "snowsnake shell NAME -- COMMAND"))
    assert "tell 2 []" in fine(project.type(line, NAME="tell", COMMAND="tell"))


def test_tools_for_every_directory_are_a_named_environment(project: Project) -> None:
    said = answer(project, "tool", "install", "tell")
    file = said_besides(said, "[tools]")
    assert "environments.toml" in said
    wanted = said_besides(said, "requires").replace("NAME", "tell")
    path = said_besides(said, "path =")
    project.write({"../../home/snowsnake/environments.toml": f"{file}\n{wanted}\n{path}\n"})
    fine(project.type(Advice("cli/habits.py", "snowsnake apply").printed_in(said)))
    shell = Advice("cli/habits.py", "snowsnake shell @tools").printed_in(said)
    assert "tell 2 []" in fine(project.type(f"{shell} -- tell"))
    assert project.type(str(project.state / "bin/tell")).out.startswith("tell 2 []")


def test_a_new_project_is_begun(project: Project) -> None:
    project.write({"requirements.txt": "good\n"})
    said = answer(project, "new", "fresh")
    fine(project.type(said_besides(said, "mkdir").replace("requests", "tell")))
    run = Advice("cli/habits.py", "snowsnake run python").printed_in(said)
    fine(project.type(f"{run} -c 'import tell'"))
    said = answer(project, "new")
    fine(project.type(said_besides(said, "echo").replace("requests", "good")))
    assert Advice("cli/habits.py", "snowsnake run python").printed_in(said) == run
    fine(project.type(f"{run} -c 'import tell, good'"))


def test_a_package_is_published(package: Project) -> None:
    said = answer(package, "publish")
    build = Advice("cli/habits.py", "snowsnake shell build -- python -m build").printed_in(said)
    send = Advice("cli/habits.py", "snowsnake shell twine -- twine upload dist/*").printed_in(said)
    fine(package.type(build))
    assert fine(package.type(send)) == "sent dist/*\n"


def test_wheels_are_written(package: Project) -> None:
    line = answered(package, "wheel .", Advice("cli/habits.py", "snowsnake build --wheels DIRECTORY"))
    fine(package.type(line, DIRECTORY="wheels"))
    assert [path.name for path in (package.directory / "wheels").iterdir()] == ["own-1-py3-none-any.whl"]
    text = Advice("cli/habits.py", "snowsnake build --wheels DIRECTORY{each --no-binary} {}")
    line = answered(package, "pip wheel -w out source", text)
    fine(package.type(line, DIRECTORY="wheels"))
    assert "source-1-py3-none-any.whl" in [path.name for path in (package.directory / "wheels").iterdir()]


def test_a_distribution_is_looked_at(project: Project) -> None:
    line = answered(project, "search good", Advice("cli/habits.py", "snowsnake inspect {first}"))
    open_ = answered(project, "search", Advice("cli/habits.py", "snowsnake inspect NAME"))
    assert open_.replace("NAME", "good") == line
    assert "good 1.0 for" in fine(project.type(open_, NAME="good"))


def test_space_is_freed_and_nix_files_are_written(lines: Project) -> None:
    fine(lines.run("build"))
    assert (
        "let go of 1" in lines.type(answered(lines, "cache", Advice("cli/habits.py", "snowsnake clean"))).err
    )
    fine(lines.type(answered(lines, "flake", Advice("cli/habits.py", "snowsnake init"))))
    assert (lines.directory / "flake.nix").exists()
    line = answered(lines, "version", Advice("cli/habits.py", "snowsnake --version"))
    assert fine(lines.type(line)).startswith("snowsnake ")
    shell = answered(lines, "deactivate", Advice("cli/habits.py", "snowsnake shell"))
    assert fine(lines.type(shell)).startswith("in /nix/store/")


def test_options_of_other_tools_have_their_line(package: Project) -> None:
    said = answer(package, "run", "--with", "tell<2", "tell")
    line = Advice("cli/habits.py", "snowsnake shell NAME OTHER -- COMMAND").printed_in(said)
    assert "tell []" in fine(package.type(line, NAME="good", OTHER="'tell<2'", COMMAND="tell"))
    line = Advice("cli/habits.py", "snowsnake shell -r FILE NAME -- COMMAND").printed_in(said)
    fine(package.type(f"{line} -c 'import good, tell'", FILE="pyproject.toml", NAME="tell", COMMAND="python"))
    group = answered(package, "run --dev tell", Advice("cli/habits.py", "--group dev"))
    named = answered(package, "run --all-groups tell", Advice("cli/habits.py", "--group NAME"))
    assert named.replace("NAME", "dev") == group
    assert "tell 2 []" in fine(package.run("run", *group.split(), "tell"))
    extra = answered(package, "run --all-extras tell", Advice("cli/habits.py", "--extra NAME"))
    fine(package.run("lock", *extra.replace("NAME", "more").split()))
    assert "tell 2 []" in fine(package.run("run", "tell"))
    # Where the verb has no such option, one is named that has.
    assert "`snowsnake lock`" in answer(package, "export", "--dev")
    line = answered(
        package, "run --only-group dev tell", Advice("cli/habits.py", "snowsnake run -r FILE COMMAND")
    )
    package.write({"dev.txt": "tell<2\n"})
    assert "tell []" in fine(package.type(line, FILE="dev.txt", COMMAND="tell"))
    package.write({"page.py": "print('page')\n"})
    line = answered(package, "run --script page.py", Advice("cli/habits.py", "snowsnake run FILE.py"))
    assert fine(package.type(line, FILE="page")) == "page\n"
    lock = answered(package, "run --no-sync tell", Advice("cli/habits.py", "--locked"))
    assert "tell 2 []" in fine(package.run("run", lock, "tell"))
    package.write({"pyproject.toml": OWN.replace('["good"]', "[]")})
    assert package.run("run", lock, "tell").code == 1


def test_an_option_of_another_verb_is_one_there(lines: Project) -> None:
    said = answer(lines, "build", "--upgrade-base")
    line = Advice("cli/habits.py", "snowsnake …").printed_in(said)
    fine(lines.run("lock"))
    fine(lines.type(f"{line} --upgrade-base"))
    page = Advice("cli/habits.py", "snowsnake … --help").printed_in(said)
    assert "--out-link" in fine(lines.type(page))


def test_slips_of_the_pen(lines: Project) -> None:
    line = answered(lines, "buidl -o result", Advice("cli/habits.py", "snowsnake …"))
    fine(lines.type(line))
    assert (lines.directory / "result/bin/python").exists()
    lines.write({"page.py": "import sys\nprint(sys.argv[1:])\n"})
    line = answered(lines, "page.py -x", Advice("cli/habits.py", "snowsnake run …"))
    assert fine(lines.type(line)) == "['-x']\n"
    lines.write({"../../home/snowsnake/environments.toml": '[work]\nrequires = ["tell"]\n'})
    fine(lines.run("apply"))
    said = answer(lines, "@work")
    assert fine(lines.type(Advice("cli/habits.py", "snowsnake shell …").printed_in(said))).startswith(
        "in /nix"
    )
    line = Advice("cli/habits.py", "snowsnake run … -- COMMAND").printed_in(said)
    assert "tell 2 []" in fine(lines.type(line, COMMAND="tell"))


def test_what_the_verbs_of_a_project_do_not_take(lines: Project) -> None:
    lines.write(
        {"sub/requirements.txt": "tell<2\n", "page.py": '# /// script\n# dependencies = ["tell"]\n# ///\n'}
    )
    said = answer(lines, "lock", "sub")
    there = Project(directory=lines.directory, state=lines.state, temporary=lines.temporary)
    there.environment = lines.environment
    there.type(said_besides(said, "cd"))
    fine(there.type(Advice("cli/habits.py", "snowsnake …").printed_in(said)))
    assert locked(there) == {"tell": "1.0"}
    fine(lines.type(answered(lines, "lock page.py", Advice("cli/habits.py", "snowsnake lock --script …"))))
    assert (lines.directory / "page.py.lock").exists()
    lines.write({"more.txt": "tell\n"})
    fine(lines.type(answered(lines, "lock more.txt", Advice("cli/habits.py", "snowsnake lock -r …"))))
    assert locked(lines) == {"tell": "2.0"}
    line = answered(lines, "lock tell", Advice("cli/habits.py", "snowsnake shell {}"))
    assert "tell 2 []" in fine(lines.type(f"{line} -- tell"))
