"""Mails: what one says, and the server that takes it; nothing here knows the house."""
