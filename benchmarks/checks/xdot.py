"""xdot: shows graphs of Graphviz's language in a GTK 3 window.

native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, sys, tempfile, time
errors = []
sys.excepthook = lambda *a: (errors.append(a), sys.__excepthook__(*a))
from xdot.ui.window import DotWindow, Gtk
d = tempfile.mkdtemp()
open(d + "/g.dot", "w", encoding="utf-8").write('digraph g { a -> b [label="first"]; b -> c; c -> a; node [shape=box]; d -> "\u00e9t\u00e9"; }')
window = DotWindow(width=300, height=300)
window.error_dialog = lambda message: errors.append(message)   # instead of a dialog that waits
window.open_file(d + "/g.dot")
graph = window.dotwidget.graph
assert len(graph.nodes) == 5 and len(graph.edges) == 4 and graph.width > 50, (len(graph.nodes), errors)
window.show_all()
end = time.time() + 2
while time.time() < end:
    Gtk.main_iteration_do(False)
window.export_file(d + "/g.png", "png")
assert open(d + "/g.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n"
assert window.get_window() and not errors, errors
