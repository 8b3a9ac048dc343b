# snowsnake itself as a package of nixpkgs, as `snowsnake package . --application` writes it; its tests want Nix and the
# network. `pkgs.callPackage ./package.nix { }`
{ lib, python3Packages }:
python3Packages.buildPythonApplication rec {
  pname = "snowsnake";
  version = "0.2.0";
  pyproject = true;

  src = ./.;

  build-system = with python3Packages; [ hatchling ];

  dependencies = with python3Packages; [
    click
    installer
    packaging
    pyelftools
    pysequoia
    python-debian
    requests
    rich
    tomlkit
    urllib3
    uv
  ];

  optional-dependencies = {
    nix-index = lib.optionals (python3Packages.pythonOlder "3.14") (
      with python3Packages; [ zstandard ]
    );
  };

  pythonImportsCheck = [ "snowsnake" ];

  meta = {
    description = "Python environments built by Nix, with the native libraries that pip cannot install";
    license = lib.licenses.mit;
    mainProgram = "snowsnake";
    platforms = [
      "x86_64-linux"
      "aarch64-linux"
    ];
  };
}
