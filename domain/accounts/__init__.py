"""Who may come in: activation, links, log-in, passwords, sessions, closing."""
