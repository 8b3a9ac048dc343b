"""buildbot-worker: runs on its machine what a Buildbot master tells it (here: a master of a few lines, in the same protocol).

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
from twisted.cred.checkers import InMemoryUsernamePasswordDatabaseDontUse
from twisted.cred.portal import IRealm, Portal
from twisted.internet import defer, reactor
from twisted.spread import pb
from zope.interface import implementer
d = tempfile.mkdtemp()
tool = os.path.join(sys.prefix, "bin", "buildbot-worker")
def go(*words):
    with open(d + "/out", "w+") as out:
        code = subprocess.run([tool, *words], cwd=d, env={**os.environ, "HOME": d}, stdout=out, stderr=out, stdin=subprocess.DEVNULL, timeout=60).returncode
    text = open(d + "/out").read()
    assert code == 0, (words, text, os.path.exists(d + "/w/twistd.log") and open(d + "/w/twistd.log").read()[-3000:])
    return text
class Command(pb.Referenceable):
    def __init__(self): self.seen, self.done = [], defer.Deferred()
    def remote_update(self, updates): self.seen += [u for u, _ in updates]
    def remote_complete(self, failure=None): self.done.callback(failure)
    def all(self, key): return [u[key] for u in self.seen if key in u]
class Avatar(pb.Avatar, pb.Referenceable):
    def perspective_keepalive(self): pass
result, failed = {}, []
@defer.inlineCallbacks
def master(worker):
    result["info"] = yield worker.callRemote("getWorkerInfo")
    result["commands"] = yield worker.callRemote("getCommands")
    builder = (yield worker.callRemote("setBuilderList", [("ice", "ice-dir")]))["ice"]
    yield builder.callRemote("setMaster", Avatar())
    yield builder.callRemote("print", "attached")
    yield builder.callRemote("startBuild")
    for name, command, args in [("mkdir", "mkdir", {"dir": "build"}), ("good", "shell", {"command": ["sh", "-c", "echo flake $SNOW > f; cat f; pwd"], "workdir": "build", "env": {"SNOW": "white"}}),
                                ("bad", "shell", {"command": "echo oh >&2; exit 7", "workdir": "build"}), ("stat", "stat", {"file": "f", "workdir": "build"}), ("late", "shell", {"command": ["sleep", "50"], "workdir": "build", "timeout": 2})]:
        result[name] = remote = Command()
        yield builder.callRemote("startCommand", remote, name, command, args)
        why = yield remote.done
        assert why is None, (name, why)
@implementer(IRealm)
class Realm:
    def requestAvatar(self, who, mind, *interfaces):
        result["who"] = who
        master(mind).addErrback(failed.append).addBoth(lambda _: reactor.callLater(0, reactor.stop))
        return pb.IPerspective, Avatar(), lambda: None
port = reactor.listenTCP(0, pb.PBServerFactory(Portal(Realm(), [InMemoryUsernamePasswordDatabaseDontUse(flake=b"melt")])), interface="127.0.0.1")
made = go("create-worker", d + "/w", f"127.0.0.1:{port.getHost().port}", "flake", "melt")
assert "worker configured" in made and os.path.exists(d + "/w/buildbot.tac"), made
open(d + "/w/info/host", "w").write("a snow field\n")
reactor.callWhenRunning(reactor.callInThread, go, "start", d + "/w")
reactor.callLater(45, lambda: (failed.append("too late"), reactor.stop()))
reactor.run()
text = open(d + "/w/twistd.log").read()
go("stop", d + "/w")
assert not failed and result.get("who") in ("flake", b"flake"), (failed, text[-3000:])
assert result["info"]["host"] == "a snow field\n" and "shell" in result["commands"], result
assert result["good"].all("rc") == [0] and "".join(result["good"].all("stdout")).split() == ["flake", "white", os.path.realpath(d + "/w/ice-dir/build")], result["good"].seen
assert result["bad"].all("rc") == [7] and "".join(result["bad"].all("stderr")) == "oh\n", result["bad"].seen
assert result["stat"].all("stat")[0][6] == len("flake white\n"), result["stat"].seen
assert result["late"].all("rc") != [0] and "timed out" in "".join(result["late"].all("header") + result["late"].all("failure_reason")).replace("timeout", "timed out"), result["late"].seen
