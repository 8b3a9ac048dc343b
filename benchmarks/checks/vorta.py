"""Vorta: a window (Qt 6) around the Borg backup program.

round: 6
native: yes
extra: borgbackup
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import json, os, subprocess, sys, tempfile, time
from pathlib import Path
d = os.path.realpath(tempfile.mkdtemp())
os.environ.update(HOME=d, XDG_CONFIG_HOME=d + "/config", XDG_DATA_HOME=d + "/data", XDG_CACHE_HOME=d + "/cache", BORG_BASE_DIR=d + "/borg", DBUS_SESSION_BUS_ADDRESS="unix:path=" + d + "/none")
os.makedirs(d + "/files/deep"); open(d + "/files/a.txt", "w").write("snow\n" * 1000); open(d + "/files/deep/é.bin", "wb").write(os.urandom(50000))
errors = []
sys.excepthook = lambda *a: (errors.append(a), sys.__excepthook__(*a))
sys.argv = ["vorta"]
from peewee import SqliteDatabase
from vorta import config
config.init_dev_mode(Path(d) / "vorta")
from vorta.store.connection import init_db
init_db(SqliteDatabase(config.SETTINGS_DIR / "settings.db", pragmas={"journal_mode": "wal"}))
from vorta.application import VortaApp
from vorta.borg.create import BorgCreateJob
from vorta.borg.init import BorgInitJob
from vorta.store.models import ArchiveModel, BackupProfileModel, RepoModel, SourceFileModel
app = VortaApp(["vorta"], single_app=False)
app.main_window.show()
def wait(done, seconds=40):
    end = time.time() + seconds
    while not done():
        app.processEvents(); time.sleep(0.05)
        assert time.time() < end and not errors, (errors, [p.read_text()[-3000:] for p in config.LOG_DIR.glob("*.log")])
logs, results = [], []
app.backup_log_event.connect(lambda text, context: logs.append(text))
def job(kind, ready, site):
    assert ready["ok"], ready
    j = kind(ready["cmd"], ready, site)
    j.result.connect(results.append)
    before = len(results); app.jobs_manager.add_job(j); wait(lambda: len(results) > before)
    assert results[-1]["returncode"] == 0, (results[-1], logs)
    return results[-1]
job(BorgInitJob, BorgInitJob.prepare({"repo_url": d + "/repo", "repo_name": "snow", "extra_borg_arguments": "", "encryption": "repokey-blake2", "ssh_key": None, "password": "flake"}), "init")
assert "repository" in open(d + "/repo/config").read() and RepoModel.select().count() == 1
profile = BackupProfileModel.get(id=1); profile.repo = RepoModel.get(); profile.compression = "zstd,3"; profile.save()
SourceFileModel.create(dir=d + "/files", profile=profile, path_isdir=True)
app.create_backup_action(profile_id=1)
wait(lambda: ArchiveModel.select().count() == 1 and not app.jobs_manager.is_worker_running())
archive = ArchiveModel.get()
assert archive.size is None or archive.size > 50000, archive.size
app.main_window.populate_profile_selector()
for _ in range(20): app.processEvents(); time.sleep(0.02)
picture = app.main_window.grab().toImage()
assert app.main_window.isVisible() and len({picture.pixel(x, y) for x in range(0, picture.width(), 3) for y in range(0, picture.height(), 3)}) > 5
borg = lambda *w, cwd=d: subprocess.run([os.path.join(sys.prefix, "bin", "borg"), *w], env={**os.environ, "BORG_PASSPHRASE": "flake"}, cwd=cwd, capture_output=True, text=True, timeout=100)
r = borg("list", "--json", d + "/repo"); assert r.returncode == 0, r
assert [a["name"] for a in json.loads(r.stdout)["archives"]] == [archive.name], r
os.mkdir(d + "/back")
r = borg("extract", d + "/repo::" + archive.name, cwd=d + "/back")
assert r.returncode == 0 and open(d + "/back" + d + "/files/a.txt").read() == "snow\n" * 1000, r
assert not errors, errors
os._exit(0)   # no question of what is to be done with the window
