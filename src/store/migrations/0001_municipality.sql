-- SPDX-License-Identifier: EUPL-1.2
-- The tables of a municipality, as src/scheme/tables.c declares them. What follows is written by table_write_sql
-- (`dekning tables --sql` prints it), and a test holds the database to the declaration.
-- Money is in øre and dates are ISO 8601. A released migration is never changed: a change of the declaration
-- is a new file.

CREATE TABLE sources (
    municipality TEXT NOT NULL,
    source TEXT NOT NULL,
    title TEXT NOT NULL,
    publisher TEXT NOT NULL,
    date TEXT,
    found_at TEXT NOT NULL,
    PRIMARY KEY (municipality, source)
) STRICT;
CREATE TABLE municipality (
    municipality TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    state_date TEXT NOT NULL,
    centrality INTEGER,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, code),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE districts (
    municipality TEXT NOT NULL,
    district TEXT NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (municipality, district),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE zones (
    municipality TEXT NOT NULL,
    zone TEXT NOT NULL,
    subdistrict TEXT NOT NULL,
    district TEXT NOT NULL,
    source TEXT NOT NULL,
    PRIMARY KEY (municipality, zone),
    FOREIGN KEY (municipality, district) REFERENCES districts DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE population (
    municipality TEXT NOT NULL,
    date TEXT NOT NULL,
    district TEXT,
    age_from INTEGER NOT NULL,
    age_to INTEGER,
    sex TEXT NOT NULL CHECK (sex IN ('female', 'male')),
    persons INTEGER NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    FOREIGN KEY (municipality, district) REFERENCES districts DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX population_key ON population (municipality, date, coalesce(district, ''), age_from, sex);
CREATE TABLE projection (
    municipality TEXT NOT NULL,
    series TEXT NOT NULL,
    date TEXT NOT NULL,
    residents INTEGER NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, series, date),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE practices (
    municipality TEXT NOT NULL,
    practice TEXT NOT NULL,
    name TEXT NOT NULL,
    district TEXT,
    zone TEXT,
    synthetic TEXT NOT NULL CHECK (synthetic IN ('no', 'yes')),
    source TEXT NOT NULL,
    PRIMARY KEY (municipality, practice),
    FOREIGN KEY (municipality, district) REFERENCES districts DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, zone) REFERENCES zones DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE posts (
    municipality TEXT NOT NULL,
    post TEXT NOT NULL,
    practice TEXT NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('held', 'locum', 'vacant')),
    cap INTEGER NOT NULL,
    employment TEXT CHECK (employment IN ('self_employed', 'salaried')),
    synthetic TEXT NOT NULL CHECK (synthetic IN ('no', 'yes')),
    source TEXT NOT NULL,
    PRIMARY KEY (municipality, post),
    FOREIGN KEY (municipality, practice) REFERENCES practices DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE lists (
    municipality TEXT NOT NULL,
    post TEXT NOT NULL,
    date TEXT NOT NULL,
    length INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('open', 'closed', 'locked')),
    synthetic TEXT NOT NULL CHECK (synthetic IN ('no', 'yes')),
    source TEXT NOT NULL,
    PRIMARY KEY (municipality, post),
    FOREIGN KEY (municipality, post) REFERENCES posts DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE services (
    municipality TEXT NOT NULL,
    service TEXT NOT NULL,
    name TEXT NOT NULL,
    sites INTEGER,
    opening TEXT NOT NULL,
    doctor_years REAL,
    doctors INTEGER,
    staffing TEXT CHECK (staffing IN ('gp_hours', 'employed', 'mixed', 'ooh_duty')),
    demand REAL,
    demand_of TEXT NOT NULL,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, service),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE observations (
    municipality TEXT NOT NULL,
    date TEXT NOT NULL,
    indicator TEXT NOT NULL,
    district TEXT,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    since TEXT,
    confidence TEXT NOT NULL CHECK (confidence IN ('A', 'B', 'C')),
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    note TEXT NOT NULL,
    FOREIGN KEY (municipality, district) REFERENCES districts DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE UNIQUE INDEX observations_key ON observations (municipality, date, indicator, coalesce(district, ''), source);
CREATE TABLE planning (
    municipality TEXT NOT NULL,
    item TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    date TEXT,
    confidence TEXT NOT NULL CHECK (confidence IN ('A', 'B', 'C')),
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, item),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE measures (
    municipality TEXT NOT NULL,
    measure TEXT NOT NULL,
    name TEXT NOT NULL,
    name_nn TEXT NOT NULL,
    name_en TEXT NOT NULL,
    level TEXT NOT NULL CHECK (level IN ('local', 'national')),
    status TEXT NOT NULL CHECK (status IN ('in_force', 'decided', 'proposed', 'ended')),
    start TEXT,
    lever TEXT,
    size REAL,
    size_max REAL,
    ramp INTEGER,
    until TEXT,
    effect REAL,
    effect_distribution TEXT,
    effect_spread REAL,
    effect_confidence TEXT CHECK (effect_confidence IN ('A', 'B', 'C')),
    effect_source TEXT,
    rule TEXT,
    rule_value REAL,
    cost_fixed INTEGER,
    cost_year INTEGER,
    cost_doctor INTEGER,
    cost_listed INTEGER,
    cost_confidence TEXT CHECK (cost_confidence IN ('A', 'B', 'C')),
    cost_source TEXT,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (municipality, measure),
    FOREIGN KEY (municipality, effect_source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, cost_source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE budget (
    municipality TEXT NOT NULL,
    item TEXT NOT NULL,
    year_from INTEGER NOT NULL,
    year_to INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('frame', 'cut')),
    amount INTEGER NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, item, year_from, kind),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE same_day_survey (
    municipality TEXT NOT NULL,
    survey TEXT NOT NULL,
    respondent TEXT NOT NULL,
    date TEXT NOT NULL,
    district TEXT,
    gps INTEGER NOT NULL,
    listed INTEGER,
    slots REAL NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, survey, respondent),
    FOREIGN KEY (municipality, district) REFERENCES districts DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE list_spread (
    municipality TEXT NOT NULL,
    share REAL NOT NULL,
    length INTEGER NOT NULL,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, share),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE practice_sizes (
    municipality TEXT NOT NULL,
    gps INTEGER NOT NULL,
    practices INTEGER NOT NULL,
    date TEXT NOT NULL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, gps),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE reference (
    municipality TEXT NOT NULL,
    item TEXT NOT NULL,
    value REAL NOT NULL,
    unit TEXT NOT NULL,
    date TEXT,
    confidence TEXT NOT NULL CHECK (confidence IN ('A', 'B', 'C')),
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, item),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE consultation_rates (
    municipality TEXT NOT NULL,
    service TEXT NOT NULL CHECK (service IN ('gp', 'ooh')),
    age_from INTEGER NOT NULL,
    age_to INTEGER,
    date TEXT NOT NULL,
    per_person REAL NOT NULL,
    share_seen REAL,
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    PRIMARY KEY (municipality, service, age_from, date),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE forecast_parameters (
    municipality TEXT NOT NULL,
    parameter TEXT NOT NULL,
    value REAL NOT NULL,
    distribution TEXT NOT NULL,
    spread REAL,
    min REAL,
    max REAL,
    unit TEXT NOT NULL,
    date TEXT,
    confidence TEXT NOT NULL CHECK (confidence IN ('A', 'B', 'C')),
    source TEXT NOT NULL,
    place TEXT NOT NULL,
    note TEXT NOT NULL,
    PRIMARY KEY (municipality, parameter),
    FOREIGN KEY (municipality, source) REFERENCES sources DEFERRABLE INITIALLY DEFERRED
) STRICT;
