"""The colors and icons of sleep."""

from __future__ import annotations

from habitlog.tracking import Theme

ICON = '<path d="M9.2 2.2a9 9 0 1 0 10.6 12.3A8.2 8.2 0 0 1 9.2 2.2z"/>'
DAY_ICON = '<path d="M4 5.5h20M4 10.5h20"/>'

THEME = Theme(("#2C3A75", "#7685D6"), ("#D3D6E8", "#2F3352"), ICON, DAY_ICON, "dash")
