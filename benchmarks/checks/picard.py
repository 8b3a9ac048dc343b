"""picard: MusicBrainz's tagger of music, with Qt's window: fingerprints by fpcalc, tags, names by a script.

round: 9
native: yes
display: yes
apt: libchromaprint-tools libdbus-1-3 libdiscid0 libegl1 libfontconfig1 libgl1 libglib2.0-0t64 libpulse-mainloop-glib0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0 libxkbcommon-x11-0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, math, struct, time, wave
os.environ.update(HOME=os.getcwd(), XDG_CONFIG_HOME=os.getcwd() + "/config", XDG_CACHE_HOME=os.getcwd() + "/cache", XDG_DATA_HOME=os.getcwd() + "/data", QT_QPA_PLATFORM="xcb")
def song(name, tune, seconds=20):
    with wave.open(name, "wb") as file:
        file.setparams((1, 2, 11025, 0, "NONE", "")); file.writeframes(b"".join(struct.pack("<h", int(9000 * math.sin(t * tune[t // 3000 % len(tune)] / 1754.7))) for t in range(11025 * seconds)))
os.mkdir("music"); song("music/one.wav", (440, 494, 523, 587, 659)); song("music/two.wav", (880, 330, 700, 220))
import mutagen
from picard import tagger as program
from picard.config import get_config
from picard.script import ScriptParser
from picard.util.astrcmp import astrcmp, astrcmp_implementation
sys.argv = ["picard", "--stand-alone-instance", "--no-plugins", "--no-player", "--config-file", os.getcwd() + "/picard.ini"]
program.setup_application()
app = program.Tagger(program.process_cmdline_args(), None, False)
def until(done, what, seconds=60):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, what
        app.processEvents(); time.sleep(0.02)
config = get_config(); config.setting["browser_integration"] = config.setting["show_new_user_dialog"] = False; config.persist["setup_wizard_completed"] = config.persist["tutorial_disabled"] = True      # no dialogs
app.window.show(); until(lambda: app.window.isVisible() and app.window.windowHandle().isExposed(), "the window")
image = app.window.grab().toImage(); assert app.platformName() == "xcb" and image.width() > 300 and len({image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}) > 5
# Files are read, and clustered
app.add_paths([os.getcwd() + "/music"]); until(lambda: len(app.files) == 2 and all(f.state.name == "NORMAL" for f in app.files.values()), "files")
one, two = (app.files[os.path.join(os.getcwd(), "music", name)] for name in ("one.wav", "two.wav")); assert one.metadata.length == 20000 and one.orig_metadata["~format"] == "Microsoft WAVE", (one.metadata.length, one.orig_metadata)
# fpcalc hears them
app.generate_fingerprints([one, two]); until(lambda: one.acoustid_fingerprint and two.acoustid_fingerprint, "fingerprints")
assert one.acoustid_fingerprint != two.acoustid_fingerprint and one.acoustid_length == 20 and len(base64.urlsafe_b64decode(one.acoustid_fingerprint + "==")) > 40
# Tags are saved, and the file is named by a script
one.metadata["title"], one.metadata["artist"], one.metadata["album"], one.metadata["tracknumber"] = "Snöw", "Nobody", "Winter", "6"; one.update()
config.setting["rename_files"], config.setting["file_renaming_scripts"], config.setting["active_file_naming_script_id"] = True, {"own": {"id": "own", "title": "own", "script": "$upper(%artist%)-$num(%tracknumber%,3) %title%"}}, "own"
for key in ("windows_compatibility", "replace_spaces_with_underscores", "move_files"): config.setting[key] = False
app.save([one]); until(lambda: one.state.name == "NORMAL" and one.is_saved(), "saved")
assert os.path.basename(one.filename) == "NOBODY-006 Snöw.wav" and sorted(os.listdir("music")) == ["NOBODY-006 Snöw.wav", "two.wav"], one.filename
tags = mutagen.File(one.filename).tags; assert tags["TIT2"].text == ["Snöw"] and tags["TALB"].text == ["Winter"] and str(tags["TRCK"]) == "6", tags
assert ScriptParser().eval("$if($eq(%album%,Winter),cold,warm) $num(%tracknumber%,3)", one.metadata) == "cold 006"
assert astrcmp_implementation == "C" and astrcmp("snowfall", "snowball") == 0.875
app.exit()
