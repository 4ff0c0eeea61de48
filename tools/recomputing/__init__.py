"""The parts of `tools/recompute.py`, in the order they are read: export, days, trend, windows."""
