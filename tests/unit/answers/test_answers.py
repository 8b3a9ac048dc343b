"""What a lock answers: why something is in it, and what it could have besides."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.lockfile.conftest import LIBC, TARGET, package

from snowsnake.analyse.cached import analyse_wheel
from snowsnake.answers import (
    NotHere,
    Offer,
    OtherMachine,
    RuledOut,
    check_machine,
    explain,
    inspect,
    offers,
)
from snowsnake.lockfile.model import (
    DistributionArtifact,
    Lock,
    LockedArchive,
    LockedNeed,
    LockedPackage,
    LockedTarget,
    NeedKind,
    NeedLevel,
    Provision,
    Tree,
)
from snowsnake.targets import Target

POPPLER = "poppler-utils_25.03.0-5_amd64.deb"
MAGIC = "libmagic1t64_1%3a5.46-5_amd64.deb"


def need(
    name: str,
    provider: str | None,
    *,
    kind: NeedKind = "program",
    level: NeedLevel = "required",
    path: str = "",
    nixpkgs: str | None = None,
) -> LockedNeed:
    return LockedNeed(
        kind=kind,
        name=name,
        use="run" if kind == "program" else "load",
        level=level,
        evidence=("a.py:1",),
        debian=None if provider is None else Provision(package=provider, path=path or f"bin/{name}"),
        nixpkgs=nixpkgs,
    )


def with_needs(name: str, *needs: LockedNeed, required_by: Sequence[str] = ()) -> LockedPackage:
    return replace(package(name, "1.0", f"{name}-1.0-py3-none-any.whl", *required_by), needs=needs)


@pytest.fixture
def target(lock: Lock) -> LockedTarget:
    pdf = with_needs(
        "pdf2image",
        need("pdftoppm", "poppler-utils", nixpkgs="poppler-utils"),
        need("gs", "ghostscript", level="optional"),
        required_by=("scanner",),
    )
    magic = with_needs(
        "python-magic",
        need(
            "magic", "libmagic1t64", kind="library", path="lib/x86_64-linux-gnu/libmagic.so.1", nixpkgs="file"
        ),
        need("libz.so.1", "python", kind="soname", path="lib/x86_64-linux-gnu/libz.so.1"),
        need("nowhere", None, level="optional"),
    )
    return replace(
        lock.targets[TARGET],
        packages=(magic, pdf, with_needs("scanner", required_by=("suite",)), with_needs("suite")),
        build_packages={},
        natives={"aa": Tree(debs=(MAGIC, POPPLER)), "bb": Tree(debs=(MAGIC,))},
        run_time="aa",
        native=("graphviz",),
        toolchains={"cc": Tree(debs=("libcairo2-dev_1.18_amd64.deb",))},
    )


def test_a_program_is_explained_by_who_runs_it_and_who_wants_that(target: LockedTarget) -> None:
    found = explain(target, "pdftoppm")
    (asked,) = found.asked
    assert (asked.distribution, asked.chain, asked.need.evidence) == (
        "pdf2image",
        ("scanner", "suite"),
        ("a.py:1",),
    )
    assert found.distribution is None


def test_a_package_is_explained_by_what_it_gives_and_the_tree_that_it_is_in(target: LockedTarget) -> None:
    found = explain(target, "poppler-utils")
    assert [asked.need.name for asked in found.asked] == ["pdftoppm"]
    assert found.parts == (("run-time", POPPLER),)
    both = explain(target, "libmagic1t64")
    assert both.parts == (("run-time", MAGIC), ("libraries", MAGIC))


@pytest.mark.parametrize(
    "name", ["magic", "libmagic.so.1", "libmagic", "libmagic.so", "file", "libmagic1t64"]
)
def test_a_library_is_known_by_each_of_its_names(target: LockedTarget, name: str) -> None:
    assert [asked.distribution for asked in explain(target, name).asked] == ["python-magic"]


def test_a_distribution_is_explained_by_who_requires_it(target: LockedTarget) -> None:
    found = explain(target, "PDF2Image")
    assert found.distribution is not None
    assert (found.distribution.name, found.chain) == ("pdf2image", ("scanner", "suite"))
    assert explain(target, "suite").chain == ()


def test_distributions_that_require_each_other_do_not_go_on_for_ever(target: LockedTarget) -> None:
    circle = (with_needs("a", required_by=("b",)), with_needs("b", required_by=("a",)))
    assert explain(replace(target, packages=circle), "a").chain == ()


def test_what_the_user_wants_and_what_builds_see_are_said(target: LockedTarget) -> None:
    assert explain(target, "graphviz").wanted
    assert explain(target, "libcairo2-dev").parts == (("toolchain", "libcairo2-dev_1.18_amd64.deb"),)
    assert explain(target, "libc6").parts == (("interpreter", LIBC),)


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("libGL.so.1", "`snowsnake add-native libgl1`"),
        ("pdftotext", "`snowsnake add-native poppler-utils`"),
        ("numpy", "`snowsnake shell numpy`"),
        ("libcuda.so.1", "`LD_LIBRARY_PATH`"),
        ("", "check the spelling"),
        ("\x1b[31m", "check the spelling"),
        ("../..", "check the spelling"),
        ("graph*", "check the spelling"),
    ],
)
def test_what_is_not_there_leads_on(target: LockedTarget, name: str, line: str) -> None:
    with pytest.raises(NotHere) as caught:
        explain(target, name)
    assert line in (caught.value.help or "")


def test_offers_are_what_is_optional_known_and_not_there(target: LockedTarget) -> None:
    assert offers(target) == (Offer(package="ghostscript", names=("gs",), distributions=("pdf2image",)),)


def test_what_is_in_the_environment_already_is_not_offered(target: LockedTarget) -> None:
    gs = "ghostscript_10.05.1~dfsg-1_amd64.deb"
    natives = {**target.natives, "aa": Tree(debs=(gs, MAGIC))}
    assert offers(replace(target, natives=natives)) == ()
    # In a tree of libraries it is no program that could be run.
    libraries = {**target.natives, "bb": Tree(debs=(gs, MAGIC))}
    assert [offer.package for offer in offers(replace(target, natives=libraries))] == ["ghostscript"]


def test_one_package_for_several_is_offered_once(target: LockedTarget) -> None:
    packages = (
        with_needs("b", need("gs", "ghostscript", level="optional")),
        with_needs(
            "a", need("ps2pdf", "ghostscript", level="optional"), need("ls", "python", level="optional")
        ),
    )
    assert offers(replace(target, packages=packages)) == (
        Offer(package="ghostscript", names=("gs", "ps2pdf"), distributions=("a", "b")),
    )


def test_what_was_asked_for_is_offered_first(target: LockedTarget) -> None:
    required = with_needs("a", need("dot", "graphviz", level="optional"))
    packages = (
        replace(required, required_by=("b",)),
        with_needs("b", need("gs", "zathura", level="optional")),
    )
    found = offers(replace(target, packages=packages))
    assert [offer.distributions for offer in found] == [("b",), ("a",)]


def test_without_a_run_time_tree_everything_optional_is_offered(target: LockedTarget) -> None:
    assert [offer.package for offer in offers(replace(target, run_time=None))] == ["ghostscript"]


def test_inspection_tells_guesses_and_tests_apart(
    lock: Lock, target: LockedTarget, tmp_path: Path, make_wheel: Callable[..., Path]
) -> None:
    code = b"import subprocess\n\ndef render(path):\n    subprocess.run(['pdftoppm', path], check=True)\n"
    wheel = make_wheel(
        {"pdf2image/render.py": code, "pdf2image/tests/test_it.py": code.replace(b"pdftoppm", b"inkscape")},
        name="pdf2image",
    )
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    report = analyse_wheel(wheel, sha256, tmp_path / "cache")
    assert ("program", "pdftoppm") in {(use.kind, use.name) for use in report.uses}
    artifact = DistributionArtifact(
        file=wheel.name, url=f"https://a.invalid/{wheel.name}", sha256=sha256, size=1
    )
    made = replace(lock, targets={TARGET: target}, artifacts={**lock.artifacts, wheel.name: artifact})
    found = inspect(made, TARGET, "PDF2Image", tmp_path / "cache")
    assert found.package.name == "pdf2image"
    assert [use.name for use in found.tests] == ["inkscape"]
    assert found.unread == ()
    # Without the report (it was built from source, or the cache is gone) there is still what the lock says.
    bare = inspect(made, TARGET, "pdf2image", tmp_path / "empty")
    assert (bare.package, bare.tests, bare.likely) == (found.package, (), ())


def test_what_a_marker_rules_out_cannot_be_inspected(lock: Lock, tmp_path: Path) -> None:
    with pytest.raises(RuledOut, match=f"`colorama` is not for `{TARGET}`"):
        inspect(lock, TARGET, "colorama", tmp_path)


def test_native_files_that_cannot_be_read_are_named(
    lock: Lock, target: LockedTarget, tmp_path: Path, make_wheel: Callable[..., Path]
) -> None:
    wheel = make_wheel({"pdf2image/x.so": b"\x7fELF" + b"\xff" * 60}, name="pdf2image")
    sha256 = hashlib.sha256(wheel.read_bytes()).hexdigest()
    analyse_wheel(wheel, sha256, tmp_path / "cache")
    artifact = DistributionArtifact(
        file=wheel.name, url=f"https://a.invalid/{wheel.name}", sha256=sha256, size=1
    )
    packages = (replace(with_needs("pdf2image"), artifact=wheel.name),)
    made = replace(
        lock, targets={TARGET: replace(target, packages=packages)}, artifacts={wheel.name: artifact}
    )
    (unread,) = inspect(made, TARGET, "pdf2image", tmp_path / "cache").unread
    assert unread.startswith("pdf2image/x.so (")


def test_what_debian_names_and_reading_did_not_see_is_told(
    lock: Lock, target: LockedTarget, tmp_path: Path
) -> None:
    def told(*needs: LockedNeed) -> set[str]:
        package = replace(with_needs("ocrmypdf", *needs), artifact=next(iter(lock.artifacts)))
        made = replace(lock, targets={TARGET: replace(target, packages=(package,))})
        return set(inspect(made, TARGET, "ocrmypdf", tmp_path).unfollowed)

    tesseract = "Debian's `ocrmypdf` depends on `tesseract-ocr`, which the code was not seen to use"
    assert tesseract in told()
    assert told() - told(need("tesseract", "tesseract-ocr")) == {tesseract}


def test_plugins_are_told_by_who_says_so_and_what_is_not_taken(
    lock: Lock, target: LockedTarget, tmp_path: Path
) -> None:
    good = "gstreamer1.0-plugins-good"
    gst = need("libgstreamer-1.0.so.0", "libgstreamer1.0-0", kind="soname")
    assert gst.debian is not None
    provision = replace(gst.debian, also=(good, "gstreamer1.0-plugins-ugly"))
    said = (f"Debian's mopidy depends on {good}",)
    package = replace(
        with_needs("mopidy", replace(gst, debian=provision, evidence=said)),
        artifact=next(iter(lock.artifacts)),
    )
    made = replace(target, packages=(package,))
    (asked,) = explain(made, good).asked
    assert (asked.distribution, asked.need.evidence) == ("mopidy", said)
    told = inspect(replace(lock, targets={TARGET: made}), TARGET, "mopidy", tmp_path).unfollowed
    assert not any(good in line for line in told)
    assert (
        "Debian's `mopidy` recommends `gstreamer1.0-alsa`: plugins, which come with their library if they add little"
        in told
    )


@pytest.mark.parametrize(
    ("wheel", "there"),
    [
        ("dist/x-1.0-py3-none-manylinux_2_17_aarch64.whl", "cp313-aarch64-linux"),
        ("x-1.0-cp311-cp311-manylinux2014_aarch64.manylinux_2_17_aarch64.whl", "cp311-aarch64-linux"),
        ("x-1.0-cp38-abi3-linux_aarch64.whl", "cp313-aarch64-linux"),
        ("x-1.0-cp310-abi3-linux_aarch64.whl", "cp313-aarch64-linux"),
    ],
)
def test_a_wheel_for_another_machine_leads_to_its_target(wheel: str, there: str) -> None:
    with pytest.raises(
        OtherMachine, match="is for aarch64-linux, and this machine is x86_64-linux"
    ) as caught:
        check_machine(wheel, Target.parse(TARGET))
    assert caught.value.help == f"name the target: `snowsnake inspect --target {there} {wheel}`"


@pytest.mark.parametrize(
    "what",
    [
        "x",
        "x-1.0-py3-none-any.whl",
        "x-1.0-cp313-cp313-manylinux_2_17_x86_64.whl",
        "x-1.0-cp313-cp313-win_amd64.whl",  # there is no target for it: the resolver says so
        "x.whl",
        "",
        "x @ https://a.invalid/x.tar.gz",
    ],
)
def test_what_is_for_this_machine_passes(what: str) -> None:
    check_machine(what, Target.parse(TARGET))


def test_what_is_from_elsewhere_is_explained_by_its_programs_and_asks_for_libraries(
    target: LockedTarget,
) -> None:
    tool = LockedArchive(
        source="npm:tool@1.2.3",
        artifact="tool-0123456789ab.archive",
        form="archive",
        name="tool-1.2.3",
        programs={"toolc": "bin/toolc"},
        needs=(need("libmagic.so.1", "libmagic1t64", kind="soname", path="lib/libmagic.so.1"),),
    )
    natives = {**target.natives, "aa": Tree(debs=(MAGIC, POPPLER), archives=(tool,))}
    with_tool = replace(target, natives=natives)
    assert explain(with_tool, "toolc").elsewhere == explain(with_tool, "npm:tool@1.2.3").elsewhere == (tool,)
    asked = explain(with_tool, "libmagic.so.1").asked
    assert [(one.distribution, one.chain) for one in asked] == [("python-magic", ()), ("npm:tool@1.2.3", ())]


def test_what_comes_along_says_with_what(target: LockedTarget) -> None:
    debs = ("tesseract-ocr_5.5.0_amd64.deb", "tesseract-ocr-eng_4.1_all.deb", "tesseract-ocr-deu_4.1_all.deb")
    ocr = replace(target, natives={"aa": Tree(debs=debs)})
    assert explain(ocr, "tesseract-ocr-eng").comes_with == ("tesseract-ocr",)
    assert explain(ocr, "tesseract-ocr-deu").comes_with == ()
    assert explain(ocr, "tesseract-ocr").comes_with == ()
