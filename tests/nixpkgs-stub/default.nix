# A small part of nixpkgs' interface, for tests that no nixpkgs is at hand for: what snowsnake asks of `pkgs`, in the
# same shape (outputs, `outputSpecified`, refusals by `meta`, overlays, `pythonPackagesExtensions`, `withPackages`), so
# that environments on it are really built and really run. What is in the packages is Debian's: `debian` is an
# environment on the Debian base with their files. It has no compiler wrapper: `stdenv.cc` works at /usr only, where
# builds see it. docs/explanation/nixpkgs-base.md says what was tried on real trees.
{
  system ? builtins.currentSystem,
  config ? { },
  overlays ? [ ],
  debian ? import ./debian.nix,
}:
let
  tree = debian.base.runTime;
  toolchain = builtins.head (builtins.attrValues debian.base.toolchains);
  triplet = "lib/x86_64-linux-gnu";
  of = at: names: map (name: "${at}/${name}") names;
  libraries = of "${tree}/${triplet}";
  programs = of "${tree}/programs";

  derivationOf =
    attributes:
    derivation (
      {
        inherit system;
        builder = "${debian.python}/${debian.python.executable}";
        PATH = "${debian.python}/bin";
      }
      // attributes
    );

  # What check-meta.nix of nixpkgs does: who asks for the path hears why not.
  permitted =
    name: meta:
    let
      refuse =
        reason: throw "Package ‘${name}’ in default.nix:1 ${reason}, refusing to evaluate.";
    in
    if meta.broken or false && !(config.allowBroken or false) then
      refuse "is marked as broken"
    else if meta.unfree or false && !(config.allowUnfree or false) then
      refuse "has an unfree license (‘unfree’)"
    else if meta.insecure or false && !(builtins.elem name (config.permittedInsecurePackages or [ ])) then
      refuse "is marked as insecure"
    else
      true;

  # stdenv.mkDerivation, as whoever uses its result sees it: every output is a derivation, the first one is the package.
  package =
    pname: files: more:
    let
      name = "${pname}-1.0";
      meta = more.meta or { };
      outputs = more.outputs or (builtins.attrNames files);
      made = derivationOf {
        inherit name outputs;
        args = [
          "-I"
          "-S"
          ./assemble.py
        ];
        passAsFile = [ "files" ];
        files = builtins.toJSON files;
        runpath = more.runpath or false;
      };
      shown =
        output:
        {
          inherit
            pname
            name
            system
            outputs
            meta
            ;
          version = more.version or "1.0";
          type = "derivation";
          outputName = output;
          outPath =
            assert permitted name meta;
            made.${output}.outPath;
          drvPath =
            assert permitted name meta;
            made.drvPath;
        }
        // builtins.listToAttrs (
          map (name: {
            inherit name;
            value = shown name // {
              outputSpecified = true;
            };
          }) outputs
        )
        // (more.passthru or { });
    in
    shown (builtins.head outputs);

  empty = pname: package pname { out.bin = [ ]; } { };
  refused =
    meta: package "refused" { out.lib = libraries [ "libmagic.so.1*" ]; } { inherit meta; };

  # The interpreter, and the set of its packages.
  interpreter =
    final: name:
    let
      # Its headers are in it, its libraries are found by DT_RUNPATH, and Debian's directories are not there.
      made =
        package "python3"
          {
            out.bin = [ "${debian.python}/bin/python3.13" ];
            out.lib = [ "${debian.python}/lib/python3.13" ];
            # Debian's `site` knows `dist-packages` only, outside of a venv.
            out."lib/python3.13" = [
              {
                name = "sitecustomize.py";
                text = ''
                  import site
                  import sys

                  if sys.prefix == sys.base_prefix:
                      site.addsitedir(sys.prefix + "/lib/python3.13/site-packages")
                '';
              }
            ];
            out."lib/python3.13/site-packages" = [ ];
            out.include = [ "${toolchain}/include/python3.13" ];
            # In place of one that looks for it in Debian's directory.
            out."include/python3.13" = [ "${toolchain}/include/x86_64-linux-gnu/python3.13/pyconfig.h" ];
          }
          {
            inherit (debian.python) version;
            runpath = true;
          };
      python =
        made
        // {
          executable = "python3.13";
          implementation = "cpython";
          pythonVersion = "3.13";
          libPrefix = "python3.13";
          sitePackages = "lib/python3.13/site-packages";
          pname = "python3";
          meta = { };
          pkgs = packages;
          inherit withPackages;
        };
      packages = builtins.foldl' (prev: extension: prev // extension packages prev) (
        builtins.mapAttrs (distribution python) debian.packages // { inherit python; }
      ) final.pythonPackagesExtensions;
      withPackages =
        choose:
        let
          chosen = choose packages;
          all = builtins.filter (module: module.pythonModule or null == python) (
            chosen ++ builtins.concatMap (module: module.requiredPythonModules or [ ]) chosen
          );
        in
        package "python3-env" {
          out."lib/python3.13/site-packages" = map (module: "${module}/lib/python3.13/site-packages/*") all;
          out.bin = builtins.concatMap (module: module.stubPrograms or [ ]) all;
        } { passthru.python = python; };
    in
    python;

  # buildPythonPackage leaves `nix-support`, and a module says whose it is.
  distribution =
    python: name: ours:
    package name
      {
        out."lib/python3.13/site-packages" = [ "${ours}/lib/python3.13/site-packages/*" ];
        out."nix-support" = [ "${./assemble.py}" ];
      }
      {
        passthru = {
          pythonModule = python;
          requiredPythonModules = [ ];
        };
      };

  base = final: {
    inherit system config;
    lib.trivial.version = "26.05.stub";
    stdenv = {
      hostPlatform = {
        inherit system;
        isMusl = config.musl or false;
      };
      cc = {
        # Its headers are no compiler's.
        outPath =
          "${package "gcc-wrapper" {
            out."." = [
              {
                links = "${toolchain}/*";
                without = "include";
              }
            ];
            out.include = [
              {
                links = "${toolchain}/include/*";
                without = "python3[.].*|x86_64-linux-gnu";
              }
            ];
            out."include/x86_64-linux-gnu" = [
              {
                links = "${toolchain}/include/x86_64-linux-gnu/*";
                without = "python3[.].*";
              }
            ];
          } { }}";
        cc.lib = (package "gcc" { lib.lib = of "${debian.python}/${triplet}" [ "libstdc++.so.6" "libgcc_s.so.1" ]; } { }).lib;
        libc = final.glibc;
        bintools = {
          outPath = final.stdenv.cc.outPath;
          dynamicLinker = "${final.glibc}/lib/ld-linux-x86-64.so.2";
        };
      };
    };
    glibc = package "glibc" {
      out.lib = of "${debian.python}/${triplet}" [
        "ld-linux-x86-64.so.2"
        "libc.so.6"
        "libm.so.6"
        "libdl.so.2"
        "librt.so.1"
        "libpthread.so.0"
        "libutil.so.1"
        "libresolv.so.2"
      ];
    } { version = "2.41"; };

    # The first output is not where the libraries are.
    zlib = package "zlib" {
      out.lib = of "${debian.python}/${triplet}" [ "libz.so.1" ] ++ [
        {
          name = "libz.so";
          link = "libz.so.1";
        }
      ];
      dev.include = of "${tree}/include" [ "zlib.h" "zconf.h" ];
      dev."lib/pkgconfig" = libraries [ "pkgconfig/zlib.pc" ];
    } { outputs = [ "dev" "out" ]; };
    # It has nothing itself: what is built with it gets zlib, as its development output says.
    zlib-user = package "zlib-user" {
      out.lib = [ ];
      dev."nix-support" = [
        {
          name = "propagated-build-inputs";
          text = " ${final.zlib.dev} ${final.zlib.out} ";
        }
      ];
    } { };
    file = package "file" {
      out.lib = libraries [ "libmagic.so.1*" ];
      out.bin = programs [ "file" ];
    } { };
    # Under the name that it had before 25.05.
    poppler_utils = package "poppler-utils" {
      out.bin = programs [ "pdftoppm" "pdftocairo" "pdfinfo" ];
    } { };

    broken-magic = refused { broken = true; };
    unfree-magic = refused { unfree = true; };
    insecure-magic = refused { insecure = true; };
    without-magic = empty "without-magic";
    removed-magic = throw "`removed-magic` was removed";

    pythonPackagesExtensions = [ ];
    python313 = interpreter final "python313";
    python312 = interpreter final "python312";
    python39 = throw "python39 was removed: it reached end-of-life";
    python3Packages = final.python313.pkgs;
  }
  // builtins.listToAttrs (
    map
      (name: {
        inherit name;
        value = empty name;
      })
      [
        "bash"
        "coreutils"
        "gnumake"
        "pkg-config-unwrapped"
        "gnupatch"
        "findutils"
        "diffutils"
        "gnused"
        "gnugrep"
        "gawk"
        "perl"
        "gnum4"
        "gnutar"
        "gzip"
        "bzip2"
        "xz"
        "unzip"
      ]
  );

  result = builtins.foldl' (
    set: overlay: final:
    let
      prev = set final;
    in
    prev // overlay final prev
  ) base overlays final;
  final = result;
in
final
