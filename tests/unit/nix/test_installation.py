"""Finding Nix, reading its version, and what is said when it will not do."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from snowsnake.nix import installation
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import (
    AnotherDatabase,
    NixMissing,
    NixTooOld,
    NixUnusable,
    StoreElsewhere,
    StoreNotWritable,
)
from snowsnake.nix.installation import Installation, parse_version


@pytest.mark.parametrize(
    ("said", "version"),
    [
        ("nix (Nix) 2.8.0\n", (2, 8, 0)),
        ("nix-build (Nix) 2.34.8\n", (2, 34, 8)),
        ("nix (Nix) 2.29.0pre20250407_eb11e07\n", (2, 29, 0)),
        ("nix (Lix, like Nix) 2.91.1\nSystem type: x86_64-linux\n", (2, 91, 1)),
        ("nix (Determinate Nix 3.5.2) 2.28.3\n", (2, 28, 3)),
        ("nix (Nix) 3.0\n", (3, 0, 0)),
    ],
)
def test_version(said: str, version: tuple[int, int, int]) -> None:
    assert parse_version(said) == version


def fake(directory: Path, script: str) -> Nix:
    """A program that stands where Nix should be."""
    program = directory / "nix-build"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return Nix(bin=directory)


def test_too_old(tmp_path: Path) -> None:
    with pytest.raises(NixTooOld, match=r"is Nix 2\.3\.16, snowsnake needs 2\.8 or newer"):
        fake(tmp_path, "echo 'nix-build (Nix) 2.3.16'").check()


@pytest.mark.parametrize("script", ["echo hello", "echo broken >&2; exit 1"])
def test_unusable(tmp_path: Path, script: str) -> None:
    with pytest.raises(NixUnusable):
        fake(tmp_path, script).check()


def test_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installation, "PLACES", (str(tmp_path),))
    with pytest.raises(NixMissing) as caught:
        Nix(environment={"PATH": str(tmp_path)}).check()
    assert "install" in (caught.value.help or "")


def with_store(remote: str, **environment: str) -> Installation:
    found = Installation(Path("/nowhere"), {"NIX_REMOTE": remote, **environment}, None)
    found.__dict__["settings"] = {}
    return found


@pytest.mark.parametrize(
    "remote",
    [
        "/srv/store",
        "local?root=/srv/store",
        "local://?root=/srv/store",
        "local?trusted=1&store=/srv/store",
        "unix:///run/nix.sock?root=/srv/store",
        "daemon?root=/srv/store",
        "ssh://builder.invalid",
        "ssh-ng://builder.invalid",
        "https://cache.example.invalid",
        "file:///srv/store",
        "dummy://",
        "nonsense",
    ],
)
def test_a_store_elsewhere_is_refused_in_words(remote: str) -> None:
    with pytest.raises(StoreElsewhere, match=rf"NIX_REMOTE names the store `{re.escape(remote)}`") as caught:
        with_store(remote).check_store()
    assert "env -u NIX_REMOTE" in (caught.value.help or "")
    found = Installation(Path("/nowhere"), {}, None)
    found.__dict__["settings"] = {"store": remote}
    with pytest.raises(StoreElsewhere, match=r"`store` in nix.conf names the store") as caught:
        found.check_store()
    assert "take `store` out of nix.conf" in (caught.value.help or "")


def test_another_store_directory_is_refused_in_words() -> None:
    with pytest.raises(StoreElsewhere, match=r"NIX_STORE_DIR names the store `/srv/store`") as caught:
        with_store("auto", NIX_STORE_DIR="/srv/store").check_store()
    assert "env -u NIX_STORE_DIR" in (caught.value.help or "")


def test_another_database_of_the_same_store_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "nix/db").mkdir(parents=True)
    (tmp_path / "nix/db/db.sqlite").touch()
    monkeypatch.setattr(installation, "_STATE", tmp_path / "nix")
    with pytest.raises(AnotherDatabase, match=r"NIX_STATE_DIR says `/srv/state`") as caught:
        with_store("auto", NIX_STATE_DIR="/srv/state").check_store()
    assert "env -u NIX_STATE_DIR" in (caught.value.help or "")


@pytest.mark.parametrize("remote", ["unix:///run/x.sock", "unix:///run/x.sock?max-connections=2"])
def test_a_daemon_is_looked_for_where_the_store_says(remote: str) -> None:
    found = with_store(remote)
    assert found.daemon
    with pytest.raises(StoreNotWritable, match=r"does not answer at `/run/x\.sock`"):
        found.check_store()


@pytest.mark.parametrize(
    ("remote", "environment", "named_by", "line"),
    [
        (
            "unix:///srv/x.sock",
            {"NIX_REMOTE": "unix:///srv/x.sock"},
            "NIX_REMOTE",
            "`env -u NIX_REMOTE snowsnake …`",
        ),
        (
            "daemon",
            {"NIX_DAEMON_SOCKET_PATH": "/srv/x.sock"},
            "NIX_DAEMON_SOCKET_PATH",
            "`env -u NIX_DAEMON_SOCKET_PATH snowsnake …`",
        ),
    ],
)
def test_socket_that_the_user_names_and_at_which_nothing_listens_is_not_mended_by_starting_a_daemon(
    remote: str, environment: dict[str, str], named_by: str, line: str
) -> None:
    with pytest.raises(StoreNotWritable, match=rf"`/srv/x\.sock`, which {named_by} names") as caught:
        with_store(remote, **environment).check_store()
    assert line in (caught.value.help or "")
    assert "nix-daemon" not in (caught.value.help or "")


def test_socket_that_nix_conf_names_is_mended_there() -> None:
    found = Installation(Path("/nowhere"), {}, None)
    found.__dict__["settings"] = {"store": "unix:///srv/x.sock"}
    with pytest.raises(StoreNotWritable, match=r"which `store` in nix\.conf names") as caught:
        found.check_store()
    assert "take `store` in nix.conf out" in (caught.value.help or "")


@pytest.mark.parametrize("remote", ["daemon", "unix", "unix://", "daemon?trusted=1"])
def test_a_daemon_is_looked_for_at_its_usual_place(remote: str) -> None:
    found = with_store(remote, NIX_STATE_DIR="/srv/state")
    assert found.daemon
    assert found.socket == Path("/srv/state/daemon-socket/socket")


def test_what_a_user_has_set_does_not_change_what_is_evaluated_or_collected() -> None:
    found = Installation(Path("/nowhere"), {}, "/somewhere")
    found.__dict__["settings"] = {"build-users-group": ""}
    said = " ".join(found.options(sandbox=True, evaluates=True))
    for option in ("pure-eval false", "restrict-eval false"):
        assert f"--option {option}" in said
    assert "--option min-free 0" in " ".join(found.every_call())
    assert "pure-eval" not in " ".join(found.options(sandbox=True))


def configured(settings: dict[str, object], *, public_cache: bool = False) -> list[str]:
    found = Installation(Path("/nowhere"), {}, "/somewhere", public_cache)
    found.__dict__["settings"] = {"build-users-group": "", **settings}
    return found.options(sandbox=True)


def test_asks_only_the_caches_that_somebody_configured() -> None:
    default = configured({"substituters": ["https://cache.nixos.org/"]})
    assert default[-3:] == ["--option", "substitute", "false"]
    own = configured({"substituters": ["https://cache.nixos.org", "https://own.example.invalid?priority=1"]})
    assert own[-3:] == ["--option", "substituters", "https://own.example.invalid?priority=1"]
    public = configured({"substituters": ["https://cache.nixos.org/"]}, public_cache=True)
    assert public[-3:] == ["--option", "substituters", "https://cache.nixos.org/"]


def test_sandbox_whatever_nix_conf_says() -> None:
    settings: dict[str, object] = {"sandbox": False, "sandbox-paths": ["/usr"]}
    options = configured(settings)
    assert options[:12] == [
        *("--option", "sandbox", "true"),
        *("--option", "sandbox-fallback", "false"),
        *("--option", "sandbox-paths", ""),
        *("--option", "extra-sandbox-paths", ""),
    ]


SHELL = "/nix/store/0-busybox/bin/busybox"


@pytest.mark.parametrize(
    ("paths", "kept"),
    [
        (["/etc/hosts", f"/bin/sh={SHELL}"], f"/bin/sh={SHELL}"),
        ({"/usr": {"source": "/usr"}, "/bin/sh": {"source": SHELL, "optional": False}}, f"/bin/sh={SHELL}"),
        (["/bin/sh", "/bin/sh=/bin/dash", "/bin/sh=/nix/store/0-a/../../usr/sh", f"/usr/x={SHELL}"], ""),
        ([], ""),
        (None, ""),
    ],
)
def test_what_nixpkgs_builds_has_the_shell_of_nix_and_nothing_of_the_host(paths: object, kept: str) -> None:
    options = configured({"sandbox-paths": paths}, public_cache=True)
    assert options[options.index("sandbox-paths") + 1] == kept
    options = configured({"sandbox-paths": paths})
    assert options[options.index("sandbox-paths") + 1] == ""
