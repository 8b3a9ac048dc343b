"""pytsk3: looks into disks' images with the Sleuth Kit: lists, reads, finds what was deleted (here a FAT12 floppy).

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, struct, tempfile
import pytsk3
boot = bytearray(512)
boot[:62] = b"\xeb\x3c\x90MSDOS5.0" + struct.pack("<HBHBHHBHHHIIBBBI11s8s", 512, 1, 1, 2, 224, 2880, 0xF0, 9, 18, 2, 0, 0, 0, 0, 0x29, 0x1234, b"SNOW       ", b"FAT12   ")
boot[510:] = b"\x55\xaa"
fat = bytes([0xF0, 0xFF, 0xFF, 0xFF, 0x0F, 0x00]).ljust(9 * 512, b"\0")   # cluster 2 is the file's last, 3 is free again
entry = lambda name, cluster, size: name + struct.pack("<BBBHHHHHHHI", 0x20, 0, 0, 0, 0x5821, 0x5821, 0, 0x6000, 0x5821, cluster, size)
kept, gone = b"six sides\n" * 20, b"melted away\n" * 9
root = (entry(b"FLAKE   TXT", 2, len(kept)) + entry(b"\xe5ONE    TXT", 3, len(gone))).ljust(14 * 512, b"\0")
path = os.path.join(tempfile.mkdtemp(), "floppy.img")
open(path, "wb").write((bytes(boot) + fat * 2 + root + kept.ljust(512, b"\0") + gone.ljust(512, b"\0")).ljust(2880 * 512, b"\0"))
image = pytsk3.Img_Info(path)
assert image.get_size() == 2880 * 512 and image.read(3, 8) == b"MSDOS5.0"
disk = pytsk3.FS_Info(image)
assert disk.info.ftype == pytsk3.TSK_FS_TYPE_FAT12 and disk.info.block_size == 512
found = {one.info.name.name: one for one in disk.open_dir("/")}
assert b"FLAKE.TXT" in found and b"_ONE.TXT" in found, list(found)
file = disk.open("/FLAKE.TXT")
assert file.info.meta.size == 200 and file.read_random(0, 200) == kept
lost = found[b"_ONE.TXT"]
assert int(lost.info.meta.flags) & int(pytsk3.TSK_FS_META_FLAG_UNALLOC) and lost.read_random(0, lost.info.meta.size) == gone
assert [(run.addr, run.len) for attribute in file for run in attribute] == [(33, 1)]
class Memory(pytsk3.Img_Info):
    def __init__(self, data): self.data = data; super().__init__(url="", type=pytsk3.TSK_IMG_TYPE_EXTERNAL)
    def read(self, offset, size): return self.data[offset:offset + size]
    def get_size(self): return len(self.data)
assert pytsk3.FS_Info(Memory(open(path, "rb").read())).open("/FLAKE.TXT").read_random(4, 5) == b"sides"
