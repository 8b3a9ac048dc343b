"""amaranth: hardware written in Python; here simulated, made into Verilog by Yosys, and into bits for an iCE40.

round: 10
native: yes
apt: yosys nextpnr-ice40 fpga-icestorm
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import re
from amaranth import Cat, Elaboratable, Module, Mux, Signal
from amaranth.back import rtlil, verilog
from amaranth.build import Attrs, Clock, Pins, Resource
from amaranth.lib import wiring
from amaranth.lib.wiring import In, Out
from amaranth.sim import Simulator
from amaranth.vendor import SiliconBluePlatform
class Counter(wiring.Component):
    en: In(1); count: Out(8); over: Out(1)
    def __init__(self, limit): self.limit = limit; super().__init__()
    def elaborate(self, platform):
        m = Module(); m.d.comb += self.over.eq(self.count == self.limit)
        with m.If(self.en): m.d.sync += self.count.eq(Mux(self.over, 0, self.count + 1))
        return m
dut = Counter(9); seen = []
async def bench(ctx):
    ctx.set(dut.en, 1)
    for _ in range(25): await ctx.tick(); seen.append(ctx.get(dut.count))
sim = Simulator(dut); sim.add_clock(1e-6); sim.add_testbench(bench)
with sim.write_vcd("snow.vcd"): sim.run()
assert seen == [n % 10 for n in range(1, 26)], seen
assert "$enddefinitions" in open("snow.vcd").read()
text = verilog.convert(Counter(9), name="snow"); assert re.search(r"module snow\(", text) and "posedge clk" in text and "8'h" in text and "endmodule" in text, text
assert "module" in rtlil.convert(Counter(9), name="snow")
class Board(SiliconBluePlatform):
    device, package, default_clk = "iCE40HX1K", "TQ144", "clk12"
    resources = [Resource("clk12", 0, Pins("21", dir="i"), Clock(12e6), Attrs(GLOBAL=True, IO_STANDARD="SB_LVCMOS")), *(Resource("led", n, Pins(pin, dir="o"), Attrs(IO_STANDARD="SB_LVCMOS")) for n, pin in enumerate("99 98 97 96".split()))]
    connectors = []
class Blink(Elaboratable):
    def elaborate(self, platform):
        m = Module(); timer = Signal(22); m.d.sync += timer.eq(timer + 1)
        m.d.comb += Cat(platform.request("led", n).o for n in range(4)).eq(timer[-4:]); return m
products = Board().build(Blink(), name="blink", build_dir="build", do_program=False)
bits = products.get("blink.bin"); assert b"\x7e\xaa\x99\x7e" in bits[:200] and len(bits) == 32220, (len(bits), bits[:64])
report = products.get("blink.tim", mode="t"); assert "Max frequency" in report, report[-500:]
