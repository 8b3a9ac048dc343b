# Fixed-output fetches with Nix's own downloader: no curl, no stdenv.
#
# The store path depends on name and hash alone, not on the URL: the CLI downloads the same files in parallel and
# adds them where Nix will look.
let
  # Python's `store_name` does the same.
  safe = builtins.match "[A-Za-z0-9+_?=-][A-Za-z0-9+._?=-]*";

  character = c: if builtins.match "[A-Za-z0-9+._?=-]" c == null then "_" else c;

  storeName =
    file:
    if safe file != null then
      file
    else
      let
        characters = builtins.genList (i: builtins.substring i 1 file) (builtins.stringLength file);
        name = builtins.concatStringsSep "" (map character characters);
      in
      if builtins.substring 0 1 name == "." then "_" + name else name;

  fetch =
    {
      file,
      url,
      sha256,
    }:
    # `derivationStrict` and not `derivation`: there are hundreds, and nothing else of them is ever asked for.
    (derivationStrict {
      name = storeName file;
      builder = "builtin:fetchurl";
      system = "builtin";
      inherit url;
      urls = [ url ];
      outputHash = sha256;
      outputHashAlgo = "sha256";
      outputHashMode = "flat";
      executable = false;
      unpack = false;
      preferLocalBuild = true;
    }).out;
in
{
  inherit storeName;

  # A wheel comes from where its index said. A .deb is known by archive and pool path: without a mirror it comes from
  # the snapshot archive, which keeps every package for ever.
  artifact =
    { mirror }:
    file: entry:
    fetch {
      inherit file;
      inherit (entry) sha256;
      url =
        if entry ? url then
          entry.url
        else if mirror != null then
          "${mirror}/${entry.archive}/${entry.path}"
        else
          "https://snapshot.debian.org/archive/${entry.archive}/${entry.snapshot}/${entry.path}";
    };
}
