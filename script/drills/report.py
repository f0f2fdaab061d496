"""What a drill says at the end: a table, and «OK» or each reason why not."""

SHOWN = 12  # reasons of one kind


class Report:
    """Rows of figures and what was found wrong."""

    def __init__(self, title):
        self.title, self.rows, self.wrong = title, [], []

    def row(self, **figures):
        self.rows.append(figures)

    def check(self, holds, words):
        """Notes the words as a failure where something does not hold."""
        if not holds:
            self.wrong.append(words)
        return holds

    def table(self):
        names = list(dict.fromkeys(name for row in self.rows for name in row))
        lines = [[name.replace("_", " ") for name in names]]
        lines += [[str(row.get(name, "")) for name in names] for row in self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        for line in lines:
            print("  ".join(cell.rjust(width) for cell, width in zip(line, widths, strict=True)))

    def end(self, server=None):
        """Prints everything. Returns the exit code."""
        print(f"\n{self.title}")
        self.table()
        for words in self.wrong[:SHOWN]:
            print(f"FAILED: {words}")
        if len(self.wrong) > SHOWN:
            print(f"FAILED: … and {len(self.wrong) - SHOWN} more")
        if self.wrong and server and (said := server.tail()):
            print(f"The server said at last:\n{said}")
        if not self.wrong:
            print("OK")
        return 1 if self.wrong else 0
