"""Stressant: tests a machine with lshw, smartctl, hdparm, fio, stress-ng and iperf3 (here all for two seconds, on files).

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, shutil, socket, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(dir=os.getcwd())   # half a gigabyte is written
try:
    open(d + "/disk", "wb").write(bytes(1 << 20))
    open(d + "/job.fio", "w").write("[global]\nrw=randwrite\nbs=4k\nioengine=psync\n[snow]\n")
    with socket.create_server(("127.0.0.1", 5201)): pass   # iperf3's port is free
    server = subprocess.Popen(["iperf3", "-s", "-B", "127.0.0.1"], stdout=subprocess.DEVNULL); time.sleep(2)
    try:
        r = subprocess.run([os.path.join(sys.prefix, "bin", "stressant"), "--no-smart", "--log", d + "/log", "--diskDevice", d + "/disk", "--directory", d + "/files", "--jobFile", d + "/job.fio",
                            "--writeSize", "4M", "--diskRuntime", "2s", "--cpuBurnTime", "2s", "--iperfServer", "127.0.0.1", "--iperfTime", "2"], cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=250)
    finally: server.kill(); server.wait()
    said = open(d + "/log").read()
    assert r.returncode == 0 and "all done" in said, (r.stderr[-3000:], said[-2000:])
    assert "No such file or directory: " not in said, said   # every program is there
    assert "H/W path" in said and "smartctl " in said and "copied" in said, said   # lshw, smartmontools, dd
    assert "WRITE: bw=" in said and "successful run completed" in said and "receiver" in said, said   # fio, stress-ng, iperf3
finally: shutil.rmtree(d)
