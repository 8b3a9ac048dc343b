"""Real Nix: what it is asked, what it says, and that it ends.

The builder is this machine's own Python, unpacked like a seed: its program, the libraries that it links and
its standard library, started through its own loader. Nothing here needs a network.
"""

from __future__ import annotations

import contextlib
import functools
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.integration.project import AS_ROOT
from tests.patience import eventually

from snowsnake.artifacts.errors import HashMismatch
from snowsnake.events import BuildFinished, BuildLogLine, BuildsPlanned, BuildStarted, Event
from snowsnake.lockfile.model import Seed
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import BuildFailed, EvaluationFailed, NixFailed, SandboxUnavailable
from snowsnake.nix.sandbox import ensure_sandboxed

pytestmark = pytest.mark.skipif(not shutil.which("nix-build", path=os.environ["PATH"]), reason="no Nix here")

DERIVATION = """
{ seed, loader, libraries, python, program, name ? "tried-1.0" }:
derivation {
  inherit name;
  system = builtins.currentSystem;
  builder = "${builtins.storePath seed}/${loader}";
  args = [ "--library-path" "${builtins.storePath seed}/${libraries}"
           "${builtins.storePath seed}/${python}" "-I" "-S" "-u" "-c" program ];
}
"""


@pytest.fixture(scope="session")
def host_seed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Seed]:
    """This machine's Python as a seed: the tree, and how it is started."""
    tree = tmp_path_factory.mktemp("host") / "host-python"
    python = Path(os.path.realpath(sys.executable))
    linked = subprocess.run(["ldd", python], capture_output=True, text=True, check=True).stdout
    libraries = re.findall(r"(/\S+) \(0x", linked)
    (tree / "lib").mkdir(parents=True)
    (tree / "bin").mkdir()
    for library in libraries:
        shutil.copy(library, tree / "lib")
    shutil.copy(python, tree / "bin" / "python3")
    unneeded = shutil.ignore_patterns(
        "__pycache__", "site-packages", "dist-packages", "test", "idlelib", "tkinter", "ensurepip",
        "lib-dynload", "config-*", "turtledemo", "lib2to3", "pydoc_data",
    )  # fmt: skip
    stdlib = Path(sysconfig.get_path("stdlib"))
    shutil.copytree(stdlib, tree / "lib" / stdlib.name, ignore=unneeded)
    (tree / "lib" / stdlib.name / "lib-dynload").mkdir()  # empty, but it is how Python finds its prefix
    loader = next(Path(library).name for library in libraries if "ld-linux" in library)
    seed = Seed(
        nar_sha256="0" * 64, loader=f"lib/{loader}", python="bin/python3", library_path=("lib",), debs=()
    )
    return tree, seed


class Tried:
    """A Nix whose events are kept, and programs to build with it."""

    def __init__(self, directory: Path, seed: tuple[Path, Seed]) -> None:
        self.events: list[Event] = []
        self.nix = Nix(observer=self.events.append)
        self.seed = seed[1]
        self.tree = self.nix.add_tree(seed[0], "host-python")
        self.file = directory / "tried.nix"
        self.file.write_text(DERIVATION)

    def args(self, program: str) -> dict[str, str]:
        # A number that no other run has: what was built before is not built again.
        unique = f"# {time.time_ns()}\nimport os, sys\n{program}"
        return {
            "seed": self.tree,
            "loader": self.seed.loader,
            "libraries": "lib",
            "python": self.seed.python,
            "program": unique,
        }

    def build(self, program: str, root: Path | None = None) -> list[str]:
        return self.nix.build(self.file, self.args(program), root=root)


@pytest.fixture
def tried(tmp_path: Path, host_seed: tuple[Path, Seed]) -> Tried:
    return Tried(tmp_path, host_seed)


PAIR = """
{ seed, loader, libraries, python, program }:
let
  made = more: derivation ({
    system = builtins.currentSystem;
    builder = "${builtins.storePath seed}/${loader}";
    args = [ "--library-path" "${builtins.storePath seed}/${libraries}"
             "${builtins.storePath seed}/${python}" "-I" "-S" "-c" program ];
  } // more);
  pair = made { name = "pair-1.0"; outputs = [ "out" "dev" ]; };
in {
  inherit pair;
  user = made { name = "user-1.0"; outputs = [ "out" ]; needs = [ pair.out pair.dev ]; };
}
"""


def test_an_input_of_which_only_some_outputs_are_there_is_built(tried: Tried) -> None:
    """A garbage collection leaves what something refers to; Nix before 2.12 then fails once (NixOS/nix#6572)."""
    tried.file.write_text(PAIR)
    program = (
        "for name in os.environ['outputs'].split():\n"
        "    with open(os.environ[name], 'w') as file: file.write(os.environ['out'] if name == 'dev' else 'x')"
    )
    args = tried.args(program)
    derivation = tried.nix.instantiate(tried.file, args, attribute="pair")
    words = ["nix-store", *AS_ROOT]
    outputs = subprocess.run(
        [*words, "--realise", derivation], capture_output=True, text=True, check=True
    ).stdout.split()
    (dev,) = (path for path in outputs if path.endswith("-dev"))
    subprocess.run([*words, "--delete", dev], capture_output=True, check=True)
    user = tried.nix.instantiate(tried.file, args, attribute="user")
    assert Path(tried.nix.realise(user)).read_text() == "x"
    assert Path(dev).exists()


def test_nix_is_usable() -> None:
    nix = Nix()
    nix.check()
    assert nix.version() >= (2, 8)


def test_add_files_gives_fixed_output_paths(tmp_path: Path) -> None:
    nix = Nix()
    content = f"a wheel {time.time_ns()}".encode()
    cached = tmp_path / hashlib.sha256(content).hexdigest()
    cached.write_bytes(content)
    link = tmp_path / "link.whl"
    link.symlink_to(cached)
    name = "a+b-1_2.0-py3-none-any.whl"
    added = nix.add_files({name: cached, "link.whl": link})
    expression = (
        '{ sha256, name }: (derivation { inherit name; builder = "builtin:fetchurl"; system = "builtin";'
        ' url = "https://example.invalid/x"; outputHashMode = "flat"; outputHashAlgo = "sha256";'
        " outputHash = sha256; }).outPath"
    )
    asked = subprocess.run(
        ["nix-instantiate", "--eval", "--expr", expression,
         "--argstr", "sha256", cached.name, "--argstr", "name", name],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert json.loads(asked.stdout) == added[name]
    assert Path(added["link.whl"]).read_bytes() == content
    # Known by its path it is not read again: the file may be gone.
    cached.unlink()
    assert nix.add_files({added[name]: cached}) == {added[name]: added[name]}
    nowhere = "/nix/store/00000000000000000000000000000000-nope"
    assert nix.valid_paths([added[name], nowhere]) == {added[name]}
    assert not [entry for entry in tmp_path.iterdir() if entry.name.startswith(".snowsnake")]


def test_add_many_files(tmp_path: Path) -> None:
    """More than one command line holds."""
    files = {}
    for number in range(900):
        path = tmp_path / f"{number}-{'x' * 150}"
        path.write_text(f"{number}")
        files[path.name] = path
    added = Nix().add_files(files)
    assert all(added[name].endswith(f"-{name}") for name in files)
    assert Path(added[next(iter(files))]).read_text() == "0"


def test_add_tree_takes_another_name(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    (tree / "bin").mkdir(parents=True)
    (tree / "bin" / "x").write_text("x")
    (tree / "link").symlink_to("bin/x")
    nix = Nix()
    added = nix.add_tree(tree, "seed-3.13")
    assert added.endswith("-seed-3.13")
    assert Path(f"{added}/link").readlink() == Path("bin/x")
    assert nix.add_tree(tree, "seed-3.13") == added


def test_build_tells_what_happens_and_roots(tried: Tried, tmp_path: Path) -> None:
    root = tmp_path / "roots" / "result"
    root.parent.mkdir()
    paths = tried.build("print('hello'); open(os.environ['out'], 'w').write('done')", root)
    assert Path(paths[0]).read_text() == "done"
    assert root.readlink() == Path(paths[0])
    asked = ["nix-store", "-q", "--roots", paths[0]]
    assert str(root) in subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    shown = [event for event in tried.events if not isinstance(event, BuildsPlanned)]
    started = shown[0]
    assert isinstance(started, BuildStarted)
    assert shown == [
        BuildStarted(id=started.id, name="tried-1.0"),
        BuildLogLine(id=started.id, line="hello"),
        BuildFinished(id=started.id),
    ]
    assert BuildsPlanned(builds=1) in tried.events


def test_failed_build_says_why(tried: Tried) -> None:
    program = (
        'print(\'one\'); print(\'@snowsnake {"error": "collision", "message": "two ships"}\');'
        "print('two \\x1b[31m'); sys.exit(3)"
    )
    with pytest.raises(BuildFailed) as caught:
        tried.build(program)
    error = caught.value
    assert error.name == "tried-1.0"
    assert error.message == "`tried-1.0` failed to build: two ships"
    assert "exit code 3" in error.why
    assert error.log == ("one", "two \x1b[31m")  # made printable by who prints
    assert error.builder_error == {"error": "collision", "message": "two ships"}
    assert error.derivation is not None
    assert error.derivation in (error.help or "")


def test_names_the_build_that_failed_not_who_wanted_it(tried: Tried) -> None:
    tried.file.write_text(
        "args@{ ... }: let one = " + DERIVATION.strip() + '; bad = one (args // { name = "bad"; });'
        ' in derivation { name = "wants-bad"; system = builtins.currentSystem; builder = "${bad}"; }'
    )
    with pytest.raises(BuildFailed) as caught:
        tried.build("sys.exit('broken')")
    assert caught.value.name == "bad"
    assert caught.value.log == ("broken",)


def test_evaluation_error(tmp_path: Path) -> None:
    file = tmp_path / "bad.nix"
    file.write_text('{ why }: throw "no such target: ${why}"')
    with pytest.raises(EvaluationFailed, match="no such target: x \\$\\{y\\} \"'") as caught:
        Nix().build(file, {"why": "x ${y} \"'"})
    assert "no such target" in (caught.value.details or "")


def test_hash_mismatch_shows_both(tmp_path: Path) -> None:
    file = tmp_path / "fetch.nix"
    file.write_text(
        '{ url, sha256 }: derivation { name = "x"; builder = "builtin:fetchurl"; system = "builtin";'
        ' inherit url; outputHashMode = "flat"; outputHashAlgo = "sha256"; outputHash = sha256; }'
    )
    served = tmp_path / "served"
    served.mkdir()
    (served / "x").write_text("not what was locked")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(served))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            with pytest.raises(HashMismatch) as caught:
                Nix().build(file, {"url": f"http://127.0.0.1:{server.server_port}/x", "sha256": "0" * 64})
        finally:
            server.shutdown()
            thread.join()
    assert caught.value.file == "x"
    assert caught.value.expected == "0" * 64
    assert caught.value.found == hashlib.sha256(b"not what was locked").hexdigest()
    assert caught.value.url.endswith("/x")


def test_add_of_nothing_there(tmp_path: Path) -> None:
    with pytest.raises((NixFailed, FileNotFoundError)):
        Nix().add_files({"x": tmp_path / "x"})


def test_sandbox_is_on_and_remembered(tried: Tried, tmp_path: Path) -> None:
    memo = tmp_path / "cache" / "sandbox"
    ensure_sandboxed(tried.nix, tried.tree, tried.seed, memo=memo)
    # The second time nothing runs: not even with a seed that is not there.
    ensure_sandboxed(tried.nix, "/nix/store/nope", replace(tried.seed, loader="x"), memo=memo)
    assert not tried.events


@pytest.mark.skipif(
    not os.access("/nix/var/nix/db", os.W_OK),
    reason="needs a store of one's own: a daemon lets nobody turn it off",
)
def test_builds_that_see_the_machine_are_refused(
    tried: Tried, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As with a daemon that ignores an untrusted user's options: Nix is told `sandbox`, builds without."""
    real = tried.nix.installation.program("nix-build")
    directory = tmp_path / "bin"
    directory.mkdir()
    for tool in ("nix", "nix-store"):
        (directory / tool).symlink_to(tried.nix.installation.program(tool))
    wrapper = directory / "nix-build"
    wrapper.write_text(f'#!/bin/sh\nexec {real} "$@" --option sandbox false\n')
    wrapper.chmod(0o755)
    nix = Nix(bin=directory)
    with pytest.raises(SandboxUnavailable, match="builds see the network and the files") as caught:
        ensure_sandboxed(nix, tried.tree, tried.seed, memo=tmp_path / "memo")
    assert "--no-sandbox" in (caught.value.help or "")
    assert not (tmp_path / "memo").exists()
    ensure_sandboxed(Nix(bin=directory, sandbox=False), tried.tree, tried.seed, memo=tmp_path / "memo")


SLEEP = "import time; print('asleep'); time.sleep(1000)"


def processes_with(mark: str) -> list[int]:
    """Processes of the machine that have `mark` among their arguments, but for this one."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark.encode() in (entry / "cmdline").read_bytes():
                    found.append(int(entry.name))
    return found


def test_ctrl_c_ends_nix_and_its_builders(tried: Tried) -> None:
    mark = f"mark-{time.time_ns()}"

    def interrupt_when_asleep(event: Event) -> None:
        if isinstance(event, BuildLogLine):
            assert processes_with(mark)
            main = threading.main_thread().ident
            threading.Timer(0.1, signal.pthread_kill, [main, signal.SIGINT]).start()

    nix = Nix(observer=interrupt_when_asleep)
    with pytest.raises(KeyboardInterrupt):
        nix.build(tried.file, tried.args(f"# {mark}\n{SLEEP}"))
    eventually(lambda: not processes_with(mark))


@pytest.fixture
def snowsnake_that_sleeps(tried: Tried) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Another process that builds something which never ends, and the mark of its processes."""
    mark = f"mark-{time.time_ns()}"
    program = (
        "import sys, json; from pathlib import Path; from snowsnake.nix.command import Nix\n"
        "from snowsnake.events import BuildLogLine\n"
        "tell = lambda e: print(e.line, flush=True) if isinstance(e, BuildLogLine) else None\n"
        "Nix(observer=tell).build(Path(sys.argv[1]), json.loads(sys.stdin.read()))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, tried.file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(tried.args(f"# {mark}\n{SLEEP}")))
        process.stdin.close()
        assert process.stdout.readline() == "asleep\n"
        yield process, mark
        process.kill()


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs util-linux")
def test_kill_9_leaves_nothing_running(snowsnake_that_sleeps: tuple[subprocess.Popen[str], str]) -> None:
    process, mark = snowsnake_that_sleeps
    assert processes_with(mark)
    process.kill()
    process.wait()
    eventually(lambda: not processes_with(mark))
