"""xeus-python-shell: the shell in Python of the Jupyter kernel xeus-python, with its completion, displays and debugger (here: without the kernel).

round: 8
native: no
extra: ipython
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, os, tempfile
d = tempfile.mkdtemp(); os.environ.update(HOME=d, IPYTHONDIR=d + "/ipython", PYDEVD_DISABLE_FILE_VALIDATION="1")
from xeus_python_shell.debugger import XDebugger
from xeus_python_shell.shell import XPythonShellApp
app = XPythonShellApp(); app.initialize(argv=[]); shell = app.shell
results = []; shown = []
shell.displayhook.publish_execution_result = lambda count, data, metadata: results.append((count, data))
shell.display_pub.publish_display_data = lambda data, metadata, transient, update: shown.append((data, update))
shell.compile.get_filename = lambda code: d + "/cell_%d.py" % len(code)
ended = []; shell.events.register("post_run_cell", ended.append)
def run(*cells, **more):   # as the kernel does: each gets a task, and says when it is done
    async def all_of():
        futures = [asyncio.get_running_loop().create_future() for _ in cells]
        for cell, future in zip(cells, futures): shell.run_cell_async(cell, lambda future=future: future.set_result(dict(shell.user_ns)), **more)
        return await asyncio.wait_for(asyncio.gather(*futures), 20)
    return asyncio.run(all_of())
mapped = []; shell.compile.filename_mapper = lambda name, number: mapped.append((name, number))
run("flakes = {'deep': [1, 2, 3]}\nsum(flakes['deep']) * 7", store_history=True); done = ended[-1]
assert done.success and done.result == 42 and results == [(1, {"text/plain": "42"})] and mapped and mapped[-1][0].startswith(d), (done, results, mapped)
run("from IPython.display import HTML, display\nh = display(HTML('<b>snow</b>'), display_id='a')\nh.update(HTML('<b>ice</b>'))"); done = ended[-1]
assert done.success and [s[0]["text/html"] for s in shown] == ["<b>snow</b>", "<b>ice</b>"] and [s[1] for s in shown] == [False, True], shown
run("def melt(): return 1 / 0\nmelt()"); done = ended[-1]
assert not done.success and "ZeroDivisionError" in shell.last_error[0] and shell.last_error[1] == "division by zero" and "melt" in "".join(shell.last_error[2]), shell.last_error
matches, start, end = shell.complete_code("flakes.ke", 9); assert "keys" in [m.lstrip(".").split(".")[-1] for m in matches] and end == 9, (matches, start, end)
run("%who_ls dict"); assert ended[-1].result == ["flakes"], ended[-1]
spaces = run("import asyncio\nawait asyncio.sleep(0.05)\nthawed = 'yes'", "thawed += '!'"); assert [s["thawed"] for s in spaces] == ["yes", "yes!"], spaces   # one after the other
debugger = XDebugger()   # it shows variables by pydevd
request = {"seq": 5, "command": "inspectVariables", "arguments": {}}
reply = debugger.inspect_variables(request); found = {v["name"]: v for v in reply["body"]["variables"]}
assert reply["success"] and reply["request_seq"] == 5 and found["flakes"]["type"] == "dict" and found["thawed"]["value"] == "'yes!'" and "get_ipython" not in found, reply
inner = debugger.variables({"seq": 6, "command": "variables", "arguments": {"variablesReference": found["flakes"]["variablesReference"]}})["body"]["variables"]
assert any("deep" in v["name"] and v["value"] == "[1, 2, 3]" for v in inner), inner
