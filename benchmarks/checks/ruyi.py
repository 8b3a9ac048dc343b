"""ruyi: installs toolchains and sources that an index in git describes, fetched by curl; here from this host's own server.

round: 9
native: no
apt: bzip2 curl fastboot lz4 unzip xz-utils zstd
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import bz2, gzip, hashlib, http.server, io, json, lzma, platform, subprocess, tarfile, tempfile, threading, zipfile
import lz4.frame, pygit2, zstandard
d = tempfile.mkdtemp()
def tar(names):
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, text in names.items(): info = tarfile.TarInfo("top/" + name); info.size, info.mode = len(text), 0o755; archive.addfile(info, io.BytesIO(text.encode()))
    return file.getvalue()
packers = {"gz": gzip.compress, "bz2": bz2.compress, "xz": lzma.compress, "zst": zstandard.ZstdCompressor().compress, "lz4": lz4.frame.compress}
files = {f"snow.tar.{end}": pack(tar({f"bin/{end}": f"#!/bin/sh\necho {end}\n", "README": "of the snow " * 500})) for end, pack in packers.items()}
zipped = io.BytesIO()
with zipfile.ZipFile(zipped, "w", zipfile.ZIP_DEFLATED) as archive: archive.writestr("ice/ice.c", "int main(void) { return 42; }\n" * 100)
files["ice.zip"] = zipped.getvalue(); files["bad.tar.gz"] = files["snow.tar.gz"][:-1] + b"!"
agents = set()
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = files.get(self.path.removeprefix("/dist/")); agents.add(self.headers["User-Agent"].split("/")[0])
        self.send_response(200 if body else 404); self.send_header("Content-Length", str(len(body or b""))); self.end_headers(); self.wfile.write(body or b"")
    def log_message(self, *words): pass
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler); threading.Thread(target=server.serve_forever, daemon=True).start()
def write(name, text):
    os.makedirs(os.path.dirname(f"{d}/{name}"), exist_ok=True)
    with open(f"{d}/{name}", "w") as file: file.write(text)
def package(kind, name, version, distfile, as_said=None, **more):
    data = as_said or files[distfile]; where = f'[[binary]]\nhost = "{platform.machine()}"\n' if kind == "binary" else "[source]\n"
    write(f"index/packages/{kind}/{name}/{version}.toml", f'format = "v1"\nkind = ["{kind}"]\n[metadata]\ndesc = "{name} that is white"\nvendor = {{name = "Winter", eula = ""}}\n'
        f'[[distfiles]]\nname = "{distfile}"\nsize = {len(data)}\n[distfiles.checksums]\nsha256 = "{hashlib.sha256(data).hexdigest()}"\nsha512 = "{hashlib.sha512(data).hexdigest()}"\n{where}distfiles = ["{distfile}"]\n')
write("index/config.toml", f'ruyi-repo = "v1"\n[[mirrors]]\nid = "ruyi-dist"\nurls = ["http://127.0.0.1:{server.server_port}/dist/"]\n')
for number, end in enumerate(packers): package("binary", "snow-" + end, f"1.{number}.0", f"snow.tar.{end}")
package("source", "ice", "0.9.0", "ice.zip"); package("binary", "hail", "3.0.0", "bad.tar.gz", files["snow.tar.gz"])
index = pygit2.init_repository(d + "/index", initial_head="main"); someone = pygit2.Signature("Ada", "ada@example.invalid")
def commit(): index.index.add_all(); index.index.write(); index.create_commit("refs/heads/main", someone, someone, "Snow", index.index.write_tree(), [] if index.head_is_unborn else [index.head.target])
commit()
write("config/ruyi/config.toml", f'[repo]\nremote = "file://{d}/index"\nbranch = "main"\n[telemetry]\nmode = "off"\n')
env = {**os.environ, "HOME": d, **{f"XDG_{name.upper()}_HOME": f"{d}/{name}" for name in ("config", "cache", "data", "state")}, "RUYI_FORCE_ALLOW_ROOT": "1", "RUYI_TELEMETRY_OPTOUT": "1", "no_proxy": "*"}
def ruyi(*words, code=0):
    done = subprocess.run([sys.executable, "-m", "ruyi", *words], env=env, cwd=d, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=100)
    assert (done.returncode == 0) == (code == 0), (words, done); return done.stdout + done.stderr
ruyi("update")   # clones the index
said = ruyi("list", "--name-contains", "snow"); assert all(f"binary/snow-{end}" in said for end in packers) and "source/ice" not in said, said
ruyi("install", *("snow-" + end for end in packers))
for number, end in enumerate(packers):
    place = f"{d}/data/ruyi/binaries/{platform.machine()}/snow-{end}-1.{number}.0"
    assert open(place + "/bin/" + end).read() == f"#!/bin/sh\necho {end}\n" and os.access(place + "/bin/" + end, os.X_OK) and open(place + "/README").read() == "of the snow " * 500, end
assert agents == {"curl"}, agents
ruyi("extract", "-d", d + "/out", "ice"); assert open(d + "/out/ice-0.9.0/ice/ice.c").read().count("return 42") == 100   # by unzip
said = ruyi("install", "hail", code=1); assert "corrupt" in said and not os.path.exists(f"{d}/data/ruyi/binaries/{platform.machine()}/hail-3.0.0/README"), said
package("source", "ice", "1.0.0", "ice.zip"); commit(); ruyi("update"); assert "1.0.0" in ruyi("list", "--verbose", "--name-contains", "ice")
assert {json.loads(line)["name"] for line in ruyi("--porcelain", "list", "--all").splitlines() if line.startswith("{")} >= {"ice", "hail", "snow-xz"}
ruyi("uninstall", "-y", "snow-gz"); assert not os.path.exists(f"{d}/data/ruyi/binaries/{platform.machine()}/snow-gz-1.0.0/README")
