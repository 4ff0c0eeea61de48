"""Mails: what one says, the server that takes it, and the rounds in which they go out; nothing here knows the house."""
