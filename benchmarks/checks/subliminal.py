"""subliminal: finds subtitles for films; here it learns what film that is, from its name and by MediaInfo and MKVToolNix from its content. The film is written here.

round: 10
native: no
apt: mediainfo mkvtoolnix
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, os, struct, subprocess, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = os.environ["XDG_CACHE_HOME"] = d
from babelfish import Language
from subliminal import Episode, Movie, Subtitle, region, save_subtitles, scan_video, scan_videos
from subliminal.core import refine, search_external_subtitles
from subliminal.refiners.metadata import loaded_providers
region.configure("dogpile.cache.memory")
def element(name, content):
    if isinstance(content, int): content = content.to_bytes(max(1, (content.bit_length() + 7) // 8), "big")
    if isinstance(content, float): content = struct.pack(">d", content)
    if isinstance(content, str): content = content.encode()
    return bytes.fromhex(name) + (len(content) | 1 << 56).to_bytes(8, "big") + content
def track(number, kind, codec, *more): return element("AE", element("D7", number) + element("73C5", number) + element("83", kind) + element("9C", 0) + element("86", codec) + b"".join(more))
mkv = element("1A45DFA3", element("4286", 1) + element("42F7", 1) + element("42F2", 4) + element("42F3", 8) + element("4282", "matroska") + element("4287", 4) + element("4285", 2))
frames = element("1F43B675", element("E7", 0) + b"".join(element("A3", bytes([0x81]) + struct.pack(">hB", n * 40, 0x80) + b"\xff\xd8\xff\xd9") for n in range(25)) + element("A0", element("A1", b"\x83\x00\x00\x00Snow") + element("9B", 900)))
tracks = track(1, 1, "V_MPEG4/ISO/AVC", element("23E383", 40_000_000), element("E0", element("B0", 1280) + element("BA", 720))), track(2, 2, "A_AC3", element("22B59C", "ger"), element("E1", element("B5", 48000.0) + element("9F", 6))), track(3, 17, "S_TEXT/UTF8", element("22B59C", "fre"), element("536E", "Neige")), track(4, 17, "S_TEXT/UTF8", element("22B59C", "ger"))
mkv += element("18538067", element("1549A966", element("2AD7B1", 1_000_000) + element("4489", 1000.0) + element("4D80", "snow") + element("5741", "snow")) + element("1654AE6B", b"".join(tracks)) + frames)
name = d + "/The.Snow.Queen.2012.1080p.BluRay.DTS.x264-SNOW.mkv"
with open(name, "wb") as file: file.write(mkv)
assert {k for k, there in loaded_providers().items() if there} >= {"mediainfo", "mkvmerge"}, loaded_providers()
for provider in ("mediainfo", "mkvmerge"):
    video = scan_video(name)
    assert isinstance(video, Movie) and (video.title, video.year, video.resolution, video.source, video.release_group) == ("The Snow Queen", 2012, "1080p", "Blu-ray", "SNOW"), vars(video)
    refine(video, refiners=["metadata"], metadata_provider=provider)
    assert video.resolution == "720p" and video.video_codec == "H.264" and video.audio_codec == {"mediainfo": "AC-3", "mkvmerge": "DTS"}[provider], (provider, vars(video))
    assert abs(video.duration - 1) < 0.1, (provider, video.duration)
    assert {str(s.language) for s in video.subtitles} == {"fr", "de"}, (provider, video.subtitles)
subtitle = Subtitle(Language("ita"), "1"); subtitle.content = "1\n00:00:00,100 --> 00:00:00,800\nPiù neve\n".encode("utf-8"); assert subtitle.is_valid() and "neve" in subtitle.text
save_subtitles(video, [subtitle]); assert "Più neve" in open(name[:-4] + ".it.srt", encoding="utf-8").read()
assert {str(s.language) for s in search_external_subtitles(name).values()} == {"it"} if isinstance(search_external_subtitles(name), dict) else search_external_subtitles(name)
with open(d + "/Snow.S02E03.Ice.HDTV.mkv", "wb") as file: file.write(mkv)
videos = scan_videos(d); series = [v for v in videos if isinstance(v, Episode)]; assert len(videos) == 2 and [(v.series, v.season, v.episode, v.title) for v in series] == [("Snow", 2, 3, "Ice")], videos
r = subprocess.run(["subliminal", "--version"], capture_output=True, text=True, timeout=60); assert r.returncode == 0 and "subliminal" in r.stdout, r
