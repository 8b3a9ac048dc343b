"""Where a user writes what mends a failure: it depends on what the requirements come from."""

from __future__ import annotations

from snowsnake.project_files import ENVIRONMENTS, OWN_SETTINGS
from snowsnake.requirements.command_line import CommandLine
from snowsnake.requirements.edit import settings_file
from snowsnake.requirements.environments_file import NamedEnvironment
from snowsnake.requirements.inputs import Inputs
from snowsnake.requirements.script import Script


def place_of_package(inputs: Inputs | None, name: str) -> str:
    """Where settings about the distribution `name` go: `in `[tool.snowsnake.packages.numpy]` of pyproject.toml`.

    Without `inputs`, what is locked is a project.
    """
    for source in inputs.sources if inputs is not None else ():
        match source:
            case Script():
                return f"in `[tool.snowsnake.packages.{name}]` of the `# /// script` block of `{source.name}`"
            case NamedEnvironment():
                return f"in `[{source.name}.packages.{name}]` of {ENVIRONMENTS}"
    if inputs is not None and all(isinstance(source, CommandLine) for source in inputs.sources):
        return (
            f"in `[packages.{name}]` of a {OWN_SETTINGS}, beside a requirements.txt with what you typed (names that "
            "are typed have no settings), then `snowsnake shell`"
        )
    if inputs is not None and settings_file(inputs).name == OWN_SETTINGS:
        return f"in `[packages.{name}]` of {OWN_SETTINGS}"
    return f"in `[tool.snowsnake.packages.{name}]` of pyproject.toml"


def with_python(inputs: Inputs | None, label: str) -> str:
    """What to type, or to write, for another interpreter."""
    for source in inputs.sources if inputs is not None else ():
        if isinstance(source, NamedEnvironment):
            return f'`python = "{label}"` in `[{source.name}]` of {ENVIRONMENTS}'
    if inputs is not None and all(isinstance(source, CommandLine | Script) for source in inputs.sources):
        return f"the same words with `--python {label}`"
    return f"`--python {label}`, or for a project's lock `snowsnake lock --python {label}`"
