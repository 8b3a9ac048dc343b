"""cwltool: runs workflows in the Common Workflow Language; their expressions are JavaScript, run by node.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "XDG_CACHE_HOME": d + "/cache"}
open(d + "/count.cwl", "w").write(f"""cwlVersion: v1.2
class: CommandLineTool
requirements: [{{class: InlineJavascriptRequirement}}]
baseCommand: [{sys.executable}, -c, "import sys; print(len(open(sys.argv[1]).read().split()) * int(sys.argv[2]))"]
inputs:
  text: {{type: File, inputBinding: {{position: 1}}}}
  factor: {{type: int, inputBinding: {{position: 2, valueFrom: "$(inputs.factor * 10)"}}}}
stdout: $(inputs.text.nameroot).count
outputs:
  number:
    type: int
    outputBinding: {{glob: "*.count", loadContents: true, outputEval: "$(parseInt(self[0].contents))"}}
  file: {{type: stdout}}
""")
open(d + "/flow.cwl", "w").write("""cwlVersion: v1.2
class: Workflow
requirements: [{class: InlineJavascriptRequirement}, {class: ScatterFeatureRequirement}, {class: StepInputExpressionRequirement}]
inputs: {texts: 'File[]'}
outputs:
  sum: {type: int, outputSource: add/sum}
  files: {type: 'File[]', outputSource: count/file}
steps:
  count:
    run: count.cwl
    scatter: text
    in: {text: texts, factor: {valueFrom: "${ return [1, 2].reduce(function(a, b) { return a + b; }); }"}}
    out: [number, file]
  add:
    in: {numbers: count/number}
    out: [sum]
    run:
      class: ExpressionTool
      inputs: {numbers: 'int[]'}
      outputs: {sum: int}
      expression: "${ var sum = 0; inputs.numbers.forEach(function(n) { sum += n; }); return {sum: sum}; }"
""")
for name, text in (("a", "six sides"), ("b", "snow ice hail")): open(f"{d}/{name}.txt", "w").write(text)
json.dump({"texts": [{"class": "File", "path": name} for name in ("a.txt", "b.txt")]}, open(d + "/job.json", "w"))
tool = os.path.join(sys.prefix, "bin", "cwltool")
r = subprocess.run([tool, "--no-container", "--outdir", d + "/out", "flow.cwl", "job.json"], cwd=d, env=env, capture_output=True, text=True, timeout=250)
assert r.returncode == 0, r.stderr[-3000:]
said = json.loads(r.stdout)
assert said["sum"] == 2 * 30 + 3 * 30 and sorted(file["basename"] for file in said["files"]) == ["a.count", "b.count"] and open(d + "/out/b.count").read() == "90\n", said
r = subprocess.run([tool, "--validate", "flow.cwl"], cwd=d, env=env, capture_output=True, text=True, timeout=100)
assert r.returncode == 0 and "is valid CWL" in r.stdout + r.stderr, r
