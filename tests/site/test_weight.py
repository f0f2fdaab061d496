"""What every visitor downloads stays small."""

import gzip
from pathlib import Path

import pytest

TOP = Path(__file__).resolve().parents[2]
NETWORK = TOP / "spilno_pages/static/spilno_pages"
CITY = TOP / "bilatserkva_site/static/bilatserkva_site"


@pytest.mark.parametrize(
    ("files", "kilobytes"),
    [((NETWORK / "spilno.css", CITY / "city.css"), 9), ((NETWORK / "spilno.js",), 3)],
)
def test_style_and_script_are_light(files, kilobytes):
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= kilobytes * 1024
