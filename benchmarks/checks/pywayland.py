"""pywayland: Wayland's servers and clients in Python; one of each talk through a socket.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
os.environ["XDG_RUNTIME_DIR"] = d = tempfile.mkdtemp()
open(d + "/client.py", "w").write("""
import os, sys
from pywayland.client import Display
from pywayland.protocol.wayland import WlOutput, WlShm
seen, formats, output = {}, [], []
with Display(sys.argv[1]) as display:
    registry = display.get_registry()
    def found(registry, number, interface, version):
        if interface == 'wl_shm': seen['shm'] = registry.bind(number, WlShm, version); seen['shm'].dispatcher['format'] = lambda shm, format: formats.append(format)
        if interface == 'wl_output': seen['output'] = registry.bind(number, WlOutput, version); seen['output'].dispatcher['geometry'] = lambda *words: output.append(words[6:8])
    registry.dispatcher['global'] = found
    display.dispatch(block=True); display.roundtrip()
    fd = os.memfd_create('snow'); os.ftruncate(fd, 64 * 64 * 4)
    pool = seen['shm'].create_pool(fd, 64 * 64 * 4)
    buffer = pool.create_buffer(0, 64, 64, 64 * 4, WlShm.format.argb8888.value); display.roundtrip()
    buffer.destroy(); pool.destroy(); display.roundtrip()
assert WlShm.format.argb8888.value in formats, formats
print(output[0])
""")
from pywayland.protocol.wayland import WlOutput
from pywayland.server import Display
display = Display(); name = display.add_socket(); display.init_shm()
assert os.path.exists(f"{d}/{name}")
kept = []
def bound(resource): resource.geometry(0, 0, 300, 200, 0, "Snow", "Flake", 0); kept.append(resource)
output = WlOutput.global_class(display); output.bind_func = bound
p = subprocess.Popen([sys.executable, d + "/client.py", name], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
def tick(data):
    if p.poll() is not None: display.terminate()
    timer.timer_update(200); return 0
timer = display.get_event_loop().add_timer(tick, None); timer.timer_update(200)
display.run()
said = p.communicate()[0]
assert p.returncode == 0 and said == "('Snow', 'Flake')\n" and kept, (p.returncode, said)
