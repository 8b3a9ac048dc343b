"""opaque: passwords that the server never sees, with libopaque through ctypes.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import opaque
ids = opaque.Ids("user", "server")
rec, export = opaque.Register("flake", ids)
pub, sec = opaque.CreateCredentialRequest("flake")
resp, sk, auth = opaque.CreateCredentialResponse(pub, rec, ids, "snow")
sk1, auth1, export1 = opaque.RecoverCredentials(resp, sec, "snow", ids)
assert sk == sk1 and export == export1
opaque.UserAuth(auth, auth1)
pub, sec = opaque.CreateCredentialRequest("ice")
resp, sk, auth = opaque.CreateCredentialResponse(pub, rec, ids, "snow")
try: opaque.RecoverCredentials(resp, sec, "snow", ids)
except Exception: pass
else: raise AssertionError("another password was taken")
