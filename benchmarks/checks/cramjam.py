"""cramjam: compresses in many formats, each by its library.

round: 9
native: yes
apt: liblz4-1 liblzma5 libzstd1
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import bz2, gzip, io, lzma, zlib
import cramjam
text = b"Snow falls on snow, and on snow it lies. " * 3000
variants = ("snappy", "brotli", "bzip2", "lz4", "gzip", "zlib", "deflate", "zstd", "xz")
packed = {name: bytes(getattr(cramjam, name).compress(text)) for name in variants}
for name in variants:
    variant = getattr(cramjam, name)
    assert len(packed[name]) < len(text) // 8 and bytes(variant.decompress(packed[name])) == text, (name, len(packed[name]))
    buffer = cramjam.Buffer(); count = variant.compress_into(text, buffer); assert buffer.tell() == count, (name, count); buffer.seek(0)
    out = bytearray(len(text)); assert variant.decompress_into(buffer, out) == len(text) and out == text, name
    try: variant.decompress(b"\xff\xfe no such thing at all")
    except cramjam.DecompressionError: pass
    else: raise AssertionError(name + " took rubbish")
# What others write and read
assert gzip.decompress(packed["gzip"]) == zlib.decompress(packed["zlib"]) == zlib.decompress(packed["deflate"], -15) == bz2.decompress(packed["bzip2"]) == lzma.decompress(packed["xz"]) == text
for name, theirs in (("gzip", gzip.compress(text)), ("zlib", zlib.compress(text)), ("bzip2", bz2.compress(text)), ("xz", lzma.compress(text))):
    assert bytes(getattr(cramjam, name).decompress(theirs)) == text, name
assert packed["zstd"][:4] == b"\x28\xb5\x2f\xfd" and packed["lz4"][:4] == b"\x04\x22\x4d\x18" and packed["snappy"][:10] == b"\xff\x06\x00\x00sNaPpY"
assert len(cramjam.zstd.compress(text[:5000], level=19)) <= len(cramjam.zstd.compress(text[:5000], level=1))
raw = bytes(cramjam.snappy.compress_raw(text)); assert bytes(cramjam.snappy.decompress_raw(raw)) == text
block = bytes(cramjam.lz4.compress_block(text)); assert block[:4] == len(text).to_bytes(4, "little") and bytes(cramjam.lz4.decompress_block(block)) == text
stream = cramjam.zstd.Compressor(level=3)
for at in range(0, len(text), 10000): stream.compress(text[at:at + 10000])
assert bytes(cramjam.zstd.decompress(bytes(stream.finish()))) == text
with open("snow.xz", "wb") as file: file.write(packed["xz"])
source, target = cramjam.File("snow.xz"), cramjam.File("snow.txt", truncate=True)
cramjam.xz.decompress_into(source, target); target.seek(0); assert bytes(target.read()) == text == open("snow.txt", "rb").read()
