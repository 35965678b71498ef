# SPDX-License-Identifier: EUPL-1.2
"""Synthetic rows: their sums exact, their making repeatable, and the committed ones made by this program."""
import collections

from helper import bad, claim, contains, copy_bergen, equal, good, near, read_table, run, test, world
from flow_figures import TABLE

NAMES = ("lists.csv", "posts.csv", "practices.csv")


def make(folder, *words, source=None):
    folder.mkdir(exist_ok=True)
    good("synthesise", "--from", source or world.bergen, "--out", folder, *words)
    equal(sorted(path.name for path in folder.iterdir()), list(NAMES), "files")
    return {name: (folder / name).read_bytes() for name in NAMES}


def check_sums(folder):
    practices, posts, lists = (read_table(folder / f"{name}.csv") for name in ("practices", "posts", "lists"))
    district = {row["practice"]: row["district"] for row in practices}
    equal(collections.Counter(district.values()), {name: row[0] for name, row in TABLE.items()}, "practices by district")
    gps = collections.Counter(district[row["practice"]] for row in posts)
    equal(gps, {name: row[1] for name, row in TABLE.items()}, "posts by district")
    equal(set(district), {row["practice"] for row in posts}, "practices with a post")
    equal(sorted(row["post"] for row in posts), sorted(row["post"] for row in lists), "posts and lists")
    caps = {row["post"]: int(row["cap"]) for row in posts}
    lengths = {row["post"]: int(row["length"]) for row in lists}
    equal(sum(caps.values()), 295987, "places (A2)")
    equal(sum(caps.values()) - sum(lengths.values()), 494, "free places (A3)")
    equal(round(sum(caps.values()) / len(caps)), 1156, "mean list (A2)")
    for row in lists:
        free = caps[row["post"]] - lengths[row["post"]]
        claim(free >= 0, f"{row['post']} is over its cap")
        equal(row["state"], "open" if free > 0 else "closed", row["post"])
    claim(0 < min(caps.values()) and max(caps.values()) <= 2500, f"caps {min(caps.values())}–{max(caps.values())}")
    for rows in (practices, posts, lists):
        equal({(row["synthetic"], row["source"]) for row in rows}, {("yes", "synthetic")}, "marked")
    return list(caps.values())


def add_sums(seed):
    @test(f"seed {seed}: practices, GPs, places, free places and the mean exactly as the documents say")
    def _(tmp):
        make(tmp / "ut", "--seed", str(seed))
        check_sums(tmp / "ut")


for each in (1, 2, 0, 42, 9000000000000000):
    add_sums(each)


@test("the committed rows: sums exact")
def _(_tmp):
    check_sums(world.bergen)


@test("the committed rows are those of seed 1, byte by byte, and seed 1 is the default")
def _(tmp):
    committed = {name: (world.bergen / name).read_bytes() for name in NAMES}
    for made in (make(tmp / "en"), make(tmp / "to", "--seed", "1")):
        for name in NAMES:
            claim(made[name] == committed[name], f"{name} differs from data/bergen/{name}")


@test("the same seed gives the same bytes, another seed others")
def _(tmp):
    first, again, other = make(tmp / "a", "--seed", "7"), make(tmp / "b", "--seed", "7"), make(tmp / "c", "--seed", "8")
    equal(first, again)
    claim(first["lists.csv"] != other["lists.csv"] and first["posts.csv"] != other["posts.csv"], "seeds do not matter")


@test("the language and the place it is run do not matter")
def _(tmp):
    equal(make(tmp / "a", "--lang", "nb"), make(tmp / "b", "--lang", "en"))


@test("what is made depends on the known figures, not on the rows that were there")
def _(tmp):
    folder = copy_bergen(tmp)
    for name in ("lists.csv", "posts.csv"):
        (folder / name).unlink()
    equal(make(tmp / "ut", source=folder), {name: (world.bergen / name).read_bytes() for name in NAMES})


@test("the spread has the shape of the real one: order of the quantiles, scaled to the mean")
def _(_tmp):
    caps = sorted(int(row["cap"]) for row in read_table(world.bergen / "posts.csv"))
    spread = read_table(world.bergen / "list_spread.csv")
    real = {float(row["share"]): int(row["length"]) for row in spread}
    scale = (sum(caps) / len(caps)) / real[0.5]
    for share in (0.25, 0.5, 0.75):
        near(caps[round(share * (len(caps) - 1))], real[share] * scale, 0.15 * real[share], f"quantile {share}")


@test("what was made can be loaded and answered from")
def _(tmp):
    folder = copy_bergen(tmp)
    good("synthesise", "--from", folder, "--out", folder, "--seed", "3")
    good("load", folder, "--db", tmp / "a.db")
    equal(good("need", "--db", tmp / "a.db", "--json").json["recruits"], 88)
    equal(sorted(path.name for path in folder.iterdir()), sorted(path.name for path in world.bergen.iterdir()), "files")


@test("--out missing is told")
def _(_tmp):
    bad("synthesise", "--from", world.bergen, says="--out")


@test("no municipality is told")
def _(tmp):
    bad("synthesise", "--out", tmp, says=["--from", "--db"])


def add_unwritable(about, path):
    @test(f"--out that is {about} is told, and nothing is written")
    def _(tmp):
        (tmp / "fil").write_text("hei")
        result = run("synthesise", "--from", world.bergen, "--out", tmp / path)
        claim(result.status in (2, 3), str(result))
        contains(result.err, path, "standard error")
        equal([item.name for item in tmp.iterdir()], ["fil"], "files")
        equal((tmp / "fil").read_text(), "hei")


add_unwritable("a file", "fil")
add_unwritable("not there", "borte")


@test("--out where posts.csv is a folder: told, and no half-written files are left")
def _(tmp):
    (tmp / "posts.csv").mkdir()
    result = run("synthesise", "--from", world.bergen, "--out", tmp)
    claim(result.status in (2, 3), str(result))
    contains(result.err, "posts.csv", "standard error")
    equal([item.name for item in tmp.rglob("*") if item.name.endswith(".part")], [], "parts left")


@test("a municipality without the figures that are needed is told which")
def _(tmp):
    folder = copy_bergen(tmp)
    (folder / "list_spread.csv").unlink()
    (folder / "practice_sizes.csv").unlink()
    (tmp / "ut").mkdir()
    bad("synthesise", "--from", folder, "--out", tmp / "ut", says="list_spread.csv")
    equal(list((tmp / "ut").iterdir()), [])
