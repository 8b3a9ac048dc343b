"""Text files of a tree name the tree."""

from __future__ import annotations

from pathlib import Path

from snowsnake.builders import texts


def write(root: Path, files: dict[str, str | bytes]) -> None:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)


def test_paths_that_exist_lead_into_the_tree(tmp_path: Path) -> None:
    root, below = tmp_path / "root", tmp_path / "below"
    write(below, {"etc/ssl/openssl.cnf": ""})
    write(
        root,
        {
            "share/tool/data": "",
            "etc/tool.conf": (
                'data="/usr/share/tool/data";/usr/share/tool:/etc/ssl/openssl.cnf\n'
                "url file:///usr/share/tool/data.\n"
                "others /usr/share/nothing $HOME/usr/share/tool /usr/share /usr/local/share/tool x/etc/tool.conf\n"
                "parts /usr/share/tool-$version /usr/share/tool/*.xml\n"
            ),
        },
    )
    texts.rewrite(str(root), str(below))
    assert (root / "etc/tool.conf").read_text() == (
        f'data="{root}/share/tool/data";{root}/share/tool:{below}/etc/ssl/openssl.cnf\n'
        f"url file://{root}/share/tool/data.\n"
        "others /usr/share/nothing $HOME/usr/share/tool /usr/share /usr/local/share/tool x/etc/tool.conf\n"
        f"parts /usr/share/tool-$version {root}/share/tool/*.xml\n"
    )


def test_scripts_start_programs_of_the_tree(tmp_path: Path) -> None:
    write(
        tmp_path,
        {"bin/perl": b"\x7fELF\0", "bin/dash": b"\x7fELF\0", "lib/R/bin/R": "#!/bin/dash\n/usr/bin/perl\n"},
    )
    write(tmp_path, {"bin/exif": "#!/usr/bin/env perl\nuse x;\n", "bin/none": "#!/usr/bin/env ruby\n"})
    write(tmp_path, {"share/yarn/large.pl": "#!/usr/bin/env perl\n" + "#" * (2 << 20)})
    for path in tmp_path.glob("**/*"):
        path.chmod(0o755)
    texts.rewrite(str(tmp_path), None)
    assert (tmp_path / "lib/R/bin/R").read_text() == f"#!{tmp_path}/bin/dash\n{tmp_path}/bin/perl\n"
    assert (tmp_path / "bin/exif").read_text() == f"#!{tmp_path}/bin/perl\nuse x;\n"
    assert (tmp_path / "bin/exif").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "share/yarn/large.pl").read_text().startswith(f"#!{tmp_path}/bin/perl\n#")
    assert (tmp_path / "bin/none").read_text() == "#!/usr/bin/env ruby\n"


def test_what_is_no_text_stays(tmp_path: Path) -> None:
    data = b"\0/usr/share/tool\0"
    write(tmp_path, {"share/tool/x": data, "lib/late": b"x" * 5000 + data, "share/doc/a": "/usr/share/tool"})
    (tmp_path / "etc").mkdir()
    (tmp_path / "etc/link").symlink_to("/usr/share/tool")
    (tmp_path / "etc/nowhere").symlink_to("nosuch")
    texts.rewrite(str(tmp_path), None)
    assert (tmp_path / "share/tool/x").read_bytes() == data
    assert (tmp_path / "share/doc/a").read_text() == "/usr/share/tool"
    assert str((tmp_path / "etc/link").readlink()) == "/usr/share/tool"


FONTS = """<?xml version="1.0"?>
<fontconfig>
	<dir>/usr/share/fonts</dir>
	<dir>/usr/local/share/fonts</dir>
	<dir prefix="xdg">fonts</dir>
	<dir>~/.fonts</dir>
	<include ignore_missing="yes">/etc/fonts/conf.d</include>
	<cachedir>/var/cache/fontconfig</cachedir>
	<cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""


def test_fonts_are_the_trees_and_the_users_and_never_the_hosts(tmp_path: Path) -> None:
    root, below = tmp_path / "root", tmp_path / "below"
    write(
        below,
        {"etc/fonts/fonts.conf": FONTS, "share/fonts/a.ttf": "", "share/fontconfig/conf.avail/1.conf": ""},
    )
    (below / "etc/fonts/conf.d").mkdir()
    (below / "etc/fonts/conf.d/1.conf").symlink_to("../../../share/fontconfig/conf.avail/1.conf")
    write(root, {"share/fonts/b.ttf": ""})
    texts.rewrite(str(root), str(below))
    said = (root / "etc/fonts/fonts.conf").read_text()
    for kept in (
        f"<dir>{root}/share/fonts</dir>",
        f"<dir>{below}/share/fonts</dir>",
        f">{root}/etc/fonts/conf.d<",
        "~/.fonts",
        "<dir>~/.local/share/fonts</dir>",
    ):
        assert kept in said
    assert ">/usr" not in said
    # fontconfig writes to the first that it may write to, and root may write to the tree.
    assert [line.strip() for line in said.splitlines() if "cachedir" in line] == [
        '<cachedir prefix="xdg">fontconfig</cachedir>',
        "<cachedir>/dev/null</cachedir>",
        f"<cachedir>{root}/var/cache/fontconfig</cachedir>",
    ]
    assert (root / "etc/fonts/conf.d/1.conf").is_file()
