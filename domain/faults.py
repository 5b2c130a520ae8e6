"""What a person must mend: one exception, whose text is the French sentence they read."""


class Fault(Exception):
    """A mistake that only a person can mend; `str(fault)` says what is wrong and what to do."""
