# A flake's outputs from one lock. This is no flake itself: the project's is at the root of its repository.
#
# mkFlake { lock = ./snowsnake.lock; }
#   lock    the lock file (a path), or what is in it (an attribute set)
#   python  which interpreter is the default where the lock has several for one system: `cp313`
#   nixpkgs  a flake of nixpkgs that is the base; without it, what the lock says
#   and all other arguments of mkEnvironment, but `target` and `system`
#
# Returns `packages`, `devShells` and `apps` for every system of the lock: `default`, and each interpreter by its name;
# among the packages is the `image` of the default one. `overlays.default` is mkOverlay's.
{
  lock,
  python ? null,
  nixpkgs ? null,
  ...
}@arguments:
let
  locks = import ./lock.nix;
  content = locks.read lock;
  targets = map locks.target (
    builtins.attrNames (content.targets or (throw "snowsnake.lock is damaged: it has no targets"))
  );

  common = builtins.removeAttrs arguments [
    "python"
    "nixpkgs"
  ];
  environment =
    { name, system, ... }:
    import ./environment.nix (
      common
      // {
        inherit system;
        target = name;
      }
      // (if nixpkgs == null then { } else { base = nixpkgs.legacyPackages.${system}; })
    );

  # Whichever is the default, asking for the others costs nothing.
  ofSystem =
    system: make:
    let
      here = builtins.filter (each: each.system == system) targets;
      named = builtins.listToAttrs (
        map (each: {
          name = each.interpreter;
          value = make (environment each);
        }) here
      );
      interpreters = builtins.concatStringsSep ", " (builtins.attrNames named);
    in
    named
    // {
      default =
        if python != null then
          named.${python}
            or (throw "snowsnake.lock has no `${python}` for ${system}, it has: ${interpreters}")
        else if builtins.length here == 1 then
          named.${interpreters}
        else
          throw "say which interpreter is the default for ${system}, `python = \"...\"`; snowsnake.lock has: ${interpreters}";
    };

  outputs =
    make:
    builtins.listToAttrs (
      map (each: {
        name = each.system;
        value = ofSystem each.system make;
      }) targets
    );
in
{
  packages = builtins.mapAttrs (_: each: each // { inherit (each.default) image; }) (
    outputs (environment: environment)
  );
  devShells = outputs (environment: environment.shell);
  apps = outputs (environment: environment.apps.default);
  overlays.default = import ./overlay.nix (builtins.removeAttrs common [ "base" ]);
}
