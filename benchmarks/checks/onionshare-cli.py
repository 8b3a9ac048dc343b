"""OnionShare's program: starts tor and speaks to it (here: until tor asks for the network), and serves files.

round: 2
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["HOME"] = d
from onionshare_cli.common import Common
from onionshare_cli.onion import Onion
from onionshare_cli.settings import Settings
common = Common(verbose=False)
settings = Settings(common); settings.load()
onion = Onion(common, use_tmp_dir=True)
said = []
def status(progress, summary):
    said.append((progress, summary)); said.append(onion.c.get_version().major if hasattr(onion.c.get_version(), "major") else 0)
    said.append(onion.c.get_conf("SocksPort"))
    return False
assert onion.connect(custom_settings=settings, tor_status_update_func=status) is False
assert said and int(said[0][0]) >= 0 and int(str(onion.tor_socks_port)) == int(str(said[2]).split(":")[-1]), said
onion.tor_proc.terminate(); onion.tor_proc.wait(30)
