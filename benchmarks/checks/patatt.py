"""patatt: signs patches that are sent by mail, and proves them, with git's configuration and GnuPG.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp(dir="/tmp"); home = d + "/g"; os.mkdir(home, 0o700)
env = {**os.environ, "HOME": d, "GNUPGHOME": home, "XDG_DATA_HOME": d + "/share"}
patatt = os.path.join(sys.prefix, "bin", "patatt")
run = lambda *words, cwd=d + "/r", **more: subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, timeout=100, **more)
validate = lambda text: run(patatt, "validate", input=text)
def python(code): return run(sys.executable, "-c", code)
os.mkdir(d + "/r")
start = "import subprocess\ndef go(*w): print(subprocess.run(w, check=True, capture_output=True, text=True).stdout)\n"
r = python(start + "go('git', 'init', '-q', '.')\ngo('git', 'config', 'user.name', 'A')\ngo('git', 'config', 'user.email', 'a@example.org')\n"
    "go('gpg', '--batch', '--passphrase', '', '--quick-gen-key', 'A <a@example.org>', 'ed25519', 'sign', 'never')\ngo('gpg', '--list-keys', '--with-colons')")
assert r.returncode == 0, r
key = next(line.split(":")[9] for line in r.stdout.splitlines() if line.startswith("fpr"))
mail = "From: A <a@example.org>\nTo: l@example.org\nDate: Mon, 1 Jan 2024 00:00:00 +0000\nMessage-Id: <1@example.org>\nSubject: [PATCH] snow\n\nA flake.\n---\n f | 1 +\n 1 file changed, 1 insertion(+)\n\ndiff --git a/f b/f\nnew file mode 100644\nindex 0000000..587be6b\n--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+x\n--\n2.40\n"
for how in (f"openpgp:{key}", "genkey"):
    if how == "genkey":
        r = run(patatt, "genkey", "-n", "flake"); assert r.returncode == 0, r
        how = "ed25519:flake"
        r = python(start + "go('git', 'config', 'patatt.selector', 'flake')"); assert r.returncode == 0, r
    r = python(start + f"go('git', 'config', 'patatt.signingkey', {how!r})"); assert r.returncode == 0, r
    path = d + "/m.eml"; open(path, "w").write(mail)
    r = run(patatt, "sign", path); assert r.returncode == 0, r
    signed = open(path).read()
    assert "X-Developer-Signature" in signed and ("openpgp" in signed) == how.startswith("openpgp"), signed
    r = validate(signed); assert r.returncode == 0 and "PASS" in r.stdout + r.stderr, r
    assert validate(signed.replace("+x\n", "+y\n")).returncode != 0
