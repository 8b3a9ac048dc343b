"""MultiQC: one report of many analyses; here a table and a plot, as PDF: pandoc runs LuaLaTeX.

round: 3
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.mkdir(d + "/in")
open(d + "/in/snow_mqc.tsv", "w").write("# id: 'snow'\n# section_name: 'Snowfall'\n# plot_type: 'bargraph'\nSample\tice\tflakes\na\t10\t20\nb\t5\t7\n")
open(d + "/in/cold_mqc.tsv", "w").write("# id: 'cold'\n# section_name: 'Coldness'\n# plot_type: 'table'\nSample\tdegrees\na\t-10\nb\t-3\n")
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}
multiqc = [os.path.join(sys.prefix, "bin", "multiqc"), d + "/in", "--cl-config", "no_version_check: true", "--no-ansi", "-o", d + "/out"]
r = subprocess.run([*multiqc, "-n", "report"], cwd=d, env=env, capture_output=True, text=True, timeout=120)
assert r.returncode == 0 and "Snowfall" in open(d + "/out/report.html", encoding="utf-8").read(), (r.stdout[-2000:], r.stderr[-3000:])
r = subprocess.run([*multiqc, "-n", "paper", "--pdf"], cwd=d, env=env, capture_output=True, text=True, timeout=280)
assert r.returncode == 0 and os.path.exists(d + "/out/paper.pdf"), (os.listdir(d + "/out"), r.stdout[-2000:], r.stderr[-4000:])
pdf = open(d + "/out/paper.pdf", "rb").read()
assert pdf[:5] == b"%PDF-" and len(pdf) > 5000 and b"/Image" in pdf, (len(pdf), r.stderr[-3000:])   # the plot is in it
