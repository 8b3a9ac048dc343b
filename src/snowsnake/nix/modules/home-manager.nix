# home-manager: named environments for one user. They are linked in ~/.local/share/snowsnake/environments.
{ config, lib, ... }:
{
  imports = [ ./environments.nix ];
  config = {
    xdg.dataFile = lib.mapAttrs' (name: source: {
      name = "snowsnake/environments/${name}";
      value = { inherit source; };
    }) config.programs.snowsnake.built;
    home.packages = config.programs.snowsnake.exposed;
  };
}
