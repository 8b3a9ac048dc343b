"""Every interpreter of the base: whole, hermetic, and in an environment that works by its path alone."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import Project
from tests.patience import PATIENCE

from snowsnake.targets import host_system

PYTHONS = {
    "3.11": "cp311",
    "3.13": "cp313",
    "3.14": "cp314",
    "3.15": "cp315",
    "pypy3": "pp311",
}
INFO = "snowtest-1.0.data"
FILES = {
    "snowtest/__init__.py": b"import sys\n\ndef main():\n    print(sys.prefix, sys.argv[1:])\n",
    f"{INFO}/data/share/snowtest/data.txt": b"data",
    f"{INFO}/data/etc/snowtest.conf": b"[snow]\n",
    f"{INFO}/scripts/snow-script": b"#!python\nimport snowtest\nsnowtest.main()\n",
    f"{INFO}/scripts/snow-shell": b"#!/bin/sh\necho shell\n",
    f"{INFO}/headers/snow.h": b"#define SNOW 1\n",
    f"{INFO}/purelib/snowpure.py": b"value = 1\n",
    f"{INFO}/platlib/snowplat.py": b"value = 2\n",
}

WHOLE = """
import importlib, json, sys, sysconfig

missing = []
for name in sys.argv[1].split():
    try:
        importlib.import_module(name)
    except ImportError as error:
        missing.append(f"{name}: {error}")

import ctypes, curses, dbm, lzma, readline, sqlite3, ssl, tempfile, tkinter, zoneinfo

ctypes.CDLL("libz.so.1")
curses.setupterm("xterm-256color", 1)
with tempfile.TemporaryDirectory() as directory, dbm.open(directory + "/x", "n") as database:
    database[b"a"] = b"1"
numpy = importlib.import_module("numpy")
context = ssl.create_default_context()
print(json.dumps({
    "missing": missing,
    "version": list(sys.version_info[:2]),
    "implementation": sys.implementation.name,
    "prefix": sys.prefix,
    "base": sys.base_prefix,
    "path": [path for path in sys.path if path],
    "attributes": [name for name in dir(sys) if "/usr" in str(getattr(sys, name)) and name != "orig_argv"],
    "variables": [f"{name}={value}" for name, value in sysconfig.get_config_vars().items()
                  if str(value).startswith("/usr") or "=/usr" in str(value) or " /usr" in str(value)],
    "paths": [path for path in sysconfig.get_paths().values() if not path.startswith((sys.prefix, sys.base_prefix))],
    "authorities": len(context.get_ca_certs()),
    "zones": len(zoneinfo.available_timezones()),
    "time": str(zoneinfo.ZoneInfo("US/Eastern")),
    "tcl": tkinter.Tcl().eval("info library"),
    "tcl modules": tkinter.Tcl().eval("tcl::tm::path list").split(),
    "colours": curses.tigetnum("colors"),
    "sql": sqlite3.connect(":memory:").execute("select 6 * 7").fetchone()[0],
    "lzma": lzma.decompress(lzma.compress(b"snow")).decode(),
    "numpy": float(numpy.linalg.det(numpy.eye(3) * 2)),
    "host": sorted({line.split(None, 5)[5].strip() for line in open("/proc/self/maps")
                    if "/" in line and "/nix/store" not in line}),
}))
"""
MODULES = (
    "ssl sqlite3 lzma bz2 zlib zoneinfo tkinter tkinter.ttk turtle idlelib venv ensurepip ctypes readline curses "
    "curses.panel dbm dbm.gnu uuid hashlib decimal json multiprocessing.shared_memory xml.parsers.expat resource "
    "syslog fcntl termios"
)

HTTPS_SERVER = """
import http.server, ssl, sys, trustme

authority = trustme.CA()
authority.cert_pem.write_to_path(sys.argv[1])
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
authority.issue_cert("localhost").configure_cert(context)

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b"snow")

    def log_message(self, *args):
        pass

server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
server.handle_error = lambda *args: None
server.socket = context.wrap_socket(server.socket, server_side=True)
print(server.server_port, flush=True)
server.serve_forever()
"""
HTTPS_CLIENT = """
import sys, urllib.request, urllib.error
try:
    print(urllib.request.urlopen(f"https://localhost:{sys.argv[1]}/").read().decode())
except urllib.error.URLError as error:
    print(error.reason)
"""

Make = Callable[[str], Path]


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("snowtest", files=FILES, entry_points="[console_scripts]\nsnow-tool = snowtest:main\n")
        yield found


def new_project(directory: Path) -> Project:
    """An empty project, with a state directory of its own."""
    for name in ("project", "state", "temporary"):
        (directory / name).mkdir(parents=True)
    return Project(
        directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
    )


@pytest.fixture(scope="module")
def make(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Make:
    """The environment of an interpreter, made once."""
    made: dict[str, Path] = {}

    def environment(python: str) -> Path:
        if python not in made:
            project = new_project(tmp_path_factory.mktemp("interpreter"))
            wheel = index.file_url("snowtest-1.0-py3-none-any.whl")
            project.write({"requirements.txt": f"numpy\npyjokes\nsnowtest @ {wheel}\n"})
            locked = project.run("lock", "--python", python, timeout=PATIENCE)
            assert locked.code == 0, locked.err
            assert list(json.loads(project.lock.read_text())["targets"]) == [
                f"{PYTHONS[python]}-{host_system()}"
            ]
            built = project.run("build", "-o", "result", timeout=PATIENCE)
            assert built.code == 0, built.err
            made[python] = Path(built.out.strip())
        return made[python]

    return environment


@pytest.fixture(params=PYTHONS)
def python(request: pytest.FixtureRequest) -> str:
    name: str = request.param
    return name


def alone(*words: str | Path, **variables: str) -> str:
    """What a program prints that is started by its path, with an empty environment."""
    done = subprocess.run(
        [str(word) for word in words], env=variables, cwd="/", capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_interpreter_is_whole_and_knows_nothing_of_the_host(make: Make, python: str) -> None:
    environment = make(python)
    found = json.loads(alone(environment / "bin/python", "-c", WHOLE, MODULES))
    assert found["missing"] == []
    assert found["implementation"] == ("pypy" if python == "pypy3" else "cpython")
    assert ".".join(map(str, found["version"])) == {"pypy3": "3.11"}.get(python, python)
    assert found["prefix"] == str(environment)
    assert found["base"].startswith("/nix/store/")
    assert all(path.startswith((str(environment), found["base"])) for path in found["path"])
    assert (found["attributes"], found["variables"], found["paths"]) == ([], [], [])
    assert found["authorities"] > 100
    assert found["zones"] > 500
    assert found["tcl"].startswith(found["base"])
    assert [path for path in found["tcl modules"] if path.startswith("/usr/")] == []
    assert found["colours"] == 256
    assert (found["sql"], found["lzma"], round(found["numpy"])) == (42, "snow", 8)
    # The user's locale is the one thing of the host's that is read, as time zone and DNS settings are.
    assert [path for path in found["host"] if not path.startswith("/usr/lib/locale/")] == []


def test_it_is_a_virtual_environment(make: Make, python: str) -> None:
    environment = make(python)
    settings = dict(
        line.split(" = ", 1) for line in (environment / "pyvenv.cfg").read_text().splitlines() if line
    )
    assert settings["home"].startswith("/nix/store/")
    assert settings["include-system-site-packages"] == "false"
    assert os.access(settings["executable"], os.X_OK)
    for name in ("python", "python3"):
        assert alone(environment / "bin" / name, "-c", "import sys; print(sys.executable)").strip() == str(
            environment / "bin" / name
        )


def test_scripts_and_data_are_in_place(make: Make, python: str) -> None:
    environment = make(python)
    for tool in ("snow-tool", "snow-script"):
        assert alone(environment / "bin" / tool, "a b").strip() == f"{environment} ['a b']"
        assert (environment / "bin" / tool).read_bytes().startswith(f"#!{environment}/bin/python\n".encode())
    assert alone(environment / "bin/snow-shell", PATH="/bin").strip() == "shell"
    assert (environment / "share/snowtest/data.txt").read_text() == "data"
    assert (environment / "etc/snowtest.conf").read_text() == "[snow]\n"
    assert [path.read_text() for path in environment.glob("include/site/*/snowtest/snow.h")] == [
        "#define SNOW 1\n"
    ]
    program = """
import importlib.metadata, pathlib, snowplat, snowpure
files = importlib.metadata.files("snowtest")
print(snowpure.value, snowplat.value, all(pathlib.Path(file.locate()).exists() for file in files), len(files) > 8)
print([point.load().__name__ for point in importlib.metadata.entry_points(group="console_scripts")
       if point.name == "snow-tool"], importlib.metadata.distribution("snowtest").read_text("INSTALLER").strip())
"""
    assert alone(environment / "bin/python", "-c", program).split("\n")[:2] == [
        "1 2 True True",
        "['main'] snowsnake",
    ]


def test_a_venv_can_be_made_from_an_environment(make: Make, python: str, tmp_path: Path) -> None:
    with_pip = python == "3.13"  # it takes some seconds
    options = [] if with_pip else ["--without-pip"]
    alone(make(python) / "bin/python", "-m", "venv", *options, tmp_path / "venv")
    program = "import ssl, sys; print(sys.prefix)"
    assert alone(tmp_path / "venv/bin/python", "-c", program).strip() == f"{tmp_path}/venv"
    assert not with_pip or alone(tmp_path / "venv/bin/pip", "--version").startswith("pip ")


@pytest.fixture(scope="module")
def https(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The port of an HTTPS server on loopback, and its authority's certificate, which nobody trusts."""
    project = new_project(tmp_path_factory.mktemp("https"))
    program, certificate = project.directory / "server.py", project.directory / "authority.pem"
    program.write_text(HTTPS_SERVER)
    built = project.run("build", "trustme", timeout=PATIENCE)
    assert built.code == 0, built.err
    with subprocess.Popen(
        [f"{built.out.strip()}/bin/python", program, certificate], env={}, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout is not None
        yield server.stdout.readline().strip(), certificate
        server.terminate()


def test_https_is_verified(make: Make, python: str, https: tuple[str, Path], tmp_path: Path) -> None:
    port, certificate = https
    client = (make(python) / "bin/python", "-c", HTTPS_CLIENT, port)
    assert "CERTIFICATE_VERIFY_FAILED" in alone(*client)
    assert alone(*client, SSL_CERT_FILE=str(certificate)).strip() == "snow"
    assert "CERTIFICATE_VERIFY_FAILED" in alone(*client, SSL_CERT_DIR=str(tmp_path))


@pytest.mark.parametrize(
    ("files", "target"),
    [
        ({"requirements.txt": "pyjokes\n"}, "cp313"),
        ({"requirements.txt": "pyjokes\n", ".python-version": "3.11\n"}, "cp311"),
        ({"requirements.txt": "pyjokes\n", ".python-version": "pypy3.11\n"}, "pp311"),
        ({"pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.14"\n'}, "cp314"),
        ({"pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = "<3.13"\n'}, "cp311"),
        (
            {
                "pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = ">=3.11"\n'
                '[tool.snowsnake]\npython = "3.15"\n'
            },
            "cp315",
        ),
    ],
)
def test_the_project_chooses_its_interpreter(tmp_path: Path, files: dict[str, str], target: str) -> None:
    project = new_project(tmp_path)
    project.write(files)
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert list(json.loads(project.lock.read_text())["targets"]) == [f"{target}-{host_system()}"]


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"requirements.txt": "pyjokes\n"}, ["--python", "3.9"]),
        ({"requirements.txt": "pyjokes\n", ".python-version": "3.12.4\n"}, []),
        ({"pyproject.toml": '[project]\nname = "a"\nversion = "1"\nrequires-python = "==3.12.*"\n'}, []),
        ({"requirements.txt": "pyjokes\n"}, ["--target", "cp312-x86_64-linux"]),
    ],
)
def test_an_interpreter_that_the_base_lacks_is_an_error_that_lists_those_it_has(
    tmp_path: Path, files: dict[str, str], words: list[str]
) -> None:
    project = new_project(tmp_path)
    project.write(files)
    ran = project.fails("lock", *words)
    for name in ("3.11", "3.13", "3.14", "3.15", "pypy3.11"):
        assert name in ran.err
