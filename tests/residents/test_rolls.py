"""A roll of residents: checked by line, kept apart, put in force by a second person, everything or nothing."""

import io

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command

import pytest

from spilno_pages.residents import rolls
from spilno_pages.residents.documents import person_tag
from spilno_pages.residents.models import Resident, Roll, RollEntry
from tests import factories

HEADING = "person_tag,residence_basis,district"


def tag(number):
    return f"{number:064x}"


def file(*lines, heading=HEADING, encoding="utf-8"):
    return io.BytesIO("\n".join([heading, *lines]).encode(encoding))


def row(number, basis="registered", district="center"):
    return f"{tag(number)},{basis},{district}"


@pytest.fixture
def first(db):
    return factories.clerk()


@pytest.fixture
def second(db):
    return factories.clerk()


def in_force(first, second, *lines):
    roll = rolls.upload(file(*lines), "Реєстр", by=first)
    rolls.apply(roll, by=second)
    return roll


def test_a_roll_waits_for_a_second_person_with_its_difference(first, second):
    in_force(first, second, row(1), row(2), row(3))

    roll = rolls.upload(file(row(2), row(3), row(4), row(5)), "Новий", by=first)

    assert (roll.state, roll.rows, roll.kept, roll.added, roll.removed) == ("checked", 4, 2, 2, 1)
    with pytest.raises(PermissionDenied):
        rolls.apply(roll, by=first)
    rolls.apply(roll, by=second)
    assert list(Roll.objects.order_by("pk").values_list("state", flat=True)) == [
        "replaced",
        "current",
    ]
    assert set(RollEntry.objects.values_list("person_tag", flat=True)) == {
        tag(n) for n in (2, 3, 4, 5)
    }


def test_a_roll_makes_residents_of_those_whose_identity_is_proven(first, second):
    waiting = factories.resident(2, tag=tag(1))
    unknown = factories.resident(2, tag=tag(9))

    in_force(first, second, row(1, "idp"))

    waiting.refresh_from_db()
    unknown.refresh_from_db()
    assert (waiting.level, waiting.residence_basis, unknown.level) == (3, "idp", 2)
    assert waiting.verifications.get().provider == "roll"


def test_a_roll_proves_nobody_s_identity(first, second):
    person = factories.resident(0)

    in_force(first, second, row(1))

    person.refresh_from_db()
    assert (person.level, Resident.objects.filter(level=3).count()) == (0, 0)


@pytest.mark.parametrize("decision", [rolls.apply, rolls.refuse])
def test_a_roll_is_decided_once(first, second, decision):
    roll = in_force(first, second, row(1))

    with pytest.raises(ValidationError):
        decision(roll, by=second)


def test_a_refused_roll_leaves_the_one_in_force(first, second):
    in_force(first, second, row(1))

    rolls.refuse(rolls.upload(file(row(2)), "x", by=first), by=first)

    assert list(RollEntry.objects.values_list("person_tag", flat=True)) == [tag(1)]


def test_a_file_from_a_spreadsheet_is_read(first):
    text = file(f"{tag(1)};registered;", heading="\ufeffperson_tag;residence_basis;district")

    assert rolls.upload(text, "x", by=first).rows == 1


@pytest.mark.parametrize(
    ("lines", "heading", "line"),
    [
        ([row(1), row(2), row(1)], HEADING, 4),
        ([row(1), "x,registered,center"], HEADING, 3),
        ([row(1), row(2, "guest")], HEADING, 3),
        ([row(1), f"{tag(2)},registered"], HEADING, 3),
        ([row(1), f"{tag(2)},registered,center,more"], HEADING, 3),
        ([f"{tag(1).upper()[:-1]}F,registered,center"], HEADING, 2),
        ([row(1)], "name,passport,district", 1),
        ([row(1)], "", 1),
        ([], HEADING, 1),
        (['"' + "x" * 200_000], HEADING, 2),
        ([row(1, district="\x00")], HEADING, 2),
        ([row(1, district="Центр; DROP")], HEADING, 2),
    ],
)
def test_a_faulty_file_is_reported_by_line_and_nothing_of_it_is_kept(first, lines, heading, line):
    with pytest.raises(rolls.FaultyRollError) as refusal:
        rolls.upload(file(*lines, heading=heading), "x", by=first)

    assert [fault[0] for fault in refusal.value.report.faults] == [line]
    assert not Roll.objects.exists()
    assert not RollEntry.objects.exists()


def test_a_file_in_another_encoding_is_refused_in_words(first):
    text = io.BytesIO(f"{HEADING}\n{tag(1)},registered,Центр".encode("cp1251"))

    with pytest.raises(rolls.FaultyRollError):
        rolls.upload(text, "x", by=first)


def test_a_thousand_faults_are_counted_not_listed(first):
    with pytest.raises(rolls.FaultyRollError) as refusal:
        rolls.upload(file(*["x,registered,center"] * 1000), "x", by=first)

    report = refusal.value.report
    assert (len(report.faults), report.more_faults) == (100, 900)


@pytest.mark.parametrize("who", [factories.user, factories.editor])
def test_only_keepers_of_rolls_upload(db, who):
    with pytest.raises(PermissionDenied):
        rolls.upload(file(row(1)), "x", by=who())


def test_two_clerks_bring_a_roll_in_through_the_admin(first, second, sign_in):
    upload = {"name": "Реєстр", "file": SimpleUploadedFile("roll.csv", file(row(1)).read())}
    sign_in(first).post("/admin/rolls/", upload)
    roll = Roll.objects.get()

    sign_in(first).post(f"/admin/rolls/{roll.pk}/apply/")
    assert Roll.objects.get().state == "checked"
    sign_in(second).post(f"/admin/rolls/{roll.pk}/apply/")

    assert Roll.objects.get().state == "current"


def test_the_admin_lists_the_faults(first, sign_in):
    upload = {"name": "x", "file": SimpleUploadedFile("roll.csv", file("x,y,z").read())}

    answer = sign_in(first).post("/admin/rolls/", upload)

    assert answer.context["report"].faults[0][0] == 2


def test_numbers_are_hashed_on_the_council_s_machine(db, tmp_path, first):
    number = factories.tax_number()
    source, target = tmp_path / "list.csv", tmp_path / "roll.csv"
    source.write_text(
        f"document;residence_basis;district\n{number};registered;center\n", encoding="utf-8-sig"
    )

    call_command("hash_roll", source, output=target, stderr=io.StringIO())

    assert target.read_text().split() == [HEADING, f"{person_tag(number)},registered,center"]
    assert rolls.upload(target.open("rb"), "x", by=first).rows == 1


def test_a_faulty_list_makes_no_roll_and_names_no_number(tmp_path, db):
    source, target = tmp_path / "list.csv", tmp_path / "roll.csv"
    source.write_text(
        "document,residence_basis,district\n1234567890,registered,\n", encoding="utf-8"
    )

    with pytest.raises(CommandError) as refusal:
        call_command("hash_roll", source, output=target, stderr=io.StringIO())

    assert "2" in str(refusal.value)
    assert "1234567890" not in str(refusal.value)
    assert not target.exists()
