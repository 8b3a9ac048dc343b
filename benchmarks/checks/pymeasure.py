"""PyMeasure: drives instruments, here one at a pseudo-terminal, and measures in Qt's windows, with plots.

round: 10
native: no
display: yes
extra: PyQt6
apt: fonts-dejavu-core libdbus-1-3 libegl1 libfontconfig1 libgl1 libglib2.0-0t64 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-xinerama0 libxcb-xkb1 libxkbcommon-x11-0
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import os, tempfile, threading, time, tty
import PyQt6.QtCore
from pymeasure.adapters import SerialAdapter
from pymeasure.display.Qt import QtCore, QtWidgets
from pymeasure.display.windows import ManagedWindow
from pymeasure.experiment import FloatParameter, IntegerParameter, Procedure, Results
from pymeasure.instruments import Instrument, SCPIMixin
from pymeasure.instruments.validators import strict_range
d = tempfile.mkdtemp(); os.chdir(d)
master, slave = os.openpty(); tty.setraw(master); tty.setraw(slave)
def serve():   # the instrument: a source of a voltage, and a resistor of 50 ohms
    volts, line = 0.0, b""
    while True:
        line += os.read(master, 100)
        while b"\n" in line:
            word, line = line.split(b"\n", 1); word = word.strip()
            if word == b"*IDN?": os.write(master, b"Snow,Flake,6,1.0\n")
            elif word == b"CURR?": os.write(master, b"%.6f\n" % (volts / 50))
            elif word.startswith(b"VOLT "): volts = float(word[5:])
            elif word == b"VOLT?": os.write(master, b"%.3f\n" % volts)
threading.Thread(target=serve, daemon=True).start()
class Source(SCPIMixin, Instrument):
    voltage = Instrument.control("VOLT?", "VOLT %g", "Volts.", validator=strict_range, values=[0, 10])
    current = Instrument.measurement("CURR?", "Amperes.")
adapter = SerialAdapter(os.ttyname(slave), timeout=3, write_termination="\n", read_termination="\n"); source = Source(adapter, "Snow's source")
assert source.id == "Snow,Flake,6,1.0"; source.voltage = 5; assert source.voltage == 5 and source.current == 0.1
try: source.voltage = 11
except ValueError: pass
else: raise AssertionError("too much")
class Measure(Procedure):
    steps = IntegerParameter("Steps", default=5); most = FloatParameter("Most", units="V", default=8)
    DATA_COLUMNS = ["Voltage (V)", "Current (A)"]
    def execute(self):
        for n in range(self.steps):
            source.voltage = self.most * n / (self.steps - 1); self.emit("results", {"Voltage (V)": source.voltage, "Current (A)": source.current}); self.emit("progress", 100 * n / self.steps)
            if self.should_stop(): return
            time.sleep(0.02)
app = QtWidgets.QApplication(sys.argv[:1]); assert app.platformName() == "xcb", app.platformName()
window = ManagedWindow(procedure_class=Measure, inputs=["steps", "most"], displays=["steps", "most"], x_axis="Voltage (V)", y_axis="Current (A)"); window.setWindowTitle("Schneeflöckchen")
window.show(); window.filename = "snow"; window.directory = d; window.inputs.steps.setValue(9); finished = []
window.manager.finished.connect(lambda experiment: finished.append(experiment)); window.queue_button.click()
QtCore.QTimer.singleShot(60000, app.quit); window.manager.finished.connect(lambda experiment: QtCore.QTimer.singleShot(800, app.quit)); app.exec()
assert len(finished) == 1 and finished[0].procedure.status == Procedure.FINISHED, finished
again = Results.load(finished[0].results.data_filename); data = again.data; assert len(data) == 9 and again.parameters["steps"].value == 9 and abs(data["Voltage (V)"].iloc[-1] - 8) < 1e-9, data
assert (abs(data["Current (A)"] - data["Voltage (V)"] / 50) < 1e-5).all(), data
picture = window.grab().toImage(); colours = {picture.pixelColor(x, y).name() for x in range(0, picture.width(), 2) for y in range(0, picture.height(), 2)}; assert picture.width() >= 600 and len(colours) > 20, len(colours)
curve = finished[0].curve_list[0]; assert len(curve.getData()[0]) == 9, curve.getData()
sys.stdout.flush(); os._exit(0)   # not what is measured: the order in which Qt goes down
