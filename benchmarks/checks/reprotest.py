"""reprotest: builds twice in environments that differ, and compares what comes out (with what it starts: diff, faketime, setarch, linux32 …).

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.mkdir(d + "/s"); open(d + "/s/in", "w").write("x\n")
def test(command):
    return subprocess.run([os.path.join(sys.prefix, "bin", "reprotest"), "--no-diffoscope", "--vary=-user_group,-domain_host,-fileordering,-kernel,-aslr,-num_cpus,-locales", "-c", command, d + "/s", "out"],
                          cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=130)
r = test("cp in out"); assert r.returncode == 0, (r.stdout[-1500:], r.stderr[-2500:])
r = test("date +%Y > out"); assert r.returncode == 1, (r.stdout[-1500:], r.stderr[-2500:])   # another year in the second build
