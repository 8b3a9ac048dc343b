# What the CLI builds: `nix-build build.nix -A environment --argstr lock /path/to/snowsnake.lock --argstr target ...`.
{
  lock,
  target ? null,
  package ? null,
  mode ? "wheel",
  # JSON: they come from a command line.
  sources ? "{}",
  editable ? "{}",
}:
rec {
  environment = (import ./default.nix).mkEnvironment {
    inherit lock target;
    # They are there already: what is built from them must depend on them.
    sources = builtins.mapAttrs (_: builtins.storePath) (builtins.fromJSON sources);
    editable = builtins.fromJSON editable;
  };
  # All wheels that are built from source.
  inherit (environment) wheels;
  # What a source answers: its wheel, or in another mode what its build backend says.
  source = environment.sources.${package} mode;
}
