"""Which base an environment has: what the settings say, what was typed, and what neither may be."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile import patterns
from snowsnake.requirements import Inputs, read_inputs
from snowsnake.requirements.base_settings import BadBase, is_nixpkgs
from snowsnake.requirements.settings import UnknownSetting
from snowsnake.requirements.toml import BadValue

PROJECT = '[project]\nname = "demo"\nversion = "1"\ndependencies = ["attrs"]\n'
COMMIT = "0123456789abcdef0123456789abcdef01234567"
GOOD = (
    "nixos-25.11",
    "nixpkgs-unstable",
    "release/next",
    COMMIT,
    "github:NixOS/nixpkgs",
    "github:my-own/nix_pkgs.fork/some/branch",
    f"github:NixOS/nixpkgs/{COMMIT}",
    "https://example.invalid/nixpkgs.tar.gz",
    "http://127.0.0.1:8080/a/b%20c.tar.xz",
    "https://[::1]/nixpkgs.tar.gz",
    "file:///srv/nixpkgs.tar.gz",
)
BAD = {
    "nothing": "",
    "a space": "nixos 25.11",
    "a line": "nixos-25.11\n",
    "a control character": "nixos-25.11\x1b[31m",
    "an option": "--upload-pack=x",
    "upwards": "../nixpkgs",
    "upwards inside": "nixos/../x",
    "another script": "nixös",
    "shell": "$(id)",
    "Nix": "${builtins.currentTime}",
    "quotes": 'nixos"25',
    "too long": "n" * 300,
    "another forge": "gitlab:NixOS/nixpkgs",
    "no repository": "github:NixOS",
    "no owner": "github:/nixpkgs",
    "upwards on a forge": "github:NixOS/..",
    "upwards in a branch": "github:NixOS/nixpkgs/../../evil",
    "a dot for a repository": "github:NixOS/./x",
    "a control character on a forge": "github:NixOS/nixpkgs\x07",
    "too long on a forge": "github:NixOS/" + "n" * 3000,
    "a password": "https://user:s3cret@example.invalid/nixpkgs.tar.gz",
    "a user": "https://s3cret@example.invalid/nixpkgs.tar.gz",
    "another scheme": "ftp://example.invalid/nixpkgs.tar.gz",
    "a repository": "git+https://example.invalid/nixpkgs",
    "a scheme of git": "ext::sh -c id",
    "no host": "https:///nixpkgs.tar.gz",
    "no path": "https://example.invalid",
    "a relative file": "file://nixpkgs.tar.gz",
    "upwards in an address": "https://example.invalid/../nixpkgs.tar.gz",
    "a control character in a host": "https://exa\x1b[31mmple.invalid/nixpkgs.tar.gz",
    "another script in a host": "https://exämple.invalid/nixpkgs.tar.gz",
    "shell in a host": "https://$(id)/nixpkgs.tar.gz",
    "a control character in an address": "https://example.invalid/nix\x00pkgs.tar.gz",
    "a space in an address": "https://example.invalid/nix pkgs.tar.gz",
    "a query": "https://example.invalid/nixpkgs.tar.gz?a=b",
    "too long an address": "https://example.invalid/" + "n" * 3000,
}


def write(directory: Path, settings: str = "") -> Path:
    (directory / "pyproject.toml").write_text(PROJECT + settings)
    return directory


def read(directory: Path, settings: str = "", *, options: Sequence[str] = ()) -> Inputs:
    return read_inputs(write(directory, settings), options=options)


def quoted(text: str) -> str:
    """A TOML string of any text."""
    return '"' + "".join(f"\\u{ord(letter):04x}" for letter in text) + '"'


def all_of(error: SnowsnakeError) -> str:
    return f"{error.message}{error.help}{error.details}"


# --- what a nixpkgs is ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", GOOD)
def test_what_names_a_nixpkgs(tmp_path: Path, text: str) -> None:
    assert is_nixpkgs(text)
    assert re.fullmatch(patterns.NIXPKGS, text), "a lock can hold it"
    assert read(tmp_path, f"[tool.snowsnake.nixpkgs]\nfrom = {quoted(text)}\n").base.nixpkgs == text
    assert read(tmp_path, options=[f"--nixpkgs {text}"]).base.nixpkgs == text


@pytest.mark.parametrize("text", BAD.values(), ids=BAD)
def test_what_does_not_is_refused_wherever_it_is_said(tmp_path: Path, text: str) -> None:
    with pytest.raises(BadBase) as typed:
        read(tmp_path, options=[f"--nixpkgs {text}"])
    assert typed.value.message.startswith("`--nixpkgs` cannot be `")
    assert "a branch (`nixos-25.11`)" in str(typed.value.help)
    with pytest.raises(BadValue, match=r"`tool\.snowsnake\.nixpkgs\.from` is no nixpkgs") as set_:
        read(tmp_path, f"[tool.snowsnake.nixpkgs]\nfrom = {quoted(text)}\n")
    assert set_.value.help == 'name a branch: `from = "nixos-25.11"`'
    assert "s3cret" not in all_of(typed.value) + all_of(set_.value)


# --- what the settings say ------------------------------------------------------------------------------------------


def test_nothing_said_is_debian_and_leaves_the_digest_as_it_was(tmp_path: Path) -> None:
    inputs = read(tmp_path)
    assert (inputs.base.base, inputs.base.chosen, inputs.base.nixpkgs, inputs.base.attributes) == (
        None,
        "debian",
        None,
        {},
    )
    # Of a lock from before there was another base.
    assert inputs.digest == "sha256:ba11316a419eec2e175f1b1c1dc600bd6cfef27521ac55be15bdefffd1d40941"
    assert read(tmp_path, "[tool.snowsnake.nixpkgs]\nattributes = {}\n").digest == inputs.digest


def test_settings_of_a_project(tmp_path: Path) -> None:
    inputs = read(
        tmp_path,
        """[tool.snowsnake]
base = "nixpkgs"
[tool.snowsnake.nixpkgs]
from = "nixos-25.11"
[tool.snowsnake.nixpkgs.attributes]
"libz.so.1" = "zlib-ng"
graphviz = "graphviz-nox"
"libstdc++.so.6" = "gcc.cc.lib"
"Gtk-4.0" = "python313Packages.pygobject3'"
""",
    )
    assert (inputs.base.chosen, inputs.base.nixpkgs) == ("nixpkgs", "nixos-25.11")
    assert inputs.base.attributes == {
        "libz.so.1": "zlib-ng",
        "graphviz": "graphviz-nox",
        "libstdc++.so.6": "gcc.cc.lib",
        "Gtk-4.0": "python313Packages.pygobject3'",
    }


def test_a_directorys_own_file_and_a_script_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "snowsnake.toml").write_text('base = "nixpkgs"\nnixpkgs.attributes = { a = "b" }\n')
    assert read(tmp_path).base.chosen == "nixpkgs"
    assert read(tmp_path).base.attributes == {"a": "b"}
    script = '# /// script\n# dependencies = []\n# [tool.snowsnake]\n# base = "nixpkgs"\n# ///\n'
    (tmp_path / "s.py").write_text(script)
    assert read_inputs(tmp_path, script=Path("s.py")).base.chosen == "nixpkgs"


def test_the_project_wins_over_the_directorys_own_file_value_by_value(tmp_path: Path) -> None:
    (tmp_path / "snowsnake.toml").write_text(
        'base = "nixpkgs"\n[nixpkgs]\nfrom = "theirs"\nattributes = { a = "theirs", b = "theirs" }\n'
    )
    base = read(tmp_path, '[tool.snowsnake.nixpkgs]\nfrom = "ours"\nattributes = { a = "ours" }\n').base
    assert (base.chosen, base.nixpkgs) == ("nixpkgs", "ours")
    assert base.attributes == {"a": "ours", "b": "theirs"}


@pytest.mark.parametrize(
    "setting",
    [
        '[tool.snowsnake]\nbase = "nixpkgs"\n',
        '[tool.snowsnake]\nbase = "debian"\n',
        '[tool.snowsnake.nixpkgs]\nfrom = "nixos-25.11"\n',
        '[tool.snowsnake.nixpkgs]\nattributes = { a = "b" }\n',
    ],
)
def test_whatever_is_said_decides_the_lock(tmp_path: Path, setting: str) -> None:
    assert read(tmp_path, setting).digest != read(tmp_path).digest


@pytest.mark.parametrize(
    ("settings", "error", "words"),
    [
        ('[tool.snowsnake]\nbase = "arch"', BadValue, r"`tool\.snowsnake\.base` cannot be `arch`"),
        ("[tool.snowsnake]\nbase = 1", BadValue, r"`tool\.snowsnake\.base` must be a string"),
        ('[tool.snowsnake]\nnixpkgs = "x"', BadValue, r"`tool\.snowsnake\.nixpkgs` must be a table"),
        (
            '[tool.snowsnake.nixpkgs]\nform = "x"',
            UnknownSetting,
            r"`tool\.snowsnake\.nixpkgs\.form` is not a",
        ),
        ("[tool.snowsnake.nixpkgs]\nfrom = []", BadValue, r"nixpkgs\.from` must be a string"),
        ("[tool.snowsnake.nixpkgs]\nattributes = 1", BadValue, r"nixpkgs\.attributes` must be a table"),
        ("[tool.snowsnake.nixpkgs.attributes]\nz = 1", BadValue, r"attributes\.z` must be a string"),
    ],
)
def test_mistakes_are_placed(tmp_path: Path, settings: str, error: type[SnowsnakeError], words: str) -> None:
    with pytest.raises(error, match=words) as caught:
        read(tmp_path, settings)
    assert caught.value.help


def test_the_bases_that_there_are_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadValue) as caught:
        read(tmp_path, '[tool.snowsnake]\nbase = "arch"')
    assert caught.value.help == 'write `base = "debian"` or `base = "nixpkgs"`'
    with pytest.raises(UnknownSetting) as unknown:
        read(tmp_path, '[tool.snowsnake.nixpkgs]\nform = "x"')
    assert unknown.value.help == "the settings are `from` and `attributes`"


@pytest.mark.parametrize(
    "attribute",
    [
        "",
        "zlib.",
        ".zlib",
        "a..b",
        "a b",
        "3d",
        "zlib\n",
        "zlib; throw",
        "(import <x>)",
        "${x}",
        '"x"',
        "zlïb",
        "a/b",
        "\x1b[31m",
        "z" * 3000,
    ],
)
def test_what_is_no_attribute_is_refused(tmp_path: Path, attribute: str) -> None:
    with pytest.raises(BadValue, match=r"nixpkgs\.attributes\.z` is no attribute of nixpkgs") as caught:
        read(tmp_path, f"[tool.snowsnake.nixpkgs.attributes]\nz = {quoted(attribute)}\n")
    assert caught.value.help == 'write `"z" = "zlib"`'


@pytest.mark.parametrize("name", ["", "lib\x1b[31mz", "lib\nz", "lib\u202ez", "lib\u200bz", "z" * 256])
def test_what_nothing_is_called_has_no_attribute(tmp_path: Path, name: str) -> None:
    """A lock refuses such a name: it must not get into one."""
    with pytest.raises(BadValue, match=r"nixpkgs\.attributes"):
        read(tmp_path, f'[tool.snowsnake.nixpkgs.attributes]\n{quoted(name)} = "zlib"\n')


# --- what was typed -------------------------------------------------------------------------------------------------


def test_what_was_typed_is_remembered_as_it_was_typed(tmp_path: Path) -> None:
    inputs = read_inputs(
        tmp_path, requirements=["attrs"], options=["--nixpkgs nixos-25.11", "--base nixpkgs", "--native file"]
    )
    assert inputs.describe() == (
        "command line",
        "--native file",
        "--base nixpkgs",
        "--nixpkgs nixos-25.11",
    )
    again = read_inputs(tmp_path, requirements=["attrs"], options=inputs.describe()[1:])
    assert (again.describe(), again.digest) == (inputs.describe(), inputs.digest)


def test_what_the_settings_say_is_not_remembered_as_typed(tmp_path: Path) -> None:
    inputs = read(tmp_path, '[tool.snowsnake]\nbase = "nixpkgs"\n')
    assert inputs.describe() == ("pyproject.toml",)


def test_what_was_typed_wins_and_changes_the_digest(tmp_path: Path) -> None:
    settings = '[tool.snowsnake]\nbase = "nixpkgs"\n[tool.snowsnake.nixpkgs]\nfrom = "nixos-25.11"\n'
    settings += 'attributes = { a = "b" }\n'
    plain = read(tmp_path, settings)
    other = read(tmp_path, settings, options=["--nixpkgs nixos-26.05"])
    assert (other.base.chosen, other.base.nixpkgs, other.base.attributes) == (
        "nixpkgs",
        "nixos-26.05",
        {"a": "b"},
    )
    back = read(tmp_path, settings, options=["--base debian"])
    assert (back.base.chosen, back.base.nixpkgs) == ("debian", "nixos-25.11")
    assert len({plain.digest, other.digest, back.digest}) == 3
    # Whoever says what is said already has said nothing new.
    assert read(tmp_path, settings, options=["--base nixpkgs"]).digest == plain.digest


@pytest.mark.parametrize(
    ("options", "remembered"),
    [
        (("--base debian", "--base nixpkgs"), ("--base nixpkgs",)),
        (("--nixpkgs a", "--nixpkgs b"), ("--base nixpkgs", "--nixpkgs b")),
        # Who names a nixpkgs wants that base, and who wants the other one names none.
        (("--base debian", "--nixpkgs a"), ("--base nixpkgs", "--nixpkgs a")),
        (("--base nixpkgs", "--nixpkgs a", "--base debian"), ("--base debian",)),
        (("--base debian", "--nixpkgs a", "--nixpkgs b"), ("--base nixpkgs", "--nixpkgs b")),
    ],
)
def test_the_last_word_counts(tmp_path: Path, options: Sequence[str], remembered: tuple[str, ...]) -> None:
    """An earlier lock's come first, what is typed now comes last."""
    inputs = read(tmp_path, options=options)
    assert inputs.describe() == ("pyproject.toml", *remembered)
    again = read(tmp_path, options=remembered)
    assert (again.describe(), again.digest) == (inputs.describe(), inputs.digest)


@pytest.mark.parametrize("base", ["", "arch", "Debian", "nixpkgs ", "debian\x1b[31m"])
def test_another_base_is_refused(tmp_path: Path, base: str) -> None:
    with pytest.raises(BadBase) as caught:
        read(tmp_path, options=[f"--base {base}"])
    assert caught.value.message == f"`--base` cannot be `{base}`"
    assert caught.value.help == "there are `--base debian` and `--base nixpkgs`"


def test_other_options_are_left_to_others(tmp_path: Path) -> None:
    inputs = read(tmp_path, options=["--no-binary attrs", "--native file"])
    assert inputs.base.facts() == {}
    assert inputs.describe() == ("pyproject.toml", "--no-binary attrs", "--native file")


# --- distributions that are nixpkgs' own ----------------------------------------------------------------------------


def test_a_distribution_can_be_nixpkgs_own(tmp_path: Path) -> None:
    settings = '[tool.snowsnake.packages.Attrs]\nsource = "nixpkgs"\n'
    inputs = read(tmp_path, settings)
    assert inputs.build.of("attrs").source == "nixpkgs"
    assert inputs.digest != read(tmp_path).digest


def test_it_is_still_resolved_as_anything_else(tmp_path: Path) -> None:
    """On the Debian base the setting says nothing: a wheel, or a source, as it comes."""
    inputs = read(tmp_path, '[tool.snowsnake.packages.attrs]\nsource = "nixpkgs"\n')
    assert inputs.build.source_of("attrs") is None
    typed = read(
        tmp_path, '[tool.snowsnake.packages.attrs]\nsource = "nixpkgs"\n', options=["--no-binary attrs"]
    )
    assert typed.build.source_of("attrs") == "sdist"


def test_what_a_source_can_be_is_said(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"packages\.attrs\.source` cannot be `nix`") as caught:
        read(tmp_path, '[tool.snowsnake.packages.attrs]\nsource = "nix"\n')
    assert caught.value.help == 'write one of `source = "wheel"`, `source = "sdist"`, `source = "nixpkgs"`'
