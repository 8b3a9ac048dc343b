"""Which modules an expression says can be imported."""

from __future__ import annotations

import pytest
from packaging.requirements import Requirement

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.expressions.importable import importable

REQUIREMENTS = [
    Requirement("click"),
    Requirement('aiohttp ; extra == "d"'),
    Requirement('pyyaml ; extra == "y"'),
]


def checked(*modules: str, **texts: str) -> tuple[str, ...]:
    files = {f"src/{name}/__init__.py": text.encode() for name, text in texts.items()}
    source = SourceFiles(file="demo", names=frozenset(files), texts=files)
    return importable(modules, source, REQUIREMENTS, ["d", "y"])


@pytest.mark.parametrize(
    "text",
    [
        "import aiohttp",
        "from aiohttp import web",
        "import yaml.nodes",
        "try:\n    from aiohttp import web\nexcept ImportError as error:\n    raise ImportError('d') from error\n",
    ],
)
def test_module_that_needs_an_extra_is_left_out(text: str) -> None:
    assert checked("demo", "demod", demo="import click", demod=text) == ("demo",)


@pytest.mark.parametrize(
    "text",
    [
        "try:\n    import aiohttp\nexcept ImportError:\n    aiohttp = None\n",
        "def serve():\n    import aiohttp\n",
        "if TYPE_CHECKING:\n    import aiohttp\n",
        "from .aiohttp import web",
    ],
)
def test_module_that_can_do_without_stays(text: str) -> None:
    assert checked("demo", "demod", demo="", demod=text) == ("demo", "demod")


def test_something_is_checked_in_any_case() -> None:
    assert checked("demo", demo="import aiohttp") == ("demo",)
