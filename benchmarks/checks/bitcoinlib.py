"""bitcoinlib: Bitcoin's keys, scripts, transactions and wallets, whose curve arithmetic fastecdsa does with GMP.

round: 7
native: no
apt: libgmp-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp()
os.environ["HOME"] = d   # it keeps its settings and its data there
from bitcoinlib.encoding import USE_FASTECDSA
from bitcoinlib.keys import HDKey, Key, Signature, sign, verify
from bitcoinlib.mnemonic import Mnemonic
from bitcoinlib.transactions import Transaction
from bitcoinlib.wallets import Wallet
assert USE_FASTECDSA
WORDS = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"
assert Mnemonic().to_seed(WORDS).hex().startswith("5eb00bbddcf069084889a8ab9155568165f5c453ccb85e70811aaed6f6da5fc1")   # BIP 39's own vector
one = Key(1)
assert one.public_hex == "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798" and one.address() == "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"   # the curve's generator
wallet = Wallet.create("snow", keys=WORDS, network="bitcoin", witness_type="segwit", db_uri="sqlite:///" + d + "/snow.db")
assert wallet.get_key().address == "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"   # BIP 84's own vectors
assert wallet.get_key_change().address == "bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el"
assert wallet.new_key().address == "bc1qnjg0jd8228aq7egyzacy8cys3knf9xvrerkf9g"
key = HDKey.from_passphrase(WORDS)
child = key.subkey_for_path("m/44h/0h/0h/0/0")
assert child.address(encoding="base58", script_type="p2pkh") == "1LqBGSKuX5yYUonjxT5qGfpUsXKYYWeabA"   # BIP 44's first of these words
digest = "0000000000000000000000000000000000000000000000000000000000000007"
signature = sign(digest, child)
assert verify(digest, signature, child.public()) and not verify(digest[:-1] + "8", signature, child.public()) and signature.s < 1 << 255
assert Signature.parse_bytes(signature.bytes(), public_key=child.public()).r == signature.r
t = Transaction(network="bitcoin", witness_type="segwit")
t.add_input(prev_txid="aa" * 32, output_n=1, keys=child.public(), value=100000, witness_type="segwit", script_type="sig_pubkey", compressed=True)
t.add_output(60000, "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH")
t.add_output(39000, "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu")
assert not t.verify()
t.sign(child)
assert t.verify()
again = Transaction.parse_hex(t.raw_hex(), network="bitcoin")
assert [o.value for o in again.outputs] == [60000, 39000] and again.outputs[0].address == "1BgGZ9tcN4rm9KBzDn7KprQz87SZ26SAMH"
again.inputs[0].value = 100000
again.update_totals()
assert again.verify() and again.fee == 1000, again.as_dict()
wallet.utxo_add(wallet.get_key().address, 500000, "bb" * 32, 0, confirmations=10)
assert wallet.balance() == 500000
sent = wallet.send_to("bc1q8c6fshw2dlwun7ekn9qwf37cu2rn755upcp6el", 200000, fee=1000, broadcast=False)
assert sent.verified and sent.fee == 1000 and sum(o.value for o in sent.outputs) == 499000, sent.as_dict()
