# What some expressions of nixpkgs say: their functions are called with arguments that only know their own names.
# `files` (JSON) is name -> path, `python` (JSON) the names that are Python's, `lib` nixpkgs' library.
{
  files,
  python,
  lib,
}:
let
  real = import (/. + lib);
  ofPython = builtins.listToAttrs (
    map (name: {
      inherit name;
      value = null;
    }) (builtins.fromJSON python)
  );

  stand = name: {
    inherit name;
    outPath = "/${name}";
    optional-dependencies = { };
  };
  library = real // {
    licenses = builtins.mapAttrs (name: value: value // { inherit name; }) real.licenses;
  };
  platform = real.systems.elaborate "x86_64-linux";
  fetched = arguments: stand "src" // (if builtins.isAttrs arguments then arguments else { });
  record =
    given:
    let
      self = if builtins.isFunction given then given final else given;
      final = self // {
        finalPackage = final;
        passthru = (self.passthru or { }) // {
          optional-dependencies = self.optional-dependencies or { };
        };
        overridePythonAttrs = _: final;
        overrideAttrs = _: final;
      };
    in
    final;
  known = {
    lib = library;
    buildPythonPackage = record;
    buildPythonApplication = record;
    fetchPypi = fetched;
    fetchFromGitHub = fetched;
    fetchurl = fetched;
    fetchpatch = fetched;
    replaceVars = _: _: stand "patch";
    callPackage = _: _: stand "called";
    # What holds for some CPython from 3.11 on counts, on Linux.
    isPyPy = false;
    isPy3k = true;
    pythonOlder = version: builtins.compareVersions "3.11" version < 0;
    pythonAtLeast = _: true;
    stdenv = stand "stdenv" // {
      hostPlatform = platform;
      buildPlatform = platform;
    };
    rustPlatform = {
      cargoSetupHook = stand "cargoSetupHook";
      maturinBuildHook = stand "maturinBuildHook";
      fetchCargoVendor = _: stand "vendor";
    };
  };
  call =
    file:
    let
      function = import (/. + file);
      # `flit-core ? null` gets one, too; `withMypyc ? true` is no package.
      wanted = real.filterAttrs (name: default: !default || ofPython ? ${name}) (
        builtins.functionArgs function
      );
    in
    function (builtins.mapAttrs (name: _: known.${name} or (stand name)) wanted);
  names = list: map (one: one.name) (builtins.filter builtins.isAttrs list);
  listed = value: if builtins.isList value then value else [ value ];
in
builtins.mapAttrs (
  _: file:
  let
    found = call file;
    building = (found.build-system or [ ]) ++ (found.nativeBuildInputs or [ ]);
    modern = found ? pyproject || found.format or "setuptools" == "pyproject";
    running = (found.dependencies or [ ]) ++ (found.propagatedBuildInputs or [ ]);
  in
  {
    version = found.version;
    build = if modern then builtins.filter (name: ofPython ? ${name}) (names building) else null;
    run = names running;
    licences = names (listed found.meta.license);
  }
) (builtins.fromJSON files)
