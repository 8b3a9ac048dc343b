"""aeidon: reads, writes and changes subtitles (Gaupol's part without windows); it finds texts' encoding.

round: 6
native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ.update(HOME=d, XDG_CONFIG_HOME=d + "/c", XDG_DATA_HOME=d + "/s"); os.chdir(d)
import aeidon
open("a.srt", "w", encoding="utf-8").write("1\n00:00:01,000 --> 00:00:03,500\n<i>Snow</i> falls\n\n2\n00:00:04,000 --> 00:00:06,000\n- Why?\n- It is cold.\n\n3\n00:00:07,250 --> 00:00:09,000\nÉté\n\n")
p = aeidon.Project()
p.open_main("a.srt", "utf_8")
assert len(p.subtitles) == 3 and p.subtitles[1].main_text == "- Why?\n- It is cold." and p.subtitles[0].duration_seconds == 2.5, [s.main_text for s in p.subtitles]
p.set_framerate(aeidon.framerates.FPS_25_000)
p.shift_positions(None, aeidon.as_seconds(2)); assert p.subtitles[0].start == "00:00:03.000"
p.undo(); assert p.subtitles[0].start == "00:00:01.000"
p.redo()
p.set_search_string("cold"); p.set_search_replacement("white"); assert p.replace_all() == 1
for kind, name, has in ((aeidon.formats.MICRODVD, "a.sub", "{75}{13"), (aeidon.formats.WEBVTT, "a.vtt", "WEBVTT"), (aeidon.formats.ASS, "a.ass", "Dialogue: "), (aeidon.formats.TMPLAYER, "a.txt", "00:00:03")):
    p.save_main(aeidon.files.new(kind, os.path.join(d, name), "utf_8"))
    text = open(name, encoding="utf-8").read(); assert has in text and "white" in text and "Été" in text, (name, text)
    again = aeidon.Project(); again.set_framerate(aeidon.framerates.FPS_25_000); again.open_main(os.path.join(d, name), "utf_8")
    assert len(again.subtitles) == 3 and abs(again.subtitles[2].start_seconds - 9.25) < 0.5, (name, [s.start for s in again.subtitles])
open("latin.srt", "wb").write(("1\n00:00:01,000 --> 00:00:03,500\n" + "Où est la neige d'été, là-bas, près du château où le garçon a mangé la crêpe?\n" * 6 + "\n").encode("cp1252"))
found = aeidon.encodings.detect("latin.srt")
assert found and "é" in open("latin.srt", encoding=found).read() and "château" in open("latin.srt", encoding=found).read(), found
assert aeidon.languages.code_to_name("fr") == "French" and aeidon.countries.code_to_name("CH") == "Switzerland"
