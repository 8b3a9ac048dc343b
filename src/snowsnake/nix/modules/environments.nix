# Named environments: what the NixOS module and the home-manager module share.
#
# programs.snowsnake.environments.work = { lock = ./work.lock; path = true; };
# programs.snowsnake.environmentsFile = ./environments.toml;
#
# Pure, without import from derivation: a lock says everything. The two modules put each environment where
# `snowsnake shell @NAME` looks for it, and the programs of those with `path` into the profile, as one package.
{
  config,
  lib,
  pkgs,
  ...
}:
let
  inherit (lib) mkOption types;
  cfg = config.programs.snowsnake;
  system = pkgs.stdenv.hostPlatform.system;

  inherit (import ../lib) mkEnvironment;
  builders = import ../lib/builders.nix;
  inherit (import ../lib/fetch.nix) beside isBeside;

  named = name: builtins.match "[A-Za-z0-9][A-Za-z0-9_-]*" name != null;

  path = mkOption {
    type = types.either types.bool (types.listOf types.str);
    default = false;
    description = "Which programs are on the `PATH`: all but the interpreter (`true`), none, or those named.";
  };

  option =
    { ... }:
    {
      options = {
        lock = mkOption {
          type = types.path;
          description = "The `snowsnake.lock`.";
        };
        target = mkOption {
          type = types.nullOr types.str;
          default = null;
          example = "cp313-x86_64-linux";
          description = "One of the lock's targets; null for the only one of this system.";
        };
        base = mkOption {
          type = types.nullOr (
            types.enum [
              "debian"
              "nixpkgs"
            ]
          );
          default = null;
          description = "Where interpreter and libraries come from: `nixpkgs` is this configuration's; null for what the lock says.";
        };
        inherit path;
      };
    };

  # A file that `snowsnake apply` reads says what to lock; the lock is beside it.
  declared =
    if cfg.environmentsFile == null then
      { }
    else
      builtins.mapAttrs (
        name: table:
        let
          home = builtins.dirOf cfg.environmentsFile;
          lock = home + "/environments/${name}.lock";
        in
        if !(named name && builtins.isAttrs table) then
          throw "environments.toml: `${name}` is not an environment: `snowsnake apply` says what is wrong with it"
        else if !builtins.pathExists lock then
          throw "environments.toml: there is no `environments/${name}.lock` beside it: run `snowsnake apply ${name}`; in a flake, `git add` it"
        else
          {
            inherit lock;
            target = null;
            path = table.path or false;
            project = table ? project;
            sources =
              let
                artifacts = (builtins.fromJSON (builtins.readFile lock)).artifacts;
                keys = builtins.filter (key: isBeside key artifacts.${key}) (builtins.attrNames artifacts);
              in
              builtins.listToAttrs (
                map (key: {
                  name = key;
                  value =
                    let
                      place = artifacts.${key}.path or key;
                    in
                    if builtins.pathExists (home + "/${place}") then
                      beside home key artifacts.${key}
                    else
                      throw "environments.toml: `${name}` is made from `${place}`, which is not beside it: leave the environment to `snowsnake apply`, or move that there";
                }) keys
              );
          }
      ) (builtins.fromTOML (builtins.readFile cfg.environmentsFile));

  # A project that is in its own environment is a directory of one machine.
  ofThisMachine = builtins.filter (name: declared.${name}.project && declared.${name}.sources != { }) (
    builtins.attrNames declared
  );

  wanted = builtins.removeAttrs declared ofThisMachine // cfg.environments;

  built = builtins.mapAttrs (
    name: environment:
    if !named name then
      throw "programs.snowsnake.environments: `${name}` is not a name: use letters, digits, `-` and `_`"
    else
      mkEnvironment {
        inherit (environment) lock target;
        inherit system;
        base = if environment.base or null == "nixpkgs" then pkgs else environment.base or null;
        sources = environment.sources or { };
      }
  ) wanted;

  exposing = builtins.filter (name: !builtins.elem wanted.${name}.path [ false [ ] ]) (builtins.attrNames wanted);

  programs =
    builders.made
      {
        inherit (built.${builtins.head exposing}) python;
        inherit system;
      }
      "expose"
      "snowsnake-programs"
      {
        environments = builtins.listToAttrs (
          map (name: {
            inherit name;
            value = [
              "${built.${name}}"
              wanted.${name}.path
            ];
          }) exposing
        );
      };
in
{
  options.programs.snowsnake = {
    environments = mkOption {
      type = types.attrsOf (types.submodule option);
      default = { };
      description = "Python environments by name, for `snowsnake shell @NAME`.";
    };
    environmentsFile = mkOption {
      type = types.nullOr types.path;
      default = null;
      example = "./environments.toml";
      description = "The file that `snowsnake apply` reads, with its locks beside it in `environments`.";
    };
    built = mkOption {
      type = types.attrsOf types.raw;
      internal = true;
      readOnly = true;
      description = "The environments' derivations, by name.";
    };
    exposed = mkOption {
      type = types.listOf types.package;
      internal = true;
      readOnly = true;
      description = "The package with the programs for the `PATH`, if there are any.";
    };
  };

  config = {
    programs.snowsnake = {
      inherit built;
      exposed = if exposing == [ ] then [ ] else [ programs ];
    };
    warnings = map (
      name:
      "snowsnake: the environment `${name}` of environments.toml has a project in it, a directory of one machine: `snowsnake apply ${name}` makes it there"
    ) ofThisMachine;
  };
}
