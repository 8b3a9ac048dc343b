"""edalize: runs the programs of chip design; here Icarus Verilog and Yosys, by make.

round: 10
native: yes
apt: make iverilog yosys
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, tempfile
d = os.path.realpath(tempfile.mkdtemp()); os.chdir(d)
open("count.v", "w").write("""module count #(parameter width = 3) (input clock, input reset, output reg [width-1:0] n);
  always @(posedge clock) n <= reset ? 0 : n + 1;
endmodule
""")
open("bench.v", "w").write("""module bench; parameter steps = 5; reg clock = 0, reset = 1; wire [2:0] n; reg [255:0] word;
  count dut(clock, reset, n); always #1 clock = ~clock; integer out;
  initial begin
    if (!$value$plusargs("word=%s", word)) word = "none";
    out = $fopen("out.txt", "w"); #2 reset = 0; #(2 * steps);
    $fwrite(out, "%0d of %0d %0s %0d\\n", n, steps, word, `MORE); $fclose(out); $finish;
  end
endmodule
""")
from edalize.edatool import get_edatool
from edalize.flows.sim import Sim
files = [{"name": d + "/" + name, "file_type": "verilogSource"} for name in ("count.v", "bench.v")]
def parameters(steps): return {
    "steps": {"datatype": "int", "default": steps, "paramtype": "vlogparam"}, "word": {"datatype": "str", "default": "flake", "paramtype": "plusarg"},
    "MORE": {"datatype": "int", "default": 42, "paramtype": "vlogdefine"}}
for steps, n in ((5, 5), (11, 3)):   # the flow
    root = f"{d}/flow{steps}"; os.mkdir(root)
    flow = Sim({"name": "snow", "files": files, "toplevel": "bench", "parameters": parameters(steps), "flow_options": {"tool": "icarus"}}, root)
    flow.configure(); flow.build(); assert os.path.getsize(root + "/snow") > 500 and not os.path.exists(root + "/out.txt")
    flow.run(); text = open(root + "/out.txt").read(); assert text == f"{n} of {steps} flake 42\n", text
root = d + "/tool"; os.mkdir(root)   # the older way
tool = get_edatool("icarus")(edam={"name": "snow", "files": files, "toplevel": "bench", "parameters": parameters(7), "tool_options": {"icarus": {"iverilog_options": ["-g2012"]}}}, work_root=root)
tool.configure(); tool.build(); tool.run(); assert open(root + "/out.txt").read() == "7 of 7 flake 42\n" and os.path.exists(root + "/icarus.log")
root = d + "/yosys"; os.mkdir(root)
tool = get_edatool("yosys")(edam={"name": "snow", "files": files[:1], "toplevel": "count", "tool_options": {"yosys": {"arch": "ice40", "output_format": "json", "yosys_synth_options": ["-noflatten"]}}}, work_root=root)
tool.configure(); tool.build()
net = json.load(open(root + "/snow.json"))["modules"]["count"]; kinds = [cell["type"] for cell in net["cells"].values()]
assert sum(kind.startswith("SB_DFF") for kind in kinds) == 3 and len(net["ports"]["n"]["bits"]) == 3, kinds
open("bad.v", "w").write("module bench; nothing here endmodule\n"); root = d + "/bad"; os.mkdir(root)
flow = Sim({"name": "snow", "files": [{"name": d + "/bad.v", "file_type": "verilogSource"}], "toplevel": "bench", "flow_options": {"tool": "icarus"}}, root); flow.configure()
try: flow.build()
except Exception: assert not os.path.exists(root + "/snow")
else: raise AssertionError("built what is none")
