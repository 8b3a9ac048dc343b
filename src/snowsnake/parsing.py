"""Parses Python, TOML and JSON of which anybody may have written anything.

The libraries raise errors of many kinds for what is nested too deep or has too many digits: here it is one.
"""

from __future__ import annotations

import ast
import json
import threading
import tomllib
import warnings
from typing import Any

_ONE = threading.Lock()
# CPython counts how deep a tree is for all threads together, until December 2023's releases
# (https://github.com/python/cpython/issues/106905): of two that parse at once, one fails with a SystemError.


class Malformed(ValueError):
    """A text is not what it should be; the message says where, if that is known."""


def parse(source: str | bytes) -> ast.Module | None:
    """A program's tree; `None` where it is no Python of today, or nested too deep. One is parsed at a time."""
    try:
        with _ONE, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in other people's texts
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return None


def parse_toml(text: str) -> dict[str, Any]:
    """A TOML document. Raises `Malformed`."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Malformed(str(error)) from None
    except RecursionError:
        raise Malformed("it is nested too deep") from None
    except ValueError:  # Python converts 4300 digits
        raise Malformed("a number in it is too long") from None


def parse_json(text: str | bytes) -> Any:
    """A JSON document. Raises `Malformed`."""
    try:
        return json.loads(text)
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise Malformed(str(error)) from None
    except RecursionError:
        raise Malformed("it is nested too deep") from None
    except ValueError:
        raise Malformed("a number in it is too long") from None
