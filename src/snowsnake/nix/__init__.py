"""Nix: the one place that calls it, its log as events, and the library of `.nix` files."""
