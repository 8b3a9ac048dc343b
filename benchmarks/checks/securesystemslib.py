"""securesystemslib: signs metadata with keys of many kinds, those of gpg too.

round: 5
native: no
extra: cryptography
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, tempfile
home = tempfile.mkdtemp(dir="/tmp"); os.environ["GNUPGHOME"] = home; os.environ.setdefault("HOME", home)
from securesystemslib.exceptions import UnverifiedSignatureError
from securesystemslib.signer import CryptoSigner, GPGSigner
for kind in ("rsa2048", "ed25519"):
    subprocess.run(["gpg", "--batch", "--pinentry-mode", "loopback", "--passphrase", "", "--quick-generate-key", f"Snow {kind} <{kind}@example.org>", kind, "sign", "never"], check=True, capture_output=True)
listed = subprocess.run(["gpg", "--batch", "--list-keys", "--with-colons"], check=True, capture_output=True, text=True).stdout
ids = [line.split(":")[9].lower() for line in listed.splitlines() if line.startswith("fpr")]
assert len(ids) == 2, listed
for keyid in ids:
    uri, key = GPGSigner.import_(keyid)
    signer = GPGSigner.from_priv_key_uri(uri, key)
    signature = signer.sign(b"six sides")
    key.verify_signature(signature, b"six sides")
    try: key.verify_signature(signature, b"five sides")
    except UnverifiedSignatureError: pass
    else: raise AssertionError("it believes all")
signer = CryptoSigner.generate_ed25519()
signer.public_key.verify_signature(signer.sign(b"ice"), b"ice")
subprocess.run(["gpgconf", "--kill", "all"], check=True)
