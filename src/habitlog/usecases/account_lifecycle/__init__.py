"""Registration, deletion of accounts, and what follows the restoring of a backup."""
