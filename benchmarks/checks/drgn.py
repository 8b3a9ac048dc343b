"""drgn: a debugger for programs to use; reads ELF and DWARF by elfutils' libraries (here of a file made by hand).

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import ctypes, os, struct, tempfile
import drgn
d = tempfile.mkdtemp()
class Flake(ctypes.Structure): pass
Flake._fields_ = [("sides", ctypes.c_int), ("weight", ctypes.c_long), ("next", ctypes.POINTER(Flake))]
flakes = (Flake * 3)(*(Flake(6 + i, -(10 ** i)) for i in range(3)))
for i in range(2): flakes[i].next = ctypes.pointer(flakes[i + 1])
where = ctypes.addressof(flakes); page = where & ~4095
cstr = lambda text: text.encode() + b"\0"
abbreviations = b"".join(bytes(part) for part in (   # number, tag, children, attributes and forms
    (1, 0x11, 1, 0x13, 0x0b, 0x03, 0x08, 0, 0), (2, 0x24, 0, 0x03, 0x08, 0x0b, 0x0b, 0x3e, 0x0b, 0, 0), (3, 0x13, 1, 0x03, 0x08, 0x0b, 0x0b, 0, 0),
    (4, 0x0d, 0, 0x03, 0x08, 0x38, 0x0b, 0x49, 0x13, 0, 0), (5, 0x34, 0, 0x03, 0x08, 0x49, 0x13, 0x3f, 0x19, 0x02, 0x18, 0, 0), (6, 0x0f, 0, 0x0b, 0x0b, 0x49, 0x13, 0, 0), (0,)))
info = struct.pack("<HIB", 4, 0, 8) + b"\1\x0c" + cstr("snow.c"); at = lambda: len(info) + 4
int_, info = at(), info + b"\2" + cstr("int") + b"\4\5"
long_, info = at(), info + b"\2" + cstr("long") + b"\x08\5"
pointer = at(); flake = pointer + 6
info += b"\6\x08" + struct.pack("<I", flake) + b"\3" + cstr("flake") + b"\x18"
for name, offset, kind in (("sides", 0, int_), ("weight", 8, long_), ("next", 16, pointer)): info += b"\4" + cstr(name) + bytes([offset]) + struct.pack("<I", kind)
info += b"\0\5" + cstr("first") + struct.pack("<I", flake) + b"\x09\x03" + struct.pack("<Q", where) + b"\0"
info = struct.pack("<I", len(info)) + info
names = b"\0.debug_abbrev\0.debug_info\0.shstrtab\0.data\0"
def elf(kind, segment, sections=()):
    body, table = bytearray(176), b"\0" * 64
    for name, data in sections: table += struct.pack("<IIQQQQIIQQ", names.index(name), 3 if name == b".shstrtab" else 1, 0, 0, len(body), len(data), 0, 0, 1, 0); body += data
    if sections: table += struct.pack("<IIQQQQIIQQ", names.index(b".data"), 8, 3, page, len(body), 8192, 0, 0, 1, 0)
    note = struct.pack("<III8sQQ", 5, 16, 6, b"CORE", 0, 0)   # NT_AUXV, empty
    start = len(body); body += segment + note
    body[64:176] = struct.pack("<IIQQQQQQ", 1, 6, start, page, page, len(segment), 8192, 1) + struct.pack("<IIQQQQQQ", 4, 4, start + len(segment), 0, 0, len(note), 0, 4)
    body[:64] = b"\x7fELF\2\1\1" + bytes(9) + struct.pack("<HHIQQQIHHHHHH", kind, 62, 1, 0, 64, len(body) if sections else 0, 0, 64, 56, 2, 64 if sections else 0, len(sections) + 2 if sections else 0, len(sections) if sections else 0)
    return bytes(body) + (table if sections else b"")
open(d + "/snow.elf", "wb").write(elf(2, b"", ((b".debug_abbrev", abbreviations), (b".debug_info", info), (b".shstrtab", names))))
open(d + "/core", "wb").write(elf(4, bytes(where - page) + bytes(flakes) + bytes(8192 - (where - page) - ctypes.sizeof(flakes))))
def look(prog):
    module = prog.extra_module(d + "/snow.elf", create=True)
    module.address_range = (page, page + 8192); module.try_file(d + "/snow.elf", force=True)
    assert module.debug_file_status == drgn.ModuleFileStatus.HAVE, module.debug_file_status
    first = prog["first"]
    assert first.address_ == where and first.type_.type_name() == "struct flake" and [m.name for m in first.type_.members] == ["sides", "weight", "next"]
    assert (first.sides.value_(), first.weight.value_(), first.next.next.weight.value_(), first.next.next.next.value_()) == (6, -1, -100, 0), first
    assert drgn.sizeof(prog.type("struct flake")) == 24 and drgn.offsetof(prog.type("struct flake"), "next") == 16
    assert ".sides = (int)7" in str(first.next[0]) and drgn.container_of(first.next.weight.address_of_(), "struct flake", "weight").sides == 7
prog = drgn.Program(); prog.set_pid(os.getpid())
look(prog)
flakes[0].sides = 12; assert prog["first"].sides == 12; flakes[0].sides = 6   # the living program
look(drgn.program_from_core_dump(d + "/core"))
