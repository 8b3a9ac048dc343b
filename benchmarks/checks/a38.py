"""a38: reads and writes Italy's electronic invoices; openssl proves the signature of those that are signed.

round: 5
native: yes
extra: cryptography
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, json, os, subprocess, sys, tempfile
from pathlib import Path
import a38.fattura as a38
from a38 import trustedlist
from a38.crypto import P7M, InvalidSignatureError
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import pkcs7
d = tempfile.mkdtemp(); os.mkdir(d + "/ca")
cedente = a38.CedentePrestatore(
    a38.DatiAnagraficiCedentePrestatore(a38.IdFiscaleIVA("IT", "01234567890"), codice_fiscale="NTNBLN22C23A123U", anagrafica=a38.Anagrafica(denominazione="Neve"), regime_fiscale="RF01"),
    a38.Sede(indirizzo="via Fiocco", numero_civico="1", cap="50100", comune="Firenze", provincia="FI", nazione="IT"))
cessionario = a38.CessionarioCommittente(
    a38.DatiAnagraficiCessionarioCommittente(a38.IdFiscaleIVA("IT", "76543210987"), anagrafica=a38.Anagrafica(denominazione="Ghiaccio")),
    a38.Sede(indirizzo="via Gelo", numero_civico="2", cap="50100", comune="Firenze", provincia="FI", nazione="IT"))
invoice = a38.FatturaPrivati12()
invoice.fattura_elettronica_header.dati_trasmissione.update(a38.IdTrasmittente("IT", "10293847561"), codice_destinatario="FUFUFUF", progressivo_invio="1")
invoice.fattura_elettronica_header.cedente_prestatore = cedente
invoice.fattura_elettronica_header.cessionario_committente = cessionario
body = invoice.fattura_elettronica_body[0]
body.dati_generali.dati_generali_documento = a38.DatiGeneraliDocumento(tipo_documento="TD01", divisa="EUR", data=datetime.date(2024, 1, 1), numero=1, causale=["Fiocchi"])
body.dati_beni_servizi.add_dettaglio_linee(descrizione="Fiocchi", quantita=2, unita_misura="kg", prezzo_unitario="7.00", aliquota_iva="22.00")
body.dati_beni_servizi.build_dati_riepilogo(); body.build_importo_totale_documento()
import xml.etree.ElementTree as ET
xml = ET.tostring(invoice.build_etree().getroot(), encoding="utf-8")
assert b"17.08" in xml, xml
# signed as the office has it, by somebody whom one trusts
key, name = rsa.generate_private_key(65537, 2048), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ada")])
now = datetime.datetime.now(datetime.timezone.utc)
cert = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7).not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(60))
        .add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()))
signed = pkcs7.PKCS7SignatureBuilder().set_data(xml).add_signer(cert, key, hashes.SHA256()).sign(serialization.Encoding.DER, [pkcs7.PKCS7Options.Binary])
open(d + "/f.xml.p7m", "wb").write(signed)
p7m = P7M(d + "/f.xml.p7m")
assert p7m.get_payload() == xml and not p7m.is_expired()
try: p7m.verify_signature(d + "/ca")   # nobody is trusted yet
except InvalidSignatureError: pass
else: raise AssertionError("was taken")
trustedlist.load_certs = lambda: {"ada": cert}   # it would ask the European Union
trustedlist.update_capath(Path(d + "/ca"))
p7m.verify_signature(d + "/ca")
other = P7M(signed.replace(b"Fiocchi", b"Fiocchj"))
try: other.verify_signature(d + "/ca")
except InvalidSignatureError: pass
else: raise AssertionError("was taken")
r = subprocess.run([os.path.join(sys.prefix, "bin", "a38tool"), "json", d + "/f.xml.p7m"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and json.loads(r.stdout)["fattura_elettronica_body"][0]["dati_generali"]["dati_generali_documento"]["importo_totale_documento"] == "17.08", r
