"""What a source's modules open and run, where the source has them."""

from __future__ import annotations

from pathlib import Path

from snowsnake.analyse.source import read_source

OPENS = "import ctypes\n\nlibrary = ctypes.CDLL('libmagic.so.1')\n"


def uses(directory: Path, files: dict[str, str]) -> dict[str, tuple[str, tuple[str, ...]]]:
    for path, text in files.items():
        (directory / path).parent.mkdir(parents=True, exist_ok=True)
        (directory / path).write_text(text)
    return {use.name: (use.level, use.evidence) for use in read_source(directory, "").uses}


def test_modules_below_src(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "snow"\nversion = "1"\n',
        "src/snow/__init__.py": OPENS,
        "src/snow/tests/test_it.py": "import subprocess\nsubprocess.run(['pdfinfo'])\n",
    }
    assert uses(tmp_path, files) == {
        "libmagic.so.1": ("required", ("src/snow/__init__.py:3",)),
        "pdfinfo": ("test", ("src/snow/tests/test_it.py:2",)),
    }


def test_what_is_for_developers_is_not_looked_at(tmp_path: Path) -> None:
    runs = "import subprocess\nsubprocess.run(['pdfinfo'])\n"
    files = {
        "setup.py": "from setuptools import setup\nsetup(name='snow', py_modules=['snow'])\n" + runs,
        "snow.py": OPENS,
        "tools/release.py": runs,
        "docs/conf.py": runs,
        "noxfile.py": runs,
    }
    assert set(uses(tmp_path, files)) == {"libmagic.so.1"}


def test_a_program_that_the_source_is_there_for(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "snowpdf"\nversion = "1"\ndescription = "A wrapper around pdfinfo"\n',
        "snowpdf/__init__.py": "import subprocess\n\n\ndef pages():\n    subprocess.run(['pdfinfo', 'x'])\n",
    }
    assert uses(tmp_path, files)["pdfinfo"][0] == "required"
