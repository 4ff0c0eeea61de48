"""Entries of any pillar: reading, writing, days and their marks, undo, and what a form is prefilled with."""
