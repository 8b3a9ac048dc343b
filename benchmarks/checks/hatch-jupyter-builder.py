"""hatch-jupyter-builder: a hook of hatchling that builds a package's JavaScript with npm.

round: 6
native: yes
extra: build
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, json, os, subprocess, sys, tempfile, zipfile
d = tempfile.mkdtemp(); os.makedirs(d + "/snowy")
open(d + "/pyproject.toml", "w").write("""
[build-system]
requires = ["hatchling", "hatch-jupyter-builder"]
build-backend = "hatchling.build"
[project]
name = "snowy"
version = "1.0"
[tool.hatch.build]
artifacts = ["snowy/static"]
[tool.hatch.build.hooks.jupyter-builder]
build-function = "hatch_jupyter_builder.npm_builder"
ensured-targets = ["snowy/static/flake.js"]
[tool.hatch.build.hooks.jupyter-builder.build-kwargs]
build_cmd = "build:prod"
npm = ["npm"]
source_dir = "src"
build_dir = "snowy/static"
""")
open(d + "/snowy/__init__.py", "w").write("")
os.mkdir(d + "/src"); open(d + "/src/flake.js", "w").write("module.exports = n => 6 * n\n")
json.dump({"name": "snowy", "version": "1.0.0", "private": True, "scripts": {"build:prod": "node make.js"}}, open(d + "/package.json", "w"))
open(d + "/make.js", "w").write("const fs = require('fs'); const flake = require('./src/flake.js'); fs.mkdirSync('snowy/static', {recursive: true}); fs.writeFileSync('snowy/static/flake.js', `export default ${flake(7)}\\n`)\n")
env = {**os.environ, "HOME": d, "npm_config_audit": "false", "npm_config_fund": "false", "npm_config_update_notifier": "false"}; env.pop("HATCH_JUPYTER_BUILDER_SKIP_NPM", None)
r = subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--wheel", "."], cwd=d, env=env, capture_output=True, text=True, timeout=200)
assert r.returncode == 0 and "build:prod" in r.stdout + r.stderr, r
made = glob.glob(d + "/dist/snowy-1.0-*.whl")
assert len(made) == 1, (made, r)
with zipfile.ZipFile(made[0]) as wheel:
    assert wheel.read("snowy/static/flake.js") == b"export default 42\n", wheel.namelist()
os.remove(d + "/snowy/static/flake.js"); os.rmdir(d + "/snowy/static")
open(d + "/make.js", "w").write("process.exit(3)\n")
r = subprocess.run([sys.executable, "-m", "build", "--no-isolation", "--wheel", "."], cwd=d, env=env, capture_output=True, text=True, timeout=200)
assert r.returncode != 0, r   # npm's failure is the build's
