"""The colors and icons of food."""

from __future__ import annotations

from habitlog.tracking import Theme

ICON = '<path d="M2.5 10.5h17a8.5 8.5 0 0 1-17 0z"/><path d="M12.6 8.8 17 2.2l2 1.3-4.4 6.4z"/>'
DAY_ICON = '<path class="dots" d="M7.5 5.2h.01M14 5.2h.01M20.5 5.2h.01M7.5 10.8h.01M14 10.8h.01M20.5 10.8h.01"/>'

THEME = Theme(("#A6730F", "#F2D083"), ("#F0DFBC", "#453A24"), ICON, DAY_ICON, "disc")
