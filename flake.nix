{
  description = "Python environments built by Nix, with the native libraries that pip cannot install";

  # No inputs: the library needs no nixpkgs. What does, the overlay has, and `cli/flake.nix`.
  outputs =
    { ... }:
    {
      lib = import ./src/snowsnake/nix/lib;
      # `pkgs.snowsnake.mkEnvironment { lock = ./snowsnake.lock; }` is on these very `pkgs`; `pkgs.snowsnake.cli` is the
      # command line.
      overlays.default = final: _: {
        snowsnake =
          builtins.mapAttrs (_: make: arguments: make ({ base = final; } // arguments)) {
            inherit (import ./src/snowsnake/nix/lib) mkEnvironment mkShell;
          }
          // {
            cli = final.callPackage ./package.nix { };
          };
      };
      nixosModules.default = import ./src/snowsnake/nix/modules/nixos.nix;
      homeManagerModules.default = import ./src/snowsnake/nix/modules/home-manager.nix;
      templates.default = {
        path = ./templates/default;
        description = "A Python project with its environment";
      };
    };
}
