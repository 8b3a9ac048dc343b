"""Other tools' locks, with URLs from an index on loopback."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from packaging.pylock import Pylock
from tests.no_sources import NoSources

from snowsnake.events import Event, Notice, ignore
from snowsnake.lockfile.model import DirectoryArtifact, DistributionArtifact
from snowsnake.requirements import Inputs, read_inputs
from snowsnake.requirements.pyproject import UnknownExtra
from snowsnake.requirements.text import SourceBuildsMissing
from snowsnake.resolve import Repository, ResolveOptions, resolve, select
from snowsnake.resolve.errors import BadPylock, IndexUnreachable, NotCached
from snowsnake.resolve.foreign import StaleForeignLock
from snowsnake.targets import Interpreter, Target

CP313 = Interpreter(
    target=Target.parse("cp313-x86_64-linux"),
    full_version="3.13.5",
    implementation_version="3.13.5",
    glibc=(2, 41),
)
CP311 = Interpreter(
    target=Target.parse("cp311-aarch64-linux"),
    full_version="3.11.2",
    implementation_version="3.11.2",
    glibc=(2, 36),
)


def resolved(inputs: Inputs, *interpreters: Interpreter, offline: bool = False) -> Pylock:
    targets = [interpreter.target for interpreter in interpreters]
    return resolve(
        inputs,
        targets,
        lambda: interpreters,
        ResolveOptions(offline=offline),
        sources=NoSources(),
        observer=ignore,
    )


def digest(name: str) -> str:
    return name.encode().hex().ljust(64, "0")[:64]


class Index(BaseHTTPRequestHandler):
    """Every name has wheels of versions 1 and 2; `html-…` answers as PEP 503, `broken` fails."""

    def do_GET(self) -> None:
        name = self.path.rstrip("/").rpartition("/")[2]
        files = [f"{name.replace('-', '_')}-{version}-py3-none-any.whl" for version in ("1", "2")]
        if name == "broken":
            self.send_error(404)
            return
        why = {"yanked": "it eats files"} if name.endswith("-bad") else {}
        if name.startswith("html-"):
            kind = "text/html"
            said = f' data-yanked="{why["yanked"]}"' if why else ""
            body = "".join(f'<a href="../../f/{f}#sha256={digest(f)}"{said}>{f}</a>' for f in files)
        else:
            kind = "application/vnd.pypi.simple.v1+json"
            listed = [
                {"filename": f, "url": f"/f/{f}", "hashes": {"sha256": digest(f)}, "size": 5, **why}
                for f in files
            ]
            body = json.dumps({"meta": {"api-version": "1.0"}, "name": name, "files": listed})
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 -- the base class's name
        pass


@pytest.fixture(scope="module")
def index() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Index) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def entry(name: str, version: str, table: str, index: str, *more: str) -> str:
    file = f"{name.replace('-', '_')}-{version}-py3-none-any.whl"
    source = f'source = {{type = "legacy", url = "{index}/simple", reference = "x"}}\n' if index else ""
    return (
        f'[[package]]\nname = "{name}"\nversion = "{version}"\n{source}'
        f'files = [{{file = "{file}", hash = "sha256:{digest(file)}"}}]\n' + "\n".join(more) + f"\n{table}\n"
    )


POETRY = """
[tool.poetry.dependencies]
python = "^3.11"
top = {version = "^1", extras = ["fast"]}
old = {version = "*", python = "<3.12"}
maybe = {version = "*", optional = true}
[tool.poetry.extras]
more = ["maybe"]
[tool.poetry.group.test.dependencies]
html-test = "*"
"""


def write_poetry(directory: Path, index: str) -> None:
    (directory / "pyproject.toml").write_text(POETRY)
    (directory / "poetry.lock").write_text(
        entry(
            "top",
            "1",
            '[package.dependencies]\nspeed = {version = "*", optional = true}\nleaf = [\n'
            '{version = "<2", markers = "python_version < \\"3.12\\""},\n'
            '{version = ">=2", markers = "python_version >= \\"3.12\\""}]\n'
            '[package.extras]\nfast = ["speed (>=1)"]\nslow = ["missing"]',
            index,
        )
        + entry("speed", "1", "", index)
        + entry("leaf", "1", "", index)
        + entry("leaf", "2", "", index)
        + entry("old", "1", "", index)
        + entry("maybe", "1", "", index)
        + entry("html-test", "1", "", index)
    )


@pytest.fixture(autouse=True)
def _default_index(index: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", f"{index}/simple")


def test_what_is_yanked_of_a_lock_with_addresses_is_told(tmp_path: Path) -> None:
    files = [
        f'[[packages]]\nname = "{name}"\nversion = "1"\n[[packages.wheels]]\nurl = "https://h.invalid/{file}"\n'
        f'hashes = {{sha256 = "{digest(file)}"}}\n'
        for name in ("html-bad", "json-bad", "good", "broken")
        if (file := f"{name.replace('-', '_')}-1-py3-none-any.whl")
    ]
    head = 'lock-version = "1.0"\ncreated-by = "x"\n'
    (tmp_path / "pylock.toml").write_text(head + "".join(files[:3]))
    assert told(tmp_path) == [
        f"`{name} 1` is yanked, its index advises against it: it eats files"
        for name in ("html-bad", "json-bad")
    ]
    # The lock says which files are taken: what the index does not know is no error.
    (tmp_path / "pylock.toml").write_text(head + "".join(files))
    told(tmp_path)


def told(directory: Path) -> list[str]:
    """What is said while the locks in a directory are read."""
    events: list[Event] = []
    inputs = read_inputs(directory)
    resolve(
        inputs, [CP313.target], lambda: [CP313], ResolveOptions(), sources=NoSources(), observer=events.append
    )
    return sorted(event.text for event in events if isinstance(event, Notice))


@pytest.mark.parametrize("name", ["html-bad", "json-bad"])
def test_what_is_yanked_is_told_with_its_reason(tmp_path: Path, index: str, name: str) -> None:
    (tmp_path / "pyproject.toml").write_text(f'[tool.poetry.dependencies]\n{name} = "*"\n')
    (tmp_path / "poetry.lock").write_text(entry(name, "1", "", index))
    (said,) = told(tmp_path)
    assert said == f"`{name} 1` is yanked, its index advises against it: it eats files"


def test_poetry_keeps_versions_and_follows_its_graph(tmp_path: Path, index: str) -> None:
    write_poetry(tmp_path, index)
    inputs = read_inputs(tmp_path)
    pylock = resolved(inputs, CP313, CP311)
    found = {one.name: one for one in select(pylock, CP313, inputs)}
    assert {name: one.version for name, one in found.items()} == {"leaf": "2", "speed": "1", "top": "1"}
    assert found["speed"].required_by == ("top",)
    top = found["top"].wheel
    assert top is not None
    assert (top.url, top.size) == (f"{index}/f/top-1-py3-none-any.whl", 5)
    older = {one.name: one.version for one in select(pylock, CP311, inputs)}
    assert older == {"leaf": "1", "old": "1", "speed": "1", "top": "1"}


def test_poetry_extras_groups_and_an_html_index(tmp_path: Path, index: str) -> None:
    write_poetry(tmp_path, index)
    inputs = read_inputs(tmp_path, extras=["more"], groups=["test"])
    found = {one.name: one for one in select(resolved(inputs, CP313), CP313, inputs)}
    assert set(found) == {"html-test", "leaf", "maybe", "speed", "top"}
    wheel = found["html-test"].wheel
    assert wheel is not None
    assert wheel.url == f"{index}/f/html_test-1-py3-none-any.whl"


def test_pdm_with_urls_needs_no_index(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\ndependencies = ["top[fast]"]\n'
    )

    def package(name: str, *more: str) -> str:
        file = f"{name}-1-py3-none-any.whl"
        return (
            f'[[package]]\nname = "{name}"\nversion = "1"\ngroups = ["default"]\n'
            f'files = [{{url = "https://example.invalid/{file}", hash = "sha256:{digest(file)}"}}]\n'
            + "".join(f"{line}\n" for line in more)
        )

    (tmp_path / "pdm.lock").write_text(
        package("top", "dependencies = [\"win; sys_platform == 'win32'\"]")
        + package("top", 'extras = ["fast"]', 'dependencies = ["top==1", "speed"]')
        + package("speed")
        + package("win")
        + package("unused")
    )
    inputs = read_inputs(tmp_path)
    pylock = resolved(inputs, CP313, offline=True)
    assert [(one.name, one.required_by) for one in select(pylock, CP313, inputs)] == [
        ("speed", ("top",)),
        ("top", ()),
    ]


COMMIT = "0123456789abcdef0123456789abcdef01234567"
POETRY_ELSEWHERE = f"""
[[package]]
name = "cloned"
version = "1.0"
files = []
[package.dependencies]
leaf = "*"
[package.source]
type = "git"
url = "git@example.invalid:owner/cloned.git"
reference = "main"
resolved_reference = "{COMMIT}"
subdirectory = "python"
[[package]]
name = "leaf"
version = "2"
files = [{{file = "leaf-2.tar.gz", hash = "sha256:{"a" * 64}"}}]
[package.source]
type = "url"
url = "https://example.invalid/f/leaf-2.tar.gz"
[[package]]
name = "beside"
version = "3"
files = []
develop = true
[package.source]
type = "directory"
url = "../beside"
[[package]]
name = "handed"
version = "4"
files = [{{file = "handed-4-py3-none-any.whl", hash = "sha256:{"b" * 64}"}}]
[package.source]
type = "file"
url = "wheels/handed-4-py3-none-any.whl"
"""
PDM_ELSEWHERE = f"""
[[package]]
name = "cloned"
version = "1.0"
git = "ssh://git@example.invalid/owner/cloned.git"
ref = "main"
revision = "{COMMIT}"
subdirectory = "python"
dependencies = ["leaf"]
[[package]]
name = "cloned"
version = "1.0"
extras = ["fast"]
git = "ssh://git@example.invalid/owner/cloned.git"
ref = "main"
revision = "{COMMIT}"
subdirectory = "python"
dependencies = ["cloned==1.0"]
[[package]]
name = "leaf"
version = "2"
url = "https://example.invalid/f/leaf-2.tar.gz#sha256={"a" * 64}"
files = [{{file = "leaf-2.tar.gz", hash = "sha256:{"a" * 64}"}}]
[[package]]
name = "beside"
version = "3"
path = "../beside"
editable = true
[[package]]
name = "handed"
version = "4"
path = "./wheels/handed-4-py3-none-any.whl"
files = [{{file = "handed-4-py3-none-any.whl", hash = "sha256:{"b" * 64}"}}]
"""


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    """A project that requires what no index has, and what is beside it."""
    project = tmp_path / "project"
    for directory in (project / "wheels", tmp_path / "beside"):
        directory.mkdir(parents=True)
    (project / "wheels/handed-4-py3-none-any.whl").write_bytes(b"")
    (project / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\ndependencies = ["cloned", "beside", "handed"]\n'
    )
    return project


@pytest.mark.parametrize(("name", "text"), [("poetry.lock", POETRY_ELSEWHERE), ("pdm.lock", PDM_ELSEWHERE)])
def test_what_comes_from_elsewhere(elsewhere: Path, name: str, text: str) -> None:
    (elsewhere / name).write_text(text)
    inputs = read_inputs(elsewhere)
    found = {one.name: one for one in select(resolved(inputs, CP313, offline=True), CP313, inputs)}
    assert found["cloned"].artifact == Repository(
        file="cloned-0123456789ab.git", url="ssh://git@example.invalid/owner/cloned.git", rev=COMMIT
    )
    assert (found["cloned"].subdirectory, found["leaf"].required_by) == ("python", ("cloned",))
    leaf, handed = found["leaf"].artifact, found["handed"].artifact
    assert isinstance(leaf, DistributionArtifact)
    assert (leaf.url, leaf.sha256) == ("https://example.invalid/f/leaf-2.tar.gz", "a" * 64)
    assert found["beside"].artifact == DirectoryArtifact(file="../beside")
    assert isinstance(handed, DistributionArtifact)
    assert handed.url == (elsewhere / "wheels/handed-4-py3-none-any.whl").as_uri()


@pytest.mark.parametrize(
    ("name", "before", "after", "said"),
    [
        ("poetry.lock", COMMIT, "main", "without a commit"),
        ("poetry.lock", 'type = "git"', 'type = "hg"', "of type `hg`"),
        ("poetry.lock", "sha256:a", "md5:a", "without a sha256 hash"),
        (
            "poetry.lock",
            "../beside",
            "../gone",
            r"`\.\./gone`, which `beside` .* is not there",
        ),
        ("pdm.lock", f'revision = "{COMMIT}"', "", "without a commit"),
        ("pdm.lock", "git = ", "hg = ", "`cloned` is a repository"),
        ("pdm.lock", "sha256:a", "md5:a", "without a sha256 hash"),
        ("pdm.lock", "./wheels", "./gone", "which `handed` comes from, is not there"),
        ("pdm.lock", "./wheels/handed-4-py3-none-any.whl", "pyproject.toml", "is no wheel"),
    ],
)
def test_what_cannot_be_taken_from_elsewhere(
    elsewhere: Path, name: str, before: str, after: str, said: str
) -> None:
    text = POETRY_ELSEWHERE if name == "poetry.lock" else PDM_ELSEWHERE
    assert before in text
    (elsewhere / name).write_text(text.replace(before, after))
    with pytest.raises((SourceBuildsMissing, BadPylock), match=said):
        resolved(read_inputs(elsewhere), CP313, offline=True)


def test_a_lock_that_lags_behind_its_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\ndependencies = ["a", "b>=2"]\n'
    )
    packages = "".join(
        f'[[packages]]\nname = "{name}"\nversion = "1"\n[[packages.wheels]]\n'
        f'url = "https://example.invalid/{name}-1-py3-none-any.whl"\nhashes = {{sha256 = "{"a" * 64}"}}\n'
        for name in ("a", "b")
    )
    (tmp_path / "pylock.toml").write_text(f'lock-version = "1.0"\ncreated-by = "x"\n{packages}')
    with pytest.raises(StaleForeignLock, match=r"`pylock\.toml` does not satisfy `b>=2`"):
        resolved(read_inputs(tmp_path), CP313)


WHEEL = "https://example.invalid/a-1-py3-none-any.whl"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (
            "pylock.toml",
            (
                'lock-version = "1.0"\ncreated-by = "x"\n[[packages]]\nname = "a"\nversion = "1"\n'
                f'[[packages.wheels]]\nurl = "{WHEEL}"\nhashes = {{sha256 = "{"a" * 64}"}}\n'
            ),
        ),
        (
            "uv.lock",
            (
                'version = 1\nrequires-python = ">=3.11"\n[[package]]\nname = "a"\nversion = "1"\n'
                'source = {registry = "https://example.invalid/simple"}\n'
                f'wheels = [{{url = "{WHEEL}", hash = "sha256:{"a" * 64}"}}]\n'
                '[[package]]\nname = "d"\nsource = {editable = "."}\ndependencies = [{name = "a"}]\n'
            ),
        ),
    ],
)
def test_a_lock_has_what_only_the_backend_of_its_project_knows(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\nrequires-python = ">=3.11"\ndynamic = ["dependencies"]\n'
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n'
    )
    (tmp_path / name).write_text(text)
    found = resolved(read_inputs(tmp_path), CP313, offline=True)
    assert [package.name for package in found.packages] == ["a"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pylock.toml", 'lock-version = "9.0"\ncreated-by = "x"\npackages = []\n'),
        ("pylock.toml", 'created-by = "x"\n'),
        ("poetry.lock", "package = 3\n"),
        ("poetry.lock", '[[package]]\nname = "top"\n'),
        ("poetry.lock", ""),
        ("uv.lock", "version = 99\n"),
    ],
)
def test_damaged_locks_are_named(tmp_path: Path, name: str, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "d"\nversion = "1"\ndependencies = ["top"]\n')
    (tmp_path / name).write_text(text)
    with pytest.raises(BadPylock, match=name):
        resolved(read_inputs(tmp_path), CP313)


def test_an_index_without_the_file_and_no_network(tmp_path: Path, index: str) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\ndependencies = ["broken"]\n'
    )
    (tmp_path / "poetry.lock").write_text(entry("broken", "1", "", index))
    with pytest.raises(IndexUnreachable, match="broken"):
        resolved(read_inputs(tmp_path), CP313)
    with pytest.raises(NotCached):
        resolved(read_inputs(tmp_path), CP313, offline=True)


@pytest.mark.parametrize(
    ("extras", "groups", "said", "known"),
    [
        (["nosuch"], [], "has no extra `nosuch`", ("more",)),
        ([], ["nosuch"], "has no dependency group `nosuch`", ("test",)),
    ],
)
def test_pylock_without_a_project_and_an_undeclared_name_says_which_it_has(
    tmp_path: Path, extras: list[str], groups: list[str], said: str, known: tuple[str, ...]
) -> None:
    (tmp_path / "pylock.toml").write_text(
        'lock-version = "1.0"\ncreated-by = "x"\nextras = ["more"]\ndependency-groups = ["test"]\npackages = []\n'
    )
    with pytest.raises(UnknownExtra, match=said) as caught:
        resolved(read_inputs(tmp_path, extras=extras, groups=groups), CP313, offline=True)
    assert caught.value.known == known
