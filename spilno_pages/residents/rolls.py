"""A roll of residents comes in: read by line, compared, kept apart until a second person puts it in force.

CSV with a heading: person_tag, residence_basis, district (a district's word in addresses, may be empty). manage.py hash_roll makes it.
"""

import csv
import io
import re
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ..record.actions import record
from .actions import grant
from .models import Basis, Level, Provider, Resident, Roll, RollEntry
from .providers.base import IdentityClaim

MANAGE = "spilno_residents.manage_roll"
COLUMNS = ("person_tag", "residence_basis", "district")
TAG = re.compile(r"[0-9a-f]{64}")
DISTRICT = re.compile(r"[-a-z0-9_]{0,90}")
MAX_BYTES = 64 * 1024 * 1024
MAX_FAULTS = 100  # shown; the rest is counted
BATCH = 4000


@dataclass
class Report:
    """What a reading of a file found: rows that are good, and faults as (line, sentence)."""

    rows: int = 0
    faults: list = field(default_factory=list)
    more_faults: int = 0

    def fault(self, line, sentence):
        if len(self.faults) < MAX_FAULTS:
            self.faults.append((line, sentence))
        else:
            self.more_faults += 1

    @property
    def is_good(self):
        return not self.faults and self.rows > 0


class FaultyRollError(ValidationError):
    """The file was not taken; .report says why, line by line."""

    def __init__(self, report):
        self.report = report
        super().__init__(_("The file has mistakes, so nothing of it was taken."))


def upload(file, name, *, by):
    """Checks a file and keeps it as a Roll that waits for a second person. Raises FaultyRollError, PermissionDenied.

    Streams: memory holds the tags alone (32 bytes each). Two people and a comparison stand between a file and its effect.
    """
    if not by.has_perm(MANAGE):
        raise PermissionDenied
    report = Report()
    with transaction.atomic():
        roll = Roll.objects.create(name=name, uploaded_by=by)
        keep(roll, entries(file, report))
        if not report.is_good:
            if not report.faults:
                report.fault(1, _("The file holds no people."))
            raise FaultyRollError(report)
        compare(roll, report.rows)
        record("roll.checked", roll, by=by, rows=roll.rows)
    return roll


def entries(file, report):
    """Yields (tag, basis, district) of the good rows and writes the faults into the report."""
    if getattr(file, "size", 0) > MAX_BYTES:
        report.fault(1, _("The file is larger than 64 MB."))
        return
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="")
    try:
        yield from checked(text, report)
    except UnicodeDecodeError:
        report.fault(report.rows + 2, _("The file is not in UTF-8."))
    except csv.Error:
        report.fault(report.rows + 2, _("The file is no table of comma-separated values."))
    finally:
        text.detach()


def checked(text, report):
    heading = text.readline(1000)
    delimiter = ";" if heading.count(";") > heading.count(",") else ","
    names = [name.strip().strip('"').lower() for name in heading.strip().split(delimiter)]
    if names != list(COLUMNS[: len(names)]) or len(names) < 2:
        report.fault(
            1, _("The heading must be: %(columns)s") % {"columns": delimiter.join(COLUMNS)}
        )
        return
    seen = set()
    for line, row in enumerate(csv.reader(text, delimiter=delimiter), 2):
        if not any(row):
            continue
        cells = [cell.strip() for cell in row]
        if problem := fault_of(cells, len(names), seen):
            report.fault(line, problem)
            continue
        seen.add(bytes.fromhex(cells[0]))
        report.rows += 1
        yield cells[0], cells[1], cells[2][:90] if len(cells) > 2 else ""


def fault_of(cells, width, seen):
    """Returns what is wrong with a row, "" if nothing is. Never repeats what stands in it."""
    if len(cells) != width:
        return _("%(count)s columns instead of %(width)s") % {"count": len(cells), "width": width}
    if not TAG.fullmatch(cells[0]):
        return _("person_tag is not the 64 digits that hash_roll makes")
    if cells[1] not in Basis.values:
        return _("residence_basis must be one of: %(values)s") % {"values": ", ".join(Basis.values)}
    if width > 2 and not DISTRICT.fullmatch(cells[2]):
        return _("district is a district’s word in addresses, or nothing")
    if bytes.fromhex(cells[0]) in seen:
        return _("this person stands in the file already")
    return ""


def keep(roll, rows):
    batch = []
    for tag, basis, district in rows:
        batch.append(RollEntry(roll=roll, person_tag=tag, residence_basis=basis, district=district))
        if len(batch) == BATCH:
            RollEntry.objects.bulk_create(batch)
            batch = []
    RollEntry.objects.bulk_create(batch)


def compare(roll, rows):
    """Counts what would change against the roll in force. Three queries."""
    current = RollEntry.objects.filter(roll__state=Roll.State.CURRENT)
    total = current.count()
    kept = RollEntry.objects.filter(roll=roll, person_tag__in=current.values("person_tag")).count()
    roll.rows, roll.kept, roll.added, roll.removed = rows, kept, rows - kept, total - kept
    roll.save(update_fields=["rows", "kept", "added", "removed"])


@transaction.atomic
def apply(roll, *, by):
    """Puts a checked roll in force: everything or nothing. Returns how many waiting people it made residents.

    Raises PermissionDenied for the one who uploaded it, ValidationError where it no longer waits.
    """
    decide(roll, by, Roll.State.CURRENT)
    lifted = lift(roll)
    record("roll.applied", roll, by=by, rows=roll.rows, lifted=lifted)
    return lifted


@transaction.atomic
def refuse(roll, *, by):
    """Throws a checked roll away; whoever uploaded it may do that, too."""
    decide(roll, by, Roll.State.REFUSED)
    record("roll.refused", roll, by=by)


def decide(roll, by, state):
    locked = Roll.objects.select_for_update().get(pk=roll.pk)
    if not by.has_perm(MANAGE) or (state == Roll.State.CURRENT and locked.uploaded_by_id == by.pk):
        raise PermissionDenied(
            _("A second person puts a roll in force, not the one who uploaded it.")
        )
    if locked.state != Roll.State.CHECKED:
        raise ValidationError(_("This roll no longer waits for a decision."))
    if state == Roll.State.CURRENT:
        outdated = Roll.objects.filter(state=Roll.State.CURRENT)
        RollEntry.objects.filter(roll__in=outdated).delete()
        outdated.update(state=Roll.State.REPLACED)
    else:
        RollEntry.objects.filter(roll=locked).delete()
    roll.state, roll.decided_by, roll.decided_at = state, by, timezone.now()
    roll.save(update_fields=["state", "decided_by", "decided_at"])


def lift(roll):
    """Makes residents of those whose identity is proven and whom the roll knows. Returns their number."""
    waiting = Resident.objects.filter(
        level=Level.IDENTITY, person_tag__in=roll.entries.values("person_tag")
    )
    keys = list(waiting.values_list("pk", "person_tag"))
    for pk, tag in keys:
        grant(Resident.objects.get(pk=pk), IdentityClaim(tag, Provider.ROLL))
    return len(keys)
