"""pygccxml: reads the declarations of C++ that CastXML found.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d; os.chdir(d)
from pygccxml import declarations, parser, utils
path, name = utils.find_xml_generator()
config = parser.xml_generator_configuration_t(xml_generator_path=path, xml_generator=name, cflags="-std=c++14")
open("snow.hpp", "w").write("namespace ice { enum Kind { dry = 3, wet }; struct Base { virtual ~Base(); };\nstruct Flake : Base { Flake(int sides); int sides() const; template<class T> T melt(T t) { return t; } double weight; };\nint count(const Flake *first, unsigned long many = 6); }\ntemplate double ice::Flake::melt<double>(double);\n")
tree = parser.parse(["snow.hpp"], config)
ice = declarations.get_global_namespace(tree).namespace("ice")
flake = ice.class_("Flake")
assert [b.related_class.name for b in flake.bases] == ["Base"] and flake.member_function("sides").has_const
assert str(flake.variable("weight").decl_type) == "double" and flake.byte_size == 16
count = ice.free_function("count")
assert [str(a.decl_type) for a in count.arguments] == ["ice::Flake const *", "long unsigned int"] or [a.decl_type.decl_string for a in count.arguments][0].endswith("Flake const *"), count
assert count.arguments[1].default_value == "6" and dict(ice.enumeration("Kind").values) == {"dry": 3, "wet": 4}
assert "melt" in {f.name for f in flake.member_functions()}
