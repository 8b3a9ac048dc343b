{
  description = "Python environments built by Nix, with the native libraries that pip cannot install";

  # No inputs: the library needs no nixpkgs.
  outputs =
    { ... }:
    {
      lib = import ./src/snowsnake/nix/lib;
      # `pkgs.snowsnake.mkEnvironment { lock = ./snowsnake.lock; }`: on these very `pkgs`.
      overlays.default = final: _: {
        snowsnake = builtins.mapAttrs (_: make: arguments: make ({ base = final; } // arguments)) {
          inherit (import ./src/snowsnake/nix/lib) mkEnvironment mkShell;
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
