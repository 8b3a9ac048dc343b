"""OpenMM: molecular dynamics on what the machine has (here: its CPU).

round: 6
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import math, io
import openmm as mm
from openmm import app, unit
platforms = [mm.Platform.getPlatform(i).getName() for i in range(mm.Platform.getNumPlatforms())]
assert "Reference" in platforms and "CPU" in platforms, (platforms, mm.Platform.getPluginLoadFailures())
# a spring between two masses: its period is known
energies = {}
for name in ("Reference", "CPU"):
    system = mm.System(); system.addParticle(10.0); system.addParticle(10.0)
    bond = mm.HarmonicBondForce(); bond.addBond(0, 1, 0.15, 2000.0); system.addForce(bond)
    context = mm.Context(system, mm.VerletIntegrator(0.0005), mm.Platform.getPlatformByName(name))
    context.setPositions([mm.Vec3(0, 0, 0), mm.Vec3(0.17, 0, 0)])
    assert abs(context.getState(getEnergy=True).getPotentialEnergy().value_in_unit(unit.kilojoule_per_mole) - 0.4) < 1e-4
    lengths = []
    for _ in range(700):
        context.getIntegrator().step(1)
        p = context.getState(getPositions=True).getPositions(asNumpy=True).value_in_unit(unit.nanometer)
        lengths.append(p[1][0] - p[0][0])
    period = 2 * math.pi * math.sqrt(5.0 / 2000.0)
    valley = 0.0005 * (lengths.index(min(lengths)) + 1)
    assert abs(valley - period / 2) < 0.005 and abs(min(lengths) - 0.13) < 1e-4, (name, valley, period)
# water in a box by a force field of the distribution's own, with PME and its constraints
pdb = "".join(f"ATOM  {i * 3 + j + 1:5d}  {a:<3s} HOH A{i + 1:4d}    {x + dx:8.3f}{y + dy:8.3f}{z:8.3f}  1.00  0.00           {a[0]}\n"
    for i, (x, y, z) in enumerate((3.1 * a, 3.1 * b, 3.1 * c) for a in range(7) for b in range(7) for c in range(7))
    for j, (a, dx, dy) in enumerate((("O", 0, 0), ("H1", 0.957, 0), ("H2", -0.24, 0.927))))
model = app.PDBFile(io.StringIO("CRYST1   21.700   21.700   21.700  90.00  90.00  90.00 P 1           1\n" + pdb + "END\n"))
field = app.ForceField("tip3p.xml")
system = field.createSystem(model.topology, nonbondedMethod=app.PME, nonbondedCutoff=0.9 * unit.nanometer, constraints=app.HBonds, rigidWater=True)
assert system.getNumParticles() == 1029 and system.getNumConstraints() == 1029
found = {}
for name in ("Reference", "CPU"):
    simulation = app.Simulation(model.topology, system, mm.LangevinMiddleIntegrator(300 * unit.kelvin, 5 / unit.picosecond, 0.001 * unit.picosecond), mm.Platform.getPlatformByName(name))
    simulation.context.setPositions(model.positions)
    found[name] = simulation.context.getState(getEnergy=True).getPotentialEnergy().value_in_unit(unit.kilojoule_per_mole)
assert abs(found["CPU"] - found["Reference"]) < 1e-3 * abs(found["Reference"]) + 1, found
simulation.minimizeEnergy(maxIterations=50)
low = simulation.context.getState(getEnergy=True).getPotentialEnergy().value_in_unit(unit.kilojoule_per_mole)
assert low < found["CPU"] and low < -8000, (low, found)
report = io.StringIO()
simulation.reporters.append(app.StateDataReporter(report, 50, step=True, temperature=True, potentialEnergy=True))
simulation.context.setVelocitiesToTemperature(300 * unit.kelvin, 1)
simulation.step(100)
rows = report.getvalue().strip().split("\n")
assert len(rows) == 3 and 50 < float(rows[-1].split(",")[-1]) < 500, rows
positions = simulation.context.getState(getPositions=True).getPositions(asNumpy=True).value_in_unit(unit.angstrom)
assert abs(((positions[1] - positions[0]) ** 2).sum() ** 0.5 - 0.9572) < 0.01
