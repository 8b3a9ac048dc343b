"""crypt_r: hashes passwords with the system's libcrypt, in every method that it has.

round: 5
native: yes
"""

import os, sys

sys.path[:] = [
    p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))
]  # the files here have the packages' names
import crypt_r

assert (
    crypt_r.crypt("Hello world!", "$6$saltstring")
    == "$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1"
)
assert (
    crypt_r.crypt("U*U", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.")
    == "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW"
)
methods = {m.name for m in crypt_r.methods}
assert {"SHA512", "SHA256", "BLOWFISH", "MD5", "CRYPT"} <= methods, methods
for method in crypt_r.methods:
    salt = crypt_r.mksalt(method)
    hashed = crypt_r.crypt("flake", salt)
    assert len(hashed) == method.total_size and hashed.startswith(
        "$" + method.ident if method.ident else ""
    ), (method, hashed)
    assert crypt_r.crypt("flake", hashed) == hashed != crypt_r.crypt("flakes", hashed)
assert crypt_r.crypt("flake", crypt_r.mksalt(crypt_r.METHOD_SHA256, rounds=5000)).startswith(
    "$5$rounds=5000$"
)
