"""habitlog: a lifestyle log that describes and never orders."""

__version__ = "0.1.0"
