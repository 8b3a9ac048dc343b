"""pytest-xvfb: gives tests a display of their own, by Xvfb.

round: 10
native: yes
apt: xvfb
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess
os.environ.pop("DISPLAY", None)
open("screen.py", "w").write("""import os, socket, struct
def size():
    number = os.environ["DISPLAY"].lstrip(":").split(".")[0]
    with socket.socket(socket.AF_UNIX) as x:
        x.connect(f"/tmp/.X11-unix/X{number}"); x.sendall(struct.pack("<BxHHHHxx", 0x6c, 11, 0, 0, 0)); data = b""
        while len(data) < 8 or len(data) < 8 + 4 * struct.unpack("<H", data[6:8])[0]: data += x.recv(65536)
    assert data[0] == 1, data
    vendor, = struct.unpack("<H", data[24:26]); at = 40 + (vendor + 3) // 4 * 4 + 8 * data[29]
    return (*struct.unpack("<HH", data[at + 20:at + 24]), data[at + 38])
""")
open("test_snow.py", "w").write("""import os, pytest, screen
def test_size(): assert screen.size() == (640, 360, 24)
def test_again(): assert screen.size()[0] == 640 and int(os.environ["DISPLAY"][1:]) >= 0
def test_fixture(xvfb): assert xvfb.width == 640 and xvfb.display == int(os.environ["DISPLAY"][1:])
""")
open("test_none.py", "w").write("""import os
def test_none(): assert "DISPLAY" not in os.environ
""")
open("pytest.ini", "w").write("[pytest]\nxvfb_width = 640\nxvfb_height = 360\nxvfb_colordepth = 24\n")
def pytest(*words):
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *words], capture_output=True, text=True, timeout=120); print(done.stdout, done.stderr); return done
done = pytest("test_snow.py"); assert done.returncode == 0 and "3 passed" in done.stdout
done = pytest("--no-xvfb", "test_none.py"); assert done.returncode == 0 and "1 passed" in done.stdout
assert pytest("--no-xvfb", "test_snow.py").returncode == 1
done = pytest("--xvfb-backend", "xvfb", "test_snow.py::test_size"); assert done.returncode == 0
