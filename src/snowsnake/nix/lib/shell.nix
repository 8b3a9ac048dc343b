# What `nix develop` and `nix-shell` enter: the environment on `PATH`, as `snowsnake shell` has it, without nixpkgs.
#
# Both take the variables of a derivation. `nix-shell` sources `$stdenv/setup`. `nix develop` builds it once more: it
# starts the builder, which must be called `bash`, with a script of its own, and reads the JSON that this writes. Here
# `bash` is a program of ours, which knows what to write.
environment:
let
  inherit (environment) python system;
  builders = import ./builders.nix;
  entry = builders.made { inherit python system; } "shell" "snowsnake-shell-entry" {
    python = "${python}/${python.executable}";
  };
in
derivation {
  name = "${environment.name}-shell";
  inherit system;
  builder = "${entry}/bin/bash";
  preferLocalBuild = true;
  stdenv = "${entry}";
  # Not `PATH`: `nix-shell` finds bash in the user's.
  programs = "${environment}/bin";
  VIRTUAL_ENV = "${environment}";
  VIRTUAL_ENV_PROMPT = "snowsnake";
}
