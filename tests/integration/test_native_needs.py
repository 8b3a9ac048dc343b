"""What Python packages open and run, used for what it is there for: with nothing in the process environment.

One environment holds everything but TeX. Nothing is said about needs: all but TeX, which nobody wants by chance, are
found by themselves.
"""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.integration.project import Project
from tests.patience import PATIENCE

REQUIREMENTS = (
    "python-magic", "weasyprint", "cairosvg", "sounddevice", "soundfile", "pyusb", "pytesseract", "pdf2image",
    "ffmpeg-python", "pydub", "audioop-lts", "graphviz", "pydot", "pypandoc", "GitPython", "opencv-python", "PyQt6",
    "PySide6-Essentials", "numpy", "scipy", "pillow", "h5py", "ruff", "cmake", "ninja",
)  # fmt: skip

# Each ends in an error unless the work was done. The current directory is empty and writable.
PROGRAMS = {
    "python-magic": """
import magic
assert magic.from_buffer(b"%PDF-1.4").startswith("PDF document")
assert magic.from_buffer(b"\\x89PNG\\r\\n\\x1a\\n\\0\\0\\0\\rIHDR", mime=True) == "image/png"
""",
    "weasyprint, pdf2image": """
import weasyprint
from pdf2image import convert_from_path, pdfinfo_from_path
weasyprint.HTML(string="<h1>Snow</h1><p>falls</p>").write_pdf("snow.pdf")
assert pdfinfo_from_path("snow.pdf")["Pages"] == 1
for cairo in (False, True):
    (page,) = convert_from_path("snow.pdf", dpi=50, use_pdftocairo=cairo, fmt="png")
    assert page.convert("L").getextrema()[0] < 100, "an empty page"
""",
    "cairosvg": """
import io, cairosvg
from PIL import Image
text = '<text x="5" y="30" font-size="30">Hi</text>'
image = f'<svg xmlns="http://www.w3.org/2000/svg" width="90" height="40">{text}</svg>'
png = cairosvg.svg2png(image.encode(), background_color="white")
assert Image.open(io.BytesIO(png)).convert("L").getextrema()[0] < 100, "no text"
""",
    "cairocffi": """
import io, cairocffi.pixbuf
from PIL import Image
file = io.BytesIO()
Image.new("RGB", (8, 9)).save(file, "JPEG")
surface, kind = cairocffi.pixbuf.decode_to_image_surface(file.getvalue())
assert (surface.get_width(), surface.get_height(), kind) == (8, 9, "jpeg")
""",
    "sounddevice": """
import sounddevice
assert "ALSA" in [api["name"] for api in sounddevice.query_hostapis()]
""",
    "soundfile": """
import numpy, soundfile
tone = numpy.sin(numpy.arange(8000) / 5)
for name in ("tone.flac", "tone.ogg", "tone.mp3"):
    soundfile.write(name, tone, 8000)
    data, rate = soundfile.read(name)
    assert rate == 8000 and abs(numpy.abs(data).max() - 1) < 0.2, name
""",
    "pyusb": """
import usb.backend.libusb1, usb.core
assert usb.backend.libusb1.get_backend() is not None
list(usb.core.find(find_all=True))
""",
    "pytesseract": """
import pytesseract
from PIL import Image, ImageDraw, ImageFont
image = Image.new("L", (400, 80), 255)
ImageDraw.Draw(image).text((10, 10), "hello snow", font=ImageFont.load_default(48), fill=0)
assert pytesseract.image_to_string(image).strip() == "hello snow"
assert "eng" in pytesseract.get_languages()
""",
    "ffmpeg-python, pydub": """
import os, warnings, ffmpeg
ffmpeg.input("sine=d=1", f="lavfi").output("tone.wav").run(quiet=True)
ffmpeg.input("tone.wav").output("tone.mp3").run(quiet=True)
assert ffmpeg.probe("tone.mp3")["format"]["format_name"] == "mp3"
warnings.simplefilter("ignore")
from pydub import AudioSegment
sound = AudioSegment.from_file("tone.mp3")
assert 900 < len(sound) < 1200
sound.export("tone.ogg", format="ogg")
assert len(AudioSegment.from_file("tone.ogg")) > 900
""",
    "graphviz, pydot": """
import graphviz, pydot
graph = graphviz.Digraph()
graph.edge("a", "b")
assert b"</svg>" in graph.pipe("svg") and graph.pipe("png").startswith(b"\\x89PNG")
assert graph.pipe("pdf").startswith(b"%PDF")
(graph,) = pydot.graph_from_dot_data("digraph { a -> b }")
assert b"</svg>" in graph.create_svg() and graph.create_png(prog="neato").startswith(b"\\x89PNG")
""",
    "pypandoc": """
import pypandoc
assert pypandoc.convert_text("# Snow", "html", format="md").startswith("<h1")
pypandoc.convert_text("# Snow", "docx", format="md", outputfile="snow.docx")
assert pypandoc.convert_file("snow.docx", "md").strip() == "# Snow"
""",
    "GitPython": """
import os, git
who = git.Actor("a", "a@example.org")
repository = git.Repo.init("first")
open("first/x", "w").write("x")
repository.index.add(["x"])
repository.index.commit("snow", author=who, committer=who)
clone = git.Repo.clone_from("file://" + os.path.abspath("first"), "second")
assert open("second/x").read() == "x" and "snow" in clone.git.log("--oneline")
""",
    "opencv-python": """
import cv2, numpy
image = numpy.zeros((50, 100, 3), numpy.uint8)
cv2.putText(image, "x", (10, 40), cv2.FONT_HERSHEY_SIMPLEX, 1, (255, 255, 255))
assert cv2.imdecode(cv2.imencode(".png", image)[1], 0).max() == 255
""",
    "PyQt6": """
import ctypes, os, PyQt6
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PyQt6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("Snow")
label.show()
application.processEvents()
assert label.grab().save("window.png") and label.grab().toImage().width() > 10
ctypes.CDLL(os.path.dirname(PyQt6.__file__) + "/Qt6/plugins/platforms/libqxcb.so")
""",
    "PySide6": """
import ctypes, os, PySide6
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("Snow")
label.show()
application.processEvents()
assert label.grab().save("window.png") and label.grab().toImage().width() > 10
ctypes.CDLL(os.path.dirname(PySide6.__file__) + "/Qt/plugins/platforms/libqxcb.so")
""",
    "numpy, scipy, pillow, h5py": """
import h5py, numpy, scipy.linalg
from PIL import Image, features
assert abs(scipy.linalg.det(numpy.eye(3)) - 1) < 1e-9
with h5py.File("x.h5", "w") as file:
    file["a"] = numpy.arange(3)
assert h5py.File("x.h5")["a"][2] == 2
assert features.check("freetype2") and features.check("jpg")
""",
    "ruff, cmake, ninja": """
import os, subprocess, sys
for name in ("ruff", "cmake", "ninja"):
    subprocess.run([os.path.join(os.path.dirname(sys.executable), name), "--version"], check=True)
open("CMakeLists.txt", "w").write("cmake_minimum_required(VERSION 3.20)\\nproject(x NONE)\\nfile(TOUCH done)\\n")
programs = os.path.join(sys.prefix, "bin")
ninja = f"-DCMAKE_MAKE_PROGRAM={programs}/ninja"
subprocess.run([f"{programs}/cmake", "-G", "Ninja", ninja, "."], check=True)
assert os.path.exists("done")
""",
    "tkinter": """
import tkinter
assert tkinter.Tcl().eval("expr 6 * 7") == "42"
""",
    "ctypes": """
import ctypes, ctypes.util
assert ctypes.util.find_library("magic") == "libmagic.so.1"
assert ctypes.util.find_library("nosuch") is None
ctypes.CDLL("libportaudio.so.2").Pa_GetVersion()
""",
}

# After each: nothing of the host is in the process.
MAPPED = """
import sys
mapped = {line.split(None, 5)[5].strip() for line in open("/proc/self/maps") if line.count("/")}
host = sorted(path for path in mapped if ".so" in path and not path.startswith(STORE))
assert not host, host
"""


def build(tmp_path_factory: pytest.TempPathFactory, name: str, text: str) -> Path:
    base = tmp_path_factory.mktemp(name)
    for folder in ("project", "state", "tmp"):
        (base / folder).mkdir()
    project = Project(directory=base / "project", state=base / "state", temporary=base / "tmp")
    project.write({"pyproject.toml": text})
    ran = project.run("lock", timeout=600)
    assert ran.code == 0, ran.err
    ran = project.run("build", "-o", "result", timeout=1200)
    assert ran.code == 0, ran.err
    return project.directory / "result"


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    names = ", ".join(f'"{name}"' for name in REQUIREMENTS)
    text = f'[project]\nname = "needs"\nversion = "1"\nrequires-python = ">=3.13"\ndependencies = [{names}]\n'
    return build(tmp_path_factory, "native-needs", text)


def run(python: Path, source: str, directory: Path, *options: str, **variables: str) -> str:
    done = subprocess.run(
        [python, *options, "-c", source],
        cwd=directory,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("name", PROGRAMS)
def test_it_does_its_work(environment: Path, tmp_path: Path, name: str) -> None:
    store = f"{environment.resolve().parent}/"
    run(environment / "bin/python", PROGRAMS[name] + MAPPED.replace("STORE", repr(store)), tmp_path)


USE = """
import ctypes, os, subprocess, sys
ctypes.CDLL("libmagic.so.1")
subprocess.run(["pdftoppm", "-v"], check=True, capture_output=True)
import magic
print(magic.from_buffer(b"GIF89a"), sorted(os.environ))
sys.stdout.flush()
subprocess.run(["/usr/bin/env"])
"""


def test_however_it_is_started_and_children_are_told_nothing(environment: Path, tmp_path: Path) -> None:
    (tmp_path / "python").symlink_to(environment.resolve() / "bin/python")
    ways: list[tuple[Path, tuple[str, ...]]] = [
        (environment / f"bin/{name}", ()) for name in ("python", "python3", "python3.13")
    ]
    ways += [(environment / "bin/python", ("-I",)), (environment.resolve() / "bin/python", ("-E", "-s"))]
    for python, options in [*ways, (tmp_path / "python", ())]:
        first, *child = run(python, USE, tmp_path, *options).splitlines()
        assert first.startswith("GIF image data")
        assert [line.partition("=")[0] for line in child] == ["LC_CTYPE"]


def test_a_virtual_environment_of_it_finds_libraries(environment: Path, tmp_path: Path) -> None:
    run(environment / "bin/python", "import venv; venv.create('venv', symlinks=True)", tmp_path)
    run(tmp_path / "venv/bin/python", "import ctypes; ctypes.CDLL('libmagic.so.1')", tmp_path)


TEX = """
[project]
name = "tex"
version = "1"
requires-python = ">=3.13"
dependencies = ["matplotlib", "ipython"]

[tool.snowsnake]
native = [
  "texlive-latex-base", "texlive-latex-extra", "texlive-luatex", "texlive-binaries", "cm-super-minimal", "dvipng",
]
"""
MATPLOTLIB = """
import os
os.environ["MPLCONFIGDIR"] = os.getcwd()
import matplotlib
matplotlib.use("agg")
matplotlib.rcParams["text.usetex"] = True
import matplotlib.pyplot as plot
plot.title(r"$\\frac{a}{b}$ snow")
for name in ("x.png", "x.pdf", "x.svg"):
    plot.savefig(name)
    assert os.path.getsize(name) > 5000
"""
IPYTHON = """
from IPython.lib.latextools import latex_to_png
png = latex_to_png("x^2", backend="dvipng", wrap=True)
assert png is not None and png.startswith(b"\\x89PNG")
"""
# Its format is other bytes each time: it is made when it is wanted, and not in the store.
LUATEX = r"""
import os, pathlib, subprocess
os.environ["TEXMFVAR"] = os.path.abspath("var")
pathlib.Path("x.tex").write_text(r"\documentclass{article}\begin{document}snow\end{document}")
subprocess.run(["lualatex", "-interaction=batchmode", "x.tex"], check=True, stdin=subprocess.DEVNULL)
assert os.path.getsize("x.pdf") > 1000
assert list(pathlib.Path("var").glob("web2c/*/lualatex.fmt"))
"""


OPENGL = """
[project]
name = "needs-opengl"
version = "1"
requires-python = ">=3.13"
dependencies = ["PyOpenGL"]

[tool.snowsnake]
native = ["libegl1", "libosmesa6"]
"""
# No display: a surface in memory, drawn on by the processor.
CONTEXTS = {
    "egl": """
from OpenGL.EGL import *
from OpenGL.EGL.EXT.platform_base import eglGetPlatformDisplayEXT
EGL_PLATFORM_SURFACELESS_MESA = 0x31DD
display = eglGetPlatformDisplayEXT(EGL_PLATFORM_SURFACELESS_MESA, None, None)
assert eglInitialize(display, EGLint(), EGLint())
wanted = (EGL_SURFACE_TYPE, EGL_PBUFFER_BIT, EGL_RENDERABLE_TYPE, EGL_OPENGL_BIT, EGL_RED_SIZE, 8, EGL_NONE)
configs, count = (EGLConfig * 1)(), EGLint()
assert eglChooseConfig(display, (EGLint * len(wanted))(*wanted), configs, 1, count) and count.value == 1
assert eglBindAPI(EGL_OPENGL_API)
size = (EGLint * 5)(EGL_WIDTH, 4, EGL_HEIGHT, 4, EGL_NONE)
surface = eglCreatePbufferSurface(display, configs[0], size)
context = eglCreateContext(display, configs[0], EGL_NO_CONTEXT, None)
assert eglMakeCurrent(display, surface, surface, context)
""",
    "osmesa": """
import ctypes
from OpenGL.GL import GL_UNSIGNED_BYTE
from OpenGL.osmesa import OSMESA_RGBA, OSMesaCreateContextExt, OSMesaMakeCurrent
context = OSMesaCreateContextExt(OSMESA_RGBA, 24, 0, 0, None)
assert OSMesaMakeCurrent(context, (ctypes.c_ubyte * 64)(), GL_UNSIGNED_BYTE, 4, 4)
""",
}
DRAWS = """
from OpenGL.GL import *
assert b"llvmpipe" in glGetString(GL_RENDERER)
for color in ((255, 51, 0), (0, 102, 255)):
    glClearColor(*(part / 255 for part in color), 1)
    glClear(GL_COLOR_BUFFER_BIT)
    assert tuple(glReadPixels(1, 1, 1, 1, GL_RGB, GL_UNSIGNED_BYTE)) == color
"""


def test_opengl_draws_without_a_display(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    environment = build(tmp_path_factory, "native-needs-opengl", OPENGL)
    mapped = MAPPED.replace("STORE", repr(f"{environment.resolve().parent}/"))
    for platform, context in CONTEXTS.items():
        run(environment / "bin/python", context + DRAWS + mapped, tmp_path, PYOPENGL_PLATFORM=platform)


def test_tex(tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    environment = build(tmp_path_factory, "native-needs-tex", TEX)
    run(environment / "bin/python", MATPLOTLIB, tmp_path)
    run(environment / "bin/python", IPYTHON, tmp_path)
    run(environment / "bin/python", LUATEX, tmp_path)
