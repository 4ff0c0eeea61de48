"""Mail: the message that announces news, and its delivery by SMTP."""
