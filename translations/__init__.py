"""click's own words in French, whatever the language of the host (gettext, domain « messages »)."""

import gettext
import os
from pathlib import Path


def bind() -> None:
    """Make this process speak French; called before anything is read from the command line."""
    # gettext looks at LANGUAGE before LC_ALL and LANG: a host in English or in « C » changes nothing
    os.environ["LANGUAGE"] = "fr"
    gettext.bindtextdomain("messages", str(Path(__file__).parent))
    gettext.textdomain("messages")
