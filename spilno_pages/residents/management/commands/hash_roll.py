import csv
import sys
from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from spilno_pages.residents.documents import person_tag
from spilno_pages.residents.models import Basis
from spilno_pages.residents.rolls import COLUMNS

NEEDED = ("document", "residence_basis", "district")


class Command(BaseCommand):
    help = (
        "Turns a register's list (document, residence_basis, district) into a roll of tags. Run it on the council's own machine, "
        "with SPILNO_PEPPER of the site; numbers never leave that machine. Faulty lines are named by number alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("list", type=Path)
        parser.add_argument(
            "--output", type=Path, help="Where the roll goes; standard output without it."
        )

    def handle(self, *args, output, **options):
        target = output.open("w", newline="", encoding="utf-8") if output else sys.stdout
        try:
            with options["list"].open(encoding="utf-8-sig", newline="") as source:
                good, bad = self.hash(source, target)
        finally:
            if output:
                target.close()
        if bad and output:
            output.unlink()
        if bad:
            raise CommandError(
                f"{len(bad)} faulty lines, no roll was made: {', '.join(map(str, bad[:50]))}"
            )
        self.stderr.write(f"{good} people.")

    def hash(self, source, target):
        """Returns (number of people, [lines that are faulty])."""
        start = source.read(2000)
        source.seek(0)
        reader = csv.DictReader(
            source, delimiter=";" if start.count(";") > start.count(",") else ","
        )
        if not {"document", "residence_basis"} <= set(reader.fieldnames or ()):
            raise CommandError(f"The heading must be: {','.join(NEEDED)}")
        writer = csv.writer(target)
        writer.writerow(COLUMNS)
        good, bad = 0, []
        for row in reader:
            try:
                if row["residence_basis"] not in Basis.values:
                    raise ValidationError("basis")
                tag = person_tag(row["document"])
            except (ValidationError, TypeError):
                bad.append(reader.line_num)
                continue
            writer.writerow([tag, row["residence_basis"], row.get("district") or ""])
            good += 1
        return good, bad
