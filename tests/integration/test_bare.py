"""Packages that are nothing without the files of Debian's programs, at work on this host and bare.

On either every program, plugin and file that they use is the environment's: what is compiled into Debian's libraries
and programs is redirected (builders/redirect.c), and what its packages depend on is known (provide/debian/advice.py).
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.bare import ONLY_ROOT, bare
from tests.integration.decoys import described, with_decoys
from tests.integration.project import Project
from tests.patience import PATIENCE

pytestmark = ONLY_ROOT

PROJECT = """
[project]
name = "bare"
version = "0"
requires-python = ">=3.13,<3.14"
dependencies = ["ocrmypdf", "pillow", "python-gnupg", "xvfbwrapper", "PyGObject", "pycairo", "pyenchant"]
[tool.snowsnake]
native = [
  "gir1.2-gtk-3.0", "gir1.2-gtk-4.0", "gir1.2-gstreamer-1.0", "dbus-x11", "strace",
  "gdb", "git-filter-repo", "libaspell15", "libsasl2-2", "libodbc2", "libsqliteodbc", "proj-bin",
]
"""

# Each ends in an error unless the work was done. The current directory is writable.
PROGRAMS = {
    "ocrmypdf": """
import ocrmypdf
from PIL import Image, ImageDraw, ImageFont
from pdfminer.high_level import extract_text
image = Image.new("RGB", (800, 200), "white")
ImageDraw.Draw(image).text((20, 50), "SNOWSNAKE 42", fill="black", font=ImageFont.load_default(80))
image.save("a.pdf", resolution=200)
ocrmypdf.ocr("a.pdf", "b.pdf", force_ocr=True, progress_bar=False, output_type="pdfa")
assert "SNOWSNAKE 42" in extract_text("b.pdf")
""",
    "python-gnupg": """
import gnupg, os
os.mkdir("keys", 0o700)
gpg = gnupg.GPG(gnupghome="keys")
wanted = gpg.gen_key_input(name_email="a@example.invalid", no_protection=True, key_type="RSA", key_length=1024)
key = gpg.gen_key(wanted)
assert key.fingerprint, key.stderr
sealed = gpg.encrypt("snow", key.fingerprint, always_trust=True)
assert str(gpg.decrypt(str(sealed))) == "snow"
""",
    "pyenchant": """
import enchant
assert enchant.Dict("en_US").check("snow") and not enchant.Dict("en_US").check("snoow")
""",
    "xvfbwrapper, GTK 3": """
import os
from xvfbwrapper import Xvfb
os.environ["HOME"] = os.getcwd()
with Xvfb():
    import gi
    gi.require_version("Gtk", "3.0")
    from gi.repository import GdkPixbuf, GLib, Gtk
    picture = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
    open("a.svg", "w").write(picture)
    assert GdkPixbuf.Pixbuf.new_from_file("a.svg").get_width() == 9
    assert Gtk.IconTheme.get_default().has_icon("document-open-symbolic")
    window = Gtk.Window()
    window.show_all()
    dialog = Gtk.FileChooserDialog(title="a", parent=window, action=Gtk.FileChooserAction.OPEN)
    dialog.show()
    GLib.timeout_add(300, Gtk.main_quit)
    Gtk.main()
""",
    "xvfbwrapper, GTK 4": """
import os
from xvfbwrapper import Xvfb
os.environ["HOME"] = os.getcwd()
with Xvfb():
    import gi
    gi.require_version("Gtk", "4.0")
    from gi.repository import Gio, GLib, Gtk
    def activate(application):
        window = Gtk.ApplicationWindow(application=application)
        window.set_child(Gtk.Label(label="x"))
        window.present()
        GLib.timeout_add(300, application.quit)
    application = Gtk.Application(application_id="org.example.a", flags=Gio.ApplicationFlags.NON_UNIQUE)
    application.connect("activate", activate)
    assert application.run(None) == 0
""",
    "the C library's languages and character sets": """
import ctypes, locale
assert locale.setlocale(locale.LC_ALL, "C.UTF-8") == "C.UTF-8"
# C++ asks in its own way, and ends the process where there is none.
ctypes.CDLL("libstdc++.so.6")._ZNSt6localeC1EPKc(ctypes.create_string_buffer(64), b"C.UTF-8")
locale.setlocale(locale.LC_NUMERIC, "C")
assert locale.setlocale(locale.LC_ALL, every := locale.setlocale(locale.LC_ALL)) == every != "C.UTF-8"
libc = ctypes.CDLL(None)
libc.iconv_open.restype = ctypes.c_ssize_t
ctypes.CDLL("libssl.so")
assert libc.iconv_open(b"UTF-8", b"ISO-8859-2") != -1 and libc.iconv_open(b"EUC-JP", b"UTF-8") != -1
""",
    "aspell": """
import ctypes
aspell = ctypes.CDLL("libaspell.so.15")
for name in ("new_aspell_config", "new_aspell_speller", "to_aspell_speller"):
    getattr(aspell, name).restype = ctypes.c_void_p
found = ctypes.c_void_p(aspell.new_aspell_speller(ctypes.c_void_p(aspell.new_aspell_config())))
assert aspell.aspell_error_number(found) == 0
speller = ctypes.c_void_p(aspell.to_aspell_speller(found))
assert aspell.aspell_speller_check(speller, b"snow", 4) and not aspell.aspell_speller_check(speller, b"snoow", 5)
""",
    "SASL": """
import ctypes
sasl = ctypes.CDLL("libsasl2.so.2")
assert sasl.sasl_client_init(None) == 0
sasl.sasl_global_listmech.restype = ctypes.POINTER(ctypes.c_char_p)
names = sasl.sasl_global_listmech()
assert b"PLAIN" in [names[i] for i in range(4)], [names[i] for i in range(4)]
""",
    "ODBC": """
import ctypes
odbc = ctypes.CDLL("libodbc.so.2")
environment, connection, text = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.create_string_buffer(500)
odbc.SQLAllocHandle(1, None, ctypes.byref(environment))
odbc.SQLSetEnvAttr(environment, 200, ctypes.c_void_p(3), 0)
odbc.SQLAllocHandle(2, environment, ctypes.byref(connection))
answer = odbc.SQLDriverConnect(connection, None, b"DRIVER=SQLite3;Database=a.db", -3, text, 500, None, 0)
assert answer in (0, 1), answer
""",
    "PROJ": """
import ctypes, subprocess
proj = ctypes.CDLL("libproj.so.25")
proj.proj_create.restype = ctypes.c_void_p
assert proj.proj_create(None, b"EPSG:4326")
said = subprocess.run(["cs2cs", "EPSG:4326", "EPSG:3857"], input="12 55", capture_output=True, text=True, check=True)
assert said.stdout.startswith("6122571.99"), said
""",
    "OpenSSL": """
import ctypes, ssl
crypto = ctypes.CDLL("libcrypto.so.3")
crypto.OSSL_PROVIDER_load.restype = ctypes.c_void_p
assert ssl.create_default_context().get_ca_certs()
assert crypto.OSSL_PROVIDER_load(None, b"legacy")
""",
    "Debian's programs that are Python, and have it inside": """
import subprocess
said = subprocess.run(["git-filter-repo", "--version"], capture_output=True, text=True, check=True).stdout
assert said.strip().isalnum(), said
words = ["gdb", "--batch", "--nx", "-ex", "python import json; print(json.dumps(6 * 7), gdb.PYTHONDIR)"]
said = subprocess.run(words, capture_output=True, text=True, check=True)
assert said.stdout.startswith("42 ") and not said.stderr, said
""",
    "GStreamer": """
import gi
gi.require_version("Gst", "1.0")
from gi.repository import Gst
Gst.init(None)
assert Gst.ElementFactory.find("fakesrc") and Gst.ElementFactory.find("audioconvert")
""",
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("bare")
    project = Project(directory=directory / "project", state=directory / "state", temporary=directory / "tmp")
    project.temporary.mkdir()
    project.write({"pyproject.toml": PROJECT})
    ran = project.run("build", "-o", "result", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    return (project.directory / "result").resolve()


@pytest.mark.parametrize("name", PROGRAMS)
def test_package_works_on_this_host_and_touches_nothing_of_it(
    environment: Path, tmp_path: Path, name: str
) -> None:
    seen = with_decoys(
        tmp_path, environment, str(environment / "bin/python"), "-c", PROGRAMS[name], timeout=PATIENCE
    )
    assert seen.done.returncode == 0, described(seen)
    assert (seen.started, seen.opened) == ([], [])


@pytest.mark.parametrize("name", PROGRAMS)
def test_package_works_bare(environment: Path, tmp_path: Path, name: str) -> None:
    done = bare(tmp_path, str(environment / "bin/python"), "-c", PROGRAMS[name], timeout=PATIENCE)
    assert done.returncode == 0, done.stderr
