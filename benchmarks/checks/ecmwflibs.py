"""ecmwflibs: ECMWF's native libraries ecCodes and Magics, for the packages that use them.

round: 6
native: yes
extra: Magics
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import ctypes, os, struct, tempfile
import ecmwflibs
d = tempfile.mkdtemp(); os.chdir(d)
versions = ecmwflibs.versions()
assert "eccodes" in versions and "magics" in versions, versions
path = ecmwflibs.find("eccodes")
assert path and os.path.isfile(path) and ecmwflibs.find("magics") == ecmwflibs.find("MagPlus"), path
e = ctypes.CDLL(path)
e.codes_grib_handle_new_from_samples.restype = ctypes.c_void_p
e.codes_grib_handle_new_from_samples.argtypes = [ctypes.c_void_p, ctypes.c_char_p]
e.codes_get_error_message.restype = ctypes.c_char_p
h = ctypes.c_void_p(e.codes_grib_handle_new_from_samples(None, b"regular_ll_sfc_grib2"))
assert h.value
def ok(code): assert code == 0, e.codes_get_error_message(code)
for key, value in ((b"Ni", 36), (b"Nj", 19)): ok(e.codes_set_long(h, key, ctypes.c_long(value)))
for key, value in ((b"latitudeOfFirstGridPointInDegrees", 90), (b"longitudeOfFirstGridPointInDegrees", 0), (b"latitudeOfLastGridPointInDegrees", -90), (b"longitudeOfLastGridPointInDegrees", 350), (b"iDirectionIncrementInDegrees", 10), (b"jDirectionIncrementInDegrees", 10)):
    ok(e.codes_set_double(h, key, ctypes.c_double(value)))
ok(e.codes_set_string(h, b"shortName", b"2t", ctypes.byref(ctypes.c_size_t(2))))
n = 36 * 19
values = (ctypes.c_double * n)(*[250 + 50 * (1 - abs(90 - 10 * (i // 36)) / 90) + i % 36 / 36 for i in range(n)])
ok(e.codes_set_double_array(h, b"values", values, ctypes.c_size_t(n)))
back, size = (ctypes.c_double * n)(), ctypes.c_size_t(n)
ok(e.codes_get_double_array(h, b"values", back, ctypes.byref(size)))
assert size.value == n and max(abs(a - b) for a, b in zip(values, back)) < 0.01
name, length = ctypes.create_string_buffer(100), ctypes.c_size_t(100)
ok(e.codes_get_string(h, b"name", name, ctypes.byref(length)))
assert name.value == b"2 metre temperature", name.value
message, length = ctypes.c_void_p(), ctypes.c_size_t()
ok(e.codes_get_message(h, ctypes.byref(message), ctypes.byref(length)))
open("t.grib", "wb").write(ctypes.string_at(message, length.value))
assert open("t.grib", "rb").read(4) == b"GRIB"
from Magics import macro as magics   # draws the field with the other library
for kind in ("png", "svg"):
    magics.plot(magics.output(output_formats=[kind], output_name="map", output_name_first_page_number="off"), magics.mmap(subpage_map_projection="cylindrical"),
                magics.mgrib(grib_input_file_name="t.grib"), magics.mcont(contour_shade="on", contour_shade_method="area_fill", legend="on"), magics.mcoast(), magics.mtext(text_lines=["Snow"]))
png = open("map.png", "rb").read()
width, height = struct.unpack(">II", png[16:24])
assert png[:4] == b"\x89PNG" and width > 400 and height > 300 and len(png) > 20000, (width, height, len(png))
assert "<svg" in open("map.svg", encoding="utf-8", errors="replace").read() and os.path.getsize("map.svg") > 20000
