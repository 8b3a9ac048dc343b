"""onnx: models of neural networks: made, checked, their shapes inferred, converted, run by the reference.

round: 5
native: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
import numpy, onnx
from onnx import TensorProto, checker, compose, helper, numpy_helper, parser, shape_inference, version_converter
from onnx.reference import ReferenceEvaluator
weights = numpy.arange(6, dtype=numpy.float32).reshape(2, 3)
nodes = [helper.make_node("MatMul", ["x", "w"], ["m"]), helper.make_node("Relu", ["m"], ["y"])]
graph = helper.make_graph(nodes, "snow", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 2])], [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 3])], [numpy_helper.from_array(weights, "w")])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)])
checker.check_model(model, full_check=True)
path = os.path.join(tempfile.mkdtemp(), "m.onnx"); onnx.save(model, path); checker.check_model(path)
model = onnx.load(path)
inferred = shape_inference.infer_shapes(model, strict_mode=True).graph.value_info
assert [(value.name, [d.dim_param or d.dim_value for d in value.type.tensor_type.shape.dim]) for value in inferred] == [("m", ["n", 3])], inferred
x = numpy.array([[1, -1], [2, 0.5]], numpy.float32)
assert numpy.allclose(ReferenceEvaluator(model).run(None, {"x": x})[0], numpy.maximum(x @ weights, 0))
newer = version_converter.convert_version(model, 17)
assert newer.opset_import[0].version == 17; checker.check_model(newer)
text = parser.parse_model('<ir_version: 8, opset_import: ["" : 17]> agraph (float[N] x) => (float[N] y) { y = Add(x, x) }')
assert text.graph.node[0].op_type == "Add" and "Add" in onnx.printer.to_text(text)
model.graph.node[1].op_type = "NoSuchThing"
try: checker.check_model(model)
except checker.ValidationError as error: assert "NoSuchThing" in str(error)
else: raise AssertionError("it checks nothing")
assert onnx.defs.get_schema("Relu").since_version >= 14
