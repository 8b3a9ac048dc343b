"""pycups: asks and uses a print server by libcups; here one of its own that answers on the loopback; and reads PPD files.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import http.server, os, struct, tempfile, threading
d = tempfile.mkdtemp(); os.environ["HOME"] = d
import cups
def attribute(tag, name, *values):
    out = b""
    for value in values:
        data = struct.pack(">i", value) if isinstance(value, int) else value.encode()
        out += struct.pack(">BH", tag, len(name)) + name.encode() + struct.pack(">H", len(data)) + data; name = ""
    return out
TEXT, NAME, KEYWORD, URI, INTEGER, ENUM, MIME = 0x41, 0x42, 0x44, 0x45, 0x21, 0x23, 0x49
printers, asked = {"snow": "Under the roof", "ice": "In the cellar"}, []
def printer(name):
    return b"\x04" + attribute(NAME, "printer-name", name) + attribute(TEXT, "printer-location", printers[name]) + attribute(ENUM, "printer-state", 3) \
        + attribute(URI, "printer-uri-supported", f"ipp://127.0.0.1:{port}/printers/{name}") + attribute(ENUM, "printer-type", 4) + attribute(MIME, "document-format-supported", "text/plain", "application/pdf")
class Server(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    def do_POST(self):
        body = b""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16): body += self.rfile.read(size); self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        operation, number = struct.unpack(">HI", body[2:8]); asked.append((operation, body))
        answer = {0x4002: lambda: b"".join(map(printer, printers)), 0x000B: lambda: printer("snow"),
                  0x000A: lambda: b"\x02" + attribute(INTEGER, "job-id", 66) + attribute(NAME, "job-name", "flakes") + attribute(URI, "job-printer-uri", f"ipp://127.0.0.1:{port}/printers/snow"),
                  0x4001: lambda: b"\x04" + attribute(NAME, "printer-name", "ice"), 0x0008: lambda: b""}[operation]()
        data = body[:2] + struct.pack(">HI", 0, number) + b"\x01" + attribute(0x47, "attributes-charset", "utf-8") + attribute(0x48, "attributes-natural-language", "en") + answer + b"\x03"
        self.send_response(200); self.send_header("Content-Type", "application/ipp"); self.send_header("Content-Length", str(len(data))); self.end_headers(); self.wfile.write(data)
    log_message = lambda *a: None
server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Server); port = server.server_address[1]
threading.Thread(target=server.serve_forever, daemon=True).start()
cups.setUser("flake"); cups.setServer("127.0.0.1"); cups.setPort(port); cups.setEncryption(cups.HTTP_ENCRYPT_NEVER)
assert cups.getServer() == "127.0.0.1" and cups.getPort() == port and cups.getUser() == "flake"
connection = cups.Connection()
found = connection.getPrinters()
assert sorted(found) == ["ice", "snow"] and found["snow"]["printer-location"] == "Under the roof" and found["snow"]["printer-state"] == cups.IPP_PRINTER_IDLE, found
assert found["ice"]["printer-uri-supported"].endswith("/printers/ice") and connection.getDefault() == "ice"
assert connection.getPrinterAttributes("snow")["document-format-supported"] == ["text/plain", "application/pdf"]
jobs = connection.getJobs(which_jobs="not-completed")
assert list(jobs) == [66] and jobs[66]["job-name"] == "flakes", jobs
connection.cancelJob(66)
assert asked[-1][0] == cups.IPP_OP_CANCEL_JOB and b"flake" in asked[-1][1]
open(d + "/a.ppd", "w").write("""*PPD-Adobe: "4.3"
*FormatVersion: "4.3"
*FileVersion: "1.0"
*LanguageVersion: English
*LanguageEncoding: ISOLatin1
*PCFileName: "SNOW.PPD"
*Manufacturer: "Snow"
*Product: "(Flake 6)"
*ModelName: "Flake 6"
*ShortNickName: "Flake 6"
*NickName: "Snow Flake 6"
*PSVersion: "(3010.000) 0"
*OpenUI *PageSize/Media Size: PickOne
*OrderDependency: 10 AnySetup *PageSize
*DefaultPageSize: A4
*PageSize A4/A4 paper: "<</PageSize[595 842]>>setpagedevice"
*PageSize Letter/US Letter: "<</PageSize[612 792]>>setpagedevice"
*CloseUI: *PageSize
*OpenUI *PageRegion: PickOne
*OrderDependency: 10 AnySetup *PageRegion
*DefaultPageRegion: A4
*PageRegion A4/A4 paper: "<</PageSize[595 842]>>setpagedevice"
*PageRegion Letter/US Letter: "<</PageSize[612 792]>>setpagedevice"
*CloseUI: *PageRegion
*DefaultImageableArea: A4
*ImageableArea A4/A4 paper: "9 9 586 833"
*ImageableArea Letter/US Letter: "9 9 603 783"
*DefaultPaperDimension: A4
*PaperDimension A4/A4 paper: "595 842"
*PaperDimension Letter/US Letter: "612 792"
*OpenUI *Duplex/Both Sides: PickOne
*OrderDependency: 20 AnySetup *Duplex
*DefaultDuplex: None
*Duplex None/Off: "<</Duplex false>>setpagedevice"
*Duplex DuplexNoTumble/Long Edge: "<</Duplex true>>setpagedevice"
*CloseUI: *Duplex
*UIConstraints: *PageSize Letter *Duplex DuplexNoTumble
""")
ppd = cups.PPD(d + "/a.ppd"); ppd.markDefaults()
assert ppd.findAttr("NickName").value == "Snow Flake 6" and ppd.findOption("PageSize").defchoice == "A4"
assert [choice["text"] for choice in ppd.findOption("Duplex").choices] == ["Off", "Long Edge"]
assert ppd.markOption("Duplex", "DuplexNoTumble") == 0 and ppd.conflicts() == 0 and ppd.markOption("PageSize", "Letter") > 0
