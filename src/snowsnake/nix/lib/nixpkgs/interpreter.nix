# Which interpreter of a nixpkgs a target has, and whether that nixpkgs fits the target at all.
{
  target,
  targetName,
  system,
  pkgs,
  # `attributes.nix` of these `pkgs`.
  asked,
}:
let
  inherit (asked)
    attribute
    checked
    nixpkgs
    refuse
    ;

  inherit ((import ../lock.nix).target targetName) implementation digits language;
  prefix =
    {
      cp = "python";
      pp = "pypy";
    }
    .${implementation};
  interpreterName = prefix + digits;
  isInterpreter = name: builtins.match "(python|pypy)[0-9][0-9]+" name != null;
  # Without what only explains that it is gone.
  interpreters = builtins.filter (name: isInterpreter name && attribute name != null) (
    builtins.attrNames pkgs
  );

  interpreter =
    if pkgs.stdenv.hostPlatform.system != system then
      refuse
        "the target `${targetName}` of snowsnake.lock is for ${system}, and the base is a nixpkgs for ${pkgs.stdenv.hostPlatform.system}"
        "`import <nixpkgs> { system = \"${system}\"; }`; or lock for the other system, `snowsnake lock --target ${implementation}${digits}-${pkgs.stdenv.hostPlatform.system}`"
    else if pkgs.stdenv.hostPlatform.isMusl or false then
      refuse "wheels want glibc, and the base is a nixpkgs with musl" "hand in `pkgs` and not `pkgsMusl`"
    else
      let
        python = attribute interpreterName;
      in
      if python == null then
        refuse
          "snowsnake.lock is for Python ${language}, and ${nixpkgs} has no `${interpreterName}`; it has: ${builtins.concatStringsSep ", " interpreters}"
          "lock for one of these, `snowsnake lock --python 3.X`, or take another nixpkgs, `--nixpkgs BRANCH`"
      else if python.pythonVersion != language then
        refuse
          "snowsnake.lock is for Python ${language}, and `${interpreterName}` of ${nixpkgs} is ${python.pythonVersion}"
          "take another nixpkgs, or lock for that one: `snowsnake lock --python ${python.pythonVersion}`"
      else
        checked interpreterName (onGlibc python) "the interpreter of `${targetName}`" "take another nixpkgs";

  # Wheels are chosen by Debian's C library. Where nixpkgs' is older, one of them may want a newer one (PEP 600).
  onGlibc =
    value:
    let
      here = pkgs.stdenv.cc.libc.version or "999";
      minor = tag: builtins.match "2_([0-9]+)_.*" tag;
      wanted =
        file:
        let
          tags = builtins.filter (tag: builtins.isString tag && minor tag != null) (
            builtins.split "manylinux_" file
          );
          versions = map (tag: "2.${builtins.head (minor tag)}") tags;
        in
        builtins.foldl' (
          least: version: if least == null || builtins.compareVersions version least < 0 then version else least
        ) (if builtins.match ".*manylinux(1|2010|2014)_.*" file == null then null else "2.17") versions;
      isTooNew =
        name:
        let
          version = wanted target.packages.${name}.artifact;
        in
        version != null && builtins.compareVersions here version < 0;
      tooNew = builtins.filter isTooNew (builtins.attrNames target.packages);
      first = builtins.head tooNew;
      file = target.packages.${first}.artifact;
      lockedFor = builtins.concatStringsSep "." (map toString target.python.glibc);
    in
    if builtins.compareVersions here lockedFor >= 0 || tooNew == [ ] then
      value
    else
      refuse
        "${nixpkgs} has glibc ${here}, and `${file}` of snowsnake.lock wants ${wanted file}"
        "take a newer nixpkgs, an older version of `${first}`, or build it from source: `snowsnake lock --no-binary ${first}`";
in
{
  inherit interpreter interpreterName;
  isPyPy = prefix == "pypy";
}
