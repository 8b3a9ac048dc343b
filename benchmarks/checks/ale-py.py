"""ale-py: plays games of the Atari 2600 for learning machines; here Breakout, in memory and in a window by SDL.

round: 10
native: yes
extra: python-xlib
display: yes
apt: libx11-6 libxext6 libxcursor1 libxi6 libxrandr2 libxss1 libgl1 libgl1-mesa-dri
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import numpy as np
os.environ["SDL_AUDIODRIVER"] = "dummy"
from ale_py import ALEInterface, Action, LoggerMode, roms
ALEInterface.setLoggerMode(LoggerMode.Error)
assert "breakout" in roms.get_all_rom_ids() and len(roms.get_all_rom_ids()) > 90
def machine(**settings):
    ale = ALEInterface(); ale.setInt("random_seed", 123); ale.setFloat("repeat_action_probability", 0.0)
    for name, value in settings.items(): ale.setBool(name, value)
    ale.loadROM(roms.get_rom_path("breakout")); return ale
def play(ale, count, seed=4):
    rng = np.random.default_rng(seed); actions = ale.getMinimalActionSet(); total = 0
    for _ in range(count):
        total += ale.act(actions[rng.integers(len(actions))])
        if ale.game_over(): ale.reset_game()
    return total
one, two = machine(), machine()
assert list(one.getMinimalActionSet()) == [Action.NOOP, Action.FIRE, Action.RIGHT, Action.LEFT] and one.lives() == 5
assert one.getScreenRGB().shape == (210, 160, 3) and one.getScreenGrayscale().shape == (210, 160) and one.getRAM().shape == (128,)
assert len(np.unique(one.getScreenRGB().reshape(-1, 3), axis=0)) >= 7   # the bricks' colours
assert play(one, 3000) == play(two, 3000) > 0 and np.array_equal(one.getScreenRGB(), two.getScreenRGB()) and np.array_equal(one.getRAM(), two.getRAM())
state = one.cloneState(); frame = one.getEpisodeFrameNumber(); first = play(one, 500); screen = one.getScreenRGB(); one.restoreState(state)
assert one.getEpisodeFrameNumber() == frame and play(one, 500) == first and np.array_equal(screen, one.getScreenRGB())
one.saveScreenPNG("snow.png"); assert open("snow.png", "rb").read(8) == b"\x89PNG\r\n\x1a\n"
# On a display
from Xlib import display
shown = machine(display_screen=True, sound=False); d = display.Display()
play(shown, 30)
def windows(at): return [at, *(one for child in at.query_tree().children for one in windows(child))]
seen = [(one.get_wm_name(), one.get_geometry().width, one.get_geometry().height) for one in windows(d.screen().root) if one.get_attributes().map_state == 2 and one.id != d.screen().root.id]
print(seen); assert any(width >= 160 and height >= 210 for name, width, height in seen), seen
assert np.array_equal(shown.getScreenRGB().shape, (210, 160, 3))
