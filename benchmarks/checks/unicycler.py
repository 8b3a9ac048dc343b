"""unicycler: a stub on PyPI that only says which package one meant (Debian's unicycler, the genome assembler, is another thing: no native part here).

native: no
"""
import os, sys; sys.path[:] = [p for p in sys.path if os.path.realpath(p or ".") != os.path.dirname(os.path.realpath(__file__))]   # the files here have the packages' names
from importlib.metadata import version
assert version("unicycler")
try:
    import unicycler
except ImportError as error:
    assert "aurora-unicycler" in str(error), error
else:
    raise SystemExit("it used to say that one meant aurora-unicycler")
