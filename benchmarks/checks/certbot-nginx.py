"""certbot-nginx: certbot's plugin that puts a certificate into nginx's configuration and reloads it.

round: 4
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import datetime, http.client, os, signal, socket, ssl, subprocess, sys, tempfile, time
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
d = tempfile.mkdtemp(); os.makedirs(d + "/etc"); os.makedirs(d + "/www"); os.chmod(d, 0o755)
key, name = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "snow.example.org")])
now = datetime.datetime.now(datetime.timezone.utc)
cert = (x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(7).not_valid_before(now - datetime.timedelta(1)).not_valid_after(now + datetime.timedelta(60))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("snow.example.org")]), False).sign(key, hashes.SHA256()))
open(d + "/cert.pem", "wb").write(cert.public_bytes(serialization.Encoding.PEM))
open(d + "/key.pem", "wb").write(key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
def free():
    with socket.create_server(("127.0.0.1", 0)) as one: return one.getsockname()[1]
plain, secure = free(), free()
open(d + "/www/index.html", "w").write("six sides\n")
open(d + "/etc/nginx.conf", "w").write(f"""
user root;
pid {d}/nginx.pid;
error_log {d}/error.log;
events {{ worker_connections 64; }}
http {{
    access_log off;
    client_body_temp_path {d}/t1; proxy_temp_path {d}/t2; fastcgi_temp_path {d}/t3; uwsgi_temp_path {d}/t4; scgi_temp_path {d}/t5;
    server {{
        listen {plain};
        server_name snow.example.org;
        root {d}/www;
    }}
}}
""")
subprocess.run(["nginx", "-c", d + "/etc/nginx.conf"], check=True, timeout=30)
try:
    def ask(secured):
        context = ssl.create_default_context(cafile=d + "/cert.pem"); context.check_hostname = False
        con = http.client.HTTPSConnection("127.0.0.1", secure, context=context, timeout=10) if secured else http.client.HTTPConnection("127.0.0.1", plain, timeout=10)
        con.request("GET", "/", headers={"Host": "snow.example.org"}); answer = con.getresponse()
        return answer.status, answer.read()
    assert ask(False) == (200, b"six sides\n")
    r = subprocess.run([os.path.join(sys.prefix, "bin", "certbot"), "install", "--nginx", "-n", "-d", "snow.example.org", "--cert-path", d + "/cert.pem", "--fullchain-path", d + "/cert.pem", "--key-path", d + "/key.pem",
                        "--no-redirect", "--https-port", str(secure), "--nginx-server-root", d + "/etc", "--config-dir", d + "/le", "--work-dir", d + "/work", "--logs-dir", d + "/logs"], capture_output=True, text=True, timeout=120)
    assert r.returncode == 0, (r, open(d + "/error.log").read())
    time.sleep(2)
    assert f"ssl_certificate {d}/cert.pem; # managed by Certbot" in open(d + "/etc/nginx.conf").read()
    assert ask(True) == (200, b"six sides\n") == ask(False), (r, open(d + "/error.log").read())
finally:
    os.kill(int(open(d + "/nginx.pid").read()), signal.SIGTERM)
