# A container image of an environment, as `docker load` takes it: its closure, and no more than containers need.
#
# It is made of what Nix knows of the closure: a file `closure` with the references of each path, which every Nix since
# 2.8 writes alike (`exportReferencesGraph`).
{
  environment,
  python,
  name,
  editable,
}:
let
  made = (import ./builders.nix).made {
    inherit python;
    inherit (environment) system;
    closure = environment;
  };
in
if editable != { } then
  throw "an image would lack the directories that are developed: make it of an environment without `editable`"
else
  made "image" "${name}-image.tar" {
    inherit name;
    inherit (environment) system;
    environment = "${environment}";
    python = "${python}";
  }
