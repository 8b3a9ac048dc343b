"""The names of the files that make a directory a project, and of those that say more about it.

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
