# SPDX-License-Identifier: EUPL-1.2
"""How the command line is used and misused."""
import os
import re
import signal
import subprocess

from helper import (LANGUAGES, NB_SPACE, bad, claim, contains, copy_bergen, environment, equal, good, loaded, run, test,
                    world)

COMMANDS = ("status", "need", "coverage", "vacancy", "access", "recruit", "workload", "check", "forecast", "plan", "calibrate",
            "backtest", "assumptions", "measures", "observations", "sources", "rules", "load", "synthesise", "tables", "report",
            "openapi", "man", "help")
ANSWERING = COMMANDS[:8]
COMMANDS = ("status", "need", "coverage", "vacancy", "access", "recruit", "report", "workload", "check", "forecast", "plan", "calibrate",
            "backtest", "assumptions", "measures", "observations", "sources", "rules", "clauses", "load", "synthesise", "tables", "openapi", "man", "help")
ANSWERING = tuple(name for name in COMMANDS[:9] if name != "report")
# Commands of two words: what the first is about, the second does.
GROUPS = ("register", "person", "list", "queue", "reduction", "practice", "post", "doctor", "locum", "part", "duty", "exemption",
          "removal", "decision", "candidate", "month", "audit", "key", "user", "import", "export", "reconcile")


TABLES = {"from", "db", "municipality", "rules"}  # what a command that reads a municipality takes


def source(path):
    return (world.root / path).read_text("utf-8")


def words_of(group):
    """The second words of a group, from the declarations: what is shown, and what is done."""
    shown = [word for path in ("src/desk/questions.c", "src/cli/view.c")
             for word in re.findall(rf'\{{"{group}",\s+"([a-z-]+)",', source(path))]
    done = re.findall(rf'^OPERATION\(\w+, "{group}", "([a-z-]+)"', source("src/register/operation.def"), re.M)
    return shown + done


def options_of(text):
    """--option → what stands for its value, from the lines of a help text."""
    found = re.findall(r"^ +--([a-z0-9-]+)(?: ([^\s*]\S*))?(?: ?\*)?  +\S", text, re.M)
    return {name: metavar for name, metavar in found}


def declared_options():
    """--option → type, from the declarations: of the command line, and of what operations are told."""
    return {**dict(re.findall(r'^ARGUMENT\(\w+, "([a-z0-9-]+)", (\w+)', source("src/register/argument.def"), re.M)),
            **dict(re.findall(r'^OPTION\(\w+, "([a-z0-9-]+)", (\w+)', source("src/desk/option.def"), re.M))}


def command_options():
    """command → its options, from its declaration, or that of the question it asks."""
    text = source("src/cli/command.c")
    ids = dict(re.findall(r'^OPTION\((\w+), "([a-z0-9-]+)"', source("src/desk/option.def"), re.M))
    ids |= {f"argument_{id}": name
            for id, name in re.findall(r'^ARGUMENT\((\w+), "([a-z0-9-]+)"', source("src/register/argument.def"), re.M)}
    groups = dict(re.findall(r"^#define (\w+) ((?:OPTION_|[A-Z]+, OPTION_).*)$", text, re.M))
    found = {}
    flat = re.sub(r"\s+", " ", text.split("commands[] = {")[1])
    flat = re.sub(r'\{ ?"\w+", "WORD …", \{[^}]*\}, NULL, NULL\}', "", flat)
    for name, words in re.findall(r'\{ ?"(\w+)", "[^"]*", \{.*?OPTIONS\(([^)]*)\)', flat):
        for _nested in range(2):
            words = re.sub(r"\b[A-Z]+\b", lambda match: groups.get(match[0], match[0]), words)
        found[name] = {ids[option] for option in re.findall(r"OPTION_(\w+)", words)} | {"help", "lang"}
    where = {"MAY_HAVE_MUNICIPALITY": TABLES, "NEEDS_MUNICIPALITY": TABLES, "NEEDS_RULEBOOK": {"rules"}, "NEEDS_NOTHING": set()}
    asked = re.sub(r"\s+", " ", source("src/desk/questions.c").split("questions[] = {")[1])
    for name, words, needs, flags in re.findall(
            r'\{ ?"(\w+)", "", "[^"]*", \{.*?\}, (.*?), \.needs = QUESTION_(\w+)(.*?), \.answer', asked):
        explain = {"explain"} if ".explains" in flags else set()
        found[name] = ({ids[option] for option in re.findall(r"OPTION_(\w+)", words)} | where[needs] | explain |
                       {"json", "csv", "table", "xlsx", "help", "lang"})
    return found


def told_options(group, word):
    """What an operation must be told and what it may be, from its declaration."""
    names = dict(re.findall(r'^ARGUMENT\((\w+), "([a-z0-9-]+)"', source("src/register/argument.def"), re.M))
    asked = re.search(r"^#define ASKED (.*)$", source("src/register/operation.c"), re.M)[1]
    needs, may = re.search(rf'^OPERATION\(\w+, "{group}", "{word}",\s*([^,]*),\s*([^,]*),',
                           source("src/register/operation.def"), re.M).groups()
    return [{names[id] for id in re.findall(r"A\((\w+)\)", part.replace("ASKED", asked))} for part in (needs, may)]


# -- help ---------------------------------------------------------------------------------------------------------


@test("help: every command is in the program's help, in three languages")
def _(_tmp):
    texts = [good("help", "--lang", language).out for language in LANGUAGES]
    for text in texts:
        for command in (*COMMANDS, "serve", *GROUPS):
            claim(re.search(rf"^  {command} +\S", text, re.M), f"{command} is not in {text}")
    equal(len(set(texts)), 3, "distinct texts")
    equal(set(command_options()), {*COMMANDS, "serve"}, "commands declared")
    equal(set(re.findall(r'"(\w+)",\s+"WORD …"', source("src/cli/command.c"))), set(GROUPS), "groups declared")


@test("--help: the program's own, and --lang is heeded there too")
def _(_tmp):
    for language in LANGUAGES:
        equal(good("--help", "--lang", language).out, good("help", "--lang", language).out, language)
    equal(good("--help", env=environment(LC_ALL="en_US.UTF-8")).out, good("help", "--lang", "en").out)


@test("an option before the command is refused by name")
def _(_tmp):
    bad("--lang", "en", "help", says="--lang")
    bad("--json", "need", says="--json")


def add_help(command):
    @test(f"{command} --help: every option of the command, in three languages, the same as help {command}")
    def _(_tmp):
        texts = []
        for language in LANGUAGES:
            text = good(command, "--help", "--lang", language).out
            if command != "help":  # `help --help` is the program's
                equal(good("help", command, "--lang", language).out, text, "help COMMAND")
            own = {"version"} if command == "help" else set()
            equal(set(options_of(text)), command_options()[command] | own, f"options in {language}")
            for line in text.splitlines():
                claim(len(line) <= 120, f"a line of {len(line)}: {line!r}")
            texts.append(text)
        equal(len(set(texts)), 3, "distinct texts")

    @test(f"{command}: refuses an unknown option with a suggestion, and names its help where none is near")
    def _(_tmp):
        bad(command, "--lnag", "nb", says=["--lnag", "--lang"])
        bad(command, "--qqqqqqqqqqqq", says=["--qqqqqqqqqqqq", f"dekning {command} --help"])

    @test(f"{command}: takes no option of another command")
    def _(_tmp):
        others = [*re.findall(r'^OPTION\(\w+, "([a-z0-9-]+)"', source("src/desk/option.def"), re.M), "person", "opening-hours"]
        for option in sorted(set(others) - command_options()[command]):
            near = [own for own in command_options()[command] if own.startswith(option)]
            if not near:
                bad(command, f"--{option}=1", says=f"--{option}")


for each in COMMANDS:
    add_help(each)


def fits(text):
    for line in text.splitlines():
        claim(len(line) <= 140, f"a line of {len(line)}: {line!r}")


def add_group(group):
    @test(f"{group} --help: every word of it, in three languages, the same as help {group} and {group} alone")
    def _(_tmp):
        texts = []
        for language in LANGUAGES:
            text = good(group, "--help", "--lang", language).out
            equal(good("help", group, "--lang", language).out, text, "help GROUP")
            equal(run(group, "--lang", language).out, text, "the group alone")
            equal(re.findall(rf"^  {group} ([a-z-]+)", text, re.M), words_of(group), f"words in {language}")
            equal(set(options_of(text)), {"help", "lang"}, "options")
            fits(text)
            texts.append(text)
        equal(len(set(texts)), 3, "distinct texts")
        equal(run(group).status, 2, "a group alone is wrong use")

    @test(f"{group} WORD --help: its options in three languages; of what is done, all that it may be told")
    def _(_tmp):
        for word in words_of(group):
            texts = [good(group, word, "--help", "--lang", language).out for language in LANGUAGES]
            equal(len(set(texts)), 3, f"distinct texts of {group} {word}")
            for text in texts:
                fits(text)
                equal(set(options_of(text)), set(options_of(texts[0])), f"{group} {word}")
            claim(set(options_of(texts[0])) <= set(declared_options()), f"{group} {word}: undeclared options")
            if f'"{group}", "{word}"' in source("src/register/operation.def"):
                needs, may = told_options(group, word)
                claim(needs | may | {"dry-run", "request"} <= set(options_of(texts[0])), f"{group} {word}: {texts[0]}")
                equal(set(re.findall(r"^  --([a-z-]+)(?: \S+)? ?\*", texts[0], re.M)), needs, f"{group} {word} needs")

    @test(f"{group}: an unknown word and an unknown option are refused, with the nearest")
    def _(_tmp):
        word = words_of(group)[0]
        bad(group, word[:-1] + "qq", says=f'"{word[:-1]}qq"')
        bad(group, "qqqqqqqqqq", says=["qqqqqqqqqq", f"dekning {group} --help"])
        bad(group, word + word[-1], says=[f'"{word}{word[-1]}"', f"did you mean {group} "])
        bad(group, word, "--lnag", "nb", says=["--lnag", "--lang"])
        bad(group, "--json", says="--json")


for each in GROUPS:
    add_group(each)


@test("help of an unknown command is refused")
def _(_tmp):
    bad("help", "nonsense", says="nonsense")
    bad("help", "need", "coverage", says="coverage")


@test("no command at all: the help, and exit status 2")
def _(_tmp):
    result = run()
    equal(result.status, 2)
    contains(result.out + result.err, "dekning")
    contains(result.out + result.err, "coverage")


@test("--version: name and version, as meson.build has it")
def _(_tmp):
    version = re.search(r"version: '([^']+)'", (world.root / "meson.build").read_text())[1]
    equal(good("--version").out, f"dekning {version}\n")


# -- commands and options -------------------------------------------------------------------------------------------


def add_near(wrong, right):
    @test(f"unknown command {wrong!r}: did you mean {right}?")
    def _(_tmp):
        bad(wrong, says=[f'"{wrong}"', f"did you mean {right}?"])


for typed, meant in {"ned": "need", "covrage": "coverage", "vacency": "vacancy", "recriut": "recruit", "stauts": "status",
                     "synthesize": "synthesise", "workloads": "workload", "nonsense": "dekning help", "": "dekning help"}.items():
    add_near(typed, meant)


def add_wrong(about, words, *says, status=2):
    @test(f"{about}: {' '.join(words)}")
    def _(_tmp):
        bad(*[str(world.bergen) if word == "BERGEN" else word for word in words], status=status, says=says)


FROM = ["--from", "BERGEN"]
add_wrong("an option misspelt", ["need", *FROM, "--residnets", "5"], "--residnets", "--residents")
add_wrong("an option misspelt, with =", ["need", *FROM, "--residnets=5"], "--residnets", "--residents")
add_wrong("a short option", ["need", "-x", *FROM], "-x", "need --help")
add_wrong("several short options", ["need", "-xy", *FROM], "-x", "need --help")
add_wrong("a short option last", ["need", *FROM, "-q"], "-q", "need --help")
add_wrong("a flag with a value", ["need", *FROM, "--json=5"], "--json")
add_wrong("an empty option", ["need", *FROM, "--=5"], "need --help")
for each in ("residents", "guests", "list-length", "vacancy-pct", "vacancy-of", "leavers-per-year", "years", "gps-now",
             "from", "db", "municipality", "rules", "date", "xlsx", "lang"):
    add_wrong("a value missing", ["need", f"--{each}"], f"--{each}")
add_wrong("not a number", ["need", *FROM, "--residents", "mange"], "--residents", '"mange"', "0–1000000000")
add_wrong("not whole", ["need", *FROM, "--residents", "5.5"], "--residents", '"5.5"', "whole number")
add_wrong("an empty number", ["need", *FROM, "--residents", ""], "--residents")
add_wrong("a number with a space", ["need", *FROM, "--residents", " 5"], "--residents")
add_wrong("a grouped number", ["need", *FROM, "--residents", f"298{NB_SPACE}000"], "--residents")
add_wrong("hexadecimal", ["need", *FROM, "--residents", "0x10"], "--residents", '"0x10"')
add_wrong("negative", ["need", *FROM, "--residents", "-5"], "--residents", '"-5"')
add_wrong("negative, with =", ["need", *FROM, "--guests=-1"], "--guests", '"-1"')
add_wrong("beyond the range", ["need", *FROM, "--residents", "1000000001"], "--residents", "1000000000")
add_wrong("beyond 64 bits", ["need", *FROM, "--residents", "99999999999999999999"], "--residents")
add_wrong("beyond any number", ["need", *FROM, "--list-length", "1e400"], "--list-length")
add_wrong("infinite", ["need", *FROM, "--list-length", "inf"], "--list-length")
add_wrong("not a number at all", ["need", *FROM, "--list-length", "nan"], "--list-length")
add_wrong("decimal comma", ["need", *FROM, "--list-length", "1100,5"], "--list-length", '"."')
add_wrong("a list of nobody", ["need", *FROM, "--list-length", "0"], "--list-length")
add_wrong("vacancy of everything", ["need", *FROM, "--vacancy-pct", "100"], "--vacancy-pct", "99")
add_wrong("not a choice", ["need", *FROM, "--vacancy-of", "posts"], "--vacancy-of", "listed", "places")
add_wrong("a day that is not", ["need", *FROM, "--date", "2023-02-29"], "--date", "2023-02-29")
add_wrong("a date of another form", ["need", *FROM, "--date", "31.12.2023"], "--date", "YYYY-MM-DD")
add_wrong("too few hours", ["workload", *FROM, "--hours", "-1"], "--hours")
add_wrong("more hours than a week has", ["workload", *FROM, "--hours", "169"], "--hours", "168")
add_wrong("a seed too large", ["synthesise", *FROM, "--seed", "99999999999999999999"], "--seed")
add_wrong("no time at all", ["recruit", *FROM, "--gap-years", "0"], "--gap-years")
for each in ANSWERING:
    if each != "access":
        add_wrong("an extra argument", [each, "extra", *FROM], '"extra"', f"{each} --help")
add_wrong("two extra arguments", ["access", "a.csv", "b.csv", *FROM], '"b.csv"')
add_wrong("an extra argument", ["tables", "extra"], '"extra"')
add_wrong("an extra argument", ["man", "extra"], '"extra"')
add_wrong("an extra argument after --", ["need", *FROM, "--", "--json"], '"--json"')
add_wrong("no folder", ["load"], "FOLDER")
add_wrong("no --out", ["synthesise", *FROM], "--out")
add_wrong("rules of an unknown kind", ["rules", "dif", "2025-01-01", "2026-01-01"], '"dif"')
add_wrong("a diff without days", ["rules", "diff"], "YYYY-MM-DD")
add_wrong("a diff of one day", ["rules", "diff", "2025-12-31"], "YYYY-MM-DD")
add_wrong("a diff of three days", ["rules", "diff", "2025-12-31", "2026-01-01", "2026-01-02"], "2026-01-02")
add_wrong("a diff of what is no day", ["rules", "diff", "2025-13-01", "2026-01-01"], "2025-13-01")
add_wrong("a survey there is not", ["access", *FROM, "--survey", "1999-01"], "1999-01")
for each in ANSWERING:
    add_wrong("--json and --csv together", [each, *FROM, "--json", "--csv"], "--json", "--csv")
    add_wrong("--from and --db together", [each, *FROM, "--db", "x.db"], "--from", "--db")
    if each != "need":
        add_wrong("no municipality", [each], "--from", "--db")
add_wrong("no municipality, and not every figure given", ["need"], "--residents")


@test("options may come before and after arguments, and with = or a space")
def _(_tmp):
    wanted = good("need", "--from", world.bergen, "--json", "--guests", "5").bytes
    equal(good("need", "--guests=5", "--json", f"--from={world.bergen}").bytes, wanted)
    wanted = good("rules", "diff", "2025-12-31", "2026-01-01", "--json").bytes
    equal(good("rules", "--json", "diff", "2025-12-31", "2026-01-01").bytes, wanted)
    equal(good("rules", "diff", "--json", "2025-12-31", "2026-01-01").bytes, wanted)


@test("an option given twice: the last counts")
def _(_tmp):
    equal(good("need", "--from", world.bergen, "--json", "--guests", "5", "--guests", "6").json["guests"], 6)


@test("the municipality: --from, --db, $DEKNING_DB, dekning.db here")
def _(tmp):
    database = loaded(tmp)
    wanted = good("need", "--from", world.bergen, "--json").bytes
    equal(good("need", "--db", database, "--json").bytes, wanted, "--db")
    equal(good("need", "--json", env=environment(DEKNING_DB=str(database))).bytes, wanted, "$DEKNING_DB")
    equal(good("need", "--json", cwd=tmp).bytes, wanted, "dekning.db here")
    other = {"DEKNING_DB": str(tmp / "nowhere.db")}
    equal(good("need", "--db", database, "--json", env=environment(**other)).bytes, wanted, "--db before $DEKNING_DB")
    equal(good("need", "--from", world.bergen, "--json", env=environment(**other)).bytes, wanted, "--from before $DEKNING_DB")
    bad("need", env=environment(**other), says="nowhere.db")
    equal(good("need", "--json", cwd=tmp, env=environment(DEKNING_DB="")).bytes, wanted, "an empty $DEKNING_DB is none")


@test("no municipality: an empty $DEKNING_DB is none")
def _(_tmp):
    bad("coverage", env=environment(DEKNING_DB=""), says=["--from", "--db"])


@test("--from with a slash at the end, a relative path and a path with spaces and letters")
def _(tmp):
    wanted = good("need", "--from", world.bergen, "--json").bytes
    copy_bergen(tmp, "Bergen på Åsane")
    equal(good("need", "--from", f"{world.bergen}/", "--json").bytes, wanted)
    equal(good("need", "--from", "Bergen på Åsane", "--json", cwd=tmp).bytes, wanted)
    equal(good("need", "--from", "./Bergen på Åsane/", "--json", cwd=tmp).bytes, wanted)


@test("--rules: a rulebook of one's own changes the answer, and a wrong one is refused with its place")
def _(tmp):
    rules = tmp / "rules.csv"
    text = (world.root / "rules/norway.csv").read_text("utf-8")
    rules.write_text(text.replace("imposed_hours_max,7.5,", "imposed_hours_max,15,"), "utf-8")
    plain = good("workload", "--from", world.bergen, "--json").json
    equal(good("workload", "--from", world.bergen, "--rules", rules, "--json").json["imposable"], 2 * plain["imposable"])
    rules.write_text(text.replace("cap_max,2500,", "cap_max,mange,", 1), "utf-8")
    for command in ("need", "coverage"):
        bad(command, "--from", world.bergen, "--rules", rules, says=f"{rules}:2:2: value: ")
    bad("rules", "--rules", rules, says=f"{rules}:2:2: value: ")
    bad("load", world.bergen, "--db", tmp / "a.db", "--rules", rules, says=f"{rules}:2:2: value: ")
    claim(not (tmp / "a.db").exists(), "a database was made")
    bad("rules", "--rules", tmp / "nowhere.csv", says="nowhere.csv")
    rules.write_text(text.replace("cap_max,2500,persons,2026-01-01", "cap_max,1000,persons,2026-01-01")
                         .replace("cap_max,2500,persons,2013-01-01", "cap_max,1000,persons,2013-01-01"), "utf-8")
    bad("need", "--from", world.bergen, "--rules", rules, says="posts.csv:")


@test("a rulebook with a gap, an overlap, a rule missing or unknown is refused")
def _(tmp):
    text = (world.root / "rules/norway.csv").read_text("utf-8")
    rules = tmp / "rules.csv"
    for about, old, new in (("gap", "cap_max,2500,persons,2026-01-01", "cap_max,2500,persons,2026-02-01"),
                            ("overlap", "cap_max,2500,persons,2026-01-01", "cap_max,2500,persons,2025-06-01"),
                            ("missing", "\nreturn_window,", "\nreturn_claim_window,"),
                            ("unknown", "\ncap_max,2500,", "\ncap_mox,2500,"),
                            ("unit", "cap_max,2500,persons", "cap_max,2500,years")):
        claim(old in text, f"test is out of date: {old!r}")
        rules.write_text(text.replace(old, new, 1), "utf-8")
        bad("rules", "--rules", rules, says="rules.csv"), about


# -- where the answer goes ----------------------------------------------------------------------------------------------


def add_full(words):
    @test(f"a full disk: {' '.join(words)} tells and exits with 3")
    def _(_tmp):
        words_here = [str(world.bergen) if word == "BERGEN" else word for word in words]
        with open("/dev/full", "wb") as full:  # opened to write to, never given by name
            result = run(*words_here, stdout=full)
        equal(result.status, 3, str(result))
        contains(result.err, "dekning: ", "standard error")


for each in ANSWERING:
    add_full([each, *FROM])
    add_full([each, *FROM, "--json"])
for each in (["rules"], ["rules", "--csv"], ["tables"], ["man"], ["help"], ["--help"], ["--version"], ["need", "--help"], []):
    add_full(each)


@test("a closed standard output: told, exit status 3")
def _(_tmp):
    command = ["/bin/sh", "-c", '"$0" status --from "$1" >&-', str(world.binary), str(world.bergen)]
    done = subprocess.run(command, env=environment(), capture_output=True, timeout=20)
    equal(done.returncode, 3)
    contains(done.stderr.decode(), "dekning: ", "standard error")


def to_broken_pipe(disposition):
    """The exit status and standard error of a long answer to a pipe that nobody reads."""
    reader, writer = os.pipe()
    os.close(reader)
    try:
        process = subprocess.Popen([world.binary, "workload", "--from", world.bergen, "--explain"], env=environment(),
                                   stdout=writer, stderr=subprocess.PIPE,
                                   preexec_fn=lambda: signal.signal(signal.SIGPIPE, disposition))
    finally:
        os.close(writer)
    _, error = process.communicate(timeout=20)
    return process.returncode, error.decode()


@test("a broken pipe: like other filters the program ends quietly, by SIGPIPE, and by no other signal")
def _(_tmp):
    status, error = to_broken_pipe(signal.SIG_DFL)
    claim(status in (-signal.SIGPIPE, 0, 3), f"exit status {status}")
    claim("Sanitizer" not in error, error)
    if status == -signal.SIGPIPE:
        equal(error, "")


@test("a broken pipe where SIGPIPE is ignored: told, exit status 3")
def _(_tmp):
    status, error = to_broken_pipe(signal.SIG_IGN)
    equal(status, 3)
    contains(error, "dekning: ", "standard error")


@test("dekning … | head: no error is shown")
def _(_tmp):
    done = subprocess.run(["/bin/sh", "-c", '"$0" workload --from "$1" --explain | head -n 1', world.binary, world.bergen],
                          env=environment(), capture_output=True, timeout=20)
    equal((done.returncode, done.stderr), (0, b""))


@test("a run leaves nothing behind where it was started")
def _(tmp):
    for words in (["status"], ["need"], ["coverage", "--json"], ["check", "--csv"]):
        run(*words, "--from", world.bergen, cwd=tmp)
    equal(list(tmp.iterdir()), [])
