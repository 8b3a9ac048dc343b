"""snowsnake in processes that begin with everything imported: as real as any, without the second that imports take.

Started as a program this is a server: it imports snowsnake, and for each line on its standard input it forks a process
that runs one command line. What a user meets is the same (arguments, environment, exec, exit code, signals); what
differs is that modules were imported under another environment, so what is said of imports is not to be tested here.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import pkgutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Server:
    """Runs command lines."""

    process: subprocess.Popen[str]
    scratch: Path
    """Where outputs go."""

    def run(
        self, words: Sequence[str], *, directory: Path, environment: Mapping[str, str]
    ) -> tuple[int, str, str]:
        """Run snowsnake with `words`, and nothing on its standard input: its exit code, and what it wrote."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        files = [str(self.scratch / name) for name in ("out", "err")]
        request = {
            "words": words,
            "directory": str(directory),
            "environment": dict(environment),
            "files": files,
        }
        self.process.stdin.write(json.dumps(request) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        assert answer, "the server has ended"
        out, err = (Path(file).read_text(encoding="utf-8", errors="surrogateescape") for file in files)
        return int(answer), out, err


@contextmanager
def forks(scratch: Path, *, pipeline: str = "") -> Iterator[Server]:
    """A server, until the block ends. `pipeline`: a module whose `install` puts something in the pipeline's place."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("SNOWSNAKE_")}
    with subprocess.Popen(
        [sys.executable, "-m", "tests.forks", pipeline],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        yield Server(process, scratch)
        assert process.stdin is not None
        process.stdin.close()


def _serve(pipeline: str) -> None:
    if pipeline:
        importlib.import_module(pipeline).install()
    import snowsnake.__main__ as program  # noqa: PLC0415 -- behind what takes a place in it

    for package in ("cli", "pipeline", "answers", "resolve", "ui"):
        module = importlib.import_module(f"snowsnake.{package}")
        for found in pkgutil.iter_modules(getattr(module, "__path__", ())):
            importlib.import_module(f"{module.__name__}.{found.name}")
    gc.freeze()  # a child that collects garbage would copy all of it
    for line in sys.stdin:
        child = os.fork()
        if not child:
            _become(json.loads(line), program.main)
        code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(f"{code}\n")
        sys.stdout.flush()


def _become(request: Mapping[str, object], main: Callable[[], None]) -> None:
    """Be the process that was asked for."""
    os.setsid()
    files, words = request["files"], request["words"]
    assert isinstance(files, list)
    assert isinstance(words, list)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    for number, file in enumerate(files, 1):
        os.dup2(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), number)
    sys.stdin = open(0, encoding="utf-8", closefd=False)  # noqa: SIM115
    environment = request["environment"]
    assert isinstance(environment, dict)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(str(request["directory"]))
    sys.argv = ["snowsnake", *words]
    main()


if __name__ == "__main__":
    _serve(sys.argv[1])
