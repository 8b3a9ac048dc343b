"""argon2-cffi: hashes passwords by Argon2, and verifies them.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import subprocess, sys
import argon2
from argon2 import PasswordHasher, Type, exceptions, low_level, profiles
# Vectors of the reference implementation's own test.c.
raw = low_level.hash_secret_raw(b"password", b"somesalt", time_cost=2, memory_cost=65536, parallelism=1, hash_len=32, type=Type.ID)
assert raw.hex() == "09316115d5cf24ed5a15a31a3ba326e5cf32edc24702987c02b6566f61913cf7", raw.hex()
raw = low_level.hash_secret_raw(b"password", b"somesalt", time_cost=2, memory_cost=256, parallelism=2, hash_len=32, type=Type.I)
assert raw.hex() == "4ff5ce2769a1d7f4c8a491df09d41a9fbe90e5eb02155a13e4c01e20cd4eab61", raw.hex()
raw = low_level.hash_secret_raw(b"password", b"somesalt", time_cost=2, memory_cost=256, parallelism=2, hash_len=32, type=Type.I, version=0x10)
assert raw.hex() == "b6c11560a6a9d61eac706b79a2f97d68b4463aa3ad87e00c07e2b01e90c564fb", raw.hex()
hasher = PasswordHasher.from_parameters(profiles.RFC_9106_LOW_MEMORY)
hashed = hasher.hash("Schnee\u00adschlange")
assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$"), hashed
assert hasher.verify(hashed, "Schnee\u00adschlange") and not hasher.check_needs_rehash(hashed)
assert hasher.hash("Schnee\u00adschlange") != hashed   # another salt
for error, given, password in ((exceptions.VerifyMismatchError, hashed, "Eis"), (exceptions.InvalidHashError, "snow", "snow")):
    try: hasher.verify(given, password)
    except error: pass
    else: raise AssertionError((given, password))
assert PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).check_needs_rehash(hashed)
found = argon2.extract_parameters(hashed)
assert (found.type, found.time_cost, found.memory_cost, found.parallelism, found.hash_len) == (Type.ID, 3, 65536, 4, 32), found
for kind, name in ((Type.D, b"$argon2d$"), (Type.I, b"$argon2i$")):
    hashed = low_level.hash_secret(b"snow", b"12345678", 1, 64, 1, 16, kind)
    assert hashed.startswith(name) and low_level.verify_secret(hashed, b"snow", kind), hashed
r = subprocess.run([sys.executable, "-m", "argon2", "-n", "2", "-m", "512"], capture_output=True, text=True, timeout=60)
assert r.returncode == 0 and "Measuring..." in r.stdout and "per password verification" in r.stdout, r
