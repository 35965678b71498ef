# SPDX-License-Identifier: EUPL-1.2
"""The work that script/bench times Dekning beside, done by Python's own modules, which are written in C.

    peer.py fields FILE            read a CSV file and count its fields
    peer.py lists FILE             read a table of lists as typed values, and check ranges, choices and keys
    peer.py folder FOLDER          read every table in a municipality's folder
    peer.py database FILE CODE     read every table of one municipality from the database
"""
import csv
import sys


def fields(path):
    with open(path, encoding="utf-8", newline="") as file:
        return sum(map(len, csv.reader(file)))


def lists(path):
    from datetime import date

    states, flags = {"open", "closed", "locked"}, {"no", "yes"}
    found = {}
    with open(path, encoding="utf-8", newline="") as file:
        rows = csv.reader(file)
        assert next(rows) == ["post", "date", "length", "state", "synthetic", "source"]
        for post, day, length, state, synthetic, source in rows:
            length = int(length)
            if not (post and source and 0 <= length <= 100000 and state in states and synthetic in flags):
                raise ValueError(post)
            if post in found:
                raise ValueError(post)
            found[post] = (date.fromisoformat(day), length, state, synthetic, source)
    return len(found)


def folder(path):
    import glob

    tables = {}
    for name in glob.glob(path + "/**/*.csv", recursive=True):
        with open(name, encoding="utf-8", newline="") as file:
            tables[name] = list(csv.reader(file))
    return sum(map(len, tables.values()))


def database(path, code):
    import sqlite3

    store = sqlite3.connect(path)
    names = [name for (name,) in store.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    tables = {
        name: store.execute(f"SELECT * FROM {name} WHERE municipality = ?", (code,)).fetchall() for name in names
    }
    return sum(map(len, tables.values()))


if __name__ == "__main__":
    print({"fields": fields, "lists": lists, "folder": folder, "database": database}[sys.argv[1]](*sys.argv[2:]))
