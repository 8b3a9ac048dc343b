"""pylzma: compresses by the LZMA SDK, that is compiled in, and reads 7-Zip's archives; one of them is written here.

round: 10
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, lzma, random, struct, zlib
import py7zlib, pylzma
random.seed(6)
text = b"".join(random.choice((b"snow ", b"flake ", b"Schnee\xc3\xa9\n", b"ice\x00")) for _ in range(40000))
for options in ({}, {"eos": 0}, {"dictionary": 20, "fastBytes": 64}, {"algorithm": 0}, {"literalContextBits": 0, "posBits": 0}, {"multithreading": 1}):
    small = pylzma.compress(text, **options)
    assert len(small) < len(text) // 8 and pylzma.decompress(small, maxlength=len(text)) == text, (options, len(small))
small = pylzma.compress(text, eos=1); assert pylzma.decompress(small) == text
assert lzma.decompress(small[:5] + b"\xff" * 8 + small[5:], format=lzma.FORMAT_ALONE) == text   # the library of XZ Utils reads it
theirs = lzma.compress(text, format=lzma.FORMAT_ALONE); assert pylzma.decompress(theirs[:5] + theirs[13:], maxlength=len(text)) == text
reader = pylzma.compressfile(io.BytesIO(text), eos=1); piece, pieces = reader.read(1000), []
while piece: pieces.append(piece); piece = reader.read(1000)
assert len(pieces) > 3 and pylzma.decompress(b"".join(pieces)) == text
unpacker = pylzma.decompressobj(); got = b"".join(unpacker.decompress(piece, 300000) for piece in pieces) + unpacker.flush(); assert got == text, len(got)
small2 = pylzma.compress(b"\xe8\x00\x01\x00\x00" * 2000); assert pylzma.decompress(small2) == b"\xe8\x00\x01\x00\x00" * 2000
for bad in (b"not this at all, nor ever", small[:200]):
    try: pylzma.decompress(bad, maxlength=len(text))
    except (TypeError, ValueError, MemoryError): pass
    else: raise AssertionError("took rubbish")
assert pylzma.calculate_key(b"s\0n\0o\0w\0", 6, salt=b"ice").hex() == __import__("hashlib").sha256(b"".join(b"ice" + b"s\0n\0o\0w\0" + struct.pack("<Q", n) for n in range(64))).hexdigest()
# An archive of 7-Zip
def number(n): return bytes([n]) if n < 128 else b"\xe0" + n.to_bytes(3, "little")
data = pylzma.compress(text, eos=0); props, data = data[:5], data[5:]
name = "Schneeflöckchen.txt".encode("utf-16-le") + b"\0\0"
header = b"\x01\x04\x06" + b"\x00\x01\x09" + number(len(data)) + b"\x00" + b"\x07\x0b\x01\x00\x01\x23\x03\x01\x01\x05" + props + b"\x0c" + number(len(text)) + b"\x0a\x01" + struct.pack("<L", zlib.crc32(text)) + b"\x00" + b"\x08\x00" + b"\x00"
header += b"\x05\x01\x11" + number(len(name) + 1) + b"\x00" + name + b"\x00\x00"
start = struct.pack("<QQL", len(data), len(header), zlib.crc32(header))
archive = py7zlib.Archive7z(io.BytesIO(b"7z\xbc\xaf\x27\x1c\x00\x04" + struct.pack("<L", zlib.crc32(start)) + start + data + header))
assert archive.getnames() == ["Schneeflöckchen.txt"], archive.getnames()
member = archive.getmember("Schneeflöckchen.txt"); assert member.size == len(text) and member.checkcrc() and member.read() == text
