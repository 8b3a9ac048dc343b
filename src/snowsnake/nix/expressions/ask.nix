# Which of some attributes of python3Packages a nixpkgs has, and their versions. `names` is JSON.
{ names, nixpkgs }:
let
  pkgs = import (if nixpkgs == "<nixpkgs>" then <nixpkgs> else /. + nixpkgs) { };
  packages = pkgs.python3Packages;
  version =
    name:
    let
      tried = builtins.tryEval (packages.${name}.version or "");
    in
    if tried.success then tried.value else "";
in
builtins.listToAttrs (
  map (name: {
    inherit name;
    value = version name;
  }) (builtins.filter (name: packages ? ${name}) (builtins.fromJSON names))
)
