# The Python programs that run inside the sandbox, each with the modules that it imports and no others: a change in one
# builder must not rebuild what the others made.
let
  # The interpreter's arguments that start one. `-I -S`: nothing of whoever starts it, and no `site`.
  start = path: module: [
    "-I"
    "-S"
    "-B"
    "-c"
    "import sys; sys.path.insert(0, '${path}'); from builders import ${module}, report; report.run(${module}.main)"
  ];

  source =
    name: modules:
    let
      wanted = builtins.listToAttrs (
        map (file: {
          name = if builtins.match ".*[.]so" file == null then file + ".py" else file;
          value = null;
        }) ([ "__init__" "report" ] ++ modules)
      );
    in
    # The directory above them, so that they are the package `builders` wherever they lie.
    builtins.path {
      inherit name;
      path = ../..;
      filter =
        path: type:
        let
          base = baseNameOf path;
        in
        if type == "directory" then base == "builders" else wanted ? ${base} && baseNameOf (dirOf path) == "builders";
    };

  programs = {
    links = source "snowsnake-links-builder" [
      "alternatives"
      "archive"
      "below"
      "bytecode"
      "carried"
      "compilers"
      "deb"
      "debian_python"
      "elf"
      "interpreter"
      "java_certificates"
      "links"
      "members"
      "patchelf"
      "programs"
      "propagated"
      "redirect"
      "streams"
      "texts"
      "tree"
    ];
    tree = source "snowsnake-tree-builder" [
      "alternatives"
      "archive"
      "below"
      "bytecode"
      "carried"
      "compilers"
      "deb"
      "debian_python"
      "elf"
      "interpreter"
      "java_certificates"
      "members"
      "patchelf"
      "programs"
      "redirect"
      "redirect.aarch64-linux-gnu.so"
      "redirect.x86_64-linux-gnu.so"
      "streams"
      "texts"
      "tree"
    ];
    tools = source "snowsnake-tools-builder" [ "bytecode" "patchelf" "tools" ];
    install = source "snowsnake-install-builder" [ "bytecode" "editable" "elf" "install" "measured" "redirect" ];
    build = source "snowsnake-build-builder" [
      "again"
      "below"
      "build"
      "build_id"
      "elf"
      "hook"
      "link"
      "members"
      "missing"
      "normal"
      "process"
      "propagated"
      "repository"
      "root"
      "source"
      "steady"
      "streams"
    ];
    shell = source "snowsnake-shell-builder" [ "shell" ];
    wheels = source "snowsnake-wheels-builder" [ "wheels" ];
    image = source "snowsnake-image-builder" [ "image" ];
    expose = source "snowsnake-expose-builder" [ "expose" ];
    environment = source "snowsnake-environment-builder" [
      "activation"
      "bytecode"
      "collisions"
      "elf"
      "environment"
      "headers"
      "hooks"
      "libraries_hook"
      "managed"
      "managed_hook"
      "native"
      "native_hook"
      "offers"
      "offers_hook"
      "programs_hook"
    ];
  };
in
programs
// {
  inherit start;

  # What one of them makes in a moment, on the machine that asks: by `module`, a derivation of a name and a spec. It finds
  # the references of all that `closure` needs in a file of that name.
  made =
    {
      python,
      system,
      closure ? null,
    }:
    module: name: spec:
    derivation (
      {
        inherit name system;
        builder = "${python}/${python.executable}";
        args = start programs.${module} module;
        PATH = "${python}/bin";
        preferLocalBuild = true;
        passAsFile = [ "spec" ];
        spec = builtins.toJSON spec;
      }
      // (if closure == null then { } else { exportReferencesGraph = [ "closure" closure ]; })
    );
}
