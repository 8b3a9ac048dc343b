"""The names of the files that make a directory a project, of those that say more about it, and of the user's own.

The hot path imports this module: no imports.
"""

LOCK_NAME = "snowsnake.lock"

FOREIGN_LOCKS = ("uv.lock", "pylock.toml", "poetry.lock", "pdm.lock")
"""Locks of other tools, the most exact format first."""
SOURCES = ("pyproject.toml", "requirements.txt", *FOREIGN_LOCKS)
"""What a project's requirements are read from."""
MARKERS = (LOCK_NAME, "pyproject.toml", "requirements.txt", "pylock.toml")
"""A directory with one of these is a project. Other locks mean nothing without the project beside them."""
OWN_SETTINGS = "snowsnake.toml"
"""What `[tool.snowsnake]` of a pyproject.toml says, for projects that have none."""
SETTINGS = (OWN_SETTINGS, "uv.toml", ".python-version")
"""These change what a project gets, and make none."""

ENVIRONMENTS = "environments.toml"
"""The user's named environments, in their configuration directory."""
ENVIRONMENT_LOCKS = "environments"
"""The directory beside it that holds their locks: `NAME.lock`."""


def is_environment_name(text: str) -> bool:
    """Whether an environment can be called so: ASCII letters, digits, `-` and `_`, as TOML writes keys without quotes.

    It is part of file names and of command lines, so it is short and starts with a letter or a digit.
    """
    plain = text.replace("-", "").replace("_", "")
    return plain.isascii() and plain.isalnum() and text[0].isalnum() and len(text) <= 64
