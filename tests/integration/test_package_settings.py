"""What a project says of a package's build reaches that build: `[tool.snowsnake.packages.NAME]`, and uv's words."""

from __future__ import annotations

import json
import subprocess

import pytest
from tests.integration.loopback import serving
from tests.integration.project import Project
from tests.integration.test_source_failures import source

# What the build sees becomes the module's text.
SEEN = (
    "import importlib.util, shutil",
    "PATCHED = False",
    "seen = {'env': os.environ.get('WITH_SNOW'), 'settings': config_settings, 'patched': PATCHED,",
    "        'required': importlib.util.find_spec('extra_tool') is not None,",
    "        'native': shutil.which('xxd') is not None}",
    "global MODULE; MODULE = 'SEEN = ' + repr(seen) + chr(10)",
)
PATCH = """\
--- a/backend.py
+++ b/backend.py
@@ -{line} +{line} @@
-    PATCHED = False
+    PATCHED = True
"""
OURS = """
[tool.snowsnake.packages.chosen]
source = "sdist"
build-requires = ["extra_tool"]
native = ["xxd"]
env = { WITH_SNOW = "1" }
config-settings = { depth = "2" }
patches = ["chosen.patch"]
"""
UVS = """
[tool.uv]
no-binary-package = ["chosen"]
extra-build-dependencies = { chosen = ["extra_tool"] }
extra-build-variables = { chosen = { WITH_SNOW = "1" } }
config-settings-package = { chosen = { depth = "2" } }
"""
# What uv tells every backend; the second has a word of its own for this one.
UVS_FOR_ALL = UVS.replace('-package = { chosen = { depth = "2" } }', ' = { depth = "2" }')
UVS_AND_OURS = (
    UVS.replace('-package = { chosen = { depth = "2" } }', ' = { depth = "1", width = "3" }')
    + '[tool.snowsnake.packages.chosen]\nconfig-settings = { depth = "2" }\n'
)


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (OURS, {"patched": True, "native": True}),
        (UVS, {}),
        (UVS_FOR_ALL, {}),
        (UVS_AND_OURS, {"settings": {"depth": "2", "width": "3"}}),
    ],
    ids=["snowsnake", "uv", "uv for all", "both"],
)
def test_they_reach_the_build(project: Project, words: str, more: dict[str, object]) -> None:
    files = source("chosen", *SEEN)
    files["backend.py"] = files["backend.py"].replace('"X = 1\\n"', "MODULE")
    line = files["backend.py"].splitlines().index("    PATCHED = False") + 1
    with serving() as index:
        index.add("chosen")  # a wheel, which is not taken
        index.add("extra_tool")
        index.add_source("chosen", files)
        project.write(
            {
                "pyproject.toml": '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
                f'dependencies = ["chosen"]\n{words}\n[[tool.uv.index]]\nurl = "{index.url}"\n',
                "chosen.patch": PATCH.format(line=line),
            }
        )
        ran = project.run("build", "-o", "result")
    assert ran.code == 0, ran.err
    done = subprocess.run(
        [project.directory / "result/bin/python", "-c", "import chosen; print(chosen.SEEN)"],
        env={}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    seen = {"env": "1", "settings": {"depth": "2"}, "patched": False, "required": True, "native": False}
    assert done.stdout == f"{seen | more}\n"


@pytest.mark.parametrize(
    ("words", "version", "built"),
    [
        ("", "2.0", True),
        ('[tool.snowsnake.packages.chosen]\nsource = "wheel"\n', "1.0", False),
        ('[tool.uv]\nno-binary = true\n[tool.snowsnake.packages.chosen]\nsource = "wheel"\n', "1.0", False),
        ('[tool.uv]\nno-build-package = ["chosen"]\n', "1.0", False),
        ('[tool.uv]\nno-binary-package = ["chosen"]\n', "2.0", True),
    ],
    ids=["nothing said", "a wheel", "a wheel, the rest from source", "uv's no build", "uv's no binary"],
)
def test_what_it_is_taken_from(project: Project, words: str, version: str, built: bool) -> None:
    """There is a wheel of 1.0, and of 2.0 source only."""
    with serving() as index:
        index.add("chosen")
        newer = {
            path: text.replace('"1.0"', '"2.0"').replace("-1.0-", "-2.0-")
            for path, text in source("chosen").items()
        }
        index.add_source("chosen", newer, version="2.0")
        project.write(
            {
                "pyproject.toml": '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
                f'dependencies = ["chosen"]\n{words}\n[[tool.uv.index]]\nurl = "{index.url}"\n'
            }
        )
        ran = project.run("build", "-o", "result")
    assert ran.code == 0, ran.err
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    assert target["packages"]["chosen"]["version"] == version
    assert bool(target["packages"]["chosen"]["build"]) is built
    program = "from importlib.metadata import version; import chosen; print(version('chosen'))"
    done = subprocess.run(
        [project.directory / "result/bin/python", "-c", program],
        env={}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert done.stdout == f"{version}\n"


def test_a_wheel_that_there_is_none_of(project: Project) -> None:
    with serving() as index:
        index.add_source("chosen", source("chosen"))
        project.write(
            {
                "pyproject.toml": '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
                'dependencies = ["chosen"]\n[tool.snowsnake.packages.chosen]\nsource = "wheel"\n'
                f'[[tool.uv.index]]\nurl = "{index.url}"\n'
            }
        )
        ran = project.fails("lock")
    assert "`chosen" in ran.err
