"""Makes the text files of a tree name the tree: configuration and scripts say `/usr/...` and `/etc/...`."""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH101, PTH103, PTH110, PTH112, PTH113, PTH114, PTH116, PTH118, PTH123, PTH202

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence

from . import deb

_LARGEST = 1 << 20
_LARGEST_SCRIPT = 1 << 25  # all of yarn is one
# No program reads its configuration there, and there are many files in them.
_DATA_ONLY = frozenset({
    "include", "share/doc", "share/fonts", "share/icons", "share/locale", "share/man", "share/perl", "share/pixmaps",
    "share/snowsnake", "share/texlive/texmf-dist/doc", "share/texlive/texmf-dist/fonts", "share/texlive/texmf-dist/tex",
    "share/zoneinfo",
})  # fmt: skip
_PATH = re.compile(
    rb"(?:(?<=file://)|(?<![\w.$}/~*)\]+-]))/(?:usr|etc|bin|sbin|lib|lib64|var)/[A-Za-z0-9_.+@~/-]+"
)
_GOES_ON = frozenset({b"$", b"*", b"{"})
_INTERPRETER = re.compile(rb"#! ?/(?:usr/)?bin/(?:env (?:-S )?)?([A-Za-z0-9._+-]+)")
CACHE = "var/cache"
"""Below a tree: what the steps of its building are given for `XDG_CACHE_HOME`."""
_FONTS = "etc/fonts"
_FONT_DIRECTORY = re.compile(rb"\s*<(dir|cachedir)>/[^<]*</\1>")
# It means /usr/local/share/fonts, too (XDG_DATA_DIRS).
_XDG_FONTS = (b'<dir prefix="xdg">fonts</dir>', b"<dir>~/.local/share/fonts</dir>")


def rewrite(root: str, below: str | None) -> None:
    """Make absolute paths in text files lead into the tree, or the one below it, where these have them.

    Only whole paths that exist are changed, and none as short as `/usr/share`: what a script puts together from
    parts is left as it is.
    """
    trees = [root] if below is None else [root, below]
    _adopt_fonts(root, below)
    for path in _files(root):
        data = _text(path)
        if data is None:
            continue
        changed = _changed(data, trees, program=os.access(path, os.X_OK))
        if path == f"{root}/{_FONTS}/fonts.conf":
            changed = _font_directories(changed, trees)
        if changed != data:
            mode = os.stat(path).st_mode
            with open(path, "wb") as file:
                file.write(changed)
            os.chmod(path, mode)


def name_fonts(root: str) -> None:
    """Make the fontconfig of an interpreter's tree (which tkinter draws with) name the tree's fonts, not the host's."""
    path = f"{root}/{_FONTS}/fonts.conf"
    if os.path.isfile(path):
        with open(path, "rb") as file:
            data = file.read()
        with open(path, "wb") as file:
            file.write(_font_directories(data, [root]))


def _adopt_fonts(root: str, below: str | None) -> None:
    """Have fontconfig's configuration where it is only in the tree below, whose text files are as Debian has them.

    Packages of fonts may have brought parts of it (`etc/fonts/conf.d/60-x.conf`), which stay.
    """
    if below is None or os.path.lexists(f"{root}/{_FONTS}/fonts.conf"):
        return
    for directory in (_FONTS, "share/fontconfig"):
        for path, _, files in os.walk(f"{below}/{directory}"):
            place = f"{root}{path.removeprefix(below)}"
            os.makedirs(place, exist_ok=True)
            for name in files:
                target = f"{place}/{name}"
                if not os.path.lexists(target):
                    shutil.copyfile(f"{path}/{name}", target, follow_symlinks=False)


def _font_directories(data: bytes, trees: Sequence[str]) -> bytes:
    """The trees' own fonts and the user's (`~/.fonts`, `~/.local/share/fonts`), but not those that the host has.

    fontconfig reads caches of all the directories that it is told of, and writes to the first that it may write to or
    make. Root may anywhere, and not all fontconfigs are redirected (imageio-ffmpeg has it in a static program): the
    user's comes first, and where there is none, nothing can be made below a device.
    """
    fonts = [f"{tree}/share/fonts" for tree in trees if os.path.isdir(f"{tree}/share/fonts")]
    for path, _, _ in os.walk(f"{trees[0]}/share/fonts"):
        # A cache holds for a directory of this time, which is what Nix makes of all times.
        os.utime(path, (1, 1))
    caches = ["/dev/null", f"{trees[0]}/{CACHE}/fontconfig"]
    first = b"".join(os.fsencode(f"\n\t<dir>{path}</dir>") for path in fonts)
    last = b"".join(os.fsencode(f"\t<cachedir>{path}</cachedir>\n") for path in caches)
    kept = _FONT_DIRECTORY.sub(b"", data).replace(*_XDG_FONTS)
    return kept.replace(b"<fontconfig>", b"<fontconfig>" + first, 1).replace(
        b"</fontconfig>", last + b"</fontconfig>", 1
    )


def _files(root: str) -> Iterator[str]:
    for directory, directories, names in os.walk(root):
        relative = os.path.relpath(directory, root)
        directories[:] = [
            name for name in directories if os.path.normpath(os.path.join(relative, name)) not in _DATA_ONLY
        ]
        for name in names:
            path = f"{directory}/{name}"
            if not os.path.islink(path):
                yield path


def _text(path: str) -> bytes | None:
    size = os.path.getsize(path)
    if size > _LARGEST_SCRIPT:
        return None
    with open(path, "rb") as file:
        head = file.read(4096)
        if b"\0" in head or (size > _LARGEST and not head.startswith(b"#!")):
            return None
        data = head + file.read()
    return None if b"\0" in data else data


def _changed(data: bytes, trees: Sequence[str], *, program: bool) -> bytes:
    start = b""
    if program and (match := _INTERPRETER.match(data)):
        interpreter = f"bin/{os.fsdecode(match[1])}"
        for tree in trees:
            if os.path.exists(f"{tree}/{interpreter}"):
                start = b"#!" + os.fsencode(f"{tree}/{interpreter}")
                data = data[match.end() :]
                break

    def moved(match: re.Match[bytes]) -> bytes:
        path = match[0].rstrip(b"./")
        if data[match.end() : match.end() + 1] in _GOES_ON and not match[0].endswith(b"/"):
            return match[0]  # the name goes on with a variable or a pattern
        placed = deb.place(os.fsdecode(path))
        if "/" in placed:
            for tree in trees:
                if os.path.lexists(f"{tree}/{placed}"):
                    return os.fsencode(f"{tree}/{placed}") + match[0][len(path) :]
        return match[0]

    return start + _PATH.sub(moved, data)
