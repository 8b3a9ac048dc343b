"""fuse-python: file systems in Python, with libfuse; one is mounted, read and written (needs /dev/fuse, and root where fusermount has no rights).

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.mkdir(d + "/m")
open(d + "/fs.py", "w").write("""
import errno, stat
import fuse
fuse.fuse_python_api = (0, 2)
data = {'/flake': b'six sides\\n'}
class Snow(fuse.Fuse):
    def getattr(self, path):
        s = fuse.Stat(); s.st_ino = s.st_dev = s.st_uid = s.st_gid = s.st_size = s.st_atime = s.st_mtime = s.st_ctime = 0
        if path == '/': s.st_mode, s.st_nlink = stat.S_IFDIR | 0o755, 2
        elif path in data: s.st_mode, s.st_nlink, s.st_size = stat.S_IFREG | 0o644, 1, len(data[path])
        else: return -errno.ENOENT
        return s
    def readdir(self, path, offset):
        for name in ['.', '..', *(one[1:] for one in data)]: yield fuse.Direntry(name)
    def open(self, path, flags): return 0 if path in data else -errno.ENOENT
    def read(self, path, size, offset): return data[path][offset:offset + size]
    def truncate(self, path, size): data[path] = data[path][:size]; return 0
    def write(self, path, text, offset): data[path] = data[path][:offset] + text; return len(text)
server = Snow(version='%prog', usage='', dash_s_do='setsingle')
server.parse(errex=1)
server.main()
""")
p = subprocess.Popen([sys.executable, d + "/fs.py", "-f", "-s", d + "/m"], cwd=d, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
try:
    end = time.time() + 20
    while time.time() < end and p.poll() is None and not os.path.ismount(d + "/m"): time.sleep(0.2)
    assert os.path.ismount(d + "/m"), (p.poll(), p.kill(), p.communicate()[0])
    read = lambda: subprocess.run([sys.executable, "-c", "import os, sys; os.chdir(sys.argv[1]); print(os.listdir('.'), open('flake').read())", d + "/m"], capture_output=True, text=True, timeout=30).stdout
    assert read() == "['flake'] six sides\n\n", read()
    subprocess.run([sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write('melted')", d + "/m/flake"], check=True, timeout=30)
    assert "melted" in read(), read()
finally:
    p.send_signal(signal.SIGTERM)
    try: p.wait(10)
    except subprocess.TimeoutExpired: p.kill(); p.wait()
    if os.path.ismount(d + "/m"):
        import ctypes; ctypes.CDLL(None).umount2((d + "/m").encode(), 2)
assert not os.path.ismount(d + "/m")
