"""access.csv, the access matrix: for each address and each role, what GET and POST answer.

A cell is `GET/POST`, or one number when both answer the same. `things` says what stands in the address, as
`pk=need verb=plan`: a name of tests/access/world.py, or the word itself. `directory` is yes where the page
shows the directory, whose lines every member may read. `others`: what PUT, PATCH, DELETE and OPTIONS
answer to whoever is let in. One address may have several lines, with other things.
"""

import csv
from dataclasses import dataclass
from pathlib import Path

PATH = Path(__file__).with_name("access.csv")
COLUMNS = (
    "anonymous",
    "secretary",
    "secretary_foreign",
    "mayor",
    "elected",
    "manager",
    "it_agent",
    "trainer",
    "reader",
    "administrator",
)
HEADINGS = ("address", "things", "directory", "others", *COLUMNS)
HALL = {"secretary", "mayor", "elected"}


@dataclass(frozen=True)
class Line:
    address: str
    things: str
    directory: bool
    others: str
    cells: dict

    @property
    def asked(self):
        """What stands in the address: parameter → name of a thing."""
        return dict(pair.split("=", 1) for pair in self.things.split())

    def opens_to(self, role):
        """A POST of this role to its own thing is looked at, not turned away at once."""
        return self.declared(role, foreign=False, method="POST") not in {403, 404, 405}

    @property
    def forged(self):
        return "token" in self.asked

    def declared(self, role, *, foreign, method):
        """The status declared. Another commune's thing answers the same to everybody of a town hall,

        and a token that was forged the same to everybody. What the secretary has as hers on both sides is shared:
        each role has it there as at home.
        """
        shared = self.cells["secretary_foreign"] == self.cells["secretary"]
        hall = role in HALL and not shared
        column = "secretary_foreign" if foreign and (hall or self.forged) else role
        get, _, post = self.cells[column].partition("/")
        return int(post or get if method == "POST" else get)


def lines():
    with PATH.open(newline="") as file:
        return [line_of(row) for row in csv.DictReader(file)]


def line_of(row):
    cells = {column: row.get(column) or "" for column in COLUMNS}
    return Line(
        row["address"],
        row.get("things") or "",
        row.get("directory") == "yes",
        row.get("others") or "",
        cells,
    )


def write(rows):
    with PATH.open("w", newline="") as file:
        table = csv.DictWriter(file, HEADINGS, lineterminator="\n")
        table.writeheader()
        table.writerows(rows)
