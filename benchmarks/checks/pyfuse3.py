"""pyfuse3: file systems in Python with libfuse 3 and trio; one is mounted, read and written (needs /dev/fuse, and root where fusermount3 has no rights).

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.mkdir(d + "/m")
open(d + "/fs.py", "w").write("""
import errno, os, signal, stat, sys
import pyfuse3, trio
class Snow(pyfuse3.Operations):
    data = bytearray(b'six sides\\n')
    async def getattr(self, inode, ctx=None):
        entry = pyfuse3.EntryAttributes()
        entry.st_ino, entry.st_uid, entry.st_gid = inode, os.getuid(), os.getgid()
        if inode == pyfuse3.ROOT_INODE: entry.st_mode = stat.S_IFDIR | 0o755
        elif inode == 2: entry.st_mode, entry.st_size = stat.S_IFREG | 0o644, len(self.data)
        else: raise pyfuse3.FUSEError(errno.ENOENT)
        return entry
    async def setattr(self, inode, attr, fields, fh, ctx):
        if fields.update_size: del self.data[attr.st_size:]
        return await self.getattr(inode)
    async def lookup(self, parent, name, ctx):
        if parent != pyfuse3.ROOT_INODE or name != b'flake': raise pyfuse3.FUSEError(errno.ENOENT)
        return await self.getattr(2)
    async def opendir(self, inode, ctx): return inode
    async def readdir(self, fh, start, token):
        if start == 0: pyfuse3.readdir_reply(token, b'flake', await self.getattr(2), 1)
    async def open(self, inode, flags, ctx):
        if flags & os.O_TRUNC: self.data.clear()
        return pyfuse3.FileInfo(fh=inode)
    async def read(self, fh, off, size): return bytes(self.data[off:off + size])
    async def write(self, fh, off, buf): self.data[off:off + len(buf)] = buf; return len(buf)
async def main():
    async with trio.open_nursery() as nursery:
        nursery.start_soon(pyfuse3.main)
        with trio.open_signal_receiver(signal.SIGTERM) as signals:
            async for _ in signals: break
        pyfuse3.terminate()
pyfuse3.init(Snow(), sys.argv[1], pyfuse3.default_options | {'fsname=snow'})
trio.run(main)
pyfuse3.close()
""")
p = subprocess.Popen([sys.executable, d + "/fs.py", d + "/m"], cwd=d, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
try:
    end = time.time() + 30
    while time.time() < end and p.poll() is None and not os.path.ismount(d + "/m"): time.sleep(0.2)
    assert os.path.ismount(d + "/m"), (p.poll(), p.kill(), p.communicate()[0])
    read = lambda: subprocess.run([sys.executable, "-c", "import os, sys; os.chdir(sys.argv[1]); print(os.listdir('.'), open('flake').read())", d + "/m"], capture_output=True, text=True, timeout=30).stdout
    assert read() == "['flake'] six sides\n\n", read()
    subprocess.run([sys.executable, "-c", "import sys; open(sys.argv[1], 'w').write('melted')", d + "/m/flake"], check=True, timeout=30)
    assert read() == "['flake'] melted\n", read()
    p.send_signal(signal.SIGTERM)
    assert p.wait(20) == 0, p.communicate()[0]
    assert not os.path.ismount(d + "/m")   # it unmounts itself
finally:
    if p.poll() is None: p.kill(); p.wait()
    if os.path.ismount(d + "/m"):
        import ctypes; ctypes.CDLL(None).umount2((d + "/m").encode(), 2)
