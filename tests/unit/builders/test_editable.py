"""Compiled projects in development: what is left out of the wheel, and the finder that goes to the project."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from snowsnake.builders.editable import Editable, Generated

SUFFIX = sysconfig.get_config_var("EXT_SUFFIX")


@dataclass(frozen=True, kw_only=True, slots=True)
class Installed:
    """A project, the copy that was built, and what was installed of it."""

    project: Path
    site: Path
    editable: Editable
    left_out: frozenset[str]

    def python(self, program: str) -> str:
        """What a fresh interpreter prints that has the environment, and nothing of the project, in its path."""
        start = f"import site; site.addsitedir({str(self.site)!r})\n"
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-c", start + program],
            cwd=os.sep,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.stdout if done.returncode == 0 else done.stderr.splitlines()[-1]


def install(directory: Path, project: Mapping[str, str], wheel: Mapping[str, str]) -> Installed:
    """Make a wheel editable, of the project as it is at that moment."""
    for place in ("project", "copy"):
        for name, text in project.items():
            path = directory / place / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
    site = directory / "site"
    site.mkdir()
    editable = Editable(
        {"directory": str(directory / "project"), "source": f"{directory / 'copy'}/"},
        {name: text.encode() for name, text in wheel.items()},
    )
    left_out = frozenset(name for name in wheel if editable.leave_out(name))
    kept = {name: text.encode() for name, text in wheel.items() if name not in left_out}
    for name, data in {**kept, **dict(editable.modules("demo-x"))}.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_bytes(data)
    return Installed(project=directory / "project", site=site, editable=editable, left_out=left_out)


@pytest.mark.parametrize("root", ["", "src/", "python/", "bindings/python/src/"])
def test_python_comes_from_the_project(tmp_path: Path, root: str) -> None:
    files = {
        "demo/__init__.py": "where = 'built'\n",
        "demo/inner/__init__.py": "",
        "demo/inner/a.py": "x = 1\n",
    }
    done = install(
        tmp_path,
        {root + name: text for name, text in files.items()} | {"setup.py": "", f"{root}demo/c.c": "int x;"},
        files | {f"demo/_c{SUFFIX}": "not really", "demo/version.py": "made = 'by the build'\n"},
    )
    assert done.left_out == set(files)
    assert done.python("import demo; print(demo.where)") == "built\n"
    (done.project / root / "demo/__init__.py").write_text("where = 'edited'\n")
    (done.project / root / "demo/new.py").write_text("print('new')\n")
    (done.project / root / "demo/more").mkdir()
    (done.project / root / "demo/more/__init__.py").write_text("print('more')\n")
    program = "import demo, demo.new, demo.more, demo.inner.a; print(demo.where, demo.inner.a.x)"
    assert done.python(program) == "new\nmore\nedited 1\n"
    # What only the build made is there; what was taken away is not.
    assert done.python("from demo.version import made; print(made)") == "by the build\n"
    (done.project / root / "demo/inner/a.py").unlink()
    assert "No module named 'demo.inner.a'" in done.python("import demo.inner.a")


def test_what_is_compiled_comes_from_the_store(tmp_path: Path) -> None:
    """A file that somebody compiled beside the source is not taken for it."""
    files = {"demo.py": "from _demo import x\n", "demos/__init__.py": ""}
    compiled = {f"_demo{SUFFIX}": "", f"demos/_speed{SUFFIX}": ""}
    done = install(tmp_path, files, files | compiled)
    (done.project / f"demos/_speed{SUFFIX}").write_text("stale")
    find = "import importlib.util as u; print(u.find_spec({!r}).origin)"
    assert done.python(find.format("demos._speed")) == f"{done.site}/demos/_speed{SUFFIX}\n"
    assert done.python(find.format("_demo")) == f"{done.site}/_demo{SUFFIX}\n"
    assert done.python(find.format("demo")) == f"{done.project}/demo.py\n"


def test_of_several_places_the_one_with_most_files(tmp_path: Path) -> None:
    """Empty files are equal to all other empty files."""
    files = {"demo/__init__.py": "", "demo/a.py": "x = 1\n"}
    done = install(
        tmp_path,
        {f"lib/{name}": text for name, text in files.items()}
        | {"docs/demo/__init__.py": "", "demo/__init__.py": ""},
        files,
    )
    assert done.editable.roots == {"demo": "lib"}


def test_a_namespace_that_others_have_parts_of(tmp_path: Path) -> None:
    project = {"src/space/demo/__init__.py": "x = 'project'\n"}
    done = install(
        tmp_path, project, {"space/demo/__init__.py": "x = 'project'\n", f"space/demo/_c{SUFFIX}": ""}
    )
    (done.site / "space/other").mkdir(parents=True)
    (done.site / "space/other/__init__.py").write_text("x = 'other'\n")
    program = "import space.demo, space.other; print(space.demo.x, space.other.x, len(space.__path__))"
    assert done.python(program) == "project other 2\n"


def test_resources_are_those_of_the_project(tmp_path: Path) -> None:
    files = {"demo/__init__.py": "x = 1\n", "demo/data.txt": "built"}
    done = install(tmp_path, files, files)
    (done.project / "demo/data.txt").write_text("edited")
    program = "import importlib.resources as r; print((r.files('demo') / 'data.txt').read_text())"
    assert done.python(program) == "edited\n"
    names = "import demo, pkgutil; print(sorted(m.name for m in pkgutil.iter_modules(demo.__path__)))"
    (done.project / "demo/new.py").touch()
    assert done.python(names) == "['new']\n"


def test_editors_are_told_where_the_modules_are(tmp_path: Path) -> None:
    """Type checkers run no finder; a project's own directory, with its setup.py, is no place for modules."""
    done = install(tmp_path / "one", {"src/demo.py": "x = 1\n"}, {"demo.py": "x = 1\n"})
    lines = (done.site / "_snowsnake_editable_demo_x.pth").read_text().splitlines()
    assert lines == ["import _snowsnake_editable_demo_x", f"{done.project}/src"]
    flat = install(tmp_path / "two", {"demo.py": "x = 1\n"}, {"demo.py": "x = 1\n"})
    lines = (flat.site / "_snowsnake_editable_demo_x.pth").read_text().splitlines()
    assert lines == ["import _snowsnake_editable_demo_x"]


def test_a_wheel_with_nothing_of_the_project_stays_as_it_is(tmp_path: Path) -> None:
    done = install(tmp_path, {"setup.py": "", "gen.py": ""}, {"demo.py": "made = 1\n", f"_c{SUFFIX}": ""})
    assert not done.left_out
    assert sorted(path.name for path in done.site.iterdir()) == sorted([f"_c{SUFFIX}", "demo.py"])


def test_links_are_no_files_of_the_project(tmp_path: Path) -> None:
    (tmp_path / "copy").mkdir()
    (tmp_path / "outside.py").write_text("x = 1\n")
    (tmp_path / "copy/demo.py").symlink_to(tmp_path / "outside.py")
    done = install(tmp_path, {}, {"demo.py": "x = 1\n"})
    assert not done.left_out


def test_modules_that_the_build_wrote(tmp_path: Path) -> None:
    """A version file, which is in no checkout: the project's own comes first, where there is one."""
    for name in ("source/src/demo/__init__.py", "source/src/demo/inner/__init__.py"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    made = {
        "src/demo/_version.py": "v = 'made'",
        "src/demo/inner/gen.py": "x = 1",
        "top.py": "y = 2",
        "a b.py": "!",
    }
    for name, text in made.items():
        (tmp_path / "made" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "made" / name).write_text(text)
    generated = Generated({"inplace": f"{tmp_path}/made", "editable": {"source": f"{tmp_path}/source/"}})
    for name, data in generated.modules("demo"):
        (tmp_path / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "site" / name).write_bytes(data)
    program = (
        f"import site; site.addsitedir({str(tmp_path / 'site')!r}); import sys; sys.path.append({{!r}})\n"
    )
    program += "import demo._version, demo.inner.gen, top; print(demo._version.v, demo.inner.gen.x, top.y)"
    command = [sys.executable, "-I", "-S", "-c", program.format(f"{tmp_path}/source/src")]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "made 1 2\n"
    (tmp_path / "source/src/demo/_version.py").write_text("v = 'own'")
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "own 1 2\n"


def test_nothing_was_written(tmp_path: Path) -> None:
    spec = {"inplace": f"{tmp_path}/nowhere", "editable": {"source": str(tmp_path)}}
    assert list(Generated(spec).modules("demo")) == []
