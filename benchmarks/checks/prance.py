"""prance: reads and resolves OpenAPI descriptions; its encodings are found by ICU.

round: 7
native: no
extra: prance[icu], prance[osv], prance[cli]
apt: libicu-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess, tempfile
import prance
from prance.util import fs
d = tempfile.mkdtemp()
main = """openapi: "3.0.0"
info: {title: Snow, version: "1.0"}
paths:
  /flakes:
    get:
      responses:
        "200":
          description: "\u00e9t\u00e9 \u2014 hiver, for\u00eat, no\u00ebl, fen\u00eatre"
          content:
            application/json:
              schema: {$ref: "parts.yaml#/components/schemas/Flakes"}
"""
parts = """components:
  schemas:
    Flakes: {type: array, items: {$ref: "#/components/schemas/Flake"}}
    Flake: {type: object, properties: {arms: {type: integer}}}
"""
open(d + "/main.yaml", "w", encoding="utf-8").write(main)
open(d + "/parts.yaml", "w", encoding="utf-8").write(parts)
parser = prance.ResolvingParser(d + "/main.yaml", backend="openapi-spec-validator")
answer = parser.specification["paths"]["/flakes"]["get"]["responses"]["200"]
assert answer["content"]["application/json"]["schema"]["items"]["properties"]["arms"]["type"] == "integer", answer
assert "fen\u00eatre" in answer["description"]
open(d + "/u16.txt", "wb").write("Il neige sur les montagnes en \u00e9t\u00e9".encode("utf-16"))
assert fs.detect_encoding(d + "/u16.txt", default_to_utf8=False).lower().replace("_", "-").startswith("utf-16"), fs.detect_encoding(d + "/u16.txt", default_to_utf8=False)
import icu   # what finds it
match = icu.CharsetDetector("La neige tombe sur la for\u00eat, l'\u00e9t\u00e9 est fini, la fen\u00eatre gel\u00e9e".encode("iso-8859-1")).detect()
assert match.getName().startswith(("ISO-8859-1", "windows-1252")), match.getName()
r = subprocess.run([os.path.join(sys.prefix, "bin", "prance"), "validate", "--backend=openapi-spec-validator", d + "/main.yaml"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0, r
open(d + "/bad.yaml", "w").write(main.replace("info:", "inf:").encode("ascii", "replace").decode())
r = subprocess.run([os.path.join(sys.prefix, "bin", "prance"), "validate", "--backend=openapi-spec-validator", d + "/bad.yaml"], capture_output=True, text=True, timeout=60)
assert r.returncode != 0, r
