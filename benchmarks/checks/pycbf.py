"""pycbf: reads and writes crystallographers' CBF files of detectors' pictures, with CBFlib.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
import numpy as np, pycbf
picture = (np.arange(200 * 300, dtype="<i4").reshape(200, 300) * 7) % 5001; picture[100, 150] = -2
for number, kind in enumerate((pycbf.CBF_BYTE_OFFSET, pycbf.CBF_PACKED, pycbf.CBF_CANONICAL, pycbf.CBF_NONE)):
    h = pycbf.cbf_handle_struct()
    h.new_datablock(b"snow"); h.new_category(b"array_data")
    for column in (b"array_id", b"binary_id", b"data"): h.new_column(column)
    h.find_column(b"array_id"); h.set_value(b"image_1")
    h.find_column(b"binary_id"); h.set_integervalue(1)
    h.find_column(b"data"); h.set_integerarray_wdims(kind, 1, picture.tobytes(), 4, 1, picture.size, b"little_endian", 300, 200, 1, 0)
    h.new_category(b"diffrn_radiation_wavelength")
    h.new_column(b"wavelength"); h.set_doublevalue(b"%.5f", 0.97625); h.new_column(b"note"); h.set_value(b"a note; of two\nlines")
    h.write_widefile(f"{number}.cbf".encode(), pycbf.CBF, pycbf.MIME_HEADERS | pycbf.MSG_DIGEST, 0)
    del h
    h = pycbf.cbf_handle_struct(); h.read_widefile(f"{number}.cbf".encode(), pycbf.MSG_DIGEST)
    assert h.count_datablocks() == 1 and h.datablock_name() in (b"snow", "snow")
    h.find_category(b"array_data"); h.find_column(b"data"); h.rewind_row()
    assert "bnry" in str(h.get_typeofvalue())
    about = h.get_integerarrayparameters_wdims(); assert about[0] & pycbf.CBF_COMPRESSION_MASK == kind & pycbf.CBF_COMPRESSION_MASK and 300 in about and 200 in about, about
    got = np.frombuffer(h.get_integerarray_as_string(), dtype="<i4").reshape(200, 300)
    assert (got == picture).all(), number
    h.find_category(b"diffrn_radiation_wavelength"); h.find_column(b"wavelength"); assert h.get_doublevalue() == 0.97625
    h.find_column(b"note"); assert h.get_value() in ("a note; of two\nlines", b"a note; of two\nlines")
assert os.path.getsize("0.cbf") < 0.6 * picture.nbytes < 0.7 * os.path.getsize("3.cbf") and b"X-Binary-Size-Fastest-Dimension: 300" in open("0.cbf", "rb").read()
try: h.find_category(b"nothing")
except Exception as e: assert "NOTFOUND" in str(e)
else: raise AssertionError("found what is not there")
with open("0.cbf", "rb") as f: mini = f.read()
h = pycbf.cbf_handle_struct(); h.read_buffer(mini); h.find_category(b"array_data"); h.find_column(b"data"); assert np.frombuffer(h.get_integerarray_as_string(), "<i4").sum() == picture.sum()
