"""rarfile: reads RAR archives; what is compressed in them, by a program (unrar, unar, 7-Zip or bsdtar). The archive is made here, with Huffman's codes alone.

round: 10
native: yes
apt: unar
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, struct, tempfile, zlib
import rarfile
d = tempfile.mkdtemp()
def vint(n):
    out = b""
    while n > 127: out += bytes([n & 127 | 128]); n >>= 7
    return out + bytes([n])
def block(body): body = vint(len(body)) + body; return struct.pack("<L", zlib.crc32(body)) + body
def packed(text):   # RAR 5: one block, of literals from 16 letters in codes of 4 bits
    letters = sorted(set(text)); assert len(letters) == 16
    bits = "".join(f"{n:04b}" for n in [1, 0, 0, 0, 1] + [0] * 15)   # the lengths' own codes: 0 is "0", 4 is "1"
    bits += "".join("1" if n in letters else "0" for n in range(306 + 64 + 16 + 44)) + "".join(f"{letters.index(c):04b}" for c in text)
    data = int(bits.ljust(-(-len(bits) // 8) * 8, "0"), 2).to_bytes(-(-len(bits) // 8), "big")
    flags, size = 0xC0 | 2 << 3 | (len(bits) - 1) % 8, len(data).to_bytes(3, "little")
    return bytes([flags, 0x5A ^ flags ^ size[0] ^ size[1] ^ size[2]]) + size + data
def member(name, text, method, data):
    name = name.encode()
    return block(b"\x02\x02" + vint(len(data)) + b"\x06" + vint(len(text)) + vint(0o100644) + struct.pack("<LL", 1700000000, zlib.crc32(text)) + vint(method << 7) + b"\x01" + vint(len(name)) + name) + data
text = ("deep snow falls on the pond, " * 400).replace(",", "\n").encode(); text += bytes(sorted(set(range(97, 123)) - set(text)))[:16 - len(set(text))]
stored = "Schneeflöckchen".encode()
archive = b"Rar!\x1a\x07\x01\x00" + block(b"\x01\x00\x00") + member("cold/snow.txt", text, 3, packed(text)) + member("flöckchen.txt", stored, 0, stored) + block(b"\x05\x00\x00")
with open(d + "/a.rar", "wb") as file: file.write(archive)
assert rarfile.is_rarfile(d + "/a.rar") and not rarfile.is_rarfile(__file__)
tool = rarfile.tool_setup(); assert tool.setup["open_cmd"], tool
with rarfile.RarFile(d + "/a.rar") as rar:
    assert rar.namelist() == ["cold/snow.txt", "flöckchen.txt"] and not rar.needs_password() and rar.strerror() is None
    info = rar.getinfo("cold/snow.txt"); assert (info.file_size, info.compress_size, info.CRC, info.date_time[0]) == (len(text), len(packed(text)), zlib.crc32(text), 2023) and info.compress_size < info.file_size * 0.6 and info.compress_type == rarfile.RAR_M3
    assert rar.read("flöckchen.txt") == stored
    assert rar.read("cold/snow.txt") == text   # by the program
    with rar.open("cold/snow.txt") as file:
        assert file.readline() == b"deep snow falls on the pond\n"; file.seek(1000); assert file.read(50) == text[1000:1050] and file.tell() == 1050; file.seek(5); assert file.read(4) == b"snow"
    rar.testrar(); rar.extractall(d + "/out"); assert open(d + "/out/cold/snow.txt", "rb").read() == text and open(d + "/out/flöckchen.txt", "rb").read() == stored
with rarfile.RarFile(io.BytesIO(archive)) as rar: assert rar.read("cold/snow.txt") == text   # from memory
at = archive.index(packed(text)) + 400; spoilt = archive[:at] + bytes([archive[at] ^ 0xFF]) + archive[at + 1:]
with rarfile.RarFile(io.BytesIO(spoilt)) as rar:
    try: rar.read("cold/snow.txt")
    except rarfile.Error: pass
    else: raise AssertionError("read what is spoilt")
