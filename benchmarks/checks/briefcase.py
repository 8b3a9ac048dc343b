"""Briefcase: makes applications of Python projects (here: a new one from a template in a git repository, and runs it).

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
env = {**os.environ, "HOME": d, "BRIEFCASE_HOME": d + "/cache", "XDG_CACHE_HOME": d + "/.cache", "NO_COLOR": "1", "COLUMNS": "200", **{f"GIT_{who}_{what}": "a@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}}
def go(*words, cwd=d):
    r = subprocess.run(words, cwd=cwd, env=env, capture_output=True, text=True, stdin=subprocess.DEVNULL, timeout=200)
    assert r.returncode == 0, r
    return r.stdout + r.stderr
inside = d + "/template/{{ cookiecutter.app_name }}"
os.makedirs(inside + "/src/{{ cookiecutter.module_name }}")
json.dump({"app_name": "x", "module_name": "x", "formal_name": "X", "bundle": "com.example", "project_name": "X"}, open(d + "/template/cookiecutter.json", "w"))
open(inside + "/pyproject.toml", "w").write("""
[tool.briefcase]
project_name = "{{ cookiecutter.project_name }}"
bundle = "{{ cookiecutter.bundle }}"
version = "0.0.1"
license = "MIT"
license-files = []
[tool.briefcase.app.{{ cookiecutter.app_name }}]
formal_name = "{{ cookiecutter.formal_name }}"
description = "Flakes"
sources = ["src/{{ cookiecutter.module_name }}"]
requires = []
""")
open(inside + "/LICENSE", "w").write("free\n"); open(inside + "/src/{{ cookiecutter.module_name }}/__init__.py", "w").write("")
open(inside + "/src/{{ cookiecutter.module_name }}/__main__.py", "w").write("import sys\nprint('snow falls', sys.argv[1:])\n")
go("git", "init", "-q", "-b", "main", ".", cwd=d + "/template"); go("git", "add", ".", cwd=d + "/template"); go("git", "commit", "-q", "-m", "1", cwd=d + "/template")
briefcase = os.path.join(sys.prefix, "bin", "briefcase")
os.mkdir(d + "/w"); os.mkdir(d + "/cache")
out = go(briefcase, "new", "--no-input", "--template", "file://" + d + "/template", "--template-branch", "main", "-Q", "app_name=snowy", "-Q", "formal_name=Snowy Day", "-Q", "bootstrap=Console", cwd=d + "/w")
assert 'formal_name = "Snowy Day"' in open(d + "/w/snowy/pyproject.toml").read(), out
out = go(briefcase, "dev", "--no-input", "--", "one", "two", cwd=d + "/w/snowy")
assert "snow falls ['one', 'two']" in out, out
