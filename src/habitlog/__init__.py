"""habitlog: a lifestyle log that describes and never orders."""
