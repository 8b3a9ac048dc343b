"""uv as a process: found, started with variables that cannot mislead it, watched, and ended where it must be."""

from __future__ import annotations

import os
import re
import resource
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from snowsnake.children import dying_with_us
from snowsnake.requirements.text import without_credentials
from snowsnake.resolve.errors import UvMissing
from snowsnake.resolve.watch import Limits, Watch
from snowsnake.secrets_in_urls import login_of, with_git_logins
from snowsnake.trust import variables

# Variables that would turn uv towards another interpreter, project or output than we ask for.
_DROP = frozenset(
    {
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "RUST_LOG",
        "UV_PYTHON",
        "UV_SYSTEM_PYTHON",
        "UV_PROJECT",
        "UV_WORKING_DIR",
        "UV_WORKING_DIRECTORY",
        "UV_CUSTOM_COMPILE_COMMAND",
        "UV_NO_BINARY",
        "UV_NO_BINARY_PACKAGE",
        "UV_CONSTRAINT",
        "UV_OVERRIDE",
        "UV_EXCLUDES",
        "UV_BUILD_CONSTRAINT",
        "UV_REQUIREMENTS",
        "UV_FROZEN",
        "UV_LOCKED",
        "UV_OFFLINE",
        # Read by us, and given to uv with what we add: see `settings`.
        "UV_CONFIG_FILE",
        "UV_NO_CONFIG",
    }
)
_FINDING = Lock()
_LIMITS = Limits()


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a run of uv said."""

    status: int
    output: str
    errors: str


def run_uv(
    arguments: Sequence[str],
    *,
    directory: Path,
    given: str | None = None,
    temporary: Path | None = None,
    asked: Sequence[str] = (),
    limits: Limits = _LIMITS,
    attempts: int | None = None,
) -> Answer:
    """Run uv quietly in `directory` with `given` on standard input.

    `temporary` is where it may leave files of its own, which it does; `None` for the usual place. `asked` are addresses
    that it may ask; the users and passwords in them are for the git that it starts. `attempts` is how often it asks
    what does not answer, `None` for as often as it likes. Raises `UvMissing`;
    `IndexUnreachable` and `UnreadableSource` where it had to be ended, see `watch`.
    """
    logins = {url: login for url in asked if (login := login_of(url))}
    more = {"TMPDIR": str(temporary)} if temporary else {}
    more |= {"UV_HTTP_RETRIES": str(attempts - 1)} if attempts is not None else {}
    try:
        process = subprocess.Popen(
            [*dying_with_us(), _find(), *arguments],
            stdin=subprocess.DEVNULL if given is None else subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=directory,
            env=with_git_logins(_environment(os.environ) | more, logins),
            encoding="utf-8",
            errors="replace",
            restore_signals=False,  # SIGXFSZ stays ignored: uv hears that a file is too large, and removes it
        )
        _bound(process.pid, limits.size)
    except OSError as error:  # `find_uv_bin` raises one as well
        raise UvMissing(str(error)) from None
    with process, Watch(process, limits) as watch:
        try:
            output, errors = process.communicate(given)
        except BaseException:
            # After Ctrl-C the standard library waits no longer, and uv would write to what is being removed.
            process.kill()
            process.wait()
            raise
    if watch.stopped:
        raise watch.error([*asked, *(url for _, url in index_lines(directory)[0]), *_proxies(os.environ)])
    if process.returncode < 0:  # it had no chance to say why
        errors += f"uv was ended by signal {-process.returncode} ({signal.strsignal(-process.returncode)})"
    return Answer(status=process.returncode, output=output, errors=errors)


def index_lines(directory: Path) -> tuple[list[tuple[str, str]], Answer]:
    """Which option names which index for a project in `directory`, without credentials, and all that uv said."""
    answer = run_uv(
        ["pip", "compile", "--no-header", "--emit-index-url", "--quiet", "-"], directory=directory, given=""
    )
    lines = re.findall(r"(?m)^--(default-index|index-url|extra-index-url) (\S+)$", answer.output)
    return [(option, without_credentials(url)) for option, url in lines], answer


def _bound(pid: int, largest: int) -> None:
    """Bound the files that uv writes: it unpacks sources into its cache before anything can look at them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    limits = [limit for limit in (soft, hard, largest) if limit != resource.RLIM_INFINITY]
    with suppress(ProcessLookupError):
        resource.prlimit(pid, resource.RLIMIT_FSIZE, (min(limits), hard))


def _find() -> str:
    """uv's program. Raises `OSError` where there is none."""
    # The standard library's sysconfig, which uv asks, is not ready for two threads that ask first.
    with _FINDING:
        from uv import find_uv_bin  # noqa: PLC0415 -- only a resolution needs it

        return find_uv_bin()


def _proxies(environ: Mapping[str, str]) -> list[str]:
    """The addresses of the proxies that uv goes through."""
    named = (
        environ.get(key.upper()) or environ.get(key) for key in ("http_proxy", "https_proxy", "all_proxy")
    )
    return [proxy if "://" in proxy else f"http://{proxy}" for proxy in named if proxy]


def _environment(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {key: value for key, value in environ.items() if key not in _DROP}
    # An index that accepts and never answers: uv waits 30 s and tries four times.
    patience = {"UV_HTTP_TIMEOUT": "15"}
    # Its sentences are read: they come in one line each, however narrow our terminal is.
    ours = {"UV_PYTHON_DOWNLOADS": "never", "UV_NO_PROGRESS": "1", "NO_COLOR": "1", "COLUMNS": "10000"}
    return patience | kept | variables(environ) | ours
