"""What descriptions tell their readers to install."""

from __future__ import annotations

import pytest

from snowsnake.analyse.uses import told


@pytest.mark.parametrize(
    ("text", "packages"),
    [
        ("Run `sudo apt install tabix` first.", {"tabix"}),
        (
            "$ sudo apt-get -y install poppler-utils tesseract-ocr\n$ pip install x",
            {"poppler-utils", "tesseract-ocr"},
        ),
        ("sudo apt-get install \\\n    libfoo-dev libbar\n", {"libfoo-dev", "libbar"}),
        ("macOS: brew install ffmpeg (or the like)", {"ffmpeg"}),
        ("On Fedora: dnf install Graphviz.", {"graphviz"}),
        ("pacman -S sox; apk add --no-cache ghostscript", {"sox", "ghostscript"}),
        ("apt install libfoo && make", {"libfoo"}),
        ("apt install git unzip", set()),  # to get the source
        ("apt install ./x.deb", set()),
        ("how to install ffmpeg with apt", set()),
        ("apt install", set()),
    ],
)
def test_packages_are_those_that_commands_name(text: str, packages: set[str]) -> None:
    assert told(text) == packages


def test_a_long_line_is_read_as_far_as_a_person_would() -> None:
    assert len(told("apt install " + " ".join(f"package{number}" for number in range(100_000)))) == 40
