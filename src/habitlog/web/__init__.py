"""HTTP and HTML: the only floor that speaks either."""
