"""ovs: Open vSwitch's Python: JSON-RPC, the database's types and IDL (the server here is another thread's end of a socket).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import errno, os, tempfile, threading, time
import ovs.db.data, ovs.db.schema, ovs.db.types, ovs.json, ovs.jsonrpc, ovs.stream
name = "unix:" + os.path.join(tempfile.mkdtemp(), "s")
error, listener = ovs.stream.PassiveStream.open("p" + name)
assert error == 0, os.strerror(error)
def serve():
    while True:
        error, stream = listener.accept()
        if error != errno.EAGAIN: break
        time.sleep(0.01)
    connection = ovs.jsonrpc.Connection(stream)
    error, request = connection.recv_block()
    connection.send_block(ovs.jsonrpc.Message.create_reply([request.method, request.params], request.id))
    connection.recv_block()
threading.Thread(target=serve, daemon=True).start()
error, stream = ovs.stream.Stream.open_block(ovs.stream.Stream.open(name), timeout=5000)
assert error == 0, os.strerror(error)
connection = ovs.jsonrpc.Connection(stream)
error, reply = connection.transact_block(ovs.jsonrpc.Message.create_request("echo", ["gr\u00fc\u00df", 1]))
assert not error and reply.result == ["echo", ["gr\u00fc\u00df", 1]], (error, reply)
connection.close()
schema = ovs.db.schema.DbSchema.from_json(ovs.json.from_string('{"name": "d", "version": "1.0.0", "tables": {"t": {"columns": {"n": {"type": {"key": "integer", "min": 0, "max": 3}}}}}}'))
value = ovs.db.data.Datum.from_json(schema.tables["t"].columns["n"].type, ["set", [3, 1]])
assert sorted(value.as_list()) == [1, 3], value
