"""Bills: batches, lists and PDFs, what an import changes, whose they are, announcements."""
