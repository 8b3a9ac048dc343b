"""What a distribution says of itself that tells which programs and libraries it exists for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_WORD = re.compile(r"[a-z0-9][a-z0-9+.-]*[a-z0-9+]|[a-z0-9]")
_FOR = re.compile(r"(?i)\b(wrap(s|ped|per|pers|ping)?|interfaces?|bindings?|front-?ends?|bridge)\b")
_AFFIXES = re.compile(
    r"^(py|python)[-_.]?|[-_.]?(py|python\d?|cffi|ctypes|bindings?|wrapper|binary|headless)$"
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Description:
    """Of METADATA and entry points."""

    name: str
    """Normalised."""
    summary: str = ""
    told: frozenset[str] = frozenset()
    """Packages of whatever system that its long description tells the reader to install."""
    requires: tuple[str, ...] = ()
    """Names of the distributions that it requires, normalised."""
    always: frozenset[str] = frozenset()
    """Those that it requires whatever extras are asked for."""
    scripts: frozenset[str] = frozenset()
    """The programs that it brings itself."""
    main: str = ""
    """The module of the script that is called like it, if there is one: `libqtile.scripts.main`."""
    is_built: bool = True
    """All of these are known: of a source they are only when it is built."""

    def stems(self) -> frozenset[str]:
        """What its name is made of: `pytesseract` and `tesseract`."""
        return frozenset({self.name, *_stripped(self.name), *_stripped(self.name.replace("-", ""))})

    def mentions(self, name: str) -> bool:
        """Whether its summary has this word, whatever it says of it."""
        return name.lower() in _WORD.findall(self.summary.lower())

    def words(self) -> frozenset[str]:
        """The words of its summary, in lower case, if it says that it is there for something else."""
        if _FOR.search(self.summary) is None:
            return frozenset()
        found: set[str] = set()
        for word in _WORD.findall(self.summary.lower().replace("'s", " ").replace("_", "-")):
            found.update({word, *_stripped(word), *word.split("-")})
        return frozenset(found)

    def exists_for(self, names: Sequence[str], *, common: Iterable[str] = ()) -> bool:
        """Whether it names one of these. `common`: words of the language too, which only its own name may mean so."""
        stems, words = self.stems(), self.words()
        for name in names:
            lower = name.lower()
            if lower in stems or (len(lower) > 4 and lower in self.name and lower not in common):
                return True
            if lower in words and lower not in common and len(lower) > 1:
                return True
        return False


def _stripped(name: str) -> set[str]:
    found = {name}
    for _ in range(2):
        found |= {_AFFIXES.sub("", item, count=1) for item in found}
    return {item for item in found if item}
