"""What a browser finds wrong with a page: by axe-core's rules, and what does not fit the screen."""

from functools import cache

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (320, 375, 1280)
VIOLATIONS = {"resultTypes": ["violations"]}
RULES = VIOLATIONS | {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
}
# By night only colors differ; what depends on the page's build was asked by day.
COLORS = VIOLATIONS | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
STANDS_OUT = """[...document.querySelectorAll('*')]
    .filter(element => element.getBoundingClientRect().right > document.documentElement.clientWidth + 1)
    .slice(0, 4).map(element => element.outerHTML.slice(0, 90))"""


@cache
def script():
    return Axe().axe_script


def wrong(page, *widths, rules=RULES):
    """Returns [(path, width, what, where)] of the page as it stands, [] for a good one: at these widths, else at its own.

    The page is loaded once and made wider or narrower, as a person turns a phone.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(script())
    found, path = [], page.evaluate("location.pathname")
    before = page.viewport_size
    for width in widths or [before["width"]]:
        page.set_viewport_size(before | {"width": width})
        for problem in page.evaluate(
            "rules => axe.run(document, rules).then(found => found.violations)", rules
        ):
            found += [(path, width, problem["id"], node["html"][:200]) for node in problem["nodes"]]
        if page.evaluate(WIDER) > 0:
            found.append((path, width, "overflow", page.evaluate(STANDS_OUT)))
    page.set_viewport_size(before)
    return found
