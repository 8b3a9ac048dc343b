"""SentencePiece: learns pieces of words from text and splits text into them, and joins them again.

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, random, tempfile
import sentencepiece as spm
d = tempfile.mkdtemp(); os.chdir(d)
random.seed(6)
words = "snow flake glacier avalanche powder winter mountain crystal frozen hexagon slope blizzard icicle drift thaw".split()
words += ["".join(random.choice("b d f k l m n p r s t".split()) + random.choice("aeiou") for _ in range(random.randrange(2, 5))) for _ in range(60)]
with open("text", "w", encoding="utf-8") as out:
    for _ in range(8000): out.write(" ".join(random.choice(words) + random.choice(("", "s", "ing", "é")) for _ in range(random.randrange(3, 12))) + ".\n")
for kind in ("unigram", "bpe"):
    spm.SentencePieceTrainer.train(input="text", model_prefix=kind, vocab_size=300, model_type=kind, character_coverage=1.0, user_defined_symbols=["<cold>"], minloglevel=2)
    assert os.path.getsize(kind + ".model") > 1000 and len(open(kind + ".vocab", encoding="utf-8").read().splitlines()) == 300
    sp = spm.SentencePieceProcessor(model_file=kind + ".model")
    assert sp.vocab_size() == len(sp) == 300 and sp.unk_id() == 0 and sp.id_to_piece(sp.piece_to_id("<cold>")) == "<cold>"
    text = "glaciers snowing avalanche blizzardé."
    ids, pieces = sp.encode(text), sp.encode(text, out_type=str)
    assert sp.decode(ids) == sp.decode(pieces) == text and [sp.id_to_piece(i) for i in ids] == pieces
    assert len(pieces) < len(text) / 2 and pieces[0].startswith("\u2581"), pieces
    assert "<cold>" in sp.encode("snow<cold>drift", out_type=str)
    assert sp.unk_id() in sp.encode("snow \u96ea") and sp.encode(["snow", "thaw"], add_bos=True, add_eos=True)[1][0] == sp.bos_id()
    again = spm.SentencePieceProcessor(model_proto=open(kind + ".model", "rb").read())
    assert again.encode(text) == ids
sp = spm.SentencePieceProcessor(model_file="unigram.model")
samples = {tuple(sp.encode("avalanches glacier", out_type=str, enable_sampling=True, alpha=0.1, nbest_size=-1)) for _ in range(60)}
assert len(samples) > 1 and all(sp.decode(list(one)) == "avalanches glacier" for one in samples)
best = sp.nbest_encode_as_pieces("avalanche", 5); assert len(best) > 1 and best[0] == sp.encode("avalanche", out_type=str), best
