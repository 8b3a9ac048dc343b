"""The library that redirects compiled-in paths, at work in programs that are made here."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.patience import PATIENCE

import snowsnake
from snowsnake.builders import redirect

SOURCE = Path(snowsnake.__file__).parent / "builders/redirect.c"
PROBE = Path(__file__).with_name("redirect_probe.c")
MAIN = """
#include <stdio.h>
#include <string.h>
const char *ask(const char *, const char *), *ask_library(const char *, const char *);
int main(int argc, char **argv) {
  char *library = "-l";
  int from_library = argc > 1 && !strcmp(argv[1], library);
  char line[8192];
  while (fgets(line, sizeof line, stdin)) {
    char *how = strtok(line, "\\t"), *path = strtok(0, "\\n");
    puts(from_library ? ask_library(how, path) : ask(how, path));
    fflush(stdout);
  }
}
"""
READING = ["open", "openat", "fopen", "signal", "closed"]
LOOKING = ["stat", "lstat", "statfs", "access", "opendir", "scandir", "inotify"]
CHANGING = [
    *(
        "mkdir",
        "mkfifo",
        "mknod",
        "unlink",
        "unlinkat",
        "rmdir",
        "remove",
        "truncate",
        "chmod",
        "chown",
        "utimensat",
    ),
    *("setxattr", "symlink", "rename", "renamed", "link"),
]
STARTING = [
    "execl",
    "execlp",
    "execle",
    "execv",
    "execve",
    "execvp",
    "execvpe",
    "posix_spawn",
    "posix_spawnp",
    "vfork",
]
SEARCHING = ["execlp", "execvp", "execvpe", "posix_spawnp"]

pytestmark = pytest.mark.skipif(shutil.which("gcc") is None, reason="a compiler makes the programs")


@dataclass(frozen=True)
class World:
    """A store of two trees, a program of a tree, and one of a user's that uses a library of the tree."""

    store: Path
    tree: Path
    of_tree: Path
    of_user: Path

    def ask(
        self,
        program: Path,
        *questions: tuple[str, str],
        arguments: Sequence[str] = (),
        variables: Mapping[str, str] | None = None,
    ) -> list[str]:
        text = "".join(f"{how}\t{path}\n" for how, path in questions)
        environment = {"PATH": os.environ["PATH"], **(variables or {})}
        done = subprocess.run(
            [program, *arguments], input=text, env=environment, capture_output=True, text=True, check=True
        )
        return done.stdout.splitlines()

    def tree_asks(self, *questions: tuple[str, str], **variables: str) -> list[str]:
        return self.ask(self.of_tree, *questions, variables=variables)


def compiled(out: Path, *words: str | Path, source: str = "") -> Path:
    out.parent.mkdir(parents=True, exist_ok=True)
    if source:
        code = out.with_suffix(".c")
        code.write_text(source)
        words = (code, *words)
    subprocess.run(["gcc", "-O2", "-o", out, *words], check=True, capture_output=True)
    return out


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    store = tmp_path_factory.mktemp("store")
    interpreter, tree = store / "0-cpython-3", store / "1-native"
    for root in (interpreter, tree):
        redirect.mark(str(root))
    library = interpreter / redirect.LIBRARY
    compiled(library, "-std=gnu11", f'-DSTORE="{store}/"', "-fPIC", "-shared", SOURCE)
    files: Mapping[str, str] = {
        "share/app/only-tree": "tree",
        "share/app/both": "tree",
        "lib/app/plugin": "tree",
        "etc/app.conf": "tree",
        "etc/passwd": "tree",
        "var/lib/app/file": "tree",
        "share/app/unreadable": "tree",
        "bin/su": "tree",
        "bin/hello": "#!/bin/sh\necho tree\n",
        "bin/python3": "#!/bin/sh\necho tree\n",
        "bin/sh": '#!/bin/sh\n[ $3 = signals ] && exec grep SigIgn: /proc/self/status\nshift; echo "tree $*"\n',
    }
    for name, text in files.items():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        (tree / name).write_text(text)
    for name in ("hello", "python3", "sh"):
        (tree / "bin" / name).chmod(0o755)
    (tree / "share/app/unreadable").chmod(0)
    (tree / "usr").symlink_to(".")
    (tree / "share/app/link").symlink_to("nowhere")
    compiled(
        tree / "lib/app/plugin.so", "-fPIC", "-shared", source='const char *name(void) { return "tree"; }'
    )
    main = store / "main.c"
    main.write_text(MAIN)
    probe = compiled(
        tree / "lib/libprobe.so", "-fPIC", "-shared", "-Dask=ask_library", "-D_FORTIFY_SOURCE=2", PROBE
    )
    link = ("-Wl,--no-as-needed", library, probe, f"-Wl,-rpath,{tree}/lib")
    return World(
        store=store,
        tree=tree,
        of_tree=compiled(tree / "bin/program", "-D_FORTIFY_SOURCE=2", main, PROBE, *link),
        of_user=compiled(store / "user/program", "-D_FORTIFY_SOURCE=2", main, PROBE, *link),
    )


@pytest.mark.parametrize("how", READING)
def test_program_of_tree_reads_its_own_file(world: World, how: str) -> None:
    assert world.tree_asks((how, "/usr/share/app/only-tree")) == ["tree"]


@pytest.mark.parametrize("how", LOOKING)
def test_program_of_tree_sees_its_own_directory(world: World, how: str) -> None:
    assert world.tree_asks((how, "/usr/share/app"), (how, "/usr/share/nothing")) == ["yes", "ENOENT"]


@pytest.mark.parametrize("how", STARTING)
def test_program_of_tree_starts_its_own_program(world: World, how: str) -> None:
    assert world.tree_asks((how, "/usr/bin/hello")) == ["tree"]


@pytest.mark.parametrize("how", SEARCHING)
def test_program_that_tree_names_without_directory_is_its_own(world: World, how: str) -> None:
    assert world.tree_asks((how, "hello"), PATH="/nonexistent") == ["tree"]
    assert world.tree_asks((how, "python3"), PATH="/nonexistent") == [
        "exit ENOENT" if how[0] == "e" else "ENOENT"
    ]
    assert world.ask(world.of_user, (how, "hello"), variables={"PATH": "/nonexistent"})[0] != "tree"


@pytest.mark.parametrize("how", STARTING)
def test_script_whose_interpreter_the_host_lacks_is_started_by_the_trees(
    world: World, tmp_path: Path, how: str
) -> None:
    interpreter = world.tree / "bin/snow-interpreter"
    interpreter.write_text('#!/bin/sh\necho "tree $*"\n')
    interpreter.chmod(0o755)
    scripts = {"plain": "#!/usr/bin/snow-interpreter\n", "option": "#! /usr/bin/snow-interpreter  -u x \n"}
    scripts |= {"unknown": "#!/usr/bin/nosuch-interpreter\n", "host": "#!/bin/echo host"}
    for name, text in scripts.items():
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    questions = [(how, str(tmp_path / name)) for name in (*scripts, "absent")]
    plain, option, *failures, absent = world.tree_asks(*questions)
    assert plain == f"tree {tmp_path}/plain"
    assert option == f"tree -u x {tmp_path}/option"
    assert failures == ["ENOENT" if "spawn" in how else "exit ENOENT", f"host {tmp_path}/host"]
    assert absent == failures[0]
    assert world.ask(world.of_user, questions[0]) == [failures[0]]


def test_script_in_python_is_started_by_that_of_path_where_the_host_has_none(
    world: World, tmp_path: Path
) -> None:
    for name, text in (("tool", "#!/nosuch/python3.99\n"), ("bin/python3.99", "#!/bin/echo on-path\n")):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
        (tmp_path / name).chmod(0o755)
    question = ("execve", str(tmp_path / "tool"))
    assert world.tree_asks(question, PATH=f"/nosuch:{tmp_path}/bin") == [
        f"on-path {tmp_path}/bin/python3.99 {tmp_path}/tool"
    ]
    assert world.tree_asks(question, PATH="/nosuch") == ["exit ENOENT"]
    python = ("execve", str(tmp_path / "other"))
    (tmp_path / "other").write_text("#!/usr/bin/python3.99\n")
    (tmp_path / "other").chmod(0o755)
    shutil.copy(world.tree / "bin/hello", world.tree / "bin/python3.99")
    assert world.tree_asks(python, PATH="/nosuch") == ["tree"]


def test_library_that_is_loaded_in_place_of_another_is_known_for_what_it_is(world: World) -> None:
    loads = """
#include <dlfcn.h>
#include <stdio.h>
int main(int argc, char **argv) {
  for (int i = 1; i < argc; i++) {
    void *library = dlopen(argv[i], RTLD_NOW), *ask = dlsym(library, "ask_library");
    puts(((const char *(*)(const char *, const char *))ask)("open", "/usr/share/app/only-tree"));
    printf("%p\\n", ask);
    dlclose(library);
  }
}
"""
    library = world.store / "0-cpython-3" / redirect.LIBRARY
    program = compiled(world.store / "user/loads", "-Wl,--no-as-needed", library, source=loads)
    wheels, trees = world.store / "5-wheel/lib/libprobe.so", world.tree / "lib/libprobe.so"
    wheels.parent.mkdir(parents=True)
    shutil.copyfile(trees, wheels)
    done = subprocess.run([program, wheels, trees, wheels, trees], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[::2] == ["ENOENT", "tree", "ENOENT", "tree"]
    assert len(set(done.stdout.splitlines()[1::2])) == 1, "they were not at the same place"


def test_file_of_environment_comes_before_that_of_the_callers_tree(world: World) -> None:
    environments = world.store / "2-native"
    redirect.mark(str(environments))
    (environments / "share/app").mkdir(parents=True)
    (environments / "share/app/both").write_text("environment")
    library, main = world.store / "0-cpython-3" / redirect.LIBRARY, world.store / "main.c"
    link = (
        "-Wl,--no-as-needed",
        library,
        world.tree / "lib/libprobe.so",
        f"-Wl,-rpath,{environments}/lib:{world.tree}/lib",
    )
    python = compiled(world.store / "environment/bin/python", main, PROBE, *link)
    questions = [("open", "/usr/share/app/both"), ("open", "/usr/share/app/only-tree")]
    assert world.ask(python, *questions, arguments=("-l",)) == ["environment", "tree"]
    assert world.ask(python, *questions) == ["ENOENT", "ENOENT"]


def test_links_above_a_file_of_tree_can_be_followed_by_hand(world: World) -> None:
    assert world.tree_asks(("readlink", "/usr"), ("lstat", "/usr")) == ["EINVAL", "yes"]


def test_shell_of_system_and_popen_is_the_trees(world: World) -> None:
    answers = world.tree_asks(("system", "anything"), ("popen", "anything"))
    assert answers == ["tree -- anything", "tree -- anything 0"]


def test_signal_that_is_ignored_stays_ignored_in_a_command(world: World) -> None:
    default, ignored = world.tree_asks(("system", "signals"), ("nohup", "signals"))
    assert int(ignored.split()[1], 16) ^ int(default.split()[1], 16) == 1 << (signal.SIGINT - 1)


def test_commands_of_several_threads_leave_signals_as_they_were(world: World) -> None:
    assert world.tree_asks(("threads", "anything")) == ["default"]


def test_pipe_to_a_command_is_kept_open_by_no_other(world: World) -> None:
    assert world.tree_asks(("pipes", "anything")) == ["tree -- anything", "ours"]


def test_path_that_is_null_is_an_error(world: World) -> None:
    assert world.tree_asks(("null", "/")) == ["EFAULT"]


def test_pattern_of_any_length_matches_nothing(world: World) -> None:
    assert world.tree_asks(("long", "/usr/share/")) == ["no match"]


def test_paths_that_are_given_back_lie_in_the_tree(world: World) -> None:
    answers = world.tree_asks(
        ("realpath", "/usr/share/app/both"),
        ("readlink", "/usr/share/app/link"),
        ("glob", "/usr/share/app/only*"),
        ("chdir", "/usr/lib/app"),
        ("nftw", "/usr/share/app"),
    )
    tree = world.tree
    assert answers == [
        f"{tree}/share/app/both",
        "nowhere",
        f"{tree}/share/app/only-tree",
        f"{tree}/lib/app",
        "yes",
    ]


def test_library_is_loaded_from_the_tree(world: World) -> None:
    assert world.tree_asks(("dlopen", "/usr/lib/app/plugin.so")) == ["tree"]


def test_library_of_tree_is_redirected_in_a_users_process(world: World) -> None:
    questions = [
        ("open", "/usr/share/app/only-tree"),
        ("execve", "/usr/bin/hello"),
        ("open", "/etc/app.conf"),
    ]
    assert world.ask(world.of_user, *questions, arguments=("-l",)) == ["tree", "tree", "tree"]


def test_child_that_a_thread_leaves_behind_finds_its_files(world: World) -> None:
    """Other threads look for files while one forks: nothing that they hold is waited for in the child."""
    forks = """
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
const char *ask_library(const char *how, const char *path);
static void *look(void *unused) { for (;;) ask_library("access", "/usr/share/app/absent"); return unused; }
int main(void) {
  pthread_t thread;
  for (int i = 0; i < 3; i++) pthread_create(&thread, 0, look, 0);
  for (int i = 0; i < 400; i++) {
    pid_t child = fork();
    if (!child) {
      alarm(20);
      ask_library("access", "/usr/share/app/absent");
      _exit(strcmp(ask_library("access", "/usr/share/app/only-tree"), "yes"));
    }
    int status;
    waitpid(child, &status, 0);
    if (status) return printf("%d after %d\\n", status, i), 1;
  }
  return puts("all"), 0;
}
"""
    library = world.store / "0-cpython-3" / redirect.LIBRARY
    link = ("-Wl,--no-as-needed", library, world.tree / "lib/libprobe.so", f"-Wl,-rpath,{world.tree}/lib")
    program = compiled(world.store / "user/forks", *link, source=forks)
    done = subprocess.run([program], capture_output=True, text=True, check=False, timeout=PATIENCE)
    assert done.stdout == "all\n"


def test_users_own_code_sees_the_host(world: World) -> None:
    questions = [("open", "/usr/share/app/only-tree"), ("execve", "/usr/bin/hello"), ("popen", "echo host")]
    assert world.ask(world.of_user, *questions) == ["ENOENT", "exit ENOENT", "host 0"]


@pytest.mark.parametrize("kind", ["address", "leak", "thread", "undefined"])
def test_programs_with_a_sanitizer_are_redirected(world: World, kind: str) -> None:
    """A sanitizer wraps the same functions, of a tree's own program and of a user's with a library of a tree."""
    library = world.store / "0-cpython-3" / redirect.LIBRARY
    link = (world.tree / "lib/libprobe.so", f"-Wl,-rpath,{world.tree}/lib", library)
    words = (f"-fsanitize={kind}", "-Wl,--no-as-needed", world.store / "main.c", PROBE, *link)
    questions = [
        ("open", "/usr/share/app/only-tree"),
        ("stat", "/usr/share/app"),
        ("execve", "/usr/bin/hello"),
    ]
    trees = compiled(world.tree / f"bin/{kind}", *words)
    users = compiled(world.store / f"user/{kind}", *words)
    assert world.ask(trees, *questions) == ["tree", "yes", "tree"]
    assert world.ask(users, *questions, arguments=("-l",)) == ["tree", "yes", "tree"]


def test_library_that_the_user_preloads_sees_calls_and_keeps_them_redirected(
    world: World, tmp_path: Path
) -> None:
    """Such as `libeatmydata` and `faketime` are: it comes before all others and passes calls on."""
    source = """
#define _GNU_SOURCE
#include <dlfcn.h>
#include <stdio.h>
#include <unistd.h>
FILE *fopen(const char *path, const char *mode) {
  write(2, "seen\\n", 5);
  return ((FILE *(*)(const char *, const char *))dlsym(RTLD_NEXT, "fopen"))(path, mode);
}
"""
    preloaded = compiled(tmp_path / "preloaded.so", "-fPIC", "-shared", source=source)
    done = subprocess.run(
        [world.of_tree],
        input="fopen\t/usr/share/app/only-tree\nexecve\t/usr/bin/hello\n",
        env={"PATH": os.environ["PATH"], "LD_PRELOAD": str(preloaded)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "seen" in done.stderr
    assert done.stdout.splitlines() == ["tree", "tree"]


def test_dangling_link_of_tree_is_not_completed_from_the_host(world: World) -> None:
    assert world.tree_asks(("open", "/usr/share/app/link"), ("lstat", "/usr/share/app/link")) == [
        "ENOENT",
        "yes",
    ]


def test_hosts_libraries_and_data_do_not_exist(world: World) -> None:
    hosts = next(path for path in Path("/usr/share").iterdir() if path.is_dir() and path.name != "doc")
    assert world.tree_asks(("stat", str(hosts)), ("opendir", "/usr/libexec")) == ["ENOENT", "ENOENT"]
    assert world.ask(world.of_user, ("stat", str(hosts))) == ["yes"]


def test_what_describes_the_machine_is_the_hosts(world: World) -> None:
    assert world.tree_asks(("open", "/etc/passwd"))[0].startswith("root:")
    assert world.tree_asks(("stat", "/dev/null"), ("stat", "/proc/self"), ("stat", "/tmp")) == ["yes"] * 3


def test_nothing_is_written_where_only_the_tree_counts(world: World) -> None:
    assert world.tree_asks(("write", "/usr/share/app/both"), ("write", "/usr/lib/new")) == [
        "EACCES",
        "EACCES",
    ]
    assert (world.tree / "share/app/both").read_text() == "tree"
    named = "/usr/share/nowhere/new"
    assert world.ask(world.of_tree, ("write", named), arguments=(named,)) == ["ENOENT"]


@pytest.mark.parametrize("how", CHANGING)
def test_nothing_of_the_host_is_changed_where_only_the_tree_counts(world: World, how: str) -> None:
    assert world.tree_asks((how, "/usr/lib/new"), (how, "/usr/share/app/both")) == ["EACCES", "EACCES"]
    assert (world.tree / "share/app/both").read_text() == "tree"


@pytest.mark.parametrize("how", ["write", "mkdir", "mkstemp", "writable", "chmod", "unlink"])
def test_tree_stays_as_it_was_built_for_its_own_software_of_root_too(world: World, how: str) -> None:
    file, new = str(world.tree / "share/app/kept"), str(world.tree / "share/app/new")
    (world.tree / "share/app/kept").write_text("tree")
    path = new if how in {"write", "mkdir", "mkstemp"} else file
    assert world.tree_asks((how, path)) == ["EACCES"]
    assert not list(world.tree.glob("share/app/new*"))
    assert world.tree_asks((how, path), out=str(world.tree)) == ["yes"]
    for left in world.tree.glob("share/app/new*"):
        left.rmdir() if left.is_dir() else left.unlink()


@pytest.mark.parametrize("how", ["write", "mkdir", "mkstemp", "writable", "chmod", "unlink"])
def test_store_stays_as_it_was_built_for_what_a_python_runs_of_root_too(world: World, how: str) -> None:
    for package in (world.store / "4-wheel", world.tree):
        (package / "share/app").mkdir(parents=True, exist_ok=True)
        (package / "share/app/kept").write_text("wheel")
        path = str(package / "share/app" / ("new" if how in {"write", "mkdir", "mkstemp"} else "kept"))
        assert world.ask(world.of_user, (how, path), variables={"VIRTUAL_ENV": str(package)}) == ["EACCES"]
        assert not list(package.glob("share/app/new*"))
        assert world.ask(world.of_user, (how, path), variables={"out": str(package)}) == ["yes"]
        for left in package.glob("share/app/new*"):
            left.rmdir() if left.is_dir() else left.unlink()
    # A program of a tree may be Nix, which makes store paths.
    (world.store / "4-wheel/share/app/kept").write_text("wheel")
    assert world.tree_asks(("writable", str(world.store / "4-wheel/share/app/kept"))) == ["yes"]


def test_spawned_program_reads_what_the_tree_has(world: World) -> None:
    (world.tree / "bin/cat").symlink_to("/bin/cat")
    assert world.tree_asks(("addopen", "/usr/share/app/only-tree")) == ["tree"]


def test_path_that_the_user_named_is_the_hosts(world: World) -> None:
    hosts = str(next(path for path in Path("/usr/share").iterdir() if path.is_dir() and path.name != "doc"))
    assert world.tree_asks(("stat", hosts), WANTED=hosts) == ["yes"]
    assert world.ask(world.of_tree, ("stat", hosts), arguments=(hosts,)) == ["yes"]


def test_files_of_var_are_the_trees_and_directories_the_hosts(world: World) -> None:
    assert world.tree_asks(("open", "/var/lib/app/file"), ("stat", "/var/lib")) == ["tree", "yes"]
    assert world.tree_asks(("stat", "/var/lib/app")) == ["ENOENT"]


def test_children_inherit_no_variable(world: World) -> None:
    script = world.tree / "bin/variables"
    script.write_text(
        "#!/bin/sh\nenv | grep -v -e ^PATH= -e ^PWD= -e ^_= -e ^SHLVL= -e ^OLDPWD= || echo none\n"
    )
    script.chmod(0o755)
    assert world.tree_asks(("execve", "/usr/bin/variables")) == ["none"]


def test_library_of_the_interpreters_tree_is_redirected_in_a_program_of_another(world: World) -> None:
    """gdb and vim have a Python inside, which looks for its standard library where Debian has it."""
    interpreter, main = world.store / "0-cpython-3", world.store / "main.c"
    library = interpreter / redirect.LIBRARY
    inside = compiled(interpreter / "lib/libinside.so", "-fPIC", "-shared", "-Dask=ask_library", PROBE)
    (interpreter / "lib/python3").mkdir(parents=True)
    (interpreter / "lib/python3/os.py").write_text("interpreter")
    link = ("-Wl,--no-as-needed", library, inside, f"-Wl,-rpath,{interpreter}/lib")
    trees = compiled(world.tree / "bin/debugger", main, PROBE, *link)
    users = compiled(world.store / "user/python", main, PROBE, *link)
    questions = [("open", "/usr/lib/python3/os.py"), ("open", "/usr/share/app/only-tree")]
    assert world.ask(trees, *questions, arguments=("-l",)) == ["interpreter", "tree"]
    assert world.ask(users, *questions, arguments=("-l",)) == ["ENOENT", "ENOENT"]


def test_process_that_changed_its_root_sees_what_is_there(world: World) -> None:
    root = world.store.parent / "root/usr/share/app"
    root.mkdir(parents=True)
    (root / "only-tree").write_text("root")
    (root / "other").write_text("root")
    if os.geteuid() == 0:
        path = f"{world.store.parent}/root:/usr/share/app/"
        assert world.tree_asks(("chroot", path + "other"), ("chroot", path + "only-tree")) == ["root", "root"]


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become another user")
def test_process_that_became_another_user_reads_what_that_one_may(world: World) -> None:
    for directory in (world.store, *world.store.parents):
        if not directory.stat().st_mode & 1:
            directory.chmod(0o755)
    answers = world.tree_asks(
        ("nobody", "/usr/share/app/only-tree"),
        ("nobody", "/usr/share/app/unreadable"),
        ("nobody", "/usr/bin/su"),
    )
    assert answers[:2] == ["tree", "EACCES"]
    if Path("/usr/bin/su").stat().st_mode & 0o4000:
        assert answers[2] != "tree"  # a store has no setuid program: it is the machine's
    assert world.tree_asks(("open", "/usr/bin/su")) == ["tree"]
