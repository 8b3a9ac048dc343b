"""Whole-process benchmarks, side by side with the peers: `make bench`, or `python -m benchmarks.hot_run`."""
