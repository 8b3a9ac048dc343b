from __future__ import annotations

import shutil
import subprocess

import pytest
from debian.deb822 import PkgRelation
from debian.debian_support import NativeVersion
from hypothesis import given, settings
from hypothesis import strategies as st

from snowsnake.provide.debian.relations import BadRelation, Relation, compare, parse_relations

versions = st.builds(
    lambda epoch, upstream, revision: f"{epoch}{upstream}{revision}",
    st.sampled_from(["", "0:", "1:"]),
    st.from_regex(r"[0-9][0-9a-z.+~]{0,8}", fullmatch=True),
    st.one_of(st.just(""), st.from_regex(r"-[0-9a-z.+~]{1,5}", fullmatch=True)),
)
names = st.from_regex(r"[a-z0-9][a-z0-9+.-]{1,8}", fullmatch=True)
operators = st.sampled_from(["<<", "<=", "=", ">=", ">>"])


@given(versions, versions)
def test_versions_are_ordered_as_debian_orders_them(left: str, right: str) -> None:
    a, b = NativeVersion(left), NativeVersion(right)
    assert compare(left, right) == (a > b) - (a < b)
    assert compare(right, left) == -compare(left, right)


@pytest.mark.skipif(shutil.which("dpkg") is None, reason="no dpkg here")
@settings(max_examples=40)
@given(versions, operators, versions)
def test_relations_admit_what_dpkg_admits(left: str, operator: str, right: str) -> None:
    done = subprocess.run(["dpkg", "--compare-versions", left, operator, right], check=False)
    assert Relation("a", operator, right).admits(left) == (done.returncode == 0)


@given(st.lists(st.lists(st.tuples(names, operators, versions), min_size=1, max_size=3), max_size=4))
def test_relations_parse_as_python_debian_parses_them(groups: list[list[tuple[str, str, str]]]) -> None:
    text = ", ".join(" | ".join(f"{n} ({o} {v})" for n, o, v in group) for group in groups)
    ours = [[(r.name, r.operator, r.version) for r in group] for group in parse_relations(text)]
    theirs = PkgRelation.parse_relations(text) if text else []
    assert ours == [[(r["name"], *(r["version"] or ())) for r in group] for group in theirs]


def test_qualifiers_and_architectures_are_passed_over() -> None:
    assert parse_relations("python3:any (>= 3.5), libc6 [amd64] , perl") == (
        (Relation("python3", ">=", "3.5"),),
        (Relation("libc6"),),
        (Relation("perl"),),
    )


@pytest.mark.parametrize("text", ["(>= 1)", "a (>= )", "a b", "a ($(evil))", "../a"])
def test_what_is_no_relation_is_refused(text: str) -> None:
    with pytest.raises(BadRelation):
        parse_relations(text)
