"""pristine-lfs: keeps upstream's tarballs in git, in a branch of Git LFS.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib, os, subprocess, sys, tarfile, tempfile
d = tempfile.mkdtemp(); env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8", "GIT_AUTHOR_NAME": "A", "GIT_AUTHOR_EMAIL": "a@example.org", "GIT_COMMITTER_NAME": "A", "GIT_COMMITTER_EMAIL": "a@example.org"}
def go(*words, cwd=d + "/r", code=0):
    start = "import subprocess, sys; r = subprocess.run(sys.argv[1:]); sys.exit(r.returncode)"
    r = subprocess.run([sys.executable, "-c", start, *words], cwd=cwd, env=env, capture_output=True, text=True, timeout=100)
    assert r.returncode == code, r
    return r.stdout + r.stderr
lfs = os.path.join(sys.prefix, "bin", "pristine-lfs")
go("git", "lfs", "install", "--skip-repo", cwd=d)
go("git", "init", "-q", "-b", "main", d + "/r", cwd=d)
os.makedirs(d + "/r/debian"); open(d + "/r/debian/changelog", "w").write("snow (1.2-1) unstable; urgency=low\n\n  * Fell.\n\n -- A <a@example.org>  Mon, 01 Jan 2024 00:00:00 +0000\n")
go("git", "add", "."); go("git", "commit", "-q", "-m", "first")
open(d + "/flakes", "wb").write(os.urandom(300000))
name = "snow_1.2.orig.tar.gz"
with tarfile.open(d + "/" + name, "w:gz") as tar: tar.add(d + "/flakes", "snow-1.2/flakes")
digest = hashlib.sha256(open(d + "/" + name, "rb").read()).hexdigest()
go(lfs, "-v", "commit", d + "/" + name)
assert go(lfs, "list").split() == [name]
pointer = go("git", "show", "pristine-lfs:" + name)
assert pointer.startswith("version https://git-lfs.github.com/spec/v1") and "oid sha256:" + digest in pointer, pointer
assert "filter=lfs" in go("git", "show", "pristine-lfs:.gitattributes")
assert os.path.getsize(f"{d}/r/.git/lfs/objects/{digest[:2]}/{digest[2:4]}/{digest}") == os.path.getsize(d + "/" + name)
go(lfs, "verify", d + "/" + name)
go(lfs, "checkout", "-o", d + "/out", name)
assert hashlib.sha256(open(f"{d}/out/{name}", "rb").read()).hexdigest() == digest
go(lfs, "checkout", "--auto", "-o", d + "/auto"); assert os.listdir(d + "/auto") == [name]
open(d + "/out/" + name, "ab").write(b"melted"); go(lfs, "verify", d + "/out/" + name, code=1)
assert "Traceback" not in go(lfs, "commit", d + "/out/" + name, code=1) and go(lfs, "list").split() == [name]
