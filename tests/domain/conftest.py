"""Rules whose words become SQL hold on both databases."""

from tests.databases import database_url, postgresql

__all__ = ["database_url", "postgresql"]
