"""Links that Debian's maintainer scripts would have made, read from their text."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.builders.alternatives import Alternative, link, read


def test_a_plain_call_with_slaves() -> None:
    script = """#!/bin/sh
set -e
# don't take this one: update-alternatives --install /usr/bin/no no /usr/bin/no.1 5
if [ "$1" = configure ]; then
    update-alternatives --quiet --install /usr/bin/convert convert /usr/bin/convert-im7 70 \\
        --slave /usr/share/man/man1/convert.1.gz convert.1.gz /usr/share/man/man1/convert-im7.1.gz
fi
exit 0
"""
    assert read(script) == [
        Alternative("/usr/bin/convert", "/usr/bin/convert-im7", 70),
        Alternative("/usr/share/man/man1/convert.1.gz", "/usr/share/man/man1/convert-im7.1.gz", 70),
    ]


def test_loops_and_variables_as_openjdk_has_them() -> None:
    script = """
priority=2111
basedir=/usr/lib/jvm/java-21
tools='java keytool'
case "$1" in
configure)
    if [ "$X" != $(dpkg --print-architecture) ]; then
        priority=$(expr $priority - 1)
    fi
    for i in $tools; do
        unset slave1 || true
        if [ -e $mandir/$i.1.gz ]; then
            slave1="--slave \\
                /usr/share/man/man1/$i.1.gz $i.1.gz $basedir/man/$i.1.gz"
        fi
        update-alternatives --install /usr/bin/$i $i "$basedir/bin/${i}" $priority $slave1 $unknown
    done
    ;;
esac
"""
    found = read(script)
    assert Alternative("/usr/bin/java", "/usr/lib/jvm/java-21/bin/java", 2111) in found
    assert Alternative("/usr/bin/keytool", "/usr/lib/jvm/java-21/bin/keytool", 2111) in found
    assert Alternative("/usr/share/man/man1/java.1.gz", "/usr/lib/jvm/java-21/man/java.1.gz", 2111) in found


@pytest.mark.parametrize(
    "script",
    [
        "update-alternatives --install /usr/bin/x x $(which y) 10",
        "update-alternatives --install /usr/bin/x x `which y` 10",
        "update-alternatives --install /usr/bin/x x ${y:-/z} 10",
        "update-alternatives --install /usr/bin/x x /usr/bin/y many",
        "update-alternatives --install /usr/bin/x",
        "update-alternatives --remove x /usr/bin/y",
        "cat <<EOF\nupdate-alternatives --install /usr/bin/x x /usr/bin/y 10\nEOF\n",
        "for a in b c",
        "for",
        "'\"`$((",
        "\\",
        "",
    ],
)
def test_what_is_not_plain_is_left_out(script: str) -> None:
    assert read(script) == []


def test_loops_in_loops_end() -> None:
    words = " ".join("abcdefghij" * 4)
    loops = "".join(f"for v{depth} in {words}; do\n" for depth in range(12))
    assert read(loops + "update-alternatives --install /a a /b 1\n" + "done\n" * 12) is not None


def tree(tmp_path: Path, *files: str) -> Path:
    for name in files:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    return tmp_path


def call(name: str, aim: str, priority: int) -> str:
    return f"update-alternatives --install {name} x {aim} {priority}\n"


def test_the_highest_priority_wins_and_what_is_there_stays(tmp_path: Path) -> None:
    root = tree(tmp_path, "bin/low", "bin/high", "bin/own", "lib/blas/libblas.so.3")
    made = link(
        str(root),
        [
            ("one", call("/usr/bin/tool", "/usr/bin/low", 10) + call("/usr/bin/own", "/usr/bin/low", 99)),
            ("two", call("/usr/bin/tool", "/usr/bin/high", 20) + call("/usr/bin/gone", "/usr/bin/nosuch", 1)),
            ("blas", call("/usr/lib/libblas.so.3", "/usr/lib/blas/libblas.so.3", 10)),
        ],
    )
    assert made == {"two": ["bin/tool"], "blas": ["lib/libblas.so.3"]}
    assert str((root / "bin/tool").readlink()) == "high"
    assert str((root / "lib/libblas.so.3").readlink()) == "blas/libblas.so.3"
    assert not (root / "bin/own").is_symlink()


def test_no_link_leads_out_of_the_tree(tmp_path: Path) -> None:
    root = tree(tmp_path / "root", "bin/a")
    (tmp_path / "secret").touch()
    link(str(root), [("evil", call("/../../out", "/usr/bin/a", 1) + call("/usr/bin/x", "/../secret", 1))])
    assert not (tmp_path / "out").exists()
    assert not (root / "bin/x").exists()
