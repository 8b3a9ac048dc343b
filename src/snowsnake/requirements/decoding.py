"""The text of a requirements file: its encoding is UTF-8, unless a byte order mark or a line of it says another.

As pip reads them (https://pip.pypa.io/en/stable/reference/requirements-file-format/#encoding), but that nothing depends
on the locale.
"""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from snowsnake.requirements.text import Where
from snowsnake.requirements.toml import UnreadableFile

# The longer marks first: UTF-32's begins like UTF-16's.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"^#.*?coding[:=][ \t]*([-_.a-zA-Z0-9]+)")  # PEP 263


def read_decoded(path: Path, where: Where, asked_by: Where | None = None) -> str:
    """Read a requirements file as text. Raises `UnreadableFile`."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableFile(where, (error.strerror or str(error)).lower(), asked_by) from None
    except ValueError:  # a NUL in its path
        raise UnreadableFile(where, "its name is not one that a file can have", asked_by) from None
    encoding, start = _encoding(data)
    try:
        text = data[start:].decode(encoding)
    except LookupError:
        reason = f"there is no encoding `{encoding}`"
        raise UnreadableFile(where, reason, asked_by, mend=f"save `{where}` as UTF-8") from None
    except UnicodeError as error:
        at = f" at byte {error.start + start}" if isinstance(error, UnicodeDecodeError) else ""
        reason = f"not {encoding.upper()}{at}"
        raise UnreadableFile(
            where,
            reason,
            asked_by,
            mend=f"save `{where}` as UTF-8, or name its encoding: `# -*- coding: latin-1 -*-`",
        ) from None

    if "\0" in text:  # UTF-16 without its mark reads as UTF-8, with one in every second place
        raise UnreadableFile(
            where,
            f"not text in {encoding.upper()}: it has NUL in it",
            asked_by,
            mend=f"save `{where}` as UTF-8",
        )
    return text


def _encoding(data: bytes) -> tuple[str, int]:
    """The encoding of a file's content, and where its text starts."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return encoding, len(mark)
    for line in data.split(b"\n", 2)[:2]:
        if match := _DECLARED.match(line):
            return match[1].decode("ascii"), 0
    return "utf-8", 0
