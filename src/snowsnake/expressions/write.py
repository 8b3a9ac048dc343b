"""An expression's text: a package as nixpkgs writes it, attribute after attribute in its order."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from snowsnake.expressions.conditions import reads
from snowsnake.expressions.model import (
    HASH_IN_PATH,
    Dependency,
    FromDirectory,
    FromGitHub,
    FromPyPI,
    FromURL,
    PackageExpression,
)
from snowsnake.nixtext import (
    AttributeSet,
    Binding,
    Call,
    Expression,
    Function,
    Inherit,
    Interpolated,
    ListOf,
    Name,
    Not,
    Operator,
    Parameter,
    Parameters,
    PathLiteral,
    Select,
    Text,
    Truth,
    With,
    to_text,
)

_PROGRAMS = (
    "nativeBuildInputs: programs that run while it is built, so they are for the machine that builds. Their `bin` is "
    "on PATH, and their setup hooks run."
)
_LIBRARIES = (
    "buildInputs: libraries that it is compiled against and linked with, so they are for the machine that it will run "
    "on. When cross-compiling, these are for another machine than nativeBuildInputs."
)
_HASH = (
    "Not known before Nix has fetched the crates: build once, and write the hash that Nix then says it `got`."
)
_RUST = {"maturin": ("rustPlatform.maturinBuildHook",), "setuptools": ("cargo", "rustc"), "no": ()}
_CARGO = "rustPlatform.cargoSetupHook"
"""Gives cargo the crates of `cargoDeps`."""


def expression_text(package: PackageExpression, *, explain: bool = False) -> str:
    """The text of `default.nix`, in nixpkgs' layout (RFC 166). `explain` adds comments for who writes such a file."""
    return to_text(_Writer(package, explain=explain).function())


class _Writer:
    def __init__(self, package: PackageExpression, *, explain: bool) -> None:
        self._package = package
        self._explain = explain

    def function(self) -> Function:
        package = self._package
        maker = "buildPythonApplication" if package.application else "buildPythonPackage"
        function = Name(f"python3Packages.{maker}" if package.application else maker)
        body = AttributeSet(tuple(self._attributes()), recursive=True)
        return Function(Parameters(tuple(self._parameters())), Call(function, (body,)))

    def _parameters(self) -> list[Parameter]:
        """In nixpkgs' order: what builds and fetches, then group after group under its name."""
        package = self._package
        conditions = [package.disabled, *(one.condition for one in package.every_dependency)]
        conditional = {name for one in conditions if one is not None for name in reads(one)}
        first = ["lib", *(["stdenv"] if "stdenv" in conditional else [])]
        first.append("python3Packages" if package.application else "buildPythonPackage")
        match package.source:
            case FromPyPI():
                first.append("fetchPypi")
            case FromGitHub():
                first.append("fetchFromGitHub")
            case FromURL():
                first.append("fetchurl")
            case FromDirectory():
                pass
        of_python = sorted(conditional - {"stdenv"})
        if not package.application:
            first += of_python
        groups: list[tuple[str, list[str]]] = [("", first)]
        programs = list(package.native_build_inputs)
        if package.rust == "setuptools":
            programs += ["cargo", "rustc"]
        if package.cargo_root is not None or package.rust == "maturin":
            programs.append("rustPlatform")
        python: list[tuple[str, list[str]]] = [
            ("build-system", [one.attribute for one in package.build_system]),
            ("dependencies", [one.attribute for one in package.dependencies]),
            (
                "optional-dependencies",
                [one.attribute for some in package.optional_dependencies.values() for one in some],
            ),
            (
                "tests",
                [one.attribute for one in package.check_inputs] + ["pytestCheckHook"] * package.tested,
            ),
        ]
        others = [
            ("nativeBuildInputs", [name.partition(".")[0] for name in programs]),
            ("buildInputs", [name.partition(".")[0] for name in package.build_inputs]),
        ]
        groups += others if package.application else [python[0], *others, *python[1:]]
        seen: set[str] = set()
        found: list[Parameter] = []
        for title, names in groups:
            fresh = [name for name in dict.fromkeys(names) if name not in seen]
            fresh = fresh if not title else sorted(fresh)
            seen.update(fresh)
            found += [
                Parameter(name, comment=title if number == 0 else "") for number, name in enumerate(fresh)
            ]
        return found

    def _attributes(self) -> list[Binding | Inherit]:
        package = self._package
        found: list[Binding | Inherit] = [
            Binding("pname", Text(package.pname)),
            Binding("version", Text(package.version)),
        ]
        if package.wheel:
            found.append(Binding("format", Text("wheel"), comment="It has no source distribution."))
        else:
            found.append(Binding("pyproject", Truth(True)))
        if package.disabled is not None:
            found.append(Binding("disabled", self._scoped(package.disabled), apart=True))
        found.append(Binding("src", self._source(), apart=True))
        if package.subdirectory:
            root = Interpolated((Name("src.name"), f"/{package.subdirectory}"))
            found.append(Binding("sourceRoot", root, apart=True))
        if package.cargo_root is not None:
            found += self._cargo(package.cargo_root)
        found += self._building()
        found += self._dependencies()
        if package.tested:
            plain = [one for one in package.check_inputs if one.condition is None]
            conditional = [one for one in package.check_inputs if one.condition is not None]
            names = sorted({*(one.attribute for one in plain), "pytestCheckHook"})
            value = self._list([Dependency(name=name, attribute=name) for name in names] + conditional)
            found.append(Binding("nativeCheckInputs", value, apart=True))
        if package.benchmarks:
            paths = ListOf(tuple(map(Text, package.benchmarks)))
            found.append(
                Binding("disabledTestPaths", paths, apart=True, comment="They measure, and test nothing.")
            )
        if package.imports_check:
            found.append(
                Binding("pythonImportsCheck", ListOf(tuple(map(Text, package.imports_check))), apart=True)
            )
        found.append(self._meta())
        return found

    def _building(self) -> list[Binding | Inherit]:
        package = self._package
        found: list[Binding | Inherit] = []
        if package.build_system:
            found.append(Binding("build-system", self._list(package.build_system), apart=True))
        hooks = [_CARGO] if package.cargo_root is not None else []
        programs = sorted((*package.native_build_inputs, *_RUST[package.rust], *hooks))
        if programs:
            found.append(
                Binding(
                    "nativeBuildInputs",
                    ListOf(tuple(map(Name, programs))),
                    apart=True,
                    comment=_PROGRAMS if self._explain else "",
                )
            )
        if "cmake" in package.native_build_inputs:
            found.append(
                Binding(
                    "dontUseCmakeConfigure",
                    Truth(True),
                    apart=True,
                    comment="The build backend calls cmake itself." if self._explain else "",
                )
            )
        if package.build_inputs:
            found.append(
                Binding(
                    "buildInputs",
                    ListOf(tuple(map(Name, package.build_inputs))),
                    apart=True,
                    comment=_LIBRARIES if self._explain else "",
                )
            )
        return found

    def _dependencies(self) -> list[Binding | Inherit]:
        package = self._package
        found: list[Binding | Inherit] = []
        if package.relaxed:
            found.append(Binding("pythonRelaxDeps", ListOf(tuple(map(Text, package.relaxed))), apart=True))
        if package.dependencies:
            found.append(Binding("dependencies", self._list(package.dependencies), apart=True))
        if package.optional_dependencies:
            extras = tuple(
                Binding(extra, self._list(some)) for extra, some in package.optional_dependencies.items()
            )
            found.append(Binding("optional-dependencies", AttributeSet(extras), apart=True))
        return found

    def _source(self) -> Expression:
        match self._package.source:
            case FromPyPI() as source:
                return Call(Name("fetchPypi"), (AttributeSet(tuple(self._of_index(source))),))
            case FromGitHub() as source:
                fields = [Binding("owner", Text(source.owner)), Binding("repo", Text(source.repo))]
                if source.tag is not None:
                    fields.append(Binding("tag", self._versioned(source.tag)))
                else:
                    fields.append(Binding("rev", Text(source.rev)))
                if source.submodules:
                    fields.append(Binding("fetchSubmodules", Truth(True)))
                fields.append(Binding("hash", Text(source.hash)))
                return Call(Name("fetchFromGitHub"), (AttributeSet(tuple(fields)),))
            case FromURL() as source:
                fields = [Binding("url", self._versioned(source.url)), Binding("hash", Text(source.hash))]
                return Call(Name("fetchurl"), (AttributeSet(tuple(fields)),))
            case FromDirectory() as source:
                return PathLiteral(source.path)

    def _of_index(self, source: FromPyPI) -> list[Binding | Inherit]:
        """What `fetchPypi` is told; name and version are written where the file spells them differently."""
        fields: list[Binding | Inherit] = []
        spelled = {"pname": source.pname, "version": source.version}
        own = {"pname": self._package.pname, "version": self._package.version}
        same = tuple(name for name in spelled if spelled[name] == own[name])
        for name, value in spelled.items():
            if name not in same:
                fields.append(Binding(name, Text(value)))
            elif name == same[0]:
                fields.append(Inherit(same))
        if source.wheel is not None:
            fields += [
                Binding("format", Text("wheel")),
                Binding("dist", Text(source.wheel[0])),
                Binding("python", Text(source.wheel[1])),
            ]
        elif source.extension != "tar.gz":
            fields.append(Binding("extension", Text(source.extension)))
        return [*fields, Binding("hash", Text(source.hash))]

    def _versioned(self, text: str) -> Expression:
        """A text with the version in it, where it is there once, as `${version}`."""
        version = self._package.version
        before, found, after = text.partition(version)
        if HASH_IN_PATH.search(text):  # another version has another address, whatever is written here
            return Text(text)
        if not found or version in after or version[:1] not in "0123456789":
            return Text(text)
        if not before and not after:
            return Name("version")
        return Interpolated(tuple(part for part in (before, Name("version"), after) if part != ""))

    def _cargo(self, root: str) -> list[Binding | Inherit]:
        inherited = ["pname", "version", "src"]
        inherited += ["sourceRoot"] * bool(self._package.subdirectory) + ["cargoRoot"] * bool(root)
        fetched = AttributeSet(
            (Inherit(tuple(inherited)), Binding("hash", Name("lib.fakeHash"), comment=_HASH))
        )
        vendor = Binding("cargoDeps", Call(Name("rustPlatform.fetchCargoVendor"), (fetched,)), apart=True)
        return [Binding("cargoRoot", Text(root), apart=True), vendor] if root else [vendor]

    def _list(self, dependencies: Sequence[Dependency]) -> Expression:
        """A list of attributes; extras of theirs and conditional ones are added to it."""
        plain = [one for one in dependencies if one.condition is None]
        parts: list[Expression] = []
        if plain or not dependencies:
            parts.append(self._attributes_of(plain))
        parts += [self._extra(one.attribute, extra) for one in plain for extra in one.extras]
        seen: list[Expression] = []
        for one in dependencies:
            if one.condition is None or one.condition in seen:
                continue
            seen.append(one.condition)
            same = [other for other in dependencies if other.condition == one.condition]
            inner: list[Expression] = [self._attributes_of(same)]
            inner += [self._extra(other.attribute, extra) for other in same for extra in other.extras]
            argument = reduce(lambda left, right: Operator("++", left, right), inner)
            parts.append(Call(Name("lib.optionals"), (self._scoped(one.condition), argument)))
        return reduce(lambda left, right: Operator("++", left, right), parts)

    def _attributes_of(self, dependencies: Sequence[Dependency]) -> Expression:
        found = ListOf(tuple(Name(one.attribute) for one in dependencies))
        return With(Name("python3Packages"), found) if self._package.application and found.items else found

    def _extra(self, attribute: str, extra: str) -> Expression:
        of = Name(f"python3Packages.{attribute}" if self._package.application else attribute)
        return Select(of, ("optional-dependencies", extra))

    def _scoped(self, condition: Expression) -> Expression:
        """A condition where `pythonOlder` is no argument of the function: below `python3Packages`."""
        return _below_python(condition) if self._package.application else condition

    def _meta(self) -> Binding:
        meta = self._package.meta
        fields: list[Binding | Inherit] = []
        if meta.description:
            fields.append(Binding("description", Text(meta.description)))
        if meta.homepage:
            fields.append(Binding("homepage", Text(meta.homepage)))
        if meta.changelog:
            source = self._package.source
            versioned: Expression = Text(meta.changelog)
            if isinstance(source, FromGitHub) and source.tag and source.tag in meta.changelog:
                before, _, after = meta.changelog.partition(source.tag)
                versioned = Interpolated(
                    tuple(part for part in (before, Name("src.tag"), after) if part != "")
                )
            elif self._package.version in meta.changelog:
                versioned = self._versioned(meta.changelog)
            fields.append(Binding("changelog", versioned))
        names = [Name(f"lib.licenses.{licence}") for licence in meta.licences]
        if len(names) == 1:
            fields.append(Binding("license", names[0]))
        else:
            own = ListOf(tuple(Name(licence) for licence in meta.licences))
            fields.append(Binding("license", With(Name("lib.licenses"), own)))
        if meta.main_program:
            fields.append(Binding("mainProgram", Text(meta.main_program)))
        return Binding("meta", AttributeSet(tuple(fields)), apart=True)


def _below_python(expression: Expression) -> Expression:
    match expression:
        case Name(dotted) if not dotted.startswith("stdenv."):
            return Name(f"python3Packages.{dotted}")
        case Call(function, arguments):
            return Call(_below_python(function), arguments)
        case Operator(symbol, left, right):
            return Operator(symbol, _below_python(left), _below_python(right))
        case Not(value):
            return Not(_below_python(value))
        case _:
            return expression
