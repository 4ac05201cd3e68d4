"""`genealogy rejected`: rows that could not be understood."""

from __future__ import annotations

from api.console import AsCsv, AsJson, Data, opened, say, show_csv, show_json, show_table
from queries.rejected import rejected_rows


def rejected_command(as_json: AsJson = False, as_csv: AsCsv = False, data: Data = None) -> None:
    """Rejected rows with file, row, column, text and reason.

    Example:

      genealogy rejected --csv > to-correct.csv
    """
    with opened(data) as (database, _):
        rows = [row.to_dict() for row in rejected_rows(database)]
    columns = ("file", "row", "column", "text", "reason")
    if as_json:
        show_json(rows)
    elif as_csv:
        show_csv(rows, columns)
    elif rows:
        show_table(rows, dict(zip(columns, columns, strict=True)), numbers=("row",))
    else:
        say("No rejected row is open.")
