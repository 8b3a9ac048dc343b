"""Wheels of strangers: the archive, its RECORD and other texts, where they are read and where they are installed."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.fuzz import containers
from tests.fuzz.driver import Target, fuzz

from snowsnake.analyse.wheel import BadWheel, read_wheel
from snowsnake.builders import install
from snowsnake.builders.report import BuildError

FILE = "x-1.0-py3-none-any.whl"


def _read(path: Path) -> object:
    return read_wheel(path, "0" * 64)


def _install(path: Path) -> object:
    out, spec = path.parent / "out", path.parent / "spec"
    facts: dict[str, object] = {
        "file": FILE,
        "wheel": str(path),
        "site-packages": "lib/python3.13/site-packages",
        "patches": {},
    }
    facts |= {"trees": {}, "run-path": None, "loader": None, "patchelf": None}
    spec.write_text(json.dumps(facts))
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("specPath", str(spec))
        environment.setenv("out", str(out))
        install.main()
        return out


READERS: dict[str, tuple[Callable[[Path], object], tuple[type[Exception], ...]]] = {
    "read": (_read, (BadWheel,)),
    "installed": (_install, (BuildError,)),
}
EACH = pytest.mark.parametrize(("use", "errors"), READERS.values(), ids=READERS)
pytestmark = pytest.mark.filterwarnings("ignore")  # of `zipfile` and `installer`, about what they read


@EACH
def test_wheel_is_taken_or_refused(
    use: Callable[[Path], object], errors: tuple[type[Exception], ...], tmp_path: Path
) -> None:
    def parse(data: bytes, inside: Path) -> object:
        (inside / FILE).write_bytes(data)
        return use(inside / FILE)

    seeds = [
        containers.wheel({}),
        containers.wheel({}, method=0),
        containers.wheel({"../outside/x": b"x"}),
        containers.wheel({"x-1.0.data/scripts/x": b"#!python\nprint()\n"}, method=0),
    ]
    fuzz(Target(seeds=seeds, parse=parse, errors=errors, names=FILE), tmp_path)


TEXTS = {
    "RECORD": (
        b"x/__init__.py,sha256=47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU,0\n"
        b'"../outside/x",md5=x,0\n/outside/x,,\nx-1.0.dist-info/RECORD,,\n'
    ),
    "METADATA": b"Metadata-Version: 2.1\nName: x\nVersion: 1.0\nRequires-Dist: y[z]>=1; (extra == 'z')\n\ntext\n",
    "WHEEL": b"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    "entry_points.txt": b"[console_scripts]\nx = x.y:main [z]\n[gui_scripts]\ny=x:main\n[other]\nz = x\n",
}


@pytest.mark.parametrize("name", TEXTS)
@EACH
def test_text_of_a_wheel_is_taken_or_refused(
    use: Callable[[Path], object], errors: tuple[type[Exception], ...], name: str, tmp_path: Path
) -> None:
    def parse(data: bytes, inside: Path) -> object:
        if name == "RECORD":
            content = containers.wheel({"x/__init__.py": b""}, record=data, method=0)
        else:
            content = containers.wheel({f"x-1.0.dist-info/{name}": data}, method=0)
        (inside / FILE).write_bytes(content)
        return use(inside / FILE)

    fuzz(Target(seeds=[TEXTS[name]], parse=parse, errors=errors, names=FILE), tmp_path)
