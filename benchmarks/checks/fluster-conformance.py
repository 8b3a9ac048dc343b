"""fluster-conformance: measures decoders by streams whose pictures are known, here ffmpeg's and GStreamer's of H.264.

round: 9
native: yes
apt: ffmpeg gstreamer1.0-libav gstreamer1.0-plugins-ugly gstreamer1.0-tools
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib, json, subprocess, tempfile
d = tempfile.mkdtemp(); env = os.environ | {"HOME": d, "PYTHONUTF8": "1"}
def fluster(*words, code=0):
    start = [sys.executable, "-c", "from fluster.main import fluster_main; fluster_main()", "-tsd", d + "/suites", "-r", d + "/resources", "-o", d + "/out", "-ne"]
    done = subprocess.run([*start, *words], env=env, capture_output=True, text=True, timeout=120)
    assert done.returncode == code, done; return done.stdout
def picture(seed):   # 128 by 96 samples of luma and two planes of chroma, and the same as a stream of macroblocks that are not compressed
    y = [[20 + (x * seed + 3 * row) % 200 for x in range(128)] for row in range(96)]
    u, v = ([[40 + (x + row * seed * k) % 150 for x in range(64)] for row in range(48)] for k in (1, 2))
    stream = bytes.fromhex("00000001 6742000af841a2 00000001 68ce3880 00000001 6588840868")
    for down in range(6):
        for right in range(8):
            if down or right: stream += b"\x0d\x00"
            for plane, size in ((y, 16), (u, 8), (v, 8)):
                for row in plane[down * size:(down + 1) * size]: stream += bytes(row[right * size:(right + 1) * size])
    return b"".join(bytes(row) for plane in (y, u, v) for row in plane), stream + b"\x80"
vectors = []
os.makedirs(d + "/suites")
for name, seed in (("SNOW", 1), ("ICE", 7), ("RAIN", 5)):
    raw, stream = picture(seed); os.makedirs(f"{d}/resources/WINTER/{name}")
    with open(f"{d}/resources/WINTER/{name}/{name}.264", "wb") as file: file.write(stream)
    result = hashlib.md5(raw).hexdigest() if name != "RAIN" else "0" * 32   # of RAIN is said what is wrong
    vectors.append({"name": name, "source": f"https://example.invalid/{name}.zip", "source_checksum": "0" * 32, "input_file": f"{name}.264", "output_format": "yuv420p", "result": result})
with open(d + "/suites/WINTER.json", "w") as file: json.dump({"name": "WINTER", "codec": "H.264", "description": "Winter", "test_vectors": vectors}, file)
said = fluster("list", "-c", "-d", "H.264"); can = {line.split(":")[0].strip(): line.rpartition("... ")[2] for line in said.splitlines() if "... " in line}
assert "WINTER" in said and can["FFmpeg-H.264"] == can["GStreamer-H.264-Libav"] == "OK" and can["JCT-VT-H.264"] == "KO", said
out = d + "/result.json"
fluster("run", "-ts", "WINTER", "-d", "FFmpeg-H.264", "-j", "2", "-s", "-f", "json", "-so", out, code=1)
with open(out) as file: found = json.load(file)["test_suites"]["WINTER"]["decoders"]["FFmpeg-H.264"]
assert found["passed"] == 2 and {name: one["result"] for name, one in found["vectors"].items()} == {"SNOW": "Success", "ICE": "Success", "RAIN": "Fail"}, found
fluster("run", "-ts", "WINTER", "-tv", "SNOW", "-d", "FFmpeg-H.264", "-k")
with open(d + "/out/WINTER/SNOW.out", "rb") as file: assert file.read() == picture(1)[0]
fluster("reference", "FFmpeg-H.264", "WINTER")   # what ffmpeg decodes is right from now on
with open(d + "/suites/WINTER.json") as file: assert [one["result"] for one in json.load(file)["test_vectors"]] == [hashlib.md5(picture(seed)[0]).hexdigest() for seed in (1, 7, 5)]
fluster("run", "-ts", "WINTER", "-d", "FFmpeg-H.264")
