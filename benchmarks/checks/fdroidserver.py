"""fdroidserver: a shop of Android's programs; keytool makes its key, apksigner and jarsigner sign its index.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile, zipfile
d = tempfile.mkdtemp(); os.makedirs(d + "/s/repo"); os.makedirs(d + "/s/metadata")
open(d + "/s/config.yml", "w").write("repo_url: https://example.org/fdroid/repo\nrepo_name: Snow\nrepo_description: Flakes\narchive_older: 0\nkeystore: keystore.p12\nrepo_keyalias: snow\nkeydname: CN=snow, OU=F-Droid\nkeystorepass: secret123\nkeypass: secret123\n")
os.chmod(d + "/s/config.yml", 0o600)
with zipfile.ZipFile(d + "/s/repo/org.example.flake_7.zip", "w") as z: z.writestr("a", "six sides")
open(d + "/s/metadata/org.example.flake.yml", "w").write("License: MIT\nCategories:\n  - System\nName: Flake\nSummary: Six sides\nDescription: Cold\n")
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8"}; env.pop("ANDROID_HOME", None)
r = subprocess.run([os.path.join(sys.prefix, "bin", "fdroid"), "update", "--create-key", "--pretty"], cwd=d + "/s", env=env, capture_output=True, text=True, timeout=280)
assert r.returncode == 0, (r.stdout[-3000:], r.stderr[-3000:])
assert os.path.exists(d + "/s/keystore.p12") and "org.example.flake" in json.load(open(d + "/s/repo/index-v2.json"))["packages"], os.listdir(d + "/s/repo")
for name in ("index-v1.jar", "entry.jar"):
    members = zipfile.ZipFile(f"{d}/s/repo/{name}").namelist()
    assert any(m.startswith("META-INF/") and m.endswith(".RSA") for m in members), (name, members, r.stderr[-2000:])
