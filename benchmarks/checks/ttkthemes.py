"""ttkthemes: themes for Tk's widgets.

round: 4
native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile
os.environ["HOME"] = tempfile.mkdtemp()
from tkinter import ttk
from ttkthemes import ThemedStyle, ThemedTk
window = ThemedTk(theme="arc")
assert {"arc", "plastik", "radiance", "equilux", "ubuntu", "black", "breeze", "yaru"} <= set(window.get_themes()), window.get_themes()
assert window.current_theme == "arc"
button = ttk.Button(window, text="Snow"); button.pack(); entry = ttk.Entry(window); entry.insert(0, "flake"); entry.pack(); ttk.Progressbar(window, value=40).pack(); ttk.Checkbutton(window, text="six").pack()
seen = {}
for name in ("arc", "equilux", "plastik", "black", "breeze", "radiance"):   # by pixmaps, by Tcl's code
    window.set_theme(name); window.update()
    assert ttk.Style().theme_use() == name and button.winfo_width() > 20
    seen[name] = str(ttk.Style().lookup("TFrame", "background"))
assert len(set(seen.values())) > 3, seen
style = ThemedStyle(window); style.theme_use("yaru"); window.update()
assert style.theme_use() == "yaru" and button.winfo_ismapped()
window.set_theme_advanced("arc", brightness=0.5, saturation=1.5, hue=1.2); window.update()   # new pictures of its own
assert "advanced" in ttk.Style().theme_use()
window.destroy()
