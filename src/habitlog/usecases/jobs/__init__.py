"""What runs beside the service: notifications by mail, deletions that are due, retention."""
