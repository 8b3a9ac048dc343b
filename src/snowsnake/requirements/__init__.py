"""What the user wrote: command line, requirements files, projects, scripts, other tools' locks."""

from __future__ import annotations

from snowsnake.requirements.command_line import CommandLine
from snowsnake.requirements.foreign import ForeignLock
from snowsnake.requirements.inputs import Inputs, NothingToLock, Source, read_inputs
from snowsnake.requirements.pyproject import Pyproject
from snowsnake.requirements.requirements_txt import RequirementsFile
from snowsnake.requirements.script import Script, has_script_block
from snowsnake.requirements.settings import Settings

__all__ = [
    "CommandLine",
    "ForeignLock",
    "Inputs",
    "NothingToLock",
    "Pyproject",
    "RequirementsFile",
    "Script",
    "Settings",
    "Source",
    "has_script_block",
    "read_inputs",
]
