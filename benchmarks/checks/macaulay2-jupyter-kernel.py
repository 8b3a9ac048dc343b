"""Macaulay2's kernel for Jupyter: algebra, by the M2 program.

round: 2
native: yes
extra: jupyter-client
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.environ.update(HOME=d, JUPYTER_DATA_DIR=d + "/data", JUPYTER_RUNTIME_DIR=d + "/run")
r = subprocess.run([sys.executable, "-m", "m2_kernel", "install", "--user"], capture_output=True, text=True, timeout=100)
assert r.returncode == 0, r
from jupyter_client.manager import start_new_kernel
from jupyter_client.kernelspec import find_kernel_specs
name = next(name for name in find_kernel_specs() if name.lower() in ("m2", "macaulay2"))
manager, client = start_new_kernel(kernel_name=name, startup_timeout=120)
texts = []
def hook(message):
    content = message["content"]
    texts.append(str(content.get("text", "")) + str(content.get("data", {}).get("text/plain", "")) + str(content.get("traceback", "")))
try:
    client.execute_interactive("2^100", timeout=100, output_hook=hook)
    client.execute_interactive("R = QQ[x,y]; dim ideal(x^2-y^3)", timeout=100, output_hook=hook)
finally:
    manager.shutdown_kernel(now=True)
said = "".join(texts)
assert "1267650600228229401496703205376" in said and "1" in texts[-1], texts
