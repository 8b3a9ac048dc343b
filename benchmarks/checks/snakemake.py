"""Snakemake: runs a workflow of rules in the order that their files ask for, in parallel, and makes a report of it.

round: 4
native: no
extra: pygments
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.makedirs(d + "/data"); os.makedirs(d + "/scripts")
for name, text in (("a", "snow ice snow"), ("b", "ice"), ("c", "firn snow")):
    open(f"{d}/data/{name}.txt", "w").write(text + "\n")
open(d + "/scripts/total.py", "w").write("""
total = sum(int(open(path).read()) for path in snakemake.input)
open(snakemake.output[0], 'w').write('%s %d' % (snakemake.params.what, total))
""")
open(d + "/plot.rst", "w").write("The words of {{ snakemake.wildcards.name }}.\n")
open(d + "/Snakefile", "w").write("""
configfile: 'config.yaml'
rule all:
    input: 'out/total.txt', expand('out/{name}.svg', name=config['names'])
rule count:
    input: 'data/{name}.txt'
    output: temp('out/{name}.count')
    threads: 1
    run:
        with open(output[0], 'w') as out: out.write(str(len(open(input[0]).read().split())))
rule total:
    input: expand('out/{name}.count', name=config['names'])
    output: 'out/total.txt'
    params: what='words'
    script: 'scripts/total.py'
rule plot:
    input: 'out/{name}.count'
    output: report('out/{name}.svg', caption='plot.rst', category='Plots')
    shell: "read n < {input} || true; echo \\"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><text>$n</text></svg>\\" > {output}"
""")
open(d + "/config.yaml", "w").write("names: [a, b, c]\n")
run = lambda *words: subprocess.run([os.path.join(sys.prefix, "bin", "snakemake"), *words], cwd=d, env={**os.environ, "HOME": d, "XDG_CACHE_HOME": d + "/cache"}, capture_output=True, text=True, timeout=250)
r = run("--cores", "2")
assert r.returncode == 0 and open(d + "/out/total.txt").read() == "words 6", r
assert sorted(os.listdir(d + "/out")) == ["a.svg", "b.svg", "c.svg", "total.txt"] and "<text>3</text>" in open(d + "/out/a.svg").read(), os.listdir(d + "/out")
assert "Nothing to be done" in (r := run("--cores", "1")).stdout + r.stderr, r
open(d + "/data/b.txt", "w").write("ice ice\n")
r = run("--cores", "2"); assert r.returncode == 0 and open(d + "/out/total.txt").read() == "words 7", r
r = run("--dag"); assert r.returncode == 0 and "digraph" in r.stdout, r
r = run("--report", "report.html"); assert r.returncode == 0 and "The words of" in open(d + "/report.html").read(), r
