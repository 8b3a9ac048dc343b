"""What the verbs say to type, taken out of what they said and typed: the situation is another one then."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, Ran

from snowsnake.cli import VERBS
from snowsnake.nix.starters import VENDORED

PRINTS = b"import sys\ndef main():\n    print('%s', sys.argv[1:])\n"
GROUPS = (
    '[project]\nname = "own"\nversion = "1"\ndependencies = ["good"]\n[dependency-groups]\ndev = ["tell"]\n'
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        for name in ("good", "requests", "opencv-python"):
            found.add(name.replace("-", "_"))
        for name, program in (("tell", "tell"), ("pair", "other")):
            found.add(
                name,
                files={f"{name}/__init__.py": PRINTS % program.encode()},
                entry_points=f"[console_scripts]\n{program} = {name}:main\n",
            )
        found.add("modrun", files={"modrun/__main__.py": b"print('as a module')\n"})
        yield found


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    for name in ("project", "state", "tmp", "home/snowsnake"):
        (tmp_path / name).mkdir(parents=True)
    made = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
    (tmp_path / "shell").write_text('#!/bin/sh\necho "in $VIRTUAL_ENV"\n')
    (tmp_path / "shell").chmod(0o755)
    made.environment = {
        "UV_INDEX": index.url,
        "SHELL": str(tmp_path / "shell"),
        "XDG_CONFIG_HOME": str(tmp_path / "home"),
    }
    made.write({"requirements.txt": "good\n"})
    return made


def fine(ran: Ran) -> str:
    assert ran.code == 0, ran.err
    return ran.out


def in_backticks(printed: str, start: str) -> str:
    """What stands in backticks, from its first letters."""
    found = re.search(rf"`({re.escape(start)}[^`]*)`", printed)
    assert found is not None, printed
    return found[1]


def not_found(project: Project, *words: str) -> str:
    ran = project.run(*words)
    assert ran.code == 127, ran
    return ran.err


def environments(project: Project, text: str) -> Path:
    """The user's environments.toml, with this text."""
    path = Path(project.environment["XDG_CONFIG_HOME"], "snowsnake/environments.toml")
    path.write_text(text)
    return path


def empty(project: Project) -> Project:
    """A directory without a project, of the same user."""
    directory = project.directory.with_name("nothing")
    directory.mkdir()
    return replace(project, directory=directory)


def test_help_of_every_verb_is_there(project: Project) -> None:
    line = Advice("cli/__init__.py", "snowsnake VERB --help").printed_in(fine(project.run("--help")))
    for verb in list(VERBS)[::5]:
        assert fine(project.type(line, VERB=verb)).startswith(f"Usage: snowsnake {verb}")


def test_nothing_here_leads_to_what_is_named(project: Project) -> None:
    nowhere = empty(project)
    line = Advice("cli/subject.py", "snowsnake shell requests -- python").printed_in(
        nowhere.fails("run", "python").err
    )
    fine(nowhere.type(f"{line} -c 'import requests'"))
    line = Advice("cli/add_native.py", "snowsnake shell --native … REQUIREMENT").printed_in(
        nowhere.fails("add-native", "hello").err
    )
    assert "Hello, world!" in fine(nowhere.type(f"{line} -- hello", REQUIREMENT="good"))


def test_native_packages_are_locked_first(project: Project) -> None:
    line = Advice("cli/options.py", "snowsnake lock …").printed_in(
        project.fails("run", "--native", "hello", "hello", code=2).err
    )
    fine(project.type(line))
    assert "Hello, world!" in fine(project.run("run", "hello"))


def test_a_program_that_debian_has_is_added(project: Project) -> None:
    path = {"PATH": "/var/empty"}
    outer, project.environment = project.environment, project.environment | path
    said = not_found(project, "run", "hello")
    project.environment = outer
    fine(project.type(Advice("cli/missing.py", "snowsnake add-native …").printed_in(said)))
    assert "Hello, world!" in fine(project.run("run", "hello"))


def test_links_and_wheels_go_elsewhere(project: Project) -> None:
    project.write({"result": "", "wheels": ""})
    said = project.fails("build", "-o", "result").err
    fine(project.run("build", Advice("cli/build.py", "--out-link").printed_in(said), "other"))
    assert (project.directory / "other/bin/python").exists()
    said = project.fails("build", "--wheels", "wheels/of").err
    words = Advice("cli/build.py", "--wheels DIR").printed_in(said).replace("DIR", "elsewhere")
    fine(project.run("build", *words.split()))
    assert (project.directory / "elsewhere").is_dir()


def test_options_that_contradict_each_other_work_alone(project: Project) -> None:
    said = project.fails("clean", "--all", "--older-than", "0", code=2).err
    fine(project.run("build"))
    assert "let go of 1" in project.run("clean", Advice("cli/clean.py", "--all").printed_in(said)).err
    fine(project.run("build"))
    older = Advice("cli/clean.py", "--older-than").printed_in(said)
    assert "let go of 1" in project.run("clean", older, "0").err
    said = project.fails("lock", "--python", "3.13", "--target", "cp313-x86_64-linux", code=2).err
    fine(project.run("lock", Advice("cli/lock.py", "--python").printed_in(said), "3.13"))
    fine(project.run("lock", Advice("cli/lock.py", "--target").printed_in(said), "cp313-x86_64-linux"))
    said = project.fails("export", "requirements", "--format", "pylock", code=2).err
    option = Advice("cli/export.py", "--format").printed_in(said)
    assert fine(project.run("export", option, "pylock")) == fine(project.run("export", "pylock"))
    said = project.fails("export", "requirements", "--url", "x", code=2).err
    line = Advice("cli/export.py", "snowsnake export flake --url URL").printed_in(said)
    assert "git+https://example.invalid/x" in fine(project.type(line, URL="git+https://example.invalid/x"))
    said = project.fails("init", "--url", "git+https://example.invalid/x", "--vendor", code=2).err
    fine(project.run("init", Advice("cli/init.py", "--vendor").printed_in(said)))
    fine(project.run("init", Advice("cli/init.py", "--url").printed_in(said), "path:/x", "--force"))


def test_what_cannot_be_started_is_started_by_another(project: Project) -> None:
    project.write({"prog": "print('it runs')\n", "dir/__main__.py": "print('dir')\n", "sh": "echo by sh\n"})
    python = Advice("cli/enter.py", "snowsnake run python …")
    for word, printed in (("./prog", "it runs\n"), ("./dir", "dir\n")):
        ran = project.run("run", word)
        assert ran.code == 126
        assert fine(project.type(python.printed_in(ran.err))) == printed
    (project.directory / "sh").chmod(0o755)
    ran = project.run("run", "./sh")
    assert ran.code == 126
    assert fine(project.type(Advice("cli/enter.py", "snowsnake run sh …").printed_in(ran.err))) == "by sh\n"


def test_a_project_that_is_no_package_is_entered_as_it_is(project: Project) -> None:
    ran = project.run("develop")
    assert ran.code == 1
    line = Advice("cli/develop.py", "snowsnake shell").printed_in(ran.err)
    assert fine(project.type(line)).startswith("in /nix/store/")


def test_nix_files_are_written_again_and_from_elsewhere(project: Project) -> None:
    said = project.run("init").err
    fine(project.type(Advice("cli/init.py", "snowsnake lock").printed_in(said)))
    force = Advice("cli/init.py", "--force").printed_in(project.fails("init").err)
    url = Advice("cli/init.py", "--url URL").printed_in(said).replace("URL", "git+https://example.invalid/x")
    fine(project.run("init", *url.split(), force))
    assert "git+https://example.invalid/x" in (project.directory / "flake.nix").read_text()
    said = project.run("init", "--nix", Advice("cli/init.py", "--vendor").printed_in(said)).err
    library = project.directory / VENDORED / "default.nix"
    library.write_text("old")
    fine(project.type(Advice("cli/init.py", "snowsnake init …").printed_in(said)))
    assert library.read_text() != "old"


def test_locate_takes_the_name_that_is_given_as_an_example(project: Project) -> None:
    line = Advice("cli/locate.py", "snowsnake locate pdftoppm").printed_in(
        project.fails("locate", "--kind", "pkg-config", ".pc", code=2).err
    )
    assert "poppler-utils" in fine(project.type(line))


def test_a_command_that_is_not_locked_is_added(project: Project) -> None:
    said = not_found(project, "run", "tell")
    assert "add `tell` to requirements.txt" in said
    project.write({"requirements.txt": "good\ntell\n"})
    fine(project.type(Advice("cli/missing.py", "snowsnake lock").printed_in(said)))
    assert fine(project.run("run", "tell")) == "tell []\n"


def test_a_command_of_a_group_is_run_with_it(project: Project) -> None:
    project.write({"pyproject.toml": GROUPS})
    line = Advice("cli/missing.py", "snowsnake run … … …").printed_in(not_found(project, "run", "tell"))
    assert fine(project.type(line)) == "tell []\n"
    # It is not said where it changes nothing: the group is locked, and its distribution has another command.
    project.write({"pyproject.toml": GROUPS.replace("tell", "pair")})
    fine(project.run("lock", "--group", "dev"))
    line = Advice("cli/missing.py", "snowsnake run …").printed_in(
        not_found(project, "run", "pair").partition("is there")[2]
    )
    assert fine(project.type(line)) == "other []\n"


def test_a_command_of_what_is_named_is_named_too(project: Project) -> None:
    shell = Advice("cli/missing.py", "snowsnake shell … -- …")
    assert (
        fine(project.type(shell.printed_in(not_found(project, "shell", "good", "--", "tell")))) == "tell []\n"
    )
    said = not_found(project, "shell", "--python", "3.14", "--native", "hello", "good", "--", "tell")
    line = shell.printed_in(said)
    assert shlex.split(line)[2:6] == ["--python", "3.14", "--native", "hello"]
    assert fine(project.type(line)) == "tell []\n"
    said = not_found(project, "shell", "pair", "--", "pair")
    assert fine(project.type(shell.printed_in(said))) == "other []\n"
    said = not_found(project, "shell", "modrun", "--", "modrun")
    assert fine(project.type(shell.printed_in(said))) == "as a module\n"


def test_another_interpreter_is_locked(project: Project) -> None:
    project.write({"../bin/python3.14": "#!/bin/sh\n"})
    (project.directory.parent / "bin/python3.14").chmod(0o755)
    project.environment["PATH"] = f"{project.directory.parent}/bin:/usr/bin:/bin"
    named = Advice("cli/missing.py", "snowsnake shell … -- python").printed_in(
        not_found(project, "shell", "good", "--", "python3.14")
    )
    assert fine(project.type(f"{named} -V")).startswith("Python 3.14.")
    locked = Advice("cli/missing.py", "snowsnake lock --python …").printed_in(
        not_found(project, "run", "python3.14")
    )
    fine(project.type(locked))
    assert fine(project.run("run", "python3.14", "-V")).startswith("Python 3.14.")


def test_a_named_environment_is_applied(project: Project) -> None:
    apply = Advice("cli/named.py", "snowsnake apply …")
    path = environments(project, '[work]\nrequires = ["good"]\n')
    fine(project.type(apply.printed_in(project.fails("run", "@work", "python").err)))
    said = project.fails("run", "@work", code=2).err
    line = Advice("cli/run.py", "snowsnake run … -- python").printed_in(said)
    fine(project.type(f"{line} -c 'import good'"))
    said = project.fails("build", "@work", code=2).err
    line = Advice("cli/subject.py", "snowsnake run … -- python").printed_in(said)
    fine(project.type(f"{line} -c 'import good'"))
    assert fine(project.type(Advice("cli/subject.py", "snowsnake shell …").printed_in(said))).startswith(
        "in /"
    )
    # A word that is its name, too.
    said = project.fails("shell", "work", code=2).err
    line = Advice("cli/no_package.py", "snowsnake shell @…").printed_in(said)
    fine(project.type(f"{line} -- python -c 'import good'"))
    # What it lacks.
    said = not_found(project, "run", "@work", "tell")
    assert "add `tell` to `requires` of `[work]`" in said
    path.write_text('[work]\nrequires = ["good", "tell", "pair"]\n')
    note = project.run("run", "@work", "python", "-c", "")
    assert apply.printed_in(note.err) == Advice("cli/missing.py", "snowsnake apply …").printed_in(said)
    fine(project.type(apply.printed_in(project.fails("shell", "@work", "tell", code=2).err)))
    again = project.run("run", "@work", "tell")
    assert (again.out, again.err) == ("tell []\n", "")
    line = Advice("cli/missing.py", "snowsnake run @… -- …").printed_in(
        not_found(project, "run", "@work", "pair")
    )
    assert fine(project.type(line)) == "other []\n"
    # Its lock, damaged.
    path.with_name("environments").joinpath("work.lock").write_text("{")
    (project.state / "environments").rename(project.state / "gone")
    said = project.run("apply", "--locked").err
    fine(project.type(Advice("cli/shared_locks.py", "snowsnake apply …").printed_in(said)))
    fine(project.run("apply", "--locked"))


def test_names_of_files_are_read_run_and_applied(project: Project) -> None:
    project.write({"page.py": "print('page')\n", "environments.toml": ""})
    words = Advice("cli/no_package.py", "-r …").printed_in(
        project.fails("build", "requirements.txt", code=2).err
    )
    assert fine(project.run("build", *words.split())).startswith("/nix/store/")
    line = Advice("cli/no_package.py", "snowsnake run …").printed_in(
        project.fails("build", "page.py", code=2).err
    )
    assert fine(project.type(line)) == "page\n"
    project.directory = environments(project, '[work]\nrequires = ["good"]\n').parent
    line = Advice("cli/no_package.py", "snowsnake apply").printed_in(
        project.fails("build", "environments.toml", code=2).err
    )
    assert fine(project.type(line)).startswith("added ")


def test_a_preference_is_for_a_distribution(project: Project) -> None:
    project.write({"requirements.txt": "opencv-python\n"})
    said = project.fails("lock", "--prefer", "no name!", code=2).err
    words = Advice("cli/options.py", "--prefer opencv-python").printed_in(said)
    fine(project.run("lock", *words.split()))


def test_what_is_not_of_snowsnake_helps_too(project: Project) -> None:
    """Lines for a shell, lines of files, and other words for what was typed."""
    nowhere = empty(project)
    nowhere.write({"page.py": "import requests\nprint(requests.value)\n"})
    said = nowhere.fails("run", "page.py").err
    block = "\n".join(re.findall("`(# [^`]*)`", said.partition("help: ")[2]))
    nowhere.write({"page.py": f"{block}\nimport requests\nprint(requests.value)\n"})
    assert fine(nowhere.run("run", "page.py")) == "42\n"
    fine(nowhere.type(in_backticks(nowhere.fails("init").err, "echo ")))
    fine(nowhere.run("init"))
    assert fine(nowhere.run("run", "python", "-c", "import requests; print(requests.value)")) == "42\n"
    project.write(
        {"good/pyproject.toml": '[project]\nname = "near"\nversion = "1"\n', "tells.py": "print('here')\n"}
    )
    said = project.fails("lock", "good", code=2).err
    assert "`cd good`" in said
    said = project.fails("shell", "good", code=2).err
    inspected = shlex.split(in_backticks(said, "'good>"))
    fine(project.run("shell", *inspected, "--", "python", "-c", "import good"))
    assert in_backticks(said, "./") == "./good"
    said = project.fails("shell", "tell", "--extra", "x", "--", "tell", code=2).err
    assert "tell []" in fine(project.run("shell", *shlex.split(in_backticks(said, "'tell")), "--", "tell"))
    said = not_found(project, "run", "./tell.py")
    assert fine(project.run("run", in_backticks(said.partition("help: ")[2], "tell"))) == "here\n"
    said = not_found(project, "shell", "tell", "--", "tel")
    command = in_backticks(said.partition("help: ")[2], "tell")
    assert fine(project.run("shell", "tell", "--", command)) == "tell []\n"
