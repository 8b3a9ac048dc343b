"""selectolax: parses HTML and finds in it by CSS selectors, with the engine Lexbor.

round: 9
native: yes
apt: ca-certificates
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from selectolax.lexbor import LexborHTMLParser
tree = LexborHTMLParser("""<html lang=de><head><title>Snow &amp; ice</title><meta charset=utf-8></head><body>
<h1 id="title" data-updated="20201101">Hi there</h1>
<div class="post">Lorem Ipsum is <b>simply</b> dummy text. </div><div class="post old">Schneeflöckchen &#x2744;</div>
<table><tr><td>1<td>2</table><p>one<p>two<script>alert(1)</script></body>""")
assert tree.css_first("h1#title").text() == "Hi there" and tree.css_first("h1#title").attributes == {"id": "title", "data-updated": "20201101"}
assert [node.text() for node in tree.css(".post")] == ["Lorem Ipsum is simply dummy text. ", "Schneeflöckchen ❄"], [node.text() for node in tree.css(".post")]
assert tree.css_first("title").text() == "Snow & ice" and tree.css_first(".nothing") is None and tree.css_first("html").attributes["lang"] == "de"
assert [node.text() for node in tree.css("table > tbody > tr > td")] == ["1", "2"] and [node.text() for node in tree.css("p:has(script), p:nth-of-type(1)")] == ["one", "twoalert(1)"]   # as HTML says
html = "<div><p id=p1><p id=p2><p id=p3><a>link</a><p id=p4><p id=p5>text<p id=p6></div>"
assert [(n.attributes["id"], n.tag, n.parent.tag, n.html) for n in LexborHTMLParser(html).css("div > :nth-child(2n+1):not(:has(a))")] == [("p1", "p", "div", '<p id="p1"></p>'), ("p5", "p", "div", '<p id="p5">text</p>')]
assert [n.attributes["id"] for n in LexborHTMLParser("<p id=a>hello<p id=main>lexbor is AwesOme").css('p:lexbor-contains("awesome" i)')] == ["main"]
tree.strip_tags(["script"]); tree.unwrap_tags(["b"]); tree.css_first("h1").attrs["class"] = "big"; tree.css_first(".old").decompose()
assert tree.css_first("div.post").html == '<div class="post">Lorem Ipsum is simply dummy text. </div>' and "alert" not in tree.html and "Schnee" not in tree.html
assert 'class="big"' in tree.css_first("h1").html and tree.css_first("h1").next.next.tag == "div" and tree.body.tag == "body"
assert [n.text() for n in LexborHTMLParser("<li>1</li><li>2</li>").css("body > li")] == ["1", "2"]
many = LexborHTMLParser("<ul>" + "<li class=x>snow</li>" * 20000 + "</ul>"); assert len(many.css("ul li.x")) == 20000
try: tree.css("div[[")
except Exception as error: assert "selector" in str(error).lower(), error
else: raise AssertionError("took a wrong selector")
