"""CSV, XLSX and ODS as people make them; knows nothing of customers or invoices."""


class Unreadable(Exception):
    """The whole file can't be taken; the text is one French sentence that says why."""
