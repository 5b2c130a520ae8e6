"""What runs by itself inside `flask serve`: the server, its journal, what runs beside it."""
