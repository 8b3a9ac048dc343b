"""Radicale: a server of calendars and address books (CalDAV, CardDAV), here with TLS and users.

round: 6
native: no
extra: trustme
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, os, socket, ssl, subprocess, sys, tempfile, time, urllib.error, urllib.request
import trustme
d = tempfile.mkdtemp()
ca = trustme.CA(); cert = ca.issue_cert("localhost")
ca.cert_pem.write_to_path(d + "/ca.pem"); cert.private_key_pem.write_to_path(d + "/key.pem"); cert.cert_chain_pems[0].write_to_path(d + "/cert.pem")
with socket.socket() as s: s.bind(("127.0.0.1", 0)); port = s.getsockname()[1]
open(d + "/users", "w").write("snow:flake\nice:cube\n")
open(d + "/config", "w").write(f"[server]\nhosts = 127.0.0.1:{port}\nssl = True\ncertificate = {d}/cert.pem\nkey = {d}/key.pem\n[auth]\ntype = htpasswd\nhtpasswd_filename = {d}/users\nhtpasswd_encryption = plain\ndelay = 0\n"
    f"[storage]\nfilesystem_folder = {d}/collections\n[rights]\ntype = owner_only\n[web]\ntype = internal\n")
log = open(d + "/log", "w+")
p = subprocess.Popen([os.path.join(sys.prefix, "bin", "radicale"), "--config", d + "/config"], cwd=d, env={**os.environ, "HOME": d}, stdout=log, stderr=log)
context = ssl.create_default_context(cafile=d + "/ca.pem")
def ask(method, path, body=None, kind="text/xml", user="snow:flake", **headers):
    request = urllib.request.Request(f"https://localhost:{port}{path}", None if body is None else body.encode(), {"Content-Type": kind, **({"Authorization": "Basic " + base64.b64encode(user.encode()).decode()} if user else {}), **headers}, method=method)
    try:
        with urllib.request.urlopen(request, context=context, timeout=20) as r: return r.status, r.read().decode()
    except urllib.error.HTTPError as e: return e.code, e.read().decode()
try:
    end = time.time() + 20
    while True:
        try: socket.create_connection(("127.0.0.1", port)).close(); break
        except OSError:
            assert time.time() < end and p.poll() is None, open(d + "/log").read()
            time.sleep(0.1)
    talk = lambda: open(d + "/log").read()[-3000:]
    assert ask("PROPFIND", "/snow/", user=None)[0] == 401 and ask("PROPFIND", "/snow/", user="snow:wrong")[0] == 401, talk()
    made = ask("MKCOL", "/snow/cal/", '<?xml version="1.0"?><mkcol xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><set><prop><resourcetype><collection/><C:calendar/></resourcetype><displayname>Winter ❄</displayname></prop></set></mkcol>')
    assert made[0] == 201, (made, talk())
    event = lambda uid, day, rule="": f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//snow//EN\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nDTSTAMP:20250101T000000Z\r\nDTSTART:{day}T100000Z\r\nDTEND:{day}T110000Z\r\n{rule}SUMMARY:Snow {uid} é\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    for uid, day, rule in (("one", "20250110", ""), ("two", "20250301", ""), ("weekly", "20241201", "RRULE:FREQ=WEEKLY;COUNT=20\r\n")):
        put = ask("PUT", f"/snow/cal/{uid}.ics", event(uid, day, rule), "text/calendar"); assert put[0] == 201, (put, talk())
    found = ask("REPORT", "/snow/cal/", '<?xml version="1.0"?><C:calendar-query xmlns="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><prop><getetag/><C:calendar-data/></prop><C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT">'
                '<C:time-range start="20250105T000000Z" end="20250115T000000Z"/></C:comp-filter></C:comp-filter></C:filter></C:calendar-query>', Depth="1")
    assert found[0] == 207 and "Snow one é" in found[1] and "weekly.ics" in found[1] and "two.ics" not in found[1], (found, talk())
    props = ask("PROPFIND", "/snow/", '<?xml version="1.0"?><propfind xmlns="DAV:"><prop><displayname/></prop></propfind>', Depth="1")
    assert props[0] == 207 and "Winter ❄" in props[1], props
    assert ask("PUT", "/snow/book/", "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:c1\r\nFN:Flake\r\nN:Flake;;;;\r\nEND:VCARD\r\n", "text/vcard")[0] == 201, talk()
    assert "FN:Flake" in ask("GET", "/snow/book/")[1]
    assert ask("PROPFIND", "/snow/cal/", user="ice:cube")[0] in (403, 404) and ask("PUT", "/snow/cal/bad.ics", "no calendar", "text/calendar")[0] == 400
    assert ask("DELETE", "/snow/cal/two.ics")[0] == 200 and ask("GET", "/snow/cal/two.ics")[0] == 404
    assert ask("GET", "/.web/")[0] == 200
finally: p.terminate(); p.wait(20)
