"""Parsl: programs whose functions run in parallel, each when what it needs is done; here by workers on this machine, watched, and looked at in its web page with plots.

round: 4
native: no
extra: parsl[monitoring], parsl[visualization]
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, socket, sqlite3, subprocess, sys, tempfile, time, urllib.request
d = tempfile.mkdtemp(); os.chdir(d); os.environ |= {"HOME": d, "PATH": os.path.join(sys.prefix, "bin") + ":" + os.environ["PATH"]}
import parsl
from parsl import File, bash_app, join_app, python_app
from parsl.config import Config
from parsl.executors import HighThroughputExecutor, ThreadPoolExecutor
from parsl.monitoring import MonitoringHub
from parsl.providers import LocalProvider
@python_app(executors=["workers"])
def square(n): import os; return n * n, os.getpid()
@bash_app(executors=["workers"])
def write(word, outputs=()): return f"echo {word} > {outputs[0]}"
@bash_app(executors=["workers"])
def join(inputs=(), outputs=(), stderr=parsl.AUTO_LOGNAME): return "cat " + " ".join(str(i) for i in inputs) + f" > {outputs[0]}"
@python_app(executors=["workers"])
def total(*numbers): return sum(n for n, _ in numbers)
@join_app
def fib(n): return add(fib(n - 1), fib(n - 2)) if n > 1 else add(n, 0)
@python_app(executors=["threads"])
def add(a, b): return a + b
@python_app(executors=["workers"])
def fails(): raise ValueError("melted")
config = Config(executors=[HighThroughputExecutor(label="workers", address="127.0.0.1", max_workers_per_node=2, cores_per_worker=0.5, provider=LocalProvider(init_blocks=1, max_blocks=1)), ThreadPoolExecutor(label="threads")],
                monitoring=MonitoringHub(hub_address="127.0.0.1", resource_monitoring_interval=1), run_dir=d + "/runinfo", usage_tracking=0)
if __name__ == "__main__":
    with parsl.load(config):
        squares = [square(i) for i in range(20)]
        assert total(*squares).result(timeout=120) == sum(i * i for i in range(20)) and os.getpid() not in {s.result()[1] for s in squares}
        files = [write(word, outputs=[File(f"{d}/{word}.txt")]) for word in ("ice", "powder")]
        both = join(inputs=[f.outputs[0] for f in files], outputs=[File(d + "/both.txt")]); both.result(timeout=60)
        assert open(d + "/both.txt").read() == "ice\npowder\n"
        assert fib(8).result(timeout=60) == 21
        assert isinstance(fails().exception(timeout=60), ValueError)
        time.sleep(3)
    db = sqlite3.connect(d + "/runinfo/monitoring.db")
    assert db.execute("select count(*) from task where task_func_name = 'square'").fetchone() == (20,)
    run, = db.execute("select run_id from workflow").fetchone()
    with socket.create_server(("127.0.0.1", 0)) as s: port = s.getsockname()[1]
    log = open(d + "/log", "w")
    page = subprocess.Popen(["parsl-visualize", "--listen", "127.0.0.1", "--port", str(port), f"sqlite:///{d}/runinfo/monitoring.db"], stdout=log, stderr=log)
    try:
        end = time.time() + 60
        while time.time() < end and page.poll() is None:
            try: socket.create_connection(("127.0.0.1", port), 1).close(); break
            except OSError: time.sleep(0.5)
        get = lambda path: urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=60).read().decode()
        assert run in get("/") and "square" in get(f"/workflow/{run}/") and "plotly" in get(f"/workflow/{run}/").lower(), open(d + "/log").read()
    finally: page.terminate(); page.wait()
