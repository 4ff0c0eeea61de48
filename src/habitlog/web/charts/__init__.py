"""Charts drawn on the server as SVG, without scripts and inline styles; a day without a value is a gap."""
