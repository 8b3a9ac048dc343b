"""django-uwsgi-ng: a Django project in uWSGI, which it starts, and whose cache, spooler and numbers it uses.

round: 6
native: yes
extra: django, django-uwsgi-ng[uwsgi]
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, signal, socket, subprocess, sys, tempfile, time, urllib.request
d = tempfile.mkdtemp(); project = d + "/snow"; os.makedirs(project + "/snow"); os.mkdir(d + "/spool")
env = {**os.environ, "HOME": d, "LC_ALL": "C.UTF-8", "DJANGO_SETTINGS_MODULE": "snow.settings", "PATH": os.path.join(sys.prefix, "bin") + os.pathsep + os.environ["PATH"]}
with socket.socket() as free: free.bind(("127.0.0.1", 0)); port = free.getsockname()[1]
open(project + "/snow/__init__.py", "w").close()
open(project + "/snow/settings.py", "w").write(f"""
SECRET_KEY = 'x'; DEBUG = False; ALLOWED_HOSTS = ['*']; ROOT_URLCONF = 'snow.urls'; INSTALLED_APPS = ['django.contrib.contenttypes', 'django.contrib.auth', 'django_uwsgi']
CACHES = {{'default': {{'BACKEND': 'django_uwsgi.cache.UwsgiCache', 'LOCATION': 'snow'}}}}
UWSGI_OPTIONS = {{'http-socket': '127.0.0.1:{port}', 'workers': 2, 'cheaper': 1, 'spooler': {d + "/spool"!r}}}
""")
open(project + "/snow/urls.py", "w").write("""
from django.core.cache import cache
from django.http import JsonResponse
from django.urls import path
def put(request): cache.set('kind', {'name': request.GET['kind']}, 60); return JsonResponse({'added': cache.add('kind', 1)})
def get(request): return JsonResponse({'kind': cache.get('kind'), 'none': cache.get('none', 'nothing')})
def later(request):
    from snow.wsgi import note
    note.spool(kind='six sides'); return JsonResponse({})
def numbers(request):
    from django_uwsgi.stats import get_uwsgi_stats
    stats = get_uwsgi_stats(); return JsonResponse({'workers': len(stats['workers']), 'pid': stats['uwsgi'].masterpid(), 'requests': stats['uwsgi'].total_requests(), 'cwd': dict((str(k), str(v)) for k, v in stats['stats'])['cwd']})
urlpatterns = [path('put', put), path('get', get), path('later', later), path('numbers', numbers)]
""")
open(project + "/snow/wsgi.py", "w").write(f"""
from django.core.wsgi import get_wsgi_application
application = get_wsgi_application()
from django_uwsgi.decorators import spool
@spool
def note(arguments):
    with open({d + "/note"!r}, "w") as out: out.write("spooled " + arguments["kind"])
""")
log = open(d + "/log", "w"); said = lambda: open(d + "/log").read()[-5000:]
p = subprocess.Popen([sys.executable, "-m", "django", "runuwsgi"], cwd=project, env={**env, "PYTHONPATH": project}, stdout=log, stderr=log, start_new_session=True)
def ask(path): return json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/{path}", timeout=20))
try:
    end = time.time() + 30
    while time.time() < end and p.poll() is None:
        try: socket.create_connection(("127.0.0.1", port), 1).close(); break
        except OSError: time.sleep(0.3)
    try:
        assert ask("get") == {"kind": None, "none": "nothing"}
        assert ask("put?kind=firn") == {"added": False} and ask("get")["kind"] == {"name": "firn"}
        numbers = ask("numbers"); assert numbers["workers"] == 2 and numbers["pid"] == p.pid and numbers["requests"] >= 2 and os.path.realpath(numbers["cwd"]) == os.path.realpath(project), numbers
        ask("later"); end = time.time() + 15
        while time.time() < end and not (os.path.exists(d + "/note") and os.path.getsize(d + "/note")): time.sleep(0.3)
        assert open(d + "/note").read() == "spooled six sides"
    except Exception as error: raise AssertionError((error, said()))
finally:
    try: os.killpg(p.pid, signal.SIGKILL)
    except ProcessLookupError: pass
    p.wait()
