"""mail-parser: tells what is in a mail; those of Outlook are turned into others by msgconvert first.

round: 7
native: no
apt: libemail-outlook-message-perl
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, os, subprocess, sys, tempfile, zlib
import mailparser
d = tempfile.mkdtemp()
# A mail of Outlook, with an attachment
MSG = zlib.decompress(base64.b64decode("""
eNrtWd1OE0EUPtvSLRQogvyDtNELjSHYUrDBECJiTbhAjXrhHanthpJgtykr6uP4CD6JPoK+gS8g9ZthuuzWtHum7aogZ3N2Ors7+835n51+/TL+7dPn+e/UQlsUpdPGEJmea4ZiSdeIhlT/tNFoNC
83ruhC0U9wBHaLggfAMbCweRw8qGwreBi/R8Cj6toVXQ56QTYOh9JUoCraOn0kHZqmmNF81zBzTIKUc4H2cVSpSG/JokMqo3eCX3U6Rs/GnSytUKbDu+6Q4eJHSZ8E/jG9ozc4O3Sg8PbB4lgFZ2Xb
ju5SxPDqk4PpzZed8XMs/IiK3f7jr/1V+bO0rdonHfENlbO4+Kp8BeLnKM/C15VfzHeRgb8m/S8YX+TsIQ35I0z570v791/+6Hn4B+Cvs/AHVU7h4otYSQfi77D9T1f+GEv/Ar/Awhe1ekxDfpOl/x
2JG4b8cZb+Cyr/BOOLdUlSQ34h+0QAflZlwDDkF7G6ycDPMf1frMnGNeQXsbLkwa+h3to4i7rroO5amAu3Dme6kF+sE3548OtAKgGn1gZ1n255rHF2NOkB6r+IpRnwZB/rf05pPgz7jzH8L+euP4Lx
JzzfXdzaN8jCz7Hwr8t1IN//xhnxn6MNoBZC0f9EC36v/j+lqX+hr9ce/CJQHZxLVNGOgE3P+nfhgvj/FMv/8wo/eP05i3Zew/+mFQfjh7P+mWHLz1t/zqG9oSH/LBs/nPiba1n/9Bp/i5rxJ3ylQv
0jXfn7Tb3gN/d3ONzc/0m2GTfZ4X0LV/tG/yTt0nPaQ2w9lbtAlrbvvZRVq4qRFmrq49tp9CzkE+67tjFW7P+I/adDRLs+/h69ggzdUlHhP8R8P8h9qBod4fcK9FFHPrzs838m1x425v9I5tsDTfxd
uXd4jDnY9B5tGlqo4uxIP0jL63XZW0HuSLj6Gj3bBcT6Jdt27lsa8zBauEkpZHvTU+9SqGum5/snhVJkyv873OdH/M8vyX7C7adk/6bbH0ianm+PFPToH2+R//ky+d+3LvHT7t7I6Jrp7lKIfly+fy
4k+/Xqf7bC/92GIic4oY8/t7OR8dshkvHrOZrx2+F0w9uP0pS0q6EpfxmzrCn/LsH/TzTH146KJWu5bNWcSqJq153KcnY1k/hz+L2Od6TdHLrX1Wiv/eJ5v/2SeX8cDbTc99s7Yhjy/rRrz1i+G3v+
b/QLldK82g=="""))
open(d + "/t.msg", "wb").write(MSG)
mail = mailparser.parse_from_file_msg(d + "/t.msg")
assert mail.subject == "Schnee \u2744 heute" and mail.from_ == [("Anna Eis", "anna@example.org")], (mail.subject, mail.from_)
assert mail.to == [("Otto Berg", "otto@example.net")] and "It snows in the north." in mail.body, (mail.to, mail.body)
assert [a["filename"] for a in mail.attachments] == ["depth.csv"], mail.attachments
assert base64.b64decode(mail.attachments[0]["payload"]) == b"place,depth\nnorth,120\n" or mail.attachments[0]["payload"] == "place,depth\nnorth,120\n", mail.attachments
usual = mailparser.parse_from_string("Received: from a.example (a.example [192.0.2.7]) by b.example with ESMTP id 1; Tue, 1 Dec 2026 01:02:03 +0000\r\nFrom: Anna <anna@example.org>\r\n"
    "To: otto@example.net\r\nSubject: =?utf-8?q?Eis_=C3=BCber?=\r\nDate: Tue, 1 Dec 2026 01:02:03 +0000\r\n\r\nice\r\n")
assert usual.subject == "Eis \u00fcber" and usual.date.isoformat().startswith("2026-12-01T01:02:03") and usual.received[0]["by"].startswith("b.example"), usual.received
r = subprocess.run([os.path.join(sys.prefix, "bin", "mail-parser"), "-f", d + "/t.msg", "-o", "-u"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "Schnee \u2744 heute" in r.stdout, r
