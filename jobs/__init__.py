"""What runs by itself inside `flask serve`: the server, its workers, its journal, what runs beside it."""
