"""Slixmpp: an XMPP library on asyncio; here a component on loopback gets a message that GnuPG decrypts (XEP-0027).

round: 4
native: no
extra: python-gnupg
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, hashlib, os, re, subprocess, tempfile
import slixmpp
d = tempfile.mkdtemp(); os.chmod(d, 0o700)
gpg = lambda *words, **more: subprocess.run(["gpg", "--homedir", d, "--batch", "--passphrase", "", *words], check=True, capture_output=True, text=True, timeout=120, **more).stdout
gpg("--quick-generate-key", "Ada Snow <ada@example.org>", "default", "default", "never")
armoured = gpg("--trust-model", "always", "--armor", "--recipient", "ada@example.org", "--encrypt", input="six sides")
secret = "\n".join(line for line in armoured.split("\n\n", 1)[1].splitlines() if line and not line.startswith("-----"))
got, seen = [], []
async def serve(reader, writer):
    await reader.readuntil(b"<stream:stream"); await reader.readuntil(b">")
    writer.write(b"<stream:stream xmlns='jabber:component:accept' xmlns:stream='http://etherx.jabber.org/streams' from='bot.example.org' id='s1'>")
    data = b""
    while b"</handshake>" not in data: data += await reader.read(4096)
    assert hashlib.sha1(b"s1geheim").hexdigest().encode() in data, data
    writer.write(("<handshake/><message from='ada@example.org/x' to='bot.example.org' type='chat'><body>hello</body></message>"
                  "<message from='ada@example.org/x' to='bot.example.org'><body>this is encrypted</body><x xmlns='jabber:x:encrypted'>%s</x></message>" % secret).encode())
    while b"HELLO" not in b"".join(seen):
        more = await reader.read(4096)
        if not more: break
        seen.append(more)
class Bot(slixmpp.ComponentXMPP):
    def __init__(self, port):
        super().__init__("bot.example.org", "geheim", "127.0.0.1", port)
        self.register_plugin("xep_0027", {"gpg_home": d}); self.register_plugin("xep_0030"); self.register_plugin("xep_0199")
        self.add_event_handler("message", self.message); self.add_event_handler("encrypted_message", self.encrypted)
    def message(self, msg):
        if msg["body"] == "hello": msg.reply(msg["body"].upper()).send()
    def encrypted(self, msg):
        got.append(msg["encrypted"])
async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    bot = Bot(server.sockets[0].getsockname()[1])
    bot.connect()
    for _ in range(300):
        await asyncio.sleep(0.1)
        if got and b"HELLO" in b"".join(seen): break
    await bot.disconnect()
    server.close()
asyncio.run(asyncio.wait_for(main(), 60))
assert [text if isinstance(text, str) else text.decode() for text in got] == ["six sides"], (got, seen)
assert re.search(rb"<message [^>]*to=.ada@example.org/x.", b"".join(seen)), seen
