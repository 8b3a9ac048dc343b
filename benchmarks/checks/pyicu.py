"""PyICU: ICU from Python: sorting, calendars, transliteration, the borders of words.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import icu
german, swedish = (icu.Collator.createInstance(icu.Locale(name)) for name in ("de_DE", "sv_SE"))
words = ["zug", "äpfel", "apfel", "ofen"]
assert sorted(words, key=german.getSortKey) == ["apfel", "äpfel", "ofen", "zug"]
assert sorted(words, key=swedish.getSortKey) == ["apfel", "ofen", "zug", "äpfel"]
assert icu.Transliterator.createInstance("Any-Latin; Latin-ASCII").transliterate("Снег и лёд") == "Sneg i led"
form = icu.SimpleDateFormat("EEEE, d. MMMM y", icu.Locale("de_DE")); form.setTimeZone(icu.TimeZone.createTimeZone("Europe/Berlin"))
assert form.format(1704067200.0) == "Montag, 1. Januar 2024", form.format(1704067200.0)
text = "Schnee fällt. 雪が降る"
breaks = icu.BreakIterator.createWordInstance(icu.Locale("ja")); breaks.setText(text)
ends = list(breaks)
assert {"Schnee", "雪"} <= {text[a:b] for a, b in zip([0, *ends], ends)}
assert icu.UnicodeString("STRASSE").toLower() == icu.UnicodeString("strasse") and str(icu.UnicodeString("straße").toUpper()) == "STRASSE"
assert icu.NumberFormat.createInstance(icu.Locale("de_DE")).format(1234567.5) == "1.234.567,5"
