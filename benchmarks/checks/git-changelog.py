"""git-changelog: writes a change log from what git says of a repository.

round: 9
native: yes
apt: git
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, tempfile
d = tempfile.mkdtemp(); env = {**os.environ, "HOME": d, "GIT_CONFIG_NOSYSTEM": "1", "LC_ALL": "C.UTF-8"}
for who in ("AUTHOR", "COMMITTER"): env |= {f"GIT_{who}_NAME": "Eva", f"GIT_{who}_EMAIL": "eva@example.org"}
def git(*words, when="2024-01-01T10:00:00+00:00"): return subprocess.run(["git", *words], cwd=d, env=env | {"GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}, check=True, capture_output=True, text=True, timeout=30).stdout
git("init", "-b", "main"); git("remote", "add", "origin", "git@github.com:snow/flake.git")
for n, message in enumerate(("feat: Add flakes", "fix(melt): Keep Schneeflöckchen cold\n\nIssue-1: #1", "docs: Explain")): git("commit", "--allow-empty", "-m", message, when=f"2024-01-0{n + 1}T10:00:00+00:00")
git("tag", "1.0.0")
git("commit", "--allow-empty", "-m", "feat: Add sleet (#7)", when="2024-02-01T10:00:00+00:00"); git("commit", "--allow-empty", "-m", "chore: Sweep", when="2024-02-02T10:00:00+00:00"); git("tag", "1.1.0")
git("commit", "--allow-empty", "-m", "fix: Less wind", when="2024-03-01T10:00:00+00:00")
run = lambda *words: subprocess.run(["git-changelog", *words, d], cwd=d, env=env, capture_output=True, text=True, timeout=50)
r = run("-c", "angular", "--bump", "auto"); log = r.stdout
assert r.returncode == 0 and log.startswith("# Changelog"), r
heads = [line for line in log.splitlines() if line.startswith("## ")]
assert [head.split("[")[1].split("]")[0] for head in heads] == ["1.1.1", "1.1.0", "1.0.0"], heads
assert heads[1] == "## [1.1.0](https://github.com/snow/flake/releases/tag/1.1.0) - 2024-02-02" and "compare/1.0.0...1.1.0" in log, log
first = log[log.index("## [1.0.0]"):]
assert "### Features\n\n- Add flakes" in first and "### Bug Fixes\n\n- Keep Schneeflöckchen cold" in first and "by Eva" in first and git("rev-parse", "--short", "1.0.0~2").strip()[:7] in first, first
assert "(#7)" in log, log
assert "Sweep" not in log and "Less wind" in log
r = run("-c", "angular", "-t", "keepachangelog", "-o", d + "/CHANGELOG.md"); assert r.returncode == 0, r
written = open(d + "/CHANGELOG.md", encoding="utf-8").read(); assert "### Features" in written and "## Unreleased" in written and "Add sleet" in written and "Keep Schnee" in written, written
from git_changelog import Changelog
os.environ.update(env); changelog = Changelog(d, convention="angular")
assert [version.tag for version in changelog.versions_list] == ["", "1.1.0", "1.0.0"] and [c.subject for c in changelog.versions_dict["1.0.0"].commits] == ["docs: Explain", "fix(melt): Keep Schneeflöckchen cold", "feat: Add flakes"], changelog.versions_list
