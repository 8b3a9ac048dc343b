"""Start the service on a free port of this machine, ask it something, stop it."""

import json
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

# The environment's own console script, found beside its interpreter: nothing needs to be activated.
uvicorn = Path(sys.executable).with_name("uvicorn")
server = subprocess.Popen(
    [uvicorn, "app:app", "--host", "127.0.0.1", "--port", "0"],
    cwd=Path(__file__).parent,
    stderr=subprocess.PIPE,
    text=True,
)
try:
    deadline = time.monotonic() + 60
    for line in server.stderr:
        if "running on http://" in line:
            address = line.split("running on ")[1].split()[0]
            break
        if time.monotonic() > deadline:
            sys.exit("the service does not start")
    else:
        sys.exit("the service ended before it listened")
    # A proxy has no business between this machine and itself.
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(f"{address}/snow/Tromso", timeout=20) as answer:
        print(f"GET /snow/Tromso -> {answer.status} {json.load(answer)}")
finally:
    server.terminate()
    server.wait(timeout=20)
