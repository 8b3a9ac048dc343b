"""Nixpkgs as a provider: which attribute has a library, program, header or pkg-config module."""
