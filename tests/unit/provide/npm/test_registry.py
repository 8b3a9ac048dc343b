"""What npm's configuration and registry say, and what they might."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path
from typing import Any

import pytest

from snowsnake.provide.npm.registry import matches, parts_for, read
from snowsnake.provide.npm.settings import DEFAULT, BadNpmRegistry, from_registry, registry_for, token_for

SHA512 = "sha512-" + base64.b64encode(hashlib.sha512(b"tarball").digest()).decode()


def document(**changes: object) -> dict[str, Any]:
    dist = {"tarball": "https://registry.example.org/x/-/x-1.2.3.tgz", "integrity": SHA512}
    return {"name": "@s/x", "version": "1.2.3", "dist": dist, **changes}


def test_a_version(tmp_path: Path) -> None:
    package = read(document(bin={"x": "./bin/x"}, os=["linux"], cpu=["x64"]), "@s/x")
    assert (package.version, package.programs) == ("1.2.3", {"x": "bin/x"})
    assert package.fits == frozenset({"x86_64-linux"})
    (tmp_path / "file").write_bytes(b"tarball")
    assert matches(package, tmp_path / "file") is None
    (tmp_path / "file").write_bytes(b"another")
    wrong = matches(package, tmp_path / "file")
    assert wrong is not None
    assert wrong[0] == "sha512"


@pytest.mark.parametrize(
    ("said", "fits"),
    [
        ({}, None),
        ({"os": ["darwin"]}, set()),
        ({"os": ["!win32"], "cpu": ["x64", "arm64"]}, {"x86_64-linux", "aarch64-linux"}),
        ({"os": ["linux"], "cpu": ["arm64"], "libc": ["glibc"]}, {"aarch64-linux"}),
        ({"os": ["linux"], "cpu": ["x64"], "libc": ["musl"]}, set()),
        ({"os": "linux", "cpu": "!arm64"}, {"x86_64-linux"}),
        ({"os": 1}, {"x86_64-linux", "aarch64-linux"}),
    ],
)
def test_which_systems_it_is_for(said: dict[str, object], fits: set[str] | None) -> None:
    assert read(document(**said), "@s/x").fits == fits


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        None,
        {},
        document(name="y"),
        document(version=1),
        document(version="../1"),
        document(dist=[]),
        document(dist={"tarball": "file:///etc/passwd", "integrity": SHA512}),
        document(dist={"tarball": "https://u:p@h/x.tgz", "integrity": SHA512}),
        document(dist={"tarball": "https://h/x.tgz"}),
        document(dist={"tarball": "https://h/x.tgz", "integrity": "sha512-***"}),
        document(dist={"tarball": "https://h/x.tgz", "shasum": "../x"}),
        document(bin=["x"]),
    ],
)
def test_an_answer_that_makes_no_sense_is_an_error_that_is_known(wrong: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError, AttributeError)):
        read(wrong, "@s/x")


def test_the_part_for_a_machine_by_its_name() -> None:
    names = (
        "@a/cli-darwin-x64 @a/cli-linux-arm64 @a/cli-linux-x64-musl @a/cli-linux-x64 @a/c-linux-x64-baseline"
    )
    package = read(document(optionalDependencies=dict.fromkeys(names.split(), "1")), "@s/x")
    assert next(parts_for(package, "x86_64-linux")) == "@a/cli-linux-x64"
    assert list(parts_for(package, "aarch64-linux")) == ["@a/cli-linux-arm64"]


def test_who_says_which_registry(tmp_path: Path) -> None:
    home, project = tmp_path / "home", tmp_path / "project"
    for directory in (home, project):
        directory.mkdir()
    environ = {"HOME": str(home), "npm_config_globalconfig": str(tmp_path / "none")}
    assert registry_for("x", environ, project).startswith("https://")  # npm's own
    (home / ".npmrc").write_text(
        "registry=https://home.example.org/npm\n@s:registry = https://s.example.org/\n"
    )
    assert registry_for("x", environ, project) == "https://home.example.org/npm/"
    assert registry_for("@s/x", environ, project) == "https://s.example.org/"
    (project / ".npmrc").write_text('; mine\nregistry="https://project.example.org/"\nother\n')
    assert registry_for("x", environ, project) == "https://project.example.org/"
    variables = {**environ, "NPM_CONFIG_REGISTRY": "https://variable.example.org"}
    assert registry_for("x", variables, project) == "https://variable.example.org/"
    for bad in ("file:///etc", "https://", "\x1b[31m", "https://[/"):
        with pytest.raises(BadNpmRegistry):
            registry_for("x", {**environ, "NPM_CONFIG_REGISTRY": bad}, project)


@pytest.mark.parametrize(
    ("url", "token"),
    [
        ("https://npm.example.invalid/x", "whole-host"),
        ("https://npm.example.invalid/private/x/-/x-1.tgz", "nearer"),
        ("https://npm.example.invalid/privately/x", "whole-host"),
        ("https://NPM.example.invalid/x", "whole-host"),
        ("https://npm.example.invalid:8443/x", None),  # another port is another server
        ("https://other.example.invalid/x", None),
        ("https://npm.example.invalid.evil.example.invalid/x", None),
        ("https://npm.example.invalid@evil.example.invalid/x", None),
        ("http://npm.example.invalid/x", None),  # nobody has said that it may be read on the way
        ("http://plain.example.invalid/x", "plain"),
        ("https://variable.example.invalid/x", "from-outside"),
        ("https://unset.example.invalid/x", None),
        ("https://broken.example.invalid/x", None),
        ("https://typed.example.invalid/x", "typed"),
        ("https://[/", None),
    ],
)
def test_which_token_goes_where(url: str, token: str | None, tmp_path: Path) -> None:
    (tmp_path / ".npmrc").write_text(
        "//npm.example.invalid/:_authToken=whole-host\n"
        "//npm.example.invalid/private/:_authToken = nearer\n"
        "@s:registry=http://plain.example.invalid/\n"
        "//plain.example.invalid/:_authToken=plain\n"
        "//variable.example.invalid/:_authToken=${NPM_TOKEN}\n"
        "//unset.example.invalid/:_authToken=${NO_SUCH_VARIABLE}\n"
        "//broken.example.invalid/:_authToken=two words\n"
    )
    environ = {
        "HOME": str(tmp_path),
        "NPM_TOKEN": "from-outside",
        "npm_config_//typed.example.invalid/:_authToken": "typed",
        "npm_config_globalconfig": str(tmp_path / "none"),
    }
    assert token_for(url, environ, tmp_path / "project") == token


def test_what_another_registry_has_is_taken_from_the_configured_one_first() -> None:
    url = f"{DEFAULT}@s/x/-/x-1.tgz"
    assert from_registry(url, lambda: DEFAULT) == (url,)
    assert from_registry(url, lambda: "https://mirror.example.org/npm/") == (
        "https://mirror.example.org/npm/@s/x/-/x-1.tgz",
        url,
    )
    other = "https://else.example.org/x.tgz"
    assert from_registry(other, lambda: "https://mirror.example.org/") == (other,)
