"""tesserocr: the OCR of Tesseract through its C++ library.

native: yes
extra: pillow
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from PIL import Image, ImageDraw, ImageFont
import tesserocr
image = Image.new("L", (700, 120), 255)
ImageDraw.Draw(image).text((20, 25), "Hello World 2024", font=ImageFont.load_default(size=56), fill=0)
assert "tesseract 5" in tesserocr.tesseract_version(), tesserocr.tesseract_version()
with tesserocr.PyTessBaseAPI(lang="eng", psm=tesserocr.PSM.SINGLE_LINE) as api:
    api.SetImage(image)
    text = api.GetUTF8Text().strip()
    assert text == "Hello World 2024", text
    assert api.MeanTextConf() > 60
    assert "ocrx_word" in api.GetHOCRText(0)
