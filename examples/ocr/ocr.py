"""A page becomes a PDF, the PDF an image, and the image text again: is it the text of the page?"""

import sys
import tempfile
from pathlib import Path

import pytesseract
from pdf2image import convert_from_path
from weasyprint import HTML

LINES = [
    "The snow in the mountains was melting",
    "and nobody had counted the flakes.",
    "Twelve thousand fell on Tuesday.",
]
PAGE = f"""
<style>@page {{ size: A5 landscape; margin: 2cm }} body {{ font: 18pt sans-serif; line-height: 1.6 }}</style>
<p>{"<br>".join(LINES)}</p>
"""


def main() -> int:
    """Render, scan, compare."""
    with tempfile.TemporaryDirectory() as directory:
        pdf = Path(directory, "page.pdf")
        HTML(string=PAGE).write_pdf(pdf)  # Pango, fontconfig and HarfBuzz, opened by name
        (image,) = convert_from_path(pdf, dpi=200, grayscale=True)  # runs pdftoppm
        read = pytesseract.image_to_string(image, lang="eng")  # runs tesseract
    lines = [line.strip() for line in read.splitlines() if line.strip()]
    print(f"{len(PAGE)} characters of HTML, an image of {image.width} by {image.height}, and read from that:")
    for line in lines:
        print(f"  {line}")
    if lines != LINES:
        print(f"that is not what was written: {LINES}")
        return 1
    print("every word is as it was written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
