"""pwntools: writes and takes apart programs; binutils assembles, gdb follows.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, stat, sys, tempfile
d = tempfile.mkdtemp(); os.chdir(d)
os.environ.update(HOME=d, XDG_CACHE_HOME=d, PWNLIB_NOTERM="1", TERM="xterm")
sys.argv = ["x"]
from pwn import ELF, asm, context, disasm, gdb, make_elf_from_assembly, process, shellcraft
context.update(arch="amd64", os="linux", log_level="error")
assert asm("mov eax, 60; syscall") == b"\xb8\x3c\0\0\0\x0f\x05"
assert "syscall" in disasm(b"\x0f\x05") and "0x3c" in disasm(b"\xb8\x3c\0\0\0")
path = make_elf_from_assembly(shellcraft.echo("snow\n") + shellcraft.exit(7))
run = process(path); assert run.recvall(timeout=20) == b"snow\n"; run.wait(10)
assert run.poll() == 7, run.poll()
assert ELF(path).arch == "amd64"
context.terminal = ["/bin/sh", "-c"]   # gdb has no window here
script = f"set pagination off\nset confirm off\nset logging file {d}/gdb.txt\nset logging enabled on\ninfo registers rip\ncontinue\nquit\n"
run = gdb.debug([path], gdbscript=script)
said = run.recvall(timeout=60)
log = open(d + "/gdb.txt").read() if os.path.exists(d + "/gdb.txt") else ""
assert b"snow" in said and "rip" in log and "exited with code 07" in log, (said, log)
