"""What distributions open and run: who provides it, what somebody brings along, and the tree that holds it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from tests.unit.lockfile.conftest import GL, TARGET, deb, package

from snowsnake.acquire import Acquire
from snowsnake.analyse import WheelReport
from snowsnake.analyse.elf import ElfFile
from snowsnake.analyse.uses import Use
from snowsnake.lockfile.model import (
    PYTHON,
    DebArtifact,
    Lock,
    LockedNeed,
    LockedPackage,
    NeedKind,
    Provision,
    Tree,
)
from snowsnake.provide.holder import Holder
from snowsnake.provide.interface import (
    Base,
    ForeignDeb,
    Need,
    OfferedInterpreter,
    PinnedPython,
    Provisions,
    SeedPlan,
)
from snowsnake.settle import run_time
from snowsnake.settle.advised import Advised
from snowsnake.settle.deb_scripts import DebScripts, Wanted
from snowsnake.settle.errors import OnlyOnTheMachine
from snowsnake.settle.ground import Ground, Settled
from snowsnake.settle.run_time import refuse_of_machine, run_time_tree, unmet
from snowsnake.targets import Target


def with_uses(
    base: Base,
    ground: Ground,
    packages: Sequence[LockedPackage],
    reports: Mapping[str, WheelReport],
    sources: Mapping[str, Sequence[Use]],
    **advised: Mapping[str, Sequence[str]],
) -> list[LockedPackage]:
    uses = {name: report.uses for name, report in reports.items()} | dict(sources)
    return run_time.with_uses(base, ground, packages, reports, Advised(uses=uses, packages=advised))


LIBRARIES = "lib/x86_64-linux-gnu"
KNOWN: Mapping[Need, Provision] = {
    ("program", "pdftoppm"): Provision(package="poppler-utils", path="bin/pdftoppm"),
    ("program", "arping"): Provision(package="arping", path="sbin/arping"),
    ("program", "ls"): Provision(package=PYTHON, path="bin/ls"),
    ("program", "dirname"): Provision(package="coreutils", path="bin/dirname"),
    ("soname", "libmagic.so.1"): Provision(package="libmagic1t64", path=f"{LIBRARIES}/libmagic.so.1"),
    ("library", "magic"): Provision(package="libmagic1t64", path=f"{LIBRARIES}/libmagic.so.1"),
    ("soname", "libpam.so.0"): Provision(package="libpam0g", path=f"{LIBRARIES}/libpam.so.0"),
    ("library", "pam"): Provision(package="libpam0g", path=f"{LIBRARIES}/libpam.so.0"),
    ("library", "z"): Provision(package=PYTHON, path=f"{LIBRARIES}/libz.so.1"),
    ("typelib", "Gtk-4.0"): Provision(
        package="gir1.2-gtk-4.0", path=f"{LIBRARIES}/girepository-1.0/Gtk-4.0.typelib"
    ),
}


NOBODY: Acquire = None  # type: ignore[assignment]  # nothing is fetched here


class Shelf:
    """A base with a few things on it."""

    def __init__(self) -> None:
        self.trees: list[tuple[set[str], set[str]]] = []
        self.read: list[Wanted] = []
        """Programs whose scripts are read, by package."""

    def provide(
        self, target: Target, needs: Collection[Need], *, bundled: Collection[str] = ()
    ) -> Provisions:
        assert (str(target), bundled) == (TARGET, ())
        found = {need: KNOWN[need] for need in needs if need in KNOWN}
        return Provisions(found=found, missing=tuple(sorted(set(needs) - set(found))))

    def holders(self, target: Target, kind: NeedKind, name: str) -> list[Holder]:
        assert str(target) == TARGET
        packages = [KNOWN[kind, name].package, *(["iputils-arping"] if name == "arping" else [])]
        return [Holder(package=package, path=f"bin/{name}", directory="") for package in packages]

    def interpreters(self) -> tuple[OfferedInterpreter, ...]:
        return (
            OfferedInterpreter(implementation="cp", version=(3, 13), suite="trixie", default=True),
            OfferedInterpreter(implementation="cp", version=(3, 11), suite="bookworm", default=False),
        )

    def run_time(
        self,
        target: Target,
        packages: Collection[str],
        programs: Collection[str],
        *,
        foreign: Sequence[ForeignDeb] = (),
        runs: DebScripts,
    ) -> tuple[Tree, dict[str, DebArtifact]]:
        assert (str(target), foreign) == (TARGET, ())
        self.trees.append((set(packages), set(programs)))
        self.read.append(runs.wanted)
        return Tree(debs=(GL,), programs=tuple(sorted(programs))), {GL: deb(GL, "6")}


@pytest.fixture
def base() -> Shelf:
    return Shelf()


@pytest.fixture
def ground(lock: Lock, tmp_path: Path) -> Ground:
    target = lock.targets[TARGET]
    plan = SeedPlan(loader="usr/lib/ld.so", python="usr/bin/python3", library_path=("usr/lib",), debs=())
    pinned = PinnedPython(python=target.python, suite="trixie", seed=plan, artifacts={})
    return Ground(pinned=pinned, seed=target.seed, tools={}, directory=tmp_path)


def use(
    name: str, *others: str, kind: str = "program", level: str = "required", evidence: str = "a.py:1"
) -> Use:
    return Use(
        level=level,  # type: ignore[arg-type]  # a word of the test's
        kind=kind,  # type: ignore[arg-type]  # the same
        name=name,
        alternatives=others,
        sure="certain",
        evidence=(evidence,),
    )


def report(name: str, *uses: Use, elf: Sequence[str] = (), scripts: Sequence[str] = ()) -> WheelReport:
    files = tuple(
        ElfFile(
            path=path,
            machine="x86_64",
            soname=path.rpartition("/")[2],
            needed=(),
            rpath=(),
            runpath=None,
            interpreter=None,
            is_program=False,
            problem=None,
        )
        for path in elf
    )
    return WheelReport(
        file=f"{name}-1.0-py3-none-any.whl",
        sha256="0" * 64,
        name=name,
        version="1.0",
        requires_dist=(),
        requires_python=None,
        elf_files=files,
        scripts=tuple(scripts),
        uses=uses,
        unread=(),
        unpacked=1,
    )


def settle(base: Shelf, ground: Ground, *reports: WheelReport) -> dict[str, list[LockedNeed]]:
    packages = [package(r.name, r.version, r.file) for r in reports]
    settled = with_uses(_base(base), ground, packages, {r.name: r for r in reports}, {})
    return {p.name: list(p.needs) for p in settled}


def _base(shelf: Shelf) -> Base:
    return shelf  # type: ignore[return-value]  # as much of a base as is asked here


def test_a_use_becomes_a_need_with_its_provider(base: Shelf, ground: Ground) -> None:
    found = settle(base, ground, report("pdf", use("pdftoppm"), use("gs", level="optional")))["pdf"]
    assert found == [
        LockedNeed(
            kind="program",
            name="pdftoppm",
            use="run",
            level="required",
            evidence=("a.py:1",),
            debian=Provision(package="poppler-utils", path="bin/pdftoppm"),
            nixpkgs="poppler-utils",
        ),
        LockedNeed(
            kind="program",
            name="gs",
            use="run",
            level="optional",
            evidence=("a.py:1",),
            debian=None,
            nixpkgs=found[1].nixpkgs,
        ),
    ]


def test_what_only_tests_use_is_no_need(base: Shelf, ground: Ground) -> None:
    assert settle(base, ground, report("pdf", use("pdftoppm", level="test"))) == {"pdf": []}


@pytest.mark.parametrize(
    ("asked", "kind", "name"),
    [
        (use("libnew.so.9", "libmagic.so.1", kind="soname"), "soname", "libmagic.so.1"),
        (use("libmagic.so.1", "libnew.so.9", kind="soname"), "soname", "libmagic.so.1"),
        (use("new", "magic", kind="library"), "library", "magic"),
        (use("avconv", "pdftoppm"), "program", "pdftoppm"),
        (use("libnew.so.9", "libnewer.so.9", kind="soname"), "soname", "libnew.so.9"),
        (use("Gtk-4.0", kind="typelib"), "typelib", "Gtk-4.0"),
    ],
)
def test_the_first_alternative_that_somebody_has_is_taken(
    base: Shelf, ground: Ground, asked: Use, kind: str, name: str
) -> None:
    (need,) = settle(base, ground, report("x", asked))["x"]
    assert (need.kind, need.name) == (kind, name)
    assert need.use == ("run" if kind == "program" else "load")


@pytest.mark.parametrize(
    ("asked", "brings"),
    [
        (use("libmagic.so.1", kind="soname"), {"elf": ["magic.libs/libmagic.so.1"]}),
        (use("magic", kind="library"), {"elf": ["magic.libs/libmagic.so.1"]}),
        (use("libnew.so.9", "libmagic.so.1", kind="soname"), {"elf": ["magic/libmagic.so.1"]}),
        (use("pdftoppm"), {"scripts": ["pdftoppm"]}),
    ],
)
def test_what_another_distribution_brings_is_no_need(
    base: Shelf, ground: Ground, asked: Use, brings: Mapping[str, Sequence[str]]
) -> None:
    settled = settle(base, ground, report("x", asked), report("carrier", **brings))
    assert settled == {"x": [], "carrier": []}


def test_a_library_of_a_longer_name_is_another_one(base: Shelf, ground: Ground) -> None:
    settled = settle(
        base, ground, report("x", use("magic", kind="library")), report("y", elf=["y/libmagicks.so.1"])
    )
    assert [need.name for need in settled["x"]] == ["magic"]


def test_what_sources_use_counts_too(base: Shelf, ground: Ground) -> None:
    packages = [package("mine", "1.0", "."), package("carrier", "1.0", "carrier.whl")]
    reports = {"carrier": report("carrier", scripts=["gs"])}
    mine, _ = with_uses(_base(base), ground, packages, reports, {"mine": [use("pdftoppm"), use("gs")]})
    assert [need.name for need in mine.needs] == ["pdftoppm"]


def test_provider_is_the_package_that_debians_own_depends_on(base: Shelf, ground: Ground) -> None:
    reports = {"x": report("x", use("pdftoppm"))}
    packages = [package("x", "1.0", "x.whl")]
    (found,) = with_uses(
        _base(base), ground, packages, reports, {}, x={"pdftoppm": ("poppler-all", "r-x", "a-x")}
    )
    assert found.needs[0].debian == Provision(package="poppler-all", path="bin/pdftoppm", also=("a-x", "r-x"))


def test_what_a_description_tells_to_install_and_code_may_run_is_required(
    base: Shelf, ground: Ground
) -> None:
    reports = {"x": report("x", use("pdftoppm", level="optional"), use("gs", level="optional"))}
    uses, packages = {name: item.uses for name, item in reports.items()}, [package("x", "1.0", "x.whl")]
    said = Advised(uses=uses, told={"x": ("poppler", "make")})
    (found,) = run_time.with_uses(_base(base), ground, packages, reports, said)
    assert {need.name: need.level for need in found.needs} == {"pdftoppm": "required", "gs": "optional"}
    assert found.needs[0].evidence[-1] == "its description tells to install poppler"


def test_packages_without_a_report_stay_as_they_are(base: Shelf, ground: Ground, lock: Lock) -> None:
    packages = list(lock.targets[TARGET].packages)
    assert with_uses(_base(base), ground, packages, {}, {}) == packages


def test_what_only_tracing_needs_is_not_said(base: Shelf, ground: Ground) -> None:
    def said(*paths: str) -> list[str]:
        uses = [replace(use("liblttng-ust.so.0", kind="soname"), evidence=paths)]
        found = with_uses(_base(base), ground, [package("x", "1.0", "x.whl")], {"x": report("x", *uses)}, {})
        return list(unmet(_base(base), ground, found))

    assert said("x/libother.so")
    assert not said("x/libcoreclrtraceptprovider.so")
    assert said("x/libcoreclrtraceptprovider.so", "x/libother.so")


def test_what_is_required_and_nobody_has_is_said(base: Shelf, ground: Ground) -> None:
    reports = {
        "x": report("x", use("no-such-program"), use("perhaps", level="optional"), use("pdftoppm")),
        "y": report("y", use("libno-such.so.1", kind="soname"), use("libmagic.so.7", kind="soname")),
    }
    packages = [package(name, "1.0", f"{name}.whl") for name in reports]
    said = list(unmet(_base(base), ground, with_uses(_base(base), ground, packages, reports, {})))
    assert [text.split(" (seen in a.py:1)")[0] for text in said] == [
        "`x 1.0` runs `no-such-program`",
        "`y 1.0` opens `libno-such.so.1`",
        "`y 1.0` opens `libmagic.so.7`",
    ]
    assert all("no package of Debian trixie has" in text and "snowsnake add-native" in text for text in said)
    assert "it has `libmagic.so.1`" in said[2]


def test_what_the_driver_has_is_not_to_be_had_elsewhere(base: Shelf, ground: Ground) -> None:
    uses = (use("libcuda.so.1", kind="soname"), use("nvidia-smi"), use("nvidia-ml", kind="library"))
    packages = [package("x", "1.0", "x.whl")]
    found = with_uses(_base(base), ground, packages, {"x": report("x", *uses)}, {})
    assert [(need.kind, need.debian, need.nixpkgs) for need in found[0].needs] == [("driver", None, None)] * 3
    (said,) = unmet(_base(base), ground, found)
    assert said.startswith("`x 1.0` opens `libcuda.so.1`, `nvidia-smi`, `nvidia-ml`: the driver of the card")
    assert "add-native" not in said
    assert list(unmet(_base(base), replace(ground, base="nixpkgs"), found)) == [said]


def test_optional_driver_is_locked_as_one_and_not_warned_of(base: Shelf, ground: Ground) -> None:
    reports = {"x": report("x", use("libcuda.so.1", kind="soname", level="optional"))}
    found = with_uses(_base(base), ground, [package("x", "1.0", "x.whl")], reports, {})
    assert [(need.kind, need.level) for need in found[0].needs] == [("driver", "optional")]
    assert list(unmet(_base(base), ground, found)) == []


def test_pam_is_refused_where_it_is_asked_for_and_left_out_with_the_reason_elsewhere(
    base: Shelf, ground: Ground
) -> None:
    reports = {
        "x": report("x", use("libpam.so.0", kind="soname")),
        "y": report("y", use("pam", kind="library", level="optional")),
    }
    direct = [package("x", "1.0", "x.whl"), package("y", "1.0", "y.whl")]
    found = with_uses(_base(base), ground, direct, reports, {})
    assert [need.debian for one in found for need in one.needs] == [None, None]
    with pytest.raises(OnlyOnTheMachine, match=r"`x 1.0` opens `libpam.so.0` \(seen in a.py:1\): PAM checks"):
        refuse_of_machine(ground, found)
    found = [replace(found[0], required_by=("y",)), found[1]]
    refuse_of_machine(ground, found)
    first, second = unmet(_base(base), ground, found)
    assert first.startswith("`x 1.0`, required by `y`, opens `libpam.so.0`: PAM checks the machine's users")
    assert second.startswith("`y 1.0` opens `pam`: PAM checks")


@pytest.mark.parametrize("program", ["sudo", "systemctl", "modprobe"])
def test_program_that_only_the_machine_can_have_is_left_to_it(
    base: Shelf, ground: Ground, program: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KNOWN, ("program", program), Provision(package="x", path=f"bin/{program}"))
    found = with_uses(
        _base(base), ground, [package("x", "1.0", "x.whl")], {"x": report("x", use(program))}, {}
    )
    refuse_of_machine(ground, found)
    assert [need.debian for need in found[0].needs] == [None]
    (said,) = unmet(_base(base), ground, found)
    assert said.startswith(f"`x 1.0` runs `{program}`: it ")
    assert said.endswith("is used")


def test_what_another_wheel_carries_is_no_need_of_one_that_links_to_it(base: Shelf, ground: Ground) -> None:
    """A wheel may link to a library of one that it does not require, which has loaded it before."""
    need = LockedNeed(kind="soname", name="libframework.so.2", use="link", evidence=("a.so",), debian=None)
    io = replace(package("io", "1.0", "io.whl"), needs=(need,))
    carrying = report("main", elf=["main/libframework.so.2"])
    found = with_uses(_base(base), ground, [io], {"io": report("io"), "main": carrying}, {})
    assert list(unmet(_base(base), ground, found)) == []
    assert (
        list(unmet(_base(base), ground, with_uses(_base(base), ground, [io], {"io": report("io")}, {}))) != []
    )


def test_library_that_another_wheel_has_vendored_is_a_need(base: Shelf, ground: Ground) -> None:
    reports = {
        "x": report("x", use("libmagic.so.1", kind="soname"), use("magic", kind="library", level="optional")),
        "y": report("y", elf=["y.libs/libmagic-1a2b3c4d.so.1.0.0"]),
    }
    packages = [package("x", "1.0", "x.whl"), package("y", "1.0", "y.whl")]
    found, _ = with_uses(_base(base), ground, packages, reports, {})
    assert [need.debian for need in found.needs] == [
        KNOWN["soname", "libmagic.so.1"],
        KNOWN["library", "magic"],
    ]


@pytest.mark.parametrize(
    ("depends", "unfollowed", "names"),
    [
        ({"libmagic1t64"}, "x.py:1 opens a library whose name is not known from reading", ["libmagic.so.1"]),
        (set(), "x.py:1 opens a library whose name is not known from reading", ["libmagic.so.1"]),
        ({"libother1"}, "x.py:1 opens a library whose name is not known from reading", []),
        ({"libmagic1t64"}, "x.py:1 runs a program whose name is not known from reading", []),
    ],
)
def test_library_that_is_linked_is_found_by_name_where_python_opens_what_is_not_known(
    base: Shelf, ground: Ground, depends: set[str], unfollowed: str, names: list[str]
) -> None:
    """mpi4py links two MPIs, each in a module of its own, and opens the one that is there by its name."""
    need = LockedNeed(
        kind="soname",
        name="libmagic.so.1",
        use="link",
        evidence=("x/a.so",),
        debian=KNOWN["soname", "libmagic.so.1"],
    )
    x = replace(package("x", "1.0", "x.whl"), needs=(need,))
    reports = {"x": replace(report("x"), unfollowed=(unfollowed,))}
    advised = Advised(uses={}, debian={"x": depends})
    (found,) = run_time.with_uses(_base(base), ground, [x], reports, advised)
    assert [need.name for need, _ in found.at_run_time()] == names


def test_modules_come_with_the_program_that_runs_them(base: Shelf, ground: Ground) -> None:
    reports = {"x": report("x", use("pdftoppm"))}
    found = with_uses(
        _base(base), ground, [package("x", "1.0", "x.whl")], reports, {}, x={"pdftoppm": ("all", "r-x")}
    )
    run_time_tree(_base(base), ground, found, (), Settled(), acquire=NOBODY)
    assert base.trees == [({"all", "poppler-utils", "r-x"}, {"all", "poppler-utils"})]


def test_program_of_which_debian_names_the_package_comes_from_no_other(base: Shelf, ground: Ground) -> None:
    """`arping` and `iputils-arping` exclude each other."""
    found = with_uses(
        _base(base),
        ground,
        [package("x", "1.0", "x.whl")],
        {"x": report("x", use("arping"))},
        {},
        x={"arping": ("iputils-arping",)},
    )
    run_time_tree(_base(base), ground, found, (), Settled(), acquire=NOBODY)
    assert base.trees == [({"iputils-arping"}, {"iputils-arping"})]


def test_many_that_nobody_has_are_one_line(base: Shelf, ground: Ground) -> None:
    """A wheel with plugins for everything asks for libraries that few people have."""
    uses = [use(f"libplugin{number}.so.9", kind="soname") for number in range(5)]
    packages = with_uses(
        _base(base), ground, [package("qt", "6.0", "qt.whl")], {"qt": report("qt", *uses)}, {}
    )
    (text,) = unmet(_base(base), ground, packages)
    assert text.startswith("`qt 6.0` needs 5 files that no package of Debian trixie has: `libplugin0.so.9`, ")
    assert "and 2 more" in text
    assert "`snowsnake inspect qt`" in text


def test_on_nixpkgs_what_has_no_attribute_is_said(base: Shelf, ground: Ground) -> None:
    """What Debian has stops evaluation until somebody says who has it; what nobody has is done without."""
    reports = {
        "x": report("x", use("pdftoppm"), use("no-such-program")),
        "y": report("y", *(use(f"libplugin{number}.so.9", kind="soname") for number in range(5))),
    }
    packages = with_uses(
        _base(base), ground, [package(name, "1.0", f"{name}.whl") for name in reports], reports, {}
    )
    known = [replace(p, needs=tuple(replace(need, nixpkgs=None) for need in p.needs)) for p in packages]
    on_nixpkgs = replace(ground, base="nixpkgs")
    said = list(unmet(_base(base), on_nixpkgs, known))
    assert "`x 1.0` needs `no-such-program`, which nobody is known to have" in said[0]
    assert said[1].startswith(
        "`x 1.0` runs `pdftoppm` (seen in a.py:1), for which no attribute of nixpkgs is known"
    )
    assert '`"pdftoppm" = "NAME"` in `[tool.snowsnake.nixpkgs.attributes]`' in said[1]
    assert "`libplugin2.so.9` and 2 more" in said[2]
    assert len(said) == 3
    assert len(list(unmet(_base(base), on_nixpkgs, known, said=["pdftoppm"]))) == 2


def test_what_another_suite_has_leads_to_its_interpreter(base: Shelf, ground: Ground) -> None:
    """FFmpeg 5 is in bookworm, whose Python is another one."""
    reports = {"video": report("video", use("libavcodec.so.59", kind="soname"))}
    packages = with_uses(_base(base), ground, [package("video", "1.0", "video.whl")], reports, {})
    (text,) = unmet(_base(base), ground, packages)
    assert text.endswith("Debian bookworm has it in `libavcodec59`: `--python 3.11`")


def tree(base: Shelf, ground: Ground, *uses: Use, native: Sequence[str] = ()) -> tuple[str | None, Settled]:
    packages: list[LockedPackage] = with_uses(
        _base(base), ground, [package("x", "1.0", "x.whl")], {"x": report("x", *uses)}, {}
    )
    settled = Settled()
    return run_time_tree(_base(base), ground, packages, native, settled, acquire=NOBODY), settled


def test_one_tree_holds_what_is_required_and_what_is_wanted(base: Shelf, ground: Ground) -> None:
    key, settled = tree(
        base, ground, use("pdftoppm"), use("libmagic.so.1", kind="soname"), native=["graphviz"]
    )
    assert key is not None
    assert settled.natives == {key: Tree(debs=(GL,), programs=("graphviz", "poppler-utils"))}
    assert set(settled.artifacts) == {GL}
    # Only programs that are asked for are shown: not those that come with a library.
    assert base.trees == [({"graphviz", "poppler-utils", "libmagic1t64"}, {"graphviz", "poppler-utils"})]


def test_what_scripts_take_for_granted_is_there_and_not_shown(base: Shelf, ground: Ground) -> None:
    """A shell's `ls` is the user's own."""
    tree(base, ground, use("pdftoppm"), use("dirname"))
    assert base.trees == [({"poppler-utils", "coreutils"}, {"poppler-utils"})]


def test_scripts_are_read_of_programs_that_are_run_and_of_all_that_the_user_wants(
    base: Shelf, ground: Ground
) -> None:
    tree(base, ground, use("pdftoppm"), use("libmagic.so.1", kind="soname"), native=["graphviz"])
    assert base.read == [{"poppler-utils": {"pdftoppm"}, "graphviz": None}]
    tree(base, replace(ground, base="nixpkgs"), use("pdftoppm"))
    assert base.read[1] == {}


@pytest.mark.parametrize(
    "uses",
    [
        (),
        (use("pdftoppm", level="optional"),),
        (use("nowhere"),),
        (use("z", kind="library"), use("ls")),  # the interpreter's tree has them
    ],
)
def test_nothing_to_add_makes_no_tree(base: Shelf, ground: Ground, uses: Sequence[Use]) -> None:
    assert tree(base, ground, *uses) == (None, Settled())
    assert base.trees == []


def test_a_part_of_the_standard_library_that_is_not_there_is_said(base: Shelf, ground: Ground) -> None:
    asked = report("gui", use("tkinter", kind="stdlib"))
    (need,) = settle(base, ground, asked)["gui"]
    assert (need.kind, need.use, need.nixpkgs) == ("stdlib", "load", "python313Packages.tkinter")
    (text,) = unmet(
        _base(base),
        ground,
        with_uses(
            _base(base), ground, [package("gui", "1.0", "gui-1.0-py3-none-any.whl")], {"gui": asked}, {}
        ),
    )
    assert "imports `tkinter` (seen in a.py:1), which no package of Debian" in text
