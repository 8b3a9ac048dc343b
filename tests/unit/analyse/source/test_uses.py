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


def levels(found: dict[str, tuple[str, tuple[str, ...]]]) -> dict[str, str]:
    return {name: level for name, (level, _) in found.items()}


def test_what_compiled_sources_name_in_calls_is_offered(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "snow"\nversion = "1"\n',
        "src/snow/a.c": """
#define CRYPTO "libcrypto.so.3"
/* dlopen("libcommented.so.1", 0) */
void *a(void) { return dlopen("libmagic.so.1", RTLD_NOW); }
void *b(void) { return dlopen(CRYPTO, RTLD_LAZY); }
FILE *c(const char *x) { popen("pdfinfo -v | pdftops", "r"); return popen(x, "r"); }
int d(void) { system("true"); dlopen("own.dll", 0); return execlp("gs", "gs", NULL); }
""",
        "src/snow/b.pyx": "from ctypes import CDLL\n# CDLL('libno.so.1')\nlib = CDLL('libsnow.so.2')\n",
        "src/snow/win32/c.c": 'void *a(void) { return dlopen("libelsewhere.so.1", 0); }\n',
        "tests/d.c": 'void *a(void) { return dlopen("libtest.so.1", 0); }\n',
    }
    found = uses(tmp_path, files)
    assert levels(found) == dict.fromkeys(
        ("libmagic.so.1", "libcrypto.so.3", "libsnow.so.2", "pdfinfo", "pdftops", "gs"), "optional"
    )
    assert found["libmagic.so.1"][1] == ("src/snow/a.c:4",)
    assert found["libsnow.so.2"][1] == ("src/snow/b.pyx:3",)


def test_source_that_is_made_to_take_long_is_read_soon(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": '[project]\nname = "snow"\nversion = "1"\n',
        "src/snow/a.c": "dlopen('" + "\\'" * 400_000 + '\ndlopen("libmagic.so.1", 0);',
        "src/snow/run.sh": "uname -a\n",
    }
    assert set(uses(tmp_path, files)) == {"libmagic.so.1", "uname"}
