"""pyscf: quantum chemistry: Hartree-Fock, density functionals and what is beyond, with libcint and libxc.

round: 10
native: yes
apt: zlib1g
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
d = tempfile.mkdtemp(); os.environ["PYSCF_TMPDIR"] = d; os.environ["OMP_NUM_THREADS"] = "2"
import numpy as np
from pyscf import ao2mo, cc, ci, df, dft, fci, gto, lib, mcscf, mp, scf, tddft, tools
from pyscf.tools import cubegen, fcidump, molden
water = gto.M(atom="O 0 0 0; H 0 -0.757 0.587; H 0 0.757 0.587", basis="6-31g", verbose=0)
assert water.nelectron == 10 and water.nao == 13 and abs(water.energy_nuc() - 9.188258417) < 1e-3, water.energy_nuc()
mf = scf.RHF(water); mf.chkfile = d + "/w.chk"; energy = mf.kernel(); assert mf.converged and abs(energy + 75.98395) < 2e-3, energy
assert abs(np.linalg.norm(mf.dip_moment(verbose=0)) - 2.6) < 0.3 and np.abs(water.intor("int1e_ovlp").diagonal() - 1).max() < 1e-9
mp2 = mp.MP2(mf).run(); ccsd = cc.CCSD(mf).run(); cisd = ci.CISD(mf).run(); triples = ccsd.ccsd_t(); assert -0.2 < ccsd.e_corr < mp2.e_corr < -0.1 and ccsd.e_corr < cisd.e_corr < -0.1 and -0.01 < triples < 0, (mp2.e_corr, ccsd.e_corr, triples)
hydrogen = gto.M(atom="H 0 0 0; H 0 0 0.74", basis="cc-pvdz", verbose=0); h = scf.RHF(hydrogen).run(); full = fci.FCI(h).kernel()[0]; both = cc.CCSD(h).run()
assert abs(h.e_tot + 1.1287) < 1e-3 and abs(full + 1.1634) < 1e-3 and abs(both.e_tot - full) < 1e-6   # for two electrons it is exact
energies = {}
for xc in ("lda,vwn", "pbe", "b3lyp"):
    ks = dft.RKS(water, xc=xc); ks.grids.level = 1; energies[xc] = ks.kernel(); assert ks.converged, xc
assert energies["b3lyp"] < -76.3 and -76.4 < energies["pbe"] < -76.2 and energies["lda,vwn"] > -76 and len(set(energies.values())) == 3, energies
gradient = mf.nuc_grad_method().kernel(); moved = []
for step in (1e-3, -1e-3): moved.append(scf.RHF(gto.M(atom=f"O 0 0 {step}; H 0 -0.757 0.587; H 0 0.757 0.587", basis="6-31g", verbose=0)).run(conv_tol=1e-11).e_tot)
assert abs((moved[0] - moved[1]) / (2e-3 / lib.param.BOHR) - gradient[0, 2]) < 1e-4 and np.abs(gradient.sum(0)).max() < 1e-5, gradient
assert abs(scf.RHF(water).density_fit().kernel() - energy) < 1e-3
excited = tddft.TDA(mf).run(nstates=2); assert 0.2 < excited.e[0] < excited.e[1] < 0.6, excited.e
oxygen = scf.UHF(gto.M(atom="O 0 0 0; O 0 0 1.21", spin=2, basis="sto-3g", verbose=0)).run(); assert abs(oxygen.spin_square()[0] - 2) < 0.05
cas = mcscf.CASSCF(mf, 4, 4).run(); assert energy - 0.2 < cas.e_tot < energy - 1e-3, cas.e_tot
fcidump.from_scf(mf, d + "/FCIDUMP"); read = fcidump.read(d + "/FCIDUMP", verbose=0) if "verbose" in fcidump.read.__code__.co_varnames else fcidump.read(d + "/FCIDUMP"); assert read["NORB"] == 13 and read["NELEC"] == 10
molden.from_scf(mf, d + "/w.molden"); assert np.allclose(molden.load(d + "/w.molden")[1], mf.mo_energy, atol=1e-5)
cubegen.density(water, d + "/w.cube", mf.make_rdm1(), nx=20, ny=20, nz=20); assert open(d + "/w.cube").read().count("\n") > 500
assert abs(lib.chkfile.load(d + "/w.chk", "scf/e_tot") - energy) < 1e-9
