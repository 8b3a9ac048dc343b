"""sphinx-gallery: runs example scripts and makes a gallery of their figures in Sphinx (with optipng, where pictures are to be compressed).

round: 6
native: no
extra: matplotlib
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
import glob, os, re, subprocess, sys, tempfile
d = tempfile.mkdtemp()
os.makedirs(d + "/src/examples")
open(d + "/src/conf.py", "w").write("project = 'snow'\nextensions = ['sphinx_gallery.gen_gallery']\nexclude_patterns = ['examples']\n"
    "sphinx_gallery_conf = {'examples_dirs': 'examples', 'gallery_dirs': 'gallery', 'compress_images': ('images', 'thumbnails', '-o1'), 'filename_pattern': '/plot_'}\n")
open(d + "/src/index.rst", "w").write("Snow\n====\n\n.. toctree::\n\n   gallery/index\n")
open(d + "/src/examples/README.rst", "w").write("Flakes\n======\n\nSome of them.\n")
open(d + "/src/examples/plot_flake.py", "w").write('"""\nA flake\n=======\n\nIt is cold.\n"""\nimport matplotlib.pyplot as plt\nimport numpy as np\nt = np.linspace(0, 6.3, 400)\n'
    "plt.plot(np.cos(t), np.sin(6 * t))\nplt.title('flake')\nplt.show()\n\n# %%\n# Counted\n# -------\n# They are many.\nprint('count', 6 * 7)\n")
open(d + "/src/examples/melt.py", "w").write('"""\nMelting\n=======\n\nThis one is not run.\n"""\nraise SystemExit(3)\n')
r = subprocess.run([sys.executable, "-m", "sphinx", "-b", "html", "src", "out"], cwd=d, env={**os.environ, "HOME": d, "MPLCONFIGDIR": d}, capture_output=True, text=True, timeout=300)
assert r.returncode == 0 and "computation time summary" in r.stdout, r
assert "optipng" not in r.stderr, r.stderr   # it says so where it cannot compress
page = open(d + "/out/gallery/plot_flake.html", encoding="utf-8").read()
assert "count 42" in re.sub("<[^>]+>", "", page) and "They are many" in page and "sphx_glr_plot_flake_001.png" in page
assert "not run" in open(d + "/out/gallery/melt.html", encoding="utf-8").read()
pictures = glob.glob(d + "/src/gallery/images/*.png") + glob.glob(d + "/src/gallery/images/thumb/*.png")
from PIL import Image
assert len(pictures) == 3 and all(Image.open(p).size[0] > 100 for p in pictures), pictures
picture = Image.open(d + "/src/gallery/images/sphx_glr_plot_flake_001.png").convert("RGB")
assert len(picture.getcolors(1 << 20)) > 20 and picture.getpixel((0, 0)) == (255, 255, 255)
assert os.path.getsize(d + "/out/_downloads/" + [os.path.relpath(p, d + "/out/_downloads") for p in glob.glob(d + "/out/_downloads/*/plot_flake.ipynb")][0]) > 300
