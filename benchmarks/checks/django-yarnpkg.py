"""django-yarnpkg: a site's JavaScript packages, installed by yarn, are its static files (here a package from a folder).

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.makedirs(d + "/flake"); os.makedirs(d + "/site/modules")
json.dump({"name": "flake", "version": "1.2.3", "main": "flake.js"}, open(d + "/flake/package.json", "w"))
open(d + "/flake/flake.js", "w").write("module.exports = 6;\n")
json.dump({"name": "site", "version": "1.0.0", "private": True}, open(d + "/site/modules/package.json", "w"))
open(d + "/site/conf.py", "w").write(f"""
SECRET_KEY = 'x'
INSTALLED_APPS = ['django.contrib.staticfiles', 'django_yarnpkg']
STATIC_URL = '/static/'
NODE_MODULES_ROOT = {d + '/site/modules'!r}
YARN_INSTALLED_APPS = ('flake@file:{d}/flake',)
STATICFILES_FINDERS = ['django_yarnpkg.finders.NodeModulesFinder']
""")
open(d + "/site/manage.py", "w").write("import os, sys\nos.environ['DJANGO_SETTINGS_MODULE'] = 'conf'\nfrom django.core.management import execute_from_command_line\nexecute_from_command_line(sys.argv)\n")
env = {**os.environ, "HOME": d, "YARN_ENABLE_TELEMETRY": "0"}; env.pop("CI", None)
manage = lambda *words: subprocess.run([sys.executable, "manage.py", *words], cwd=d + "/site", env=env, capture_output=True, text=True, timeout=140)
r = manage("yarn", "install"); assert r.returncode == 0, r
r = manage("findstatic", "--first", "flake/flake.js")
assert r.returncode == 0 and "node_modules/flake/flake.js" in r.stdout, r
assert open(d + "/site/modules/node_modules/flake/flake.js").read() == "module.exports = 6;\n"
assert "flake" in json.load(open(d + "/site/modules/package.json"))["dependencies"]
