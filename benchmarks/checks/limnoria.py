"""Limnoria: a bot for IRC (here of a server on loopback); its Unix plugin answers @ping with what ping says.

round: 4
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, signal, socket, subprocess, sys, tempfile, time
d = tempfile.mkdtemp(); os.mkdir(d + "/home")
server = socket.create_server(("127.0.0.1", 0)); server.settimeout(60); port = server.getsockname()[1]
lines = {"nick": "flake", "ident": "flake", "user": "flake", "networks": "snow", "networks.snow.servers": f"127.0.0.1:{port}", "networks.snow.channels": "#ice",
         "networks.snow.ssl": "False", "plugins.Unix": "True", "plugins.Unix.public": "True", "plugins": "Unix Misc Utilities", "plugins.Misc": "True", "plugins.Utilities": "True",
         "reply.whenAddressedBy.chars": "@", "log.stdout": "True", "protocols.ssl.verifyCertificates": "False"}
open(d + "/home/bot.conf", "w").write("".join(f"supybot.{name}: {value}\n" for name, value in lines.items()))
log = open(d + "/log", "w")
bot = subprocess.Popen([os.path.join(sys.prefix, "bin", "supybot"), "--allow-root", d + "/home/bot.conf"], cwd=d + "/home", env={**os.environ, "HOME": d}, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
said, asked = [], []
try:
    client, _ = server.accept(); client.settimeout(60)
    send = lambda text: client.sendall((text + "\r\n").encode())
    end = time.time() + 100
    for line in client.makefile(encoding="utf-8", errors="replace"):
        said.append(line.strip()); words = line.split()
        if time.time() > end: break
        if words[0] == "CAP" and words[1] == "LS": send(":server CAP * LS :")
        elif words[0] == "PING": send(f":server PONG server {words[-1]}")
        elif words[0] == "USER":
            send(":server 001 flake :Hello\r\n:server 002 flake :x\r\n:server 003 flake :x\r\n:server 004 flake server x o o\r\n:server 005 flake NETWORK=snow CHANTYPES=# :are supported\r\n:server 376 flake :End of MOTD")
        elif words[0] == "JOIN":
            send(":flake!flake@here JOIN #ice\r\n:server 353 flake = #ice :flake ada\r\n:server 366 flake #ice :End of NAMES")
            send(":ada!ada@there PRIVMSG #ice :@echo six sides")
        elif words[:2] == ["PRIVMSG", "#ice"]:
            asked.append(line.strip())
            if len(asked) == 1: send(":ada!ada@there PRIVMSG #ice :@unix ping --c 2 127.0.0.1")
            else: break
finally:
    os.killpg(bot.pid, signal.SIGKILL); bot.wait()
assert len(asked) == 2 and "six sides" in asked[0], (said[-10:], open(d + "/log").read()[-3000:])
assert "2 packets transmitted, 2 received" in asked[1] and "rtt min/avg/max" in asked[1], (asked, open(d + "/log").read()[-3000:])
