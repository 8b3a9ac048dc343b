"""libzim: writes and reads ZIM files, the offline copies of websites, with a full-text index by Xapian.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import pathlib, tempfile
from libzim.reader import Archive
from libzim.search import Query, Searcher
from libzim.suggestion import SuggestionSearcher
from libzim.writer import Creator, FileProvider, Hint, Item, StringProvider
d = pathlib.Path(tempfile.mkdtemp())
(d / "flake.bin").write_bytes(bytes(range(256)) * 600)
class Page(Item):
    def __init__(self, path, title, content, mime="text/html"):
        super().__init__(); self.path, self.title, self.content, self.mime = path, title, content, mime
    def get_path(self): return self.path
    def get_title(self): return self.title
    def get_mimetype(self): return self.mime
    def get_contentprovider(self): return StringProvider(self.content) if isinstance(self.content, str) else FileProvider(self.content)
    def get_hints(self): return {Hint.FRONT_ARTICLE: self.mime == "text/html"}
html = "<html><head><title>%s</title></head><body><p>%s</p></body></html>"
with Creator(d / "w.zim").config_indexing(True, "eng").set_mainpath("snow") as creator:
    creator.add_item(Page("snow", "Snow crystal", html % ("Snow crystal", "Crystals of ice fall slowly and have six sides.")))
    creator.add_item(Page("rain", "Rain drop", html % ("Rain drop", "Water falls quickly, and is round.")))
    creator.add_item(Page("bin/flake", "", d / "flake.bin", "application/octet-stream"))
    creator.add_redirection("neige", "Neige", "snow", {Hint.FRONT_ARTICLE: True})
    for name, value in (("Title", "Weather"), ("Language", "eng"), ("Description", "\u2603")): creator.add_metadata(name, value)
archive = Archive(d / "w.zim")
assert archive.check and archive.has_fulltext_index and archive.has_title_index and archive.has_main_entry
assert archive.get_metadata("Title") == b"Weather" and archive.get_metadata("Description").decode() == "\u2603"
entry = archive.get_entry_by_path("neige")
assert entry.is_redirect and entry.get_redirect_entry().path == "snow"
item = archive.get_entry_by_path("snow").get_item()
assert item.mimetype == "text/html" and b"six sides" in bytes(item.content) and archive.main_entry.get_item().path == "snow"
assert bytes(archive.get_entry_by_path("bin/flake").get_item().content) == bytes(range(256)) * 600 and not archive.has_entry_by_path("hail")
search = Searcher(archive).search(Query().set_query("crystal"))   # stems, too: only "Crystals" is in the text
assert search.getEstimatedMatches() == 1 and list(search.getResults(0, 10)) == ["snow"]
assert list(Searcher(archive).search(Query().set_query("falling water")).getResults(0, 10)) == ["rain"]
suggested = SuggestionSearcher(archive).suggest("rai")
assert list(suggested.getResults(0, 10)) == ["rain"], list(suggested.getResults(0, 10))
