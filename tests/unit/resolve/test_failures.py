from __future__ import annotations

import pytest

from snowsnake.errors import SnowsnakeError
from snowsnake.repositories import (
    RepositoryDenied,
    RepositoryNotFound,
    RepositoryUnreachable,
    RepositoryUntrusted,
)
from snowsnake.resolve.errors import (
    IndexUnreachable,
    NoSolution,
    NotCached,
    NoVersionFits,
    NoWheelForTarget,
    OnlySource,
    Unbuildable,
    UnknownPackage,
    UvFailed,
)
from snowsnake.resolve.failures import failure, passed_over
from snowsnake.targets import Target

HEAD = "error: No solution found when resolving dependencies\n  cause: "
END = "we can conclude that your requirements are unsatisfiable."


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        (
            f"{HEAD}Because nope was not found in the package registry and you require nope, {END}",
            UnknownPackage,
            "no index has a package `nope`",
        ),
        (
            (
                f"{HEAD}Because b was not found in the package registry and all versions of a need c, we\n"
                f"      can conclude that x.\n      And because a==1 depends on b and you require a, {END}"
            ),
            UnknownPackage,
            "no index has a package `b`, required by `a`",
        ),
        (
            f"{HEAD}Because only numpy<=2.5.5 is available and you require numpy>99, {END}",
            NoVersionFits,
            "no version of `numpy` fits what is required",
        ),
        (
            f"{HEAD}Because there is no version of numpy==99 and you require numpy==99, {END}",
            NoVersionFits,
            "no version of `numpy` fits what is required",
        ),
        (
            f"{HEAD}Because all versions of docopt have no usable wheels and you require docopt, {END}",
            OnlySource,
            "`docopt` has no wheel, and `no-build` forbids to build it",
        ),
        (
            f"{HEAD}Because a>=2 depends on b<1 and you require a>=2 and b>1, {END}",
            NoSolution,
            "the requirements contradict each other",
        ),
        (
            (
                "error: Request failed after 3 retries in 9.8s\n"
                "  cause: Failed to fetch: http://127.0.0.1:9/simple/attrs/\n"
                "  cause: Connection refused (os error 111)"
            ),
            IndexUnreachable,
            "`http://127.0.0.1:9/simple/attrs/` cannot be reached: Connection refused (os error 111)",
        ),
        (
            "error: Missing `Content-Type` header for `http://127.0.0.1:9/simple/a/`",
            IndexUnreachable,
            (
                "`http://127.0.0.1:9/simple/a/` cannot be reached: its answer does not say that it is an index's page"
            ),
        ),
        ("error: something new", UvFailed, "uv could not resolve the requirements"),
        (
            (
                f"{HEAD}Because a was not found in the cache and you require a, {END}\n\n"
                "hint: Packages were unavailable because the network was disabled."
            ),
            NotCached,
            "the cache does not have everything that is needed",
        ),
    ],
)
def test_uvs_words_become_errors(text: str, error: type[SnowsnakeError], message: str) -> None:
    found = failure(text)
    assert type(found) is error
    assert found.message == message
    assert found.details == text
    assert found.help


@pytest.mark.parametrize(
    ("said", "error", "message"),
    [
        (
            "fatal: unable to access 'https://example.invalid/a/b/': Could not resolve host: example.invalid",
            RepositoryUnreachable,
            "cannot fetch the repository of `b` `https://example.invalid/a/b`",
        ),
        (
            "fatal: unable to access 'https://example.invalid/a/b/': server certificate verification failed",
            RepositoryUntrusted,
            "cannot fetch the repository of `b` `https://example.invalid/a/b`: its certificate is not trusted",
        ),
        (
            "fatal: could not read Username for 'https://example.invalid': terminal prompts disabled",
            RepositoryDenied,
            "the repository of `b` `https://example.invalid/a/b` is not there, or is not for you",
        ),
        (
            "fatal: repository 'https://example.invalid/a/b/' not found",
            RepositoryNotFound,
            "there is no repository of `b` at `https://example.invalid/a/b`",
        ),
    ],
)
def test_a_repository_that_cannot_be_fetched_is_no_matter_of_versions(
    said: str, error: type[SnowsnakeError], message: str
) -> None:
    found = failure(
        "  Updating https://example.invalid/a/b (HEAD)\n"
        "error: Failed to download and build `b @ git+https://example.invalid/a/b`\n"
        "  cause: Git operation failed\n"
        "  cause: failed to clone into: /home/x/.cache/uv/git-v2/db/4bea88e213c8adb0\n"
        "  cause: process didn't exit successfully: `/usr/bin/git fetch` (exit status: 128)\n"
        f"         --- stderr\n         {said}\n"
    )
    assert type(found) is error
    assert found.message == message
    assert "maintainers" not in (found.help or "")


@pytest.mark.parametrize("what", ["invalid metadata", "an invalid package format"])
def test_a_file_that_is_broken_is_no_contradiction(what: str) -> None:
    error = failure(
        f"{HEAD}Because broken==1.0 has {what} and only broken==1.0 is available, we can conclude that all\n"
        f"      versions of broken cannot be used.\n      And because you require broken, {END}\n\n"
        "hint: The structure of `broken` (v1.0) was invalid:\n  Failed to read from zip file\n"
    )
    assert error.message == f"a file of `broken 1.0` cannot be read: it has {what}"
    assert "another version of `broken`" in (error.help or "")


def test_a_distribution_with_one_version_that_has_only_source() -> None:
    error = failure(
        "error: No solution found when resolving dependencies\n"
        "  cause: Because srconly==1.0 has no usable wheels and only srconly==1.0 is available, we can\n"
        "         conclude that all versions of srconly cannot be used.\n"
        f"         And because you require srconly, {END}\n"
    )
    assert isinstance(error, OnlySource)
    assert error.name == "srconly"


MARKER = (
    "python_full_version == '3.13.*' and implementation_name == 'cpython' and platform_machine == 'aarch64' "
    "and sys_platform == 'linux'"
)
TARGETS = [Target.parse(name) for name in ("cp313-x86_64-linux", "cp313-aarch64-linux")]


def test_releases_without_a_wheel_for_a_target_are_said_with_the_targets_name() -> None:
    error = failure(
        f"error: No solution found when resolving dependencies for split (markers: {MARKER})\n"
        f"  cause: Because pywin32<=306 has no wheels with a matching Python version tag (e.g., `cp313`), we can\n"
        f"      conclude that pywin32<307 cannot be used.\n      And because pywin32>=307 has no "
        f"`{MARKER}`-compatible wheels\n      and you require pywin32, {END}\n\n"
        "hint: While the active Python version is 3.11, the resolution failed for other Python versions.\n",
        TARGETS,
    )
    assert isinstance(error, NoWheelForTarget)
    assert error.message == "`pywin32` has no wheel for `cp313-aarch64-linux` in any version that may be used"
    assert error.details is not None
    assert "pywin32>=307 has no wheels for `cp313-aarch64-linux`" in error.details
    assert "hint" not in error.details
    assert "implementation_name" not in error.details


def test_a_dependency_without_a_wheel_is_no_contradiction() -> None:
    error = failure(
        f"{HEAD}Because b>=307 has no `{MARKER}`-compatible wheels and a>=1 depends on b, we can conclude that\n"
        f"      all versions of a cannot be used.\n      And because you require a, {END}",
        TARGETS,
    )
    assert isinstance(error, NoWheelForTarget)
    assert (error.name, error.required_by) == ("b", ("a",))


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("cv2", "`opencv-python`"),
        ("pil", "`pillow`"),  # uv says names in their normal form
        ("sklearn", "`scikit-learn`"),
        ("sqlite3", "leave it out"),
        ("nope", "check the spelling"),
        ("cmake", "check the spelling"),  # which is called like its module
        ("pkg-resources", "the module `pkg_resources` is in `setuptools`"),
    ],
)
def test_the_name_of_a_module_leads_to_its_distribution(name: str, hint: str) -> None:
    text = f"{HEAD}Because {name} was not found in the package registry and you require {name}, {END}"
    assert hint in str(failure(text).help)


def test_a_name_that_a_distribution_requires_is_not_the_user_s_to_spell() -> None:
    text = (
        f"{HEAD}Because cv2 was not found in the package registry and a==1 depends on cv2, we can conclude that a==1 "
        f"cannot be used. And because you require a, {END}"
    )
    assert "in `a`" in str(failure(text).help)


def test_advice_of_uv_about_options_of_its_own_is_left_out() -> None:
    text = (
        "error: Request failed after 3 retries\n  Caused by: Failed to fetch: `https://index.example.invalid/simple/x/`"
        "\n  Caused by: invalid peer certificate: UnknownIssuer\n\nhint: Consider enabling use of system TLS "
        "certificates with the `--native-tls` command-line flag\n"
    )
    error = failure(text)
    assert "`export SSL_CERT_FILE=" in str(error.help)
    assert error.details is None


def test_value_that_uv_does_not_take_is_named() -> None:
    error = failure(
        "error: invalid value 'nonsense' for '--exclude-newer <EXCLUDE_NEWER>': `nonsense` could not be parsed\n\n"
        "  For more information, try '--help'.\n"
    )
    assert error.message == "`--exclude-newer nonsense` is wrong: `nonsense` could not be parsed"
    assert "UV_EXCLUDE_NEWER" in (error.help or "")
    error = failure(
        "error: invalid value 'hig' for '--resolution <RESOLUTION>'\n  [possible values: highest, lowest]\n\n"
        "  tip: a similar value exists: 'highest'\n\n  For more information, try '--help'."
    )
    assert error.message == "`--resolution hig` is wrong: [possible values: highest, lowest]"


def test_value_that_uv_misses_is_named() -> None:
    error = failure(
        "error: a value is required for '--resolution <RESOLUTION>' but none was supplied\n"
        "  [possible values: highest, lowest]\n\n  For more information, try '--help'.\n"
    )
    assert error.message == "`--resolution` is wrong: it has no value"
    assert "UV_RESOLUTION" in (error.help or "")


@pytest.mark.parametrize(
    ("line", "marked", "reason", "key", "said"),
    [
        (
            'uv = { exclude-newer = "nope", x = 1 }',
            '"nope"',
            "`nope` is no date",
            "",
            '`exclude-newer = "nope"` in',
        ),
        (
            "uv = { future-key = 1 }",
            "future-key",
            "unknown field `future-key`, expected one of `a`",
            "future-key",
            "`future-key` in `[tool.uv]` (or uv.toml) is wrong: unknown field `future-key`",
        ),
    ],
)
def test_settings_that_uv_passes_over_are_known(
    line: str, marked: str, reason: str, key: str, said: str
) -> None:
    under = " " * line.index(marked) + "^" * len(marked)
    found = passed_over(
        "warning: Failed to parse `/x/pyproject.toml` during settings discovery:\n  TOML parse error at line 3\n"
        f"    |\n  3 | {line}\n    | {under}\n  {reason}\n\nResolved 1 package in 157ms\n"
    )
    assert found is not None
    assert found[0] == key
    assert said in found[1].message
    assert passed_over("Resolved 1 package in 157ms\n") is None


def test_source_that_cannot_be_built_names_what_has_a_wheel() -> None:
    mend = ["take Python 3.11, for which it has a wheel: the same words with `--python 3.11`"]
    assert Unbuildable("tokens", "0.12.1", (), "it is written in Rust", mend=mend).help == mend[0]
    assert (
        Unbuildable("tokens", "0.12.1", (), "it is written in Rust").help
        == "take a version of `tokens` that has a wheel"
    )


def test_the_user_s_own_project_needs_no_wheel_of_a_release() -> None:
    own = Unbuildable("uvp", "0", (), "it is written in Rust", own="./uvp")
    assert "wheel" not in str(own.help)
    assert "`uvp` in `./uvp`" in own.message
