"""The rules, one module a subject; they know neither Flask nor SQL."""
