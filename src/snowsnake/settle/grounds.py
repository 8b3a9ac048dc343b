"""The grounds of a lock's targets, made while the package index answers: each waits for its own server."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import TracebackType
from typing import Self

from snowsnake.acquire import Acquire
from snowsnake.events import Notice
from snowsnake.lockfile.model import Lock
from snowsnake.provide.interface import Base, PinnedPython
from snowsnake.provide.nixpkgs.files import NixpkgsFiles, chosen_files
from snowsnake.requirements import Inputs
from snowsnake.resolve import ResolveOptions, resolve_tools
from snowsnake.seeds import pin_seed
from snowsnake.settle.ground import Ground
from snowsnake.targets import Interpreter, Target


class Grounds:
    """What each target of a lock stands on. Asks at once, in threads, for which it waits when it is left."""

    def __init__(
        self,
        *,
        targets: Sequence[Target],
        base: Base,
        acquire: Acquire,
        inputs: Inputs,
        options: ResolveOptions,
        previous: Lock | None,
    ) -> None:
        """`options` are about what is installed; `previous` has seeds and tools that are kept."""
        self._acquire = acquire
        self._inputs = inputs
        self._previous = previous
        self._made: list[Ground] | None = None
        self._pool = ThreadPoolExecutor(max_workers=2)
        self._pinning = self._pool.submit(lambda: [base.pin_python(target) for target in targets])
        self._tools = self._pool.submit(lambda: resolve_tools(self.interpreters(), options, previous))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown()

    def interpreters(self) -> list[Interpreter]:
        """The targets' interpreters, in their order, as soon as the base has answered. Raises what it raises."""
        return [pinned.python.interpreter for pinned in self._pinning.result()]

    def all(self) -> list[Ground]:
        """The ground of each target, in their order. Raises what the base, `resolve_tools` and `pin_seed` raise."""
        if self._made is None:
            configuration = self._acquire.configuration
            nixpkgs = chosen_files(configuration.cache, configuration.nix_index, self._note)
            self._made = [self._ground(pinned, nixpkgs) for pinned in self._pinning.result()]
        return self._made

    def _ground(self, pinned: PinnedPython, nixpkgs: NixpkgsFiles) -> Ground:
        previous = self._previous.targets.values() if self._previous is not None else ()
        return Ground(
            pinned=pinned,
            seed=pin_seed(pinned, [target.seed for target in previous], self._acquire),
            tools=self._tools.result()[str(pinned.python.interpreter.target)],
            directory=self._inputs.directory,
            nixpkgs=nixpkgs,
            base=self._inputs.base.chosen,
        )

    def _note(self, text: str) -> None:
        self._acquire.observer(Notice(level="info", text=text))
