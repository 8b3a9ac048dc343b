"""What the wheels of today open and run at run time: every row of the table that says so, with its level."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from snowsnake.analyse import WheelReport, analyse_wheels

# Distribution -> what must be found: kind, the name or one of its alternatives, level.
ROWS: Mapping[str, list[tuple[str, str, str]]] = {
    "python-magic": [("soname", "libmagic.so.1", "required")],
    "weasyprint": [
        ("soname", "libgobject-2.0.so.0", "required"),
        ("soname", "libpango-1.0.so.0", "required"),
        ("soname", "libpangoft2-1.0.so.0", "required"),
        ("soname", "libharfbuzz.so.0", "required"),
        ("soname", "libfontconfig.so.1", "required"),
        ("soname", "libharfbuzz-subset.so.0", "optional"),
        ("data", "fonts", "required"),
    ],
    "cairocffi": [("soname", "libcairo.so.2", "required"), ("soname", "libgdk_pixbuf-2.0.so.0", "required")],
    "cairosvg": [],
    "sounddevice": [("library", "portaudio", "required")],
    "soundfile": [("library", "sndfile", "optional")],
    "pyusb": [("soname", "libusb-1.0.so.0", "required")],
    "pytesseract": [("program", "tesseract", "required")],
    "pdf2image": [
        ("program", "pdftoppm", "required"),
        ("program", "pdftocairo", "required"),
        ("program", "pdfinfo", "required"),
    ],
    "ffmpeg-python": [("program", "ffmpeg", "required"), ("program", "ffprobe", "required")],
    "pydub": [("program", "ffmpeg", "required"), ("program", "ffprobe", "required")],
    "graphviz": [("program", "dot", "required")],
    "pydot": [("program", "dot", "required")],
    "pypandoc": [("program", "pandoc", "required")],
    "gitpython": [("program", "git", "required")],
    "matplotlib": [
        ("program", "latex", "optional"),
        ("program", "dvipng", "optional"),
        ("stdlib", "tkinter", "optional"),
    ],
    "ipython": [("program", "latex", "optional"), ("program", "dvipng", "optional")],
    "pyopengl": [("soname", "libGL.so.1", "required")],
    # Not in the table.
    "pyzbar": [("library", "zbar", "required")],
    "pylibdmtx": [("library", "dmtx", "required")],
    "pyexiftool": [("program", "exiftool", "required")],
    "pyinstaller": [("soname", "libpython{python}.so.1.0", "required")],
    "mpi4py": [("program", "mpiexec", "required")],
    "customtkinter": [("stdlib", "tkinter", "required")],
    "nodeenv": [("program", "node", "optional")],
    "requests": [],
    "click": [("program", "xdg-open", "optional")],
}
# What else is required of these: nothing, but that another one of several that come together may be.
TOGETHER = {
    "graphviz": {"unflatten"},
    "pydot": {"circo", "fdp", "neato", "sfdp", "twopi"},
    "pyopengl": {"OpenGL"},
}


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    directory = tmp_path_factory.mktemp("wheels")
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*pip, "--only-binary", ":all:", "--dest", directory, *ROWS], check=True)
    return {path.name.partition("-")[0].lower().replace("_", "-"): path for path in directory.glob("*.whl")}


@pytest.fixture(scope="module")
def reports(wheels: dict[str, Path]) -> dict[str, WheelReport]:
    paths = [(path, hashlib.sha256(path.read_bytes()).hexdigest()) for path in wheels.values()]
    return {report.name: report for report in analyse_wheels(paths, None)}


@pytest.mark.parametrize("name", ROWS)
def test_needs(reports: dict[str, WheelReport], name: str) -> None:
    report = reports[name]
    found = {(use.kind, use.name, use.level) for use in report.uses}
    assert set(ROWS[name]) <= found
    required = {use.name for use in report.uses if use.level == "required"}
    expected = {need for _, need, level in ROWS[name] if level == "required"}
    assert required - expected <= TOGETHER.get(name, set())
    assert all(use.evidence for use in report.uses)
    assert WheelReport.from_json(report.to_json()) == report


def test_what_is_known_beforehand_is_still_in_the_wheels(wheels: dict[str, Path]) -> None:
    """Every entry of uses.toml names a file of the wheel, and what in it shows the need."""
    path = files("snowsnake") / "provide" / "knowledge" / "uses.toml"
    for entry in tomllib.loads(path.read_text("utf-8"))["use"]:
        with zipfile.ZipFile(wheels[entry["distribution"]]) as archive:
            assert entry["shows"] in archive.read(entry["evidence"]).decode(), entry
