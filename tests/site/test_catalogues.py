"""Both catalogues are whole, compiled and say what the code says."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]


def entries(path):
    """Yields (msgid, [translations], whether it is fuzzy) of a .po file, header aside."""
    for block in re.split(r"\n\n+", path.read_text(encoding="utf-8")):
        if "msgid" not in block or block.startswith("#~"):
            continue
        texts = {}
        for line in block.splitlines():
            if found := re.match(r'(msgid|msgid_plural|msgstr(?:\[\d\])?|msgctxt) "(.*)"$', line):
                name = found[1]
                texts[name] = found[2]
            elif line.startswith('"') and texts:
                texts[name] += line[1:-1]
        if texts.get("msgid"):
            yield (
                texts["msgid"],
                [text for key, text in texts.items() if key.startswith("msgstr")],
                "#, fuzzy" in block,
            )


@pytest.mark.parametrize(("language", "plurals"), [("uk", 4), ("en", 2)])
def test_nothing_is_untranslated(language, plurals):
    found = list(entries(TOP / "locale" / language / "LC_MESSAGES" / "django.po"))

    assert len(found) > 400
    assert [msgid for msgid, texts, fuzzy in found if fuzzy or not all(texts)] == []
    assert {len(texts) for _msgid, texts, _fuzzy in found} == {1, plurals}


def test_no_ukrainian_word_is_left_in_english():
    found = entries(TOP / "locale" / "uk" / "LC_MESSAGES" / "django.po")
    cyrillic = re.compile("[а-яєіїґ]", re.IGNORECASE)
    allowed = {"English", "URL", "1 is “%(low)s”, 5 is “%(high)s”"}

    left = [
        msgid for msgid, texts, _fuzzy in found if not all(cyrillic.search(text) for text in texts)
    ]

    assert set(left) <= allowed


@pytest.mark.skipif(
    not shutil.which("msgfmt"), reason="gettext is not installed: apt-get install gettext"
)
@pytest.mark.parametrize("language", ["uk", "en"])
def test_the_compiled_catalogue_is_the_written_one(language, tmp_path):
    folder = TOP / "locale" / language / "LC_MESSAGES"
    subprocess.run(
        ["msgfmt", "--check-format", "-o", tmp_path / "x.mo", folder / "django.po"], check=True
    )

    assert (tmp_path / "x.mo").read_bytes() == (folder / "django.mo").read_bytes()


@pytest.mark.skipif(
    not shutil.which("xgettext"), reason="gettext is not installed: apt-get install gettext"
)
def test_no_word_of_the_code_is_missing_from_the_catalogue(tmp_path):
    """Collects the code's words anew and looks for each in the catalogue."""
    known = {
        msgid
        for msgid, _texts, _fuzzy in entries(TOP / "locale" / "uk" / "LC_MESSAGES" / "django.po")
    }
    copy = tmp_path / "copy"
    ignore = shutil.ignore_patterns(".venv", "var", ".git", "tests", "__pycache__", "demo", "*.mo")
    shutil.copytree(TOP, copy, ignore=ignore)
    subprocess.run(
        [
            sys.executable,
            "manage.py",
            "makemessages",
            "-l",
            "uk",
            "--no-obsolete",
            "--verbosity",
            "0",
        ],
        cwd=copy,
        check=True,
        env=os.environ | {"SPILNO_VAR": str(tmp_path)},
    )

    fresh = {
        msgid
        for msgid, _texts, _fuzzy in entries(copy / "locale" / "uk" / "LC_MESSAGES" / "django.po")
    }

    assert fresh - known == set()
