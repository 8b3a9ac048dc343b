"""Placeholder by the core owner until source-analysis commits its own: overwrite me."""
from __future__ import annotations
from dataclasses import dataclass
from typing import Any

@dataclass(frozen=True, kw_only=True, slots=True)
class Decision:
    packages: tuple[str, ...]
    provided: tuple[tuple[Any, Any], ...]

def development_packages(needs: Any, holders: Any) -> Decision:
    return Decision(packages=(), provided=())
