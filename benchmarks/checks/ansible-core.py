"""ansible-core: does tasks on machines that it reaches by ssh (here a server on loopback).

round: 4
native: no
extra: asyncssh
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, os, subprocess, sys, tempfile, threading
d = tempfile.mkdtemp()
import asyncssh
key = asyncssh.generate_private_key("ssh-ed25519"); key.write_private_key(d + "/id"); os.chmod(d + "/id", 0o600); key.write_public_key(d + "/id.pub")
host = asyncssh.generate_private_key("ssh-ed25519")
commands, ports, ready = [], [], threading.Event()
async def handle(process):
    commands.append(process.command)
    child = await asyncio.create_subprocess_exec("/bin/sh", "-c", process.command, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT)
    out, _ = await child.communicate()
    process.stdout.write(out.decode()); process.exit(child.returncode)
async def serve():
    server = await asyncssh.listen("127.0.0.1", 0, server_host_keys=[host], authorized_client_keys=d + "/id.pub", process_factory=handle)
    ports.append(server.get_port()); ready.set(); await server.wait_closed()
threading.Thread(target=lambda: asyncio.run(serve()), daemon=True).start()
assert ready.wait(60)
open(d + "/known", "w").write(f"[127.0.0.1]:{ports[0]} {host.export_public_key().decode()}")
open(d + "/hosts", "w").write(f"[ice]\nflake ansible_host=127.0.0.1 ansible_port={ports[0]} ansible_user=ada ansible_ssh_private_key_file={d}/id sides=6\n")
open(d + "/play.yml", "w").write("""
- hosts: ice
  gather_facts: false
  tasks:
    - raw: echo "{{ sides }} sides" > DIR/out; echo done $((sides + {{ sides }}))
      register: said
    - assert: {that: ["said.stdout_lines[0] == 'done 6'", "said.rc == 0"]}
    - raw: exit 3
      register: failed
      failed_when: failed.rc != 3
    - debug: {msg: "{{ said.stdout | trim | upper }} {{ secret }}"}
""".replace("DIR", d))
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8", "ANSIBLE_LOCAL_TEMP": d + "/l", "ANSIBLE_HOME": d + "/a", "ANSIBLE_NOCOLOR": "1", "ANSIBLE_SSH_ARGS": f"-o UserKnownHostsFile={d}/known -o ControlMaster=no"}
open(d + "/word", "w").write("cold\n"); open(d + "/vars.yml", "w").write("secret: melted\n")
def run(*words):
    r = subprocess.run([os.path.join(sys.prefix, "bin", words[0]), *words[1:]], cwd=d, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120)
    assert r.returncode == 0, (words, r.stdout[-3000:], r.stderr[-3000:], commands)
    return r.stdout
run("ansible-vault", "encrypt", "--vault-password-file", "word", "vars.yml")
assert open(d + "/vars.yml").read().startswith("$ANSIBLE_VAULT;1.1;AES256")
said = run("ansible-playbook", "-i", "hosts", "-e", "@vars.yml", "--vault-password-file", "word", "play.yml")
assert "DONE 6 melted" in said and "failed=0" in said and open(d + "/out").read() == "6 sides\n", said
assert len(commands) == 2 and "flake | CHANGED | rc=0 >>\nsnow" in run("ansible", "-i", "hosts", "ice", "-m", "raw", "-a", "echo snow"), commands
