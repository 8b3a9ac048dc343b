from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from snowsnake.requirements import NothingToLock, read_inputs
from snowsnake.requirements.local import name_of


@pytest.mark.parametrize(
    ("file", "text", "says"),
    [
        ("setup.py", "from setuptools import setup\nsetup(name='p')\n", "`echo '-e .' > requirements.txt`"),
        ("setup.cfg", "[metadata]\nname = p\n", "> pyproject.toml`"),
        ("Pipfile", '[packages]\nidna = "*"\n', "requirements.txt"),
        ("Pipfile.lock", "{}", "`pipenv requirements > requirements.txt`"),
        ("environment.yml", "dependencies: [numpy]\n", "requirements.txt"),
        ("requirements.in", "idna\n", "`snowsnake lock -r requirements.in`"),
        ("requirements/dev one.txt", "idna\n", "`snowsnake lock -r 'requirements/dev one.txt'`"),
        ("dev-requirements.txt", "idna\n", "`snowsnake lock -r dev-requirements.txt`"),
        ("setup.cfg", "[flake8]\n", "`snowsnake shell requests`"),
    ],
)
def test_a_directory_of_other_tools_leads_on(tmp_path: Path, file: str, text: str, says: str) -> None:
    path = tmp_path / file
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    with pytest.raises(NothingToLock) as caught:
        read_inputs(tmp_path)
    assert says in (caught.value.help or "")
    if path.suffix in {".py", ".cfg"} and ">" in says:  # typed, it makes a project of it
        line = (caught.value.help or "").partition("`")[2].rpartition("`")[0]
        subprocess.run(["sh", "-c", line], cwd=tmp_path, check=True)
        assert read_inputs(tmp_path).requires == ("p @ .",)


def test_the_name_of_an_old_project_of_flit_is_that_of_its_module(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.flit.metadata]\nmodule = "Old_One"\n')
    assert name_of(tmp_path) == "old-one"
