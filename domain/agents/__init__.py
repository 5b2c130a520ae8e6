"""Who works in the browser for the billing service: invited, let in by password and code, ended."""
