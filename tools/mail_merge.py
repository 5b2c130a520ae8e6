"""Makes a mail merge with LibreOffice: `/usr/bin/python3 tools/mail_merge.py 12 FILE.pdf`.

So was tests/samples/one_pdf/libreoffice.pdf made. By the system's Python, which has LibreOffice's
module (Debian: python3-uno, libreoffice-writer-nogui, libreoffice-base-nogui); a template of our own
with the fields of a list, merged into one PDF, as a billing service does it.
"""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import uno
from com.sun.star.beans import PropertyValue
from com.sun.star.connection import NoConnectException

FIRST = ("Jeanne", "Paul", "Amélie", "Bruno", "Chloé", "Denis")
LAST = ("Lefèvre", "Dupont", "Martin", "Bernard", "Roux", "Fabre", "Garnier", "Perrin")
PORT = 20023
PARAGRAPH = 0  # com.sun.star.text.ControlCharacter
TABLE = 0  # com.sun.star.sdb.CommandType
TO_FILE = 2  # com.sun.star.text.MailMergeType


def rows(count):
    """Yield the rows of the list, the titles first: as `tools/one_pdf.py` has them."""
    yield "Numero", "Client", "Nom", "Montant"
    for at in range(count):
        name = f"{FIRST[at % len(FIRST)]} {LAST[at // len(FIRST) % len(LAST)]}"
        yield f"EAU-2026-{at + 1:04}", f"4703{at + 1:04}", name, f"{37 + at % 90},{at % 100:02}"


def said(name, value):
    """Return one property as UNO takes it."""
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


class Letter:
    """The template, being written."""

    def __init__(self, document):
        self.document, self.text = document, document.Text
        self.cursor = self.text.createTextCursor()
        self.cursor.CharFontName, self.cursor.CharHeight = "Liberation Sans", 11

    def line(self, *parts):
        """Write a line; a part in angle brackets is a field of the list."""
        for part in parts:
            if part.startswith("<"):
                self.text.insertTextContent(self.cursor, self.field(part.strip("<>")), False)
            else:
                self.text.insertString(self.cursor, part, False)
        self.text.insertControlCharacter(self.cursor, PARAGRAPH, False)

    def field(self, column):
        """Return a field of the list."""
        master = self.document.createInstance("com.sun.star.text.FieldMaster.Database")
        master.DataBaseName = master.DataTableName = "lettres"
        master.DataCommandType, master.DataColumnName = TABLE, column
        field = self.document.createInstance("com.sun.star.text.TextField.Database")
        field.attachTextFieldMaster(master)
        return field

    def write(self):
        """Write a bill of two pages."""
        self.line("VILLE DE BOÉ – SERVICE DES EAUX")
        self.line("1 place de la Mairie, 47550 BOÉ")
        self.line()
        self.cursor.ParaLeftMargin = 9000
        self.line("<Nom>")
        self.line("1 rue des Lilas")
        self.line("47550 BOÉ")
        self.line()
        self.cursor.ParaLeftMargin = 0
        self.line("Facture n° ", "<Numero>", " du 23/11/2026")
        self.line("N° client : ", "<Client>")
        self.line()
        self.line("Eau potable")
        self.line("Montant à payer avant le 23/12/2026 : ", "<Montant>", " €")
        self.cursor.BreakType = uno.Enum("com.sun.star.style.BreakType", "PAGE_BEFORE")
        self.line("Comment lire votre facture")
        self.cursor.BreakType = uno.Enum("com.sun.star.style.BreakType", "NONE")
        self.line("La part fixe couvre l'entretien du réseau ; la part variable suit votre")
        self.line("consommation relevée au compteur.")


def merge(context, folder, to):
    """Register the list, write the template, merge."""
    services = context.ServiceManager

    def made(name):
        return services.createInstanceWithContext(f"com.sun.star.{name}", context)

    databases = made("sdb.DatabaseContext")
    source = databases.createInstance()
    source.URL = f"sdbc:flat:{folder.as_uri()}"
    source.Info = (
        said("Extension", "csv"),
        said("HeaderLine", True),
        said("FieldDelimiter", ";"),
        said("CharSet", "utf-8"),
    )
    source.DatabaseDocument.storeAsURL((folder / "lettres.odb").as_uri(), ())
    databases.registerObject("lettres", source)
    desktop = made("frame.Desktop")
    document = desktop.loadComponentFromURL(
        "private:factory/swriter", "_blank", 0, (said("Hidden", True),)
    )
    Letter(document).write()
    template = (folder / "modele.odt").as_uri()
    document.storeAsURL(template, ())
    document.close(True)
    merging = made("text.MailMerge")
    merging.DataSourceName = merging.Command = "lettres"
    merging.CommandType, merging.DocumentURL = TABLE, template
    merging.OutputType, merging.OutputURL = TO_FILE, folder.as_uri()
    merging.SaveAsSingleFile, merging.SaveFilter = True, "writer_pdf_Export"
    merging.FileNameFromColumn, merging.FileNamePrefix = False, "tout"
    merging.execute(())
    to.write_bytes(next(folder.glob("tout*.pdf")).read_bytes())
    desktop.terminate()


def main(count, to):
    """Merge so many letters into one PDF."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lines = "".join(";".join(row) + "\n" for row in rows(count))
        (folder / "lettres.csv").write_text(lines, "utf-8")
        accept = f"socket,host=127.0.0.1,port={PORT};urp;"
        profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
        office = subprocess.Popen(["soffice", "--headless", profile, f"--accept={accept}"])
        local = uno.getComponentContext()
        resolver = local.ServiceManager.createInstanceWithContext(
            "com.sun.star.bridge.UnoUrlResolver", local
        )
        for _ in range(60):
            try:
                context = resolver.resolve(f"uno:{accept}StarOffice.ComponentContext")
                break
            except NoConnectException:
                time.sleep(1)
        merge(context, folder, to)
        office.wait(60)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]).resolve())
