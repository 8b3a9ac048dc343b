# One derivation for each distribution. Nothing in it depends on the other distributions of an environment, so every
# project that has the same wheel on the same interpreter shares it.
{
  target,
  system,
  artifacts,
  builders,
  base,
  tools,
  wheels,
  editable ? { },
  scriptsStart ? null,
  propagates ? (name: [ ]),
}:
let
  inherit (base) python;
  storeName = import ./store-name.nix;
  # What all distributions have in common is computed once.
  builder = "${python}/${python.executable}";
  args = builders.start "${tools}/lib" "install";
  path = "${python}/bin";
  patching = {
    inherit (base) loader;
    run-path = base.runPath;
    patchelf = "${tools}/bin/patchelf";
  };
  without = {
    trees = { };
    loader = null;
    run-path = null;
    patchelf = null;
  };
in
# `wheels` builds the ones that the lock has as source; those bring their own `patches.json`.
name: package:
let
  trees = base.libraries name package;
  patched = built != null || package.patches != { } || base.runPath != null && trees.native != null;
  built = if package.build or null == null then null else wheels request name package;
  # Where nothing is compiled the backend says how it is editable (PEP 660). What is compiled stays in the store.
  directory = editable.${name} or null;
  propagated = propagates name;
  request =
    if directory != null && package.build.toolchains == [ ] then
      {
        mode = "editable";
        inherit directory;
      }
    else
      { mode = "wheel"; };
in
derivation {
  name = storeName "${name}-${package.version}";
  inherit builder args system;
  PATH = path;
  passAsFile = [ "spec" ];
  spec = builtins.toJSON (
    (if patched then patching // { inherit trees; } else without)
    // {
      file = if built == null then package.artifact else null;
      wheel = if built == null then artifacts package.artifact else "${built}";
      inherit (target.python) site-packages;
      inherit (package) patches;
      editable =
        if directory == null then
          null
        else
          {
            inherit directory;
            source = "${artifacts package.artifact}/${package.build.subdirectory}";
            # Whether its backend has made it so.
            made = request.mode == "editable";
          };
    }
    // (if scriptsStart == null then { } else { scripts-start = scriptsStart; })
    // (if propagated == [ ] then { } else { inherit propagated; })
  );
}
// (if built == null then { } else { wheel = built; })
