"""edx-i18n-tools: extracts, merges, compiles and validates the translations of Django projects, with gettext's programs.

round: 7
native: yes
apt: gettext
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import gettext, os, subprocess, sys, tempfile
d = tempfile.mkdtemp()
def put(name, text):
    os.makedirs(os.path.dirname(os.path.join(d, name)), exist_ok=True)
    open(os.path.join(d, name), "w", encoding="utf-8").write(text)
def tool(*words):
    env = {k: v for k, v in os.environ.items() if k not in ("LANGUAGE", "LC_ALL")}
    r = subprocess.run([os.path.join(sys.prefix, "bin", "i18n_tool"), *words], cwd=d, env={**env, "LC_ALL": "C.UTF-8"}, capture_output=True, text=True, timeout=100)
    assert r.returncode == 0, (words, r.stdout, r.stderr)
put("locale/config.yaml", "locales:\n  - en\n  - fr\ndummy_locales:\n  - eo\ngenerate_merge:\n  django.po:\n    - django-partial.po\n    - own.po\n")
put("locale/en/LC_MESSAGES/keep", "")
put("snow/views.py", "from django.utils.translation import gettext as _, ngettext\nTITLE = _('Fresh snow')\ndef say(n):\n    return ngettext('%(n)s flake', '%(n)s flakes', n) % {'n': n}\n")
put("snow/templates/page.html", "{% load i18n %}<p>{% translate 'Cold <b>wind</b>' %}</p>\n")
put("snow/static/app.js", "var words = gettext('Melts in spring');\n")
tool("extract", "--no-segment", "--merge-po-files")
english = open(d + "/locale/en/LC_MESSAGES/django.po", encoding="utf-8").read()
for words in ("Fresh snow", "%(n)s flakes", "Cold <b>wind</b>", "Melts in spring"):   # from Python, plural, a template, JavaScript
    assert words in english, (words, english)
assert "edX translation file" in english and "python-format" in english, english
HEAD = 'msgid ""\nmsgstr ""\n"Project-Id-Version: 1\\n"\n"Language: fr\\n"\n"Last-Translator: A <a@example.org>\\n"\n"Language-Team: A <a@example.org>\\n"\n"PO-Revision-Date: 2023-06-13 09:00+0000\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=UTF-8\\n"\n"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: nplurals=2; plural=(n > 1);\\n"\n\n'
put("locale/fr/LC_MESSAGES/django-partial.po", HEAD + 'msgid "Fresh snow"\nmsgstr "Neige fraîche"\n\n#, python-format\nmsgid "%(n)s flake"\nmsgid_plural "%(n)s flakes"\nmsgstr[0] "%(n)s flocon"\nmsgstr[1] "%(n)s flocons"\n')
put("locale/fr/LC_MESSAGES/own.po", HEAD + 'msgid "Ice"\nmsgstr "Glace"\n')
tool("generate", "-v")
merged = open(d + "/locale/fr/LC_MESSAGES/django.po", encoding="utf-8").read()
assert "Neige fraîche" in merged and "Glace" in merged, merged
french = gettext.GNUTranslations(open(d + "/locale/fr/LC_MESSAGES/django.mo", "rb"))
assert french.gettext("Fresh snow") == "Neige fraîche" and french.gettext("Ice") == "Glace" and french.ngettext("%(n)s flake", "%(n)s flakes", 5) == "%(n)s flocons"
tool("dummy")
dummy = open(d + "/locale/eo/LC_MESSAGES/django.po", encoding="utf-8").read()
assert "Fresh snow" in dummy and "Ⱡ" in dummy, dummy
put("locale/fr/LC_MESSAGES/own.po", HEAD + '#, python-format\nmsgid "%(n)s drifts"\nmsgstr "%(m)s congeres"\n')
r = subprocess.run([os.path.join(sys.prefix, "bin", "i18n_tool"), "validate"], cwd=d, capture_output=True, text=True, timeout=100)
assert "own.po" in r.stdout + r.stderr and "msgfmt" in r.stdout + r.stderr, r   # its own words about the wrong name in a format
