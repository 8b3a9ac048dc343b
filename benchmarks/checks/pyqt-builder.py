"""PyQt-builder: builds bindings of C++ libraries with SIP and qmake (here a small class); needs a C++ compiler, as its users know.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.mkdir(d + "/sip")
open(d + "/pyproject.toml", "w").write("""
[build-system]
requires = ["sip", "PyQt-builder"]
build-backend = "sipbuild.api"
[project]
name = "flake"
version = "1.0"
[tool.sip]
project-factory = "pyqtbuild:PyQtProject"
[tool.sip.project]
sip-module = "flake_sip"
abi-version = "13"
sip-files-dir = "sip"
[tool.sip.bindings.flake]
sip-file = "flake.sip"
qmake-QT = ["-core", "-gui"]
include-dirs = ["."]
""")
open(d + "/flake.h", "w").write("class Flake { int n; public: Flake(int n) : n(n) {} int sides() const { return n; } virtual ~Flake() {} };\n")
open(d + "/sip/flake.sip", "w").write("%Module(name=flake, language=\"C++\")\nclass Flake {\n%TypeHeaderCode\n#include \"flake.h\"\n%End\npublic:\n    Flake(int n);\n    int sides() const;\n    virtual ~Flake();\n};\n")
run = lambda *words: subprocess.run([os.path.join(sys.prefix, "bin", words[0]), *words[1:]], cwd=d, env={**os.environ, "HOME": d, "QT_SELECT": "qt5"}, capture_output=True, text=True, timeout=250)   # Debian's qmake asks which Qt
r = run("sip-build", "--verbose", "--build-dir", d + "/build")
assert r.returncode == 0, r
assert "QMAKE" in open(d + "/build/flake/Makefile").read() and os.path.getsize(d + "/build/flake/flake.pro") > 100
built = [file for file in os.listdir(d + "/build/flake") if file.startswith("flake.") and file.endswith(".so")]
assert built and b"PyInit_flake" in open(d + "/build/flake/" + built[0], "rb").read(), os.listdir(d + "/build/flake")
