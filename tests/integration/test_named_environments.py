"""Named environments on real Nix: two interpreters side by side, and the modules that take the same file."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.integration.project import AS_ROOT, Project

import snowsnake

pytestmark = pytest.mark.skipif(not shutil.which("nix-build"), reason="no Nix here")

MODULES = Path(snowsnake.__file__).parent / "nix/modules"
STUB = Path(__file__).parents[1] / "nixpkgs-stub/modules.nix"
FILE = """
[work]
python = "3.13"
requires = ["humanize", "cowsay"]
path = true

[blog]
python = "3.11"
requires = ["idna"]
requirements = "blog.txt"
"""


@pytest.fixture(scope="module")
def user(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Somebody with two environments, which are applied, standing in an empty directory."""
    home = tmp_path_factory.mktemp("home")
    for name in ("here", "state", "temporary", "config/snowsnake"):
        (home / name).mkdir(parents=True)
    user = Project(directory=home / "here", state=home / "state", temporary=home / "temporary")
    user.environment |= {"XDG_CONFIG_HOME": str(home / "config")}
    (home / "config/snowsnake/environments.toml").write_text(FILE)
    (home / "config/snowsnake/blog.txt").write_text("iniconfig\n")
    ran = user.run("apply", timeout=600)
    assert ran.code == 0, ran.err
    assert [line.split()[:2] for line in ran.out.splitlines()] == [["added", "work"], ["added", "blog"]]
    return user


def config(user: Project) -> Path:
    return Path(user.environment["XDG_CONFIG_HOME"], "snowsnake")


def test_each_has_its_own_interpreter(user: Project) -> None:
    assert user.run("run", "@work", "python", "-V").out.startswith("Python 3.13.")
    assert user.run("shell", "@blog", "--", "python", "-V").out.startswith("Python 3.11.")
    assert user.run("run", "@blog", "--", "python", "-c", "import idna, iniconfig").code == 0
    ran = user.run("run", "@work", "python", "-c", "import idna")
    assert ran.code == 1
    assert "ModuleNotFoundError" in ran.err


def test_a_second_time_nothing_is_done(user: Project) -> None:
    before = {path: path.stat().st_mtime_ns for path in config(user).rglob("*.lock")}
    ran = user.run("apply")
    assert (ran.code, ran.out, ran.err) == (0, "unchanged  work\nunchanged  blog\n", "")
    assert {path: path.stat().st_mtime_ns for path in before} == before


def test_they_are_held_by_roots_that_people_find(user: Project) -> None:
    root = user.state / "environments/@work/environment"
    said = subprocess.run(
        ["nix-store", "--query", "--roots", root.resolve()],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    ).stdout
    assert str(root) in said


def test_programs_run_from_the_path(user: Project) -> None:
    programs = sorted(path.name for path in (user.state / "bin").iterdir())
    assert programs == ["cowsay"]
    done = subprocess.run(
        [user.state / "bin/cowsay", "-t", "snow"], env={}, capture_output=True, text=True, check=True
    )
    assert "snow" in done.stdout


def test_one_that_leaves_the_file_is_let_go_of(user: Project, tmp_path: Path) -> None:
    own = tmp_path / "config"
    shutil.copytree(config(user), own / "snowsnake")
    (tmp_path / "state").mkdir()
    other = Project(directory=user.directory, state=tmp_path / "state", temporary=user.temporary)
    other.environment |= {"XDG_CONFIG_HOME": str(own)}
    ran = other.run(
        "apply", "--locked", "--offline"
    )  # the locks came with the dotfiles, and the store has it all
    assert ran.code == 0, ran.err
    assert not (other.state / "problems").exists()
    (own / "snowsnake/environments.toml").write_text(FILE.partition("[blog]")[0])
    assert other.run("apply").out == "unchanged  work\nremoved    blog\n"
    assert [path.name for path in (other.state / "environments").iterdir()] == ["@work"]
    assert "there is no `[blog]`" in other.run("run", "@blog", "python").err


HOST = """
let
  lib = import {stub};
  option = type: default: lib.mkOption {{ inherit type default; }};
  links = option (lib.types.attrsOf (lib.types.submodule {{
    options.source = lib.mkOption {{ type = lib.types.path; }};
  }})) {{ }};
  # What NixOS and home-manager declare, as far as the modules define it.
  host.options = {{
    warnings = option (lib.types.listOf lib.types.str) [ ];
    environment.etc = links;
    environment.systemPackages = option (lib.types.listOf lib.types.package) [ ];
    xdg.dataFile = links;
    home.packages = option (lib.types.listOf lib.types.package) [ ];
  }};
  evaluated = lib.evalModules {{
    specialArgs.pkgs.stdenv.hostPlatform.system = "{system}";
    modules = [ host {modules}/{module}.nix {{ programs.snowsnake = {configuration}; }} ];
  }};
  inherit (evaluated) config;
in
{{
  links = builtins.mapAttrs (_: link: "${{link.source}}") (config.environment.etc // config.xdg.dataFile);
  packages = map toString (config.environment.systemPackages ++ config.home.packages);
  built = config.environment.systemPackages ++ config.home.packages;
  inherit (config) warnings;
}}
"""


def host(directory: Path, module: str, configuration: str) -> Path:
    """A configuration of a machine, or of a user, with our options set so."""
    path = directory / "host.nix"
    system = f"{platform.machine()}-linux"
    text = HOST.format(stub=STUB, system=system, modules=MODULES, module=module, configuration=configuration)
    path.write_text(text)
    return path


def evaluate(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    words = ["nix-instantiate", "--eval", "--strict", "--json", *AS_ROOT, path, "-A", *more]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("module", ["nixos", "home-manager"])
def test_modules_take_the_same_file(user: Project, tmp_path: Path, module: str) -> None:
    path = host(tmp_path, module, f"{{ environmentsFile = {config(user)}/environments.toml; }}")
    links = json.loads(evaluate(path, "links").stdout)
    applied = {
        f"snowsnake/environments/{name}": str((user.state / f"environments/@{name}/environment").readlink())
        for name in ("work", "blog")
    }
    assert links == applied
    assert json.loads(evaluate(path, "warnings").stdout) == []
    out = subprocess.run(
        ["nix-build", "--no-out-link", "--option", "substituters", "", *AS_ROOT, path, "-A", "built"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert [item.name for item in Path(out.strip(), "bin").iterdir()] == ["cowsay"]
    # Where home-manager puts it, `@work` is found without `apply`.
    data = tmp_path / "data/snowsnake/environments"
    data.mkdir(parents=True)
    (data / "work").symlink_to(links["snowsnake/environments/work"])
    (tmp_path / "state").mkdir()
    fresh = Project(directory=tmp_path, state=tmp_path / "state", temporary=user.temporary)
    fresh.environment |= {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path)}
    assert fresh.run("run", "@work", "python", "-V").out.startswith("Python 3.13.")


def test_locks_by_name(user: Project, tmp_path: Path) -> None:
    locks = config(user) / "environments"
    path = host(
        tmp_path,
        "nixos",
        f'{{ environments.tool = {{ lock = {locks}/work.lock; path = [ "cowsay" ]; }};'
        f" environments.second = {{ lock = {locks}/work.lock; path = true; }}; }}",
    )
    links = json.loads(evaluate(path, "links").stdout)
    assert set(links) == {"snowsnake/environments/tool", "snowsnake/environments/second"}
    # Two environments with one program are one package, without a collision.
    assert len(json.loads(evaluate(path, "packages").stdout)) == 1


def test_nothing_asked_for_is_nothing_done(tmp_path: Path) -> None:
    path = host(tmp_path, "nixos", "{ }")
    assert json.loads(evaluate(path, "links").stdout) == {}
    assert json.loads(evaluate(path, "packages").stdout) == []


@pytest.mark.parametrize(
    ("configuration", "said"),
    [
        ("{ environments.work = { lock = ./no.lock; }; }", "no.lock"),
        (
            "{ environments.work = { }; }",
            "programs.snowsnake.environments.work.lock' is used but not defined",
        ),
        ('{ environments."a/b" = { lock = ./no.lock; }; }', "`a/b` is not a name"),
        ("{ environments.work = { lock = 3; }; }", "is not of type `path'"),
        ("{ environment.work = { }; }", "`programs.snowsnake.environment' does not exist"),
        ("{ environmentsFile = ./environments.toml; }", "there is no `environments/work.lock` beside it"),
        ("{ environmentsFile = ./bad.toml; }", "`python` is not an environment"),
        ("{ environmentsFile = ./lib.toml; }", "is made from `./lib`, which is not beside it"),
    ],
)
def test_what_is_wrong_is_said_at_evaluation(
    user: Project, tmp_path: Path, configuration: str, said: str
) -> None:
    (tmp_path / "environments.toml").write_text("[work]\n")
    (tmp_path / "bad.toml").write_text('python = "3.13"\n')
    (tmp_path / "lib.toml").write_text("[lib]\n")
    text = (config(user) / "environments/work.lock").read_text()
    (tmp_path / "environments").mkdir()
    (wheel,) = [name for name in json.loads(text)["artifacts"] if name.startswith("cowsay-")]
    (tmp_path / "environments/lib.lock").write_text(text.replace(f'"{wheel}"', '"./lib"'))
    done = evaluate(host(tmp_path, "nixos", configuration), "links")
    assert done.returncode != 0
    assert said in done.stderr


def test_a_project_of_one_machine_is_left_to_apply(user: Project, tmp_path: Path) -> None:
    (tmp_path / "environments.toml").write_text('[blog]\nproject = "~/src/blog"\n[work]\nproject = "x"\n')
    (tmp_path / "environments").mkdir()
    text = (config(user) / "environments/work.lock").read_text()
    (tmp_path / "environments/work.lock").write_text(text)
    lock = json.loads(text)
    lock["artifacts"]["."] = {}
    (tmp_path / "environments/blog.lock").write_text(json.dumps(lock))
    path = host(tmp_path, "nixos", "{ environmentsFile = ./environments.toml; }")
    (warning,) = json.loads(evaluate(path, "warnings").stdout)
    assert "`snowsnake apply blog` makes it there" in warning
    assert set(json.loads(evaluate(path, "links").stdout)) == {"snowsnake/environments/work"}
