"""The programs of a tree: which, and how they are started."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from tests.unit.builders.debs import write_deb

from snowsnake.builders import deb
from snowsnake.builders.programs import FACTS, RunTime
from snowsnake.builders.report import BuildError

SH = Path("/bin/sh").resolve().read_bytes()


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NIX_BUILD_TOP", str(tmp_path))
    (tmp_path / "root").mkdir()
    return tmp_path / "root"


def make(root: Path, debs: list[tuple[str, str]], programs: list[str], **spec: Any) -> list[str]:
    prepared(root, debs, programs, **spec)
    return sorted(path.name for path in (root / "programs").iterdir())


def prepared(root: Path, debs: list[tuple[str, str]], programs: list[str], **spec: Any) -> RunTime:
    brought = deb.unpack(debs, str(root), 1)
    below = {
        "below": None, "debs": debs, "programs": programs, "variables": {}, "steps": [],
        "loader": "lib/ld.so", "library-directory": "lib/x", **spec,
    }  # fmt: skip
    tree = RunTime(str(root), below, brought)
    tree.prepare()
    tree.finish()
    return tree


def test_only_what_is_wanted_is_shown(root: Path) -> None:
    debs = [
        write_deb(
            root.parent / "a_1_all.deb",
            {"./usr/bin/tool": b"\x7f", "./usr/bin/sub/x": b""},
            control="Package: a",
        ),
        write_deb(root.parent / "b_1_all.deb", {"./usr/bin/other": b"\x7f"}, control="Package: b"),
    ]
    assert make(root, debs, ["a"]) == ["tool"]
    assert str((root / "programs/tool").readlink()) == "../bin/tool"


def test_an_archive_of_javas_is_started_by_java(root: Path) -> None:
    files = {"./usr/share/draw/draw.jar": b"PK\x03\x04", "./usr/bin/java": b"\x7f", "./usr/bin/dash": b"\x7f"}
    postinst = "update-alternatives --install /usr/bin/draw draw /usr/share/draw/draw.jar 1"
    deb = write_deb(root.parent / "d_1_all.deb", files, control="Package: d", postinst=postinst)
    assert "draw" in make(root, [deb], ["d"])
    assert (
        (root / "programs/draw")
        .read_text()
        .endswith(f"exec '{root}/bin/java' -jar '{root}/bin/draw' \"$@\"\n")
    )


def test_a_metapackage_stands_for_what_it_depends_on(root: Path) -> None:
    alternative = "update-alternatives --install /usr/bin/java java /usr/lib/jvm/bin/java 9"
    debs = [
        write_deb(
            root.parent / "m_1_all.deb", {"./x": b""}, control="Package: m\nDepends: q | v (>= 1),\n n:any, m"
        ),
        write_deb(root.parent / "n_1_all.deb", {"./y": b""}, control="Package: n\nDepends: jre"),
        write_deb(
            root.parent / "jre_1_all.deb",
            {"./usr/lib/jvm/bin/java": b"\x7f"},
            control="Package: jre\nDepends: util",
            postinst=alternative,
        ),
        write_deb(root.parent / "util_1_all.deb", {"./sbin/more": b"\x7f"}, control="Package: util"),
        write_deb(root.parent / "w_1_all.deb", {"./bin/w": b"\x7f"}, control="Package: w\nProvides: v (= 2)"),
    ]
    assert make(root, debs, ["m"]) == ["java", "w"]


def test_programs_that_a_source_has_put_into_another_package_are_shown(root: Path) -> None:
    """Debian's `apache2` has `a2enmod`, and depends on apache2-bin, which has `apache2`."""
    debs = [
        write_deb(
            root.parent / "web_1_all.deb",
            {"./usr/sbin/enable": b"\x7f"},
            control="Package: web\nDepends: web-bin, perl",
        ),
        write_deb(
            root.parent / "web-bin_1_all.deb",
            {"./usr/sbin/web": b"\x7f"},
            control="Package: web-bin\nSource: web (1)",
        ),
        write_deb(root.parent / "perl_1_all.deb", {"./usr/bin/perl": b"\x7f"}, control="Package: perl"),
    ]
    assert make(root, debs, ["web"]) == ["enable", "web"]


def test_variables_reach_a_program_from_elsewhere_unless_its_user_has_set_them(root: Path) -> None:
    debs = [
        write_deb(
            root.parent / "a_1_all.deb",
            {
                "./usr/bin/tool": b'#!/bin/sh\necho "$DATA|$1|$PATH"\n',
                "./usr/bin/binary": b"\x7f",
                "./usr/share/tool/1.0/data/x": b"",
                "./usr/share/tool/it's/data/x": b"",
                "./usr/share/tool/latest": "1.0",
            },
            control="Package: a",
        ),
        write_deb(root.parent / "dash_1_all.deb", {"./bin/dash": SH}, control="Package: dash"),
    ]
    variables = {"DATA": ["share/tool/*/data"], "NONE": ["share/nosuch*"]}
    prepared(root, debs, ["a"], variables=variables).expose("elsewhere", "bin/tool", "/nosuch")
    assert {path.name for path in (root / "programs").iterdir()} == {"binary", "elsewhere", "tool"}
    assert (root / "programs/binary").is_symlink()
    data = f"{root}/share/tool/1.0/data:{root}/share/tool/it's/data"

    def said(name: str = "elsewhere", **environment: str) -> str:
        words = [str(root / "programs" / name), "a  b"]
        return subprocess.run(
            words, env=environment, check=True, capture_output=True, text=True
        ).stdout.strip()

    assert said(PATH="/p") == f"{data}|a  b|{root}/programs:{root}/bin:/p"
    assert said("tool", PATH="/p") == f"|a  b|{root}/programs:{root}/bin:/p"
    assert said(PATH="/p", DATA="mine").startswith("mine|")
    assert said(PATH="/p", DATA="").startswith("|")
    assert json.loads((root / FACTS).read_text()) == {"variables": {"DATA": data}}


def test_steps_run_in_the_tree(root: Path) -> None:
    debs = [
        write_deb(
            root.parent / "dash_1_all.deb", {"./bin/dash": SH, "./etc/x": b""}, control="Package: dash"
        ),
    ]
    make(
        root,
        debs,
        [],
        variables={"CONF": ["etc/x"]},
        steps=[["bin/dash", "-c", "echo $PATH$CONF > etc/made"]],
    )
    assert (root / "etc/made").read_text() == f"{root}/bin\n"


def test_a_link_that_leads_nowhere_leads_into_the_tree_below(root: Path, tmp_path: Path) -> None:
    below = tmp_path / "below"
    (below / "etc/ssl").mkdir(parents=True)
    (below / "etc/ssl/a.crt").write_text("a")
    files: dict[str, bytes | str] = {
        "./usr/lib/ssl/a.pem": "/etc/ssl/a.crt",
        "./usr/lib/ssl/b.pem": "/etc/ssl/b",
    }
    make(root, [write_deb(tmp_path / "a_1_all.deb", files, control="Package: a")], [], below=str(below))
    assert (root / "lib/ssl/a.pem").read_text() == "a"
    assert str((root / "lib/ssl/b.pem").readlink()) == "../../etc/ssl/b"


@pytest.mark.parametrize(
    ("step", "error"), [(["bin/nosuch"], "no-program"), (["bin/dash", "-c", "echo no >&2; exit 3"], "step")]
)
def test_a_step_that_fails_is_named(root: Path, step: list[str], error: str) -> None:
    debs = [write_deb(root.parent / "dash_1_all.deb", {"./bin/dash": SH}, control="Package: dash")]
    with pytest.raises(BuildError) as caught:
        make(root, debs, [], steps=[step])
    assert caught.value.error == error
    assert step[0] in caught.value.message


def test_a_damaged_control_archive_is_named(root: Path) -> None:
    package = write_deb(root.parent / "a_1_all.deb", {"./x": b""})
    with pytest.raises(BuildError, match=r"`a_1_all\.deb` cannot be unpacked: it is damaged"):
        deb.control(*package)
