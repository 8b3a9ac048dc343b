"""pylibtiff: reads and writes TIFF by libtiff: compressed, tiled, in pages.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp()
import numpy as np
from libtiff import TIFF, TIFFimage, libtiff_ctypes
assert "LIBTIFF, Version 4" in libtiff_ctypes.libtiff.TIFFGetVersion().decode()
grey = (np.arange(64 * 96, dtype=np.uint16).reshape(64, 96) * 7) % 5000
colour = np.zeros((32, 48, 3), np.uint8); colour[:, :24, 0] = 200; colour[:, 24:, 2] = 90
for kind in ("none", "lzw", "adobe_deflate", "packbits"):
    out = TIFF.open(f"{d}/{kind}.tif", mode="w"); out.write_image(grey, compression=None if kind == "none" else kind); out.close()
    tif = TIFF.open(f"{d}/{kind}.tif"); assert (tif.read_image() == grey).all() and tif.GetField("ImageWidth") == 96, kind
    assert tif.GetField("Compression") == {"none": 1, "lzw": 5, "adobe_deflate": 8, "packbits": 32773}[kind]; tif.close()
assert os.path.getsize(d + "/adobe_deflate.tif") < os.path.getsize(d + "/none.tif")
out = TIFF.open(d + "/pages.tif", mode="w"); out.SetField("ImageDescription", b"six sides")
for page in (grey, grey[::-1].copy()): out.write_image(page)
out.close()
tif = TIFF.open(d + "/pages.tif"); pages = list(tif.iter_images()); assert len(pages) == 2 and (pages[1] == grey[::-1]).all(); tif.close()
out = TIFF.open(d + "/rgb.tif", mode="w"); out.write_image(colour, compression="lzw", write_rgb=True); out.close()
tif = TIFF.open(d + "/rgb.tif"); assert (tif.read_image() == colour).all() and tif.GetField("Photometric") == 2; tif.close()
out = TIFF.open(d + "/tiles.tif", mode="w"); out.SetField("TileWidth", 32); out.SetField("TileLength", 32); out.SetField("ImageWidth", 96); out.SetField("ImageLength", 64)
out.SetField("BitsPerSample", 16); out.SetField("Compression", 5); out.SetField("Photometric", 1); out.write_tiles(grey); out.close()
tif = TIFF.open(d + "/tiles.tif"); assert tif.IsTiled() and (tif.read_tiles(dtype=np.uint16) == grey).all(); tif.close()
image = TIFFimage(grey, description="snow"); image.write_file(d + "/pure.tif", compression="lzw", verbose=False); del image
tif = TIFF.open(d + "/pure.tif"); assert (tif.read_image() == grey).all(); tif.close()
