"""lua-wrapper: runs programs of Lua, with objects that pass both ways, by the library of Lua.

round: 9
native: yes
apt: liblua5.4-0 liblua5.4-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import lua
code = lua.Lua()
code.run('python = require("python")')
# Functions of both languages call each other
got = []
luafun = code.run('''function luafun(arg) return "Lua got '" .. arg .. "'" end return luafun''')
code.set("pyfun", lambda arg: got.append(arg) or len(arg) * 2)
assert luafun("snow") == "Lua got 'snow'" and code.run('return pyfun("flake")') == 10 and got == ["flake"]
assert code.run("local a, b = 0, 1 for i = 1, 50 do a, b = b, a + b end return a") == 12586269025
assert list(code.run("return 7 // 2, 7 / 2, 1 << 40, ('snow'):upper()")) == [3, 3.5, 1 << 40, "SNOW"] and code.run("x = 1") is None
assert code.run("return _VERSION") == "Lua 5.4" and code.run("return true") is True and code.run("return nil") is None
# Tables and Python's kinds of them
table = code.run("return {10, 20, 30, deep = 'snow'}")
assert isinstance(table, lua.Table) and table[2] == 20 and table["deep"] == "snow" and table.list() == [10, 20, 30] and table.dict() == {1: 10, 2: 20, 3: 30, "deep": "snow"}
table["cold"] = -7; code.set("t", table); assert code.run("t[4] = 40 return t.cold + #t") == -3 and table[4] == 40
assert code.run("return python.list{1, 2, 3}") == [1, 2, 3] and code.run('return python.dict{foo = "bar"}') == {"foo": "bar"} and code.run('return python.bytes("Bin")') == b"Bin"
assert code.run("return 'Schnee \u2603'") == "Schnee \u2603"
code.module("sky", {"depth": 6, "fall": lambda n: n + 1}); assert code.run("local sky = require 'sky' return sky.fall(sky.depth)") == 7
other = lua.Lua(); assert other.run("return x") is None and other.run("return io") is None and lua.Lua(io=True).run("return type(io.open)") == "function"
with open("snow.lua", "w") as file: file.write("local s = {} for w in ('it snows on snow'):gmatch('%a+') do s[#s + 1] = w:reverse() end return table.concat(s, ' ')")
assert code.run_file("snow.lua") == "ti swons no wons"
