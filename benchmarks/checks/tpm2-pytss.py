"""tpm2-pytss: the TPM's software stack from Python; keys are marshalled, policies are computed, with no TPM.

round: 3
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import hashlib, json, os, tempfile
os.environ["HOME"] = tempfile.mkdtemp()
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tpm2_pytss import TPM2_ALG, TPM2B_PUBLIC, TPMT_PUBLIC, TSS2_Exception
from tpm2_pytss.policy import policy
key = ec.generate_private_key(ec.SECP256R1()).public_key()
pem = key.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
public = TPM2B_PUBLIC.from_pem(pem)
wire = public.marshal()
again, used = TPM2B_PUBLIC.unmarshal(wire)
assert used == len(wire) and again.to_pem() == pem and again.publicArea.type == TPM2_ALG.ECC
assert bytes(public.get_name()) == b"\0\x0b" + hashlib.sha256(public.publicArea.marshal()).digest()
assert TPMT_PUBLIC.parse("rsa2048:aes128cfb").parameters.rsaDetail.keyBits == 2048
try: TPM2B_PUBLIC.unmarshal(b"\0")
except TSS2_Exception as e: assert e.rc, e
else: raise AssertionError("too short, and was taken")
with policy(json.dumps({"description": "snow", "policy": [{"type": "POLICYPASSWORD"}]}).encode(), TPM2_ALG.SHA256) as p:
    p.calculate()
    assert bytes(p.get_calculated_digest()) == hashlib.sha256(bytes(32) + (0x16B).to_bytes(4, "big")).digest()
from tpm2_pytss import TCTILdr
try: TCTILdr("device", "/dev/no-tpm")
except TSS2_Exception: pass
else: raise AssertionError("a TPM that is not there")
