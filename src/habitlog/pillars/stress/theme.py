"""The colors and icons of stress practice."""

from __future__ import annotations

from habitlog.tracking import Theme

WAVE = "c2.8-4.4 5.6-4.4 9-.8s6.2 3.6 9-.8"
ICON = f'<path class="line" d="M2 8.4{WAVE}M2 15.6{WAVE}"/>'
DAY_ICON = '<path d="M4 6c2-3 4-3 6 0s4 3 6 0 4-3 6 0M4 11.5c2-3 4-3 6 0s4 3 6 0 4-3 6 0"/>'

THEME = Theme(("#256F6A", "#80CABE"), ("#CBE0DC", "#263F3D"), ICON, DAY_ICON, "caret")
