"""Packaged data: the fundamentals snippets and the references that all snippets cite."""
