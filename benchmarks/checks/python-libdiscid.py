"""python-libdiscid: MusicBrainz's and FreeDB's identifiers of a compact disc, by libdiscid.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import libdiscid
from libdiscid.compat import discid
sectors, offsets = 206535, [150, 18901, 39738, 59557, 79152, 100126, 124833, 147278, 166336, 182560]
disc = libdiscid.put(1, 10, sectors, offsets)
assert disc.id == "Wn8eRBtfLDfM0qjYPdxrz.Zjs_U-" and disc.freedb_id == "830abf0a", (disc.id, disc.freedb_id)   # as libdiscid's tests have it
assert (disc.first_track, disc.last_track, disc.sectors) == (1, 10, sectors) and list(disc.track_offsets) == offsets
assert disc.track_lengths[0] == 18901 - 150 and sum(disc.track_lengths) == sectors - 150
assert disc.id in disc.submission_url and disc.toc == " ".join(map(str, [1, 10, sectors, *offsets]))
again = discid.put(1, 10, sectors, offsets)
assert again.id == disc.id and [track.offset for track in again.tracks] == offsets
assert "read" in libdiscid.FEATURES and libdiscid.__discid_version__.startswith("libdiscid")
try: libdiscid.put(13, 1, 200, [1])
except libdiscid.DiscError: pass
else: raise AssertionError("a disc that ends before it starts")
