"""rawpy: decodes the raw pictures of cameras with LibRaw (here: a DNG of a few lines).

round: 7
native: yes
apt: libraw-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io, os, struct, tempfile
import numpy as np
import rawpy
W, H = 128, 96
y, x = np.mgrid[0:H, 0:W]
light = {0: 2000 + 0 * x, 1: 6000 + 0 * x, 2: 3000 + 0 * x}   # red, green and blue of an even light
mosaic = np.select([(y % 2 == 0) & (x % 2 == 0), (y % 2 == 1) & (x % 2 == 1)], [light[0], light[2]], light[1])
mosaic = np.where(x < W // 2, mosaic, mosaic // 2).astype("<u2")   # the right half in the shade
def pack(kind, values):
    if kind == 2:
        return values.encode() + b"\0"
    return b"".join(struct.pack("<" + {1: "B", 3: "H", 4: "L", 5: "LL", 10: "ll"}[kind], *(v if isinstance(v, tuple) else (v,))) for v in values)
tags = {254: (4, [0]), 256: (4, [W]), 257: (4, [H]), 258: (3, [16]), 259: (3, [1]), 262: (3, [32803]), 271: (2, "Snow"), 272: (2, "Flake 6"), 273: (4, [0]), 274: (3, [1]),
    277: (3, [1]), 278: (4, [H]), 279: (4, [W * H * 2]), 284: (3, [1]), 33421: (3, [2, 2]), 33422: (1, [0, 1, 1, 2]), 50706: (1, [1, 4, 0, 0]), 50707: (1, [1, 1, 0, 0]),
    50708: (2, "Snow Flake 6"), 50714: (4, [0]), 50717: (4, [16383]), 50721: (10, [(n, 10000) for n in (10000, 0, 0, 0, 10000, 0, 0, 0, 10000)]),
    50728: (5, [(1, 3), (1, 1), (1, 2)]), 50778: (3, [21])}
def dng():
    at = 8 + 2 + 12 * len(tags) + 4
    entries, more = b"", b""
    tags[273] = (4, [at + sum((len(pack(k, v)) + 1) // 2 * 2 for k, v in tags.values() if len(pack(k, v)) > 4)])
    for tag, (kind, values) in sorted(tags.items()):
        data = pack(kind, values)
        count = len(data) if kind in (1, 2) else len(values)
        entries += struct.pack("<HHL", tag, kind, count) + (data.ljust(4, b"\0") if len(data) <= 4 else struct.pack("<L", at + len(more)))
        more += (data + b"\0" * (len(data) % 2)) if len(data) > 4 else b""
    return struct.pack("<2sHLH", b"II", 42, 8, len(tags)) + entries + bytes(4) + more + mosaic.tobytes()
d = tempfile.mkdtemp()
open(d + "/a.dng", "wb").write(dng())
with rawpy.imread(d + "/a.dng") as raw:
    assert raw.raw_image.shape == (H, W) and (raw.raw_image == mosaic).all() and raw.raw_type == rawpy.RawType.Flat
    assert raw.color_desc == b"RGBG" and raw.num_colors == 3 and raw.white_level == 16383, (raw.color_desc, raw.white_level)
    assert raw.raw_pattern.tolist() in ([[0, 1], [3, 2]], [[0, 1], [1, 2]]) and (raw.sizes.width, raw.sizes.height) == (W, H), raw.raw_pattern
    rgb = raw.postprocess(use_camera_wb=True, no_auto_bright=True, output_bps=16, gamma=(1, 1), output_color=rawpy.ColorSpace.raw, demosaic_algorithm=rawpy.DemosaicAlgorithm.AHD)
    assert rgb.shape == (H, W, 3) and rgb.dtype == np.uint16
    left, right = rgb[20:70, 10:50].reshape(-1, 3).mean(axis=0), rgb[20:70, 80:120].reshape(-1, 3).mean(axis=0)
    assert left.max() / left.min() < 1.02 and 1.9 < left.mean() / right.mean() < 2.1, (left, right)   # grey by its white balance, and half the light
    plain = raw.postprocess(half_size=True, user_wb=[1, 1, 1, 1], no_auto_bright=True, output_bps=16, gamma=(1, 1), output_color=rawpy.ColorSpace.raw)
    means = plain[10:35, 5:25].reshape(-1, 3).mean(axis=0)
    assert plain.shape == (H // 2, W // 2, 3) and abs(means[1] / means[0] - 3) < 0.05 and abs(means[1] / means[2] - 2) < 0.05, means
    assert raw.postprocess().dtype == np.uint8
with rawpy.imread(io.BytesIO(dng())) as raw:
    assert (raw.raw_image_visible == mosaic).all()
try:
    rawpy.imread(io.BytesIO(b"no picture" * 100))
    raise AssertionError("no error")
except rawpy.LibRawFileUnsupportedError:
    pass
