"""greenbone-feed-sync: fetches a feed of tests with rsync (here from an rsync server on loopback).

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import grp, os, pwd, socket, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.makedirs(d + "/feed/notus/products"); os.makedirs(d + "/feed/nasl/2024"); os.makedirs(d + "/got/nasl/old")
open(d + "/feed/notus/products/snow.notus", "w").write("{}\n"); open(d + "/feed/nasl/2024/flake.nasl", "w").write("exit(0);\n"); open(d + "/got/nasl/old/x.nasl", "w").write("gone\n")
with socket.create_server(("127.0.0.1", 0)) as s: port = s.getsockname()[1]
open(d + "/conf", "w").write("use chroot = no\n" + ("uid = 0\ngid = 0\n" if os.getuid() == 0 else "") + f"pid file = {d}/pid\nlog file = {d}/log\n[feed]\npath = {d}/feed\n")
server = subprocess.Popen(["rsync", "--daemon", "--no-detach", "--address=127.0.0.1", f"--port={port}", f"--config={d}/conf"])
try:
    end = time.time() + 20
    while time.time() < end:
        try: socket.create_connection(("127.0.0.1", port), 1).close(); break
        except OSError: time.sleep(0.2)
    url = f"rsync://127.0.0.1:{port}/feed"
    r = subprocess.run([os.path.join(sys.prefix, "bin", "greenbone-feed-sync"), "--type", "nvt", "--user", pwd.getpwuid(os.getuid()).pw_name, "--group", grp.getgrgid(os.getgid()).gr_name,
                        "--notus-url", url + "/notus/", "--nasl-url", url + "/nasl/", "--notus-destination", d + "/got/notus", "--nasl-destination", d + "/got/nasl", "--openvas-lock-file", d + "/lock"],
                       env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, (r, open(d + "/log").read())
finally: server.kill(); server.wait()
assert open(d + "/got/nasl/2024/flake.nasl").read() == "exit(0);\n" and open(d + "/got/notus/products/snow.notus").read() == "{}\n"
assert not os.path.exists(d + "/got/nasl/old")   # what the feed has no more, goes
