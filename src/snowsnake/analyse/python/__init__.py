"""An abstract reading of Python: what a program does outside itself, found without running it."""
