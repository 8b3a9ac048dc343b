"""Without the network, with half of it, and with mirrors that are wrong, behind or gone.

What must not be reached is behind a proxy that is not there; loopback goes past it.
"""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import Project

CACHE = Path(
    os.environ.get("SNOWSNAKE_CACHE_DIR")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "snowsnake")
)
NOWHERE = "http://127.0.0.1:9"


def cut_off() -> dict[str, str]:
    names = ("http_proxy", "https_proxy", "all_proxy")
    proxies = {name: NOWHERE for lower in names for name in (lower, lower.upper())}
    return proxies | {"no_proxy": "127.0.0.1", "NO_PROXY": "127.0.0.1", "UV_HTTP_RETRIES": "0"}


def new_project(root: Path) -> Project:
    for name in ("project", "state", "tmp"):
        (root / name).mkdir(parents=True)
    return Project(directory=root / "project", state=root / "state", temporary=root / "tmp")


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


@dataclass(frozen=True, kw_only=True)
class Known:
    """A lock made with the whole network, and every file that it took to make it."""

    lock: dict[str, Any]
    cache: Path

    def file(self, name: str) -> bytes:
        sha256: str = self.lock["artifacts"][name]["sha256"]
        return (self.cache / "artifacts" / sha256[:2] / sha256 / name).read_bytes()

    @property
    def target(self) -> dict[str, Any]:
        (target,) = self.lock["targets"].values()
        assert isinstance(target, dict)
        return target


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Known:
    root = tmp_path_factory.mktemp("known")
    project = new_project(root)
    project.write({"requirements.txt": "idna\n"})
    assert project.run("lock").code == 0  # Debian's indexes are in the machine's cache now
    project.lock.unlink()
    project.environment |= empty_cache(root, "debian")
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    return Known(lock=json.loads(project.lock.read_text()), cache=root / "cache")


@pytest.fixture
def index() -> Iterator[Index]:
    with serving() as found:
        yield found


def empty_cache(tmp_path: Path, *shared: str) -> dict[str, str]:
    """A cache with nothing but `shared` folders of the machine's own."""
    cache = tmp_path / "cache"
    cache.mkdir()
    for name in shared:
        (cache / name).symlink_to(CACHE / name)
    return {"SNOWSNAKE_CACHE_DIR": str(cache)}


# --- offline


def test_offline_works_with_what_is_cached(project: Project, known: Known) -> None:
    project.environment |= cut_off()
    project.write({"requirements.txt": "idna\n"})
    ran = project.run("lock", "--offline")
    assert ran.code == 0, ran.err
    assert json.loads(project.lock.read_text())["artifacts"].keys() == known.lock["artifacts"].keys()
    ran = project.run("build", "--offline")
    assert ran.code == 0, ran.err
    project.environment["SNOWSNAKE_OFFLINE"] = "1"
    assert project.run("run", "--", "python", "-c", "import idna; print(1)").out == "1\n"


def test_offline_says_which_packages_are_missing(project: Project, tmp_path: Path, known: Known) -> None:
    assert known.lock
    project.environment |= {"UV_CACHE_DIR": str(tmp_path / "uv"), **cut_off()}
    project.write({"requirements.txt": "idna\nhumanize\n"})
    said = project.fails("lock", "--offline").err
    assert "the cache does not have everything that is needed" in said
    assert "idna was not found in the cache" in said or "humanize was not found in the cache" in said


def test_offline_says_which_index_is_missing(project: Project, tmp_path: Path, known: Known) -> None:
    assert known.lock
    project.environment |= empty_cache(tmp_path) | cut_off()
    project.write({"requirements.txt": "idna\n"})
    assert "the index of Debian trixie (debian) is not in the cache" in project.fails("lock", "--offline").err


def test_offline_lists_every_file_that_is_missing(project: Project, index: Index, tmp_path: Path) -> None:
    names = ("one", "two", "three")
    for name in names:
        index.add(name, files={f"{name}/salt": secrets.token_bytes(9)})
    project.write({"requirements.txt": index.options + "\n".join(names)})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    project.environment |= empty_cache(tmp_path) | cut_off()
    asked = len(index.asked)
    said = project.fails("build", "--offline").err
    assert "3 files are not in the cache, and `--offline` forbids to download" in said
    assert all(f"  {name}-1.0-py3-none-any.whl\n" in said for name in names)
    assert len(index.asked) == asked


# --- mirrors


@pytest.mark.parametrize("status", [404, 503])
def test_what_the_first_mirror_does_not_give_comes_from_the_next(
    project: Project, index: Index, tmp_path: Path, known: Known, status: int
) -> None:
    project.environment |= empty_cache(tmp_path, "debian")
    project.environment["SNOWSNAKE_DEBIAN_MIRROR"] = index.url.replace("simple", "debian")
    index.status = status
    project.write({"requirements.txt": "idna\n"})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert any(path.startswith("/debian/pool/") for path in index.asked)
    text = project.lock.read_text()
    assert json.loads(text)["artifacts"].keys() == known.lock["artifacts"].keys()
    assert "127.0.0.1" not in text


def mirror(index: Index, known: Known, *, pool: str | None) -> dict[str, str]:
    """Everything that a lock needs, from loopback alone: indexes of packages, and Debian's at `/m/debian`.

    The seed's packages are below `pool`, a format with `archive`, `snapshot` and `path`; `None` for nowhere.
    """
    for tool in known.target["tools"].values():
        index.files[tool] = b"only named in the lock"
    for package in known.target["packages"].values():
        index.files[package["artifact"]] = known.file(package["artifact"])
    for file in known.target["seed"]["debs"]:
        if pool is not None:
            index.files[pool.format(**known.lock["artifacts"][file])] = known.file(file)
    return cut_off() | {
        "UV_DEFAULT_INDEX": index.url,
        "SNOWSNAKE_DEBIAN_MIRROR": index.url.replace("simple", "m/debian"),
        "SNOWSNAKE_DEBIAN_SNAPSHOT": index.url.replace("simple", "m/snapshot"),
    }


def test_a_package_that_left_the_pool_comes_from_the_snapshots(
    project: Project, index: Index, tmp_path: Path, known: Known
) -> None:
    project.environment |= empty_cache(tmp_path, "debian")
    project.environment |= mirror(index, known, pool="snapshot/{archive}/{snapshot}/{path}")
    project.write({"requirements.txt": "idna\n"})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    snapshots = [path for path in index.asked if path.startswith("/m/snapshot/")]
    assert len(snapshots) == len(known.target["seed"]["debs"])
    assert "127.0.0.1" not in json.dumps(json.loads(project.lock.read_text())["targets"])


def test_a_package_that_nobody_has_is_named(
    project: Project, index: Index, tmp_path: Path, known: Known
) -> None:
    project.environment |= empty_cache(tmp_path, "debian") | mirror(index, known, pool=None)
    project.write({"requirements.txt": "idna\n"})
    said = project.fails("lock").err
    assert "_amd64.deb" in said or "_all.deb" in said


def test_an_index_that_was_changed_is_refused(
    project: Project, index: Index, tmp_path: Path, known: Known
) -> None:
    signed = (CACHE / "debian" / "debian-trixie.InRelease").read_bytes()
    index.files["debian/dists/trixie/InRelease"] = signed.replace(b"Origin: Debian", b"Origin: Debiam")
    project.environment |= empty_cache(tmp_path) | mirror(index, known, pool=None)
    project.write({"requirements.txt": "idna\n"})
    said = project.fails("lock").err
    assert f"error: `{index.url.replace('simple', 'm')}/debian/dists/trixie/InRelease` is refused: " in said
    assert "SNOWSNAKE_DEBIAN_MIRROR" in said
    # Another mirror has the right one: that is used, and the first one's is told of.
    for name in cut_off():
        project.environment.pop(name)
    project.environment.pop("UV_DEFAULT_INDEX")
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert "m/debian/dists/trixie/InRelease` is refused" in ran.err


def test_an_address_that_is_none(project: Project) -> None:
    project.write({"requirements.txt": "idna\n"})
    for name in ("SNOWSNAKE_DEBIAN_MIRROR", "SNOWSNAKE_DEBIAN_SNAPSHOT"):
        project.environment = {name: "ftp://debian.example.invalid"}
        said = project.fails("lock").err
        assert f"`{name}` is not an http or https address" in said
        assert f"help: {name}=https://" in said
