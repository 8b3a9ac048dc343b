"""onnxruntime: runs models of ONNX.

round: 6
native: yes
extra: onnx
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
import onnx, onnxruntime
from onnx import TensorProto, helper, numpy_helper
rng = np.random.default_rng(6)
w = rng.normal(size=(4, 3, 3, 3)).astype("f4"); m = rng.normal(size=(4, 5)).astype("f4"); b = rng.normal(size=5).astype("f4")
nodes = [
    helper.make_node("Conv", ["x", "w"], ["c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
    helper.make_node("Relu", ["c"], ["r"]),
    helper.make_node("GlobalAveragePool", ["r"], ["g"]),
    helper.make_node("Flatten", ["g"], ["f"]),
    helper.make_node("Gemm", ["f", "m", "b"], ["l"]),
    helper.make_node("Softmax", ["l"], ["y"], axis=1),
]
graph = helper.make_graph(nodes, "snow", [helper.make_tensor_value_info("x", TensorProto.FLOAT, ["n", 3, 8, 8])], [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", 5])],
                          [numpy_helper.from_array(w, "w"), numpy_helper.from_array(m, "m"), numpy_helper.from_array(b, "b")])
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
onnx.checker.check_model(model)
assert "CPUExecutionProvider" in onnxruntime.get_available_providers()
options = onnxruntime.SessionOptions(); options.intra_op_num_threads = 2; options.optimized_model_filepath = "better.onnx"
session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
assert session.get_inputs()[0].name == "x" and session.get_outputs()[0].shape == ["n", 5]
x = rng.normal(size=(2, 3, 8, 8)).astype("f4")
(y,) = session.run(["y"], {"x": x})
padded = np.pad(x, ((0, 0), (0, 0), (1, 1), (1, 1)))
windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
conv = np.einsum("ncijkl,ockl->noij", windows, w)
logits = np.maximum(conv, 0).mean(axis=(2, 3)) @ m + b
want = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
assert y.shape == (2, 5) and np.abs(y - want).max() < 1e-5, np.abs(y - want).max()
again = onnxruntime.InferenceSession("better.onnx", providers=["CPUExecutionProvider"])
assert np.allclose(again.run(None, {"x": x})[0], y, atol=1e-6)
try:
    session.run(None, {"x": x.astype("f8")}); raise AssertionError("not refused")
except Exception as e:
    assert "float" in str(e), e
