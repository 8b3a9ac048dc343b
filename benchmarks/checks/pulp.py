"""PuLP: describes linear and integer problems and has a solver's program solve them (CBC).

round: 4
native: yes
extra: numpy
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import pulp
sizes = {"a": (12, 4), "b": (2, 2), "c": (1, 1), "d": (1, 2), "e": (4, 10)}   # a knapsack: weight, value
bag = pulp.LpProblem("knapsack", pulp.LpMaximize)
take = {name: bag.add_variable("take_" + name, cat="Binary") for name in sizes}
bag += pulp.lpSum(value * take[name] for name, (_, value) in sizes.items())
bag += pulp.lpSum(weight * take[name] for name, (weight, _) in sizes.items()) <= 15
assert pulp.COIN_CMD().available(), pulp.listSolvers(onlyAvailable=True)
stats = bag.solve(pulp.COIN_CMD(msg=False))
assert stats.status_str == "Optimal", stats
assert pulp.value(bag.objective) == 15 and {name for name in take if pulp.value(take[name]) > 0.5} == {"b", "c", "d", "e"}
diet = pulp.LpProblem("diet", pulp.LpMinimize)
x, y = diet.add_variable("x", 0), diet.add_variable("y", 0, 3)
diet += 0.6 * x + 0.35 * y
diet += (5 * x + 7 * y >= 8, "energy")
diet += (4 * x + 2 * y >= 15, "protein")
stats = diet.solve(pulp.COIN_CMD(msg=False))
assert stats.status_str == "Optimal" and abs(pulp.value(diet.objective) - 2.25) < 1e-6, (stats, pulp.value(diet.objective))
never = pulp.LpProblem("never", pulp.LpMinimize)
z = never.add_variable("z", 0, 1)
never += z
never += z >= 2
assert never.solve(pulp.COIN_CMD(msg=False)).status_str == "Infeasible"
