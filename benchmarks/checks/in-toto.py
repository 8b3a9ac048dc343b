"""in-toto: proves the steps of a supply chain by signatures; here with keys of GnuPG.

round: 9
apt: gnupg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile
d = tempfile.mkdtemp(dir="/tmp"); home = d + "/g"; os.mkdir(home, 0o700); os.mkdir(d + "/w"); os.chdir(d + "/w"); os.environ["GNUPGHOME"] = home
from in_toto.models.layout import Inspection, Layout, Step
from in_toto.models.metadata import Metablock
run = lambda *words: subprocess.run(words, capture_output=True, text=True, timeout=50)
try:
    for who in ("owner", "eva"):
        r = run("gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-generate-key", f"{who} <{who}@example.org>", "rsa2048", "sign", "never"); assert r.returncode == 0, r
    listed = run("gpg", "--batch", "--list-keys", "--with-colons").stdout
    owner, eva = [line.split(":")[9].lower() for line in listed.splitlines() if line.startswith("fpr")]
    make = [sys.executable, "-c", "open('snow.txt', 'w').write('six sides')"]
    r = run("in-toto-run", "--step-name", "make", "--products", "snow.txt", "--gpg", eva, "--gpg-home", home, "--", *make); assert r.returncode == 0, r
    link = json.load(open(f"make.{eva[:8]}.link"))
    assert link["signed"]["products"]["snow.txt"]["sha256"] == "ad57e6e1ba7bcee3bd5cd6af8861bf6a90cfed7e1ce3181ac26b97decd1c4d3e" and link["signed"]["command"] == make and link["signatures"][0]["keyid"] == eva, link
    layout = Layout(); layout.set_relative_expiration(months=1); layout.add_functionary_key_from_gpg_keyid(eva, home)
    step = Step(name="make"); step.pubkeys = [eva]; step.add_product_rule_from_string("CREATE snow.txt"); step.add_product_rule_from_string("DISALLOW *"); step.set_expected_command_from_string("")
    look = Inspection(name="look"); look.run = [sys.executable, "-c", "0"]; look.add_material_rule_from_string("MATCH snow.txt WITH PRODUCTS FROM make"); look.add_material_rule_from_string("DISALLOW snow.txt")
    layout.steps, layout.inspect = [step], [look]
    metablock = Metablock(signed=layout); metablock.dump("root.layout")
    r = run("in-toto-sign", "-f", "root.layout", "--gpg", owner, "--gpg-home", home, "-o", "root.layout"); assert r.returncode == 0, r
    verify = lambda key: run("in-toto-verify", "--layout", "root.layout", "--gpg", key, "--gpg-home", home)
    r = verify(owner); assert r.returncode == 0, r
    r = verify(eva); assert r.returncode == 1, r   # not the layout's owner
    open("snow.txt", "w").write("five sides"); r = verify(owner); assert r.returncode == 1 and "snow.txt" in r.stdout + r.stderr, r
finally: run("gpgconf", "--kill", "all")
