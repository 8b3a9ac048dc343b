"""jpype1: Java's classes inside Python, in a Java machine of the system.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, jpype, jpype.imports
assert os.path.exists(jpype.getDefaultJVMPath()), jpype.getDefaultJVMPath()
jpype.startJVM(convertStrings=False)
from java.lang import IllegalArgumentException, Math, StringBuilder, System
from java.util import ArrayList, HashMap
from java.util.regex import Pattern
assert int(str(System.getProperty("java.specification.version")).split(".")[-1]) >= 8
builder = StringBuilder("snow"); builder.append("flake").reverse()
assert str(builder.toString()) == "ekalfwons" and Math.floorMod(-7, 6) == 5
names = ArrayList(); [names.add(name) for name in ("ice", "hail", "snow")]
names.sort(None)
assert [str(name) for name in names] == ["hail", "ice", "snow"] and len(names) == 3 and "ice" in names
sides = HashMap(); sides["flake"] = 6
assert sides["flake"] == 6 and dict(sides)
array = jpype.JArray(jpype.JInt)([3, 1, 2]); jpype.JClass("java.util.Arrays").sort(array)
assert list(array) == [1, 2, 3]
@jpype.JImplements("java.util.Comparator")
class ByLength:
    @jpype.JOverride
    def compare(self, a, b): return len(str(a)) - len(str(b))
    @jpype.JOverride
    def equals(self, other): return self is other
names.sort(ByLength())
assert str(names[0]) == "ice" and bool(Pattern.matches("s.*w", "snow"))
try: ArrayList(-1)
except IllegalArgumentException as error: assert "Illegal Capacity" in str(error)
else: raise AssertionError("Java's exceptions are lost")
jpype.shutdownJVM()
