"""Options that decide what is locked, as they were typed: `--no-binary numpy`, `--native poppler-utils`."""

from __future__ import annotations

from collections.abc import Sequence

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements.base_settings import BASE as BASE  # noqa: PLC0414 -- with the others
from snowsnake.requirements.base_settings import NIXPKGS as NIXPKGS  # noqa: PLC0414 -- the same
from snowsnake.requirements.carrier import Carrier, is_carrier, parse_carrier
from snowsnake.requirements.formats import Formats
from snowsnake.requirements.package_settings import DEB
from snowsnake.requirements.text import Where

NO_BINARY = "--no-binary "
"""How what was given with this option is passed on: the option, a space, the value."""
NATIVE = "--native "
"""The same for this one."""


class BadNative(SnowsnakeError):
    """What `--native` was given is no name of a package."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"`{name}` is not the name of a Debian package",
            help="write it as apt knows it: `--native poppler-utils`",
        )


def typed_formats(options: Sequence[str]) -> tuple[Formats, list[str | Carrier]]:
    """What is built from source, and which native packages there are besides, by options as they were typed.

    Raises `BadNative`, and what `Formats` and `parse_carrier` raise.
    """
    formats = Formats()
    native: list[str | Carrier] = []
    for option in options:
        if option.startswith(NO_BINARY):
            formats = formats.with_no_binary(option.removeprefix(NO_BINARY))
        elif option.startswith(NATIVE):
            native = _with_native(native, option.removeprefix(NATIVE))
    return formats, native


def _with_native(native: list[str | Carrier], name: str) -> list[str | Carrier]:
    if name == ":none:":
        return []
    if is_carrier(name):
        return [*native, parse_carrier(name, Where(name="the command line"))]
    if not DEB.fullmatch(name):
        raise BadNative(name)
    return [*native, name]
