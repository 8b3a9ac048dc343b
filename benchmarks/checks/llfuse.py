"""llfuse: file systems in Python with libfuse 2's low-level interface; one is mounted, read and written (needs /dev/fuse, and root where fusermount has no rights).

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.mkdir(d + "/m")
open(d + "/fs.py", "w").write("""
import errno, os, stat, sys
import llfuse
class Snow(llfuse.Operations):
    data = bytearray(b'six sides\\n')
    def getattr(self, inode, ctx=None):
        entry = llfuse.EntryAttributes()
        entry.st_ino, entry.st_uid, entry.st_gid = inode, os.getuid(), os.getgid()
        entry.st_atime_ns = entry.st_ctime_ns = entry.st_mtime_ns = 1438467123 * 10**9
        if inode == llfuse.ROOT_INODE: entry.st_mode = stat.S_IFDIR | 0o755
        elif inode == 2: entry.st_mode, entry.st_size = stat.S_IFREG | 0o644, len(self.data)
        else: raise llfuse.FUSEError(errno.ENOENT)
        return entry
    def setattr(self, inode, attr, fields, fh, ctx):
        if fields.update_size: del self.data[attr.st_size:]
        return self.getattr(inode)
    def lookup(self, parent, name, ctx=None):
        if parent != llfuse.ROOT_INODE or name != b'flake': raise llfuse.FUSEError(errno.ENOENT)
        return self.getattr(2)
    def opendir(self, inode, ctx): return inode
    def readdir(self, fh, off):
        if off == 0: yield b'flake', self.getattr(2), 1
    def open(self, inode, flags, ctx):
        if flags & os.O_TRUNC: self.data.clear()
        return inode
    def read(self, fh, off, size): return bytes(self.data[off:off + size])
    def write(self, fh, off, buf): self.data[off:off + len(buf)] = buf; return len(buf)
    def statfs(self, ctx):
        s = llfuse.StatvfsData(); s.f_bsize = s.f_frsize = 512; s.f_blocks, s.f_bfree, s.f_bavail = 4096, 77, 77; s.f_files = s.f_ffree = s.f_favail = 9
        return s
llfuse.init(Snow(), sys.argv[1], set(llfuse.default_options) | {'fsname=snow'})
llfuse.main(workers=2)
llfuse.close()
print('closed')
""")
p = subprocess.Popen([sys.executable, d + "/fs.py", d + "/m"], cwd=d, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
try:
    end = time.time() + 30
    while time.time() < end and p.poll() is None and not os.path.ismount(d + "/m"): time.sleep(0.2)
    assert os.path.ismount(d + "/m"), (p.poll(), p.kill(), p.communicate()[0])
    read = lambda: subprocess.run([sys.executable, "-c", "import os, sys; os.chdir(sys.argv[1]); print(os.listdir('.'), int(os.stat('flake').st_mtime), os.statvfs('.').f_bfree, open('flake').read())", d + "/m"], capture_output=True, text=True, timeout=30).stdout
    assert read() == "['flake'] 1438467123 77 six sides\n\n", read()
    subprocess.run([sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write('melted')", d + "/m/flake"], check=True, timeout=30)
    assert read() == "['flake'] 1438467123 77 melted\n", read()
    assert subprocess.run([sys.executable, "-c", "import sys; open(sys.argv[1])", d + "/m/rain"], capture_output=True, text=True, timeout=30).stderr.strip().startswith("Traceback")
    p.send_signal(signal.SIGTERM)
    output = p.communicate(timeout=20)[0]
    assert p.returncode == 0 and "closed" in output, (p.returncode, output)
    assert not os.path.ismount(d + "/m")   # it unmounts itself
finally:
    if p.poll() is None: p.kill(); p.wait()
    if os.path.ismount(d + "/m"):
        import ctypes; ctypes.CDLL(None).umount2((d + "/m").encode(), 2)
