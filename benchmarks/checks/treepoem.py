"""treepoem: draws barcodes of many kinds, with BWIPP in Ghostscript.

round: 7
native: yes
apt: ghostscript
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import treepoem
d = tempfile.mkdtemp()
qr = treepoem.generate_barcode(barcode_type="qrcode", data="snow in the north", scale=2)
one = qr.convert("1")
dark = lambda x, y: one.getpixel((x, y)) == 0
size = next(x for x in range(one.width) if not dark(x, 1)) / 7   # of a module: the first eye has seven
n = round(one.width / size)
assert one.width == one.height and n in range(21, 60) and n % 4 == 1, (one.size, size)
at = lambda k: int((k + 0.5) * one.width / n)
grid = [[dark(at(x), at(y)) for x in range(n)] for y in range(n)]
for top, left in ((0, 0), (0, n - 7), (n - 7, 0)):   # the three eyes of every QR code
    assert all(grid[top][left + i] and grid[top + 6][left + i] and grid[top + i][left] and grid[top + i][left + 6] for i in range(7)), (top, left)
    assert not grid[top + 1][left + 1] and grid[top + 3][left + 3], (top, left)
code = treepoem.generate_barcode("code128", "SNOW-2026", options={"includetext": True})
assert code.width > code.height > 10 and len(code.convert("L").getcolors(1000)) >= 2, code.size
assert treepoem.generate_barcode("qrcode", "other text").tobytes() != treepoem.generate_barcode("qrcode", "snow text!").tobytes()
try: treepoem.generate_barcode("ean13", "12345"); sys.exit("a wrong EAN was drawn")
except treepoem.TreepoemError as e: assert "ean13" in str(e).lower(), e
r = subprocess.run([os.path.join(sys.prefix, "bin", "treepoem"), "-t", "azteccode", "-o", d + "/a.png", "ice"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and open(d + "/a.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n", r
