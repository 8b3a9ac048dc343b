"""octave-kernel: Octave's kernel for Jupyter, with the octave program.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, shutil, sys, tempfile
d = tempfile.mkdtemp(); os.environ.update(HOME=d, JUPYTER_DATA_DIR=d + "/data", JUPYTER_RUNTIME_DIR=d + "/run", XDG_RUNTIME_DIR=d, LC_ALL="C.UTF-8"); os.chdir(d)
assert shutil.which("octave-cli") or shutil.which("octave"), os.environ["PATH"]
from jupyter_client.kernelspec import find_kernel_specs
from jupyter_client.manager import start_new_kernel
assert "octave" in find_kernel_specs(), find_kernel_specs()
manager, client = start_new_kernel(kernel_name="octave", startup_timeout=50)
messages = []
def run(code):
    got = []
    def hook(message):
        content = message["content"]; messages.append((message["msg_type"], str(content)[:500]))
        got.append(str(content.get("text", "")) + str(content.get("data", {}).get("text/plain", "")) + "".join(content.get("data", {}).keys()) + str(content.get("evalue", "")))
    reply = client.execute_interactive(code, timeout=50, output_hook=hook)
    return reply["content"]["status"], "".join(got)
try:
    status, said = run("A = [4 1; 2 3]; disp(sort(eig(A))')"); assert status == "ok" and "2" in said and "5" in said, messages
    status, said = run("x = A \\ [1; 2]"); assert "x =" in said and "0.1000" in said and "0.6000" in said, messages
    status, said = run("function y = fall(n)\n  y = n * 7;\nend\nprintf('%d\\n', fall(6))"); assert "42" in said, messages
    status, said = run("s.kind = 'firn'; c = {1, 'ice'}; class(s), size(c)"); assert "struct" in said and "1" in said and "2" in said, messages
    status, said = run("undefined_snow + 1"); assert "undefined_snow" in said and "undefined" in said.replace("undefined_snow", "", 1), messages
    status, said = run("disp(norm(fft(ones(1, 8))))"); assert "8" in said, messages
    reply = client.complete("linsp", 5, reply=True, timeout=30); assert "linspace" in str(reply["content"]["matches"]), reply
finally:
    client.stop_channels(); manager.shutdown_kernel(now=True)
