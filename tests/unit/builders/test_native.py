"""An environment's native programs: what it has in `bin`, whose interpreter it starts, and what its Python finds.

The hook runs in real processes, started in every way that people start a Python.
"""

from __future__ import annotations

import json
import os
import posixpath
import shutil
import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.patience import PATIENCE

from snowsnake.builders import environment, native
from snowsnake.builders.report import BuildError

SITE = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
BASE = Path(sys._base_executable).resolve()  # type: ignore[attr-defined]
VARIABLES = {"SNOW_DATA": "/tree/data", "SNOW_FONTS": "/tree/fonts", "JAVA_HOME": "/tree/java"}


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """A tree with two programs, libraries and variables."""
    root = tmp_path / "native"
    program(root / "bin/snowman", 'echo "native $*"')
    program(root / "bin/tool", "echo native tool")
    for name in (
        "libsnow.so",
        "libsnow.so.2",
        "libsnow.so.2.10.1",
        "libsnow.so.1",
        "libice-3.so.0",
        "libc.so.6",
    ):
        (root / "lib/x").mkdir(parents=True, exist_ok=True)
        (root / "lib/x" / name).touch()
    (root / "lib/x/more").mkdir()
    (root / "lib/x/more/libhail.so.1").touch()
    (root / "etc/ld.so.conf.d").mkdir(parents=True)
    (root / "etc/ld.so.conf.d/more.conf").write_text(f"# more\n{root}/lib/x/more\n/usr/lib/x\n")
    (root / "programs").mkdir()
    for name in ("snowman", "tool"):
        (root / "programs" / name).symlink_to(f"../bin/{name}")
    (root / "share/snowsnake").mkdir(parents=True)
    (root / "share/snowsnake/run-time.json").write_text(json.dumps({"variables": VARIABLES}))
    return root


@pytest.fixture(autouse=True)
def store(monkeypatch: pytest.MonkeyPatch) -> None:
    """What Nix tells a builder."""
    monkeypatch.setenv("NIX_STORE", "/nix/store")


Spec = dict[str, Any]


def spec_of(tree: Path, python: Path) -> Spec:
    return {
        "python": str(python), "executable": f"bin/{BASE.name}", "version": "3.13", "full-version": "3.13.5",
        "site-packages": SITE, "packages": [], "prefer": [], "spread": [], "native": str(tree),
        "required-by": {}, "prompt": "snow-environment", "managed": True, "strict": False,
        "library-directory": "lib/x", "patchelf": "/nosuch",
    }  # fmt: skip


class TestEnvironment:
    """What the builder writes."""

    @pytest.fixture
    def spec(self, tree: Path, tmp_path: Path) -> Spec:
        python = tmp_path / "python"
        for name in ("bin", "lib/x", "lib/python3.13", "lib/python3", "include", "etc"):
            (python / name).mkdir(parents=True)
        (python / "bin" / BASE.name).write_text("an interpreter")
        patchelf = tmp_path / "patchelf"
        program(patchelf, f'echo "$*" > {tmp_path}/patched')
        return {**spec_of(tree, python), "patchelf": str(patchelf)}

    def build(self, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        out = tmp_path / "out"
        (tmp_path / "spec").write_text(json.dumps(spec))
        monkeypatch.setenv("specPath", str(tmp_path / "spec"))
        monkeypatch.setenv("out", str(out))
        environment.main()
        return out

    def test_it_has_its_own_interpreter_and_programs(
        self, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tree: Path
    ) -> None:
        out = self.build(spec, tmp_path, monkeypatch)
        copy = out / f"libexec/python/bin/{BASE.name}"
        assert (out / "bin/python").resolve() == copy
        assert copy.read_text() == "an interpreter"
        assert copy.stat().st_mode & 0o777 == 0o755
        assert (tmp_path / "patched").read_text().strip() == (
            f"--force-rpath --set-rpath {tree}/lib/x:{tree}/lib/x/more {copy}"
        )
        assert str((out / "bin/snowman").readlink()) == f"{tree}/programs/snowman"
        assert f"home = {out}/libexec/python/bin\n" in (out / "pyvenv.cfg").read_text()
        # Started by a link from elsewhere, the prefix is this one.
        assert (out / "libexec/python/lib/python3/dist-packages").resolve() == out / SITE
        assert (out / "libexec/python/include").resolve() == Path(spec["python"], "include")

    def test_a_distributions_program_of_the_same_name_wins(
        self, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program(tmp_path / "a/bin/tool", "echo mine")
        (tmp_path / "a" / SITE / "__pycache__").mkdir(parents=True)
        out = self.build({**spec, "packages": [["a", str(tmp_path / "a")]]}, tmp_path, monkeypatch)
        assert (out / "bin/tool").resolve() == tmp_path / "a/bin/tool"
        assert [path.name for path in (out / "libexec/programs").iterdir()] == ["snowman"]
        assert f"PROGRAMS = '{out}/libexec/programs'" in (out / SITE / "_snowsnake_native.py").read_text()

    def test_without_native_needs_only_the_hook_is_added(
        self, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = self.build({**spec, "native": None, "patchelf": None}, tmp_path, monkeypatch)
        assert (out / SITE / "_snowsnake_native.pth").read_text() == "import _snowsnake_native\n"
        assert not (out / "libexec/python").exists()
        assert not (out / "libexec/programs").exists()
        assert (out / "bin/python").readlink() == Path(spec["python"], "bin", BASE.name)

    def test_an_environment_for_a_build_has_neither_hook_nor_activation(
        self, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        out = self.build({**spec, "native": None, "managed": False}, tmp_path, monkeypatch)
        assert not list((out / SITE).iterdir())
        assert not list((out / "bin").glob("activate*"))

    def test_where_packages_lie_in_the_interpreters_tree_they_are_the_environments(
        self, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """nixpkgs' interpreter has no `dist-packages`, and a directory of its own packages."""
        tree = Path(spec["python"])
        (tree / "lib/python3").rmdir()
        (tree / "lib/python3.13").rmdir()
        home = tree / posixpath.dirname(SITE)
        (home / "site-packages/pip").mkdir(parents=True)
        (home / "lib-dynload").mkdir()
        (home / "os.py").write_text("")
        (tree / "lib/libpython3.so").touch()
        prefix = self.build(spec, tmp_path, monkeypatch) / "libexec/python"
        assert (prefix / SITE).resolve() == tmp_path / "out" / SITE
        assert not (prefix / "lib/python3").exists()
        assert {path.name for path in (prefix / "lib").iterdir()} == {home.name, "x", "libpython3.so"}
        for name in ("os.py", "lib-dynload"):
            assert (prefix / posixpath.dirname(SITE) / name).resolve() == home / name

    def test_patchelf_that_fails_is_said(
        self, spec: Spec, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        program(tmp_path / "patchelf", "echo broken >&2; exit 1")
        with pytest.raises(BuildError, match="broken"):
            self.build(spec, tmp_path, monkeypatch)


@pytest.mark.skipif(
    Path(sys.base_prefix, "lib/python3").is_dir(), reason="the Python of these tests has Debian's shape"
)
def test_a_link_from_elsewhere_to_its_own_interpreter_sees_the_environment(
    tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The Python that runs this test has the shape of nixpkgs'; started by such a link, it is in no venv."""
    python = Path(sys.base_prefix).resolve()
    patchelf = tmp_path / "patchelf"
    program(patchelf, "exit 0")
    spec = {
        **spec_of(tree, python), "executable": f"bin/{BASE.name}", "patchelf": str(patchelf),
        "packages": [["snow", str(tmp_path / "snow")]],
    }  # fmt: skip
    (tmp_path / "snow" / SITE).mkdir(parents=True)
    (tmp_path / "snow" / SITE / "snow.py").write_text("flakes = 6\n")
    (tmp_path / "spec").write_text(json.dumps(spec))
    monkeypatch.setenv("specPath", str(tmp_path / "spec"))
    monkeypatch.setenv("out", str(tmp_path / "env"))
    environment.main()
    (tmp_path / "elsewhere").symlink_to(tmp_path / "env/bin/python")
    done = subprocess.run(
        [tmp_path / "elsewhere", "-c", "import snow, sys; print(snow.flakes, sys.prefix)"],
        env={"LD_LIBRARY_PATH": f"{python}/lib"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.stdout, done.stderr) == (f"6 {tmp_path}/env/libexec/python\n", "")


Run = Callable[..., str]


class TestHook:
    """What Python finds in an environment with the hook."""

    @pytest.fixture
    def env(self, tree: Path, tmp_path: Path) -> Path:
        out = tmp_path / "env"
        (out / "bin").mkdir(parents=True)
        (out / SITE).mkdir(parents=True)
        (out / "bin/python").symlink_to(BASE)
        (out / "pyvenv.cfg").write_text(f"home = {BASE.parent}\ninclude-system-site-packages = false\n")
        spec = spec_of(tree, tmp_path / "python")
        native.hook(spec, str(out), native.programs(spec, str(out)))
        return out

    @pytest.fixture
    def run(self, env: Path, tmp_path: Path) -> Run:
        def start(
            source: str,
            *options: str,
            environment: Mapping[str, str] | None = None,
            python: Path | None = None,
        ) -> str:
            script = tmp_path / "script.py"
            script.write_text(textwrap.dedent(source))
            library = sysconfig.get_config_var("LIBDIR")
            given = {"LD_LIBRARY_PATH": library} if sysconfig.get_config_var("Py_ENABLE_SHARED") else {}
            done = subprocess.run(
                [str(python or env / "bin/python"), *options, str(script)],
                env={**given, **(environment or {})},
                capture_output=True,
                text=True,
                check=False,
                timeout=PATIENCE,
            )
            assert (done.returncode, done.stderr) == (0, "")
            return done.stdout.strip()

        return start

    @pytest.mark.parametrize("options", [(), ("-I",), ("-E", "-s"), ("-O",), ("-X", "dev")])
    def test_programs_are_found_however_it_is_started(self, run: Run, options: tuple[str, ...]) -> None:
        source = """
            import subprocess
            print(subprocess.run(["snowman", "a"], check=True, capture_output=True, text=True).stdout)
        """
        for given in ({}, {"PATH": "/usr/bin:/bin"}, {"PATH": ""}, {"PATH": "/nosuch"}):
            assert run(source, *options, environment=given) == "native a"

    def test_finder_of_modules_that_asks_all_others_ends(self, run: Run) -> None:
        """As pyomo has one, for modules that may be missing."""
        source = """
            import sys
            class Finder:
                def find_spec(self, name, path=None, target=None):
                    for finder in sys.meta_path:
                        if finder is not self and (spec := finder.find_spec(name, path, target)):
                            return spec
            sys.meta_path.insert(0, Finder())
            import subprocess
            print(subprocess.run(["snowman", "a"], check=True, capture_output=True, text=True).stdout)
        """
        assert run(source, environment={"PATH": "/nosuch"}) == "native a"

    def test_every_way_to_start_a_program(self, run: Run) -> None:
        said = run(
            """
            import asyncio, os, subprocess, sys
            def out(*args, **options):
                print(subprocess.run(*args, capture_output=True, text=True, check=True, **options).stdout, end="")
            out(["snowman", "list"])
            out(["snowman", "env"], env={"PATH": "/usr/bin"})
            out(["snowman", "empty"], env={})
            out("snowman shell", shell=True)
            out("snowman shell-fds", shell=True, close_fds=False)
            out("snowman shell-env", shell=True, env={"X": "1"})
            out("snowman bash", shell=True, executable="/bin/sh")
            print(os.popen("snowman popen").read(), end="")
            sys.stdout.flush()
            os.system("snowman system")
            os.system(b"snowman bytes")
            os.spawnlp(os.P_WAIT, "snowman", "snowman", "spawn")
            os.waitpid(os.posix_spawnp("snowman", ["snowman", "posix"], os.environ), 0)
            async def main():
                process = await asyncio.create_subprocess_exec("snowman", "exec", stdout=-1)
                print((await process.communicate())[0].decode(), end="")
                process = await asyncio.create_subprocess_shell("snowman aioshell", stdout=-1)
                print((await process.communicate())[0].decode(), end="")
            asyncio.run(main())
            sys.stdout.flush()
            os.execvp("snowman", ["snowman", "last"])
            """
        )
        words = (
            "list env empty shell shell-fds shell-env bash popen system bytes spawn posix exec aioshell last".split()  # noqa: SIM905
        )
        assert said.splitlines() == [f"native {word}" for word in words]

    def test_the_environments_program_is_found_before_the_hosts_and_after_the_users_own(
        self, run: Run, tmp_path: Path
    ) -> None:
        program(tmp_path / "host/snowman", "echo host")
        program(tmp_path / "mine/snowman", "echo mine")
        source = f"""
            import os, shutil, subprocess
            print(subprocess.getoutput("snowman"), shutil.which("snowman"))
            os.environ["PATH"] = "{tmp_path}/mine:" + os.environ["PATH"]
            print(subprocess.getoutput("snowman"), shutil.which("snowman"))
            print(subprocess.check_output(["snowman"], text=True))
        """
        first, second, third = run(source, environment={"PATH": f"{tmp_path}/host:/usr/bin"}).splitlines()[:3]
        assert first == f"native  {tmp_path}/env/bin/snowman"
        assert second == f"mine {tmp_path}/mine/snowman"
        assert third == "mine"

    def test_nothing_else_changes_what_is_found(self, run: Run, env: Path) -> None:
        source = """
            import os, shutil, subprocess
            print(shutil.which("snowman"), shutil.which("sh"), shutil.which("nosuch"), shutil.which("python"))
            print(shutil.which("snowman", path="/usr/bin"), shutil.which(b"snowman"), shutil.which("/bin/sh"))
            try:
                subprocess.run(["nosuch"])
            except FileNotFoundError as error:
                print(error)
        """
        first, second, third = run(source, environment={"PATH": "/bin"}).splitlines()
        assert first == f"{env}/bin/snowman /bin/sh None None"
        assert second == f"None {os.fsencode(env)!r}/bin/snowman /bin/sh".replace(
            "'/bin/snowman", "/bin/snowman'"
        )
        assert third == "[Errno 2] No such file or directory: 'nosuch'"

    @pytest.mark.skipif(
        Path(sys.base_prefix) == Path("/usr"),
        reason="the Python of these tests lies among the host's libraries",
    )
    def test_libraries_are_the_environments_and_never_the_hosts(self, run: Run, tmp_path: Path) -> None:
        source = """
            from ctypes.util import find_library
            print(*map(find_library, ("snow", "ice-3", "hail", "c", "nosuch", "z", "sno", "snow.so", "own")))
        """
        # `snow.so` as CPython's own finds it, for which all that follows the name is an ending (findlibs asks so).
        first = run(source)
        assert first == "libsnow.so.2 libice-3.so.0 libhail.so.1 libc.so.6 None None None libsnow.so.2 None"
        (tmp_path / "chosen").mkdir()
        (tmp_path / "chosen/libown.so.4").touch()
        found = run(
            source, environment={"LD_LIBRARY_PATH": f"{tmp_path}/chosen:{sysconfig.get_config_var('LIBDIR')}"}
        )
        assert found.endswith(" libown.so.4")

    def test_text_for_the_linker_is_no_library_where_there_is_one(self, run: Run, tree: Path) -> None:
        (tree / "lib/x/libflake.so").write_text("GROUP ( libflake.so.6 )\n")
        ask = "from ctypes.util import find_library; print(find_library('flake'))"
        assert run(ask) == "libflake.so"
        (tree / "lib/x/more/libflake.so.6").touch()
        assert run(ask) == "libflake.so.6"

    def test_a_library_is_opened_by_its_bare_name(self, run: Run, tree: Path) -> None:
        """Without the help of the program's run path, which means nothing to nixpkgs' `_ctypes`."""
        modules = Path(sysconfig.get_config_var("DESTSHARED"))
        # Any will do, and the smallest needs no library of its own: which there are depends on how Python was built.
        smallest = min(modules.glob("*.so"), key=lambda path: path.stat().st_size)
        shutil.copyfile(smallest, tree / "lib/x/more/libflake.so.3")
        said = run(
            """
            import ctypes
            library = ctypes.CDLL("libflake.so.3")
            print(library._name, *{line.split()[-1] for line in open("/proc/self/maps") if "libflake" in line})
            ctypes.CDLL(None).getpid, ctypes.CDLL("libc.so.6").getpid  # not the tree's, which is no library
            for name in ("libnosuch.so.1", "libsnow.so.2", "more/libflake.so.3"):
                try:
                    ctypes.CDLL(name)
                except OSError as error:
                    print(str(error).partition(":")[0])
            """
        )
        path = tree / "lib/x/more/libflake.so.3"
        assert said.splitlines() == [
            f"libflake.so.3 {path}", "libnosuch.so.1", f"{tree}/lib/x/libsnow.so.2", "more/libflake.so.3"
        ]  # fmt: skip

    LEAKS = """
        import ctypes, os, subprocess, sys
        getenv = ctypes.CDLL(None).getenv
        getenv.restype = ctypes.c_char_p
        print(getenv(b"SNOW_DATA"), "SNOW_DATA" in os.environ)
        sys.stdout.flush()
        show = [sys.executable, "-c", "import os; print(*sorted(k for k in os.environ if k.startswith('SNOW')))"]
    """

    @pytest.mark.parametrize(
        "child",
        [
            "subprocess.run(['/usr/bin/env'])",
            "subprocess.run(['/usr/bin/env'], close_fds=False)",
            "subprocess.run(['/usr/bin/env'], preexec_fn=lambda: None)",
            "subprocess.run('/usr/bin/env | cat', shell=True)",
            "os.system('/usr/bin/env')",
            "print(os.popen('/usr/bin/env').read())",
            "os.spawnl(os.P_WAIT, '/usr/bin/env', 'env')",
            "os.spawnv(os.P_WAIT, '/usr/bin/env', ['env'])",
            "os.waitpid(os.posix_spawn('/usr/bin/env', ['env'], os.environ), 0)",
            "os.execv('/usr/bin/env', ['env'])",
            "os.execlp('env', 'env')",
            "subprocess.run(show)",
            "os.execv(sys.executable, show)",
        ],
    )
    def test_variables_of_libraries_stay_in_the_process(self, run: Run, child: str) -> None:
        said = run(f"{self.LEAKS}\n        {child}")
        assert said.startswith("b'/tree/data' False")
        assert "SNOW" not in said.removeprefix("b'/tree/data' False")

    @pytest.mark.parametrize(
        "start",
        [
            "subprocess.run(['/usr/bin/env'])",
            "subprocess.run(['/usr/bin/env'], env=dict(os.environ))",
            "subprocess.run(['/usr/bin/env'], env=os.environb)",
            "os.system('/usr/bin/env')",
            "os.waitpid(os.posix_spawn('/usr/bin/env', ['env'], os.environ), 0)",
            "os.execve('/usr/bin/env', ['env'], os.environ)",
        ],
    )
    def test_variable_that_python_code_asks_is_seen_and_stays_in_the_process(
        self, run: Run, start: str
    ) -> None:
        said = run(f"import os, subprocess, sys; print(os.environ['JAVA_HOME']); sys.stdout.flush(); {start}")
        assert said.startswith("/tree/java")
        assert "JAVA_HOME" not in said
        own = run(f"import os, subprocess; {start}", environment={"JAVA_HOME": "/mine"})
        assert "JAVA_HOME=/mine" in own

    def test_a_child_is_given_exactly_what_a_plain_python_gives(self, run: Run, env: Path) -> None:
        source = "import subprocess; subprocess.run(['/usr/bin/env'])"
        environment = {"A": "ä", "B": "1"}
        hooked = run(source, environment=environment)
        (env / SITE / "_snowsnake_native.pth").unlink()
        assert hooked == run(source, environment=environment)

    @pytest.mark.parametrize(
        "start",
        [
            "subprocess.run(['/usr/bin/env'])",
            "subprocess.run(['/usr/bin/env'], env=dict(os.environ))",
            "subprocess.run(['/usr/bin/env'], env=os.environb)",
            "os.waitpid(os.posix_spawn('/usr/bin/env', ['env'], os.environ), 0)",
            "os.execve('/usr/bin/env', ['env'], os.environ)",
            "os.execvpe('/usr/bin/env', ['env'], os.environ.copy())",
            "os.spawnve(os.P_WAIT, '/usr/bin/env', ['env'], os.environ)",
        ],
    )
    def test_code_that_searches_path_sees_the_programs_and_children_do_not(
        self, run: Run, tree: Path, start: str
    ) -> None:
        source = f"import os, subprocess; print(os.environ['PATH'], flush=True); {start}"
        for given, seen in (
            ({}, f"{tree}/programs:{os.defpath}"),
            ({"PATH": ""}, f"{tree}/programs:"),
            ({"PATH": "/x:/bin"}, f"{tree}/programs:/x:/bin"),
        ):
            first, *lines = run(source, environment=given).splitlines()
            assert first == f"{seen}:{tree}/bin"
            assert [line for line in lines if line.startswith("PATH=")] == [
                f"PATH={p}" for p in given.values()
            ]

    STARTS = (
        "subprocess.run(words)",
        "subprocess.run(words, env={})",
        "subprocess.run(words[0])",
        "subprocess.run(words[0], cwd='/')",
        "subprocess.Popen(words, -1, words[0]).wait()",
        "asyncio.run(started())",
        "os.execv(words[0], words)",
        "os.execve(words[0], words, os.environ)",
        "os.execl(words[0], *words)",
        "os.execvp(words[0], words)",
        "os.spawnv(os.P_WAIT, words[0], words)",
        "os.spawnve(os.P_WAIT, words[0], words, {})",
        "os.spawnlp(os.P_WAIT, words[0], *words)",
        "os.waitpid(os.posix_spawn(words[0], words, os.environ), 0)",
        "os.waitpid(os.posix_spawnp(words[0], words, {}), 0)",
    )
    PREPARED = """
        import asyncio, os, subprocess
        async def started():
            await (await asyncio.create_subprocess_exec(*words)).wait()
        words = [{path!r}]
        {start}
    """

    @pytest.mark.parametrize("start", STARTS)
    def test_own_script_of_a_distribution_finds_the_programs(self, run: Run, env: Path, start: str) -> None:
        script = env / SITE / "cold/pager.sh"
        program(script, "snowman paged; tool")
        said = run(self.PREPARED.format(path=str(script), start=start), environment={"PATH": "/bin"})
        assert said == "native paged\nnative tool"

    @pytest.mark.parametrize(
        "start",
        [
            "os.execl('/bin/sh', 'sh', words[0])",
            "subprocess.run(['/bin/sh', words[0]])",
            "os.waitpid(os.posix_spawn('/bin/sh', ['sh', words[0]], os.environ), 0)",
        ],
    )
    def test_shell_that_is_given_an_own_script_finds_the_programs(
        self, run: Run, env: Path, start: str
    ) -> None:
        program(env / "share/cold/pager.sh", "snowman paged; command -v python")
        path = str(env / "share/cold/pager.sh")
        said = run(self.PREPARED.format(path=path, start=start), environment={"PATH": "/nosuch"})
        assert said == f"native paged\n{env}/bin/python"

    @pytest.mark.parametrize("start", STARTS)
    def test_program_at_debians_path_is_the_trees_where_the_host_has_none(
        self, run: Run, tree: Path, start: str
    ) -> None:
        program(tree / "sbin/snow-rest", 'echo "native rest $0"')
        for path in ("/usr/sbin/snow-rest", "/sbin/snow-rest"):
            said = run(self.PREPARED.format(path=path, start=start))
            assert said == f"native rest {tree}/sbin/snow-rest"
        assert run(self.PREPARED.format(path="/usr/bin/snowman", start=start)) == "native"

    def test_program_at_debians_path_is_the_hosts_where_there_is_one(self, run: Run, tree: Path) -> None:
        program(tree / "bin/env", "echo native")
        said = run(
            """
            import os, shutil, subprocess
            subprocess.run(["/usr/bin/env"], env={"A": "1"})
            print(os.path.exists("/usr/bin/snowman"), shutil.which("/usr/bin/snowman"), flush=True)
            os.execve("/usr/bin/env", ["env"], {"B": "2"})
            """
        )
        assert said.splitlines() == ["A=1", "False None", "B=2"]

    @pytest.mark.parametrize(
        ("first", "expected"),
        [
            ("#!/nosuch/python", "python SITE/cold/tool"),
            ("#! /nosuch/bin/env python", "python SITE/cold/tool"),
            ("#!/nosuch/env -S python -u", "python SITE/cold/tool"),
            ("#!/usr/bin/snow-perl -w", "native -w SITE/cold/tool"),
            ("#!/nosuch/env snow-perl", "native SITE/cold/tool"),
        ],
    )
    def test_script_starts_with_the_environments_interpreter_where_the_host_has_none(
        self, run: Run, env: Path, tree: Path, first: str, expected: str
    ) -> None:
        program(tree / "bin/snow-perl", 'echo "native $*"')
        script = env / SITE / "cold/tool"
        script.parent.mkdir()
        script.write_text(f"{first}\nimport os, sys\nprint(os.path.basename(sys.executable), __file__)\n")
        script.chmod(0o755)
        for start in self.STARTS if first.endswith("/python") else self.STARTS[::7]:
            said = run(self.PREPARED.format(path=str(script), start=start))
            assert said == expected.replace("SITE", str(env / SITE)), start

    @pytest.mark.parametrize("start", STARTS[:8:7])
    @pytest.mark.parametrize("text", [None, "#!/usr/bin/nosuch-interpreter\n", "#!/nosuch/env nosuch\n"])
    def test_what_nobody_has_fails_as_ever(
        self, run: Run, tmp_path: Path, start: str, text: str | None
    ) -> None:
        path = "/usr/bin/nosuch-program" if text is None else str(tmp_path / "tool")
        if text is not None:
            program(tmp_path / "tool", "")
            (tmp_path / "tool").write_text(text)
        source = textwrap.indent(textwrap.dedent(self.PREPARED).format(path=path, start="tried()"), " " * 8)
        said = run(
            source.replace(
                "tried()",
                f"""
        try:
            {start}
        except FileNotFoundError as error:
            print(error.filename, error.errno)
        """.strip(),
            )
        )
        assert said in {f"{path} 2", "None 2"}  # `os.execv` does not say it

    def test_search_for_a_program_goes_on_after_debians_directory(
        self, run: Run, tree: Path, tmp_path: Path
    ) -> None:
        program(tree / "bin/snow-rest", "echo native")
        program(tmp_path / "mine/snow-rest", "echo mine")
        source = "import os; os.execvp('snow-rest', ['snow-rest'])"
        assert run(source, environment={"PATH": f"/usr/bin:{tmp_path}/mine"}) == "mine"
        assert run(source, environment={"PATH": "/usr/bin"}) == "native"

    def test_path_that_code_changes_is_what_children_get(self, run: Run, tree: Path) -> None:
        source = "import os, subprocess; os.environ['PATH'] += ':/y'; subprocess.run(['/usr/bin/env'])"
        assert (
            f"PATH={tree}/programs:/x:{tree}/bin:/y" in run(source, environment={"PATH": "/x"}).splitlines()
        )

    def test_what_the_user_has_set_is_left_and_given_on(self, run: Run) -> None:
        said = run(f"{self.LEAKS}\n        subprocess.run(show)", environment={"SNOW_DATA": "mine"})
        assert said == "b'mine' True\nSNOW_DATA"
        said = run(f"{self.LEAKS}\n        os.environ['SNOW_FONTS'] = 'x'\n        subprocess.run(show)\n")
        assert said == "b'/tree/data' False\nSNOW_FONTS"
        said = run(
            f"{self.LEAKS}\n        os.environ['SNOW_FONTS'] = 'x'\n        os.system('echo $SNOW_FONTS')\n"
        )
        assert said == "b'/tree/data' False\nx"

    @pytest.mark.parametrize("method", ["spawn", "fork", "forkserver"])
    def test_multiprocessing(self, run: Run, method: str) -> None:
        said = run(
            f"""
            import multiprocessing, os, subprocess
            def child(queue):
                queue.put((sorted(k for k in os.environ if k.startswith("SNOW")), subprocess.getoutput("snowman")))
            if __name__ == "__main__":
                context = multiprocessing.get_context("{method}")
                queue = context.Queue()
                process = context.Process(target=child, args=(queue,))
                process.start()
                print(queue.get())
                process.join()
            """
        )
        assert said == "([], 'native ')"

    def test_functions_look_like_those_that_they_replace(self, run: Run) -> None:
        said = run(
            """
            import ctypes.util, inspect, os, pickle, shutil, subprocess
            for function in (os.system, os.execv, os.get_exec_path, shutil.which, ctypes.util.find_library):
                assert pickle.loads(pickle.dumps(function)) is function, function
                assert function.__doc__ or function is ctypes.util.find_library
            print(inspect.signature(shutil.which), "shell" in inspect.signature(subprocess.Popen).parameters)
            print(inspect.getsource(shutil).startswith('\"\"\"'), shutil.__spec__.loader is shutil.__loader__)
            class Mine(subprocess.Popen):
                def __init__(self, words, **options):
                    super().__init__(words, -1, None, None, -1, None, None, True, True, None, None, **options)
            print(Mine("snowman", text=True).communicate()[0])
            """
        )
        assert said == "(cmd, mode=1, path=None) True\nTrue True\nnative"

    @pytest.mark.skipif(
        Path(sysconfig.get_path("stdlib"), "sitecustomize.py").exists(),
        reason="the Python of these tests has a sitecustomize of its own, which hides any other",
    )
    def test_a_users_own_customisation_works(self, run: Run, env: Path) -> None:
        (env / SITE / "sitecustomize.py").write_text("import subprocess; print('sitecustomize')\n")
        assert run("import subprocess; print(subprocess.getoutput('snowman'))") == "sitecustomize\nnative"

    def test_modules_that_are_there_already_are_changed_too(self, run: Run, env: Path) -> None:
        (env / SITE / "A_first.pth").write_text("import subprocess, shutil, ctypes.util\n")
        said = run(
            f"{self.LEAKS}\n        subprocess.run(show)\n        print(subprocess.getoutput('snowman'))"
        )
        assert said == "b'/tree/data' False\n\nnative"

    def test_an_error_in_it_stops_nothing(self, run: Run, env: Path) -> None:
        hook = env / SITE / "_snowsnake_native.py"
        text = hook.read_text()
        hook.write_text(
            text.replace("def _set_variables() -> None:\n", "def _set_variables() -> None:\n    1 / 0\n")
        )
        assert run("import subprocess; print(1)", "-B") == "1"

    def test_its_cost(self, run: Run) -> None:
        """Nothing is imported for it that a started Python does not have, and most of its work waits."""
        said = run("import sys; print(*sorted(sys.modules))")
        later = {"_snowsnake_libraries", "_snowsnake_programs"}
        others = {"subprocess", "shutil", "ctypes", "typing", "re", "functools"}
        assert not (later | others).intersection(said.split())

    def test_process_that_can_import_no_module_any_more_starts_programs(self, run: Run) -> None:
        """As after `os.chroot`, or when Python ends."""
        said = run(
            """
            import os, sys
            sys.path.clear()
            sys.path_importer_cache.clear()
            print(os.system("exit 3") >> 8, flush=True)
            os.execve("/bin/sh", ["sh", "-c", "echo $A"], {"A": "started"})
            """
        )
        assert said.splitlines() == ["3", "started"]


@pytest.mark.parametrize(
    ("first", "made"),
    [
        ("#!/usr/bin/env bash", "#!{tree}/bin/bash"),
        ("#! /bin/bash -e", "#!{tree}/bin/bash -e"),
        ("#!/usr/bin/env zsh", None),
        ("#!/usr/bin/env bash-completion", None),
        ("#!/usr/bin/ruby", None),
        ("#!/usr/bin/perl -w", "#!{tree}/bin/perl -w"),
        ("#!/usr/bin/env python3 -u", None),
    ],
)
def test_scripts_of_distributions_start_the_trees_interpreter(
    tree: Path, tmp_path: Path, first: str, made: str | None
) -> None:
    for name in ("bash", "perl", "python3"):
        program(tree / f"bin/{name}", "echo native")
    out, script = tmp_path / "environment", tmp_path / "distribution/bin/thing"
    program(script, "")
    script.write_text(f"{first}\necho hello\n")
    (out / "bin").mkdir(parents=True)
    (out / "bin/thing").symlink_to(script)
    (out / "bin/bash").symlink_to(tree / "bin/bash")
    native.scripts({"native": str(tree)}, str(out))
    expected = first if made is None else made.format(tree=tree)
    path = f'PATH="${{PATH:+$PATH:}}{tree}/bin:{out}/bin"; export PATH' if made and "bash" in made else ""
    text = (out / "bin/thing").read_text().replace("  # what it runs may be here alone", "")
    assert text == f"{expected}\n{path}{path and chr(10)}echo hello\n"
    assert os.access(out / "bin/thing", os.X_OK)
    assert (out / "bin/bash").is_symlink()
    assert script.read_text() == f"{first}\necho hello\n"
