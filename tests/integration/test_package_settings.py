"""What a project says of a package's build reaches that build: `[tool.snowsnake.packages.NAME]`, and uv's words."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.integration.loopback import serving
from tests.integration.project import Project
from tests.integration.test_source_failures import source

# What the build sees becomes the module's text.
SEEN = (
    "import importlib.util",
    "PATCHED = False",
    "seen = {'env': os.environ.get('WITH_SNOW'), 'settings': config_settings, 'patched': PATCHED,",
    "        'required': importlib.util.find_spec('extra_tool') is not None}",
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


@pytest.mark.parametrize(("words", "patched"), [(OURS, True), (UVS, False)], ids=["snowsnake", "uv"])
def test_they_reach_the_build(tmp_path: Path, words: str, patched: bool) -> None:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    project = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
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
    seen = {"env": "1", "settings": {"depth": "2"}, "patched": patched, "required": True}
    assert done.stdout == f"{seen}\n"
