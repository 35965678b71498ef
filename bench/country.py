# SPDX-License-Identifier: EUPL-1.2
"""Makes what script/bench loads, from all GP lists in Norway of October 2011 (gp_lists_2011-10.csv).

    country.py one LISTS FOLDER              one municipality that has every list
    country.py country LISTS FOLDER [SEED]   350 municipalities, FOLDER/0001 … FOLDER/0350
    country.py repeat CSV FILE MEGABYTES     the rows of a CSV file again and again, its header once
    country.py quote CSV FILE                a CSV file with every field quoted
    country.py lists LISTS FILE MEGABYTES    one table of lists, each post its own key

Lists, caps and practices are the real ones; what stands around them is made up, so that every command has an
answer, and is marked as made up. The same seed gives the same country.
"""
import csv
import os
import random
import sys

STATE_DATE = "2023-12-31"
LISTS_DATE = "2011-10-27"
CAP_MAX = 2500  # one list of 2011 is longer, and says so with its cap
MUNICIPALITIES, COUNTRY_LISTS, LARGEST, SMALLEST = 350, 5900, 680, 3
AGES = [*range(0, 95, 5)]  # five-year groups, the last is 90 and over
AGE_WEIGHTS = [54, 59, 61, 61, 62, 66, 70, 69, 66, 65, 69, 67, 60, 55, 50, 42, 25, 13, 7]
YEARS = range(2016, 2024)
# The tables, and columns that are not named in their rows are empty.
COLUMNS = {
    "sources": "source,title,publisher,date,found_at",
    "municipality": "code,name,state_date,centrality,source,place",
    "districts": "district,code,source",
    "population": "date,district,age_from,age_to,sex,persons,source,place",
    "projection": "series,date,residents,source,place",
    "practices": "practice,name,district,zone,synthetic,source",
    "posts": "post,practice,status,cap,employment,synthetic,source",
    "lists": "post,date,length,state,synthetic,source",
    "services": "service,name,sites,opening,doctor_years,doctors,staffing,demand,demand_of,date,source,place",
    "observations": "date,indicator,district,value,unit,since,confidence,source,place,note",
    "planning": "item,value,unit,date,confidence,source,place",
    "measures": "measure,name,level,status,start,cost_doctor,cost_confidence,cost_source,source,place,note",
    "budget": "item,year_from,year_to,kind,amount,source,place",
}


def write(folder, tables):
    os.makedirs(folder, exist_ok=True)
    for name, rows in tables.items():
        with open(f"{folder}/{name}.csv", "w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(COLUMNS[name].split(","))
            out.writerows(rows)


def read_lists(path):
    """The real lists by practice: {practice: [(postal code, length, cap, has a doctor)]}."""
    practices = {}
    with open(path, encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            cap = min(int(row["implied_list_cap"]), CAP_MAX)
            one = (row["postal_code"], int(row["list_n"]), cap, row["gp_sex"] != "")
            practices.setdefault(row["practice_id"], []).append(one)
    return practices


def share(total, weights):
    """Whole numbers in proportion to the weights that add up to the total."""
    parts, done, seen, whole = [], 0, 0, sum(weights)
    for weight in weights:
        seen += weight
        parts.append(total * seen // whole - done)
        done += parts[-1]
    return parts


def gp_tables(code, practices, district_of, synthetic, source):
    tables = {"practices": [], "posts": [], "lists": []}
    for practice, lists in practices.items():
        key = f"{code}-{practice}"
        tables["practices"].append((key, "", district_of[practice], "", synthetic, source))
        for number, (_, length, cap, has_doctor) in enumerate(lists, 1):
            post = f"{key}-{number:02}"
            status, state = "held" if has_doctor else "vacant", "open" if length < cap else "closed"
            tables["posts"].append((post, key, status, cap, "self_employed" if has_doctor else "", synthetic, source))
            tables["lists"].append((post, LISTS_DATE, length, state, synthetic, source))
    return tables


def municipality(code, name, districts, practices, district_of, synthetic):
    """All tables of one municipality whose practices and lists are given."""
    made = "made_up"
    lists = [one for some in practices.values() for one in some]
    listed = sum(length for _, length, _, _ in lists)
    gps = sum(has_doctor for _, _, _, has_doctor in lists)
    places = sum(cap for _, _, cap, _ in lists)
    residents = max(listed, 500)
    by_district = {name: 0 for name in districts}
    for practice, some in practices.items():
        by_district[district_of[practice]] += sum(length for _, length, _, _ in some)
    weights = [persons + 50 for persons in by_district.values()]
    tables = gp_tables(code, practices, district_of, synthetic, "helfo_2011")
    tables["sources"] = [
        ("helfo_2011", "Min fastlege: alle fastlegelister i Norge, oktober 2011", "Helfo", LISTS_DATE, ""),
        (made, "Laget for å måle fart; ingen kilde", "", "", ""),
    ]
    tables["municipality"] = [(code, name, STATE_DATE, "", made, "")]
    tables["districts"] = [(district, f"{code}{number:02}", made) for number, district in enumerate(districts, 1)]
    tables["population"] = [
        ("2023-01-01", district, age, "" if age == AGES[-1] else age + 4, sex, persons, made, "")
        for district, total in zip(districts, share(residents, weights))
        for sex, half in zip(("female", "male"), share(total, (1, 1)))
        for age, persons in zip(AGES, share(half, AGE_WEIGHTS))
    ]
    tables["projection"] = [
        ("made_up", f"{year}-01-01", residents + (year - 2023) * residents // 200, made, "")
        for year in range(2024, 2035)
    ]
    tables["services"] = [
        ("ooh", "Legevakt", 1, "hele døgnet", "", "", "ooh_duty", residents // 5, "konsultasjoner i året", STATE_DATE,
         made, ""),
        ("nursing_home", "Sykehjem", 1, "", residents / 20000, "", "gp_hours", residents // 100, "plasser", STATE_DATE,
         made, ""),
        ("child_health", "Helsestasjon, også skolehelsetjeneste", 1, "", residents / 40000, "", "gp_hours", "", "",
         STATE_DATE, made, ""),
    ]
    tables["observations"] = [
        (f"{year}-12-31", indicator, "", value + (year - YEARS[-1]) * value // 200, unit, "", "C", made, "", "")
        for year in YEARS
        for indicator, value, unit in (
            ("residents", residents, "persons"),
            ("gps", gps, "gps"),
            ("mean_list", listed // len(lists), "persons_per_list"),
            ("places", places, "places"),
            ("free_places", max(places - listed, 0), "places"),
            ("waiting", residents // 100, "persons"),
            ("lists_without_doctor", len(lists) - gps, "lists"),
        )
    ]
    tables["planning"] = [
        (item, value, unit, "", "C", made, "")
        for item, value, unit in (
            ("residents", residents * 103 // 100, "persons"),
            ("guests", residents // 50, "persons"),
            ("list_length", 1100, "persons_per_list"),
            ("vacancy_goal", 5, "percent"),
            ("leavers_per_year", max(1, gps // 25), "gps_per_year"),
            ("years", 5, "years"),
            ("gap_years", 1, "years"),
            ("gps_per_1000_goal", 1, "gps_per_1000"),
            ("normal_hours", 37.5, "hours_per_week"),
        )
    ]
    tables["measures"] = [
        ("list_reduction", "Kortere liste for leger som ønsker det", "local", "in_force", "", "", "", "", made, "", ""),
        ("running_grant", "Driftstilskudd til leger med ny fastlegeavtale", "local", "in_force", "2022-02-03", 50000, "C",
         made, made, "", ""),
    ]
    tables["budget"] = [("tiltakspakke", 2024, 2027, "frame", residents * 20, made, "")]
    return tables


def make_one(lists_path, folder):
    practices = read_lists(lists_path)
    district_of = {}
    for practice, some in practices.items():
        code = max(postal for postal, _, _, _ in some)
        district_of[practice] = f"Postsone {code[0]}" if code else "Ukjent postsone"
    districts = sorted(set(district_of.values()))
    write(folder, municipality("0000", "Alle lister", districts, practices, district_of, "no"))


def country_sizes():
    """Numbers of lists, one of LARGEST and many small, as sizes by rank fall off by a power."""
    low, high = 0.1, 5.0
    for _ in range(60):
        power = (low + high) / 2
        sizes = [max(SMALLEST, round(LARGEST / rank**power)) for rank in range(1, MUNICIPALITIES + 1)]
        low, high = (power, high) if sum(sizes) > COUNTRY_LISTS else (low, power)
    return sizes


def make_country(lists_path, folder, seed="1"):
    draw = random.Random(int(seed))
    real = list(read_lists(lists_path).values())
    sizes = country_sizes()
    draw.shuffle(sizes)
    for number, size in enumerate(sizes, 1):
        practices, held = {}, 0
        while held < size:
            lists = draw.choice(real)[: size - held]
            practices[f"{len(practices) + 1:03}"] = lists
            held += len(lists)
        districts = [f"Distrikt {i}" for i in range(1, 2 + size // 40)]
        district_of = {practice: draw.choice(districts) for practice in practices}
        code = f"{number:04}"
        write(f"{folder}/{code}", municipality(code, f"Kommune {number}", districts, practices, district_of, "yes"))


def repeat(path, out_path, megabytes):
    with open(path, "rb") as file:
        header, rows = file.readline(), file.read()
    with open(out_path, "wb") as out:
        out.write(header)
        for _ in range(-(-int(megabytes) * 1000000 // len(rows))):
            out.write(rows)


def quote(path, out_path):
    with open(path, encoding="utf-8", newline="") as file, open(out_path, "w", encoding="utf-8", newline="") as out:
        csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(file))


def make_lists(lists_path, out_path, megabytes):
    practices = {f"{number:04}": some for number, some in enumerate(read_lists(lists_path).values(), 1)}
    with open(out_path, "w", encoding="utf-8", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(COLUMNS["lists"].split(","))
        code = 0
        while file.tell() < int(megabytes) * 1000000:
            code += 1
            tables = gp_tables(f"{code:04}", practices, dict.fromkeys(practices, ""), "no", "helfo_2011")
            out.writerows(tables["lists"])


if __name__ == "__main__":
    commands = {"one": make_one, "country": make_country, "repeat": repeat, "quote": quote, "lists": make_lists}
    if len(sys.argv) < 4 or sys.argv[1] not in commands:
        sys.exit(__doc__)
    commands[sys.argv[1]](*sys.argv[2:])
