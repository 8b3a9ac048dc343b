# `package`: the derivation of `name`, one of the expressions in `folder`, which may use each other. `probe`: a build
# that fails where it sees `folder`, because then builds are not isolated.
{
  folder,
  name,
  nixpkgs,
}:
let
  pkgs = import (if nixpkgs == "<nixpkgs>" then <nixpkgs> else /. + nixpkgs) { };
  directory = /. + folder;
  files = builtins.filter (file: builtins.match ".*\\.nix" file != null) (
    builtins.attrNames (builtins.readDir directory)
  );
  attribute = file: builtins.head (builtins.match "(.*)\\.nix" file);
  own = builtins.listToAttrs (
    map (file: {
      name = attribute file;
      value = call (directory + "/${file}");
    }) files
  );
  packages = pkgs.python3Packages // own;
  call =
    file:
    let
      function = import file;
      arguments = builtins.functionArgs function;
      # An application is one of pkgs, a library one of python3Packages, where a name such as cmake is another package.
      near = if arguments ? python3Packages then packages // pkgs else pkgs // packages;
      scope = near // { python3Packages = packages; };
      missing = builtins.filter (argument: !(scope ? ${argument})) (builtins.attrNames arguments);
    in
    if missing != [ ] then
      throw "this nixpkgs lacks ${toString missing}, which ${baseNameOf file} asks for"
    else
      function (builtins.intersectAttrs arguments scope);
in
{
  package = own.${name};
  probe = derivation {
    name = "snowsnake-sandbox";
    system = builtins.currentSystem;
    builder = pkgs.stdenv.shell;
    canary = folder;
    args = [
      "-c"
      ''
        if [ -e "$canary" ]; then
          echo '@snowsnake {"error": "sandbox", "seen": ["the files of this machine"]}' >&2
          exit 1
        fi
        : > "$out"
      ''
    ];
  };
}
