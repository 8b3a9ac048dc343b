"""Debian's advice, held against what the code mentions."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest

from snowsnake.acquire import Acquire
from snowsnake.analyse import WheelReport
from snowsnake.analyse.elf import ElfFile
from snowsnake.analyse.source import read_source
from snowsnake.analyse.uses import Use
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.settle import advised


class Files:
    """Has every file that is asked for, and remembers them."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.asked: list[str] = []
        self.configuration = SimpleNamespace(cache=None)

    def __call__(self, artifacts: Iterable[DistributionArtifact]) -> dict[str, Path]:
        files = [artifact.file for artifact in artifacts]
        self.asked += files
        return {file: self.directory / file for file in files}


def report(
    name: str, *uses: Use, elf_files: tuple[ElfFile, ...] = (), told: tuple[str, ...] = ()
) -> WheelReport:
    return WheelReport(
        file=f"{name}-1.0-py3-none-any.whl",
        sha256="0" * 64,
        name=name,
        version="1.0",
        requires_dist=(),
        requires_python=None,
        elf_files=elf_files,
        scripts=(),
        uses=uses,
        unread=(),
        told=told,
        unpacked=0,
    )


def advice(
    files: Files,
    name: str,
    text: str,
    *uses: Use,
    elf_files: tuple[ElfFile, ...] = (),
    told: tuple[str, ...] = (),
    suite: str = "trixie",
) -> Mapping[str, Use]:
    """The uses, by name, of a distribution whose one module has this text."""
    item = report(name, *uses, elf_files=elf_files, told=told)
    with zipfile.ZipFile(files.directory / item.file, "w") as archive:
        archive.writestr(f"{name}/a.py", text)
    wheel = DistributionArtifact(
        file=item.file, url="https://example.invalid/x", sha256=item.sha256, size=None
    )
    found = advised.with_advice({name: item}, {name: wheel}, {}, suite, cast("Acquire", files))
    assert suite == "trixie" or not found.packages  # whose packages may be called otherwise
    return {use.name: use for use in found.uses[name]}


@pytest.fixture
def files(tmp_path: Path) -> Files:
    return Files(tmp_path)


def test_program_that_debian_depends_on_and_code_mentions_is_required(files: Files) -> None:
    found = advice(files, "ocrmypdf", 'run(["gs"])\n')
    assert found["gs"].level == "required"
    assert found["gs"].evidence == ("ocrmypdf/a.py:1", "Debian's ocrmypdf depends on ghostscript")
    assert set(found) == {"gs"}


def test_of_what_a_suite_does_not_have_another_tells(files: Files) -> None:
    found = advice(files, "ocrmypdf", 'run(["gs"])\n', suite="buster")
    assert found["gs"].level == "required"
    assert found["gs"].evidence == ("ocrmypdf/a.py:1", "Debian's ocrmypdf (sid) depends on ghostscript")
    (library,) = advice(files, "psycopg", 'find_library("pq")\n', suite="buster").values()
    assert (library.kind, library.name) == ("library", "pq")


def test_recommended_program_with_a_short_name_that_code_only_mentions_is_offered(files: Files) -> None:
    found = advice(files, "fsspec", 'SCHEMES = {"git": "x"}\n')
    assert (found["git"].level, found["git"].evidence[1]) == (
        "optional",
        "Debian's python3-fsspec recommends git",
    )


def called(name: str, *, sure: str = "certain", kind: str = "program") -> Use:
    return Use(level="optional", kind=kind, name=name, sure=sure, evidence=("x/a.py:7",))  # type: ignore[arg-type]


@pytest.mark.parametrize("text", ['run(["git", "-q"])\n', 'import subprocess\n\nPROGRAM = "git"\n'])
def test_recommended_program_that_is_named_where_programs_are_started_is_required(
    files: Files, text: str
) -> None:
    assert advice(files, "fsspec", text)["git"].level == "required"


def test_recommended_program_with_a_name_of_its_own_that_code_mentions_is_required(files: Files) -> None:
    assert advice(files, "ocrmypdf", 'x = "unpaper"\n')["unpaper"].level == "required"


@pytest.mark.parametrize("sure", ["certain", "likely"])
def test_recommended_program_that_code_was_seen_to_run_is_required(files: Files, sure: str) -> None:
    assert advice(files, "ocrmypdf", "", called("unpaper", sure=sure))["unpaper"].level == "required"


def test_of_very_many_recommended_programs_none_is_required_because_it_is_named(files: Files) -> None:
    found = advice(files, "diffoscope", 'run(["cd-iccdump"])\n', called("zipinfo"))
    assert {name: use.level for name, use in found.items()} == {
        "cd-iccdump": "optional",
        "zipinfo": "required",
    }


def test_shell_that_starts_required_programs_is_required(files: Files) -> None:
    found = advice(files, "pymummer", 'run("bash " + script)\nrun("nucmer -p x")\n')
    assert {name: use.level for name, use in found.items()} == {"bash": "required", "nucmer": "required"}
    assert set(advice(files, "pymummer", 'run("bash " + script)\n')) == set()


def test_modules_of_a_runtime_come_with_its_program(files: Files) -> None:
    item = report("gladtex")
    with zipfile.ZipFile(files.directory / item.file, "w") as archive:
        archive.writestr("gleetex/a.py", 'run(["latex", "x.tex"])\nrun(["dvisvgm"])\n')
    wheel = DistributionArtifact(
        file=item.file, url="https://example.invalid/x", sha256=item.sha256, size=None
    )
    found = advised.with_advice({item.name: item}, {item.name: wheel}, {}, "trixie", cast("Acquire", files))
    assert found.packages["gladtex"]["latex"] == ("texlive-latex-recommended", "preview-latex-style")


def test_dependency_that_code_does_not_mention_is_no_need(files: Files) -> None:
    assert advice(files, "ocrmypdf", "x = 1\n") == {}


def test_name_that_is_a_word_counts_where_a_call_was_read(files: Files) -> None:
    text = 'run(["convert"])\n'
    assert advice(files, "wand", text) == {}
    assert "convert" in advice(files, "wand", text, called("convert"))


def test_name_that_is_a_word_counts_where_debian_depends_on_the_package_of_that_name(files: Files) -> None:
    found = advice(files, "bpython", 'command = os.environ.get("PAGER", "less -R")\nshow("less")\n')
    assert found["less"].level == "required"


def test_everyday_program_is_required_where_others_are(files: Files) -> None:
    which, date = called("which"), called("date", sure="likely")
    found = advice(files, "ocrmypdf", 'run(["gs"])\n', which, date)
    assert {name: use.level for name, use in found.items()} == {
        "gs": "required",
        "which": "required",
        "date": "optional",  # a script's, which nothing is seen to start
    }
    assert set(advice(files, "ocrmypdf", "x = 1\n", which, date)) == {"date"}


def test_program_that_the_summary_mentions_is_required_where_debian_depends_on_one(files: Files) -> None:
    perhaps = [replace(called(name, sure="perhaps"), level="required") for name in ("doxygen", "singularity")]
    found = advice(files, "exhale", "x = 1\n", *perhaps)
    assert {name: use.level for name, use in found.items()} == {
        "doxygen": "required",
        "singularity": "optional",
    }


@pytest.mark.parametrize("word", ["ghostscript", "libpoppler-dev"])
def test_program_that_a_description_tells_to_install_and_code_names_is_required(
    files: Files, word: str
) -> None:
    program = {"ghostscript": "gs", "libpoppler-dev": "pdftocairo"}[word]
    text = f'import subprocess\nsubprocess.run(find("{program}"))\n'
    found = advice(files, "winter", text, told=(word,))[program]
    assert found.level == "required"
    assert found.evidence[1].startswith("its description tells to install ")
    assert advice(files, "winter", text) == {}


def test_program_of_many_that_a_description_tells_to_install_is_required(files: Files) -> None:
    found = advice(
        files, "winter", "x = 1\n", told=("graphviz", "libsnow2", "libreoffice", "make", "mercurial")
    )
    assert {name: use.level for name, use in found.items()} == {"dot": "required"}


def test_what_a_description_tells_counts_for_what_debian_has_not(files: Files) -> None:
    """Debian's silence about one that it has is an answer."""
    assert advice(files, "requests", "x = 1\n", told=("graphviz",)) == {}


def test_first_alternative_that_code_mentions_is_taken(files: Files) -> None:
    found = advice(files, "pyperclip", 'a = "xsel"\nb = "wl-copy"\n')
    assert set(found) == {"xsel"}


def test_optional_use_that_was_read_becomes_required(files: Files) -> None:
    read = Use(level="optional", kind="library", name="enchant-2", sure="likely", evidence=("x/a.py:7",))
    found = advice(files, "pyenchant", 'find_library("enchant-2")\n', read)
    assert found["enchant-2"].level == "required"
    assert found["enchant-2"].evidence == ("x/a.py:7", "Debian's python3-enchant depends on libenchant-2-2")


def test_library_of_wheel_with_machine_code_is_no_need(files: Files) -> None:
    binary = cast("ElfFile", SimpleNamespace())
    assert advice(files, "psycopg", 'find_library("pq")\n', elf_files=(binary,)) == {}
    assert set(advice(files, "psycopg", 'find_library("pq")\n')) == {"libpq.so.5"}


def test_need_is_met_by_the_package_that_debian_depends_on(files: Files) -> None:
    item = report("python-gnupg")
    with zipfile.ZipFile(files.directory / item.file, "w") as archive:
        archive.writestr("gnupg.py", 'program = "gpg"')
    wheel = DistributionArtifact(
        file=item.file, url="https://example.invalid/x", sha256=item.sha256, size=None
    )
    found = advised.with_advice({item.name: item}, {item.name: wheel}, {}, "trixie", cast("Acquire", files))
    assert found.packages == {"python-gnupg": {"gpg": ("gnupg",)}}


def test_wheel_without_advice_is_not_fetched(files: Files) -> None:
    assert advice(files, "requests", 'x = "git"\n') == {}
    assert files.asked == []


def test_what_is_known_otherwise_stays(files: Files) -> None:
    read = Use(level="optional", kind="program", name="node", sure="likely", evidence=("nodeenv.py:1",))
    found = advice(files, "nodeenv", 'which("nodejs") or which("node")\n', read)
    assert {name: use.level for name, use in found.items()} == {"node": "optional"}


def of_source(files: Files, name: str, text: str, *, reader: bool = False) -> Mapping[str, Use]:
    """The uses, by name, of a distribution that is a directory with one module.

    `reader`: one that makes modules of typelibs is there, too.
    """
    project = files.directory / "project"
    (project / "src" / "thing").mkdir(parents=True)
    (project / "pyproject.toml").write_text(f'[project]\nname = "{name}"\nversion = "1"\n')
    (project / "src/thing/__init__.py").write_text(text)
    source = advised.ReadSource(path=project, report=read_source(project, ""))
    reports = {"pgi": report("pgi")} if reader else {}
    found = advised.with_advice(reports, {}, {name: source}, "trixie", cast("Acquire", files))
    return {use.name: use for use in found.uses[name]}


def test_source_is_held_against_advice_as_a_wheel_is(files: Files) -> None:
    found = of_source(files, "ocrmypdf", 'PROGRAM = "gs"\n')
    assert (found["gs"].level, found["gs"].evidence[0]) == ("required", "src/thing/__init__.py:1")
    assert files.asked == []


GUARDED = """
try:
    import gi
    gi.require_version("Handy", "1")
    from gi.repository import Handy, Notify
except (ImportError, ValueError):
    Handy = None
"""


def test_typelib_that_debian_depends_on_is_required_though_the_code_can_do_without(files: Files) -> None:
    found = of_source(files, "openpaperwork-gtk", GUARDED, reader=True)
    assert {name: use.level for name, use in found.items()} == {
        "Handy-1": "required",
        "Notify-0.7": "required",
    }
    assert found["Handy-1"].kind == "typelib"
    assert found["Handy-1"].evidence[-1] == "Debian's openpaperwork-gtk depends on gir1.2-handy-1"


def test_typelib_that_nothing_can_read_is_not_required(files: Files) -> None:
    found = of_source(files, "openpaperwork-gtk", GUARDED)
    assert {use.level for use in found.values()} == {"optional"}


def test_typelib_without_version_is_the_newest_of_the_suite(files: Files) -> None:
    found = of_source(files, "nobody-knows-it", "from gi.repository import Gtk, Nonsense\n")
    assert {name: use.kind for name, use in found.items()} == {"Gtk-4.0": "typelib"}


def test_recommended_typelib_that_code_asks_for_is_required(files: Files) -> None:
    found = of_source(files, "gramps", "gi.require_version('GExiv2', '0.10')\n", reader=True)
    assert found["GExiv2-0.10"].level == "required"


def test_program_that_nixpkgs_gives_and_code_mentions_is_required(files: Files) -> None:
    found = advice(files, "copier", 'import subprocess\n\nGIT = "git"\n')
    assert found["git"].level == "required"
    assert found["git"].evidence == ("copier/a.py:3", "nixpkgs' expression of copier gives it git")


def test_program_in_the_path_that_nixpkgs_gives_is_offered_where_code_only_names_it(files: Files) -> None:
    assert advice(files, "copier", 'x = "git"\n')["git"].level == "optional"
    assert advice(files, "copier", "x = 1\n") == {}


def test_library_that_nixpkgs_gives_is_required_by_its_bare_name(files: Files) -> None:
    found = advice(files, "phonemizer", 'x = find_library("espeak-ng")\n')
    assert (found["espeak-ng"].kind, found["espeak-ng"].level) == ("library", "required")


def test_program_of_nixpkgs_tests_is_offered(files: Files) -> None:
    found = advice(files, "aria2p", 'subprocess.run(["aria2c"])\n')
    assert found["aria2c"].level == "optional"


def test_program_that_nixpkgs_gives_is_offered_where_debian_has_the_distribution_and_says_nothing(
    files: Files,
) -> None:
    assert advice(files, "pelican", 'subprocess.run(["git"])\n')["git"].level == "optional"


def test_need_of_debian_and_nixpkgs_has_the_evidence_of_both(files: Files) -> None:
    found = advice(files, "python-gnupg", 'run("gpg")\n')
    assert found["gpg"].evidence[1:] == (
        "Debian's python3-gnupg depends on gnupg",
        "nixpkgs' expression of python-gnupg gives it gnupg1",
    )


@pytest.mark.parametrize("machine_code", [(), (cast("ElfFile", SimpleNamespace()),)])
def test_work_that_a_required_distribution_does_counts(
    files: Files, machine_code: tuple[ElfFile, ...]
) -> None:
    own = replace(report("cwltool"), requires_dist=("cwl-utils>=0.30",))
    other = report("cwl-utils", elf_files=machine_code)
    wheels = {}
    for item, text in ((own, "import cwl_utils\n"), (other, 'for name in ["nodejs", "node"]: ...\n')):
        with zipfile.ZipFile(files.directory / item.file, "w") as archive:
            archive.writestr(f"{item.name}/a.py", text)
        wheels[item.name] = DistributionArtifact(
            file=item.file, url="https://example.invalid/x", sha256=item.sha256, size=None
        )
    found = advised.with_advice(
        {item.name: item for item in (own, other)}, wheels, {}, "trixie", cast("Acquire", files)
    )
    (node,) = found.uses["cwltool"]
    assert (node.name, node.level) == ("nodejs", "required")
    assert node.evidence == ("cwl-utils/a.py:1", "Debian's cwltool recommends nodejs")
    alone = advised.with_advice({own.name: own}, wheels, {}, "trixie", cast("Acquire", files))
    assert not alone.uses["cwltool"]


def test_package_that_a_text_names_has_other_programs_for_nixpkgs_than_for_debian(files: Files) -> None:
    assert advice(files, "wand", 'DOC = """Needs `ImageMagick <a>`_."""\n')["compare"].level == "required"


def test_word_that_is_named_with_its_directory_is_a_program(files: Files) -> None:
    assert advice(files, "jpype1", 'JAVA = "/usr/bin/java"\n')["java"].level == "required"
    assert advice(files, "jpype1", 'JAVA = "java"\n') == {}


def test_package_of_programs_that_are_words_counts_where_a_text_names_it(files: Files) -> None:
    """Of graphviz's `dot` code says nothing that could not be something else."""
    assert (
        advice(files, "sphinx-automodapi", 'DOC = """Needs `Graphviz <a>`_."""\n')["dot"].level == "required"
    )
    assert advice(files, "sphinx-automodapi", 'x = "dot"; y = "my-graphviz-like"\n') == {}
