"""PyEPR: reads (and changes) the products of the satellite ENVISAT, by ESA's EPR API; here a radar picture of ASAR.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import struct, tempfile
import epr, numpy as np
width, height = 40, 30
picture = (np.arange(width * height).reshape(height, width) * 13 % 5000).astype(">u2")
rows = b"".join(struct.pack(">iII", 2000, 100 + n, 0) + b"\0" + struct.pack(">I", n + 1) + row.tobytes() for n, row in enumerate(picture))
size = len(rows) // height
time = lambda n: struct.pack(">iII", 2000, n, 0)
def tie(line): return np.arange(1, 12, dtype=">u4").tobytes() + np.linspace(5e6, 6e6, 11, dtype=">f4").tobytes() + np.linspace(19, 26, 11, dtype=">f4").tobytes() + np.full(11, 47_000_000 - 1000 * line, ">i4").tobytes() + np.linspace(10_000_000, 11_000_000, 11).astype(">i4").tobytes() + bytes(22)
quality = time(100) + bytes(158)
grid = time(100) + b"\0" + struct.pack(">IIf", 1, height, 0) + tie(0) + time(129) + tie(height)
name = "ASA_IMP_1PNUPA20060202_062958_000000152044_00435_20529_3110.N1"
def dsd(title, kind, offset, total, count, each):
    return f'DS_NAME="{title:<28}"\nDS_TYPE={kind}\nFILENAME="{"":<62}"\nDS_OFFSET=+{offset:020}<bytes>\nDS_SIZE=+{total:020}<bytes>\nNUM_DSR=+{count:010}\nDSR_SIZE=+{each:010}<bytes>\n{"":<32}\n'
special = f'SPH_DESCRIPTOR="{"Image Mode Precision Image":<28}"\nSTRIPLINE_CONTINUITY_INDICATOR=+000\nSWATH="IS2"\nPASS="DESCENDING"\nMDS1_TX_RX_POLAR="V/V"\nLINE_LENGTH=+{width:05}<samples>\n{"":<60}\n'
sph_size = len(special) + 3 * 280
at = 1247 + sph_size
sets = dsd("MDS1 SQ ADS", "A", at, len(quality), 1, len(quality)) + dsd("GEOLOCATION GRID ADS", "A", at + len(quality), len(grid), 1, len(grid)) + dsd("MDS1", "M", at + len(quality) + len(grid), len(rows), height, size)
main = f'PRODUCT="{name}"\nPROC_STAGE=N\nREF_DOC="PO-RS-MDA-GS-2009_4/C  "\nSENSING_START="02-FEB-2006 06:29:58.000000"\nSOFTWARE_VER="ASAR/4.02      "\nABS_ORBIT=+20529\nX_POSITION=+4262138.512<m>\nTOT_SIZE=+{at + len(quality + grid + rows):020}<bytes>\nSPH_SIZE=+{sph_size:010}<bytes>\nNUM_DSD=+0000000003\nDSD_SIZE=+0000000280<bytes>\nNUM_DATA_SETS=+0000000003\n'
main += " " * (1247 - len(main) - 1) + "\n"
path = tempfile.mkdtemp() + "/" + name
open(path, "wb").write((main + special + sets).encode() + quality + grid + rows)
with epr.open(path) as product:
    assert product.id_string.startswith(name[:40]) and (product.get_scene_width(), product.get_scene_height()) == (width, height), product
    assert product.get_mph().get_field("ABS_ORBIT").get_elem() == 20529 and abs(product.get_mph().get_field("X_POSITION").get_elem() - 4262138.512) < 1e-3
    assert product.get_sph().get_field("SWATH").get_elem() == b"IS2"
    data = product.get_dataset("MDS1")
    assert data.get_num_records() == height and data.get_dsd().dsr_size == size
    record = data.read_record(7)
    assert record.get_field("zero_doppler_time").get_elem()[:2] == (2000, 107) and record.get_field_at(record.get_num_fields() - 1).get_elems().tolist() == picture[7].tolist(), record.get_field_names()
    band = product.get_band("proc_data")
    image = band.read_as_array()
    assert image.dtype == np.float32 and np.array_equal(image, picture[:, ::-1]), image[:2]   # east is right
    part = band.read_as_array(12, 8, xoffset=5, yoffset=4, xstep=2, ystep=3)
    assert np.array_equal(part, image[4:12:3, 5:17:2]), part
with epr.open(path, "rb+") as product:
    product.get_dataset("MDS1").read_record(3).get_field("line_num").set_elem(4000)
with epr.open(path) as product: assert product.get_dataset("MDS1").read_record(3).get_field("line_num").get_elem() == 4000
