# What `nix develop` and `nix-shell` enter: the environment on `PATH`, as `snowsnake shell` has it, without nixpkgs.
#
# Both take the variables of a derivation. `nix develop` builds it once more to learn them: it starts the builder, which
# must be called `bash`, with a script of its own, and reads the JSON that this writes. Here `bash` is a program of ours.
environment:
let
  inherit (environment) python system;
  builders = import ./builders.nix;
  tell = derivation {
    name = "snowsnake-shell-variables";
    inherit system;
    builder = "${python}/${python.executable}";
    args = builders.start builders.shell "shell";
    PATH = "${python}/bin";
    preferLocalBuild = true;
    passAsFile = [ "spec" ];
    spec = builtins.toJSON { python = "${python}/${python.executable}"; };
  };
in
derivation {
  name = "${environment.name}-shell";
  inherit system;
  builder = "${tell}/bin/bash";
  preferLocalBuild = true;
  PATH = "${environment}/bin";
  VIRTUAL_ENV = "${environment}";
  VIRTUAL_ENV_PROMPT = "snowsnake";
}
