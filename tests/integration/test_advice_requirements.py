"""What an error about requirements says to write or to type, done: what was refused is locked."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, follow

from snowsnake.requirements import read_inputs
from snowsnake.requirements.base_settings import BadBase
from snowsnake.resolve.uv_process import index_lines

PYLOCK = """\
lock-version = "1.0"
created-by = "hand"
{more}
[[packages]]
name = "good"
version = "1.0"
wheels = [{{ name = "good-1.0-py3-none-any.whl", url = "{url}", hashes = {{ sha256 = "{sha256}" }} }}]
"""


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("good", files={"good/__init__.py": b""})
        found.add("older", tag="cp311-cp311-linux_x86_64")
        yield found


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    made = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
    made.write({"requirements.txt": f"{index.options}good\n"})
    return made


def quoted(printed: str, pattern: str) -> str:
    """What stands in backticks in a help and looks like this."""
    found = re.search(rf"`({pattern})`", printed.partition("\nhelp: ")[2])
    assert found is not None, printed
    return found[1]


# --- requirements files


def test_file_on_a_line_of_a_requirements_file_is_included(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}more.txt\n", "more.txt": "good\n"})
    line = Advice("requirements/requirements_txt.py", "-r …").printed_in(project.fails("lock").err)
    project.write({"requirements.txt": f"{index.options}{line}\n"})
    assert project.run("lock").code == 0


def test_option_of_setup_is_written_as_a_setting_of_its_backend(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}good --global-option=--with-x\n"})
    ran = project.fails("lock")
    option = Advice("requirements/requirements_txt.py", "--config-settings=…").printed_in(ran.err)
    project.write({"requirements.txt": f"{index.options}good {option}\n"})
    assert project.run("lock").code == 0


def test_hash_of_another_kind_is_written_as_sha256(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}good --hash=md5:{'0' * 32}\n"})
    ran = project.fails("lock")
    option = Advice("requirements/requirements_txt.py", "--hash=sha256:…").printed_in(ran.err)
    digest = hashlib.sha256(index.files["good-1.0-py3-none-any.whl"]).hexdigest()
    project.write({"requirements.txt": f"{index.options}good==1.0 {option.replace('…', digest)}\n"})
    assert project.run("lock").code == 0


def test_hash_that_no_file_has_is_replaced_by_the_one_that_was_found(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}good==1.0 --hash=sha256:{'0' * 64}\n"})
    ran = project.fails("lock")
    option = Advice("resolve/errors.py", "--hash").printed_in(ran.err)
    found = re.search(r"found +(sha256:[0-9a-f]{64})", ran.err)
    assert found is not None, ran.err
    project.write({"requirements.txt": f"{index.options}good==1.0 {option}={found[1]}\n"})
    assert project.run("lock").code == 0


@pytest.mark.parametrize("above", [False, True])
def test_package_of_a_private_index_is_found_once_that_is_named(
    project: Project, index: Index, above: bool
) -> None:
    name = "nobody-but-us"
    file = index.add(name.replace("-", "_"))
    try:
        if above:
            index.metadata["good"] = f"Requires-Dist: {name}\n"
        with serving() as other:
            other.files = {"good-1.0-py3-none-any.whl": index.files["good-1.0-py3-none-any.whl"]}
            other.metadata = index.metadata
            wanted = "good" if above else name
            project.write({"requirements.txt": f"{other.options}{wanted}\n"})
            ran = project.fails("lock")
            option = Advice("resolve/errors.py", "--index-url").printed_in(ran.err)
            assert ("required by `good`" in ran.err) == above
            project.write({"requirements.txt": f"{option} {index.url}\n{wanted}\n"})
            assert project.run("lock").code == 0
    finally:
        del index.files[file]
        index.metadata.clear()


# --- options


def test_native_package_is_written_as_apt_knows_it(project: Project) -> None:
    ran = project.fails("lock", "--native", "Poppler Utils", code=1)
    option = Advice("requirements/typed.py", "--native poppler-utils").printed_in(ran.err)
    assert project.run("lock", *option.split()).code == 0
    assert '"poppler-utils"' in project.lock.read_text()


def test_base_that_there_is_not_leads_to_those_that_there_are(project: Project) -> None:
    with pytest.raises(BadBase) as caught:
        read_inputs(project.directory, options=["--base gentoo"])
    said = str(caught.value.help)
    for option in (
        Advice("requirements/base_settings.py", "--base debian").printed_in(said),
        Advice("requirements/base_settings.py", "--base nixpkgs").printed_in(said),
    ):
        assert read_inputs(project.directory, options=[option]).base.base == option.split()[1]


def test_wheel_is_taken_once_nothing_forbids_it(project: Project) -> None:
    ran = project.fails("lock", "--no-binary", "good")
    option = Advice("resolve/errors.py", "--no-binary").printed_in(ran.err)
    words = [word for word in ("lock", "--no-binary", "good") if word not in {option, "good"}]
    assert project.run(*words).code == 0


# --- what there is


def test_directory_without_a_project_is_told_what_to_name(project: Project) -> None:
    (project.directory / "requirements.txt").rename(project.directory / "other.txt")
    ran = project.fails("lock")
    line = Advice("requirements/inputs.py", "snowsnake lock -r FILE").printed_in(ran.err)
    follow(project, line.replace("FILE", "other.txt"))
    line = Advice("requirements/inputs.py", "snowsnake shell requests").printed_in(ran.err)
    follow(project, f"{line} -- python -c 'import requests'")


def test_file_that_the_lock_was_made_from_is_named_anew(project: Project) -> None:
    (project.directory / "requirements.txt").rename(project.directory / "one.txt")
    assert project.run("lock", "-r", "one.txt").code == 0
    (project.directory / "one.txt").rename(project.directory / "two.txt")
    line = Advice("requirements/again.py", "snowsnake lock -r FILE").printed_in(project.fails("lock").err)
    follow(project, line.replace("FILE", "two.txt"))
    assert project.run("lock").code == 0


def test_named_environment_that_is_not_there_is_written(project: Project) -> None:
    project.environment["XDG_CONFIG_HOME"] = str(project.state.parent)
    place = project.state.parent / "snowsnake" / "environments.toml"
    place.parent.mkdir()
    place.write_text("")
    ran = project.run("apply", "work")
    assert ran.code == 1
    place.write_text(f"{quoted(ran.err, '.work.')}\n{quoted(ran.err, 'requires = [^`]*')}\n")
    follow(project, Advice("requirements/environments_file.py", "snowsnake apply").printed_in(ran.err))
    assert project.run("apply", "work").code == 0


def test_native_package_that_nobody_named_is_explained(project: Project) -> None:
    assert project.run("lock").code == 0
    ran = project.fails("add-native", "--remove", "libc6")
    said = follow(project, Advice("requirements/edit.py", "snowsnake explain …").printed_in(ran.err))
    assert "interpreter" in said.out


# --- interpreters


def test_wheel_for_another_interpreter_is_taken_by_that(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}older\n"})
    option = Advice("resolve/errors.py", "--python").printed_in(project.fails("lock").err)
    assert project.run("lock", option, "3.11").code == 0


@pytest.mark.parametrize(
    "more",
    ['requires-python = "<3.12"', "environments = [\"python_version == '3.11'\"]"],
    ids=["excluded", "not made for it"],
)
def test_lock_of_another_tool_is_for_another_interpreter(project: Project, index: Index, more: str) -> None:
    file = "good-1.0-py3-none-any.whl"
    digest = hashlib.sha256(index.files[file]).hexdigest()
    (project.directory / "requirements.txt").unlink()
    project.write({"pylock.toml": PYLOCK.format(more=more, url=index.file_url(file), sha256=digest)})
    option = Advice("resolve/unfit.py", "--python").printed_in(project.fails("lock").err)
    assert project.run("lock", option, "3.11").code == 0


# --- the network


def test_index_that_does_not_answer_is_worked_without(project: Project, index: Index) -> None:
    assert project.run("lock").code == 0
    project.lock.unlink()
    index.status = 503
    project.environment["UV_HTTP_RETRIES"] = "0"
    try:
        ran = project.fails("lock")
        option = Advice("resolve/errors.py", "--offline").printed_in(ran.err)
        assert project.run("lock", option).code == 0
    finally:
        index.status = 200


def test_tools_of_builds_come_from_another_index(project: Project, index: Index) -> None:
    project.environment["UV_DEFAULT_INDEX"] = index.url
    ran = project.fails("lock")
    assert "snowsnake installs with `installer" in ran.err
    variable = quoted(ran.err, "UV_INDEX=[^`]*").partition("=")[0]
    usual = index_lines(project.temporary)[0][-1][1]  # of this process, for which no other was named
    project.environment[variable] = os.environ.get("UV_DEFAULT_INDEX") or usual
    assert project.run("lock").code == 0


def test_file_that_is_not_at_its_address_is_required_from_another(project: Project, index: Index) -> None:
    url = index.file_url("good-1.0-py3-none-any.whl")
    project.write({"requirements.txt": f"good @ {url.replace('good-', 'gone/good-')}\n"})
    ran = project.fails("lock")
    assert "check its address" in ran.err
    assert "--offline" not in ran.err
    project.write({"requirements.txt": f"good @ {url}\n"})
    assert project.run("lock").code == 0


@pytest.mark.parametrize("revision", ["nobody", "d" * 40])
def test_revision_that_a_repository_lacks_is_replaced_by_one_that_is_listed(
    project: Project, revision: str
) -> None:
    def git(*words: str) -> str:
        own = ("git", "-c", "user.name=x", "-c", "user.email=x@example.invalid")
        done = subprocess.run([*own, *words], cwd=repository, check=True, capture_output=True, text=True)
        return done.stdout

    repository = project.state.parent / "repository"
    repository.mkdir()
    git("init", "-q", "-b", "trunk")
    (repository / "pyproject.toml").write_text('[project]\nname = "kept"\nversion = "1.0"\n')
    git("add", ".")
    git("commit", "-q", "-m", "one")
    required = f"kept @ git+file://{repository}@"
    project.write({"requirements.txt": f"{required}{revision}\n"})
    ran = project.fails("lock")
    assert f"the repository of `kept`, `file://{repository}`, has no `{revision}`" in ran.err
    listed = git(*shlex.split(quoted(ran.err, "git ls-remote [^`]*"))[1:])
    assert "refs/heads/trunk" in listed
    project.write({"requirements.txt": f"{required}{listed.split()[0]}\n"})
    assert project.run("lock").code == 0


def test_lock_that_takes_what_is_outside_of_its_project_is_told_where_to_write_that(project: Project) -> None:
    outside = project.state.parent / "outside"
    outside.mkdir()
    (outside / "pyproject.toml").write_text('[project]\nname = "outer"\nversion = "1.0"\n')
    (project.directory / "requirements.txt").rename(project.directory / "one.txt")
    project.write({"one.txt": f"outer @ {outside.as_uri()}\n"})
    assert project.run("lock", "-r", "one.txt").code == 0
    document = json.loads(project.lock.read_bytes())
    document["requirements"]["sources"] = [
        {"kind": "command-line", "file": None, "extras": [], "groups": [], "requires": ["outer @ ../outside"]}
    ]
    project.lock.write_text(json.dumps(document))
    ran = project.fails("lock")
    subprocess.run(quoted(ran.err, "echo [^`]*"), shell=True, cwd=project.directory, check=True)
    follow(project, Advice("requirements/again.py", "snowsnake lock -r requirements.txt").printed_in(ran.err))
    assert project.run("lock").code == 0


def test_native_archive_that_only_a_lock_names_is_named_in_the_settings(project: Project) -> None:
    assert project.run("lock").code == 0
    document = json.loads(project.lock.read_bytes())
    document["requirements"]["options"]["native"] = ["file:///outside/tool.tar.gz"]
    project.lock.write_text(json.dumps(document))
    ran = project.fails("lock")
    assert 'native = ["file:///outside/tool.tar.gz"]' in quoted(ran.err, "native = [^`]*")
    project.lock.unlink()
    project.write({"snowsnake.toml": "native = []\n"})
    follow(project, Advice("requirements/again.py", "snowsnake lock").printed_in(ran.err))


def test_lock_of_another_tool_with_a_directory_is_resolved_anew(project: Project, index: Index) -> None:
    (project.directory / "requirements.txt").unlink()
    project.write(
        {
            "pyproject.toml": '[project]\nname = "p"\nversion = "1"\ndependencies = ["good"]\n'
            f'[[tool.uv.index]]\nurl = "{index.url}"\ndefault = true\n',
            "poetry.lock": '[[package]]\nname = "inner"\nversion = "1.0"\noptional = false\npython-versions = "*"\n'
            'groups = ["main"]\nfiles = []\n[package.source]\ntype = "url"\nurl = "https://example.invalid/inner-1.0-py3-none-any.whl"\n'
            '[metadata]\nlock-version = "2.1"\npython-versions = "*"\ncontent-hash = ""\n',
        }
    )
    ran = project.fails("lock")
    follow(project, Advice("requirements/text.py", "snowsnake lock -r pyproject.toml").printed_in(ran.err))
    assert project.run("lock", "--check").code == 0


def test_sources_that_need_each_other_are_built_with_an_older_wheel(project: Project, index: Index) -> None:
    system = '[build-system]\nrequires = ["{other}"]\nbuild-backend = "b"\nbackend-path = ["."]\n'
    system += '[project]\nname = "{name}"\nversion = "1.0"\n'
    for name, other in (("egg", "hen"), ("hen", "egg")):
        index.add_source(name, {"pyproject.toml": system.format(name=name, other=other), "b.py": ""})
    index.add("hen", "0.9")
    project.write({"requirements.txt": f"{index.options}egg\n"})
    ran = project.fails("lock")
    project.write({"uv.toml": quoted(ran.err, "build-constraint-dependencies = [^`]*") + "\n"})
    assert project.run("lock").code == 0
