"""cocotb: tests hardware's descriptions from Python, inside of a simulator; here Verilog in Icarus.

round: 9
native: yes
apt: iverilog
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
from pathlib import Path
from cocotb_tools.check_results import get_results
from cocotb_tools.runner import get_runner
d = Path(tempfile.mkdtemp()); sys.path.insert(0, str(d))
(d / "drift.v").write_text("""`timescale 1ns/1ps
module drift #(parameter WIDTH = 8) (input clk, input reset, input fall, input [WIDTH-1:0] flakes, output reg [WIDTH-1:0] depth, output full, output [3:0] open);
  reg [7:0] layers [0:3]; integer i;
  assign full = &depth; assign open = 4'b10zx;
  always @(posedge clk) if (reset) begin depth <= 0; for (i = 0; i < 4; i = i + 1) layers[i] <= 0; end
    else if (fall) begin depth <= depth + flakes; layers[0] <= flakes; for (i = 1; i < 4; i = i + 1) layers[i] <= layers[i-1]; end
endmodule
""")
(d / "snow.py").write_text("""import os
import cocotb
from cocotb.clock import Clock
from cocotb.triggers import ClockCycles, FallingEdge, ReadOnly, RisingEdge, Timer, with_timeout
from cocotb.utils import get_sim_time
async def start(dut):
    cocotb.start_soon(Clock(dut.clk, 10, unit="ns").start()); dut.reset.value, dut.fall.value, dut.flakes.value = 1, 0, 0
    await ClockCycles(dut.clk, 2); dut.reset.value = 0; await FallingEdge(dut.clk)
@cocotb.test()
async def sums(dut):
    await start(dut); dut.fall.value, total = 1, 0
    for n in range(1, 31):
        dut.flakes.value = n; await FallingEdge(dut.clk); total = (total + n) % 2 ** len(dut.depth); assert dut.depth.value.to_unsigned() == total, (n, dut.depth.value)
    assert [int(dut.layers[i].value) for i in range(4)] == [30, 29, 28, 27]
    dut.fall.value = 0; await ClockCycles(dut.clk, 5); assert int(dut.depth.value) == total
@cocotb.test()
async def fills(dut):
    await start(dut); dut.flakes.value, dut.fall.value = 2 ** len(dut.depth) - 1, 1; began = get_sim_time("ns")
    await with_timeout(RisingEdge(dut.full), 100, "ns"); await ReadOnly(); assert 0 < get_sim_time("ns") - began <= 10 and dut.full.value == 1
@cocotb.test()
async def knows(dut):
    await Timer(1, unit="ns"); assert str(dut.open.value) == "10ZX" and not dut.open.value.is_resolvable and len(dut.depth) == int(dut.WIDTH.value) == int(os.environ["SNOW_WIDTH"])
    dut.depth.value = 5; await Timer(1, unit="ns"); assert dut.depth.value == 5 and dut.depth._path == "drift.depth"
@cocotb.test(expect_fail=True)
async def thaws(dut):
    await start(dut); assert int(dut.depth.value) == 1
@cocotb.test(timeout_time=50, timeout_unit="ns", expect_error=cocotb.triggers.SimTimeoutError)
async def waits(dut): await RisingEdge(dut.full)
""")
(d / "melts.py").write_text("import cocotb\n@cocotb.test()\nasync def melts(dut): assert False, 'melted'\n@cocotb.test()\nasync def stays(dut): pass\n")
runner = get_runner("icarus")
for width in (8, 12):
    runner.build(sources=[d / "drift.v"], hdl_toplevel="drift", parameters={"WIDTH": width}, build_dir=d / f"build{width}", always=True, waves=width == 12)
    results = runner.test(hdl_toplevel="drift", test_module="snow", build_dir=d / f"build{width}", test_dir=d, extra_env={"SNOW_WIDTH": str(width)}, results_xml=d / f"results{width}.xml", seed=6, waves=width == 12)
    assert get_results(results) == (5, 0), results.read_text()
assert (d / "build12" / "drift.fst").stat().st_size > 500, list((d / "build12").iterdir())   # the waves
runner.build(sources=[d / "drift.v"], hdl_toplevel="drift", build_dir=d / "build", always=True)
try: failed = get_results(runner.test(hdl_toplevel="drift", test_module="melts", build_dir=d / "build", test_dir=d, results_xml=d / "results.xml"))
except (SystemExit, RuntimeError): failed = get_results(d / "results.xml")
assert failed == (2, 1), failed
r = subprocess.run([os.path.join(sys.prefix, "bin", "cocotb-config"), "--lib-name-path", "vpi", "icarus"], capture_output=True, text=True, timeout=60); assert os.path.exists(r.stdout.strip()), r
