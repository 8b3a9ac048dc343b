"""fusesoc: builds and simulates hardware; here a counter, by Icarus Verilog.

round: 10
native: yes
apt: iverilog make
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess
os.makedirs("cores/counter"); os.makedirs("cores/bench")
open("cores/counter/counter.v", "w").write("""module counter #(parameter STEP = 1) (input clk, input reset, output reg [7:0] count);
always @(posedge clk) if (reset) count <= 0; else count <= count + STEP; endmodule
""")
open("cores/counter/counter.core", "w").write("""CAPI=2:
name: example:snow:counter:1.2
description: counts flakes
filesets:
  rtl: {files: [counter.v], file_type: verilogSource}
targets:
  default: {filesets: [rtl]}
""")
open("cores/bench/bench.v", "w").write("""`timescale 1ns/1ns
module bench; parameter STEP = 1; reg clk = 0, reset = 1; wire [7:0] count; integer cycles;
counter #(.STEP(STEP)) it(clk, reset, count); always #5 clk = !clk;
initial begin if (!$value$plusargs("cycles=%d", cycles)) cycles = 3; @(posedge clk); #1 reset = 0; repeat (cycles) @(posedge clk); #1 $display("SNOW %0d %s", count,
`ifdef COLD
"cold"
`else
"warm"
`endif
); $finish; end endmodule
""")
open("cores/bench/bench.core", "w").write("""CAPI=2:
name: example:snow:bench:0
filesets:
  tb: {files: [bench.v], file_type: verilogSource, depend: [">=example:snow:counter:1.0"]}
parameters:
  STEP: {datatype: int, paramtype: vlogparam, default: 1}
  COLD: {datatype: bool, paramtype: vlogdefine}
  cycles: {datatype: int, paramtype: plusarg}
targets:
  default: &default {filesets: [tb]}
  sim:
    <<: *default
    flow: sim
    flow_options: {tool: icarus}
    toplevel: bench
    parameters: [STEP, COLD, cycles]
""")
def fusesoc(*words):
    done = subprocess.run(["fusesoc", "--cores-root", "cores", *words], capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stdout + done.stderr; return done.stdout + done.stderr
listed = fusesoc("core", "list"); assert "example:snow:counter:1.2" in listed and "example:snow:bench:0" in listed, listed
assert "counts flakes" in fusesoc("core", "show", "example:snow:counter")
said = fusesoc("run", "--target=sim", "example:snow:bench"); assert "SNOW 3 warm" in said, said
said = fusesoc("run", "--target=sim", "--build-root=other", "example:snow:bench", "--STEP=7", "--COLD", "--cycles=10"); assert "SNOW 70 cold" in said, said
assert any("bench" in name for _, _, names in os.walk("other") for name in names)
open("cores/counter/counter.v", "a").write("no verilog\n")
done = subprocess.run(["fusesoc", "--cores-root", "cores", "run", "--target=sim", "--clean", "--build-root=third", "example:snow:bench"], capture_output=True, text=True); assert done.returncode != 0, done.stdout
