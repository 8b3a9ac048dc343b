"""The tests of a source: what they need, and which of them only measure."""

from __future__ import annotations

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.expressions.tested import benchmarks, check_inputs

ASKED = "[dependency-groups]\ntest = ['pytest-codspeed', 'pytest-benchmark', 'pytest-xdist', 'numpy', 'hypothesis']\n"


def source(**texts: str) -> SourceFiles:
    files = {name.replace("__", "/") + ".py": text.encode() for name, text in texts.items()}
    files["pyproject.toml"] = ASKED.encode()
    return SourceFiles(file="demo", names=frozenset(files), texts=files)


def names(files: SourceFiles) -> list[str]:
    return [one.name for one in check_inputs(files, [], [], "demo")]


def test_what_only_benchmarks_need_is_no_check_input() -> None:
    files = source(
        tests__test_one="import hypothesis\n",
        tests__test_one_benchmarks="import numpy\nfrom pytest_codspeed import BenchmarkFixture\n",
        benchmarks__test_all="def test_x(benchmark): ...\n",
    )
    assert names(files) == ["hypothesis", "pytest-xdist"]
    assert benchmarks(files) == ("benchmarks", "tests/test_one_benchmarks.py")


def test_plugin_whose_fixture_the_tests_use_is_one() -> None:
    files = source(tests__test_one="def test_x(benchmark):\n    benchmark(f)\n")
    assert "pytest-benchmark" in names(files)
    assert benchmarks(files) == ()
