# A valid name in the Nix store for a file, or a distribution and its version: that may have an epoch (`1!3.2.0`).
# Python's `store_name` does the same.
let
  safe = builtins.match "[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*";
  character = c: if builtins.match "[A-Za-z0-9+._?=-]" c == null then "_" else c;
in
text:
if safe text != null then
  text
else
  let
    characters = builtins.genList (i: builtins.substring i 1 text) (builtins.stringLength text);
    name = builtins.concatStringsSep "" (map character characters);
  in
  if builtins.substring 0 1 name == "." then "_" + name else name
