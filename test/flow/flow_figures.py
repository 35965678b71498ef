# SPDX-License-Identifier: EUPL-1.2
"""The figures that the documents print, as results of the program on data/bergen."""
from fractions import Fraction
from math import ceil

from helper import answer, bad, claim, contains, equal, good, near, read_table, test, world


def bergen(command, *words, **more):
    return answer(command, "--from", world.bergen, *words, **more)


# -- need: strategy § 1.1 -------------------------------------------------------------------------------------


@test("need: 280 for the list length, 294 with the vacancy goal, 88 to recruit (strategy § 1.1)")
def _(_tmp):
    need = bergen("need")
    keys = ("gps_for_list_length", "gps_with_vacancy", "recruits")
    equal([need[key] for key in keys], [280, 294, 88])
    equal((need["residents"], need["guests"], need["list_length"], need["vacancy_pct"]), (298000, 10000, 1100, 5))
    equal((need["gps_now"], need["leavers_per_year"], need["years"]), (256, 10, 5))


def expected_need(residents=298000, guests=10000, length=1100, percent=5, of="listed", leavers=10, years=5, now=256):
    exact = Fraction(residents + guests) / Fraction(str(length))
    share = Fraction(str(percent)) / 100
    wanted = ceil(exact * (1 + share) if of == "listed" else exact / (1 - share))
    return ceil(exact), wanted, max(0, ceil(wanted - Fraction(str(now)) + Fraction(str(leavers)) * Fraction(str(years))))


@test("need: the table over list lengths 750…1200 by plain arithmetic")
def _(_tmp):
    rows = bergen("need")["by_list_length"]
    equal([row["list_length"] for row in rows], list(range(750, 1201, 50)))
    for row in rows:
        found = row["gps_for_list_length"], row["gps_with_vacancy"], row["recruits"]
        equal(found, expected_need(length=row["list_length"]), f"list length {row['list_length']}")


OPTIONS = {
    "--residents 310000": {"residents": 310000},
    "--residents 0": {"residents": 0},
    "--guests 0": {"guests": 0},
    "--guests 25000": {"guests": 25000},
    "--list-length 750": {"length": 750},
    "--list-length 1100.5": {"length": 1100.5},
    "--list-length 1156": {"length": 1156},
    "--vacancy-pct 0": {"percent": 0},
    "--vacancy-pct 10": {"percent": 10},
    "--vacancy-pct 2.5": {"percent": 2.5},
    "--vacancy-of listed": {"of": "listed"},
    "--vacancy-of places": {"of": "places"},
    "--vacancy-of places --vacancy-pct 20": {"of": "places", "percent": 20},
    "--leavers-per-year 0": {"leavers": 0},
    "--leavers-per-year 12.5": {"leavers": 12.5},
    "--years 1": {"years": 1},
    "--years 10": {"years": 10},
    "--gps-now 271": {"now": 271},
    "--gps-now 255.5": {"now": 255.5},
    "--gps-now 1000": {"now": 1000},
}


def check_need(found, expected):
    equal((found["gps_for_list_length"], found["gps_with_vacancy"], found["recruits"]), expected)


def add_need(words, inputs):
    @test(f"need {words}: as worked by hand from Bergen's other figures")
    def _(_tmp):
        check_need(bergen("need", *words.split()), expected_need(**inputs))


for words, inputs in OPTIONS.items():
    add_need(words, inputs)

ALL = {"--residents": 298000, "--guests": 10000, "--list-length": 1100, "--vacancy-pct": 5, "--leavers-per-year": 10,
       "--years": 5, "--gps-now": 256}


@test("need: without a municipality, every figure given by options: 280, 294, 88")
def _(_tmp):
    words = [str(word) for pair in ALL.items() for word in pair]
    need = answer("need", *words)
    check_need(need, (280, 294, 88))
    claim("municipality" not in need, "a municipality is named that was not given")
    check_need(answer("need", *words, "--vacancy-of", "places"), (280, 295, 89))


def add_missing(option):
    @test(f"need: without a municipality and {option}, the option that is missing is named")
    def _(_tmp):
        words = [str(word) for pair in ALL.items() if pair[0] != option for word in pair]
        bad("need", *words, says=option)


for option in ALL:
    add_missing(option)


@test("need --date 2024-11-13: the 271 GPs counted then (slides s1)")
def _(_tmp):
    need = bergen("need", "--date", "2024-11-13")
    equal((need["gps_now"], need["recruits"], need["date"]), (271, 294 - 271 + 50, "2024-11-13"))


@test("need --date before anything was counted: what is missing is named")
def _(_tmp):
    bad("need", "--from", world.bergen, "--date", "1990-01-01", says="--gps-now")


# -- coverage: strategy § 2.1, table of 1 January 2023 ------------------------------------------------------------

# practices, GPs, residents, GPs per 1000, GPs needed for 1 per 1000, difference: as printed.
TABLE = {
    "Arna": (3, 13, 13926, "0.9", "13.9", "-0.9"),
    "Bergenhus": (17, 64, 42793, "1.5", "42.8", "21.2"),
    "Fana": (7, 31, 44228, "0.7", "44.2", "-13.2"),
    "Fyllingsdalen": (5, 26, 30552, "0.9", "30.6", "-4.6"),
    "Laksevåg": (6, 21, 40433, "0.5", "40.4", "-19.4"),
    "Ytrebygda": (6, 27, 31253, "0.9", "31.3", "-4.3"),
    "Årstad": (11, 42, 43737, "1.0", "43.7", "-1.7"),
    "Åsane": (7, 32, 42151, "0.8", "42.2", "-10.2"),
}
TOTAL = (62, 256, 289073, "0.9", "289.1", "-33.1")
COLUMNS = ("practices", "gps", "residents", "gps_per_1000", "gps_needed", "difference")


def printed(row):
    claim(set(COLUMNS) <= set(row), f"the interface promises {COLUMNS}, found {list(row)}")
    return (*(row[key] for key in COLUMNS[:3]), *(f"{row[key]:.1f}" for key in COLUMNS[3:]))


@test("coverage: each district to the last digit printed (strategy § 2.1)")
def _(_tmp):
    rows = bergen("coverage")["districts"]
    equal([row["district"] for row in rows], list(TABLE))
    for row in rows:
        equal(printed(row), TABLE[row["district"]], row["district"])


@test("coverage: the total to the last digit printed (strategy § 2.1)")
def _(_tmp):
    equal(printed(bergen("coverage")["total"]), TOTAL)


@test("coverage: the table that people see has the strategy's digits")
def _(_tmp):
    text = good("coverage", "--from", world.bergen, "--lang", "nb").out
    for name, row in {**TABLE, "Sum": TOTAL}.items():
        line = next((line for line in text.splitlines() if line.split()[:1] == [name]), "")
        residents = f"{row[2]:,}".replace(",", "\u00a0")
        signed = row[5].replace("-", "\u2212") if row[5].startswith("-") else "+" + row[5]
        wanted = [str(row[0]), str(row[1]), residents, row[3], row[4], signed]
        equal(line.split(" ")[0:0] + [x for x in line.split(" ") if x][1:7], [x.replace(".", ",") for x in wanted], name)


@test("coverage: districts add up to the total")
def _(_tmp):
    coverage = bergen("coverage")
    total = coverage["total"]
    for key, value in total.items():
        if isinstance(value, (int, float)) and key not in ("gps_per_1000", "need_index"):
            near(sum(row[key] for row in coverage["districts"]), value, 1e-9 * max(1, abs(value)), key)


@test("coverage: 34 of 57 zones is 60 %, 22 of 23 sub-districts is 96 % (strategy § 2.1)")
def _(_tmp):
    coverage = bergen("coverage")
    equal((coverage["zones_with_practice"], coverage["zones"], f"{coverage['zones_share']:.0%}"), (34, 57, "60%"))
    equal((coverage["subdistricts_with_practice"], coverage["subdistricts"], f"{coverage['subdistricts_share']:.0%}"),
          (22, 23, "96%"))


@test("coverage --goal 1.2: needed and difference follow")
def _(_tmp):
    total = bergen("coverage", "--goal", "1.2")["total"]
    near(total["gps_needed"], 289073 * 1.2 / 1000, 1e-6)
    near(total["difference"], 256 - 289073 * 1.2 / 1000, 1e-6)


@test("coverage: weighting by age and sex moves need between districts, not in all")
def _(_tmp):
    coverage = bergen("coverage")
    near(coverage["total"]["gps_needed_weighted"], 289.073, 1e-6)
    near(coverage["total"]["need_index"], 1, 1e-9)
    claim(len({round(row["need_index"], 6) for row in coverage["districts"]}) == 8, "districts do not differ")
    for row in coverage["districts"]:
        near(row["gps_needed_weighted"], row["gps_needed"] * row["need_index"], 1e-6, row["district"])
        near(row["difference_weighted"], row["gps"] - row["gps_needed_weighted"], 1e-6, row["district"])


# -- vacancy: strategy § 2.2, slides s7 -------------------------------------------------------------------------------


@test("vacancy: 494 free places, by both definitions, far from 5 %")
def _(_tmp):
    vacancy = bergen("vacancy")
    equal((vacancy["free_places"], vacancy["places"], vacancy["listed"]), (494, 295987, 295987 - 494))
    near(vacancy["vacancy_listed"], 494 / 295493, 1e-12)
    near(vacancy["vacancy_places"], 494 / 295987, 1e-12)
    equal((vacancy["vacancy_pct"], vacancy["goal_met"]), (5, False))


@test("vacancy: 5 % is about 15 000 places (slides s7), and the gap is what is missing of them")
def _(_tmp):
    vacancy = bergen("vacancy")
    near(vacancy["listed"] * 0.05, 15000, 500)
    near(vacancy["gap_places"], 295493 * 0.05 - 494, 1e-6)
    equal(vacancy["gap_gps"], ceil((295493 * 0.05 - 494) / 1100))


@test("vacancy --vacancy-of places: the gap by the other definition")
def _(_tmp):
    vacancy = bergen("vacancy", "--vacancy-of", "places")
    gap = (0.05 * 295987 - 494) / 0.95
    near(vacancy["gap_places"], gap, 1e-6)
    near((494 + gap) / (295987 + gap), 0.05, 1e-9, "vacancy when the gap is filled")
    equal(vacancy["vacancy_of"], "places")


@test("vacancy --vacancy-pct 0.1: the goal is met, and there is no gap")
def _(_tmp):
    vacancy = bergen("vacancy", "--vacancy-pct", "0.1")
    equal((vacancy["goal_met"], vacancy["gap_places"], vacancy["gap_gps"]), (True, 0, 0))


@test("vacancy: over time, with what the documents observed and in order")
def _(_tmp):
    history = bergen("vacancy", "--date", "2024-11-13")["history"]
    days = {row["date"]: row for row in history}
    equal([row["date"] for row in history], sorted(days))
    equal(days["2021-01-31"]["gps"], 243, "GPs in January 2021 (B5)")
    equal(days["2023-12-31"]["free_places"], 494)
    equal(days["2023-08-31"]["places"], 295987)
    equal(days["2024-11-13"]["gps"], 271, "GPs in November 2024 (s1)")
    equal(days["2024-11-13"]["waiting"], 20000, "waiting in November 2024 (s7)")


# -- access: slides s3 ------------------------------------------------------------------------------------------------


@test("access: 3402 slots of 169 GPs, 20 a GP, 5455 for all 271 (slides s3)")
def _(_tmp):
    access = bergen("access")
    equal((access["slots"], access["gps_answered"], access["gps_total"]), (3402, 169, 271))
    equal((round(access["slots_per_gp"]), round(access["slots_total"])), (20, 5455))


@test("access: the interval is about the estimate, with finite-population correction")
def _(_tmp):
    access = bergen("access")
    low, high, total = access["slots_total_low"], access["slots_total_high"], access["slots_total"]
    near((low + high) / 2, total, 1e-6, "the middle")
    half = 1.959964 * 0.5 / 169 ** 0.5 * (1 - 169 / 271) ** 0.5 * total
    near((high - low) / 2, half, 0.01, "half the width")
    equal(access["spread_assumed"], True, "that the spread is an assumption is told")


@test("access: by residents, 3402 ÷ 185 000 × the listed")
def _(_tmp):
    access = bergen("access")
    equal((access["listed_answered"], access["listed_total"]), (185000, 295987))
    near(access["slots_total_by_listed"], 3402 / 185000 * 295987, 1e-6)
    claim(access["slots_total_by_listed_low"] < access["slots_total_by_listed"] < access["slots_total_by_listed_high"],
          "the interval does not hold the estimate")


@test("access: when all have answered there is nothing to estimate")
def _(_tmp):
    access = bergen("access", "--gps-total", "169")
    equal([round(access[key], 6) for key in ("slots_total", "slots_total_low", "slots_total_high")], [3402] * 3)


@test("access --spread 0.25: half the assumed spread, half the interval")
def _(_tmp):
    wide, narrow = bergen("access"), bergen("access", "--spread", "0.25")
    width = [found["slots_total_high"] - found["slots_total_low"] for found in (wide, narrow)]
    near(width[1], width[0] / 2, 1e-6)


@test("access --listed-total 271000: the ratio estimate follows")
def _(_tmp):
    near(bergen("access", "--listed-total", "271000")["slots_total_by_listed"], 3402 / 185000 * 271000, 1e-6)


@test("access SURVEY.csv: a survey with a row a GP and districts, its spread measured")
def _(tmp):
    rows = [(f"gp{i}", ("Arna", "Fana", "Åsane")[i % 3], 1000 + 10 * i, 10 + i % 7) for i in range(30)]
    survey = tmp / "survey.csv"
    survey.write_text("survey,respondent,date,district,gps,listed,slots,source\n" + "".join(
        f"w,{name},2024-11-08,{district},1,{listed},{slots},slides\n" for name, district, listed, slots in rows), "utf-8")
    access = bergen("access", survey)
    slots = [row[3] for row in rows]
    mean = sum(slots) / 30
    deviation = (sum((x - mean) ** 2 for x in slots) / 29) ** 0.5
    equal((access["gps_answered"], access["slots"], access["spread_assumed"], access["units"]), (30, sum(slots), False, 30))
    near(access["slots_total"], mean * 271, 1e-6)
    half = 2.04523 * 271 * deviation / 30 ** 0.5 * (1 - 30 / 271) ** 0.5  # t of 29 degrees of freedom
    near(access["slots_total_high"] - access["slots_total"], half, 0.02, "half the width")
    tables = [value for value in access.values() if isinstance(value, list) and value and isinstance(value[0], dict)]
    named = [{row.get("district") for row in table} for table in tables]
    claim(any({"Arna", "Fana", "Åsane"} <= names for names in named), f"no table by district, only {list(access)}")


@test("access SURVEY.csv: a dangling district is told with its place")
def _(tmp):
    survey = tmp / "survey.csv"
    survey.write_text("survey,respondent,date,district,gps,slots,source\nw,a,2024-11-08,Oslo,1,5,slides\n", "utf-8")
    bad("access", survey, "--from", world.bergen, says=f"{survey}:2:4: district:")


# -- recruit: slides s5, s7 ---------------------------------------------------------------------------------------------


@test("recruit: 25 a year, and its three parts add up to it (slides s7)")
def _(_tmp):
    recruit = bergen("recruit")
    equal(recruit["recruits_per_year"], 25)
    parts = [row["gps_per_year"] for row in recruit["parts"]]
    equal(len(parts), 3)
    near(sum(parts), recruit["total"]["gps_per_year"], 1e-9)
    equal(ceil(sum(parts)), 25)
    equal(parts[0], 10, "replacing leavers")
    near(parts[1], (298000 - 289330) / 4.997 / 1100, 0.01, "population growth")
    near(parts[2], (295493 * 0.05 - 494) / 1100, 1e-6, "vacancy goal")


@test("recruit: over more years the vacancy part is shared out")
def _(_tmp):
    recruit = bergen("recruit")
    for row in recruit["by_gap_years"]:
        near(row["part_vacancy"], recruit["parts"][2]["gps_per_year"] / row["gap_years"], 1e-9)
        equal(row["recruits_per_year"], ceil(row["part_replacing"] + row["part_growth"] + row["part_vacancy"]))
    three = bergen("recruit", "--gap-years", "3")
    equal(three["recruits_per_year"], recruit["by_gap_years"][2]["recruits_per_year"])


@test("recruit: 251 → 271 GPs, 20 more, and only 149 more places (slides s5)")
def _(_tmp):
    (row,) = bergen("recruit")["shortening"]
    equal((row["gps_before"], row["gps_after"], row["gps_added"], row["places_added"]), (251, 271, 20, 149))
    equal((row["recruited"], row["replaced"]), (75, 55))
    near(row["places_per_gp"], 149 / 20, 1e-9)
    near(row["places_lost"], 20 * row["mean_before"] - 149, 1e-6)


@test("recruit --leavers-per-year 8: two fewer leave, two fewer are needed")
def _(_tmp):
    equal(bergen("recruit", "--leavers-per-year", "8")["recruits_per_year"], 23)


# -- workload: figures C ------------------------------------------------------------------------------------------------


@test("workload: 37.5 hours fit 746 persons, or 846 without out-of-hours work")
def _(_tmp):
    workload = bergen("workload")
    equal((workload["hours"], round(workload["list_all"]), round(workload["list_regular"])), (37.5, 746, 846))
    near(workload["list_all"], 750, 5, "decision 149/24: about 750")


@test("workload --list-length 1106: the 55.6 hours that were measured")
def _(_tmp):
    near(bergen("workload", "--list-length", "1106")["hours_all"], 55.6, 1e-9)


@test("workload --hours 55.6: the 1106 persons that were measured")
def _(_tmp):
    near(bergen("workload", "--hours", "55.6")["list_all"], 1106, 1e-6)


@test("workload: municipal and duty hours are laid beside the list")
def _(_tmp):
    plain = bergen("workload")
    beside = bergen("workload", "--municipal-hours", "7.5", "--duty-hours", "4")
    near(beside["hours_built"], plain["hours_built"] + 11.5, 1e-9)
    near(beside["list_built"], (37.5 - 11.5) / 49 * 1106, 1e-6)


@test("workload: the services of section E bind the doctor-years the strategy gives")
def _(_tmp):
    workload = bergen("workload")
    years = [row["doctor_years"] for row in workload["services"] if row["doctor_years"] is not None]
    equal(sorted(years), [1.3, 14, 45])
    equal((workload["bound_by_gps"], workload["bound_by_employed"], workload["bound_by_unstated"]), (14, 45, 1.3))
    near(workload["imposable"], 256 * 7.5 / 37.5, 1e-9)


# -- check, status, rules -------------------------------------------------------------------------------------------------


def find(findings, **wanted):
    return next((row for row in findings if all(row.get(key) == value for key, value in wanted.items())), None)


@test("check: the answer is no, exit status 1")
def _(_tmp):
    check = bergen("check", status=1)
    contradictions = [row for row in check["findings"] if row["is_contradiction"]]
    equal(check["contradictions"], len(contradictions))
    equal(check["contradictions"] + check["remarks"], len(check["findings"]))


@test("check: 259 GPs × 1156 is not 295 987, and 256 fits")
def _(_tmp):
    row = find(bergen("check", status=1)["findings"], found=259 * 1156, expected=295987)
    claim(row is not None, "not found")
    equal((row["difference"], row["is_contradiction"]), (259 * 1156 - 295987, True))
    contains(row["cause"], "256", "its cause")


@test("check: the district sum lacks 257 residents of unknown district")
def _(_tmp):
    row = find(bergen("check", status=1)["findings"], found=289073, expected=289330)
    claim(row is not None, "not found")
    equal(row["difference"], -257)
    contains(row["cause"], "257 residents are of unknown district", "its cause")


@test("check: a municipality without contradictions is exit status 0")
def _(tmp):
    for name, text in {
        "sources": "source,title\ns,S\n",
        "municipality": "code,name,state_date,source\n0001,Ingenstad,2024-01-01,s\n",
        "observations": "date,indicator,district,value,unit,confidence,source\n2024-01-01,gps,,10,gps,A,s\n"
                        "2024-01-01,mean_list,,1000,persons_per_list,A,s\n2024-01-01,places,,10000,places,A,s\n",
    }.items():
        (tmp / f"{name}.csv").write_text(text, "utf-8")
    equal(answer("check", "--from", tmp)["contradictions"], 0)
    replaced = (tmp / "observations.csv").read_text("utf-8").replace(",10000,", ",12000,")
    (tmp / "observations.csv").write_text(replaced, "utf-8")
    equal(answer("check", "--from", tmp, status=1)["contradictions"], 1)


@test("status: the answer on one screen agrees with each command's own")
def _(_tmp):
    status, need = bergen("status"), bergen("need")
    for key in ("gps_now", "gps_for_list_length", "gps_with_vacancy", "recruits"):
        equal(status[key], need[key], key)
    equal(status["recruits_per_year"], 25)
    equal(status["shortfall"], 294 - 256)
    coverage = bergen("coverage")
    equal(status["districts_below"], sum(row["difference"] < 0 for row in coverage["districts"]))
    equal(status["districts_worst"], min(coverage["districts"], key=lambda row: row["gps_per_1000"])["district"])


@test("status: no more than a screen of 100 columns and 50 lines")
def _(_tmp):
    for language in ("nb", "nn", "en"):
        lines = good("status", "--from", world.bergen, "--lang", language).out.splitlines()
        claim(len(lines) <= 50, f"{language}: {len(lines)} lines")
        claim(max(map(len, lines)) <= 100, f"{language}: a line of {max(map(len, lines))} columns")


@test("status --date 2024-11-13: 271 GPs and 20 000 waiting")
def _(_tmp):
    status = bergen("status", "--date", "2024-11-13")
    equal((status["gps_now"], status["recruits"]), (271, 73))
    claim(any(row["value"] == 20000 for row in status["observed"]), "20 000 waiting are not shown")


@test("rules: one row a rule, all in force on the day")
def _(_tmp):
    rules = answer("rules", "--date", "2024-01-01")["rules"]
    claim(len(rules) > 50, f"only {len(rules)} rules")
    equal(len({row["rule"] for row in rules}), len(rules), "distinct rules")
    for row in rules:
        claim(row["valid_from"] <= "2024-01-01" <= (row["valid_to"] or "9999"), f"{row['rule']} is not in force")
        claim(row["source"] and row["clause"].startswith("R"), f"{row['rule']} has no source or clause")
    equal(find(rules, rule="cap_max")["value"], 2500)
    equal(find(rules, rule="extension_max_age")["value"], 75)


@test("rules --date: the law of the day asked for")
def _(_tmp):
    after = answer("rules", "--date", "2026-01-01")["rules"]
    equal(find(after, rule="extension_max_age")["value"], 80)
    equal(find(after, rule="cap_max")["source"], "FLF25 § 10")


@test("rules diff 2025-12-31 2026-01-01: highest age of an extended agreement 75 → 80")
def _(_tmp):
    changes = answer("rules", "diff", "2025-12-31", "2026-01-01")["changes"]
    row = find(changes, rule="extension_max_age")
    equal((row["before"], row["after"], row["clause"]), (75, 80, "R38"))
    equal(find(changes, rule="suspension_max")["after"], None)
    equal(find(changes, rule="digital_booking")["before"], None)


@test("rules diff: turned around, before and after change places; the same day twice, nothing")
def _(_tmp):
    back = find(answer("rules", "diff", "2026-01-01", "2025-12-31")["changes"], rule="extension_max_age")
    equal((back["before"], back["after"]), (80, 75))
    equal(answer("rules", "diff", "2024-05-05", "2024-05-05")["changes"], [])


# -- what the forecast assumes, and the measures --------------------------------------------------------------------------


@test("assumptions: one row each, with a source; what is assumed is C and widened by half")
def _(_tmp):
    found = bergen("assumptions")
    rows = found["assumption_rows"]
    equal(len({row["assumption"] for row in rows}), len(rows), "distinct assumptions")
    equal((found["assumptions"], found["assumed"]), (len(rows), sum(row["confidence"] == "C" for row in rows)))
    own = {row["parameter"]: row for row in read_table(world.bergen / "forecast_parameters.csv")}
    national = {row["parameter"]: row for row in read_table(world.root / "data/norway/forecast_parameters.csv")}
    equal({row["assumption"] for row in rows}, set(national), "those of the national table")
    for row in rows:
        given = own.get(row["assumption"], national[row["assumption"]])
        near(row["value"], float(given["value"]), 1e-12)
        near(row["forecast_spread"], float(given["spread"] or 0) * (1.5 if row["confidence"] == "C" else 1), 1e-12)
        claim(row["low_80"] <= row["value"] <= row["high_80"], f"{row['assumption']}: {row}")
        equal(row["confidence"] == "C", row["source"] == "assumption", row["assumption"])
        claim(row["source"] != "assumption" or "vår antakelse" in row["note"], f"{row['assumption']} does not say it is ours")


@test("measures: every row of the table, in one list or the other; costs as they stand there")
def _(_tmp):
    found = bergen("measures")
    table = {row["measure"]: row for row in read_table(world.bergen / "measures.csv")}
    levers = {row["measure"] for row in found["levers"]}
    others = {row["measure"] for row in found["without_lever"]}
    equal(levers, {key for key, row in table.items() if row["lever"]})
    equal(others, set(table) - levers)
    for row in found["levers"]:
        equal(row["lever"], table[row["measure"]]["lever"])
        near(row["effect"], float(table[row["measure"]]["effect"]), 1e-12)
    for row in found["costs_at_size"]:
        for key in ("cost_fixed", "cost_year", "cost_doctor", "cost_listed"):
            equal(row[key], float(table[row["measure"]][key]) if table[row["measure"]][key] else None, row["measure"])


# -- what all rests on ----------------------------------------------------------------------------------------


@test("observations: every row of the table, or those of one indicator")
def _(_tmp):
    rows = read_table(world.bergen / "observations.csv")
    found = bergen("observations")["observation_rows"]
    equal([(each["date"], each["indicator"], each["district"] or "", each["value"], each["unit"], each["source"])
           for each in found],
          [(row["date"], row["indicator"], row["district"], float(row["value"]), row["unit"], row["source"]) for row in rows])
    equal({each["confidence"] for each in found}, {row["confidence"] for row in rows})
    of_one = bergen("observations", "--indicator", "mean_list")["observation_rows"]
    equal(of_one, [each for each in found if each["indicator"] == "mean_list"])
    claim(0 < len(of_one) < len(found), "one indicator of several")
    bad("observations", "--from", world.bergen, "--indicator", "mean_lst", says=["--indicator", '"mean_lst"', "mean_list"])
    bad("observations", "--from", world.bergen, "--indicator", "zzzzzzzz", says=["--indicator", "residents", "guests"])


@test("sources: how many rows of the tables name each, the national sources too")
def _(_tmp):
    found = {each["source"]: each for each in bergen("sources")["source_rows"]}
    for row in read_table(world.bergen / "sources.csv"):
        counted = sum(1 for path in world.bergen.rglob("*.csv") if path.name != "sources.csv" for other in read_table(path)
                      for column, value in other.items() if column.endswith("source") and value == row["source"])
        each = found.pop(row["source"])
        claim(each["rows_resting"] >= counted, f"{row['source']}: {counted} of {each}")
        equal((each["source_title"], each["date"] or "", each["found_at"] or ""), (row["title"], row["date"], row["found_at"]))
    national = {row["source"] for row in read_table(world.root / "data" / "norway" / "sources.csv")}
    claim(set(found) <= national, f"sources of nobody: {set(found) - national}")


@test("rules --since: what rules diff says")
def _(_tmp):
    equal(good("rules", "--since", "2025-12-31", "--date", "2026-01-01").out, good("rules", "diff", "2025-12-31", "2026-01-01").out)
