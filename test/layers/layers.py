#!/usr/bin/python3
# SPDX-License-Identifier: EUPL-1.2
"""Holds the rooms of src/ to the arrows of the design, by what they include and by what they link to.

layers.py SOURCE_ROOT BUILD_ROOT

Dependencies point one way only. The pure rooms, which decide and compute, can reach no file, clock, heap,
environment, thread or network: neither by a header nor by a symbol that slips in without one. Prints TAP.
"""

import functools
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ALL = None
ROOMS = {
    "base": {"base"},
    "scheme": {"base", "scheme"},
    "capacity": {"base", "scheme", "capacity"},
    "forecast": {"base", "scheme", "forecast"},
    "emergency": {"base", "scheme", "emergency"},
    "siting": {"base", "scheme", "siting"},
    "job": {"base", "scheme", "forecast", "job"},
    "store": {"base", "store"},
    "register": {"base", "scheme", "store", "register"},
    "exchange": {"base", "scheme", "capacity", "forecast", "exchange"},
    "report": {"base", "scheme", "capacity", "forecast", "report"},
    "desk": {
        "base", "scheme", "capacity", "forecast", "job", "store", "register", "exchange", "report", "desk",
    },
    "server": ALL,
    "cli": ALL,
    "mpi": ALL,
}
PURE = ["scheme", "capacity", "forecast", "emergency", "siting"]

# Of the C library, what computes and nothing else. <ctype.h> is not here: it asks the locale.
PURE_HEADERS = {
    "assert.h", "float.h", "inttypes.h", "limits.h", "math.h", "stdalign.h", "stdbool.h", "stddef.h",
    "stdint.h", "string.h",
}
MATH = (
    "acos acosh asin asinh atan atan2 atanh cbrt ceil copysign cos cosh erf erfc exp exp2 expm1 fabs fdim "
    "floor fma fmax fmin fmod frexp hypot ilogb ldexp lgamma llrint llround log log10 log1p log2 logb lrint "
    "lround modf nearbyint nextafter pow remainder rint round scalbln scalbn sin sinh sqrt tan tanh tgamma "
    "trunc"
).split()
STRING = (
    "memchr memcmp memcpy memmove memset strcat strchr strcmp strcpy strcspn strlen strncat strncmp strncpy "
    "strpbrk strrchr strspn strstr"
).split()
PURE_SYMBOLS = re.compile(
    "|".join(
        [
            *(f"{name}[fl]?" for name in MATH),
            *STRING,
            *(f"__{name}_chk" for name in STRING),
            "bcmp|mempcpy|stpcpy|__mempcpy_chk|__stpcpy_chk",  # what compilers turn the above into
            "qsort|bsearch",
            "__assert_fail|__stack_chk_fail|_GLOBAL_OFFSET_TABLE_",
            "__(fpclassify|isnan|isinf|finite|signbit)[fl]?",
            "__(asan|ubsan|tsan|msan|lsan|hwasan|sanitizer|gcov|llvm)_.*",  # a build that looks at itself
            "__(start|stop)___sancov_.*",
            # How GCC chooses, once at the start of the program, among the widths that base/vector.h has a
            # function compiled for: it asks the processor, and the answer is the same whichever is chosen.
            "__cpu_(model|features2|indicator_init)",
        ]
    )
)

# Of base, what starts threads: who computes is run by it, and does not call it.
THREADED_HEADERS = {"base/parallel.h"}
THREADED_SYMBOLS = re.compile(r"parallel_\w+")

INCLUDE = re.compile(r"^[ \t]*#[ \t]*include\b[ \t]*(.*)$", re.MULTILINE)
TARGET = re.compile(r'^(?:<([^>]+)>|"([^"]+)")')


def include_faults(source):
    """Every include under `source` that points the wrong way, as lines "file: why"."""
    faults = []
    for path in sorted(source.rglob("*")):
        if path.suffix not in {".c", ".h", ".def"}:
            continue
        name = path.relative_to(source).as_posix()
        room = name.split("/")[0]
        if room not in ROOMS:
            faults.append(f"{name}: is in no room that this test knows")
            continue
        for written in INCLUDE.findall(path.read_text(encoding="utf-8")):
            target = TARGET.match(written)
            fault = "is not a plain include"
            if target is not None:
                fault = include_fault(source, room, *target.groups())
            if fault:
                faults.append(f"{name}: {written.strip()}: {fault}")
    return faults


def include_fault(source, room, system, own):
    """Why a file of `room` may not include <system> or "own"; None when it may."""
    if system is not None:
        impure = room in PURE and system not in PURE_HEADERS
        return "a pure room computes only" if impure else None
    other = own.split("/")[0]
    if other not in ROOMS or not (source / own).is_file():
        return "is no file of a room"
    if ROOMS[room] is not ALL and other not in ROOMS[room]:
        return f"{room} may not depend on {other}"
    if room in PURE and own in THREADED_HEADERS:
        return "a pure room makes no threads"
    if own.endswith("_private.h") and other != room:
        return f"is private to {other}"
    return None


def symbols(archive, *options):
    """The names nm lists, with `options`, of every member of an archive."""
    command = ["nm", "-P", *options, str(archive)]
    run = subprocess.run(command, check=True, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    return {line.split()[0] for line in run.stdout.splitlines() if len(line.split()) > 1}


def symbol_faults(archive, allowed_archives):
    """The symbols `archive` asks for that neither the allow-list nor the rooms it may use can give."""
    given = set()
    for other in allowed_archives:
        given |= symbols(other, "-g", "--defined-only")
    given = {symbol for symbol in given if not THREADED_SYMBOLS.fullmatch(symbol)}
    return sorted(s for s in symbols(archive, "-u") - given if not PURE_SYMBOLS.fullmatch(s))


def compiler():
    return os.environ.get("CC", "gcc").split()


def build_archive(folder, name, code):
    source, made, archive = (folder / f"{name}{end}" for end in (".c", ".o", ".a"))
    source.write_text(code, encoding="utf-8")
    subprocess.run([*compiler(), "-std=c17", "-fno-builtin", "-c", str(source), "-o", str(made)], check=True)
    subprocess.run(["ar", "rc", str(archive), str(made)], check=True)
    return archive


def header_faults(source, header):
    """What the compiler says of a header alone: one that needs another must include it."""
    run = subprocess.run(
        [*compiler(), "-fsyntax-only", "-std=c17", "-Wall", "-Werror", f"-I{source}", "-x", "c", str(header)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )
    return run.stdout.splitlines() or ["does not compile"] if run.returncode != 0 else []


def self_test_includes():
    """A fabricated tree: its right includes pass, and each wrong one is caught, for the reason it is wrong."""
    files = {
        "base/date.h": "",
        "base/table_private.h": "",
        "base/parallel.h": "",
        "job/right.c": '#include "base/parallel.h"\n#include "forecast/right.c"\n',
        "forecast/right.c": '#include "base/date.h"\n',
        "forecast/wrong_threads.c": '#include "base/parallel.h"\n',
        "job/wrong_side.c": '#include "report/right.c"\n',
        "report/right.c": '#include "forecast/right.c"\n',
        "store/store.h": "#include <sqlite3.h>\n",
        "scheme/rule.def": "",
        "scheme/right.c": '#include "base/date.h"\n#include <math.h>\n#include "scheme/rule.def"\n',
        "capacity/right.c": '#include "scheme/rule.def"\n',
        "cli/right.c": '#include "store/store.h"\n#include "capacity/right.c"\n#include <stdio.h>\n',
        "scheme/wrong_room.c": '#include "store/store.h"\n',
        "scheme/wrong_clock.h": "#  include <time.h> /* why not */\n",
        "capacity/wrong_heap.c": "\t#include <stdlib.h>\n",
        "capacity/wrong_library.c": "#include<sys/socket.h>\n",
        "base/wrong_up.c": '#include "scheme/right.c"\n',
        "store/wrong_side.c": '#include "scheme/rule.def"\n',
        "scheme/wrong_private.c": '#include "base/table_private.h"\n',
        "scheme/wrong_absent.c": '#include "base/none.h"\n#include "date.h"\n',
        "scheme/wrong_macro.c": "#define WHAT <stdio.h>\n#include WHAT\n",
        "attic/wrong_place.c": "",
    }
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder)
        for name, text in files.items():
            (source / name).parent.mkdir(exist_ok=True)
            (source / name).write_text(text, encoding="utf-8")
        faults = include_faults(source)
    caught = {fault.split(":")[0] for fault in faults}
    wrong = {name for name in files if "/wrong_" in name}
    return [f"not caught: {name}" for name in sorted(wrong - caught)] + [
        f"caught without cause: {name}" for name in sorted(caught - wrong)
    ]


def self_test_symbols():
    """Fabricated archives: forbidden symbols are caught, and those that may be used are not."""
    right = """
        #include <math.h>
        #include <string.h>
        int base_given(void);
        static int mine;
        int *room_own(void) { return &mine; }
        double room_right(double x, char *to, const char *from) {
            memcpy(to, from, 3);
            return sqrt(x) + (double)strlen(from) + base_given() + *room_own();
        }"""
    wrong = """
        #include <stdio.h>
        #include <stdlib.h>
        #include <time.h>
        int store_hidden(void), parallel_processors(void);
        void *room_wrong(void) {
            printf("%s %ld %d", getenv("HOME"), (long)time(NULL), rand() + store_hidden() + parallel_processors());
            return malloc(1);
        }"""
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        base = build_archive(folder, "base", """
            int base_given(void), parallel_processors(void);
            int base_given(void) { return 1; }
            int parallel_processors(void) { return 1; }""")
        faults = []
        room = build_archive(folder, "right", right)
        for symbol in symbol_faults(room, [base, room]):
            faults.append(f"caught without cause: {symbol}")
        room = build_archive(folder, "wrong", wrong)
        caught = symbol_faults(room, [base, room])
        for symbol in ("getenv", "malloc", "parallel_processors", "printf", "rand", "store_hidden", "time"):
            if symbol not in caught:
                faults.append(f"not caught: {symbol}")
    return faults


def self_test_headers():
    with tempfile.TemporaryDirectory() as name:
        source = pathlib.Path(name)
        (source / "right.h").write_text("#include <stdbool.h>\nbool right(void);\n", encoding="utf-8")
        (source / "wrong.h").write_text("bool wrong(void);\n", encoding="utf-8")
        faults = header_faults(source, source / "right.h")
        return faults if header_faults(source, source / "wrong.h") else [*faults, "not caught: wrong.h"]


def room_symbol_faults(build, room):
    archives = {name: build / "src" / f"lib{name}.a" for name in {"base", "scheme", room}}
    absent = [f"{path} is not built" for path in sorted(archives.values()) if not path.is_file()]
    return absent or symbol_faults(archives[room], archives.values())


def taken_names(build):
    """Functions of ours that a library has too: the program gives the library ours, and it calls what it never meant."""
    program = build / "dekning"
    if not program.is_file():
        return [f"{program} is not built"]
    ours = set()
    for archive in sorted((build / "src").glob("lib*.a")):
        ours |= symbols(archive, "-g", "--defined-only")
    return sorted(symbols(program, "-D", "--defined-only") & ours)


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    source, build = pathlib.Path(sys.argv[1]) / "src", pathlib.Path(sys.argv[2])
    checks = [
        ("a wrong include is caught", self_test_includes),
        ("a forbidden symbol is caught", self_test_symbols),
        ("a header that needs another is caught", self_test_headers),
        ("every include points the right way", functools.partial(include_faults, source)),
    ]
    for room in PURE:
        if any((source / room).glob("*.c")):
            check = functools.partial(room_symbol_faults, build, room)
            checks.append((f"{room} asks for nothing but arithmetic", check))
    checks.append(("no function has a library's name", functools.partial(taken_names, build)))
    for header in sorted(source.rglob("*.h")):
        name = header.relative_to(source).as_posix()
        checks.append((f"{name} compiles alone", functools.partial(header_faults, source, header)))
    print(f"1..{len(checks)}")
    failed = 0
    for number, (name, check) in enumerate(checks, 1):
        faults = check()
        failed += bool(faults)
        print(f"{'not ok' if faults else 'ok'} {number} - {name}")
        for fault in faults:
            print(f"# {fault}")
    sys.exit(1 if failed else 0)


if __name__ == "__main__":
    main()
