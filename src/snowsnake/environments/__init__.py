"""Realised environments: state directory, hot path, activation."""
