# What the CLI builds: `nix-build build.nix -A environment --argstr lock /path/to/snowsnake.lock --argstr target ...`.
{
  lock,
  target ? null,
}:
{
  environment = (import ./default.nix).mkEnvironment { inherit lock target; };
}
