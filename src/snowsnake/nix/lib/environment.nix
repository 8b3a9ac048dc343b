# An environment of one target of a lock.
#
# mkEnvironment { lock = ./snowsnake.lock; }
#   lock       the lock file (a path), or what is in it (an attribute set)
#   target     `cp313-x86_64-linux`; the one target of this system when it is the only one
#   base       where interpreter, libraries and compilers come from: "debian", "nixpkgs" (the one that the lock pins), or a
#              nixpkgs (`import <nixpkgs> { }`, a flake's `legacyPackages.x86_64-linux`); what the lock says when null
#   provide    on a nixpkgs: who has a need, by its name: { "libGL.so.1" = pkgs.libglvnd; }; null leaves it out;
#              or a function of `pkgs` that returns such a set
#   mirror     where to take .debs from: `https://ftp.debian.org`; the snapshot archive when null
#   name       the store path's name, and the image's
#   overrides  final: prev: { numpy = ...; }: other derivations for some distributions, laid out like ours
#   strict     whether code of two distributions that clashes stops the build; else the build's log says so
#   sources    where the directories that are built, and the files that come with the project, are: paths, or store paths,
#              by their key in the lock; those beside the lock when left out
#   scriptsStart  the program that scripts of distributions name in their first line; null: the environment's own Python
#   propagates  for setup hooks of nixpkgs: the store paths that a distribution (its name) brings along where others are
#              built with it
#   editable   distributions that are developed: where their directories are, by name (absolute, as a string)
#   system     the machine that the environment is for; needed only where evaluation is pure and `target` is not given
#
# Returns the environment's derivation. Beside its own attributes it has `packages`, `python`, `lock` and `target`, and what
# is made of it: `shell` (for `nix develop`), `apps` (as a flake has them) and `image` (for `docker load`).
{
  lock,
  target ? null,
  base ? null,
  provide ? { },
  mirror ? null,
  name ? "snowsnake-environment",
  overrides ? (final: prev: { }),
  strict ? false,
  sources ? { },
  editable ? { },
  scriptsStart ? null,
  propagates ? (name: [ ]),
  system ?
    if builtins.isAttrs base then base.stdenv.hostPlatform.system else builtins.currentSystem or null,
}:
let
  locks = import ./lock.nix;
  content = locks.read lock;

  locked =
    if content.version or null == 2 then
      content
    else
      throw "snowsnake.lock is of version ${toString (content.version or "?")}, this snowsnake reads version 2: use the snowsnake that wrote it, or run `snowsnake lock`";

  systemOf = name: (locks.target name).system;

  known = builtins.attrNames locked.targets;
  fitting = builtins.filter (name: systemOf name == system) known;
  names = builtins.concatStringsSep ", " known;
  # What locks for this system besides, with each interpreter that the lock has.
  wished = builtins.attrNames (
    builtins.listToAttrs (
      map (name: {
        name = "${(locks.target name).interpreter}-${system}";
        value = null;
      }) known
    )
  );
  options = map (name: "--target ${name}") (known ++ wished);

  targetName =
    if target != null then
      if locked.targets ? ${target} then target else throw "snowsnake.lock has no target `${target}`, it has: ${names}"
    else if builtins.length fitting == 1 then
      builtins.head fitting
    else if fitting == [ ] && system != null then
      throw "snowsnake.lock has no target for ${system}, it has: ${names}\nhelp: lock for that system, too: `snowsnake lock ${builtins.concatStringsSep " " options}`"
    else
      throw "say which target of snowsnake.lock is wanted, `target = \"...\"`; it has: ${names}";

  chosen = locked.targets.${targetName};
  chosenSystem = systemOf targetName;

  builders = import ./builders.nix;
  fetch = (import ./fetch.nix).artifact {
    inherit mirror sources;
    root = if builtins.isAttrs lock then null else builtins.dirOf lock;
  };
  # One attribute for each artifact, so that a file is fetched by one derivation however many want it.
  fetched = builtins.mapAttrs fetch locked.artifacts;
  artifacts = file: fetched.${file} or (throw "snowsnake.lock is damaged: it has no artifact `${file}`");

  common = {
    target = chosen;
    system = chosenSystem;
    inherit artifacts builders;
  };
  wanted = if base == null then chosen.base else base;
  chosenBase =
    if wanted == "debian" then
      import ./debian.nix common
    else
      import ./nixpkgs (
        common
        // {
          inherit provide targetName;
          attributes = locked.nixpkgs.attributes or { };
          pkgs =
            if wanted == "nixpkgs" then import ./nixpkgs/pinned.nix (locked.nixpkgs.pin or null) chosenSystem else wanted;
        }
      );
  inherit (chosenBase) python;
  tools = import ./tools.nix (common // { inherit python; });

  # `more` is what only those of the environment itself are told.
  distributions =
    more:
    import ./distribution.nix (
      common
      // {
        inherit tools wheels;
        base = chosenBase;
      }
      // more
    );
  shown = distributions { inherit editable scriptsStart propagates; };
  original = builtins.mapAttrs (
    name: package:
    let
      taken = chosenBase.taken name package;
    in
    if taken == null then shown name package else taken
  ) chosen.packages;
  packages = original // overrides packages original;

  # What builds are made with, by name and version: several versions of one distribution may be there, and several of
  # one version, which a digest (16 digits) tells apart.
  buildPackages = builtins.mapAttrs (
    key: package: distributions { } (nameIn key package.version) package
  ) chosen.build-packages;
  nameIn =
    key: version:
    let
      ending = "-${version}";
      start = length: builtins.substring 0 (builtins.stringLength key - builtins.stringLength ending - length) key;
    in
    if start 0 + ending == key then start 0 else start 17;
  wheels = import ./wheel.nix (
    common
    // {
      base = chosenBase;
      histories =
        file:
        let
          entry = locked.artifacts.${file};
        in
        if entry.history or null == null then
          null
        else
          entry.history
          // {
            inherit (entry) rev;
            branch = null;
          };
      environment =
        requires:
        merge {
          name = "build-environment";
          native = null;
          offers = [ ];
          prefer = [ ];
          required-by = { };
          spread = builtins.filter (key: chosen.build-packages.${key}.spread) requires;
          packages = map (key: [
            key
            "${buildPackages.${key}}"
          ]) requires;
        };
    }
  );

  made = builders.made {
    inherit python;
    system = chosenSystem;
  };

  merge =
    {
      name,
      packages,
      native,
      offers,
      prefer,
      required-by,
      spread,
      managed ? false,
      strict ? false,
    }:
    made "environment" name {
      # Where several ship one path, `prefer` and the order in which pip would install them decide. `managed`: tools that
      # would change the environment are told what to type instead, and shells can activate it.
      inherit
        managed
        offers
        packages
        prefer
        required-by
        spread
        strict
        ;
      # What is opened and run: its libraries and programs are for this environment's Python alone.
      inherit native;
      patchelf = if native == null then null else "${tools}/bin/patchelf";
      python = "${python}";
      inherit (python) executable;
      inherit (chosen.python) site-packages library-directory;
      prompt = name;
      full-version = python.version;
      version = builtins.head (builtins.match "([0-9]+[.][0-9]+).*" python.version);
    };

  packageNames = builtins.attrNames packages;
  environment = merge {
    inherit name;
    inherit (chosen) prefer;
    inherit strict;
    managed = true;
    native = chosenBase.runTime;
    required-by = builtins.mapAttrs (name: package: package.required-by) chosen.packages;
    # What a program may fail for want of, and the package that has it.
    offers = builtins.concatMap (
      package:
      map
        (need: [
          need.kind
          need.name
          need.debian.package
        ])
        (
          builtins.filter (
            need:
            need.level == "optional"
            && need.debian != null
            && need.debian.package != "python"
            && builtins.elem need.kind [ "program" "soname" "library" ]
          ) package.needs
        )
    ) (builtins.attrValues chosen.packages);
    packages =
      map (name: [
        name
        "${packages.${name}}"
      ]) packageNames
      ++ chosenBase.modules;
    spread = builtins.filter (name: chosen.packages.${name}.spread or false) packageNames;
  };
in
environment
// {
  inherit packages python;
  base = chosenBase;
  # The wheels that are built from source, side by side.
  wheels = made "wheels" "${name}-wheels" {
    wheels = map (name: "${wheels { mode = "wheel"; } name chosen.packages.${name}}") (
      builtins.filter (name: chosen.packages.${name}.build or null != null) packageNames
    );
  };
  # By name: what the build backend of a source says, `mode: derivation`.
  sources = builtins.mapAttrs (name: package: mode: wheels { inherit mode; } name package) chosen.packages;
  lock = locked;
  target = targetName;
  shell = import ./shell.nix (environment // { inherit python; });
  apps = rec {
    default = python;
    python = {
      type = "app";
      program = "${environment}/bin/python";
    };
  };
  image = import ./image.nix {
    inherit
      environment
      python
      name
      editable
      ;
  };
}
