"""What people and programs can do; pages and API are two doors to the same functions."""
