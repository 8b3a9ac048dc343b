"""What nixpkgs' expressions give to distributions, as the script reads it and as the table that is shipped says it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from snowsnake.provide.advice import Choice
from snowsnake.provide.nixpkgs.expressions import given_to
from snowsnake.provide.tables import FileTable

SCRIPT = Path(__file__).parents[4] / "scripts/nixpkgs-expressions"
MODULES = "pkgs/development/python-modules"


def read(checkout: Path, name: str, body: str, **others: str) -> list[str]:
    """What the script reads in one expression; `others`: patches beside it."""
    directory = checkout / MODULES / name
    directory.mkdir(parents=True)
    (directory / "default.nix").write_text(f"{{ lib, x ? false }}: buildPythonPackage rec {{\n{body}\n}}\n")
    for stem, text in others.items():
        (directory / f"{stem}.patch").write_text(text)
    into = checkout / "table"
    subprocess.run([sys.executable, SCRIPT, checkout, "--into", into], check=True, capture_output=True)
    return FileTable(into).find("distribution", name)


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("postPatch = ''sed -i \"s|gpg|${gnupg}/bin/gpg|\" a.py'';", "code gnupg gpg"),
        (
            'patches = [ (replaceVars ./x.patch { gs = lib.getExe\' ghostscript "gs"; }) ];',
            "code ghostscript gs",
        ),
        ("postPatch = ''sed \"s|x|${lib.getExe jq}|\" a.py'';", "code jq jq"),
        (
            "postPatch = ''sed \"s|x|${lib.getLib file}/lib/libmagic${ext}|\" a.py'';",
            "code file libmagic.so",
        ),
        ("makeWrapperArgs = [ (lib.makeBinPath [ jq lib ]) ];", "path jq jq"),
        ("propagatedBuildInputs = [ requests jq ];", "path jq jq,libjq.so"),
        ("nativeCheckInputs = [ jq ];", "tests jq jq,libjq.so"),
    ],
)
def test_script_reads_what_an_expression_gives(tmp_path: Path, body: str, expected: str) -> None:
    assert read(tmp_path, "snow", body) == [expected]


@pytest.mark.parametrize(
    "body",
    [
        "checkPhase = ''sed \"s|x|${jq}/bin/jq|\" a.py'';",
        "preBuild = ''\n  ${jq}/bin/jq . < x > y\n'';",
        "preBuild = ''\n  export CC=${gcc}/bin/gcc\n'';",
        "preBuild = ''\n  export LDFLAGS=-L${jq}/lib\n'';",
        "postPatch = lib.optionalString x ''sed \"s|x|${jq}/bin/jq|\" a.py'';",
        "# makeWrapperArgs = [ (lib.makeBinPath [ jq ]) ];",
        "nativeBuildInputs = [ jq ];",
    ],
)
def test_script_leaves_out_what_is_for_the_build_for_tests_or_turned_off(tmp_path: Path, body: str) -> None:
    assert read(tmp_path, "snow", body) == []


def test_script_reads_patches_that_an_expression_names(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "snow",
        "patches = [ (replaceVars ./x.patch { tool = jq; }) ];",
        x="+run('@tool@/bin/jq')\n-a\n",
    )
    assert found == ["code jq jq"]


def test_python_packages_are_not_given(tmp_path: Path) -> None:
    (tmp_path / MODULES / "jq").mkdir(parents=True)
    assert read(tmp_path, "snow", "propagatedBuildInputs = [ jq ];") == []


def test_shipped_table_says_what_is_given_and_how() -> None:
    found = {(said.strength, choice) for said in given_to("phonemizer") for choice in said.choices}
    assert found == {("depends", Choice(package="espeak-ng", names=("libespeak-ng.so",)))}
    assert given_to("requests") == ()
