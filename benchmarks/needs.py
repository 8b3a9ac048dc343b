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

from snowsnake.analyse import BadWheel, analyse_wheel

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
    size, unpacked, seconds, count, slowest = 0, 0, 0.0, 0, []
    for path in wheels:
        sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
        begun = time.perf_counter()
        try:
            report = analyse_wheel(path, sha256, None)
        except BadWheel as error:
            print(f"{path.name}: {error}", file=sys.stderr)
            continue
        taken = time.perf_counter() - begun
        seconds += taken
        size += path.stat().st_size
        unpacked += report.unpacked
        slowest.append((taken, path.stat().st_size / 1e6, report.name))
        count += 1
        for use in report.uses:
            if not required or use.level == "required":
                others = f" (or {', '.join(use.alternatives)})" if use.alternatives else ""
                print(
                    f"{report.name}\t{use.level}\t{use.kind}\t{use.name}{others}\t{use.sure}\t{', '.join(use.evidence)}"
                )
        for file in report.unread:
            print(f"{report.name}\tnot read\t\t{file}")
    if count:
        print(
            f"{count} wheels, {size / 1e6:.0f} MB ({unpacked / 1e6:.0f} MB unpacked) in {seconds:.1f} s: "
            f"{size / 1e6 / seconds:.0f} MB/s ({unpacked / 1e6 / seconds:.0f} MB/s unpacked)",
            file=sys.stderr,
        )
        for taken, megabytes, name in sorted(slowest, reverse=True)[:8]:
            print(f"  {name}: {megabytes:.1f} MB in {taken:.2f} s", file=sys.stderr)
    return 0 if count else 1


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
