"""labgrid: reaches boards in a laboratory; here one that is made up, by its console, which ser2net serves, and by ssh.

round: 9
native: yes
extra: asyncssh
apt: ser2net gstreamer1.0-tools microcom openssh-client rsync sshfs sigrok-cli socat tcpdump
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, pty, re, subprocess, tempfile, threading, time, tty
os.environ["GRPC_ENABLE_FORK_SUPPORT"] = "0"
import asyncssh
from labgrid import Environment
from labgrid.driver import ExecutionError
from labgrid.util.helper import get_free_port
d = tempfile.mkdtemp(); port = get_free_port(); env = os.environ | {"LG_COORDINATOR": f"127.0.0.1:{port}", "LG_USERNAME": "snow", "LG_HOSTNAME": "winter"}; os.environ.update(env)
board, line = pty.openpty(); tty.setraw(line); tty.setraw(board)
def answers():   # the board's boot loader
    said = b""
    while True:
        said += os.read(board, 100)
        while b"\n" in said:
            word, said = said.split(b"\n", 1); word = word.strip().decode(); os.write(board, word.encode() + b"\r\n")
            answer = {"version": "Snow-Boot 2042.01", "": ""}.get(word, "unknown: " + word); os.write(board, (f"{answer}\r\n" if answer else "").encode() + b"snow=> ")
threading.Thread(target=answers, daemon=True).start()
def write(name, text):
    with open(f"{d}/{name}", "w") as file: file.write(text)
# The board by ssh
class Server(asyncssh.SSHServer):
    def begin_auth(self, user): return True
    def public_key_auth_supported(self): return True
    def validate_public_key(self, user, key): return user == "ada" and key == own.convert_to_public()
own = asyncssh.generate_private_key("ssh-ed25519"); own.write_private_key(d + "/id"); os.chmod(d + "/id", 0o600)
async def process(one):
    if one.command == "cat": await one.stdin.read(); one.exit(0); return   # by which labgrid keeps the connection
    one.stdout.write(f"did {one.command}\n"); one.stderr.write("warm\n"); one.exit(3 if "fail" in one.command else 0)
async def serve(): return await asyncssh.listen("127.0.0.1", 0, server_factory=Server, process_factory=process, sftp_factory=True, server_host_keys=[asyncssh.generate_private_key("ssh-ed25519")])
loop = asyncio.new_event_loop(); threading.Thread(target=loop.run_forever, daemon=True).start()
ssh = asyncio.run_coroutine_threadsafe(serve(), loop).result(20).get_port()
write("exports.yaml", f"shelf:\n  RawSerialPort: {{port: {os.ttyname(line)}, speed: 115200}}\n  NetworkService: {{address: 127.0.0.1, username: ada, port: {ssh}}}\n")
write("env.yaml", f"targets:\n  main:\n    resources:\n      RemotePlace: {{name: flake}}\n    drivers:\n      SerialDriver: {{}}\n      SSHDriver: {{keyfile: {d}/id}}\n")
def start(module, *words): return subprocess.Popen([sys.executable, "-m", "labgrid.remote." + module, *words], env=env, cwd=d, stdout=open(f"{d}/{module}.log", "w"), stderr=subprocess.STDOUT)
def client(*words):
    done = subprocess.run([sys.executable, "-m", "labgrid.remote.client", *words], env=env, cwd=d, capture_output=True, text=True, timeout=60); assert done.returncode == 0, (words, done); return done.stdout
children = [start("coordinator", "-l", f"127.0.0.1:{port}")]
try:
    time.sleep(3); children.append(start("exporter", "-n", "lab", "--hostname", "127.0.0.1", d + "/exports.yaml"))
    for _ in range(30):
        time.sleep(1)
        try: said = client("resources")
        except AssertionError: continue
        if "NetworkSerialPort" in said: break
    assert "lab/shelf/NetworkSerialPort" in said and "lab/shelf/NetworkService" in said, said
    for words in (("create",), ("add-match", "lab/shelf/*"), ("acquire",)): client("-p", "flake", *words)
    said = client("-p", "flake", "show"); assert "winter/snow" in said and re.search(r"'port': \d+", said), said
    target = Environment(d + "/env.yaml").get_target("main")
    console = target.get_driver("SerialDriver"); assert type(console.port).__name__ == "NetworkSerialPort" and console.port.protocol == "rfc2217"
    console.sendline("version"); _, before, match, _ = console.expect(rb"Snow-Boot (\d+)\.01", timeout=20); assert match[1] == b"2042", before
    console.expect("snow=> ", timeout=10); console.sendline("dance"); console.expect("unknown: dance\r\nsnow=> ", timeout=10)
    shell = target.get_driver("SSHDriver"); assert shell.run("hello", timeout=30) == (["did hello"], ["warm"], 0)
    assert shell.run_check("melt") == ["did melt"] and shell.run("fail", timeout=30)[2] == 3
    try: shell.run_check("fail")
    except ExecutionError: pass
    else: raise AssertionError("took a failure for none")
    target.cleanup(); client("-p", "flake", "release"); assert "acquired: None" in client("-p", "flake", "show")
finally:
    for child in reversed(children): child.terminate(); child.wait(20)
    print(*(open(f"{d}/{name}.log").read()[-1500:] for name in ("coordinator", "exporter") if os.path.exists(f"{d}/{name}.log")), sep="\n")
os._exit(0)
