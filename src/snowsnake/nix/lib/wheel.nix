# A wheel built from source (PEP 517): one derivation, which sees its source, its build environment, the compilers and
# headers that the lock names, and nothing else.
{
  target,
  system,
  artifacts,
  builders,
  base,
  environment,
  # What git would say of an artifact's version, where the lock has it.
  histories,
}:
# `mode` says what is asked of the build backend: "wheel", "editable", "requires", "metadata" (see builders/build.py);
# `directory` is where an editable project is.
{
  mode,
  directory ? null,
}:
name: package:
let
  inherit (base) python;
  inherit (package) build;
  git = base.git package;
  isDirectory = file: builtins.match "[.].*|.*[.]git" file != null;
in
derivation {
  name = import ./store-name.nix "${name}-${package.version}-${mode}";
  inherit system;
  builder = "${python}/${python.executable}";
  args = builders.start builders.build "build";
  PATH = "${python}/bin";
  passAsFile = [ "spec" ];
  spec = builtins.toJSON {
    inherit mode name directory;
    # What a checkout calls itself may change with every commit: whatever its backend says is right.
    version = if isDirectory package.artifact then null else package.version;
    source = artifacts package.artifact;
    # A directory's store path says all; a repository is one, too.
    file = if isDirectory package.artifact then null else package.artifact;
    inherit (build)
      backend
      backend-path
      subdirectory
      config-settings
      ;
    env = base.variables // build.env;
    patches = map (name: [
      name
      build.patches.${name}
    ]) (builtins.attrNames build.patches);
    environment = "${environment build.requires}";
    python = "${python}";
    inherit (target.python) site-packages library-directory;
    toolchain = base.toolchain name package ++ git;
    # A directory's lies beside its files, if it was copied by the CLI.
    history = if git == [ ] then null else histories package.artifact;
    has-git = git != [ ];
    trees = base.libraries name package;
  };
}
