{
  description = "Python environments built by Nix, with the native libraries that pip cannot install";

  # No inputs: the library needs no nixpkgs.
  outputs =
    { ... }:
    {
      lib = import ./src/snowsnake/nix/lib;
      templates.default = {
        path = ./templates/default;
        description = "A Python project with its environment";
      };
    };
}
