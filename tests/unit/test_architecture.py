"""The shape of the source, as the house rules and docs/explanation/architecture.md have it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "snowsnake"
MODULES = sorted(SOURCE.rglob("*.py"))
LINES = 400
"""A module longer than this does more than one thing."""


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_imports_point_one_way() -> None:
    """The contract in pyproject.toml holds."""
    pytest.importorskip("importlinter", reason="a tool of the development environment")
    program = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    done = subprocess.run(
        [sys.executable, "-c", program, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_module(path: Path) -> None:
    """Short, named after what it does, starting with what it is, and quiet."""
    text = path.read_text(encoding="utf-8")
    tree = ast.parse(text)
    assert len(text.splitlines()) <= LINES
    assert path.stem not in {"utils", "util", "helpers", "common", "misc"}
    assert not tree.body or ast.get_docstring(tree), "a module says what it is for"
    if path.relative_to(SOURCE).parts[0] not in {"ui", "builders"}:
        prints = [
            node.lineno
            for node in ast.walk(tree)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
        ]
        assert not prints, f"prints in lines {prints}; only ui and builders do"
    shells = [
        node.lineno
        for node in ast.walk(tree)
        if isinstance(node, ast.keyword) and node.arg == "shell" and not _is_false(node.value)
    ]
    assert not shells, f"a shell in lines {shells}"


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


def test_builders_use_the_standard_library_only() -> None:
    """Builders run in the sandbox, where nothing of ours is installed; `installer` comes in by path."""
    # `compression` is the standard library's from 3.14 on.
    allowed = {*sys.stdlib_module_names, "compression", "installer"}
    siblings = {path.stem for path in (SOURCE / "builders").glob("*.py")}
    for path in sorted((SOURCE / "builders").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            names: list[str] = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
                names = [node.module]
            for imported in names:
                assert imported.split(".")[0] in allowed | siblings, f"{name(path)} imports {imported}"


def _committed_text() -> list[Path]:
    """The project's text files: what git knows, else (in an unpacked archive) what lies there."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        paths = [ROOT / entry for entry in listed.stdout.decode().split("\0") if entry]
    else:
        folders = ("src", "tests", "docs", "examples", "benchmarks", "requirements")
        paths = [path for folder in folders for path in (ROOT / folder).rglob("*")]
    return [path for path in paths if path.is_file() and b"\0" not in path.read_bytes()[:4096]]


HOSTS = re.compile(
    # Package indexes are uv's and pip's business, the mirrors of one workplace are nobody's: test data and
    # examples use example.invalid. Debian's official servers and its snapshots are the base's own.
    r"https?://(?!(?:ftp|security|snapshot|www|wiki|packages|security|lists|manpages)\.debian\.org)[\w.-]*"
    r"(?:pypi|pythonhosted|debian\.org|artifactory|nexus|mirror)[\w.-]*",
    re.IGNORECASE,
)


def test_no_registry_is_named() -> None:
    """No file names the host of a package index or of somebody's mirror."""
    found = []
    for path in _committed_text():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), 1):
            for match in HOSTS.finditer(line):
                host = match.group().split("//")[1]
                if not host.endswith((".invalid", ".example", ".example.org", "localhost")):
                    found.append(f"{name(path)}:{number}: {match.group()}")
    assert not found, "\n".join(found)


def test_development_lock_holds_no_host() -> None:
    """Names, versions and hashes only, a hash for every distribution."""
    text = (ROOT / "requirements" / "dev.lock").read_text(encoding="utf-8")
    assert "://" not in text
    entry = r"^[a-z0-9][^ ]*==.*\\$\n(?:    --hash=sha256:[0-9a-f]{64}(?: \\)?\n)+"
    entries = re.findall(entry, text, re.MULTILINE)
    assert len(entries) == len(re.findall(r"^[^\s#]", text, re.MULTILINE)) > 20


def test_the_expression_for_nixpkgs_is_of_this_version() -> None:
    """`package.nix` has what pyproject.toml requires, no more and no less."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "package.nix").read_text(encoding="utf-8")
    assert f'version = "{project["version"]}";' in text
    listed = re.search(r"  dependencies = with python3Packages; \[(.*?)\]", text, re.DOTALL)
    assert listed is not None
    names = {re.split(r"[^A-Za-z0-9-]", requirement)[0] for requirement in project["dependencies"]}
    assert set(listed[1].split()) == names


def test_every_dependency_has_a_lowest_and_a_newest_version() -> None:
    """`make ends` tests with both."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    listed = [
        *project["dependencies"],
        *(one for more in project["optional-dependencies"].values() for one in more),
    ]
    for text in listed:
        assert {one.operator for one in Requirement(text).specifier} == {">=", "<"}, text


def test_every_error_has_a_name_of_its_own_and_is_raised() -> None:
    """The name is what `--json` calls it."""
    text = "\n".join(path.read_text("utf-8") for path in MODULES)
    found = re.findall(r"(?m)^class (\w+)\((\w+)\):", text)
    errors, grown = {"SnowsnakeError"}, True
    while grown:
        more = {name for name, above in found if above in errors} - errors
        errors, grown = errors | more, bool(more)
    names = [name for name, above in found if above in errors]
    assert len(names) > 100
    assert sorted({name for name in names if names.count(name) > 1}) == []
    # Made, raised as a class, chosen by a table of patterns, or the base of others.
    used = {above for _, above in found}
    for pattern in (r"(?<!class )\b(\w+)\(", r"raise (?:\w+\.)*(\w+)", r"\(_[A-Z_]+, (\w+)\)"):
        used.update(re.findall(pattern, text))
    assert sorted(set(names) - used) == []
