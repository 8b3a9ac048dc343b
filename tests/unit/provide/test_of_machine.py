"""What belongs to the machine, by kind and name."""

from __future__ import annotations

import pytest

from snowsnake.provide.of_machine import is_of_driver, of_machine


@pytest.mark.parametrize(
    ("kind", "name", "answer"),
    [
        ("soname", "libcuda.so.1", "driver"),
        ("soname", "libGLX_nvidia.so.0", "driver"),
        ("library", "nvidia-ml", "driver"),
        ("program", "nvidia-smi", "driver"),
        ("driver", "nvidia-ml", "driver"),
        ("driver", "libcuda.so.1", "driver"),
        ("library", "pam", "refused"),
        ("program", "pam", None),
        ("program", "sudo", "machine"),
        ("soname", "libcudart.so.12", None),  # wheels bring it
        ("soname", "libze_loader.so.1", None),  # the loader is a package's
        ("soname", "libamdhip64.so.5", None),  # needs the kernel, and nothing of a driver's files
        ("program", "ping", None),  # sockets of ICMP need no rights
        ("header", "cuda.h", None),
    ],
)
def test_what_belongs_to_the_machine(kind: str, name: str, answer: str | None) -> None:
    found = of_machine(kind, name)
    assert (found.answer if found is not None else None) == answer
    assert is_of_driver(kind, name) == (answer == "driver")
