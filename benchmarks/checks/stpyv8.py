"""STPyV8: runs JavaScript in Python by Google's V8 engine, each calling the other through Boost.Python.

round: 7
native: yes
apt: libboost-dev libboost-system-dev libboost-python-dev libboost-iostreams-dev
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = tempfile.mkdtemp()   # its copy of ICU's data goes there
import STPyV8
with STPyV8.JSContext() as context:
    upper = context.eval("((word) => word.toUpperCase())")
    assert upper("schneefräse ❄") == "SCHNEEFRÄSE ❄"
    assert context.eval("[1, 2, 3].map(x => x ** 2).reduce((a, b) => a + b)") == 14 and context.eval("0.1 + 0.2") == 0.1 + 0.2
    assert context.eval("/\\p{Lu}/u.test('Ä') && 'äöü'.length === 3") is True
    context.eval("class Circle { constructor(r) { this.r = r } get area() { return this.calc() } calc() { return 3 * this.r * this.r } }")
    circle = context.eval("new Circle(10)")
    assert circle.area == 300 and circle.r == 10
    circle.r = 2
    assert circle.area == 12
    rows = context.eval("({flakes: [1, 'two', {arms: 6}], none: null, yes: true})")
    assert list(rows.flakes)[:2] == [1, "two"] and rows.flakes[2].arms == 6 and rows.none is None and rows.yes is True
    when = context.eval("new Date(Date.UTC(2026, 0, 6))")
    assert (when.year, when.month) == (2026, 1), when
class World(STPyV8.JSClass):
    def __init__(self):
        self.heard = []
    def tell(self, word, times):
        self.heard.append(word * int(times))
        return len(self.heard)
    def fail(self):
        raise ValueError("too cold")
world = World()
with STPyV8.JSContext(world) as context:
    assert context.eval("tell('snow', 2); tell('ice', 3)") == 2 and world.heard == ["snowsnow", "iceiceice"]
    assert "too cold" in context.eval("try { fail() } catch (e) { String(e) }")
    try:
        context.eval("function f() { throw new Error('far') }\nf()", name="winter.js")
        raise AssertionError("no error")
    except STPyV8.JSError as e:
        assert e.name == "Error" and e.message == "far" and "winter.js" in e.stackTrace, (e.name, e.message, e.stackTrace)
    try:
        context.eval("var 7 = ;")
        raise AssertionError("no error")
    except SyntaxError:
        pass
    try:
        context.eval("throw new RangeError('far')")
        raise AssertionError("no error")
    except IndexError:   # what Python calls it
        pass
with STPyV8.JSIsolate() as isolate, STPyV8.JSContext() as context:
    assert context.eval("let n = 0; for (let i = 0; i < 3000000; i++) n = (n * 31 + i) % 65521; n") == __import__("functools").reduce(lambda n, i: (n * 31 + i) % 65521, range(3000000))
    with STPyV8.JSEngine() as engine:
        assert engine.compile("6 * 7").run() == 42
