"""ansible: runs modules on machines over ssh; here the machine is an ssh server on loopback (asyncssh) that runs /bin/sh.

native: no
extra: asyncssh
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, json, os, sys, tempfile
import ansible_collections, asyncssh
assert any(os.path.isdir(os.path.join(p, "community", "general")) for p in ansible_collections.__path__)   # what this distribution itself brings
d = tempfile.mkdtemp()
key = asyncssh.generate_private_key("ssh-ed25519")
key.write_private_key(d + "/id"); key.write_public_key(d + "/id.pub"); os.chmod(d + "/id", 0o600)
async def session(process):   # "&& sleep 0" would need a program of the target machine
    p = await asyncio.create_subprocess_exec("/bin/sh", "-c", process.command.replace("&& sleep 0", ""), stdin=-1, stdout=-1, stderr=-1)
    async def feed():
        while data := await process.stdin.read(65536):
            p.stdin.write(data)
        p.stdin.close()
    task = asyncio.ensure_future(feed())
    out, err = await asyncio.gather(p.stdout.read(), p.stderr.read())
    process.stdout.write(out); process.stderr.write(err); process.exit(await p.wait()); task.cancel()
async def main():
    server = await asyncssh.listen("127.0.0.1", 0, authorized_client_keys=d + "/id.pub", server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")], process_factory=session, encoding=None)
    env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8", "ANSIBLE_HOST_KEY_CHECKING": "False", "ANSIBLE_PIPELINING": "True", "ANSIBLE_LOCAL_TEMP": d,
           "ANSIBLE_SSH_ARGS": "-o UserKnownHostsFile=/dev/null -o ControlMaster=no"}
    p = await asyncio.create_subprocess_exec(os.path.join(sys.prefix, "bin", "ansible"), "all", "-i", "127.0.0.1,", "-u", "root", "-m", "ansible.builtin.ping", "-a", "data=over-ssh",
        "--private-key", d + "/id", "-e", json.dumps({"ansible_port": server.get_port(), "ansible_python_interpreter": sys.executable}), env=env, stdout=-1, stderr=-1, stdin=asyncio.subprocess.DEVNULL)
    out, err = await asyncio.wait_for(p.communicate(), 240)
    assert p.returncode == 0 and b'"ping": "over-ssh"' in out, (out, err)
asyncio.run(main())
