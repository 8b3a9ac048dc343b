"""What decides a resolution, as JSON that is the same on every machine: what the digest of inputs is made of."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from snowsnake.requirements.address import leads_up
from snowsnake.requirements.build_settings import BuildSettings
from snowsnake.requirements.command_line import CommandLine
from snowsnake.requirements.environments_file import NamedEnvironment
from snowsnake.requirements.foreign import ForeignLock
from snowsnake.requirements.pyproject import Pyproject
from snowsnake.requirements.requirements_txt import RequirementsFile
from snowsnake.requirements.script import Script
from snowsnake.requirements.text import shown, without_credentials

Source = CommandLine | NamedEnvironment | RequirementsFile | Pyproject | Script | ForeignLock


def build_facts(build: BuildSettings) -> Mapping[str, object]:
    """How things are built."""
    return {
        "packages": {name: settings.facts() for name, settings in build.packages.items()},
        "no-binary": sorted(build.no_binary),
        "no-build": sorted(build.no_build),
        "constraints": sorted(build.constraints),
        "config-settings": dict(build.config_settings),
    }


def facts_of_source(source: Source, directory: Path) -> object:
    """What a source adds to the digest beyond its requirements."""
    match source:
        case CommandLine() | NamedEnvironment() | Script():
            return None
        case RequirementsFile():
            options = source.options
            return plain(
                {
                    "constraints": source.constraints,
                    "hashes": {name: list(values) for name, values in source.hashes.items()},
                    "index-url": options.index_url,
                    "extra-index-urls": options.extra_index_urls,
                    "find-links": [_link(link, directory) for link in options.find_links],
                    "no-index": options.no_index,
                    "pre": options.pre,
                },
                directory,
            )
        case Pyproject():
            return {"extras": source.extras, "groups": source.groups}
        case ForeignLock():
            return {
                "lock": plain(source.document, directory),
                "extras": source.extras,
                "groups": source.groups,
            }


def _link(link: str, directory: Path) -> str:
    """A place that is searched: one that was written relative starts from `directory`."""
    return os.path.relpath(link, directory) if leads_up(link) else shown(Path(link), directory)


def plain(value: object, directory: Path) -> object:
    """A value as JSON that is the same everywhere: no credentials, no absolute paths below `directory`."""
    match value:
        case str():
            return without_credentials(value).replace(f"{directory}/", "")
        case Mapping():
            return {str(key): plain(item, directory) for key, item in value.items()}
        case list() | tuple():
            return [plain(item, directory) for item in value]
        case None | bool() | int() | float():
            return value
        case _:
            return str(value)  # TOML's dates and times
