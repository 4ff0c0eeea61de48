"""The statistics floor: pure numpy, no I/O, no clock, each formula checked against a published reference."""
