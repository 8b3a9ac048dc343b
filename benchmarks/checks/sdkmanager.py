"""sdkmanager: installs parts of Android's SDK from a list whose signature gpgv proves (here a list, a key and an archive of our own).

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, gzip, json, os, subprocess, sys, tempfile, zipfile
d = tempfile.mkdtemp(); cache = d + "/.cache/sdkmanager"; os.makedirs(cache)
KEY = "mDMEZZIAgBYJKwYBBAHaRw8BAQdAoWhp+MlEHM3VZRP53uX/CSWxDbeiodt0i/tT9EojEVi0BHNub3eIkAQTFggAOBYhBMij01XP8xq15xICsdzi/WJ2hgGyBQJlkgCAAhsDBQsJCAcCBhUKCQgLAgQWAgMBAh4BAheAAAoJENzi/WJ2hgGyv5wA/2R87se34YtTPiF2G2d+QFWb0L+ziY4TS9CQhi4G1XSJAQC9Zt+7iHWwnMFjyO6lPi13dux743JQb4BgaqrJdRD7Cg=="
SIGNATURE = "iHUEABYIAB0WIQTIo9NVz/MatecSArHc4v1idoYBsgUCZZIAgAAKCRDc4v1idoYBstBkAP4in37RYZxJ2QB32d7cDy+Lp/SYAPvSLX5edtosErMZHQD/eXEWOU4DT1qpq0strpjyr+tQHSqZok5yBRIu5Ae17go="
url = "https://dl.google.com/android/repository/platform-tools_r35.0.2-linux.zip"
checksums = json.dumps({url: [{"source.properties": "Pkg.UserSrc=false\nPkg.Revision=35.0.2\n"}]})
with zipfile.ZipFile(f"{cache}/{os.path.basename(url)}", "w") as z:
    z.writestr("platform-tools/source.properties", "Pkg.UserSrc=false\nPkg.Revision=35.0.2\n")
    adb = zipfile.ZipInfo("platform-tools/adb"); adb.external_attr = 0o100755 << 16
    z.writestr(adb, "#!/bin/sh\n")
program = f"import sdkmanager; sdkmanager.KEYRING_GPG_GZ_BASE64 = {base64.b64encode(gzip.compress(base64.b64decode(KEY))).decode()!r}; sdkmanager.main()"
def manage(text, *words):
    open(cache + "/checksums.json", "w").write(text)
    open(cache + "/checksums.json.asc", "wb").write(base64.b64decode(SIGNATURE))
    return subprocess.run([sys.executable, "-c", program, *words], cwd=d, env={**os.environ, "HOME": d, "ANDROID_HOME": d + "/sdk"}, capture_output=True, text=True, timeout=100)
r = manage(checksums.replace("35.0.2-linux", "35.0.3-linux"), "--install", "platform-tools")
assert r.returncode != 0 and "BAD signature" in r.stdout and "failed to verify" in r.stderr and not os.path.exists(d + "/sdk/platform-tools"), r
r = manage(checksums, "--install", "platform-tools")
assert r.returncode == 0, r
assert os.access(d + "/sdk/platform-tools/adb", os.X_OK) and "<major>35</major>" in open(d + "/sdk/platform-tools/package.xml").read(), r
