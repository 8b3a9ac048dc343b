"""certbot-apache: puts certificates into the configuration of an Apache web server (here: one of our own making).

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, glob, os, shutil, socket, ssl, subprocess, sys, tempfile, time
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
d = os.path.realpath(tempfile.mkdtemp()); os.chmod(d, 0o755)
def free():
    with socket.socket() as s: s.bind(("127.0.0.1", 0)); return s.getsockname()[1]
plain, tls = free(), free()
key = ec.generate_private_key(ec.SECP256R1())
name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "snow.test")])
now = datetime.datetime.now(datetime.timezone.utc)
def cert(serial, file):
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(serial).not_valid_before(now - datetime.timedelta(days=1)).not_valid_after(now + datetime.timedelta(days=30)) \
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("snow.test")]), False).add_extension(x509.BasicConstraints(True, None), True).sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    open(file, "wb").write(made)
    return made.decode()
pem, old = cert(7, d + "/cert.pem"), cert(6, d + "/old.pem")
open(d + "/key.pem", "wb").write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
apache = shutil.which("apache2") or shutil.which("apache2", path="/usr/sbin")
assert apache, "no apache2"
root = d + "/etc"
for folder in ("sites-available", "sites-enabled", "../htdocs", "../log"): os.makedirs(f"{root}/{folder}", exist_ok=True)
roots = [os.path.dirname(os.path.dirname(os.path.dirname(p))) for p in (apache, os.path.realpath(apache))] + [os.path.dirname(os.path.dirname(p)) for p in (apache, os.path.realpath(apache))] + ["/", "/usr", sys.prefix]
modules = [p for r in roots for p in (r + "/lib/apache2/modules", r + "/usr/lib/apache2/modules") if os.path.exists(p + "/mod_ssl.so")][0]
open(root + "/apache2.conf", "w").write(f"ServerRoot {root}\nServerName snow.test\nPidFile {d}/pid\nErrorLog {d}/log/error.log\nMutex file:{d}\nListen 127.0.0.1:{plain}\nListen 127.0.0.1:{tls} https\n"
    + "".join(f"LoadModule {m}_module {modules}/mod_{m}.so\n" for m in ("mpm_event", "authz_core", "socache_shmcb", "ssl", "rewrite", "headers") if os.path.exists(f"{modules}/mod_{m}.so"))
    + ("User nobody\nGroup nogroup\n" if os.getuid() == 0 else "") + "IncludeOptional sites-enabled/*.conf\n")
site = f"    ServerName snow.test\n    DocumentRoot {d}/htdocs\n    <Directory {d}/htdocs>\n        Require all granted\n    </Directory>\n"
open(root + "/sites-available/snow.conf", "w").write(f"<VirtualHost *:{plain}>\n{site}</VirtualHost>\n")
open(root + "/sites-available/tls.conf", "w").write(f"<VirtualHost *:{tls}>\n{site}    SSLEngine on\n    SSLCertificateFile {d}/old.pem\n    SSLCertificateKeyFile {d}/key.pem\n</VirtualHost>\n")
for n in ("snow", "tls"): os.symlink(f"{root}/sites-available/{n}.conf", f"{root}/sites-enabled/{n}.conf")
open(d + "/htdocs/index.html", "w").write("it snows\n")
open(d + "/ctl", "w").write(f'#!/bin/sh\ncase "$1" in graceful|restart|start|stop) set -- -k "$1";; configtest) set -- -t;; esac\nexec {apache} -d {root} -f {root}/apache2.conf "$@"\n'); os.chmod(d + "/ctl", 0o755)
def go(*words):
    with open(d + "/out", "w") as out: code = subprocess.run(words, cwd=d, env={**os.environ, "HOME": d}, stdout=out, stderr=out, stdin=subprocess.DEVNULL, timeout=100).returncode
    text = open(d + "/out").read()
    assert code == 0, (words, text, [open(p).read()[-3000:] for p in glob.glob(d + "/*/*.log")])
    return text
context = ssl.create_default_context(cadata=pem + old); context.verify_flags &= ~ssl.VERIFY_X509_STRICT
def get(port, context=None):
    with socket.create_connection(("127.0.0.1", port), 10) as s:
        s = context.wrap_socket(s, server_hostname="snow.test") if context else s
        s.sendall(b"GET /index.html HTTP/1.0\r\nHost: snow.test\r\n\r\n"); said = b""
        while more := s.recv(9999): said += more
        return said, s.getpeercert() if context else None
def served(serial):
    end = time.time() + 15
    while True:
        try:
            said, peer = get(tls, context)
            if b"it snows" in said and peer["serialNumber"] == serial: return
        except OSError as e: said, peer = e, None
        assert time.time() < end, (said, peer, open(root + "/sites-available/tls.conf").read(), open(d + "/log/error.log").read())
        time.sleep(0.3)
go(d + "/ctl", "start")
try:
    served("06"); assert b"it snows" in get(plain)[0]
    dirs = ["--config-dir", d + "/le", "--work-dir", d + "/work", "--logs-dir", d + "/logs", "--non-interactive", "--apache-server-root", root, "--apache-vhost-root", root + "/sites-available", "--apache-logs-root", d + "/log", "--apache-ctl", d + "/ctl", "--apache-challenge-location", root]
    certbot = os.path.join(sys.prefix, "bin", "certbot")
    assert "* apache" in go(certbot, "plugins", *dirs)
    for file, serial, before in (("cert.pem", "07", "old.pem"), ("old.pem", "06", "cert.pem")):
        go(certbot, "install", "--installer", "apache", "--cert-path", f"{d}/{file}", "--key-path", d + "/key.pem", "--fullchain-path", f"{d}/{file}", "--chain-path", f"{d}/{file}", "-d", "snow.test", "--https-port", str(tls), "--no-redirect", *dirs)
        made = open(root + "/sites-available/tls.conf").read()
        assert f"SSLCertificateFile {d}/{file}" in made and f"SSLCertificateKeyFile {d}/key.pem" in made and "options-ssl-apache.conf" in made and before not in made, made
        served(serial)
finally: subprocess.run([d + "/ctl", "stop"])
