"""pygame: SDL 2 with pictures, fonts, sound.

native: yes
display: yes
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import array, math, os, tempfile
os.environ["SDL_AUDIODRIVER"] = "dummy"   # there is no sound card
if not os.environ.get("DISPLAY"):
    os.environ["SDL_VIDEODRIVER"] = "dummy"
import pygame, pygame.midi
pygame.mixer.init(44100, -16, 1)
pygame.init()
screen = pygame.display.set_mode((200, 100))
assert pygame.display.get_driver() == ("x11" if os.environ.get("DISPLAY") else "dummy")
screen.fill((10, 20, 30)); pygame.draw.circle(screen, (255, 0, 0), (50, 50), 20)
text = pygame.font.Font(None, 40).render("Hello", True, (255, 255, 255))
screen.blit(text, (90, 30)); pygame.display.flip()
assert screen.get_at((50, 50))[:3] == (255, 0, 0) and text.get_width() > 50 and any(text.get_at((x, 15))[3] for x in range(text.get_width()))
d = tempfile.mkdtemp()
for name in ("a.png", "a.jpg", "a.bmp"):
    pygame.image.save(screen, d + "/" + name)
    r, g, b = pygame.image.load(d + "/" + name).get_at((50, 50))[:3]
    assert r > 200 and g < 60 and b < 60, name
sound = pygame.mixer.Sound(buffer=array.array("h", [int(9000 * math.sin(i / 20)) for i in range(44100)]))
assert abs(sound.get_length() - 1) < 0.01 and sound.play() is not None
pygame.midi.init(); assert pygame.midi.get_count() >= 0; pygame.midi.quit()
pygame.event.post(pygame.event.Event(pygame.USEREVENT)); assert any(e.type == pygame.USEREVENT for e in pygame.event.get())
pygame.quit()
