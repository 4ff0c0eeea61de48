"""The time zones in which a file is read, as text: one, or several that follow each other."""

from habitlog.importers.file_zones import FileZones, join_zones, parse_file_zones

__all__ = ["FileZones", "join_zones", "parse_file_zones"]
