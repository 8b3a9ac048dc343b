"""The command line: one file for each verb, loaded when it is typed."""

from __future__ import annotations

import importlib
import os
import re
import sys
import threading
from collections.abc import Sequence
from pathlib import Path

import click

from snowsnake import __version__
from snowsnake.cli import signals
from snowsnake.environments.subjects import state_directory
from snowsnake.errors import UsageError
from snowsnake.ui import errors, streams
from snowsnake.ui.terminal import Terminal

# In the order in which people meet them.
VERBS = {
    "lock": "Write snowsnake.lock, which names every file and its hash.",
    "build": "Build the environment and print its store path.",
    "shell": "Start a shell, or a command, in an environment.",
    "develop": "Make the project's environment, with the project itself editable.",
    "run": "Run a command or a script in its environment.",
    "apply": "Make the environments that you have named, for `shell @NAME`.",
    "add-native": "Give the project native packages: programs and libraries.",
    "inspect": "Say what a distribution needs that is not Python.",
    "explain": "Say why something is in the environment.",
    "locate": "Say who has a library, program, header or other file.",
    "init": "Write flake.nix, which gives the environment to Nix.",
    "package": "Write an expression for nixpkgs.",
    "export": "Write the lock in another format.",
    "clean": "Let go of environments, for Nix to free their space.",
}


class Verbs(click.Group):
    """A group that imports a verb's module when the verb is used, and knows the others' help without it."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 -- click's signature
        """The verbs' names."""
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Import a verb."""
        if cmd_name not in VERBS:
            return None
        command = importlib.import_module(f"snowsnake.cli.{cmd_name.replace('-', '_')}").command
        assert isinstance(command, click.Command)  # noqa: S101 -- for the type checker
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the verb; say what was meant, perhaps, when there is none."""
        if args[0] not in VERBS and not args[0].startswith("-"):
            from snowsnake.cli.habits import no_such_verb  # noqa: PLC0415 -- only for what is no verb

            raise no_such_verb(args, list(VERBS))
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """List the verbs without importing them."""
        with formatter.section("Verbs"):
            formatter.write_dl(list(VERBS.items()))


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"]},
    subcommand_metavar="VERB [ARGUMENT]...",
    epilog="`snowsnake VERB --help` says more.",
)
@click.version_option(__version__, prog_name="snowsnake", message="%(prog)s %(version)s")
def group() -> None:
    """Python environments built by Nix, with the native libraries that pip cannot install.

    \b
    Try packages, without installing them anywhere:
      snowsnake shell requests numpy

    \b
    In a project with a pyproject.toml or requirements.txt:
      snowsnake run python          # locks and builds what is needed, then runs
      snowsnake build -o result     # the same as a store path, for everybody else
    """


def main(arguments: Sequence[str]) -> int:
    """Run snowsnake with `arguments`; the exit code."""
    streams.prepare()
    terminal = Terminal()
    if arguments and arguments[0] not in VERBS:
        from snowsnake.cli.habits import understood  # noqa: PLC0415 -- most people begin with the verb

        arguments = understood(arguments, list(VERBS), _command)
    # Usage errors come before any option is read.
    words = arguments[: arguments.index("--")] if "--" in arguments else arguments
    verb = next((word for word in words if not word.startswith("-")), "")
    terminal.json = "--json" in words and verb not in {"run", "shell"}
    problems = Path(state_directory(os.environ) or os.devnull, "problems")

    def in_a_thread(error: threading.ExceptHookArgs | sys.UnraisableHookArgs) -> None:
        """What the machine refuses is met again where it is waited for; only a bug is said here."""
        if error.exc_value is not None:
            report = errors.handle(error.exc_value, problems=problems, arguments=list(arguments))
            if report.kind == "Bug":
                terminal.error(report)

    threading.excepthook = sys.unraisablehook = in_a_thread
    try:
        signals.install()
        code = group.main(list(arguments), prog_name="snowsnake", standalone_mode=False, obj=terminal)
        sys.stdout.flush()
    except BaseException as error:  # noqa: BLE001 -- the one place where every error ends
        return _fail(error, terminal, list(arguments), problems)
    return code if isinstance(code, int) else 0


def _command(verb: str) -> click.Command | None:
    return group.get_command(click.Context(group), verb)


def _fail(error: BaseException, terminal: Terminal, arguments: list[str], problems: Path) -> int:
    if isinstance(error, SystemExit):
        raise error
    if isinstance(error, signals.Ended):
        signals.leave(error.exit_code)
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        click.echo(error.format_message(), err=True)
        return UsageError.exit_code
    terminal.json = terminal.json and not isinstance(error, streams.OutputFailed)
    report = errors.handle(_translated(error), problems=problems, arguments=arguments)
    try:
        terminal.error(report)
    except BrokenPipeError:
        pass
    except streams.OutputFailed:  # where `--json` wants it
        terminal.json = False
        terminal.error(report)
    if report.kind == "Interrupted":
        signals.leave(report.exit_code)
    return report.exit_code


def _translated(error: BaseException) -> BaseException:
    """Click's errors as our own."""
    if isinstance(error, click.exceptions.Abort):
        return KeyboardInterrupt()
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx is not None else "snowsnake"
        advice = _advice(error, path)
        text = error.format_message()
        if advice is not None and isinstance(error, click.NoSuchOption):
            text = f"no such option '{error.option_name}'"  # what click guesses is not meant
        message = re.sub(r"'([^']*)'", r"`\1`", text).rstrip(".")
        return UsageError(message[:1].lower() + message[1:], help=advice or f"type `{path} --help`")
    if isinstance(error, click.ClickException):
        return UsageError(error.format_message())
    return error


def _advice(error: click.UsageError, path: str) -> str | None:
    """What to type in place of an option that there is not."""
    if not isinstance(error, click.NoSuchOption):
        return None
    from snowsnake.cli.habits import no_such_option  # noqa: PLC0415 -- only for what is no option

    return no_such_option(error.option_name, path.removeprefix("snowsnake").strip(), list(VERBS), _command)
