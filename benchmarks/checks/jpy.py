"""jpy: calls Java from Python in one process.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import jpyutil
jpyutil.init_jvm(jvm_maxmem="256M")
import jpy
System = jpy.get_type("java.lang.System")
assert int(System.getProperty("java.version").split(".")[0]) >= 11
List = jpy.get_type("java.util.ArrayList")
words = List()
for word in ("ice", "snow", "flake"): words.add(word)
jpy.get_type("java.util.Collections").sort(words)
assert [words.get(i) for i in range(words.size())] == ["flake", "ice", "snow"]
array = jpy.array("int", [3, 1, 2]); jpy.get_type("java.util.Arrays").sort(array)
assert list(array) == [1, 2, 3]
