"""What people and programs can do: the functions that pages, API and commands share."""
