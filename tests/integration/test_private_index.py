"""A private index: it works whichever way the password is told, and nobody else ever sees the password.

What could be seen is looked at from outside: the lock, all output, every file that is written, the process list
while it runs, and the derivations and names in the Nix store.
"""

from __future__ import annotations

import os
import secrets
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, Ran

USER = "snow-user"
STORE = Path("/nix/store")
CACHE = Path(
    os.environ.get("SNOWSNAKE_CACHE_DIR")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "snowsnake")
)


@dataclass(kw_only=True)
class Private:
    """An index that asks for a password, and two machines that know nothing of each other."""

    index: Index
    password: str
    here: Project
    there: Project
    root: Path
    seen: list[str] = field(default_factory=list)
    """Where the password showed."""

    @property
    def with_login(self) -> str:
        """The index's address with user and password."""
        return self.index.url.replace("://", f"://{USER}:{self.password}@")

    def run(self, project: Project, *words: str) -> Ran:
        """Run with everything shown, and look at the process list meanwhile."""
        with self._watching():
            ran = project.run(*words)
        if self.password in ran.out + ran.err:
            self.seen.append(f"output of {words}")
        return ran

    def lock_here_and_build_there(self, files: dict[str, str]) -> str:
        """Lock on one machine, build and run on the other; the lock."""
        store = set(os.listdir(STORE))  # noqa: PTH208 -- names
        self.here.write(files)
        locked = self.run(self.here, "lock", "-v")
        assert locked.code == 0, locked.err
        self.there.write({**files, "snowsnake.lock": self.here.lock.read_bytes()})
        built = self.run(self.there, "build", "-v", "--locked")
        assert built.code == 0, built.err
        ran = self.run(
            self.there, "run", "-v", "--", "python", "-c", "import inner, deeper; print(inner.value)"
        )
        assert (ran.code, ran.out) == (0, "42\n"), ran
        for format_ in ("pylock.toml", "requirements.txt"):
            assert self.run(self.there, "export", "--format", format_).code == 0
        self.look_at_files(exclude=set(files))
        self._look_at_store(set(os.listdir(STORE)) - store)  # noqa: PTH208
        assert self.seen == []
        return self.here.lock.read_text()

    @contextmanager
    def _watching(self) -> Iterator[None]:
        over = threading.Event()

        def watch() -> None:
            while not over.wait(0.003):
                for name in os.listdir("/proc"):  # noqa: PTH208 -- quicker
                    if name.isdigit():
                        try:
                            said = Path("/proc", name, "cmdline").read_bytes()
                        except OSError:
                            continue  # it has ended
                        if self.password.encode() in said:
                            self.seen.append(f"process list: {said!r}")

        thread = threading.Thread(target=watch)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def look_at_files(self, exclude: set[str]) -> None:
        for directory, folders, names in os.walk(self.root):
            for name in (*folders, *names):
                path = Path(directory, name)
                ours = path.parent in {self.here.directory, self.there.directory} and name in exclude
                ours = ours or name == ".netrc"
                if self.password in name or (
                    path.is_file()
                    and not path.is_symlink()
                    and not ours
                    and self.password.encode() in path.read_bytes()
                ):
                    self.seen.append(str(path))

    def _look_at_store(self, names: set[str]) -> None:
        assert any(name.endswith(".drv") for name in names)
        for name in names:
            path = STORE / name
            if self.password in name or (
                name.endswith(".drv") and path.is_file() and self.password.encode() in path.read_bytes()
            ):
                self.seen.append(str(path))


@pytest.fixture
def private(tmp_path: Path) -> Iterator[Private]:
    password = f"pw-{secrets.token_hex(12)}"
    projects = []
    for machine in ("here", "there"):
        for name in ("project", "state", "tmp", "cache", "uv", "home"):
            (tmp_path / machine / name).mkdir(parents=True)
        # What Debian has is no secret, and large.
        for shared in ("debian", "seeds"):
            if (CACHE / shared).is_dir():
                (tmp_path / machine / "cache" / shared).symlink_to(CACHE / shared)
        root = tmp_path / machine
        projects.append(
            Project(
                directory=root / "project",
                state=root / "state",
                temporary=root / "tmp",
                anew=True,
                environment={
                    "SNOWSNAKE_CACHE_DIR": str(root / "cache"),
                    "UV_CACHE_DIR": str(root / "uv"),
                    "HOME": str(root / "home"),
                },
            )
        )
    with serving() as index:
        index.login = USER, password
        # New bytes each time: neither a cache nor the store has them.
        index.add(
            "inner",
            metadata="Requires-Dist: deeper\n",
            files={"inner/__init__.py": b"value = 42\n", "inner/salt": secrets.token_bytes(9)},
        )
        index.add("deeper", files={"deeper/__init__.py": b"", "deeper/salt": secrets.token_bytes(9)})
        index.metadata["inner"] = "Requires-Dist: deeper\n"
        yield Private(index=index, password=password, here=projects[0], there=projects[1], root=tmp_path)
    shutil.rmtree(tmp_path, ignore_errors=True)


PROJECT = '[project]\nname = "demo"\nversion = "1"\ndependencies = ["inner"]\n'


def test_in_a_requirements_file(private: Private) -> None:
    lock = private.lock_here_and_build_there(
        {"requirements.txt": f"--index-url {private.with_login}\ninner\n"}
    )
    assert private.index.file_url("inner-1.0-py3-none-any.whl") in lock
    # Another password is no other requirement.
    private.there.write({"requirements.txt": f"--index-url {private.index.url}\ninner\n"})
    assert private.there.run("lock", "--check").code == 0


def test_in_a_requirements_file_by_the_name_of_a_variable(private: Private) -> None:
    for machine in (private.here, private.there):
        machine.environment["INDEX_PASSWORD"] = private.password
    url = private.index.url.replace("://", f"://{USER}:${{INDEX_PASSWORD}}@")
    private.lock_here_and_build_there({"requirements.txt": f"--extra-index-url {url}\ninner\n"})


def test_of_an_index_in_a_project_by_uvs_variables(private: Private) -> None:
    for machine in (private.here, private.there):
        machine.environment |= {"UV_INDEX_OURS_USERNAME": USER, "UV_INDEX_OURS_PASSWORD": private.password}
    index = f'[[tool.uv.index]]\nname = "ours"\nurl = "{private.index.url}"\nexplicit = true\n'
    files = {"pyproject.toml": f'{PROJECT}{index}[tool.uv.sources]\ninner = {{ index = "ours" }}\n'}
    files["pyproject.toml"] = (
        files["pyproject.toml"].replace('["inner"]', '["inner", "deeper"]') + 'deeper = { index = "ours" }\n'
    )
    private.lock_here_and_build_there(files)


def test_in_the_address_of_an_index_in_a_project(private: Private) -> None:
    index = f'[[tool.uv.index]]\nname = "ours"\nurl = "{private.with_login}"\ndefault = true\n'
    private.lock_here_and_build_there({"pyproject.toml": PROJECT + index})


def test_in_netrc(private: Private) -> None:
    for machine in (private.here, private.there):
        netrc = Path(machine.environment["HOME"], ".netrc")
        netrc.write_text(f"machine 127.0.0.1\nlogin {USER}\npassword {private.password}\n")
        netrc.chmod(0o600)
    private.lock_here_and_build_there({"requirements.txt": f"--index-url {private.index.url}\ninner\n"})


def test_in_the_environment(private: Private) -> None:
    for machine in (private.here, private.there):
        machine.environment["UV_INDEX"] = private.with_login
    private.lock_here_and_build_there({"requirements.txt": "inner\n"})


def test_in_the_address_of_a_wheel(private: Private) -> None:
    url = private.with_login.removesuffix("simple") + "files/{0}-1.0-py3-none-any.whl"
    lines = [f"{name} @ {url.format(name)}\n" for name in ("inner", "deeper")]
    lock = private.lock_here_and_build_there({"requirements.txt": "".join(lines)})
    assert USER not in lock


def test_in_an_address_that_was_typed(private: Private) -> None:
    url = private.with_login.removesuffix("simple") + "files/deeper-1.0-py3-none-any.whl"
    words = ("shell", f"deeper @ {url}", "--", "python", "-c", "import deeper; print(deeper.__name__)")
    for _ in range(2):
        ran = private.here.run(*words)  # the process list has what the user types, of course
        assert (ran.code, ran.out) == (0, "deeper\n"), ran
    assert private.password not in ran.err
    private.look_at_files(set())
    assert private.seen == []
    assert "deeper @ http://127.0.0.1" in private.run(private.here, "clean", "--all").out
    assert private.seen == []


def test_without_a_password(private: Private) -> None:
    private.here.write({"requirements.txt": f"--index-url {private.index.url}\ninner\n"})
    said = private.here.fails("lock").err
    assert "refuses these credentials" in said
    assert "UV_INDEX_<NAME>_PASSWORD" in said
    # The lock comes with the source, the password does not.
    private.here.write({"requirements.txt": f"--index-url {private.with_login}\ninner\n"})
    assert private.here.run("lock").code == 0
    private.there.write(
        {
            "requirements.txt": f"--index-url {private.index.url}\ninner\n",
            "snowsnake.lock": private.here.lock.read_bytes(),
        }
    )
    said = private.there.fails("build").err
    assert "refuses to hand out" in said
    assert private.password not in said
