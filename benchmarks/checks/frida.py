"""frida: looks into running programs and changes them; here into another Python.

round: 10
native: yes
apt: libc6
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess, time
import frida
device = frida.get_local_device(); assert device.type == "local" and frida.query_system_parameters()["platform"] == "linux"
code = """import os, sys, time
sys.stdout.write("ready\\n"); sys.stdout.flush()
for line in sys.stdin: sys.stdout.write(f"{os.getppid()}\\n"); sys.stdout.flush()
"""
child = subprocess.Popen([sys.executable, "-S", "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True); assert child.stdout.readline() == "ready\n"
def ask(): child.stdin.write("x\n"); child.stdin.flush(); return int(child.stdout.readline())
assert ask() == os.getpid() and child.pid in [process.pid for process in device.enumerate_processes()]
session = device.attach(child.pid)
script = session.create_script("""
const libc = Process.enumerateModules().find(m => /^libc\\.so|^libc-/.test(m.name));
const fun = libc.getExportByName('getppid'); let calls = 0;
Interceptor.attach(fun, { onEnter() { calls++; }, onLeave(ret) { send({ was: ret.toInt32() }); ret.replace(ptr(4242)); } });
rpc.exports = { calls: () => calls, add: (a, b) => a + b, names: () => Process.enumerateModules().map(m => m.name), pid: () => Process.id, arch: () => Process.arch,
  sum: text => { const p = Memory.allocUtf8String(text); return new NativeFunction(libc.getExportByName('strlen'), 'size_t', ['pointer'])(p).toString(); } };
""")
messages = []; script.on("message", lambda message, data: messages.append(message)); script.load()
api = script.exports_sync; assert api.add(40, 2) == 42 and api.pid() == child.pid and api.arch() == "x64" and any(name.startswith("libc") for name in api.names()), api.names()
assert ask() == 4242 and ask() == 4242 and api.calls() == 2 and int(api.sum("snow man")) == 8
time.sleep(0.5); assert [m["payload"]["was"] for m in messages] == [os.getpid()] * 2, messages
script.unload(); assert ask() == os.getpid()
bad = session.create_script("throw new Error('cold')"); seen = []; bad.on("message", lambda message, data: seen.append(message)); bad.load(); time.sleep(0.5); assert seen and seen[0]["type"] == "error" and "cold" in seen[0]["description"], seen
session.detach(); child.stdin.close(); assert child.wait(20) == 0
try: device.attach(2 ** 22 - 3)
except (frida.ProcessNotFoundError, frida.NotSupportedError) as error: pass
else: raise AssertionError("attached to nothing")
