"""lupa: Lua and LuaJIT inside Python.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import lupa
from lupa import LuaRuntime
lua = LuaRuntime(unpack_returned_tuples=True)
assert lua.eval("6 * 7") == 42
sides = lua.execute("function sides(n) local t = {} for i = 1, n do t[i] = i * i end return t, 'done' end return sides")
table, said = sides(6)
assert said == "done" and list(table.values()) == [1, 4, 9, 16, 25, 36] and len(table) == 6
assert lua.eval("function(f, n) return f(n) + 1 end")(lambda n: n * 10, 4) == 41
lua.globals().flakes = lua.table_from({"a": 1, "b": [1, 2]}, recursive=True)
assert lua.eval("flakes.a") == 1 and lua.eval("flakes.b[2]") == 2
assert lua.eval("string.gsub('snow snow', 'snow', 'ice')") == ("ice ice", 2)
def numbers():
    coroutine = lua.eval("function(n) for i = 1, n do coroutine.yield(i) end end").coroutine(4)
    return list(coroutine)
assert numbers() == [1, 2, 3, 4]
try: lua.execute("error('melted')")
except lupa.LuaError as error: assert "melted" in str(error)
else: raise AssertionError("an error was lost")
from lupa.luajit21 import LuaRuntime as Jit   # the fast one
jit = Jit()
assert jit.eval("jit.version").startswith("LuaJIT 2"), jit.lua_implementation
assert jit.execute("local ffi = require('ffi') ffi.cdef[[int abs(int);]] return ffi.C.abs(-7)") == 7
assert jit.execute("local s = 0 for i = 1, 10000000 do s = s + i % 7 end return s") == sum(i % 7 for i in range(1, 10000001))
