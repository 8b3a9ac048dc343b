"""createrepo_c: makes and reads the metadata of RPM repositories.

native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, subprocess, sys, tempfile
import createrepo_c as cr
d = tempfile.mkdtemp()
pkg = cr.Package()
pkg.name, pkg.epoch, pkg.version, pkg.release, pkg.arch = "hello", "0", "1.2", "3", "noarch"
pkg.pkgId, pkg.checksum_type, pkg.location_href, pkg.summary = "a" * 64, "sha256", "hello-1.2-3.noarch.rpm", "Says hello"
pkg.files = [("", "/usr/bin/", "hello")]
for kind in (cr.GZ_COMPRESSION, cr.XZ_COMPRESSION, cr.ZSTD):
    with cr.RepositoryWriter(d + "/r%d" % kind, compression=kind) as writer:
        writer.set_num_of_pkgs(1)
        writer.add_pkg(pkg)
    repomd, found = cr.Repomd(d + "/r%d/repodata/repomd.xml" % kind), []
    cr.xml_parse_primary(os.path.join(d, "r%d" % kind, repomd["primary"].location_href), pkgcb=found.append)
    assert [(p.nevra(), p.summary) for p in found] == [("hello-0:1.2-3.noarch", "Says hello")] and not repomd.warnings, found
os.mkdir(d + "/empty")
subprocess.run([os.path.join(sys.prefix, "bin", "createrepo_c"), d + "/empty"], check=True, capture_output=True)
assert {r.type for r in cr.Repomd(d + "/empty/repodata/repomd.xml")} >= {"primary", "filelists", "other"}
