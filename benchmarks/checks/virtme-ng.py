"""virtme-ng: boots a kernel with QEMU and the files of this system; file says its version, kmod looks for its modules (here a kernel of a kilobyte).

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, struct, subprocess, sys, tempfile
d = tempfile.mkdtemp(); version = "6.99.0-snow"
os.makedirs(d + "/tree/boot"); os.makedirs(f"{d}/tree/lib/modules/{version}/kernel")
for name in ("order", "builtin", "builtin.modinfo"): open(f"{d}/tree/lib/modules/{version}/modules.{name}", "w").close()
# By Linux's boot protocol: it writes a line and its command line to the first serial port, and switches the machine off.
code = bytes.fromhex("be0003 e81900 66a12802 66c1e804 8ed8 31f6 e80a00 ba0406 b80020 ef f4 ebfd"  # puts(line), puts(command line), out 0x604
                     "ac 84c0 7412 88c4 bafd03 ec a820 74fb baf803 88e0 ee ebe9 c3")
image = bytearray(1536)
image[0x1F1] = 1; struct.pack_into("<IxxxxxxH", image, 0x1F4, 32, 0xAA55)
struct.pack_into("<H4sH", image, 0x200, 0x7EEB, b"HdrS", 0x020A); struct.pack_into("<HBB", image, 0x20E, 0x180, 0xB0, 1); struct.pack_into("<I", image, 0x214, 0x100000)
struct.pack_into("<I", image, 0x22C, 0x37FFFFFF); struct.pack_into("<I", image, 0x238, 2047)
image[0x280:0x280 + len(code)] = code
image[0x300:0x320] = b"six-sided kernel, asked for:\r\n\0\0"; image[0x380:0x3C0] = (version + " (ada@ice) #1 SMP").encode().ljust(64, b"\0")
path = f"{d}/tree/boot/vmlinuz-{version}"; open(path, "wb").write(image)
r = subprocess.run([os.path.join(sys.prefix, "bin", "vng"), "--run", path, "--memory", "256M", "--cpus", "1", "--disable-microvm", "--verbose", "--append", "flake=cold"],
                   cwd=d, env={**os.environ, "PATH": os.path.join(sys.prefix, "bin") + ":" + os.environ.get("PATH", ""), "HOME": d, "XDG_CACHE_HOME": d, "XDG_CONFIG_HOME": d, "LC_ALL": "C.UTF-8"}, stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace", timeout=200)
assert "six-sided kernel, asked for:" in r.stdout, (r.returncode, r.stdout[-3000:], r.stderr[-3000:])
words = r.stdout.split("asked for:")[1].split()
assert "flake=cold" in words and "virtme_hostname=virtme-ng" in words and any(word.startswith("init=/") and "virtme" in word for word in words), words
assert "failed to retrieve kernel version" not in r.stderr and os.path.getsize(f"{d}/tree/lib/modules/{version}/modules.dep") >= 0, r.stderr[-3000:]
