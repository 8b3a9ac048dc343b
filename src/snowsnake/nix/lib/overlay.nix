# An overlay of nixpkgs: the distributions of a lock are what they are among the packages of its interpreters.
#
# overlays = [ (mkOverlay { lock = ./snowsnake.lock; }) ];
# python313.withPackages (ps: [ ps.humanize ])
#
# It takes the arguments of mkEnvironment, but `target`, `system` and `base`. The set of an interpreter that the lock has
# no target for stays as it is. What a distribution links it has; what it only opens or runs is of a whole environment:
# mkEnvironment has that.
{ lock, ... }@arguments:
final: prev:
let
  content = (import ./lock.nix).read lock;
  system = prev.stdenv.hostPlatform.system;
  prefixes = {
    cpython = "cp";
    pypy = "pp";
  };
  targetOf =
    python:
    let
      digits = builtins.replaceStrings [ "." ] [ "" ] python.pythonVersion;
    in
    "${prefixes.${python.implementation} or python.implementation}${digits}-${system}";

  modules =
    target: python: packages:
    let
      environment = import ./environment.nix (
        arguments
        // {
          inherit target system;
          base = final;
          scriptsStart = "${python}/bin/${python.executable}";
          propagates = name: map (other: "${packages.${attribute other}}") (brought name);
        }
      );
      locked = content.targets.${target}.packages;
      names = builtins.attrNames locked;
      # Where the project wants nixpkgs' own, it stays.
      isNixpkgs = name: locked.${name}.nixpkgs or null != null;
      own = builtins.removeAttrs locked (builtins.filter isNixpkgs names);
      attribute = name: if isNixpkgs name then locked.${name}.nixpkgs else name;
      # The lock says it the other way round.
      requires = builtins.mapAttrs (
        name: _: builtins.filter (other: builtins.elem name locked.${other}.required-by) names
      ) locked;
      everything = builtins.mapAttrs (
        name: others:
        map (item: item.key) (
          builtins.genericClosure {
            startSet = map (key: { inherit key; }) others;
            operator = item: map (key: { inherit key; }) requires.${item.key};
          }
        )
      ) requires;
      # What its store path names: not those that require it in turn, as no two store paths can name each other.
      brought = name: builtins.filter (other: !(builtins.elem name everything.${other})) requires.${name};
    in
    builtins.mapAttrs (
      name: derivation:
      derivation
      // {
        pname = name;
        inherit (locked.${name}) version;
        pythonModule = python;
        propagatedBuildInputs = map (other: packages.${attribute other}) requires.${name};
        requiredPythonModules = map (other: packages.${attribute other}) everything.${name};
        meta = { };
      }
    ) (builtins.intersectAttrs own environment.packages);
in
{
  pythonPackagesExtensions = (prev.pythonPackagesExtensions or [ ]) ++ [
    (
      packages: previous:
      let
        target = targetOf previous.python;
        # Of the same version there are others: what is free-threaded has another ABI, and another directory.
        fits =
          content.targets ? ${target}
          && content.targets.${target}.python.site-packages == previous.python.sitePackages;
      in
      if fits then modules target previous.python packages else { }
    )
  ];
}
