# SPDX-License-Identifier: EUPL-1.2
"""Tables that tell only a part: what they do not tell is left out or refused, and never made up."""
import csv
import io

from helper import answer, bad, claim, contains, copy_bergen, equal, good, near, replace, test, world


def keep_rows(path, wanted):
    """Keeps the rows of a table for which `wanted` holds; returns how many went."""
    rows = list(csv.DictReader(io.StringIO(path.read_text("utf-8"), newline="")))
    kept = [row for row in rows if wanted(row)]
    out = io.StringIO()
    writer = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    writer.writeheader()
    writer.writerows(kept)
    path.write_text(out.getvalue(), "utf-8")
    claim(len(kept) < len(rows), f"nothing was taken from {path.name}")


def add_row(path, **cells):
    header = path.read_text("utf-8").splitlines()[0].split(",")
    with path.open("a", encoding="utf-8") as file:
        file.write(",".join(cells.get(name, "") for name in header) + "\n")


def of(folder, command, *options, status=0):
    return answer(command, "--from", folder, *options, status=status)


def row_of(table, district):
    return next(row for row in table if row["district"] == district)


@test("only the two required tables: each answer says which figure it lacks, and check finds nothing")
def _(tmp):
    folder = tmp / "k"
    folder.mkdir()
    (folder / "sources.csv").write_text("source,title\ns,S\n", "utf-8")
    (folder / "municipality.csv").write_text("code,name,state_date,source\n9999,Ny,2024-01-01,s\n", "utf-8")
    for command, lacking in (("status", "residents"), ("need", "residents"), ("vacancy", "places"),
                             ("recruit", "leavers_per_year"), ("workload", "list_length"), ("coverage", "goal")):
        bad(command, "--from", folder, says=lacking)
    equal(of(folder, "check")["findings"], [])
    contains(good("check", "--from", folder, "--lang", "en").out, "Findings: none")


@test("need: an option is offered for a missing figure only where the command has it")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "planning.csv").unlink()
    contains(bad("need", "--from", folder).err, "--residents")
    claim("--residents" not in bad("status", "--from", folder).err, "status has no such option")


@test("a day before the tables were counted is not answered from them")
def _(tmp):
    folder = copy_bergen(tmp)
    bad("need", "--from", folder, "--date", "1990-01-01", says="gps_now")
    bad("status", "--from", folder, "--date", "1990-01-01", says="gps_now")
    bad("vacancy", "--from", folder, "--date", "2012-01-01", says="places")
    keep_rows(folder / "observations.csv", lambda row: row["indicator"] not in ("gps", "places", "free_places"))
    need = of(folder, "need")
    equal((need["gps_now"], need["synthetic"]), (256, ["gps_now"]), "counted from synthetic posts, and said so")
    vacancy = of(folder, "vacancy")
    equal((vacancy["places"], vacancy["free_places"]), (295987, 494))
    equal(vacancy["synthetic"][:2], ["places", "free_places"])
    bad("need", "--from", folder, "--date", "2023-12-30", says="gps_now")


@test("a count over a period is not the state of a day")
def _(tmp):
    folder = copy_bergen(tmp)
    add_row(folder / "observations.csv", date="2023-12-31", indicator="gps", value="75", unit="gps",
            since="2023-01-01", confidence="A", source="slides")
    equal(of(folder, "need")["gps_now"], 256)


@test("coverage: a district the population table lacks has no need of its own, and the rest are as before")
def _(tmp):
    folder = copy_bergen(tmp)
    before = of(folder, "coverage")
    add_row(folder / "population.csv", date="2023-06-01", district="Arna", age_from="30", age_to="34", sex="female",
            persons="500", source="ssb_10826")
    equal(of(folder, "coverage")["districts"], before["districts"], "a later count of one district is no count of all")
    keep_rows(folder / "population.csv", lambda row: row["district"] != "Arna")
    keep_rows(folder / "observations.csv", lambda row: (row["indicator"], row["district"]) != ("residents", "Arna"))
    arna = row_of(of(folder, "coverage")["districts"], "Arna")
    equal((arna["residents"], arna["difference"], arna["need_index"]), (None, None, None))


@test("coverage: people of every age in one open group weigh nothing, rather than as infants")
def _(tmp):
    folder = copy_bergen(tmp)
    keep_rows(folder / "population.csv", lambda row: row["district"] != "Arna")
    for sex, persons in (("female", "7000"), ("male", "6926")):
        add_row(folder / "population.csv", date="2023-01-01", district="Arna", age_from="0", sex=sex, persons=persons,
                source="ssb_10826")
    coverage = of(folder, "coverage")
    equal(row_of(coverage["districts"], "Arna")["need_index"], None)
    equal(coverage["total"]["gps_needed_weighted"], None)
    near(coverage["total"]["difference"], -33.073, 1e-9)


@test("ages that overlap are refused, in the population and in the rates")
def _(tmp):
    folder = copy_bergen(tmp)
    add_row(folder / "population.csv", date="2023-01-01", district="Arna", age_from="1", sex="female", persons="6900",
            source="ssb_10826")
    contains(bad("check", "--from", folder).err, "age_from: found the age 1 in two rows of one group")


@test("negative observations are refused where they stand")
def _(tmp):
    folder = copy_bergen(tmp)
    replace(folder / "observations.csv", ",gps,,271,", ",gps,,-271,")
    contains(bad("check", "--from", folder).err, 'value: found "-271", expected a number ≥ 0')


@test("coverage: zones are counted when every practice names its zone, and observed when not")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "zones.csv").write_text("zone,subdistrict,district,source\nA1,A,Arna,strategy\nA2,A,Arna,strategy\n"
                                      "B1,B,Fana,strategy\n", "utf-8")
    equal(of(folder, "coverage")["zones"], 57, "the practices name no zone")
    (folder / "practices.csv").write_text("practice,district,zone,synthetic,source\np,Arna,A2,no,strategy\n", "utf-8")
    for name in ("posts.csv", "lists.csv"):
        (folder / name).unlink()
    coverage = of(folder, "coverage")
    equal([coverage[key] for key in ("zones", "zones_with_practice", "subdistricts", "subdistricts_with_practice")],
          [3, 1, 2, 1])


@test("access: rows of one survey need not stand together, and a survey that is not there is named")
def _(tmp):
    survey = tmp / "s.csv"
    survey.write_text("survey,respondent,date,gps,slots,source\nw1,a,2024-11-08,10,200,slides\nw2,a,2024-11-15,5,90,slides\n"
                      "w1,b,2024-11-08,12,260,slides\nw1,c,2024-11-08,13,270,slides\n", "utf-8")
    access = answer("access", survey, "--from", world.bergen, "--survey", "w1")
    equal((access["gps_answered"], access["slots"], access["units"], access["spread_assumed"]), (35, 730, 3, False))
    bad("access", survey, "--from", world.bergen, "--survey", "w9", says="w9")
    alone = answer("access", survey, "--survey", "w1", "--gps-total", "271")
    equal(alone["slots_total"], access["slots_total"], "without a municipality")


@test("access: the interval does not fall below what was counted, and nothing counted gives no interval")
def _(tmp):
    survey = tmp / "s.csv"
    head = "survey,respondent,date,gps,slots,source\n"
    survey.write_text(head + "w,a,2024-11-08,1,0,slides\nw,b,2024-11-08,1,100,slides\n", "utf-8")
    equal(answer("access", survey, "--from", world.bergen)["slots_total_low"], 100)
    survey.write_text(head + "w,a,2024-11-08,1,0,slides\nw,b,2024-11-08,1,0,slides\n", "utf-8")
    access = answer("access", survey, "--from", world.bergen)
    equal((access["slots_total"], access["slots_total_low"], access["slots_total_high"]), (0, None, None))


@test("workload: a doctor-year is a full-time year, whatever hours are asked about")
def _(_tmp):
    usual, long = (of(world.bergen, "workload", *words) for words in ([], ["--hours", "55.6"]))
    near(usual["imposable"], 256 * 7.5 / 37.5, 1e-9)
    equal(long["imposable"], usual["imposable"])


@test("load: two folders of one municipality are refused, both named")
def _(tmp):
    first, second = copy_bergen(tmp, "a"), copy_bergen(tmp, "b")
    contains(bad("load", first, second, "--db", tmp / "x.db").err, f'{second}/municipality.csv:2:1: code: found the '
             f'municipality "4601", which is in {first} too')
    claim(not (tmp / "x.db").exists(), "a database was made")


@test("references are judged in the same pass as values, but not against a table that is itself wrong")
def _(tmp):
    folder = copy_bergen(tmp)
    replace(folder / "posts.csv", "460101-01-01,460101-01,held,", "460101-01-01,borte,held,")
    replace(folder / "lists.csv", ",closed,", ",klosed,")
    replace(folder / "districts.csv", "Arna,", "Arna,460101,460101,")
    said = bad("check", "--from", folder).err
    contains(said, 'practice: found "borte"')
    contains(said, 'found the unknown "klosed"')
    claim("a row with that key in districts" not in said, "districts could not be read: nothing refers wrongly to it")


@test("--csv --table: any table of the answer, or its figures; another name is refused with those there are")
def _(_tmp):
    from_bergen = ["--from", world.bergen]
    rows = good("need", *from_bergen, "--csv", "--table", "summary").rows
    equal(rows[0], ["key", "value", "unit"])
    equal(dict((row[0], row[1]) for row in rows)["recruits"], "88")
    equal(good("recruit", *from_bergen, "--csv", "--table", "by_gap_years").rows[0][0], "gap_years")
    bad("recruit", *from_bergen, "--csv", "--table", "tabell", says=["tabell", "summary", "by_gap_years"])
    bad("recruit", *from_bergen, "--table", "parts", says="--csv")


@test("need: the list length asked about has its row among the usual ones")
def _(_tmp):
    for length, place in (("1130", 8), ("700", 0), ("1300", 10)):
        rows = of(world.bergen, "need", "--list-length", length)["by_list_length"]
        equal(rows[place]["list_length"], float(length))
        equal([row["list_length"] for row in rows], sorted(row["list_length"] for row in rows))


@test("vacancy: persons above caps are listed, and a post nobody serves gives no places")
def _(tmp):
    folder = copy_bergen(tmp)
    keep_rows(folder / "observations.csv", lambda row: row["indicator"] not in ("places", "free_places"))
    (folder / "practices.csv").write_text("practice,district,synthetic,source\np,Arna,no,strategy\n", "utf-8")
    (folder / "posts.csv").write_text("post,practice,status,cap,synthetic,source\na,p,held,1000,no,strategy\n"
                                      "b,p,held,1000,no,strategy\nc,p,held,1000,no,strategy\nd,p,vacant,1000,no,strategy\n",
                                      "utf-8")
    (folder / "lists.csv").write_text("post,date,length,state,synthetic,source\na,2023-12-31,1300,closed,no,strategy\n"
                                      "b,2023-12-31,995,closed,no,strategy\nc,2023-12-31,880,open,no,strategy\n"
                                      "d,2023-12-31,0,open,no,strategy\n", "utf-8")
    vacancy = of(folder, "vacancy")
    equal((vacancy["places"], vacancy["free_places"], vacancy["listed"]), (3000, 120, 3175))
    near(vacancy["vacancy_listed"], 120 / 3175, 1e-12)
    equal((vacancy["goal_met"], round(vacancy["gap_places"], 2)), (False, 38.75))
    equal(of(folder, "check", status=1)["contradictions"] > 0, True)


@test("a municipality without districts is answered as a whole")
def _(tmp):
    folder = copy_bergen(tmp)
    for name in ("districts.csv", "population.csv"):
        (folder / name).unlink()
    keep_rows(folder / "observations.csv", lambda row: row["district"] == "")
    for name in ("practices.csv", "posts.csv", "lists.csv"):
        (folder / name).unlink()
    (folder / "practices.csv").write_text("practice,synthetic,source\np,no,strategy\n", "utf-8")
    coverage = of(folder, "coverage")
    equal((coverage["districts"], coverage["total"]["gps"], coverage["total"]["residents"]), ([], 256, 289330))
    near(coverage["total"]["difference"], 256 - 289.330, 1e-9)
    claim(any(row["goal_of"] == "goal_coverage" for row in of(folder, "status")["goals"]),
          "status tells of coverage")


@test("figures of ten years ago are not the state of the day, and those of a year ago are told to be old")
def _(_tmp):
    bad("need", "--from", world.bergen, "--date", "2020-06-01", says="gps_now")
    old = of(world.bergen, "coverage", "--date", "2022-06-30")
    equal((old["total"]["gps"], old["total"]["gps_per_1000"]), (None, None), "the districts' GPs are of 2011")
    contains(of(world.bergen, "coverage", "--date", "2024-11-13")["notes"], "note_old", "notes")
    claim("note_old" not in of(world.bergen, "coverage")["notes"], "nothing is old on the state date")


@test("recruit: on the day planned for, or after it, there is no way to it")
def _(_tmp):
    bad("recruit", "--from", world.bergen, "--date", "2027-12-31", says="planning.csv: residents: date")
