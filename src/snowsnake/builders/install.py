"""Installs one wheel into a store path, with PyPA's `installer`: checked against RECORD, byte-compiled.

The output is laid out as the environment will be (`bin`, `lib/pythonX.Y/site-packages`, ...). Scripts
name a placeholder as their interpreter: only the environment's builder knows the environment's own python.
"""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH102, PTH103, PTH119, PTH202, PTH208, PTH120, PTH123, SIM112

from __future__ import annotations

import configparser
import csv
import errno
import hashlib
import json
import os
import re
import stat
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from installer import install
from installer.destinations import WheelDestination
from installer.exceptions import InstallerError
from installer.records import Hash, RecordEntry, parse_record_file
from installer.scripts import Script
from installer.sources import WheelFile
from installer.utils import Scheme, construct_record_file, parse_wheel_filename

from . import bytecode, elf, redirect
from .editable import Editable, Generated
from .measured import CHUNK, Measured, WithInterpreter, as_text
from .report import BuildError, read_spec, run, workers

if TYPE_CHECKING:
    from installer.scripts import ScriptSection

PLACEHOLDER = "/snowsnake/environment/bin/python"
"""The interpreter that scripts name until they are in an environment."""
_SHEBANG = f"#!{PLACEHOLDER}\n".encode()
_OF_LOADER = re.compile(r"ld-linux.*|lib(c|m|dl|rt|util|pthread)\.so\.\d")
"""What every loader finds by itself, because it is of the same C library."""
_LONGEST_NAME = 255

Element = tuple[tuple[str, str, str], BinaryIO, bool]


class LockedWheel(WheelFile):
    """A wheel whose file name the lock gives (in the store a hash precedes it); each member is read once."""

    def __init__(self, archive: zipfile.ZipFile, file: str) -> None:
        super(WheelFile, self).__init__(*parse_wheel_filename(file)[:2])
        self._zipfile = archive
        self._file = file
        self.member = ""
        """The member that was read last."""

    def check(self, size: int) -> None:
        """Refuse members that lead out, links, and a RECORD that does not list all. Raises `BuildError`.

        `size` is the wheel's own, in bytes.
        """
        seen = set()
        for item in self._zipfile.infolist():
            name = item.filename
            if item.compress_size > size:  # `zipfile` takes as much memory
                raise self.bad(f"holds `{name[:80]}`, which has more bytes than all of it", member=name[:80])
            parts = name.rstrip("/").split("/")
            if name.startswith("/") or "\\" in name or "\0" in name or not {"", ".", ".."}.isdisjoint(parts):
                raise self.bad(f"holds `{name}`, which leads out of it", member=name)
            if any(len(os.fsencode(part)) > _LONGEST_NAME for part in parts):
                raise self.bad(f"holds `{name[:80]}…`, a name that no file system takes", member=name[:80])
            if stat.S_ISLNK(item.external_attr >> 16):
                raise self.bad(f"holds `{name}`, a symbolic link", member=name)
            if name in seen:
                raise self.bad(f"holds `{name}` twice", member=name)
            seen.add(name)
        self.validate_record(validate_contents=False)

    def get_contents(self) -> Iterator[Element]:
        """Every file with its row of RECORD, which says what is in it; but a library may be patched afterwards."""
        text = self.read_dist_info("RECORD")
        rows = {row[0]: row for row in parse_record_file(text.splitlines())}
        for item in self._zipfile.infolist():
            if item.filename.endswith("/"):
                continue
            row = rows.get(item.filename, (item.filename, "", ""))
            mode = item.external_attr >> 16
            self.member = item.filename
            with self._zipfile.open(item) as stream:
                measured = Measured(stream, row[1].partition("=")[0])
                yield row, cast("BinaryIO", measured), bool(stat.S_ISREG(mode) and mode & 0o111)
                measured.finish()
            if not row[1] or measured.is_what(row[1]):
                continue
            other = f"holds `{item.filename}`, which is not what RECORD says"
            if not measured.is_elf():
                raise self.bad(other, member=item.filename)
            print(
                f"warning: `{self._file}` {other}: taken, as the wheel itself is the locked one",
                file=sys.stderr,
            )

    def read_dist_info(self, filename: str) -> str:
        """A file of `.dist-info`; of entry points only the scripts, read as pip does: the last of a name counts."""
        text = super().read_dist_info(filename)
        if filename != "entry_points.txt":
            return text
        parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
        parser.optionxform = str  # type: ignore[assignment,method-assign]
        parser.read_string(text)
        lines = []
        for section in ("console_scripts", "gui_scripts"):
            lines.append(f"[{section}]")
            for name, value in parser.items(section) if parser.has_section(section) else ():
                lines.append(f"{name} = {value}".replace("%", "%%"))  # `installer` interpolates
        return "\n".join(lines)

    def modules(self) -> dict[str, bytes]:
        """Its Python files by their path below site-packages."""
        data = f"{self.data_dir}/"
        found = {}
        for name in self._zipfile.namelist():
            path = name.removeprefix(data)
            if path != name:  # purelib/..., platlib/...
                scheme, _, path = path.partition("/")
                path = path if scheme in {"purelib", "platlib"} else ""
            if path.endswith(".py"):
                found[path] = self._zipfile.read(name)
        return found

    def bad(self, what: str, **facts: Any) -> BuildError:
        """A `BuildError` about this wheel."""
        return BuildError("bad-wheel", f"`{self._file}` {what}", file=self._file, **facts)


class Patcher:
    """Changes the ELF files that the lock names: run path, and the loader of programs."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._file = spec["file"]
        self._waiting = dict(spec["patches"])
        self._patchelf = spec["patchelf"]
        self._loader = spec["loader"]
        self._trees: Mapping[str, str | None] = spec["trees"]
        self._run_path = spec["run-path"]

    def patch(self, member: str, path: str) -> bool:
        """Patch a file that was just written; says whether anything was to be done. Raises `BuildError`."""
        patch = self._waiting.pop(member, None) or self._usual(path)
        if patch is None:
            return False
        import subprocess  # noqa: PLC0415 -- few wheels need it, and it costs start-up time

        dynamic = elf.read(path)
        if dynamic is None:
            raise BuildError(
                "bad-patch", f"`{member}` of `{self._file}` is no ELF file", file=self._file, member=member
            )
        # Others are directories of the machine that the wheel was built on: on this one, they are the host's.
        directories = [entry for entry in dynamic.rpath if entry.startswith(("$ORIGIN", "${ORIGIN}"))]
        for text in patch["runpath"]:
            directory = self._directory(text)
            if directory not in directories:
                directories.append(directory)
        # DT_RPATH: the libraries that this one loads inherit it, and what the program has stays in force.
        arguments = [self._patchelf]
        arguments += (
            ["--force-rpath", "--set-rpath", ":".join(directories)] if directories else ["--remove-rpath"]
        )
        if patch["interpreter"]:
            arguments += ["--set-interpreter", self._loader, *self._redirecting(patch["runpath"])]
        done = subprocess.run([*arguments, path], check=False, capture_output=True, text=True)
        if done.returncode != 0:
            message = f"`patchelf` cannot change `{member}` of `{self._file}`: {done.stderr.strip()[-500:]}"
            raise BuildError("bad-patch", message, file=self._file, member=member)
        return True

    def _redirecting(self, run_path: Sequence[str]) -> list[str]:
        """What lets the libraries that a program links find their own files, where they are not the interpreter's."""
        python = self._trees.get("python")
        others = {entry.partition(":")[0] for entry in run_path if ":" in entry} - {"python"}
        return redirect.arguments(redirect.library(python)) if python and others else []

    def _usual(self, path: str) -> Mapping[str, Any] | None:
        """What a file gets that the lock says nothing of: the base's run path, if that leads to what it links."""
        if self._run_path is None or not re.fullmatch(r".+\.so(\..+)?", os.path.basename(path)):
            return None
        dynamic = elf.read(path)
        there = self._directory(self._run_path)
        needed = (
            [] if dynamic is None else [name for name in dynamic.needed if not _OF_LOADER.fullmatch(name)]
        )
        if not any(os.path.lexists(f"{there}/{name}") for name in needed):
            return None
        return {"runpath": [self._run_path], "interpreter": False}

    def _directory(self, text: str) -> str:
        """`python:lib/x` is in the interpreter's tree, `native:lib/x` in that of libraries; others stay."""
        name, colon, path = text.partition(":")
        if not colon or text.startswith("$"):
            return text
        tree = self._trees.get(name)
        if tree is None:
            raise BuildError(
                "bad-patch", f"`{text}` names a tree that `{self._file}` does not have", file=self._file
            )
        return f"{tree}/{path}"

    def finish(self) -> None:
        """Every file that the lock names must have been there. Raises `BuildError`."""
        for member in sorted(self._waiting):
            message = f"the lock patches `{member}`, which `{self._file}` does not hold"
            raise BuildError("bad-patch", message, file=self._file, member=member)


class StoreDestination(WheelDestination):
    """Writes below a store path. What it wrote is remembered for the byte-compiler."""

    def __init__(
        self,
        schemes: Mapping[str, str],
        wheel: LockedWheel,
        patcher: Patcher,
        editable: Editable | Generated | None,
        interpreter: str,
    ) -> None:
        self.schemes = schemes
        self.wheel = wheel
        self.patcher = patcher
        self.editable = editable
        self.interpreter = interpreter
        self.sources: list[tuple[str, str]] = []
        self._directories: set[str] = set()
        self._launchers: dict[str, RecordEntry] = {}

    def write_file(
        self, scheme: Scheme, path: str | os.PathLike[str], stream: BinaryIO, is_executable: bool
    ) -> RecordEntry:
        """Write one file of the wheel, with the environment's interpreter in a script's first line."""
        path = os.fspath(path)
        if scheme == "scripts":
            if path in self._launchers:
                return self._launchers[path]  # an entry point of the name wins, as with pip
            script = cast("BinaryIO", WithInterpreter(stream, self.interpreter))
            return self._write(scheme, path, script, executable=True)
        if self.editable is not None and self.editable.leave_out(path):
            return RecordEntry(path, None, None)
        return self._write(scheme, path, stream, executable=is_executable)

    def write_script(self, name: str, module: str, attr: str, section: ScriptSection) -> RecordEntry:
        """Write the launcher of an entry point."""
        if "/" in name or name in {"", ".", ".."} or len(os.fsencode(name)) > _LONGEST_NAME:
            shown = name if len(name) <= 80 else f"{name[:80]}…"
            raise self.wheel.bad(f"has an entry point `{shown}`, which is no file name", member=shown)
        _, data = Script(name, module, attr, section).generate(self.interpreter, "posix")
        self._launchers[name] = self._write(Scheme("scripts"), name, BytesIO(data), executable=True)
        return self._launchers[name]

    def _write(self, scheme: str, path: str, stream: BinaryIO, *, executable: bool) -> RecordEntry:
        """Write one file; its row of RECORD."""
        target = f"{self.schemes[scheme]}/{path}"
        directory = os.path.dirname(target)
        if directory not in self._directories:
            os.makedirs(directory, exist_ok=True)
            self._directories.add(directory)
        try:
            descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755 if executable else 0o644)
        except FileExistsError:
            raise self.wheel.bad(f"writes `{path}` twice", member=path) from None
        # What comes out of a wheel is hashed already.
        measured = stream if isinstance(stream, Measured) else Measured(stream)
        with open(descriptor, "wb") as file:
            while data := measured.read(CHUNK):
                file.write(data)
        if path.endswith(".py") and scheme in {"purelib", "platlib"}:
            self.sources.append((target, path))
        if measured.head.startswith(_SHEBANG):
            # The environment gives it another first line: a hash would be wrong there.
            return RecordEntry(path, None, None)
        if self.patcher.patch(self.wheel.member, target):
            with open(target, "rb") as patched:
                digest = as_text(hashlib.file_digest(patched, "sha256").digest())
            return RecordEntry(path, Hash("sha256", digest), os.path.getsize(target))
        return RecordEntry(path, Hash("sha256", measured.sha256()), measured.size)

    def finalize_installation(
        self, scheme: Scheme, record_file_path: str, records: Iterable[tuple[Scheme, RecordEntry]]
    ) -> None:
        """Write RECORD; paths in other schemes are relative to the one of the wheel's root."""

        def prefix(other: Scheme) -> str | None:
            if self.schemes[other] == self.schemes[scheme]:
                return None
            return os.path.relpath(self.schemes[other], self.schemes[scheme]) + "/"

        if self.editable is not None:
            more = [
                (Scheme("purelib"), self._write("purelib", name, BytesIO(data), executable=False))
                for name, data in self.editable.modules(self.wheel.distribution)
            ]
            records = [*(r for r in records if _is_there(r[1], self.schemes[r[0]])), *more]
        once = {(of, entry.path): (of, entry) for of, entry in records}
        with construct_record_file(once.values(), prefix) as stream:
            self._write(scheme, record_file_path, stream, executable=False)


def _is_there(entry: RecordEntry, directory: str) -> bool:
    return os.path.lexists(f"{directory}/{entry.path}")


def direct_url(directory: str) -> bytes:
    """What says where an editable distribution is (PEP 610)."""
    from urllib.parse import quote  # noqa: PLC0415 -- costs start-up time, and few distributions are editable

    url = f"file://{quote(directory)}"
    return json.dumps({"url": url, "dir_info": {"editable": True}}, sort_keys=True).encode()


def take_built(spec: dict[str, Any]) -> None:
    """Complete the instructions with what a build left: its wheel, and what of that has to be patched."""
    built = spec["wheel"]
    spec["inplace"] = f"{built}/inplace"
    (spec["file"],) = (name for name in os.listdir(built) if name.endswith(".whl"))
    spec["wheel"] = f"{built}/{spec['file']}"
    with open(f"{built}/patches.json", encoding="utf-8") as patches:
        spec["patches"] = json.load(patches)


def main() -> None:
    """Read the instructions, install the wheel at `$out`."""
    spec = read_spec()
    out = os.environ["out"]
    if spec["file"] is None:
        take_built(spec)
    file = spec["file"]
    site = f"{out}/{spec['site-packages']}"
    version = os.path.basename(os.path.dirname(spec["site-packages"]))
    os.mkdir(out)
    try:
        with zipfile.ZipFile(spec["wheel"]) as archive:
            wheel = LockedWheel(archive, file)
            schemes = {
                "purelib": site,
                "platlib": site,
                "scripts": f"{out}/bin",
                "data": out,
                "headers": f"{out}/include/site/{version}/{wheel.distribution}",
            }
            wheel.check(os.path.getsize(spec["wheel"]))
            patcher = Patcher(spec)
            more, editable = {"INSTALLER": b"snowsnake\n"}, None
            if (developed := spec.get("editable")) is not None:
                more["direct_url.json"] = direct_url(developed["directory"])
                made = developed["made"]
                editable = Generated(spec) if made else Editable(developed, wheel.modules())
            interpreter = spec.get("scripts-start", PLACEHOLDER)
            destination = StoreDestination(schemes, wheel, patcher, editable, interpreter)
            install(wheel, destination, more)
            patcher.finish()
    except OSError as error:
        if error.errno != errno.EINVAL:  # which is what a place before the file's beginning is
            raise
        raise BuildError("bad-wheel", f"`{file}` is damaged: {error}", file=file) from error
    except (
        zipfile.BadZipFile,
        zlib.error,
        InstallerError,
        configparser.Error,
        csv.Error,
        EOFError,
        OverflowError,
        RuntimeError,  # of zipfile, for a password and for a method that it lacks
        ValueError,
        KeyError,
        AssertionError,
    ) as error:
        # The wheel is somebody else's: whatever `installer` and `zipfile` stumble over in it is its fault.
        # `installer` puts the wheel itself before the words.
        problem = error.args[-1] if isinstance(error, InstallerError) and error.args else str(error)
        raise BuildError(
            "bad-wheel",
            f"`{file}` is not a wheel that can be installed: {problem or repr(error)}",
            file=file,
        ) from error
    bytecode.compile_files(destination.sources, workers())
    if brought := spec.get("propagated"):
        os.makedirs(f"{out}/nix-support", exist_ok=True)
        with open(f"{out}/nix-support/propagated-build-inputs", "w", encoding="utf-8") as support:
            support.write(" ".join(brought) + "\n")


if __name__ == "__main__":
    run(main)
