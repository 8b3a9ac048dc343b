{
  description = "snowsnake's command line, from nixpkgs";

  inputs.nixpkgs.url = "github:NixOS/nixpkgs/nixpkgs-unstable";

  outputs =
    { nixpkgs, ... }:
    let
      forEach =
        make:
        builtins.listToAttrs (
          map
            (system: {
              name = system;
              value.default = make nixpkgs.legacyPackages.${system};
            })
            [
              "x86_64-linux"
              "aarch64-linux"
            ]
        );
      cli = pkgs: pkgs.callPackage ../package.nix { };
    in
    {
      packages = forEach cli;
      apps = forEach (pkgs: {
        type = "app";
        program = "${cli pkgs}/bin/snowsnake";
      });
    };
}
