"""pyroaring: sets of integers as compressed bitmaps, by CRoaring.

round: 9
native: yes
apt: libroaring0t64
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import pickle, random
from pyroaring import AbstractBitMap, BitMap, BitMap64, FrozenBitMap
chance = random.Random(9)
for kind, most in ((BitMap, 2 ** 32), (BitMap64, 2 ** 64)):
    a = {chance.randrange(200_000) for _ in range(60_000)} | {most - 1, most - 7}   # dense, and far away
    b = set(range(50_000, 150_000)) | {chance.randrange(most) for _ in range(1000)}
    one, two = kind(a), kind(b)
    assert len(one) == len(a) and list(one) == sorted(a) and one == kind(sorted(a)) and one != two
    for mine, theirs in ((one & two, a & b), (one | two, a | b), (one - two, a - b), (one ^ two, a ^ b)): assert set(mine) == theirs and len(mine) == len(theirs)
    assert one.intersection_cardinality(two) == len(a & b) and one.union_cardinality(two) == len(a | b)
    assert abs(one.jaccard_index(two) - len(a & b) / len(a | b)) < 1e-12
    order = sorted(a)
    assert one.min() == order[0] and one.max() == most - 1 and one[1000] == order[1000] and one[-2] == most - 7 and list(one[10:40:3]) == order[10:40:3]
    assert one.rank(order[500]) == 501 and one.next_set_bit(order[500] + 1) == order[501]
    assert (most - 1) in one and (most - 2) not in one
    two.run_optimize(); stored = two.serialize()
    assert kind.deserialize(stored) == two and pickle.loads(pickle.dumps(two)) == two and len(stored) < 100_000
    one.discard(most - 1); one.add(3_000_000); one.update([4_000_000], range(5_000_000, 5_000_010)); one -= two
    assert set(one) == (a - {most - 1} | {3_000_000, 4_000_000, *range(5_000_000, 5_000_010)}) - b
assert BitMap([1, 2, 3]) <= BitMap(range(10)) and BitMap(range(5)).flip(3, 8) == BitMap([0, 1, 2, 5, 6, 7])
# The format is that of the other implementations: cookie of one container without runs, its key, size - 1, offset, values
assert BitMap([1, 5, 9]).serialize() == bytes.fromhex("3a300000" "01000000" "00000200" "10000000" "010005000900"), BitMap([1, 5, 9]).serialize().hex()
assert {FrozenBitMap([1, 2]): "snow"}[FrozenBitMap([2, 1])] == "snow"
