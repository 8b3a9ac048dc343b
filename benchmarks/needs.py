"""What wheels open and run at run time: a table of all that is found, and how fast.

    python -m benchmarks.needs [--required] [NAME | WHEEL | DIRECTORY]...

Names are downloaded as pip finds them (`benchmarks/most_downloaded.txt` where nothing is given); wheels and the wheels
in directories are analysed where they lie. Of several versions of one distribution the newest counts.
"""

from __future__ import annotations

import argparse
import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from packaging.utils import InvalidWheelFilename, parse_wheel_filename

from snowsnake.analyse import BadWheel, WheelReport, analyse_wheels

NAMES = Path(__file__).parent / "most_downloaded.txt"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*")
    parser.add_argument("--required", action="store_true", help="only what is required")
    parser.add_argument("--keep", type=Path, help="where downloads go (default: nowhere)")
    given = parser.parse_args()
    what = given.what or NAMES.read_text(encoding="utf-8").split()
    with tempfile.TemporaryDirectory() as temporary:
        paths = [Path(item) for item in what if Path(item).exists()]
        names = [item for item in what if not Path(item).exists()]
        wheels = _newest(_wheels(paths)) + _downloaded(names, given.keep or Path(temporary))
        return _table(wheels, required=given.required)


def _table(wheels: list[Path], *, required: bool) -> int:
    hashed = [(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in wheels]
    while True:
        begun = time.perf_counter()
        try:
            reports = analyse_wheels(hashed, None)
        except BadWheel as error:
            print(error, file=sys.stderr)
            hashed = [wheel for wheel in hashed if wheel[0].name != error.file]
        else:
            break
    seconds = time.perf_counter() - begun
    for report in reports:
        _print(report, required=required)
    size = sum(path.stat().st_size for path, _ in hashed) / 1e6
    unpacked = sum(report.unpacked for report in reports) / 1e6
    needing = sum(any(use.level == "required" for use in report.uses) for report in reports)
    print(
        f"{len(reports)} wheels, {size:.0f} MB ({unpacked:.0f} MB unpacked) in {seconds:.1f} s: "
        f"{size / seconds:.0f} MB/s ({unpacked / seconds:.0f} MB/s unpacked); "
        f"{needing} of them require something",
        file=sys.stderr,
    )
    return 0 if reports else 1


def _print(report: WheelReport, *, required: bool) -> None:
    for use in report.uses:
        if not required or use.level == "required":
            others = f" (or {', '.join(use.alternatives)})" if use.alternatives else ""
            where = ", ".join(use.evidence)
            print(f"{report.name}\t{use.level}\t{use.kind}\t{use.name}{others}\t{use.sure}\t{where}")
    for file in () if required else report.unread:
        print(f"{report.name}\tnot read\t\t{file}")


def _wheels(paths: Iterable[Path]) -> list[Path]:
    return [wheel for path in paths for wheel in (sorted(path.glob("*.whl")) if path.is_dir() else [path])]


def _newest(wheels: list[Path]) -> list[Path]:
    found: dict[str, tuple[object, Path]] = {}
    for wheel in wheels:
        try:
            name, version, _, _ = parse_wheel_filename(wheel.name)
        except InvalidWheelFilename:
            continue
        if name not in found or version > found[name][0]:  # type: ignore[operator]  # they are versions
            found[name] = (version, wheel)
    return [wheel for _, (_, wheel) in sorted(found.items())]


def _downloaded(names: list[str], directory: Path) -> list[Path]:
    found = []
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    for name in names:
        done = subprocess.run(
            [*pip, "--only-binary", ":all:", "--dest", directory / name, name],
            capture_output=True,
            check=False,
        )
        if done.returncode:
            print(f"{name}: no wheel", file=sys.stderr)
        found += sorted((directory / name).glob("*.whl"))
    return found


if __name__ == "__main__":
    sys.exit(main())
