"""apache-tvm-ffi: calls functions and keeps objects across languages, by TVM's C library for that.

round: 9
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import ctypes, gc
import tvm_ffi
# Functions of Python under global names, called through the library
@tvm_ffi.register_global_func("snow.fall")
def fall(depth, name): return f"{name}:{depth * 2}"
assert tvm_ffi.get_global_func("snow.fall")(21, "flake") == "flake:42" and tvm_ffi.get_global_func("snow.none", allow_missing=True) is None
assert "snow.fall" in tvm_ffi.registry.list_global_func_names() and len(tvm_ffi.registry.list_global_func_names()) > 20
apply = tvm_ffi.convert(lambda f, *more: f(*more)); assert isinstance(apply, tvm_ffi.Function) and apply(lambda a, b: a + b, 2, 3.5) == 5.5
# Those of C++ that it has for tests
assert tvm_ffi.get_global_func("testing.echo")(None) is None and tvm_ffi.get_global_func("testing.echo")(b"\x00\xff") == b"\x00\xff"
array = tvm_ffi.get_global_func("ffi.Array")(1, "two", 3.0, [4, 5]); assert isinstance(array, tvm_ffi.Array) and len(array) == 4 and array[1] == "two" and list(array[3]) == [4, 5]
table = tvm_ffi.convert({"deep": 6, "cold": -7.5}); assert isinstance(table, tvm_ffi.Map) and table["cold"] == -7.5 and sorted(table) == ["cold", "deep"] and dict(table.items())["deep"] == 6
# An error passes through it, with its kind
@tvm_ffi.register_global_func("snow.melt")
def melt(): raise ValueError("too warm")
try: tvm_ffi.get_global_func("snow.melt")()
except ValueError as error: assert "too warm" in str(error)
else: raise AssertionError("no error")
try: tvm_ffi.get_global_func("ffi.ArrayGetItem")(array, 9)
except IndexError: pass
else: raise AssertionError("no error of an index")
kind = tvm_ffi.dtype("float32"); assert (kind.bits, kind.lanes, kind.itemsize) == (32, 1, 4) and str(tvm_ffi.dtype("int8x4")) == "int8x4"
assert tvm_ffi.device("cpu", 0).type == "cpu" and tvm_ffi.Shape((2, 3, 4)) == (2, 3, 4)
# Objects are counted: a callback goes when nobody has it
class Flake: gone = 0
class Watched(Flake):
    def __del__(self): Flake.gone += 1
    def __call__(self, n): return n + 1
call = tvm_ffi.convert(Watched()); gc.collect(); assert Flake.gone == 0 and call(41) == 42
del call; gc.collect(); assert Flake.gone == 1
assert ctypes.CDLL(tvm_ffi.libinfo.find_libtvm_ffi()).TVMFFIFunctionCall
