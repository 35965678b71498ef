# SPDX-License-Identifier: EUPL-1.2
"""dekning report: one file with all that it shows in it."""
import io
import json
import re
import zipfile

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


@test("the map's borders come with the report, and what is no map is refused")
def borders(folder):
    shapes = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"name": "</script>"}, "geometry": None}]}
    (folder / "grenser.geojson").write_text(json.dumps(shapes), encoding="utf-8")
    good("report", "--from", world.bergen, "--districts", folder / "grenser.geojson", "--out", folder / "r.html", silent=True)
    text, data = data_of(folder / "r.html")
    equal(data["shapes"], shapes, "borders")
    for wrong in ("", "{}", "[1]", '{"features": 1}', "</script>", '{"features": []} x'):
        (folder / "feil.geojson").write_text(wrong, encoding="utf-8")
        bad("report", "--from", world.bergen, "--districts", folder / "feil.geojson", "--out", folder / "f.html", says=["feil.geojson"])
    bad("report", "--from", world.bergen, "--districts", folder / "none", "--out", folder / "f.html", says=["none"])
    claim(not (folder / "f.html").exists(), "nothing is written")


@test("the tables of all chapters are one workbook, with the page or without it")
def workbook(folder):
    good("report", "--from", world.bergen, "--xlsx", folder / "t.xlsx", "--lang", "nb", silent=True)
    equal([each.name for each in folder.iterdir()], ["t.xlsx"], "files")
    names = re.findall(r'<sheet name="([^"]+)"', zipfile.ZipFile(io.BytesIO((folder / "t.xlsx").read_bytes())).read("xl/workbook.xml").decode())
    equal(sorted({int(name.split(" ")[0]) for name in names}), list(range(1, len(CHAPTERS) + 1)), "every chapter has a sheet")
    for name in ("2 Behov for fastleger", "3 Bydeler", "8 Bånd per måned", "13 Kilder"):
        claim(name in names, f"{name} among {names}")
    good("report", "--from", world.bergen, "--out", folder / "r.html", "--xlsx", folder / "u.xlsx", silent=True)
    claim((folder / "r.html").exists() and (folder / "u.xlsx").exists(), "both")
    bad("report", "--from", world.bergen, "--xlsx", folder / "none" / "t.xlsx")


@test("without a file to write to, or a place for it, it is refused")
def refused(folder):
    bad("report", "--from", world.bergen, says=["--out"])
    bad("report", "--from", world.bergen, "--out", folder / "none" / "r.html")
    bad("report", "--from", folder / "none", "--out", folder / "r.html")
    claim(not (folder / "r.html").exists(), "nothing is written")
