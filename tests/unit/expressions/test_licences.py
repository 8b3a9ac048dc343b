"""From what distributions say to `lib.licenses`."""

from __future__ import annotations

import pytest

from snowsnake.expressions.errors import NoLicence, UnknownLicence
from snowsnake.expressions.licences import licences

TWO_CLAUSES = "Redistribution and use in source and binary forms, with or without modification, are permitted"
NO_ATTRIBUTION = (
    "MIT No Attribution\n\nPermission is hereby granted, free of charge, to any person to deal in the\n"
    "Software without\nrestriction."
)
NOTICE = "\nThe above copyright notice and this permission notice shall be included in all copies."
OSI = "License :: OSI Approved :: "


@pytest.mark.parametrize(
    ("expression", "free", "classifiers", "files", "expected"),
    [
        ("MIT", None, [], [], ("mit",)),
        ("mit OR apache-2.0", None, [], [], ("mit", "asl20")),
        ("GPL-3.0-or-later WITH GCC-exception-3.1", None, [], [], ("gpl3Plus",)),
        ("GPL-2.0+", None, [], [], ("gpl2Plus",)),
        (None, "Apache License, Version 2.0", [], [], ("asl20",)),
        (None, "BSD-3-Clause", [f"{OSI}BSD License"], [], ("bsd3",)),
        (None, "The MIT License", [], [], ("mit",)),
        (None, "BSD", [], [TWO_CLAUSES], ("bsd2",)),
        (None, None, [f"{OSI}BSD License"], [], ("bsd3",)),
        (
            None,
            None,
            [f"{OSI}Apache Software License", f"{OSI}BSD License"],
            [TWO_CLAUSES],
            ("asl20", "bsd2"),
        ),
        (None, None, [f"{OSI}GNU General Public License v3 or later (GPLv3+)"], [], ("gpl3Plus",)),
        ("MIT", None, [], [NO_ATTRIBUTION, "Some words."], ("mit0",)),
        ("MIT", None, [], [NO_ATTRIBUTION + NOTICE], ("mit",)),
        ("MIT", None, [], [NO_ATTRIBUTION, NO_ATTRIBUTION + NOTICE], ("mit",)),
        ("MIT AND ISC", None, [], [NO_ATTRIBUTION], ("mit", "isc")),
    ],
)
def test_what_is_said_becomes_attributes(
    expression: str | None,
    free: str | None,
    classifiers: list[str],
    files: list[str],
    expected: tuple[str, ...],
) -> None:
    assert licences("demo", expression, free, classifiers, files) == expected


@pytest.mark.parametrize(
    ("free", "classifiers"),
    [(None, []), ("see the file", []), (None, [f"{OSI}GNU General Public License (GPL)"]), ("UNKNOWN", [])],
)
def test_what_is_unclear_is_asked(free: str | None, classifiers: list[str]) -> None:
    with pytest.raises(NoLicence) as error:
        licences("demo", None, free, classifiers)
    assert "--license" in (error.value.help or "")


def test_a_licence_that_nixpkgs_does_not_name_is_said() -> None:
    with pytest.raises(UnknownLicence) as error:
        licences("demo", "Glulxe", None, [])
    assert "Glulxe" in error.value.message
