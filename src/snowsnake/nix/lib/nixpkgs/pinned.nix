# The nixpkgs that a lock pins, for a system.
pin: system:
if pin == null then
  throw "snowsnake.lock pins no nixpkgs\nhelp: `snowsnake lock --base nixpkgs` does; in Nix, hand one in: `base = import <nixpkgs> { };`"
else
  import
    (builtins.fetchTarball {
      inherit (pin) url;
      name = "nixpkgs";
      sha256 = pin.nar-sha256;
    })
    {
      inherit system;
      config = { };
      overlays = [ ];
    }
