"""gbulb: runs asyncio in the event loop of GLib, so that both kinds of programs go together.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import asyncio, os, signal, sys, tempfile, threading
import gbulb
from gi.repository import Gio, GLib, GObject
gbulb.install()
class Flake(GObject.Object):
    __gsignals__ = {"fell": (GObject.SignalFlags.RUN_FIRST, None, (int,))}
d = tempfile.mkdtemp()
async def main():
    loop = asyncio.get_running_loop()
    assert isinstance(loop, gbulb.GLibEventLoop), loop
    # Sources of GLib run while coroutines wait, and the other way.
    ticks = []; GLib.timeout_add(10, lambda: ticks.append(1) or len(ticks) < 5)
    await asyncio.sleep(0.5); assert len(ticks) == 5, ticks
    flake = Flake(); GLib.idle_add(lambda: flake.emit("fell", 42) and False)
    assert (await asyncio.wait_for(gbulb.wait_signal(flake, "fell"), 10))[1:] == (42,)
    done = loop.create_future(); file = Gio.File.new_for_path(d + "/snow")
    file.replace_contents_async(b"deep", None, False, Gio.FileCreateFlags.NONE, None, lambda f, result: done.set_result(f.replace_contents_finish(result)[0]))
    assert await asyncio.wait_for(done, 10) and open(d + "/snow").read() == "deep"
    # Streams, children, threads, signals
    async def serve(reader, writer): writer.write((await reader.readline()).upper()); await writer.drain(); writer.close()
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    writer.write(b"snow falls\n"); assert await asyncio.wait_for(reader.read(), 10) == b"SNOW FALLS\n"
    writer.close(); server.close()
    child = await asyncio.create_subprocess_exec(sys.executable, "-c", "import sys; print(sys.stdin.read()[::-1]); sys.exit(3)", stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    out, _ = await asyncio.wait_for(child.communicate(b"wons"), 20); assert out.strip() == b"snow" and child.returncode == 3, (out, child.returncode)
    assert await loop.run_in_executor(None, threading.current_thread) is not threading.current_thread()
    got = loop.create_future(); loop.add_signal_handler(signal.SIGUSR1, got.set_result, "usr1"); os.kill(os.getpid(), signal.SIGUSR1)
    assert await asyncio.wait_for(got, 10) == "usr1"; loop.remove_signal_handler(signal.SIGUSR1)
    try: await asyncio.wait_for(asyncio.sleep(10), 0.1)
    except asyncio.TimeoutError: pass
    else: raise AssertionError("no timeout")
    return "melted"
loop = asyncio.new_event_loop(); asyncio.set_event_loop(loop)
assert loop.run_until_complete(asyncio.wait_for(main(), 50)) == "melted"
# An application of GIO in that loop
seen = []
app = Gio.Application(application_id="org.example.snow", flags=Gio.ApplicationFlags.NON_UNIQUE)
async def later(): seen.append("task"); await asyncio.sleep(0.05); app.release()
app.connect("activate", lambda a: (seen.append("active"), a.hold(), loop.create_task(later())))
loop.run_forever(application=app)
assert seen == ["active", "task"], seen
loop.close()
