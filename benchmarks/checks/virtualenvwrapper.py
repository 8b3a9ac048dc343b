"""virtualenvwrapper: functions of the shell that make, list, copy and remove virtual environments.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
d = os.path.realpath(tempfile.mkdtemp())
script = r'''
export VIRTUALENVWRAPPER_PYTHON="$1" WORKON_HOME="$PWD/envs" PROJECT_HOME="$PWD/projects"
mkdir -p "$WORKON_HOME" "$PROJECT_HOME"
. "$2" || exit 21
echo 'echo "hook of $1" >> "$HOME/hooks"' >> "$WORKON_HOME/premkvirtualenv"
mkvirtualenv --no-download snow >log 2>&1 || { cat log; exit 22; }
echo "active $VIRTUAL_ENV"
python -c 'import sys; print("prefix", sys.prefix)'
pip --version >/dev/null || exit 23
echo "snow = 1" > "$(virtualenvwrapper_get_site_packages_dir)/flake.py"
python -c 'import flake; print("flake", flake.snow)'
cdvirtualenv && echo "in $PWD" && cd - >/dev/null
add2virtualenv "$PROJECT_HOME" >/dev/null && python -c 'import os, sys; print("path", os.environ["PROJECT_HOME"] in sys.path)'
deactivate
echo "off [$VIRTUAL_ENV]"
mkproject --no-download ice >log 2>&1 || { cat log; exit 24; }
echo "project $PWD $(basename "$VIRTUAL_ENV")"
deactivate
cpvirtualenv snow melt >log 2>&1 || { cat log; exit 25; }
deactivate
workon melt && python -c 'import sys, flake; print("copy", sys.prefix, flake.__file__)'
deactivate
rmvirtualenv snow >/dev/null || exit 26
echo "left $(lsvirtualenv -b | sort | tr '\n' ' ')"
'''
r = subprocess.run(["bash", "-c", script, "bash", sys.executable, os.path.join(sys.prefix, "bin", "virtualenvwrapper.sh")], cwd=d, env={**os.environ, "HOME": d}, capture_output=True, text=True, timeout=200)
assert r.returncode == 0, r
said = r.stdout.split("\n")
for line in (f"active {d}/envs/snow", f"prefix {d}/envs/snow", "flake 1", f"in {d}/envs/snow", "path True", "off []", f"project {d}/projects/ice ice"):
    assert line in said, (line, r)
copy = [line for line in said if line.startswith("copy ")][0]
assert copy.startswith(f"copy {d}/envs/melt {d}/envs/melt/"), r
assert "left ice melt " in said and not os.path.exists(d + "/envs/snow"), r
assert "hook of snow" in open(d + "/hooks").read(), (os.listdir(d), r)
