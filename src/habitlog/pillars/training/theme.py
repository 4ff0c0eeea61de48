"""The colors and icons of training."""

from __future__ import annotations

from habitlog.tracking import Theme

ICON = '<path d="M0 10h22v2H0zM5 3.5h3v15H5zM14 3.5h3v15h-3zM2 7h2v8H2zM18 7h2v8h-2z"/>'
DAY_ICON = '<path d="M6.5 3.5v9M11.5 3.5v9M16.5 3.5v9M21.5 3.5v9"/>'

THEME = Theme(("#8C3D27", "#DD8E70"), ("#EBCFC4", "#472F28"), ICON, DAY_ICON, "upright")
