# snowsnake's Nix library: pure, static, without import-from-derivation; needs Nix 2.8 or newer and no nixpkgs.
{
  mkEnvironment = import ./environment.nix;
  mkFlake = import ./flake.nix;
  mkOverlay = import ./overlay.nix;
  mkShell = arguments: (import ./environment.nix arguments).shell;
}
