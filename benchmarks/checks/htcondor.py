"""HTCondor's bindings: ads and their expressions, submissions, graphs of jobs, and the log of what became of them.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = d = tempfile.mkdtemp()
open(d + "/config", "w").write("SNOW_DEPTH = 12\nCONDOR_HOST = 127.0.0.1\nSCHEDD_HOST = winter\nUSE_SHARED_PORT = False\n"); os.environ["CONDOR_CONFIG"] = d + "/config"
import classad2 as classad, htcondor2 as htcondor
from htcondor2 import dags
from pathlib import Path
assert htcondor.param["SNOW_DEPTH"] == "12" and "CondorVersion" in htcondor.version()
machine = classad.ClassAd({"MyType": "Machine", "Memory": 4096, "Kinds": ["ice", "powder"], "Requirements": classad.ExprTree("TARGET.RequestMemory <= MY.Memory")})
job = classad.ClassAd('[MyType = "Job"; RequestMemory = 2 * 1024; Requirements = member("ice", TARGET.Kinds) && TARGET.Memory >= RequestMemory; Rank = strcat("a", "b")]')
assert job.symmetricMatch(machine) and job.eval("RequestMemory") == 2048 and job.eval("Rank") == "ab"
machine["Memory"] = 1024; assert not job.symmetricMatch(machine)
assert classad.ExprTree("undefined + 1").eval() == classad.Value.Undefined and classad.ExprTree('regexp("^sn", Name)').eval(classad.ClassAd({"Name": "snow"})) is True
assert [a["N"] for a in classad.parseAds("[N = 1]\n[N = 2]", classad.Parser.New)] == [1, 2]
submit = htcondor.Submit("executable = /bin/echo\narguments = flake $(Process) of $(kind)\nrequest_memory = 64MB\nlog = snow.log\nqueue 2 kind in (ice, powder)\n")
assert submit["arguments"] == "flake $(Process) of $(kind)" and submit.getQArgs().startswith("2 kind in")
submit["output"] = "out.$(Cluster)"; assert "output" in submit and submit.expand("request_memory") == "64MB"
assert list(submit.itemdata()) == [{"kind": "ice"}, {"kind": "powder"}] and list(htcondor.Submit("queue x, y from (\n1, 2\n3, 4\n)").itemdata()) == [{"x": "1", "y": "2"}, {"x": "3", "y": "4"}]
graph = dags.DAG(); first = graph.layer(name="first", submit_description=submit, vars=[{"kind": "ice"}, {"kind": "corn"}]); first.child_layer(name="last", submit_description=submit)
path = dags.write_dag(graph, d + "/dag"); text = Path(path).read_text()
assert "PARENT" in text and "JOB first:0" in text and 'VARS first:1 kind="corn"' in text, text
open(d + "/snow.log", "w").write("""000 (007.000.000) 2024-01-01 10:00:00 Job submitted from host: <127.0.0.1:9618>
...
001 (007.000.000) 2024-01-01 10:00:05 Job executing on host: <127.0.0.1:9619>
...
005 (007.000.000) 2024-01-01 10:01:00 Job terminated.
	(1) Normal termination (return value 3)
		Usr 0 00:00:01, Sys 0 00:00:00  -  Run Remote Usage
		Usr 0 00:00:00, Sys 0 00:00:00  -  Run Local Usage
		Usr 0 00:00:01, Sys 0 00:00:00  -  Total Remote Usage
		Usr 0 00:00:00, Sys 0 00:00:00  -  Total Local Usage
	0  -  Run Bytes Sent By Job
	0  -  Run Bytes Received By Job
	0  -  Total Bytes Sent By Job
	0  -  Total Bytes Received By Job
...
""")
events = list(htcondor.JobEventLog(d + "/snow.log").events(stop_after=0))
assert [e.type for e in events] == [htcondor.JobEventType.SUBMIT, htcondor.JobEventType.EXECUTE, htcondor.JobEventType.JOB_TERMINATED] and events[-1].cluster == 7 and events[-1]["ReturnValue"] == 3
try: htcondor.Collector("127.0.0.1:9").query(htcondor.AdType.Startd)
except htcondor.HTCondorException: pass
else: raise AssertionError("no pool answered")
