"""Says which line adds what a failed program wanted, where the lock offers it.

Copied into site-packages as `_snowsnake_offers`, with the constants below filled in, and imported at the end of a
process that has failed: see `offers`. `sys.excepthook` is left to those that want it.
"""

import re
import shutil
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

OFFERS: tuple[tuple[str, str, str], ...] = ()
"""Kind (`program`, `soname`, `library`, `phrase`), name, and the packages that have it, with a space between them."""
# <- constants

_LACKING = (
    "cannot open",
    "could not find",
    "couldn't find",
    "failed to execute",
    "installed",
    "missing",
    "no such file",
    "not available",
    "not be found",
    "not find",
    "not found",
    "path",
    "to find",
)
_DRIVERS = (
    ("PLATFORM_NOT_FOUND_KHR", "an OpenCL driver", "pocl-opencl-icd"),
    ("VK_ERROR_INCOMPATIBLE_DRIVER", "a Vulkan driver", "mesa-vulkan-drivers"),
    ("VkErrorIncompatibleDriver", "a Vulkan driver", "mesa-vulkan-drivers"),
    ("No suitable graphics adapter found", "a Vulkan driver", "mesa-vulkan-drivers"),
)
"""What loaders of drivers answer where there is none, what that is, and the package of one that needs no card."""
_LIBRARY = re.compile(r"(?:^|[\s'\"])([\w.+-]+\.so(?:\.\d+)*): cannot open shared object file")
_PROGRAM = re.compile(r"[A-Za-z0-9_][\w.+-]{0,80}")
_STARTING = ("_execute_child", "_posix_spawn")
"""Functions of `subprocess` in which a program that is not there is an error."""
_BUILDING = frozenset({"cmake", "make", "meson", "ninja"})
"""Programs that say themselves which compiler they miss, where no exception has their words."""
_QUOTES = ("'", '"', "`")
_SHORT = 4
"""Letters; a name that is shorter must stand in quotes, or be what a shell complains of: `dot`, `gs`."""
_TEX = re.compile(
    r"File [`']([\w.+-]+\.(?:cls|clo|def|fd|ldf|sty))' not found|Missing (cm-super) package, required by Matplotlib"
)
"""What LaTeX says of a file that it does not find, and matplotlib's preamble of a package."""
_TEX_FILES = {"cm-super": "type1ec.sty"}
_TEX_LINE = 79
"""Characters, after which TeX goes on in the next line, whatever it says."""
_SAYS_A_SHELL = (": not found", ": command not found", ": No such file or directory")


def _tell() -> None:
    error = getattr(sys, "last_value", None)
    if not isinstance(error, BaseException) or sys.stderr is None:
        return
    try:
        file = _tex_file(error)
        driver = _driver(error)
        found = _wanted(error) if file is None else None
        unknown = _unknown(error) if file is None and found is None else None
        if file is not None:
            sys.stderr.write(
                f"\nhelp: LaTeX did not find `{file}`: `snowsnake locate {file}` says who has it\n"
            )
        elif driver is not None:
            what, package = driver
            sys.stderr.write(
                f"\nhelp: {what} is not in this environment: `snowsnake add-native {package}` adds one for any "
                f"processor to a project, and `--native {package}` to what is typed\n"
            )
        elif found is not None:
            name, packages = found
            typed = " ".join(f"--native {package}" for package in packages.split())
            sys.stderr.write(
                f"\nhelp: `{name}` is not in this environment: `snowsnake add-native {packages}` adds it to a project, "
                f"and `{typed}` to what is typed\n"
            )
        elif unknown is not None:
            sys.stderr.write(
                f"\nhelp: `{unknown}` is not in this environment: `snowsnake locate {unknown}` says who has it\n"
            )
    except Exception:  # noqa: BLE001, S110 -- the program's own error has been shown
        pass


def _chain(error: BaseException) -> "Iterator[BaseException]":
    """An error and those that led to it, the nearest first; not more than a few."""
    one: BaseException | None = error
    for _ in range(20):
        if one is None:
            return
        yield one
        one = one.__cause__ or one.__context__


def _tex_file(error: BaseException) -> "str | None":
    """A file that TeX was started for and did not find: it says so in what it printed, which the error quotes."""
    for one in _chain(error):
        printed = (getattr(one, name, None) for name in ("stdout", "stderr"))
        texts = [t.decode(errors="replace") if isinstance(t, bytes) else t for t in (str(one), *printed)]
        for text in texts:
            lines = text[-100_000:].splitlines() if isinstance(text, str) else []
            whole = "".join(line if len(line) == _TEX_LINE else f"{line}\n" for line in lines)
            if (match := _TEX.search(whole)) is not None:
                return match[1] or _TEX_FILES[match[2]]
    return None


def _driver(error: BaseException) -> "tuple[str, str] | None":
    """The driver that an error, or one that led to it, says there is none of, and a package that has one."""
    for one in _chain(error):
        said = f"{type(one).__name__} {str(one)[:4000]}"
        for answer, what, package in _DRIVERS:
            if answer in said:
                return what, package
    return None


def _wanted(error: BaseException) -> "tuple[str, str] | None":
    """The first offer that an error, or one that led to it, is about."""
    for one in _chain(error):
        file = one.filename if isinstance(one, FileNotFoundError) else None
        base = str(file).rpartition("/")[2] if isinstance(file, str) else ""
        text = str(one)[:4000]
        lacking = any(word in text.lower() for word in _LACKING)
        for kind, name, package in OFFERS:
            if kind == "program" and shutil.which(name) is not None:
                continue  # whatever it complains of, it is there
            forms = (f"lib{name}.so", f"lib{name}", name) if kind == "library" else (name,)
            # `gs` is Ghostscript to whoever writes for people.
            called = kind == "program" and " " not in package and _names(text.lower(), package)
            if base == name or (lacking and (called or any(_names(text, form) for form in forms))):
                return name, package
        if (compiler := _compiler(one)) is not None:
            return compiler
    return None


def _compiler(error: BaseException) -> "tuple[str, str] | None":
    """The compiler that is nowhere, where a program that builds has failed: Fortran's for what speaks of that."""
    command = getattr(error, "cmd", None)
    words = (
        [str(word) for word in command] if isinstance(command, (list, tuple)) else str(command or "").split()
    )
    if not words or words[0].rpartition("/")[2] not in _BUILDING:
        return None
    offers = {name: packages for kind, name, packages in OFFERS if kind == "program"}
    name = "gfortran" if _is_about_fortran(error, words) else "gcc"
    if name not in offers or shutil.which(name) is not None:
        return None
    return name, offers[name]


def _is_about_fortran(error: BaseException, words: "list[str]") -> bool:
    trace, files = error.__traceback__, []
    while trace is not None:
        files.append(trace.tb_frame.f_code.co_filename)
        trace = trace.tb_next
    return any("f2py" in text or "fortran" in text.lower() for text in [*files, *words])


def _unknown(error: BaseException) -> "str | None":
    """A program that could not be started, or a library that could not be loaded, which nobody has offered."""
    for one in _chain(error):
        if (
            isinstance(one, (ImportError, OSError))
            and (library := _LIBRARY.search(str(one)[:4000])) is not None
        ):
            return library[1]
        file = one.filename if isinstance(one, FileNotFoundError) else None
        if isinstance(file, str) and _PROGRAM.fullmatch(file) and _is_start(one):
            return file
    return None


def _is_start(error: BaseException) -> bool:
    """Whether an error is about a program that was to be started, and not about another file."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return trace is not None and trace.tb_frame.f_code.co_name in _STARTING


def _names(text: str, name: str) -> bool:
    """Whether a text has the name as a word of its own."""
    start = text.find(name)
    while start >= 0:
        before, after = (
            text[start - 1 : start] if start else "",
            text[start + len(name) : start + len(name) + 1],
        )
        if before in _QUOTES and before == after:
            return True
        apart = not (before.isalnum() or before in {"_", "-", "."}) and not (
            after.isalnum() or after in {"_", "-"}
        )
        if apart and (len(name) >= _SHORT or text.startswith(_SAYS_A_SHELL, start + len(name))):
            return True
        start = text.find(name, start + 1)
    return False


_tell()
