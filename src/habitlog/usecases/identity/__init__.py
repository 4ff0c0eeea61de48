"""Accounts, sign-in, two-factor authentication, API tokens and rate limits."""
