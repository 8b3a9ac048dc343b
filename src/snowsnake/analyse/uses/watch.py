"""Recognises the calls by which Python programs open libraries and run programs."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from snowsnake.analyse.python.values import UNKNOWN, Dotted, OneOf, Place, Text
from snowsnake.analyse.uses.commands import programs, started_script
from snowsnake.analyse.uses.events import Failed, Located, Opened, Ran, Started, Suppress
from snowsnake.analyse.uses.parts import former_part_of, part_of

_OPENS = re.compile(
    r"(?:ctypes\.)?(?:CDLL|PyDLL|(?:cdll|pydll)(?:\.LoadLibrary|\._dlltype)?|LibraryLoader)|(?:.*\.)?_?dlopen"
    r"|ctypes\.util\.\w*CDLL"
)
_LOOKS = re.compile(r"(?:ctypes\.)?(?:util\.)?find_library|(?:.*\.)?ctypes\.util\.find_library")
_RUNS = re.compile(
    r"pexpect\.(?P<third>spawnu?|runu?)"
    r"|(?P<fourth>(?:pty|ptyprocess\.PtyProcess(?:Unicode)?)\.spawn)"
    r"|(?:subprocess|sp|os|_?subprocess32|asyncio|asyncio\.subprocess|popen2|commands|anyio|trio|pexpect)\."
    r"(?P<first>run|call|check_call|check_output|Popen|getoutput|getstatusoutput|system|popen|startfile|spawn"
    r"|exec(?:v|ve|vp|vpe|l|le|lp|lpe)|posix_spawnp?|create_subprocess_(?:exec|shell)|open_process|run_process)"
    r"|os\.(?P<second>spawn(?:v|ve|vp|vpe|l|le|lp|lpe))"
)
_SHELL = frozenset({"getoutput", "getstatusoutput", "system", "popen", "create_subprocess_shell"})
_EXECUTES = re.compile(r"exec[vl]\w*|posix_spawnp?")
_SEPARATE = re.compile(r"create_subprocess_exec|spawn")
_SEEKS = re.compile(r"(?:shutil|distutils\.spawn|whichcraft)\.(?:which|find_executable)")
_NAMESPACE = re.compile(r"[A-Z]\w*|cairo|xlib|win32|fontconfig|freetype2|libxml2")


class Watch:
    """Collects events; lets what is opened fail from a chosen one on (a `Watcher`)."""

    def __init__(self, bases: Collection[str], machine: str, scripts: Collection[str] = ()) -> None:
        """`bases`: the wheel's files, without their directories. `machine`: as `platform.machine` gives it.

        `scripts`: those of its files that are scripts, not in Python.
        """
        self._bases = bases
        self._scripts = scripts
        self._machine = machine
        self.opened: list[Opened] = []
        self.ran: dict[Ran, None] = {}
        self.started: dict[Started, None] = {}
        self.fails: int | None = None
        """The index of the event that is the first to fail."""
        self.failing = False
        """Nothing that is opened is there."""
        self.gone: str | None = None
        """The part of the standard library that is not there."""
        self.after = False
        """What was not there is missed now, and what is opened is there again."""
        self.is_expected: Callable[[Failed], bool] = lambda _failure: False
        """Whether the program that is read is prepared for a failure where it stands."""
        self.doubts_gi = False
        """PyGObject need not be there: what is asked of it is no more than offered."""
        self.handling = 0
        self.loop = 0

    @property
    def raising(self) -> bool:
        """Whether exceptions are followed to where they lead."""
        return self.failing or self.after

    def hinted(self, name: str, arguments: Sequence[object], place: Place) -> None:
        """A call of the program's own."""

    def sought(self, path: str, place: Place) -> None:
        """A program is looked for in a directory of `PATH`: as `shutil.which` looks for it."""
        self._seek(path, place)

    def imported(self, module: str, place: Place) -> None:
        """An import of somebody else's module. Raises `Failed` where it is of a part that is not there."""
        part = part_of(module)
        if self.gone is not None and self.gone in {part, former_part_of(module)}:
            raise Failed("ModuleNotFoundError")
        if part is None:
            return
        self.opened.append(
            Opened(
                kind="stdlib",
                name=part,
                evidence=(place.evidence,),
                doubted=place.doubted,
                handling=self.handling > 0,
            )
        )
        if self.fails == len(self.opened) - 1:
            # Nothing else is missed with it: other things that are opened are no substitutes.
            self.gone, self.after = part, True
            raise Failed("ModuleNotFoundError")

    def called(
        self, name: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> object:
        """A call of anything that is not the program's. Raises `Failed`."""
        first = arguments[0] if arguments else UNKNOWN
        if _LOOKS.fullmatch(name):
            return self._look(first if arguments else keywords.get("name", UNKNOWN), place)
        if _OPENS.fullmatch(name):
            return self._open(name, first if arguments else keywords.get("name", UNKNOWN), place)
        if name.endswith(("require_version", "gi.require_versions")):
            self._typelibs(arguments, place)
        elif (match := _RUNS.fullmatch(name)) is not None:
            function = match["first"] or (
                "system" if match["third"] else "run" if match["fourth"] else "spawn"
            )
            self._run(function, arguments, keywords, place)
        elif _SEEKS.fullmatch(name):
            return self._seek(first if arguments else keywords.get("cmd", UNKNOWN), place)
        elif name in {"contextlib.suppress", "suppress"}:
            return Suppress(tuple(item.name for item in arguments if isinstance(item, Dotted)))
        elif name == "platform.machine":
            return self._machine
        elif name in {"sys.exit", "exit", "quit", "os._exit"} and self.raising:
            raise Failed("SystemExit", "BaseException")
        return UNKNOWN

    def _look(self, given: object, place: Place) -> object:
        if not isinstance(given, str) or not given:
            return None if self._event("library", None, place) else UNKNOWN
        if self._event("library", given, place):
            return None
        return Located.of(given, getattr(given, "place", place))

    def _open(self, function: str, given: object, place: Place) -> object:
        if isinstance(given, Located):
            if self.failing:
                raise Failed("OSError")
            return UNKNOWN
        if given is None and self.raising:  # what was looked for, was not found and is used all the same
            raise Failed("OSError")
        if given is None or isinstance(given, Dotted):
            return UNKNOWN
        if not isinstance(given, str):
            kind, name = "file", None
        elif "dlopen" in function and not re.search(r"[/\\]|\.(so|dll|dylib)\b", given):
            kind, name = "library", given  # cffi looks for what is no file's name
        else:
            kind, name = "file", given
        if name is not None and self._is_gone(name) and self.is_expected(Failed("OSError")):
            raise Failed("OSError")
        if self._event(kind, given if name is not None and isinstance(given, str) else name, place):
            raise Failed("OSError")
        return UNKNOWN

    def _typelibs(self, arguments: Sequence[object], place: Place) -> None:
        first = arguments[0] if arguments else UNKNOWN
        if isinstance(first, dict):
            for namespace, version in first.items():
                self._typelib(namespace, version, place)
        elif len(arguments) == 2:
            self._typelib(first, arguments[1], place)

    def _typelib(self, namespace: object, version: object, place: Place) -> None:
        known = isinstance(namespace, str) and isinstance(version, str)
        if known and self._event("typelib", f"{namespace}-{version}", self._of_gi(place)):
            raise Failed("ValueError")

    def imported_namespace(self, name: str, place: Place) -> None:
        """An import from `gi.repository`. Raises `Failed`."""
        if _NAMESPACE.fullmatch(name) and self._event("typelib", name, self._of_gi(place)):
            raise Failed("ImportError")

    def _of_gi(self, place: Place) -> Place:
        return replace(place, doubted=place.doubted or self.doubts_gi)

    def _event(self, kind: str, name: str | None, place: Place) -> bool:
        """Note that something is opened; whether that fails."""
        at = name.place.evidence if isinstance(name, Text) else place.evidence
        own = name is not None and kind == "file" and self._is_own(name)
        self.opened.append(
            Opened(
                kind=kind,
                name=name if name is None else str(name),
                evidence=(at,) if at == place.evidence else (at, place.evidence),
                doubted=place.doubted,
                handling=self.handling > 0,
                loop=self.loop,
                own=own,
            )
        )
        if self.fails == len(self.opened) - 1:
            self.failing = True
        return self.failing

    def _is_gone(self, name: str) -> bool:
        """Whether it is a file of the wheel that the wheel does not have: another system's wheel may."""
        return "/" in name and not name.startswith("/") and name.rpartition("/")[2] not in self._bases

    def _is_own(self, name: str) -> bool:
        base = name.rpartition("/")[2]
        return base in self._bases or ("/" in name and not name.startswith("/"))

    def _seek(self, given: object, place: Place) -> object:
        for name in programs(given, as_shell=False):
            self._ran(name, given, place, sought=True)
        # The name will do for the path: what is done with it is seen.
        return given if isinstance(given, str) else UNKNOWN

    def _run(
        self, function: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> None:
        command: object = arguments[0] if arguments else UNKNOWN
        if function == "spawn" and len(arguments) > 1:
            command = arguments[1]
        elif _EXECUTES.fullmatch(function):
            command = _executed(arguments)
        elif _SEPARATE.fullmatch(function):
            command = list(arguments)
        for keyword in ("args", "cmd", "command", "program"):
            command = keywords.get(keyword, command) if not arguments else command
        program = keywords.get("executable")
        if isinstance(program, str) and keywords.get("shell", False) is True:
            self._run_one(function, [program], {}, place)
        elif isinstance(program, str):  # what it sees as its own name is another word
            command = [program, *(command[1:] if isinstance(command, (list, tuple)) else ())]
        for one in _each(command):
            self._run_one(function, one, keywords, place)

    def _run_one(self, function: str, command: object, keywords: Mapping[str, object], place: Place) -> None:
        shell = function in _SHELL or keywords.get("shell", False) is True
        found = programs(command, as_shell=shell)
        for name in found:
            self._ran(name, command, place, sought=False)
        self._start(command, place)
        words = command if isinstance(command, (list, tuple)) else [command]
        own = bool(words) and isinstance(words[0], Dotted) and words[0].name == "sys.executable"
        if not found and not own:
            self._ran(None, command, place, sought=False)

    def _start(self, command: object, place: Place) -> None:
        """Note a script of the wheel's own that is run, by a shell or by itself."""
        known = started_script(command)
        first = command[0] if isinstance(command, (list, tuple)) and command else command
        script = known[1] if known is not None else first
        shell = known[0] if known is not None else ""
        if script is None or (isinstance(script, str) and script in self._scripts):
            name = str(script) if script is not None else None
            item = Started(interpreter=shell, script=name, evidence=place.evidence, file=place.file)
            self.started[item] = None

    def _ran(self, name: str | None, given: object, place: Place, *, sought: bool) -> None:
        items = given if isinstance(given, (list, tuple)) else [given]
        at = [item.place.evidence for item in items if isinstance(item, Text) and name and name in item]
        evidence = tuple(dict.fromkeys([*at[:1], place.evidence]))
        guarded = sought or self.is_expected(Failed("FileNotFoundError", "OSError", "Exception"))
        self.ran[Ran(name=name, evidence=evidence, sought=sought, guarded=guarded, file=place.file)] = None


def _executed(arguments: Sequence[object]) -> list[object]:
    """The words of a command whose program is named apart from what it sees as its own name (`argv[0]`)."""
    words = list(arguments[1:])
    if words and isinstance(words[0], (list, tuple)):
        words = list(words[0])
    return [*arguments[:1], *words[1:]]


def _each(command: object) -> Sequence[object]:
    """A command, or all that it may be where it is one of several."""
    if isinstance(command, OneOf):
        return command.values
    if isinstance(command, (list, tuple)) and command and isinstance(command[0], OneOf):
        return [[first, *command[1:]] for first in command[0].values]
    return [command]
