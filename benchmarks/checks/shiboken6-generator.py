"""shiboken6-generator: writes bindings of C++ libraries for Python, from their headers (by libclang) and an XML description.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, re, subprocess, sys, tempfile
d = tempfile.mkdtemp()
open(d + "/snow.h", "w").write("""
#ifndef SNOW_H
#define SNOW_H
namespace winter {
class Flake {
public:
    enum Kind { Star = 3, Needle = 5 };
    explicit Flake(int arms = 6);
    virtual ~Flake();
    virtual double melt(double degrees, bool fast = false);
    int arms() const { return m_arms; }
    static int count();
    bool operator==(const Flake &other) const;
private:
    int m_arms;
};
class Big : public Flake {
public:
    Big();
    double melt(double degrees, bool fast = false) override;
    void hidden();
};
}
int fall(const winter::Flake &flake, int times);
#endif
""")
open(d + "/snow.xml", "w").write("""<?xml version="1.0"?>
<typesystem package="snowy">
  <namespace-type name="winter">
    <object-type name="Flake"><enum-type name="Kind"/></object-type>
    <object-type name="Big"><modify-function signature="hidden()" remove="all"/></object-type>
  </namespace-type>
  <function signature="fall(const winter::Flake&amp;,int)"/>
</typesystem>
""")
r = subprocess.run([os.path.join(sys.prefix, "bin", "shiboken6"), "--generator-set=shiboken", "--enable-parent-ctor-heuristic", "--include-paths=" + d, "--typesystem-paths=" + d, "--output-directory=" + d + "/out", d + "/snow.h", d + "/snow.xml"],
                   cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=100)
assert r.returncode == 0, r
made = {name: open(os.path.join(where, name), encoding="utf-8").read() for where, _, names in os.walk(d + "/out") for name in names}
assert {"winter_flake_wrapper.cpp", "winter_flake_wrapper.h", "winter_big_wrapper.cpp", "snowy_module_wrapper.cpp"} <= set(made), (sorted(made), r)
flake, big, module = made["winter_flake_wrapper.cpp"], made["winter_big_wrapper.cpp"], made["snowy_module_wrapper.cpp"]
assert all(word in flake for word in ("Flake_Init", "melt", "arms", "count", "Needle", "Py_EQ")), flake[:3000]
assert "hidden" not in big and "melt" in big and "fall" in module and "PyInit_snowy" in module
assert re.search(r"class \w*FlakeWrapper : public (::)?winter::Flake", made["winter_flake_wrapper.h"]), made["winter_flake_wrapper.h"]   # its virtual methods may be overridden in Python
r = subprocess.run([os.path.join(sys.prefix, "bin", "shiboken6"), "--generator-set=shiboken", "--typesystem-paths=" + d, "--output-directory=" + d + "/bad", d + "/none.h", d + "/snow.xml"], cwd=d, capture_output=True, text=True, timeout=100)
assert r.returncode != 0, r
