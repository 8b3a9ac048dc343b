"""swiglpk: GLPK, which solves linear and integer programs, for Python.

round: 8
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import tempfile
from swiglpk import *
d = tempfile.mkdtemp()
glp_term_out(GLP_OFF)
lp = glp_create_prob(); glp_set_prob_name(lp, "snow"); glp_set_obj_dir(lp, GLP_MAX)
glp_add_rows(lp, 3)
for row, (name, most) in enumerate((("p", 100), ("q", 600), ("r", 300)), 1):
    glp_set_row_name(lp, row, name); glp_set_row_bnds(lp, row, GLP_UP, 0, most)
glp_add_cols(lp, 3)
for column, worth in enumerate((10, 6, 4), 1):
    glp_set_col_name(lp, column, f"x{column}"); glp_set_col_bnds(lp, column, GLP_LO, 0, 0); glp_set_obj_coef(lp, column, worth)
rows, columns, values = intArray(10), intArray(10), doubleArray(10)
for i, value in enumerate((1, 1, 1, 10, 4, 5, 2, 2, 6)):
    rows[i + 1], columns[i + 1], values[i + 1] = i // 3 + 1, i % 3 + 1, value
glp_load_matrix(lp, 9, rows, columns, values)
assert glp_simplex(lp, None) == 0 and glp_get_status(lp) == GLP_OPT
assert abs(glp_get_obj_val(lp) - 2200 / 3) < 1e-6   # the example of GLPK's manual
assert [round(glp_get_col_prim(lp, c), 4) for c in (1, 2, 3)] == [33.3333, 66.6667, 0] and abs(glp_get_row_dual(lp, 1) - 10 / 3) < 1e-6
for column in (1, 2, 3): glp_set_col_kind(lp, column, GLP_IV)
assert glp_intopt(lp, None) == 0 and glp_mip_status(lp) == GLP_OPT
assert glp_mip_obj_val(lp) == 732 and [glp_mip_col_val(lp, c) for c in (1, 2, 3)] == [33, 67, 0]
assert glp_exact(lp, None) == 0 and abs(glp_get_obj_val(lp) - 2200 / 3) < 1e-9   # by rational numbers
assert glp_write_lp(lp, None, d + "/s.lp") == 0 and "x1" in open(d + "/s.lp").read()
again = glp_create_prob(); assert glp_read_lp(again, None, d + "/s.lp") == 0 and glp_get_num_nz(again) == 9 and glp_get_col_name(again, 2) == "x2"
open(d + "/m.mod", "w").write("set I := 1..6; param w{i in I} := i*i; var x{I} binary; maximize v: sum{i in I} i*x[i]; s.t. c: sum{i in I} w[i]*x[i] <= 30; solve; end;\n")
translator = glp_mpl_alloc_wksp()
assert glp_mpl_read_model(translator, d + "/m.mod", 0) == 0 and glp_mpl_generate(translator, None) == 0
pack = glp_create_prob(); glp_mpl_build_prob(translator, pack)
assert glp_simplex(pack, None) == 0 and glp_intopt(pack, None) == 0 and glp_mip_obj_val(pack) == 10, glp_mip_obj_val(pack)   # 1 + 2 + 3 + 4 weighs 30
for one in (lp, again, pack): glp_delete_prob(one)
