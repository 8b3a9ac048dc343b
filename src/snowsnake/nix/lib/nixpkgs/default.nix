# The nixpkgs base: interpreter, libraries, programs and compilers are attributes of the caller's nixpkgs. `../debian.nix`
# says what a base has.
#
# What patches lead to has the shape of Debian's trees, so a lock's patches are right on both bases: a tree is made of
# links into the store paths of attributes.
{
  target,
  targetName,
  system,
  artifacts,
  builders,
  pkgs,
  # What the caller, and what the lock says of who has what: derivations (or what makes them of `pkgs`) and attributes,
  # by name.
  provide,
  attributes,
}@arguments:
let
  provide = if builtins.isFunction arguments.provide then arguments.provide pkgs else arguments.provide;

  asked = import ./attributes.nix { inherit pkgs; };
  inherit (asked)
    attribute
    checked
    nixpkgs
    outputs
    refuse
    ;
  inherit (target.python) library-directory;

  # --- the interpreter ------------------------------------------------------------------------------------------------

  inherit
    (import ./interpreter.nix {
      inherit
        target
        targetName
        system
        pkgs
        asked
        ;
    })
    interpreter
    interpreterName
    isPyPy
    ;

  python = {
    outPath = "${interpreter}";
    inherit (interpreter) pkgs;
    executable = "bin/${interpreter.executable}";
    inherit (target.python) implementation;
    # PyPy's own version is another than that of its language.
    version = if isPyPy then target.python.full-version else interpreter.version;
  };

  # --- who has a need -------------------------------------------------------------------------------------------------

  quoted = text: "`${text}`";
  verbs = {
    link = "links";
    load = "opens";
    run = "runs";
    build = "is built with";
  };

  # What was asked for, by whom and where, for a message.
  told =
    name: package: need:
    let
      seen = if need.evidence == [ ] then "" else " (seen in ${builtins.head need.evidence})";
    in
    "`${need.name}`, which `${name} ${package.version}` ${verbs.${need.use}}${seen}";

  remedy =
    name:
    "`${builtins.toJSON name} = \"NAME\"` in `[tool.snowsnake.nixpkgs.attributes]` of pyproject.toml says what has it; in Nix, `provide.${builtins.toJSON name} = pkgs.NAME;` of mkEnvironment does, and `null` does without";

  # The attribute of a need. Of its own library the interpreter has the one that is loaded already.
  labelOf =
    need:
    let
      version = builtins.match "libpython([0-9.]+)[.]so.*" need.name;
      isOwn = version != null && builtins.elem (builtins.head version) [ "3" interpreter.pythonVersion ];
    in
    attributes.${need.name} or (if isOwn then interpreterName else need.nixpkgs);

  # Whoever has what a distribution, or the user, calls `name`; null where that is nobody, by the user's own word.
  holder =
    name: known: what:
    let
      label = attributes.${name} or known;
    in
    if provide ? ${name} then
      provide.${name}
    else if label == null then
      refuse "no attribute of nixpkgs is known for ${what}" (remedy name)
    else
      let
        derivation = attribute label;
      in
      if derivation == null then
        refuse "${nixpkgs} has no attribute `${label}`, for ${what}" (remedy name)
      else
        checked label derivation what (remedy name);

  # The need with who has it; null where nobody does, as was said when it was locked.
  met =
    name: package: need:
    if need.debian == null && !(provide ? ${need.name}) && labelOf need == null then
      null
    else
      let
        derivation = holder need.name (labelOf need) (told name package need);
      in
      if derivation == null then null else { inherit need derivation; };

  # A Debian package that the user names: what has the same as it, as some distribution's need tells, or its namesake.
  standIn =
    said: what:
    let
      isOfIt = need: need.nixpkgs != null && need.debian != null && need.debian.package == said;
      needs = builtins.concatMap (package: builtins.filter isOfIt package.needs) (
        builtins.attrValues target.packages
      );
    in
    holder said (if needs == [ ] then said else (builtins.head needs).nixpkgs) what;

  isNot = value: other: other != value;
  allMet =
    name: package: needs:
    builtins.filter (isNot null) (map (met name package) needs);

  # --- trees of links -------------------------------------------------------------------------------------------------

  # The libraries of the compiler and of C: every tree has all of them, last.
  compilerRunTime = [
    "${pkgs.stdenv.cc.cc.lib}"
    "${pkgs.stdenv.cc.libc}"
  ];
  isCompilerRunTime =
    need:
    builtins.match "(ld-linux.*|lib(c|m|dl|rt|util|pthread|resolv|anl|stdc[+][+]|gcc_s|gomp|atomic|quadmath))[.]so([.].*)?" need.name
    != null;

  made = builders.made { inherit python system; };

  tree =
    name: spec:
    made "links" name (
      {
        inherit library-directory loader;
        links = [ ];
        whole = [ ];
        archives = [ ];
        unpacking = [ ];
        patchelf = artifacts target.tools.patchelf;
        last = compilerRunTime;
      }
      // spec
    );

  # One link, or as many as it takes: `place` is where Debian's tree has it, as patches expect.
  link =
    { need, derivation }:
    {
      inherit (need) kind name;
      # Null for what the caller hands in, which goes by no name.
      attribute = if provide ? ${need.name} then null else labelOf need;
      place = if need.debian == null then null else need.debian.path;
      from = outputs (
        {
          program = [ "bin" "out" ];
          # What others a typelib asks for only the development output says.
          typelib = [ "lib" "out" "dev" ];
        }
        .${need.kind} or [ "lib" "out" ]
      ) derivation;
    };

  loader = "${pkgs.stdenv.cc.bintools.dynamicLinker}";

  isLinked = need: need.use == "link" && need.level == "required";
  linked =
    name: package:
    let
      needs = builtins.filter isLinked package.needs;
      others = builtins.filter (need: !isCompilerRunTime need) needs;
    in
    if needs == [ ] && package.patches == { } then
      null
    else
      "${tree "native" { links = map link (allMet name package others); }}";

  # --- what builds see ------------------------------------------------------------------------------------------------

  everyBuild = builtins.filter (isNot null) (map (label: holder label label "builds from source") [
    "bash"
    "coreutils"
    "gnumake"
    "pkg-config-unwrapped"
    "gnupatch"
    "file"
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
  ]);
  compilers = [
    "${pkgs.stdenv.cc}"
    "${pkgs.stdenv.cc.bintools}"
  ]
  ++ builtins.concatMap (outputs [ "bin" "out" ]) everyBuild;

  # The interpreter has its own headers.
  isBuilt =
    need:
    need.use == "build" && !(need.debian != null && need.debian.package == "python" && need.kind == "header");
  buildInputs =
    name: package:
    map (item: item.derivation) (allMet name package (builtins.filter isBuilt package.needs))
    ++ builtins.filter (isNot null) (
      map (
        said: standIn said "${quoted said}, which pyproject.toml names for the build of ${quoted name}"
      ) package.build.native
    );
  isCompiled = package: package.build or null != null && package.build.toolchains != [ ];

  libraries =
    name: package:
    let
      inputs = if isCompiled package then buildInputs name package else [ ];
      path =
        if package.build or null == null then
          linked name package
        else
          "${tree "native" {
            whole =
              builtins.concatMap (outputs [ "lib" "out" ]) inputs
              ++ [ "${python}" ]
              # What they bring along is linked, too; the development output says what that is.
              ++ builtins.concatMap (outputs [ "dev" ]) inputs;
            propagated = true;
          }}";
    in
    {
      python = path;
      native = path;
    };

  # --- what the environment opens and runs ----------------------------------------------------------------------------

  # What is taken as nixpkgs has it has what it needs.
  names = builtins.filter (name: target.packages.${name}.nixpkgs or null == null) (
    builtins.attrNames target.packages
  );
  everyNeed =
    select:
    builtins.concatMap (
      name:
      let
        package = target.packages.${name};
      in
      allMet name package (builtins.filter select package.needs)
    ) names;

  opened = everyNeed (
    need: (need.use == "load" || need.use == "run") && need.level == "required" && need.kind != "stdlib"
  );
  # What the user wants by its Debian name.
  named = builtins.filter (isNot null) (
    map (said: standIn said "${quoted said}, which the project's `native` names") target.native
  );
  archives = if target.run-time or null == null then [ ] else target.natives.${target.run-time}.archives;
  # What its scripts start with, too.
  isArchived = need: need.use == "run" || isLinked need && !isCompilerRunTime need;
  archived = builtins.concatMap (
    archive:
    allMet archive.name { version = ""; } (builtins.filter isArchived archive.needs)
  ) archives;
  # What one is unpacked with: Python knows zstd from 3.14 on.
  unpacking = builtins.concatMap (
    archive:
    allMet archive.name { version = ""; } (builtins.filter (need: need.use == "build") archive.needs)
  ) archives;

  runTime =
    if opened == [ ] && named == [ ] && archives == [ ] then
      null
    else
      "${tree "run-time" {
        links = map link (opened ++ archived);
        programs = true;
        unpacking = builtins.concatMap (item: outputs [ "bin" "out" ] item.derivation) unpacking;
        # Libraries as they are, and every program.
        whole = builtins.concatMap (outputs [ "bin" "lib" "out" ]) named;
        archives = map (
          archive:
          if archive.form == "deb" then
            refuse "`${archive.source}` is a Debian package, which is of no use on the nixpkgs base"
              "take it out of `native`, or lock with `--base debian`"
          else
            {
              file = archive.artifact;
              path = artifacts archive.artifact;
              inherit (archive) name programs;
            }
        ) archives;
      }}";

  # A part of the standard library is a distribution of its own, or the interpreter has it.
  parts = builtins.filter (item: "${item.derivation}" != "${interpreter}") (
    everyNeed (need: need.kind == "stdlib" && need.level == "required")
  );
in
{
  inherit
    python
    loader
    libraries
    runTime
    ;
  # nixpkgs' own distribution, where that is wanted.
  taken =
    name: package:
    if package.nixpkgs or null == null then
      null
    else
      let
        label = "${interpreterName}.pkgs.${package.nixpkgs}";
        derivation = attribute label;
      in
      if derivation == null then
        refuse "${nixpkgs} has no `${label}`, and the project says `source = \"nixpkgs\"` for `${name}`"
          "take that out of `[tool.snowsnake.packages.${name}]`, or name another nixpkgs"
      else
        checked label derivation "`${name}`" "take `source = \"nixpkgs\"` out";
  runPath = "native:${library-directory}";
  modules = map (item: [
    item.need.name
    "${item.derivation}"
  ]) parts;
  toolchain =
    name: package:
    if isCompiled package then
      compilers ++ builtins.concatMap (outputs [ "dev" "bin" "lib" "out" ]) (buildInputs name package)
    else
      [ ];
  git = package: if package.build.git or null == null then [ ] else [ "${pkgs.gitMinimal or pkgs.git}" ];
  # Where nixpkgs' compilers, which know no /usr, find what is there.
  variables = {
    C_INCLUDE_PATH = "/usr/include";
    CPLUS_INCLUDE_PATH = "/usr/include";
    LIBRARY_PATH = "/usr/lib";
    PKG_CONFIG_PATH = "/usr/lib/pkgconfig:/usr/share/pkgconfig";
    CMAKE_PREFIX_PATH = "/usr";
  };
}
