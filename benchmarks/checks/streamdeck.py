"""streamdeck: draws on the keys of Elgato's Stream Decks and reads them, by HIDAPI (here: what is plugged in, and a pretended one).

round: 8
native: yes
extra: pillow
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import io
from PIL import Image, ImageDraw
from StreamDeck.DeviceManager import DeviceManager, ProbeError
from StreamDeck.Devices.StreamDeckOriginalV2 import StreamDeckOriginalV2
from StreamDeck.ImageHelpers import PILHelper
from StreamDeck.Transport.LibUSBHIDAPI import LibUSBHIDAPI
from StreamDeck.Transport.Transport import TransportError
decks = DeviceManager().enumerate()   # raises ProbeError where HIDAPI is missing
assert isinstance(decks, list) and all(deck.deck_type() for deck in decks), decks
library = LibUSBHIDAPI.Library()
assert isinstance(library.enumerate(), list) and isinstance(library.enumerate(vendor_id=0x0fd9, product_id=0x0060), list)
try: library.open_device("/dev/no-such-deck")
except TransportError: pass
else: raise AssertionError("opened a device that is not there")
try: DeviceManager("ice")
except ProbeError: pass
else: raise AssertionError("took a transport that is not known")
pretended = DeviceManager(transport="dummy").enumerate()
assert len(pretended) > 8 and {"Stream Deck Original", "Stream Deck XL", "Stream Deck Pedal"} <= {deck.deck_type() for deck in pretended}, pretended
deck = next(d for d in pretended if isinstance(d, StreamDeckOriginalV2))
sent = []; deck.device.open(); write = deck.device.write
deck.device.write = lambda payload: (sent.append(bytes(payload)), write(payload))[1]
assert deck.key_count() == 15 and deck.key_layout() == (3, 5) and deck.key_image_format()["size"] == (72, 72)
picture = Image.new("RGB", (200, 100), "white"); ImageDraw.Draw(picture).rectangle((0, 0, 99, 99), fill="red")
image = PILHelper.create_scaled_key_image(deck, picture, margins=[0, 0, 20, 0], background="blue"); ImageDraw.Draw(image).text((10, 55), "snow", fill="white")
deck.set_key_image(3, PILHelper.to_native_key_format(deck, image))
assert sent and all(len(s) == 1024 and s[:3] == b"\x02\x07\x03" for s in sent) and [s[3] for s in sent] == [0] * (len(sent) - 1) + [1], [s[:8] for s in sent]
shown = Image.open(io.BytesIO(b"".join(s[8:8 + s[4] + 256 * s[5]] for s in sent)))
assert shown.size == (72, 72) and shown.format == "JPEG"
r, g, b = shown.convert("RGB").getpixel((55, 44)); assert r > 200 and g < 80 and b < 80, (r, g, b)   # it is turned: left is right
r, g, b = shown.convert("RGB").getpixel((16, 44)); assert min(r, g, b) > 200, (r, g, b)
deck.set_brightness(0.3); deck.reset(); deck.close()
