"""snowsnake turns a Python project's requirements into an environment that Nix builds."""

__version__ = "0.1.0"
