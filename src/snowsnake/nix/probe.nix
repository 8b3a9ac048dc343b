# Runs the probe in whatever Nix builds in, with a seed's own Python.
{ seed, loader, libraryPath, python, script, canary, nonce, system ? builtins.currentSystem }:

let
  tree = builtins.storePath seed;
in
derivation {
  name = "snowsnake-sandbox-probe";
  inherit system;
  builder = "${tree}/${loader}";
  args = [
    "--library-path"
    (builtins.concatStringsSep ":" (map (directory: "${tree}/${directory}") (builtins.fromJSON libraryPath)))
    "${tree}/${python}"
    "-I"
    "-S"
    "-c"
    script
    canary
  ];
  # Another value is another derivation: the probe runs when it is asked for, not when it last did.
  inherit nonce;
}
