"""HojiChar: cleans Japanese texts by chains of filters; those that look at words take them from MeCab (fugashi).

round: 7
native: no
extra: hojichar[dedup], fugashi[unidic-lite], emoji
apt: libmecab-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from hojichar import Compose, Document, Filter
from hojichar.filters import deduplication, document_filters
words = deduplication.japanese_word_splitter("\u5317\u306e\u5c71\u306b\u96ea\u304c\u964d\u308b\u3002")
assert "".join(words) == "\u5317\u306e\u5c71\u306b\u96ea\u304c\u964d\u308b\u3002" and "\u96ea" in words and "\u964d\u308b" in words, words
class Strip(Filter):
    def apply(self, document):
        document.text = document.text.strip()
        return document
clean = Compose([document_filters.DocumentNormalizer(), Strip(), document_filters.DiscardTooManyNouns(threshold=0.8)])
assert clean("  \uff33\uff4e\uff4f\uff57 \u306f\u5317\u306e\u5c71\u306b\u964d\u308a\u307e\u3059\u3002 ") == "Snow \u306f\u5317\u306e\u5c71\u306b\u964d\u308a\u307e\u3059\u3002"
assert clean("\u6771\u4eac\u5927\u962a\u540d\u53e4\u5c4b\u4eac\u90fd\u795e\u6238\u798f\u5ca1\u5e83\u5cf6\u4ed9\u53f0\u672d\u5e4c\u5343\u8449") == ""   # nothing but names
assert clean.statistics["total_info"]["discard_num"] == 1, clean.statistics
say = document_filters.WordRepetitionRatioFilter(threshold=0.5, ngram_size=3)
assert say.apply(Document("\u96ea\u304c\u964d\u308b\u3002" * 20)).is_rejected and not say.apply(Document("\u5317\u306e\u5c71\u306b\u96ea\u304c\u964d\u308b\u3002")).is_rejected
once = Compose([deduplication.GenerateDedupLSH(tokenizer=deduplication.japanese_word_splitter, n_grams=3), deduplication.InlineDeduplicator()])
text = "\u5317\u306e\u5c71\u306b\u306f\u3001\u4eca\u5e74\u3082\u6df1\u3044\u96ea\u304c\u7a4d\u3082\u308b\u3002\u6625\u306b\u306a\u308c\u3070\u5ddd\u306e\u6c34\u304c\u5897\u3048\u308b\u3002"
other = "\u4eba\u3005\u306f\u6d77\u8fba\u306e\u753a\u3067\u9b5a\u3092\u98df\u3079\u3001\u5915\u65e5\u3092\u773a\u3081\u306a\u304c\u3089\u8a9e\u308a\u5408\u3046\u3002"
assert once(text) == text and once(text) == "" and once(other) == other
