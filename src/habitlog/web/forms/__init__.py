"""Forms of entries: prefilled, parsed, shown with what does not fit, and compared with what was saved."""
