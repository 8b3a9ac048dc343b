"""BorgBackup: backups without duplicates, compressed and encrypted.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, random, struct, subprocess, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
env = {**os.environ, "HOME": d, "BORG_BASE_DIR": d + "/borg", "BORG_PASSPHRASE": "snow", "BORG_REPO": d + "/repo", "LC_ALL": "C.UTF-8", "BORG_RELOCATED_REPO_ACCESS_IS_OK": "yes"}
def borg(*words, code=0, **more):
    r = subprocess.run([os.path.join(sys.prefix, "bin", "borg"), *words], env={**env, **more}, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=100)
    assert r.returncode == code, r
    return r.stdout
os.makedirs("home/sub")
random.seed(6); noise = random.randbytes(3_000_000)
open("home/noise", "wb").write(noise); open("home/sub/\u00e9t\u00e9", "w").write("flake\n" * 100000); os.symlink("noise", "home/link"); os.chmod("home/noise", 0o640)
access = struct.pack("<I", 2) + b"".join(struct.pack("<HHI", *entry) for entry in ((1, 6, 2**32 - 1), (2, 4, 12345), (4, 4, 2**32 - 1), (16, 4, 2**32 - 1), (32, 0, 2**32 - 1)))   # a user of its own may read
try: os.setxattr("home/noise", "system.posix_acl_access", access); lists = True
except OSError: lists = False   # the file system has no such lists
borg("init", "-e", "repokey-blake2")
for name, compression in (("first", "lz4"), ("second", "zstd,10"), ("third", "zlib")):
    done = json.loads(borg("create", "--json", "--chunker-params", "10,15,12,4095", "-C", compression, f"::{name}", "home"))["archive"]["stats"]
    assert done["nfiles"] == 2 and done["original_size"] >= 3_600_000, done
    if name == "first": assert 3_000_000 < done["deduplicated_size"] < 3_200_000, done
    else: assert done["deduplicated_size"] < 100_000, done
    open("home/noise", "ab").write(name.encode())
assert borg("list", "--short").split() == ["first", "second", "third"]
borg("check", "--verify-data")
os.mkdir("out"); os.chdir("out"); borg("extract", "::second"); os.chdir("..")
assert open("out/home/noise", "rb").read() == noise + b"first" and os.readlink("out/home/link") == "noise" and os.path.getsize("out/home/sub/\u00e9t\u00e9") == 600000
if lists: assert os.getxattr("out/home/noise", "system.posix_acl_access") == access
assert "home/noise" in borg("diff", "::first", "third")
borg("delete", "::first"); borg("compact")
assert borg("list", "--short").split() == ["second", "third"]
borg("list", code=2, BORG_PASSPHRASE="wrong", BORG_EXIT_CODES="legacy")
borg("init", "-e", "authenticated", d + "/other"); borg("create", d + "/other::x", "home/sub"); borg("check", d + "/other")
