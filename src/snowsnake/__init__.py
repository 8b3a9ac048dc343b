"""snowsnake turns a Python project's requirements into an environment that Nix builds.

    inputs = snowsnake.read_inputs(Path("."))
    lock = snowsnake.lock(snowsnake.LockRequest(inputs=inputs))
    environment = snowsnake.realise(lock)

The functions are in `snowsnake.pipeline`; names are loaded when first used, so that the hot path loads nothing.
"""

from __future__ import annotations

from snowsnake.version import __version__ as __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from snowsnake.configuration import Configuration
    from snowsnake.errors import SnowsnakeError
    from snowsnake.lockfile.files import load_lock, save_lock
    from snowsnake.lockfile.model import Lock
    from snowsnake.pipeline import LockRequest, lock, realise
    from snowsnake.requirements import Inputs, read_inputs

_HOME = {
    "Configuration": "configuration",
    "Inputs": "requirements",
    "Lock": "lockfile.model",
    "LockRequest": "pipeline",
    "SnowsnakeError": "errors",
    "load_lock": "lockfile.files",
    "lock": "pipeline",
    "read_inputs": "requirements",
    "realise": "pipeline",
    "save_lock": "lockfile.files",
}

__all__ = [
    "Configuration",
    "Inputs",
    "Lock",
    "LockRequest",
    "SnowsnakeError",
    "load_lock",
    "lock",
    "read_inputs",
    "realise",
    "save_lock",
]


def __getattr__(name: str) -> object:
    """Load a public name from its module (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module `snowsnake` has no attribute `{name}`")
    from importlib import import_module  # noqa: PLC0415 -- the hot path needs none

    return getattr(import_module(f"snowsnake.{_HOME[name]}"), name)
