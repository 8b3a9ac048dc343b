"""ansible-runner: runs Ansible from Python and keeps what came of it; here a playbook against an ssh server on loopback (asyncssh), with a password.

round: 6
native: no
extra: ansible-core, asyncssh
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, json, os, sys, tempfile, threading
import ansible_runner, asyncssh
d = tempfile.mkdtemp(); os.environ.update(HOME=d, LC_ALL="C.UTF-8", ANSIBLE_HOST_KEY_CHECKING="False", ANSIBLE_PIPELINING="True", ANSIBLE_SSH_ARGS="-o UserKnownHostsFile=/dev/null -o ControlMaster=no")
for name in ("project", "inventory", "env"): os.makedirs(d + "/" + name)
class Server(asyncssh.SSHServer):
    def password_auth_supported(self): return True
    def validate_password(self, user, password): return (user, password) == ("ada", "powder-42")
async def session(process):   # "&& sleep 0" would need a program of the target machine
    p = await asyncio.create_subprocess_exec("/bin/sh", "-c", process.command.replace("&& sleep 0", ""), stdin=-1, stdout=-1, stderr=-1)
    async def feed():
        while data := await process.stdin.read(65536): p.stdin.write(data)
        p.stdin.close()
    task = asyncio.ensure_future(feed()); out, err = await asyncio.gather(p.stdout.read(), p.stderr.read())
    process.stdout.write(out); process.stderr.write(err); process.exit(await p.wait()); task.cancel()
port, ready, loop = [], threading.Event(), asyncio.new_event_loop()
async def serve():
    server = await asyncssh.listen("127.0.0.1", 0, server_factory=Server, server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")], process_factory=session, encoding=None)
    port.append(server.get_port()); ready.set(); await asyncio.Event().wait()
threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True).start(); assert ready.wait(20)
host = {"ansible_host": "127.0.0.1", "ansible_port": port[0], "ansible_user": "ada", "ansible_password": "powder-42", "ansible_python_interpreter": sys.executable}
json.dump({"all": {"hosts": {"glacier": host}}}, open(d + "/inventory/hosts.json", "w"))
json.dump([{"hosts": "all", "gather_facts": False, "tasks": [{"name": "say", "ansible.builtin.ping": {"data": "{{ kind }}"}, "register": "said"},
    {"name": "note", "ansible.builtin.set_fact": {"told": "{{ said.ping | upper }}"}}, {"name": "see", "ansible.builtin.assert": {"that": ["told == 'FIRN'"]}}]}], open(d + "/project/fall.yml", "w"))
seen = []
r = ansible_runner.run(private_data_dir=d, playbook="fall.yml", extravars={"kind": "firn"}, event_handler=lambda e: seen.append(e["event"]) or True, quiet=True)
said = open(r.config.artifact_dir + "/stdout").read()
assert (r.status, r.rc) == ("successful", 0), (r.status, r.rc, said)
assert r.stats["ok"] == {"glacier": 3} and not r.stats["failures"], (r.stats, said)
assert seen.count("runner_on_ok") == 3 and seen[0] == "playbook_on_start" and seen[-1] == "playbook_on_stats", seen
result = next(e["event_data"]["res"] for e in r.events if e["event"] == "runner_on_ok" and e["event_data"]["task"] == "say"); assert result["ping"] == "firn", result
assert len(os.listdir(r.config.artifact_dir + "/job_events")) == len(list(r.events)) and "PLAY RECAP" in said
r = ansible_runner.run(private_data_dir=d, playbook="fall.yml", extravars={"kind": "ice"}, quiet=True); assert r.status == "failed" and r.stats["failures"] == {"glacier": 1}, (r.status, r.stats)
r = ansible_runner.run(private_data_dir=d, host_pattern="glacier", module="ansible.builtin.command", module_args=f"{sys.executable} -c 'print(6*7)'", quiet=True); assert r.rc == 0 and "42" in r.stdout.read(), r.status
