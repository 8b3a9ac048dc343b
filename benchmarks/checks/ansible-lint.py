"""ansible-lint: finds what is wrong in Ansible's playbooks; asks git which files there are.

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8", "PATH": os.path.join(sys.prefix, "bin") + os.pathsep + os.environ.get("PATH", "")}
for name in ("objects", "refs/heads"):
    os.makedirs(d + "/p/.git/" + name)
open(d + "/p/.git/HEAD", "w").write("ref: refs/heads/main\n")
open(d + "/p/.git/config", "w").write("[core]\n\trepositoryformatversion = 0\n\tbare = false\n")
def lint(*args):
    return subprocess.run([os.path.join(sys.prefix, "bin", "ansible-lint"), "--offline", "--nocolor", "-f", "pep8", *args], cwd=d + "/p", env=env, capture_output=True, text=True, timeout=400, stdin=subprocess.DEVNULL)
good = "---\n- name: Say hello\n  hosts: localhost\n  gather_facts: false\n  tasks:\n    - name: Say it\n      ansible.builtin.debug:\n        msg: Hello\n"
open(d + "/p/playbook.yml", "w").write(good)
r = lint("playbook.yml")
assert r.returncode == 0, r
open(d + "/p/playbook.yml", "w").write(good + "    - shell: ls /tmp\n")
r = lint()   # it finds the files itself
assert r.returncode == 2 and "playbook.yml:9" in r.stdout and "fqcn[action-core]" in r.stdout and "no-changed-when" in r.stdout, r
