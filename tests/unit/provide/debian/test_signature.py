from __future__ import annotations

from typing import Any

import pytest

from snowsnake.provide.debian.signature import BadSignature, archive_keys, verify

TEXT = b"Codename: trixie\nDate: Mon, 23 Nov 2026 12:00:00 +0000\n"


def test_the_signed_text_comes_back(key: Any) -> None:
    assert verify(key.sign(TEXT), source="InRelease", keys=[key.cert]) == TEXT


def test_one_known_key_among_several_is_enough(key: Any, stranger: Any) -> None:
    assert verify(key.sign(TEXT), source="InRelease", keys=[stranger.cert, key.cert]) == TEXT


def test_an_unknown_key_is_refused(key: Any, stranger: Any) -> None:
    with pytest.raises(BadSignature, match="no valid signatures found") as caught:
        verify(stranger.sign(TEXT), source="InRelease", keys=[key.cert])
    assert "backtrace" not in caught.value.message.lower()
    assert caught.value.help is not None


def test_a_changed_text_is_refused(key: Any) -> None:
    tampered = key.sign(TEXT).replace(b"trixie", b"trixle")
    with pytest.raises(BadSignature):
        verify(tampered, source="InRelease", keys=[key.cert])


@pytest.mark.parametrize("text", [b"", TEXT, b"\x00\xff", b"-----BEGIN PGP SIGNED MESSAGE-----\n"])
def test_an_unsigned_text_is_refused(text: bytes, key: Any) -> None:
    with pytest.raises(BadSignature):
        verify(text, source="InRelease", keys=[key.cert])


def test_text_around_the_signature_is_refused(key: Any) -> None:
    signed = key.sign(TEXT)
    for partly in (b"Codename: sid\n" + signed, signed + b"Codename: sid\n", signed + signed, signed[:-40]):
        with pytest.raises(BadSignature):
            verify(partly, source="InRelease", keys=[key.cert])


def test_debians_keys_are_shipped_and_none_else_counts(key: Any) -> None:
    names = {str(user) for cert in archive_keys() for user in cert.user_ids}
    assert len(names) == 6
    assert all("Debian" in name for name in names)
    with pytest.raises(BadSignature):
        verify(key.sign(TEXT), source="InRelease")
