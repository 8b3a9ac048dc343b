# Fixed-output fetches with Nix's own downloader: no curl, no stdenv.
#
# The store path depends on name and hash alone, not on the URL: the CLI downloads the same files in parallel and
# adds them where Nix will look.
let
  storeName = import ./store-name.nix;

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
  # Where the path is missing, and no cache has it, Nix tries to "download" the line to type and shows it.
  added =
    { file, sha256 }:
    (derivationStrict {
      name = storeName file;
      builder = "builtin:fetchurl";
      system = "builtin";
      url = "file:///the%20repository%20is%20not%20in%20the%20store%3A%20run%20%60snowsnake%20build%60%20once%20beside%20snowsnake.lock";
      outputHash = sha256;
      outputHashAlgo = "sha256";
      outputHashMode = "recursive";
      executable = false;
      unpack = false;
      preferLocalBuild = true;
    }).out;

  # A directory that is built, as it is now; `root` is where the lock's directories start.
  directory =
    root: file:
    builtins.path {
      path = root + "/${file}";
      name = "source";
      # What is never source; a flake's own source is what git keeps already.
      filter = path: type: builtins.match "[.]git|result(-.*)?|__pycache__|[.]venv" (baseNameOf path) == null;
    };
  isDirectory = file: entry: !(entry ? nar-sha256) && builtins.match "[.].*" file != null;

  # A file that comes with the project; its store path is that of a download. `path` is where it is.
  projectFile =
    path: file: entry:
    builtins.path {
      inherit path;
      name = storeName file;
      recursive = false;
      inherit (entry) sha256;
    };
  # A Debian package has a path too, in its archive.
  isProjectFile = entry: entry ? path && !(entry ? archive);

  # Whether an artifact is of the machine on which the lock is.
  isBeside = file: entry: isProjectFile entry || isDirectory file entry;
  # Such an artifact, from the directory `root`.
  beside =
    root: file: entry:
    let
      place = entry.path or file;
    in
    if !builtins.pathExists (root + "/${place}") then
      throw "`${place}`, which snowsnake.lock takes, is not there; in a flake, `git add` it"
    else if isProjectFile entry then
      projectFile (root + "/${place}") file entry
    else
      directory root file;
in
{
  inherit beside isBeside;

  # A wheel comes from where its index said. A .deb is known by archive and pool path: without a mirror it comes from
  # the snapshot archive, which keeps every package for ever. A repository is added by the CLI, as the seed is. A
  # directory is what it is now, a file that comes with the project has a hash: `sources` says where they are in the
  # store, else they are beside the lock, in `root`.
  artifact =
    {
      mirror,
      sources ? { },
      root ? null,
    }:
    file: entry:
    if entry ? nar-sha256 then
      added {
        inherit file;
        sha256 = entry.nar-sha256;
      }
    else if isBeside file entry then
      let
        place = entry.path or file;
        said = sources.${file};
      in
      if sources ? ${file} then
        if isProjectFile entry && builtins.isPath said then projectFile said file entry else said
      # A lock leads nowhere above its own directory: who uses it says what is there.
      else if root == null || builtins.match "[.][.].*" place != null then
        throw "say where `${place}` of snowsnake.lock is: `sources = { \"${file}\" = ...; }`"
      else
        beside root file entry
    else
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
