"""cysystemd: systemd's journal and its notifications from Python, by libsystemd.

round: 7
native: yes
apt: libsystemd-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import base64, logging, os, socket, tempfile, uuid, zlib
from cysystemd import journal
from cysystemd.daemon import Notification, notify
from cysystemd.reader import JournalReader, Rule
d = tempfile.mkdtemp()
# Three entries that systemd-journal-remote wrote: 8 MiB of a file, nearly all of it empty.
FILE = "c-pJD_2x!=MrbJm`-j!u!k*nhyF}M4Wjj43Z`V%a48x-@*Uj9Vs~NT+IyZQZ*h&ko%oAE~PHt#l(qS9nDApACL#QJpO7Vw?-4_Far96eMC+^Jg-u`*^+}nBDDnY+%<i0&EKlk(Rx%c;f7T&z{wEt>o`1P>mdOI~sUB7MR*51GN?7G|cZL`0>?#`bVTlhP+egB_TMJL_A=go-x>-m44;pNp)Wp8Y&%u?Qc7Cy$a^>XpYsSD>=h2+@_@}^nstIzSONdEcYzV+iEN55nJ%XjJXT=fqXTbAx4Gyhdil*No#-KEXb)sLO;^;Q*K;#RhEZ<D>veN$D|1ED`Y)=csEp)Y!TzqC_PZS_KPFO`_nw|*^hIka_+wO#n`x$7COZ~d_U?p*ab&lyI+umT3NO7f?8V3pb-DD$#kh?5$&{7=t)zSxCnz<pbgY<)poRcJKY2Ocy`6#eer$ucC}zAi4h9!I7b1*2dTjDq0~*745W8>qxMi0hY&scefVZgSko=!@^6P8(<x0KuQ%UB4C$f`;HI7);<myrl5+T^7e{KcD9RZ8zW4^7~Fx@kIyU?6H`_`tj>k?yRg=;pyUGDRT3Sw=XG)iwwDU;m4a|-?KZP{`k4EFzwNwFL#>n>#nl+Q(WPH`=`dmychAgb1uL8|LaWO_iH6jU&p`OA-8_j>e>5utXh=!_;YmkEa|9dbJgD;1LmB)ef#)2o6_6I0{&OnoZIoQpxXP<oqsQ)P5EUczJI&__V}k;Ilj5u>Ozn1nfUzS;cK<&-~8)LOVp=Ib_jiSvetflXIt6LuBY<;Gv@sN`?T}>m9?v)qc;Dz)Dot<`n=w$u&ZGv+s)SGOYMu7dwzQNxl)_j(^n=h+^hWe;)$=t$F|#@o2>3vDqEd)dRzStyXoZt#gRAfZ2Hu;Vu{V=h)JDN(zCs0Kc6~1#mjgpZ)$34Z|BD|oyFglsB7Q4=CfOQOZ5W%Q<>&dZ>+a2zBhlBj?eiS7IvXKA6#4b8a7z)<V@qc#@*$q=54i-`}%=>y&L^=3oYMtFWMoWIM-?ap+7zS@$ye+E?-pfe=Gl!oBj{0e`(&{x&HamhrbubFRa`5UUB!%4Cmn2&wO|O-u3-%U;O?0R}YjI#y!_~%lrQIq$giR7w-LL+upTmTaDPO*2<ID@6G@I^4V72==E#jtIt^m?X3Ow;Mdl2k-i;uvX}X`zP0`9XjT5V>v65@v-P@q?H}7~<$ul3-}`B8@Vg!JI*RN5&ej*3H><?r4*%a1+s}1=UR@e{dD)!biFe;sKL7pOZ+~ErO-*0lrFS28O;y|9Z?J#iots+<3hH)8dAZNIfA?i`{FgWW|EF2+-}&2q&ho@R4{Nypo-^P7^O@*qE~BI}y??Wr8C=;b{J-uN5IPD*!6+C7qhJ(_f>AIEM!_f;1*2dTjDq0~GWq#9Kw|+df9mf}pz+9qI%C?MiO&EBdv~D"
open(d + "/snow.journal", "wb").write(zlib.decompress(zlib.decompress(base64.b85decode(FILE))))
def read(*rules):
    reader = JournalReader()
    reader.open_files(d + "/snow.journal")
    for rule in rules:
        reader.add_filter(rule)
    reader.seek_head()
    return list(reader)
every = read()
assert [r.data["MESSAGE"] for r in every] == ["Snow falls", "It melts", "Snow lies"], every
assert [r.get_realtime_usec() for r in every] == [1700000000000000, 1700000001000000, 1700000002500000] and every[0].boot_id == uuid.UUID("0123456789abcdef0123456789abcdef")
assert every[1].date.timestamp() == 1700000001 and every[1].data["PRIORITY"] == "4" and every[1].cursor
assert [r.data["MESSAGE"] for r in read(Rule("SYSLOG_IDENTIFIER", "flake"))] == ["Snow falls", "Snow lies"]
assert [r.data["MESSAGE"] for r in read(Rule("SYSLOG_IDENTIFIER", "flake") & Rule("PRIORITY", "5") | Rule("PRIORITY", "6"))] == ["Snow falls", "Snow lies"]
reader = JournalReader()
reader.open_directory(d)
reader.seek_cursor(every[2].cursor)
assert reader.next().data["MESSAGE"] == "Snow lies" and reader.previous().data["MESSAGE"] == "It melts"
systemd = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)   # in the place of systemd
systemd.bind(d + "/notify"); systemd.settimeout(20)
os.environ["NOTIFY_SOCKET"] = d + "/notify"
notify(Notification.READY)
assert systemd.recv(1000).split() == [b"READY=1"]
notify(Notification.STATUS, "I'm fine.")
assert systemd.recv(1000).strip() == b"STATUS=I'm fine."
journal.write("Hello", journal.Priority.WARNING)   # to nobody, where no journald runs
journal.send(message="Hello", priority=journal.Priority.INFO, some_field="some value")
logger = logging.getLogger("snow"); logger.addHandler(journal.JournaldLogHandler()); logger.warning("drifting %s", "east")
