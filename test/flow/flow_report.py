# SPDX-License-Identifier: EUPL-1.2
"""dekning report: one file with all that it shows in it."""
import json
import re

from helper import bad, claim, contains, copy_bergen, equal, good, lacks, test, world

CHAPTERS = ["status", "need", "coverage", "vacancy", "recruiting", "workload", "access", "forecast", "measures",
            "assumptions", "checks", "observations", "sources"]


def data_of(file):
    text = file.read_text(encoding="utf-8")
    found = re.search(r'<script type="application/json" id="dek-data">(.*?)</script>', text, re.DOTALL)
    claim(found is not None, "the report has no data")
    return text, json.loads(found[1])


@test("the report holds every chapter, in the language asked for, and fetches nothing")
def whole(folder):
    for language in ("nb", "nn", "en"):
        file = folder / f"{language}.html"
        good("report", "--from", world.bergen, "--lang", language, "--out", file, silent=True)
        text, data = data_of(file)
        equal(list(data["documents"]), CHAPTERS, "chapters")
        equal(data["language"], language, "language")
        equal({document["language"] for document in data["documents"].values()}, {language}, "documents")
        equal(data["documents"]["status"]["municipality"]["name"], "Bergen", "municipality")
        claim(len(data["documents"]["forecast"]["of"]["months"]) > 100, "the forecast has its months")
        contains(text, "default-src 'none'")
        lacks(text, "{{")
        for address in re.findall(r'(?:src|href)="([^"]*)"', text):
            claim(address.startswith("#") or "${" in address or address.startswith("/"), f"an address: {address}")
        lacks(text, 'src="http')
        lacks(text, "<link")


@test("a name cannot end the element that holds the data")
def hostile(folder):
    bergen = copy_bergen(folder)
    facts = bergen / "municipality.csv"
    facts.write_text(facts.read_text(encoding="utf-8").replace("Bergen", "</script><script>alert(1)//"),
                     encoding="utf-8")
    good("report", "--from", bergen, "--out", folder / "r.html", silent=True)
    text, data = data_of(folder / "r.html")
    lacks(text, "</script><script>alert")
    equal(data["documents"]["status"]["municipality"]["name"], "</script><script>alert(1)//", "name")


@test("without a file to write to, or a place for it, it is refused")
def refused(folder):
    bad("report", "--from", world.bergen, says=["--out"])
    bad("report", "--from", world.bergen, "--out", folder / "none" / "r.html")
    bad("report", "--from", folder / "none", "--out", folder / "r.html")
    claim(not (folder / "r.html").exists(), "nothing is written")
