from __future__ import annotations

# ruff: noqa: F401 -- fixtures of siblings
from tests.unit.analyse.conftest import make_wheel
from tests.unit.lockfile.conftest import lock
