"""The only place that calls Nix."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import IO

from snowsnake.events import Observer, ignore
from snowsnake.nix.errors import EvaluationFailed, NixError, NixFailed, NotRepaired
from snowsnake.nix.installation import Installation, find_nix
from snowsnake.nix.log import parse_line, plain
from snowsnake.nix.process import running
from snowsnake.nix.progress import Progress, environment_error
from snowsnake.nix.refusals import machine_error
from snowsnake.scratch import scratch_directory

ARGUMENTS = 100_000
"""Bytes of arguments for one call; Linux allows at least 128 KiB, usually 2 MiB."""
LINE = 1 << 20
"""Bytes of one log line that are read at a time: a build may print without ever ending a line."""


class Nix:
    """A Nix installation, and what snowsnake does with it.

    Every call that may build runs with the sandbox on, whatever nix.conf says (`sandbox=False` is the user's
    own decision). Every method raises `NixMissing`, `NixTooOld` or `NixUnusable` when there is no usable Nix,
    `StoreNotWritable` and `StoreFull` when the machine refuses, and what its own text says.
    """

    def __init__(
        self,
        *,
        store: str | None = None,
        sandbox: bool = True,
        observer: Observer = ignore,
        bin: Path | None = None,  # noqa: A002 -- the directory's name
        environment: Mapping[str, str] | None = None,
        public_cache: bool = False,
    ) -> None:
        """`store` is Nix's `--store`; `bin` the directory of a Nix other than the one that is found.

        `public_cache` asks Nix's public cache as well, which has what nixpkgs has.
        """
        self.store = store
        self.sandbox = sandbox
        self.observer = observer
        self._bin = bin
        self._public_cache = public_cache
        # Messages are parsed: in English, please.
        self._environment = {**(os.environ if environment is None else environment), "LC_ALL": "C.UTF-8"}

    @cached_property
    def installation(self) -> Installation:
        """The Nix that is used. Raises `NixMissing`."""
        found = self._bin or find_nix(self._environment)
        return Installation(found, self._environment, self.store, self._public_cache)

    def version(self) -> tuple[int, int, int]:
        """Major, minor and patch number."""
        return self.installation.version

    def check(self) -> None:
        """Find out early what would fail late: that Nix is there and new enough, and the store writable.

        The sandbox is checked by `sandbox.ensure_sandboxed`, which needs something to run in it.
        """
        self.version()
        self.installation.check_store()

    def valid_paths(self, paths: Sequence[str]) -> set[str]:
        """Those of the store paths that exist."""
        valid = set(paths)
        for chunk in _chunks(paths):
            # Says which are not valid, with status 0 either way.
            said = self._run(["nix-store", "--check-validity", "--print-invalid", *chunk])
            valid -= set(said.splitlines())
        return valid

    def add_files(self, files: Mapping[str, Path]) -> dict[str, str]:
        """Add files to the store, each under the path of its flat SHA-256 fixed-output derivation.

        A key is the store path that the file will have (`fixed_output_path`), or just its store name: with
        the path, what is there already is not read again. Gives key -> store path. Nix roots nothing here, so
        a garbage collection between this and a build may remove a file again: the build then fetches it.
        """
        paths = {key: key for key in files if key.startswith("/")}
        there = self.valid_paths(list(paths)) if paths else set()
        missing = {key: path for key, path in files.items() if key not in there}
        with _staged({key: (_name(key), path) for key, path in missing.items()}) as staged:
            for chunk in _chunks(list(staged)):
                said = self._run(["nix-store", "--add-fixed", "sha256", *chunk]).splitlines()
                for file, path in zip(chunk, said, strict=True):
                    paths[staged[file]] = path
        return paths

    def add_tree(self, path: Path, name: str) -> str:
        """Add a directory under its recursive SHA-256; gives its store path."""
        if path.name == name and not path.is_symlink():
            return self._run(
                ["nix-store", "--add-fixed", "--recursive", "sha256", str(path.absolute())]
            ).strip()
        # Nix takes the name from the path, and would add a symbolic link as a link.
        with scratch_directory(".snowsnake-", within=_beside(path)) as directory:
            copy = directory / name
            shutil.copytree(path, copy, symlinks=True, copy_function=_link)
            return self._run(["nix-store", "--add-fixed", "--recursive", "sha256", str(copy)]).strip()

    def prefetch_archive(self, url: str, name: str) -> tuple[str, Path]:
        """Fetch and unpack an archive into the store, as `builtins.fetchTarball` does with this `name`.

        Returns the SHA-256 (hex) of its tree's NAR serialisation, and its store path. Raises `NixFailed`.
        """
        command = ["nix-prefetch-url", "--unpack", "--print-path", "--type", "sha256", "--name", name, url]
        found, path = self._run(command).split()
        return self._run(["nix-hash", "--to-base16", "--type", "sha256", found]).strip(), Path(path)

    def substitute(self, path: str) -> bool:
        """Fetch a store path from the binary caches that are configured; False where none has it."""
        if not self.installation.caches:
            return False
        command = ["nix-store", "--realise", path, *self.installation.options(sandbox=self.sandbox)]
        try:
            self._run(command)
        except NixFailed:
            return False
        return True

    def damaged(self, paths: Sequence[str]) -> list[str]:
        """Those of the store paths whose contents are not what Nix wrote, or are gone. Reads all of them."""
        found = []
        for path in paths:
            try:
                self._run(["nix-store", "--verify-path", path])
            except NixFailed:
                found.append(path)
        return found

    def repair(self, path: str) -> None:
        """Make a store path anew in its place: from a cache, or from the derivation that made it. Raises `NotRepaired`.

        Only who owns the store, or is trusted by its daemon, may do that.
        """
        try:
            self._run(["nix-store", "--repair-path", path, *self.installation.options(sandbox=self.sandbox)])
        except NixError as error:
            raise NotRepaired(path, error) from None

    def derivations(self, path: str) -> tuple[str, ...]:
        """The names of all that a store path was made from; nothing where Nix does not know any more."""
        deriver = self._run(["nix-store", "--query", "--deriver", path]).strip()
        if deriver not in self.valid_paths([deriver]):
            return ()
        said = self._run(["nix-store", "--query", "--requisites", deriver])
        return tuple(_name(line)[: -len(".drv")] for line in said.splitlines() if line.endswith(".drv"))

    def instantiate(self, file: Path, args: Mapping[str, str], *, attribute: str | None = None) -> str:
        """Evaluate a Nix file, given string arguments, to the store path of its derivation.

        Raises `EvaluationFailed`.
        """
        command = ["nix-instantiate", str(file.absolute())]
        command += self.installation.options(sandbox=self.sandbox, evaluates=True)
        for name, value in args.items():
            command += ["--argstr", name, value]
        command += [] if attribute is None else ["--attr", attribute]
        try:
            return self._run(command).strip()
        except NixFailed as error:
            if error.status < 0:
                raise
            raise EvaluationFailed(error.details or error.message) from None

    def evaluate(self, file: Path, args: Mapping[str, str]) -> str:
        """Evaluate a Nix file, given string arguments, to JSON. Nothing is built. Raises `NixFailed`."""
        command = ["nix-instantiate", "--eval", "--strict", "--json", str(file.absolute())]
        command += self.installation.options(sandbox=self.sandbox, evaluates=True)
        for name, value in args.items():
            command += ["--argstr", name, value]
        return self._run(command).strip()

    def missing(self, *derivations: str) -> tuple[str, ...]:
        """The names of the derivations that have to be built to realise these, fetches included."""
        options = self.installation.options(sandbox=self.sandbox)
        said = self._run(["nix-store", "--realise", "--dry-run", *derivations, *options], errors=True)
        return tuple(re.findall(r"^ +/nix/store/[0-9a-z]{32}-(\S+)\.drv$", said, re.MULTILINE))

    def realise(
        self,
        derivation: str,
        *,
        root: Path | None = None,
        jobs: int | None = None,
        timeout: int | None = None,
        keep_failed: bool = False,
    ) -> str:
        """Build a derivation and what it needs; its store path.

        `root` is a symbolic link to make, which keeps the result from garbage collection. `timeout` is how many
        seconds each build may take; `keep_failed` keeps the directory of one that fails, which the error names.
        Raises `BuildFailed`, `SandboxUnavailable`.
        """
        command = ["nix-store", "--realise", derivation, *self.installation.options(sandbox=self.sandbox)]
        command += ["--max-jobs", str(jobs or self.installation.max_jobs)]
        command += [] if timeout is None else ["--option", "timeout", str(timeout)]
        command += ["--keep-failed"] if keep_failed else []
        command += [] if root is None else ["--add-root", str(root.absolute()), "--indirect"]
        said = self._build(command).strip()
        # With a root, Nix answers with the link.
        return said if root is None else str(root.readlink())

    def build(
        self,
        file: Path,
        args: Mapping[str, str],
        *,
        root: Path | None = None,
        attribute: str | None = None,
        cores: int | None = None,
        rebuild: bool = False,
    ) -> list[str]:
        """Build what a Nix file evaluates to and give the store paths.

        `args` are its string arguments; `root` is a symbolic link to make, which keeps the result from
        garbage collection; `cores` is how many processors one build may use; `rebuild` builds what is there a
        second time and compares (`--check`). Raises `BuildFailed`, `EvaluationFailed`, `SandboxUnavailable`.
        """
        command = ["nix-build", str(file.absolute())]
        command += self.installation.options(sandbox=self.sandbox, evaluates=True)
        for name, value in args.items():
            command += ["--argstr", name, value]
        command += ["--max-jobs", str(self.installation.max_jobs)]
        command += [] if attribute is None else ["--attr", attribute]
        command += [] if cores is None else ["--cores", str(cores)]
        command += ["--check"] if rebuild else []
        # An --out-link is an indirect root: Nix registers the link, and whoever removes it lets go.
        command += ["--no-out-link"] if root is None else ["--out-link", str(root.absolute())]
        return self._build(command).splitlines()

    def _build(self, command: list[str]) -> str:
        overlooked: set[str] = set()
        while True:
            progress = Progress(self.observer)
            # A Nix that has to be killed leaves the directories of its builds.
            kept = "--keep-failed" in command
            with contextlib.nullcontext() if kept else scratch_directory("snowsnake-builds-") as temporary:
                if temporary is not None:
                    temporary.chmod(0o711)  # builders may be other users
                watched = [*command, "--log-format", "internal-json", "-v"]
                status, said = self._watch(watched, progress, temporary)
            if status == 0:
                return said
            # Nix before 2.12 overlooks the outputs of an input that were there before it built the others
            # (NixOS/nix#6572): after a garbage collection, or beside another build. By now all of them are there.
            if (found := progress.overlooked()) is None or found in overlooked:
                break
            overlooked.add(found)
        if error := progress.failure():
            raise error
        errors = "\n".join(progress.errors)
        if progress.planned or status < 0:
            raise machine_error(errors, status) or NixFailed(Path(command[0]).name, status, errors)
        raise machine_error(errors, status) or EvaluationFailed(errors)

    def _watch(self, command: Sequence[str], progress: Progress, temporary: Path | None) -> tuple[int, str]:
        """Run a command that writes internal-json; its status and standard output."""
        # A file, not a pipe: nobody has to read two pipes at once.
        with (
            tempfile.TemporaryFile() as stdout,
            self._start(command, stdout=stdout.fileno(), temporary=temporary) as process,
        ):
            assert process.stderr is not None  # noqa: S101 -- asked for above
            for line in _lines(process.stderr):
                progress.feed(parse_line(line.decode(errors="replace")))
            status = process.wait()
            stdout.seek(0)
            return status, stdout.read().decode(errors="replace")

    def _run(self, command: Sequence[str], *, errors: bool = False) -> str:
        """Run a command that does not build; its standard output, or `errors`. Quiet unless it fails."""
        with tempfile.TemporaryFile() as stdout, self._start(command, stdout=stdout.fileno()) as process:
            assert process.stderr is not None  # noqa: S101 -- asked for above
            said = plain(process.stderr.read().decode(errors="replace"))
            status = process.wait()
            stdout.seek(0)
            output = stdout.read().decode(errors="replace")
        if status:
            raise (
                environment_error(said)
                or machine_error(said, status)
                or NixFailed(" ".join(command[:3]), status, said)
            )
        return said if errors else output

    @contextlib.contextmanager
    def _start(
        self, command: Sequence[str], *, stdout: int, temporary: Path | None = None
    ) -> Iterator[subprocess.Popen[bytes]]:
        self.version()
        program, *arguments = command
        store = [] if self.store is None else ["--store", self.store]
        always = self.installation.every_call()
        with running(
            [self.installation.program(program), *store, *always, *arguments],
            stdout=stdout,
            environment=self._environment | ({"TMPDIR": str(temporary)} if temporary else {}),
        ) as process:
            yield process


def _lines(stream: IO[bytes]) -> Iterator[bytes]:
    """The stream's lines; only the beginning of one that is longer than `LINE`."""
    while line := stream.readline(LINE):
        if len(line) == LINE and not line.endswith(b"\n"):
            while (rest := stream.readline(LINE)) and not rest.endswith(b"\n"):
                pass
        yield line


@contextlib.contextmanager
def _staged(files: Mapping[str, tuple[str, Path]]) -> Iterator[dict[str, str]]:
    """Give files the names that they must have: path -> key.

    Nix takes a store name from a file's own, and follows no symbolic link, so these are hard links, or copies
    where the file system has none. A file that has its name already is taken where it is.
    """
    staged = {str(path.absolute()): key for key, (name, path) in files.items() if _ready(path, name)}
    rest = {key: (name, path) for key, (name, path) in files.items() if not _ready(path, name)}
    if not rest:
        yield staged
        return
    beside = _beside(next(path for _, path in rest.values()))
    with scratch_directory(".snowsnake-", within=beside) as directory:
        for number, (key, (name, path)) in enumerate(rest.items()):
            # A directory each: two files may want the same name.
            place = directory / str(number) / name
            place.parent.mkdir()
            _link(path.resolve(), place)
            staged[str(place)] = key
        yield staged


def _name(key: str) -> str:
    """The store name in a store path (after the 32 characters of its hash), or the name itself."""
    return key.rpartition("/")[2][33:] if key.startswith("/") else key


def _ready(path: Path, name: str) -> bool:
    return path.name == name and not path.is_symlink()


def _beside(path: Path) -> Path | None:
    """Where links to `path` can be: next to it, or anywhere (`None`) when that is not ours."""
    return path.absolute().parent if os.access(path.absolute().parent, os.W_OK) else None


def _link(source: str | Path, target: str | Path) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except OSError:  # another file system, or one without hard links
        shutil.copy2(source, target, follow_symlinks=False)


def _chunks(items: Sequence[str]) -> Iterator[list[str]]:
    """The items in order, as many at a time as a command line takes."""
    chunk: list[str] = []
    size = 0
    for item in items:
        if chunk and size + len(item.encode()) + 9 > ARGUMENTS:
            yield chunk
            chunk, size = [], 0
        chunk.append(item)
        size += len(item.encode()) + 9
    if chunk:
        yield chunk
