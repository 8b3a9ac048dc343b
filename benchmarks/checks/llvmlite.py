"""llvmlite: builds, optimizes and compiles LLVM's intermediate representation.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import ctypes
import llvmlite.binding as llvm
import llvmlite.ir as ir
llvm.initialize_native_target(); llvm.initialize_native_asmprinter()
i64 = ir.IntType(64)
module = ir.Module(name="snow")
function = ir.Function(module, ir.FunctionType(i64, [i64]), name="squares")   # the sum of the squares below n
start, loop, end = (function.append_basic_block(name) for name in ("start", "loop", "end"))
builder = ir.IRBuilder(start); builder.branch(loop)
builder = ir.IRBuilder(loop)
i, total = builder.phi(i64), builder.phi(i64)
more = builder.add(total, builder.mul(i, i)); following = builder.add(i, i64(1))
i.add_incoming(i64(0), start); total.add_incoming(i64(0), start); i.add_incoming(following, loop); total.add_incoming(more, loop)
builder.cbranch(builder.icmp_signed("<", following, function.args[0]), loop, end)
ir.IRBuilder(end).ret(more)
parsed = llvm.parse_assembly(str(module)); parsed.verify()
machine = llvm.Target.from_default_triple().create_target_machine(opt=2)
options = llvm.create_pipeline_tuning_options(speed_level=2)
passes = llvm.create_pass_builder(machine, options)
before = str(parsed)
passes.getModulePassManager().run(parsed, passes)
assert str(parsed) != before
assert "squares" in machine.emit_assembly(parsed) and machine.emit_object(parsed)[:4] == b"\x7fELF"
engine = llvm.create_mcjit_compiler(parsed, machine); engine.finalize_object(); engine.run_static_constructors()
squares = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_int64)(engine.get_function_address("squares"))
assert [squares(n) for n in (1, 4, 100)] == [0, 14, 328350]
try:
    llvm.parse_assembly("define i32 @f() { ret i64 1 }"); raise AssertionError("not refused")
except RuntimeError as e:
    assert "ret" in str(e), e
