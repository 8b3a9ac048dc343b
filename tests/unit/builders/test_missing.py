"""What the log of a failed build says is missing."""

from __future__ import annotations

import pytest

from snowsnake.builders.missing import missing_in


@pytest.mark.parametrize(
    ("line", "kind", "name"),
    [
        ("x.c:1:10: fatal error: libpq-fe.h: No such file or directory", "header", "libpq-fe.h"),
        ("x.c:1:10: fatal error: 'sasl/sasl.h' file not found", "header", "sasl/sasl.h"),
        ("x.cc:1:10: fatal error: Eigen/Dense: No such file or directory", "header", "Eigen/Dense"),
        ("/usr/bin/ld: cannot find -lldap: No such file or directory", "library", "ldap"),
        ("sh: 1: pg_config: not found", "program", "pg_config"),
        ("bash: line 1: cmake: command not found", "program", "cmake"),
        ("/usr/bin/env: 'ruby': No such file or directory", "program", "ruby"),
        ("FileNotFoundError: [Errno 2] No such file or directory: 'swig'", "program", "swig"),
        (
            "RuntimeError: The 'apxs' command appears not to be installed or is not executable.",
            "program",
            "apxs",
        ),
        ("Unable to determine R home: [Errno 2] No such file or directory: 'R'", "program", "R"),
        ("make: gfortran: No such file or directory", "program", "gfortran"),
        ("../meson.build:2:0: ERROR: Program 'swig' not found or not executable", "program", "swig"),
        ("ERROR: Unknown compiler(s): [['gfortran'], ['flang']]", "program", "gfortran"),
        ("  No CMAKE_Fortran_COMPILER could be found.", "program", "gfortran"),
        ("Package cairo was not found in the pkg-config search path.", "pkg-config", "cairo"),
        ("Package 'cairo', required by 'virtual:world', not found", "pkg-config", "cairo"),
        ("No package 'libffi' found", "pkg-config", "libffi"),
        (
            '../meson.build:2:0: ERROR: Dependency "cairo" not found, tried pkgconfig and cmake',
            "pkg-config",
            "cairo",
        ),
        ("CMake Error: Could NOT find CURL (missing: CURL_LIBRARY)", "cmake", "CURL"),
        ("ModuleNotFoundError: No module named 'numpy'", "python-module", "numpy"),
        ("curl: (6) Could not resolve host: dl.example.com", "network", "dl.example.com"),
        (
            "requests: HTTPSConnectionPool(host='dl.example.com', port=443): Max retries",
            "network",
            "dl.example.com",
        ),
        (
            "fetching https://a.example.com/x\n<urlopen error Name or service not known>",
            "network",
            "a.example.com",
        ),
        ("error: no matching package named `serde` found", "crate", "serde"),
        ("SystemExit: gcc not found", "program", "gcc"),
        ("SystemExit: error: g++ is required to build this", "program", "g++"),
        ("please install cmake first", "program", "cmake"),
        ("GCC is not installed", "program", "gcc"),
        ("ERROR: Subproject libcsiphash-1 is buildable: NO", "pkg-config", "libcsiphash-1"),
        ("ERROR: could not find a C compiler", "program", "gcc"),
        ("No working C++ compiler!", "program", "g++"),
        ("A Fortran compiler was not found.", "program", "gfortran"),
        ("SystemExit: Unable to find a compiler", "program", "gcc"),
        ("SystemExit: Could not find the libusb headers", "library", "usb"),
        ("error: unable to locate zlib development files", "library", "zlib"),
        ("SystemExit: libxml2 library not found", "library", "xml2"),
        ("ERROR: portaudio headers are missing", "library", "portaudio"),
        (
            "Could not find function xmlCheckVersion in library libxml2. Is libxml2 installed?",
            "library",
            "xml2",
        ),
        ("The headers or library files could not be found for jpeg,", "library", "jpeg"),
        ("OSError: [Errno 30] Read-only file system: '/usr/x'", "write", "/usr/x"),
        (
            "error: rustc 1.63.0 is not supported by the following",
            "compiler",
            "rustc 1.63.0 is not supported by the following",
        ),
    ],
)
def test_what_a_log_says_is_missing(line: str, kind: str, name: str) -> None:
    log = f"cc -c x.c\n{line}\nerror: failed\n"
    assert {"kind": kind, "name": name} in missing_in(log)


def test_a_log_that_says_nothing() -> None:
    assert missing_in("ERROR: Git program not found, cannot download libcsiphash-1.wrap via git.") == []
    log = (
        "running build\nchecking for stdio.h... yes\nno library directories, no headers required\n"
        "the shared library is not found by itself\nusing gcc, no compiler flags\nSegmentation fault\n"
    )
    assert missing_in(log) == []


def test_a_log_of_any_length_is_read_in_no_time() -> None:
    for words in ("could not find ", "lib-", "c-", "no C "):
        assert missing_in(words * 50_000) == []
