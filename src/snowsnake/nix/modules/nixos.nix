# NixOS: named environments for everybody on the machine. They are linked in /etc/snowsnake/environments.
{ config, lib, ... }:
{
  imports = [ ./environments.nix ];
  config = {
    environment.etc = lib.mapAttrs' (name: source: {
      name = "snowsnake/environments/${name}";
      value = { inherit source; };
    }) config.programs.snowsnake.built;
    environment.systemPackages = config.programs.snowsnake.exposed;
  };
}
