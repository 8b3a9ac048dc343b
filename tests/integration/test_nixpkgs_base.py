"""The nixpkgs base on the stub that the project keeps: locked, evaluated, built, run; and what can be wrong."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.integration.newer_nix import programs_of
from tests.integration.nix_world import LIBRARY, World, world
from tests.integration.nixpkgs_stub import STUB, TARGET, made_project, make_stub
from tests.integration.project import AS_ROOT, Project
from tests.patience import PATIENCE

ROOT = LIBRARY.parents[3]
OFFLINE = ("--option", "substituters", "", *AS_ROOT)
NIX = ("nix", "--extra-experimental-features", "nix-command flakes", "--offline", *AS_ROOT)
USE = """
import ctypes.util, json, shutil, sys
import humanize, magic, pdf2image, PIL._imaging, snow_c
magic.libmagic
opened = sorted({line.split()[-1] for line in open("/proc/self/maps") if "/nix/store" in line})
print(json.dumps({
    "answer": snow_c.answer(),
    "opened": opened,
    "poppler": list(pdf2image.pdf2image._get_poppler_version("pdftoppm")),
    "program": shutil.which("pdftoppm"),
    "magic": ctypes.util.find_library("magic"),
    "prefix": sys.prefix,
}))
"""

pytestmark = pytest.mark.skipif(not shutil.which("nix-build", path=os.environ["PATH"]), reason="no Nix here")


def command(*words: str | Path, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False)
    if check and done.returncode:
        pytest.fail(f"{words}\n{done.stdout}{done.stderr}")
    return done


@pytest.fixture(scope="module")
def stub(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_stub(tmp_path_factory.mktemp("stub"))


@pytest.fixture(scope="module")
def archive(stub: Path) -> str:
    """The stub as its forge would serve it."""
    path = stub.with_name("nixpkgs.tar.gz")
    with tarfile.open(path, "w:gz") as tar:
        tar.add(stub, "nixpkgs-0123456")
    return path.as_uri()


@pytest.fixture(scope="module")
def locked(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that was locked on the Debian base."""
    project = made_project(tmp_path_factory.mktemp("locked"))
    ran = project.run("lock", "--target", TARGET)
    assert ran.code == 0, ran.err
    return project


def expression(stub: Path, lock: Path, more: str = "", config: str = "{ }", overlays: str = "[ ]") -> str:
    """An environment on the stub, as somebody writes it who has no flakes."""
    pkgs = f'(import {stub} {{ system = "x86_64-linux"; config = {config}; overlays = {overlays}; }})'
    return f"let pkgs = {pkgs}; in (import {LIBRARY}).mkEnvironment {{ lock = {lock}; base = pkgs; {more} }}"


def build(text: str, cwd: Path) -> Path:
    return Path(command("nix-build", *OFFLINE, "--no-out-link", "-E", text, cwd=cwd).stdout.strip())


def refused(text: str, cwd: Path) -> str:
    """What Nix says where it cannot evaluate; nothing must be built to hear it."""
    done = command("nix-instantiate", *OFFLINE, "-E", text, cwd=cwd, check=False)
    assert done.returncode != 0
    said = done.stderr[done.stderr.index("error: ") :]
    assert "\n       help: " in said, said
    return " ".join(said.split())


def use(python: Path) -> Any:
    """What the project finds, with an empty process environment."""
    done = subprocess.run([python, "-c", USE], env={}, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def edited(locked: Project, into: Path, attributes: Mapping[str, str]) -> Path:
    """The lock as it is where the user says who has what."""
    lock = json.loads(locked.lock.read_text())
    lock["nixpkgs"]["attributes"] = dict(attributes)
    shutil.copytree(locked.directory, into, dirs_exist_ok=True)
    (into / "snowsnake.lock").write_text(json.dumps(lock))
    return into / "snowsnake.lock"


def test_a_lock_of_the_debian_base_is_built_on_nixpkgs(stub: Path, locked: Project) -> None:
    environment = build(expression(stub, locked.lock), locked.directory)
    found = use(environment / "bin/python")
    assert found["answer"] == 42
    assert found["poppler"][0] >= 22
    assert found["program"] == f"{environment}/bin/pdftoppm"
    assert os.path.realpath(found["program"]).endswith("-poppler-utils-1.0/bin/pdftoppm")
    assert found["prefix"] == str(environment)
    # What is opened is nixpkgs', and nothing is the Debian base's but what the stub's Python is made of.
    assert any(path.endswith("-file-1.0/lib/libmagic.so.1") for path in found["opened"])
    closure = command("nix-store", "-qR", environment, cwd=locked.directory).stdout
    for attribute in ("zlib", "file", "poppler-utils", "glibc", "gcc"):
        assert f"-{attribute}-1.0" in closure, attribute
    # A link from elsewhere to its Python sees its packages.
    link = locked.temporary / "python"
    link.symlink_to(os.path.realpath(environment / "bin/python"))
    assert subprocess.run([link, "-c", "import snow_c"], env={}, check=False).returncode == 0
    link.unlink()


def test_the_command_line_and_one_lock_for_both(
    stub: Path, locked: Project, archive: str, tmp_path: Path
) -> None:
    project = made_project(tmp_path)
    kept = shutil.copy(
        Path(urlsplit(archive).path), project.directory
    )  # what is elsewhere, settings have to name
    archive = Path(kept).as_uri()
    ran = project.run("lock", "--target", TARGET, "--base", "nixpkgs", "--nixpkgs", archive)
    assert ran.code == 0, ran.err
    lock, other = (json.loads(each.lock.read_text()) for each in (project, locked))
    (target,) = lock["targets"].values()
    assert (target["base"], lock["nixpkgs"]["pin"]["from"]) == ("nixpkgs", archive)
    # Everything that either base needs is in both.
    target["base"], lock["nixpkgs"], lock["requirements"] = "debian", other["nixpkgs"], other["requirements"]
    assert lock == other
    ran = project.run("run", "python", "-c", USE, timeout=PATIENCE)
    assert ran.code == 0, ran.err
    ran = project.run("build", timeout=PATIENCE)
    assert ran.out.strip() == str(build(expression(stub, locked.lock), tmp_path)), ran.err
    # What was typed is remembered; nothing moves without being asked.
    before = project.lock.read_text()
    assert project.run("lock", "--upgrade-package", "humanize").code == 0
    assert json.loads(project.lock.read_text())["nixpkgs"] == json.loads(before)["nixpkgs"]
    ran = project.run("lock", "--base", "debian")
    assert ran.code == 0, ran.err
    back = json.loads(project.lock.read_text())
    assert back["nixpkgs"] == {"attributes": {}, "pin": None}
    assert back["targets"] == other["targets"]


def test_what_a_project_says_of_attributes(locked: Project, archive: str, tmp_path: Path) -> None:
    project = made_project(tmp_path)
    settings = f'[tool.snowsnake]\nbase = "nixpkgs"\nnative = ["graphviz"]\nnixpkgs.from = "{archive}"\n'
    with (project.directory / "pyproject.toml").open("a") as file:
        file.write(settings)
    assert project.run("lock", "--target", TARGET).code == 0
    ran = project.fails("build")
    assert "has no attribute `graphviz`, for `graphviz`, which the project's `native` names" in ran.err
    assert '`"graphviz" = "NAME"` in `[tool.snowsnake.nixpkgs.attributes]`' in ran.err
    with (project.directory / "pyproject.toml").open("a") as file:
        file.write('nixpkgs.attributes.graphviz = "file"\n')
    ran = project.run("run", "file", "--version", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    assert ran.out.startswith("file-5.")


@pytest.mark.parametrize(
    ("attribute", "words"),
    [
        ("nowhere", "has no attribute `nowhere`"),
        ("removed-magic", "has no attribute `removed-magic`"),
        ("broken-magic", "refuses `broken-magic` (broken)"),
        ("unfree-magic", "refuses `unfree-magic` (unfree)"),
        ("insecure-magic", "refuses `insecure-magic` (insecure)"),
    ],
)
def test_an_attribute_that_cannot_be_had(
    stub: Path, locked: Project, tmp_path: Path, attribute: str, words: str
) -> None:
    lock = edited(locked, tmp_path / "project", {"libmagic.so.1": attribute})
    said = refused(expression(stub, lock), tmp_path)
    assert words in said
    assert "for `libmagic.so.1`, which `python-magic" in said
    assert "opens (seen in magic/loader.py:" in said
    assert 'provide."libmagic.so.1" = pkgs.NAME;' in said
    # What the message says to type helps.
    for more in (
        '."libmagic.so.1" = pkgs.file',
        '."libmagic.so.1" = pkgs.file // { lib = { }; }',
        '."libmagic.so.1" = null',
        ' = p: { "libmagic.so.1" = p.file; }',
    ):
        text = expression(stub, lock, f"provide{more};")
        assert command("nix-instantiate", *OFFLINE, "-E", text, cwd=tmp_path).returncode == 0
    if words.endswith("(unfree)"):
        text = expression(stub, lock, config="{ allowUnfree = true; }")
        assert command("nix-instantiate", *OFFLINE, "-E", text, cwd=tmp_path).returncode == 0


def test_an_attribute_without_what_it_should_have(stub: Path, locked: Project, tmp_path: Path) -> None:
    """Only a build can see that; it says the same."""
    lock = edited(locked, tmp_path / "project", {"libmagic.so.1": "without-magic"})
    done = command(
        "nix-build", *OFFLINE, "--no-out-link", "-E", expression(stub, lock), cwd=tmp_path, check=False
    )
    assert "`without-magic` of nixpkgs has no library `libmagic.so.1`" in done.stderr


def test_a_nixpkgs_that_does_not_fit(stub: Path, locked: Project, tmp_path: Path) -> None:
    def without(change: str) -> str:
        return refused(expression(stub, locked.lock, overlays=f"[ (final: prev: {{ {change} }}) ]"), tmp_path)

    said = without('python313 = throw "removed";')
    assert "is for Python 3.13, and nixpkgs 26.05.stub has no `python313`; it has: python312" in said
    assert "`snowsnake lock --python 3.X`" in said
    said = without('python313 = prev.python313 // { pythonVersion = "3.12"; };')
    assert "is for Python 3.13, and `python313` of nixpkgs 26.05.stub is 3.12" in said
    said = without('stdenv = prev.stdenv // { hostPlatform = { system = "aarch64-linux"; }; };').replace(
        "\n", ""
    )
    assert f"has no target for aarch64-linux, it has: {TARGET}" in said
    assert f"`snowsnake lock --target {TARGET} --target {TARGET.replace('x86_64', 'aarch64')}`" in said
    text = expression(
        stub,
        locked.lock,
        f'target = "{TARGET}";',
        overlays='[ (final: prev: { stdenv = prev.stdenv // { hostPlatform.system = "aarch64-linux"; }; }) ]',
    )
    assert "is for x86_64-linux, and the base is a nixpkgs for aarch64-linux" in refused(text, tmp_path)
    old = 'prev.stdenv // { cc = prev.stdenv.cc // { libc = prev.glibc // { version = "2.12"; }; }; }'
    said = without(f"stdenv = {old};")
    assert "nixpkgs 26.05.stub has glibc 2.12, and `pillow-" in said
    assert "`snowsnake lock --no-binary pillow`" in said
    assert "wheels want glibc" in refused(expression(stub, locked.lock, config="{ musl = true; }"), tmp_path)
    text = (
        f'(import {LIBRARY}).mkEnvironment {{ lock = {locked.lock}; base = "nixpkgs"; target = "{TARGET}"; }}'
    )
    assert "snowsnake.lock pins no nixpkgs" in refused(text, tmp_path)


def test_a_need_that_nobody_is_known_for(stub: Path, locked: Project, tmp_path: Path) -> None:
    lock = edited(locked, tmp_path / "project", {})
    lock.write_text(lock.read_text().replace('"nixpkgs": "file"', '"nixpkgs": null'))
    assert "no attribute of nixpkgs is known for `libmagic.so.1`" in refused(expression(stub, lock), tmp_path)


def test_what_links_the_interpreters_library_gets_that_of_this_one(
    stub: Path, locked: Project, tmp_path: Path
) -> None:
    """A table knows it of `python3`, which is another one in another nixpkgs; the stub has none."""
    lock = edited(locked, tmp_path / "project", {})
    document = json.loads(lock.read_text())
    needs = document["targets"][TARGET]["packages"]["python-magic"]["needs"]
    (need,) = (need for need in needs if need["name"] == "libmagic.so.1")
    for version, stops in (("3.13", False), ("3.12", True)):
        need["name"], need["nixpkgs"] = f"libpython{version}.so.1.0", "python3"
        lock.write_text(json.dumps(document))
        done = command("nix-instantiate", *OFFLINE, "-E", expression(stub, lock), cwd=tmp_path, check=False)
        assert ("has no attribute `python3`" in done.stderr) == bool(done.returncode) == stops, done.stderr


def test_what_a_package_brings_along_is_built_with(stub: Path, locked: Project, tmp_path: Path) -> None:
    lock = edited(locked, tmp_path / "project", {"zlib.h": "zlib-user", "libz.so": "zlib-user"})
    environment = build(expression(stub, lock), tmp_path)
    assert use(environment / "bin/python")["answer"] == 42


def test_a_debian_name_that_a_need_explains(stub: Path, locked: Project, tmp_path: Path) -> None:
    """`libmagic1t64` is what nixpkgs calls `file`, as the need of python-magic says."""
    lock = edited(locked, tmp_path / "project", {})
    document = json.loads(lock.read_text())
    document["targets"][TARGET]["native"] = ["libmagic1t64"]
    lock.write_text(json.dumps(document))
    environment = build(expression(stub, lock), tmp_path)
    assert (environment / "bin/file").resolve().parent.parent.name.endswith("-file-1.0")


def test_a_distribution_of_nixpkgs_own(stub: Path, archive: str, tmp_path: Path) -> None:
    project = made_project(tmp_path)
    with (project.directory / "pyproject.toml").open("a") as file:
        file.write('[tool.snowsnake.packages.humanize]\nsource = "nixpkgs"\n')
    assert project.run("lock", "--target", TARGET).code == 0
    environment = build(expression(stub, project.lock), tmp_path)
    site = environment / "lib/python3.13/site-packages"
    assert "-humanize-1.0/" in os.path.realpath(site / "humanize")
    assert not (environment / "nix-support").exists()
    use(environment / "bin/python")
    # On the Debian base it is the wheel.
    ran = project.run("run", "python", "-c", "import humanize; print(humanize.__file__)")
    assert "-humanize-1.0/" not in os.path.realpath(ran.out.strip())
    # In the overlay of such a lock nixpkgs' own stays where it is.
    overlay = f"(import {LIBRARY}).mkOverlay {{ lock = {project.lock}; }}"
    text = f'(import {stub} {{ system = "x86_64-linux"; overlays = [ ({overlay}) ]; }}).python313.pkgs'
    names = command("nix-instantiate", "--eval", "-E", f"({text}).humanize.name", cwd=tmp_path).stdout
    assert names == '"humanize-1.0"\n'
    overlays = "[ (final: prev: { pythonPackagesExtensions = [ (f: p: { humanize = throw null; }) ]; }) ]"
    gone = overlays.replace("throw null", 'throw "humanize was removed"')
    said = refused(expression(stub, project.lock, overlays=gone), tmp_path)
    assert "has no `python313.pkgs.humanize`, and the project says" in said


def test_overrides_of_distributions(stub: Path, locked: Project, tmp_path: Path) -> None:
    text = expression(
        stub, locked.lock, "overrides = final: prev: { humanize = pkgs.python313.pkgs.humanize; };"
    )
    environment = build(text, tmp_path)
    assert "-humanize-1.0/" in os.path.realpath(environment / "lib/python3.13/site-packages/humanize")


def test_an_overlay_has_the_distributions(stub: Path, locked: Project, tmp_path: Path) -> None:
    """In `withPackages` of nixpkgs: each with what it requires and links, started by that Python."""
    overlay = f"(import {LIBRARY}).mkOverlay {{ lock = {locked.lock}; }}"
    text = (
        f'(import {stub} {{ system = "x86_64-linux"; overlays = [ ({overlay}) ]; }})'
        ".python313.withPackages (ps: [ ps.pdf2image ps.snow-c ])"
    )
    site = build(text, tmp_path) / "lib/python3.13/site-packages"
    names = {path.name for path in site.iterdir()}
    assert {"pdf2image", "PIL", "snow_c.cpython-313-x86_64-linux-gnu.so"} <= names
    assert "humanize" not in names
    plain = build(text.replace(".withPackages (ps: [ ps.pdf2image ps.snow-c ])", ""), tmp_path)
    program = (
        f"import sys; sys.path.insert(0, {str(site)!r}); import PIL._imaging, snow_c; print(snow_c.answer())"
    )
    done = command(plain / "bin/python3.13", "-I", "-c", program, cwd=tmp_path)
    assert done.stdout == "42\n"
    one = build(text.replace("withPackages (ps: [ ps.pdf2image ps.snow-c ])", "pkgs.snow-c"), tmp_path)
    assert (one / "bin/snow-c").read_text().startswith(f"#!{plain}/bin/python3.13\n")
    # What is built with it has what it requires, as nixpkgs' setup hooks look for that.
    text = text.replace("withPackages (ps: [ ps.pdf2image ps.snow-c ])", "pkgs")
    brings = build(f"({text}).pdf2image", tmp_path) / "nix-support/propagated-build-inputs"
    assert brings.read_text() == f"{build(f'({text}).pillow', tmp_path)}\n"


def test_an_overlay_leaves_other_builds_of_the_same_version_alone(
    stub: Path, locked: Project, tmp_path: Path
) -> None:
    """The free-threaded one has another ABI, and another directory."""
    for place, count in (("python3.13", 5), ("python3.13t", 0)):
        text = (
            f'let pkgs = import {stub} {{ system = "x86_64-linux"; }};'
            f" overlay = (import {LIBRARY}).mkOverlay {{ lock = {locked.lock}; }} pkgs pkgs;"
            f' python = pkgs.python313 // {{ sitePackages = "lib/{place}/site-packages"; }};'
            " extension = builtins.head overlay.pythonPackagesExtensions;"
            " in builtins.length (builtins.attrNames (extension pkgs.python313.pkgs { inherit python; }))"
        )
        assert command("nix-instantiate", "--eval", "-E", text, cwd=tmp_path).stdout == f"{count}\n"


def test_an_overlay_with_overrides(stub: Path, locked: Project, tmp_path: Path) -> None:
    """Those that the lock does not have are an environment's alone."""
    overrides = "overrides = final: prev: { humanize = prev.pillow; more = prev.pillow; };"
    overlay = f"(import {LIBRARY}).mkOverlay {{ lock = {locked.lock}; {overrides} }}"
    text = f'(import {stub} {{ system = "x86_64-linux"; overlays = [ ({overlay}) ]; }}).python313.pkgs'
    for more in (".humanize.outPath == X.pillow.outPath", " ? more == false"):
        asked = f"let X = {text}; in X{more}"
        assert command("nix-instantiate", "--eval", "-E", asked, cwd=tmp_path).stdout == "true\n"


def test_an_overlay_of_distributions_that_require_each_other(
    stub: Path, locked: Project, tmp_path: Path
) -> None:
    lock = edited(locked, tmp_path / "project", {})
    document = json.loads(lock.read_text())
    packages = document["targets"][TARGET]["packages"]
    packages["pdf2image"]["required-by"] += ["pillow"]
    packages["humanize"]["required-by"] += ["pillow"]
    lock.write_text(json.dumps(document))
    overlay = f"(import {LIBRARY}).mkOverlay {{ lock = {lock}; }}"
    pkgs = f'(import {stub} {{ system = "x86_64-linux"; overlays = [ ({overlay}) ]; }}).python313.pkgs'
    pillow, humanize = (build(f"({pkgs}).{name}", tmp_path) for name in ("pillow", "humanize"))
    assert (pillow / "nix-support/propagated-build-inputs").read_text() == f"{humanize}\n"


def test_an_overlay_builds_as_an_environment_does(stub: Path, locked: Project, tmp_path: Path) -> None:
    """What a source is built with starts the Python of its build environment, whoever else has the scripts."""
    overlay = f"(import {LIBRARY}).mkOverlay {{ lock = {locked.lock}; }}"
    text = f'(import {stub} {{ system = "x86_64-linux"; overlays = [ ({overlay}) ]; }}).python313.pkgs'
    wheels = [f"({of}).snow-c.wheel" for of in (text, f"({expression(stub, locked.lock)}).packages")]
    one, other = (command("nix-instantiate", *OFFLINE, "-E", wheel, cwd=tmp_path).stdout for wheel in wheels)
    assert one == other


def test_pkgs_snowsnake(stub: Path, locked: Project, tmp_path: Path) -> None:
    """The overlay of the project's own flake: environments on the `pkgs` that they are asked of."""
    overlay = f"((import {ROOT}/flake.nix).outputs {{ }}).overlays.default"
    text = (
        f'(import {stub} {{ system = "x86_64-linux"; overlays = [ ({overlay}) ]; }})'
        f".snowsnake.mkEnvironment {{ lock = {locked.lock}; }}"
    )
    assert build(text, tmp_path) == build(expression(stub, locked.lock), tmp_path)


def test_a_module_takes_the_configurations_own_nixpkgs(stub: Path, locked: Project, tmp_path: Path) -> None:
    text = f"""
      let
        lib = import {STUB}/modules.nix;
        option = type: default: lib.mkOption {{ inherit type default; }};
        files = option (lib.types.attrsOf lib.types.raw) {{ }};
        evaluated = lib.evalModules {{
          specialArgs.pkgs = import {stub} {{ system = "x86_64-linux"; }};
          modules = [
            {{
              options.warnings = option (lib.types.listOf lib.types.str) [ ];
              options.environment.etc = files;
              options.environment.systemPackages = option (lib.types.listOf lib.types.package) [ ];
            }}
            {LIBRARY.parent}/modules/nixos.nix
            {{ programs.snowsnake.environments.work = {{ lock = {locked.lock}; base = "nixpkgs"; }}; }}
          ];
        }};
      in
      evaluated.config.programs.snowsnake.built.work
    """
    assert build(text, tmp_path) == build(expression(stub, locked.lock), tmp_path)


def test_a_flake_with_nixpkgs(stub: Path, locked: Project, tmp_path: Path) -> None:
    """At most fifteen lines, pure, and the same environment."""
    for name in ("src/snowsnake/nix", "src/snowsnake/builders"):
        shutil.copytree(ROOT / name, tmp_path / "own" / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copyfile(ROOT / "flake.nix", tmp_path / "own/flake.nix")
    flake = tmp_path / "flake"
    shutil.copytree(locked.directory, flake)
    text = f"""{{
  inputs.snowsnake.url = "path:{tmp_path}/own";
  inputs.nixpkgs.url = "path:{stub}";
  outputs =
    {{ snowsnake, nixpkgs, ... }}:
    snowsnake.lib.mkFlake {{
      lock = ./snowsnake.lock;
      inherit nixpkgs;
    }};
}}
"""
    assert text.count("\n") <= 15
    (flake / "flake.nix").write_text(text)
    pure = ("--pure-eval", "--option", "allow-import-from-derivation", "false")
    command(*NIX, "build", "path:.", *pure, "-o", "result", cwd=flake)
    use(flake / "result/bin/python")
    shown = json.loads(command(*NIX, "flake", "show", "path:.", "--json", cwd=flake).stdout)
    assert set(shown) == {"packages", "devShells", "apps", "overlays"}
    entered = command(
        *NIX, "develop", "path:.", *pure, "-c", "python", "-c", "import snow_c; print(1)", cwd=flake
    )
    assert entered.stdout == "1\n"
    command(*NIX, "build", "path:.#image", *pure, "-o", "image", cwd=flake)
    with tarfile.open(flake / "image") as tar:
        assert "manifest.json" in tar.getnames()


@pytest.fixture(scope="module", params=["here", "trixie", "sid"])
def machine(request: pytest.FixtureRequest) -> Iterator[World]:
    with world(None if request.param == "here" else programs_of(request.param)) as made:
        yield made


def test_the_same_derivation_on_every_nix(
    machine: World, stub: Path, locked: Project, tmp_path: Path
) -> None:
    home = machine.directory / "home"
    shutil.copytree(stub, home / "nixpkgs")
    shutil.copytree(locked.directory, home / "project")
    text = expression(Path("/home/nixpkgs"), Path("/home/project/snowsnake.lock"))
    there = machine.run("nix-instantiate", *OFFLINE, "-E", text).stdout.strip()
    here = command("nix-instantiate", *OFFLINE, "-E", expression(stub, locked.lock), cwd=tmp_path)
    assert there == here.stdout.strip()
