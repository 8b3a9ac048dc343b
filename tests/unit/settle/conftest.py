from __future__ import annotations

# ruff: noqa: F401 -- a sibling's fixture
from tests.unit.lockfile.conftest import lock
