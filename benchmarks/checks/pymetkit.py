"""pymetkit: ECMWF's language of requests for weather data, by its library Metkit.

round: 9
native: yes
apt: libeckit0d libmetkit0d
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import struct
from pymetkit import MarsRequest, MetKitException, expand, parse_mars_request
from pymetkit.experimental.mars2grib import Mars2Grib
from pymetkit.paramdb import ParamDB
# A text is parsed, and its ranges and short names expanded by the library's definition of the language
text = "retrieve,class=od,date=20250101/to/20250103,param=t/u,levtype=pl,levelist=500/850,time=0/12,step=0/to/12/by/6,stream=oper,expver=1,type=fc\nretrieve,class=ea,param=2t,date=19790101,levtype=sfc\n"
two = parse_mars_request(text); assert len(two) == 2 and two[0].verb() == "retrieve"
full = dict(two[0]); assert full["date"] == ["20250101", "20250102", "20250103"] and full["step"] == ["0", "6", "12"] and full["time"] == ["0000", "1200"] and full["param"] == ["130", "131"] and full["expver"] == "0001", full
assert two[1]["param"] == "167" and two[1]["class"] == "ea" and "levelist" not in two[1]
with open("request", "w") as file: file.write(text)
assert [list(one) for one in parse_mars_request(open("request"))] == [list(one) for one in two]
# Requests that are made here
made = MarsRequest("retrieve", {"class": "od", "date": "20240228/to/20240301", "param": "2t", "levtype": "sfc"})
assert made["date"] == ["20240228", "to", "20240301"] and made.num_values("date") == 3
days = made.expand(); assert days["date"] == ["20240228", "20240229", "20240301"] and days["type"] == "an" and days["stream"] == "oper", days
assert "stream" not in made.expand(inherit=False) and expand([made, made])[1]["param"] == "167"
assert made == MarsRequest("retrieve", {"class": "od", "date": ["20240228", "20240229", "20240301"], "param": "167.128", "levtype": "sfc"}) and made != MarsRequest("retrieve", {"class": "od", "param": "msl", "levtype": "sfc"})
parts = two[0].split(["date", "param"]); assert len(parts) == 6 and {(part["date"], part["param"]) for part in parts} == {(d, p) for d in full["date"] for p in full["param"]}
one, other = (MarsRequest("retrieve", {"class": "od", "param": [p], "date": "20250101"}) for p in (129, 130)); assert one.merge(other)["param"] == ["129", "130"]
for bad in ("nonsense", "retrieve,class=zz"):
    try: parse_mars_request(bad, strict=True)
    except MetKitException as error: assert "nonsense" in str(error) or "zz" in str(error), error
    else: raise AssertionError(bad)
db = ParamDB(mode="offline"); assert db.param_id_to_shortname(167) == "2t" and db.shortname_to_param_id("2t") == 167 and db.get_units("2t") == "K", db.get_metadata(167)
# A field becomes a message of GRIB, which is read here: R + X * 2 ** E, in 16 bits
mars = {"class": "od", "type": "an", "stream": "oper", "expver": "0001", "date": 20250101, "time": 0, "step": 0, "levtype": "sfc", "param": 167, "grid": "O32", "packing": "simple"}
values = [270.0 + n % 7 for n in range(2 * sum(20 + 4 * n for n in range(32)))]
message = Mars2Grib().encode(values, mars, {"bitsPerValue": 16}); assert message[:4] == b"GRIB" and message[-4:] == b"7777" and message[7] == 2 and struct.unpack(">Q", message[8:16])[0] == len(message)
at, sections = 16, {}
while message[at:] != b"7777": length = struct.unpack(">I", message[at:at + 4])[0]; sections[message[at + 4]] = message[at:at + length]; at += length
count, kind, reference, binary, decimal, bits = struct.unpack(">IHfHHB", sections[5][5:20]); assert (count, kind, decimal, bits) == (len(values), 0, 0, 16), sections[5]
power = -(binary & 0x7FFF) if binary & 0x8000 else binary
read = [reference + x * 2.0 ** power for x in struct.unpack(f">{count}H", sections[7][5:])]; assert max(abs(a - b) for a, b in zip(read, values)) < 0.001, (read[:8], power)
assert struct.unpack(">HBB", sections[1][12:16]) == (2025, 1, 1)
