"""How many rows a change reached: the proof that it was the first, or found anything."""

from sqlalchemy import CursorResult, Delete, Update
from sqlalchemy.orm import Session


def rows(session: Session, statement: Update | Delete) -> int:
    """Carry out an UPDATE or DELETE past the session's own objects; return the rows reached."""
    result = session.execute(statement.execution_options(synchronize_session=False))
    assert isinstance(result, CursorResult)
    return result.rowcount
