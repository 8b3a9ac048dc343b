"""srp: logging in without sending the password (SRP-6a); OpenSSL's big numbers through ctypes, which is what makes it fast (without, it goes on in Python and says nothing).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import srp
assert srp._mod.__name__ == "srp._ctsrp", srp._mod   # the part with OpenSSL
for ng in (srp.NG_2048, srp.NG_4096):
    salt, key = srp.create_salted_verification_key("anna", "geheim", hash_alg=srp.SHA256, ng_type=ng)
    for password, right in (("geheim", True), ("falsch", False)):
        user = srp.User("anna", password, hash_alg=srp.SHA256, ng_type=ng)
        name, A = user.start_authentication()
        server = srp.Verifier(name, salt, key, A, hash_alg=srp.SHA256, ng_type=ng)
        s, B = server.get_challenge()
        proof = server.verify_session(user.process_challenge(s, B))
        assert (proof is not None) is right
        if right:
            user.verify_session(proof)
            assert user.authenticated() and server.authenticated() and user.get_session_key() == server.get_session_key()
