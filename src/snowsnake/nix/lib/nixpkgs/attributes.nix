# Attributes of a nixpkgs by the labels that a lock has for them: `zlib`, `cairo.dev`, `qt6.qtbase`.
{ pkgs }:
let
  # A lock names attributes as today's nixpkgs calls them; what they are called in earlier ones.
  former = {
    alsa-lib = "alsaLib";
    poppler-utils = "poppler_utils";
    pkg-config-unwrapped = "pkg-config.pkg-config";
    gobject-introspection-unwrapped = "gobject-introspection";
    libGL = "libglvnd";
    libgbm = "mesa";
    libpq = "postgresql.lib";
    libxml2_13 = "libxml2";
    unixodbc = "unixODBC";
    libxcrypt-legacy = "glibc";
    libuuid = "utillinux";
    util-linux = "utillinux";
    # The libraries of X, which were a set of their own.
    libice = "xorg.libICE";
    libsm = "xorg.libSM";
    libx11 = "xorg.libX11";
    libxau = "xorg.libXau";
    libxaw = "xorg.libXaw";
    libxcb = "xorg.libxcb";
    libxcb-cursor = "xcb-util-cursor";
    libxcb-image = "xorg.xcbutilimage";
    libxcb-keysyms = "xorg.xcbutilkeysyms";
    libxcb-render-util = "xorg.xcbutilrenderutil";
    libxcb-util = "xorg.xcbutil";
    libxcb-wm = "xorg.xcbutilwm";
    libxcomposite = "xorg.libXcomposite";
    libxcursor = "xorg.libXcursor";
    libxdamage = "xorg.libXdamage";
    libxdmcp = "xorg.libXdmcp";
    libxext = "xorg.libXext";
    libxfixes = "xorg.libXfixes";
    libxft = "xorg.libXft";
    libxi = "xorg.libXi";
    libxinerama = "xorg.libXinerama";
    libxkbfile = "xorg.libxkbfile";
    libxmu = "xorg.libXmu";
    libxpm = "xorg.libXpm";
    libxrandr = "xorg.libXrandr";
    libxrender = "xorg.libXrender";
    libxscrnsaver = "xorg.libXScrnSaver";
    libxshmfence = "xorg.libxshmfence";
    libxt = "xorg.libXt";
    libxtst = "xorg.libXtst";
    libxv = "xorg.libXv";
    libxxf86vm = "xorg.libXxf86vm";
  };

  # The tables name who has a file; this is who has it without building a compiler anew.
  rather = {
    "gccNGPackages_15.libgfortran" = "gfortran.cc.lib";
  };

  split = label: builtins.filter builtins.isString (builtins.split "[.]" label);
  below = builtins.foldl' (set: name: if builtins.isAttrs set then set.${name} or null else null);

  # Null also for what only throws, as the names of what was removed do.
  look =
    label:
    let
      tried = builtins.tryEval (
        let
          value = below pkgs (split label);
        in
        if builtins.isAttrs value && value ? outPath then value else null
      );
    in
    if tried.success then tried.value else null;

  # `libuuid` of `libuuid.lib`; empty for `zlib`.
  withoutOutput =
    label:
    let
      parts = split label;
      last = builtins.length parts - 1;
    in
    if last > 0 && builtins.elem (builtins.elemAt parts last) [ "lib" "dev" "bin" "out" ] then
      builtins.concatStringsSep "." (builtins.genList (builtins.elemAt parts) last)
    else
      "";

  # The label itself (or a better one), then without an output that the package does not have, then as it was called before.
  attribute =
    label:
    let
      whole = withoutOutput label;
      candidates = builtins.filter (name: name != null && name != "") [
        (rather.${label} or null)
        label
        whole
        (former.${label} or null)
        (former.${whole} or null)
      ];
    in
    builtins.foldl' (found: name: if found == null then look name else found) null candidates;

  # What it calls itself, for messages: `nixpkgs 25.11`.
  nixpkgs = builtins.concatStringsSep " " (
    [ "nixpkgs" ] ++ builtins.filter (text: text != "") [ (pkgs.lib.trivial.version or "") ]
  );

  # What went wrong, and what to type: the command line shows both apart.
  refuse = message: help: throw "${message}\nhelp: ${help}";

  # A derivation that nixpkgs is willing to build.
  checked =
    label: derivation: what: advice:
    if (builtins.tryEval "${derivation}").success then
      derivation
    else
      let
        reasons = builtins.filter (reason: derivation.meta.${reason} or false) [
          "broken"
          "insecure"
          "unfree"
          "unsupported"
        ];
        variables = {
          broken = "BROKEN";
          insecure = "INSECURE";
          unfree = "UNFREE";
          unsupported = "UNSUPPORTED_SYSTEM";
        };
        allow =
          if reasons == [ ] then
            ""
          else
            ", or with `NIXPKGS_ALLOW_${variables.${builtins.head reasons}}=1` where evaluation is not pure";
        why = if reasons == [ ] then "does not evaluate" else builtins.concatStringsSep ", " reasons;
      in
      refuse "${nixpkgs} refuses `${label}` (${why}), for ${what}" "allow it in the `config` of nixpkgs${allow}; or take another: ${advice}";
in
{
  # `attribute` is the derivation of a label, or null.
  inherit
    attribute
    checked
    nixpkgs
    refuse
    ;

  # The store paths of those of a derivation's outputs that are named, in that order; of the one that it is, if it has
  # none of them.
  outputs =
    wanted: derivation:
    let
      # Not everything that is called like an output is one.
      isOutput = name: derivation ? ${name} && builtins.elem name (derivation.outputs or wanted);
      there = builtins.filter isOutput wanted;
      said = if derivation.outputSpecified or false then [ "${derivation}" ] else [ ];
    in
    if there == [ ] && said == [ ] then
      [ "${derivation}" ]
    else
      said ++ map (name: "${derivation.${name}}") there;
}
