"""What the user wrote: command line, requirements files, projects, scripts, other tools' locks."""

from __future__ import annotations

from snowsnake.requirements.build_settings import BuildSettings
from snowsnake.requirements.carrier import Carrier
from snowsnake.requirements.command_line import CommandLine
from snowsnake.requirements.environments_file import NamedEnvironment
from snowsnake.requirements.facts import Source
from snowsnake.requirements.foreign import ForeignLock
from snowsnake.requirements.inputs import Inputs, NothingToLock, read_inputs
from snowsnake.requirements.local import LocalSource
from snowsnake.requirements.package_settings import PackageSettings
from snowsnake.requirements.pyproject import Pyproject
from snowsnake.requirements.requirements_txt import RequirementsFile
from snowsnake.requirements.script import Script, has_script_block
from snowsnake.requirements.settings import Settings

__all__ = [
    "BuildSettings",
    "Carrier",
    "CommandLine",
    "ForeignLock",
    "Inputs",
    "LocalSource",
    "NamedEnvironment",
    "NothingToLock",
    "PackageSettings",
    "Pyproject",
    "RequirementsFile",
    "Script",
    "Settings",
    "Source",
    "has_script_block",
    "read_inputs",
]
