from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.artifacts import fixed_output_path, nix_base32, store_name


@pytest.mark.parametrize(
    ("file", "name"),
    [
        (
            "numpy-2.4.1-cp313-cp313-manylinux_2_27_x86_64.whl",
            "numpy-2.4.1-cp313-cp313-manylinux_2_27_x86_64.whl",
        ),
        ("thing-2!1.0+cpu-py3-none-any.whl", "thing-2_1.0+cpu-py3-none-any.whl"),
        ("libc6_2.41-12~deb13u1_amd64.deb", "libc6_2.41-12_deb13u1_amd64.deb"),
        ("zlib1g_1%3a1.3_amd64.deb", "zlib1g_1_3a1.3_amd64.deb"),
        (".hidden", "_.hidden"),
        ("${x} 'ö'\n", "__x___o__".replace("o", "_")),
    ],
)
def test_store_names(file: str, name: str) -> None:
    assert store_name(file) == name


@given(st.text(min_size=1))
def test_any_name_becomes_one_that_nix_takes(file: str) -> None:
    name = store_name(file)
    assert re.fullmatch(r"[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*", name)
    assert store_name(name) == name


def test_base32_of_a_known_hash() -> None:
    # sha256 of nothing, as `nix-hash --type sha256 --to-base32` writes it
    empty = bytes.fromhex("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
    assert nix_base32(empty) == "0mdqa9w1p6cmli6976v4wi0sw9r4p5prkj7lzfd1877wk11c9c73"


@given(st.binary(min_size=1, max_size=64))
def test_base32_loses_nothing(data: bytes) -> None:
    alphabet = "0123456789abcdfghijklmnpqrsvwxyz"
    text = nix_base32(data)
    assert len(text) == -(-len(data) * 8 // 5)
    number = sum(alphabet.index(c) << (5 * place) for place, c in enumerate(reversed(text)))
    assert number.to_bytes(len(data), "little") == data


@pytest.mark.parametrize("name", ["", ".x", "a/b", "a b", "a\n"])
def test_what_is_no_store_name(name: str) -> None:
    with pytest.raises(ValueError, match="store name"):
        fixed_output_path(name, "0" * 64)


def test_what_is_no_hash() -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        fixed_output_path("x", "0" * 63)
