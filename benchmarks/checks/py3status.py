"""py3status: i3's status line, with what i3status says and modules in Python.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, select, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp()
open(d + "/conf", "w").write("""
general {
  output_format = "i3bar"
  interval = 1
  colors = false
}
order += "load"
order += "tztime local"
order += "static_string"
load {
  format = "load %1min"
}
tztime local {
  format = "year %Y"
}
static_string {
  format = "flake"
}
""")
env = {**os.environ, "HOME": d, "XDG_CONFIG_HOME": d, "XDG_CACHE_HOME": d, "XDG_RUNTIME_DIR": d, "LC_ALL": "C.UTF-8"}
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "py3status"), "-c", d + "/conf", "-l", d + "/log"], cwd=d, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True)
said, end, found = b"", time.time() + 40, False
try:
    while time.time() < end and not found:
        if not select.select([p.stdout], [], [], 1)[0]: continue
        more = os.read(p.stdout.fileno(), 65536)
        if not more: break
        said += more
        for line in said.decode(errors="replace").splitlines():
            try: texts = [one["full_text"] for one in json.loads(line.strip().strip(","))]
            except (ValueError, TypeError, KeyError): continue
            found |= any(t.startswith("load ") and t[5:].replace(".", "", 1).isdigit() for t in texts) and "year " + time.strftime("%Y") in texts and "flake" in texts
finally:
    os.killpg(p.pid, signal.SIGKILL); p.wait()
assert found, (said[-3000:], open(d + "/log").read()[-2000:] if os.path.exists(d + "/log") else "")
