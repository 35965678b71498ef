-- SPDX-License-Identifier: EUPL-1.2
-- The register: the living scheme, person by person. Days are counted from 1970-01-01 and periods are half-open:
-- from_day is the first day, until_day the first day after, NULL while it lasts. Choices are numbers, in the order
-- src/register/words.h lists their words. What changes does so through an operation, whose number in `audit` stands
-- beside it where history is kept.

-- What was done and seen, in order: each row's hash covers the row and the hash before it. Rows are only ever added.
CREATE TABLE audit (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL, -- seconds since 1970-01-01T00:00:00Z
    actor TEXT NOT NULL,
    purpose TEXT NOT NULL,
    kind INTEGER NOT NULL, -- operation, refusal, effect, reading
    action TEXT NOT NULL,
    day INTEGER NOT NULL,
    municipality TEXT NOT NULL,
    person INTEGER,
    arguments TEXT NOT NULL,
    rule INTEGER NOT NULL,
    batch INTEGER NOT NULL, -- of an effect, the operation it came of; else the row's own number
    request TEXT,
    made INTEGER, -- the number of what it made
    effective INTEGER,
    hash TEXT NOT NULL
) STRICT;
CREATE INDEX audit_person ON audit (person, seq) WHERE person IS NOT NULL;
CREATE INDEX audit_batch ON audit (batch) WHERE kind = 2;
CREATE INDEX audit_populated ON audit (municipality) WHERE action = 'register_populate' AND kind = 0;
CREATE UNIQUE INDEX audit_request ON audit (request) WHERE request IS NOT NULL;

-- A municipality whose register lives here: its first month not yet closed, and how it wants its months closed.
CREATE TABLE register (
    municipality TEXT PRIMARY KEY,
    month INTEGER NOT NULL, -- the first day of it
    auto_assignment INTEGER NOT NULL,
    assignment_cap INTEGER NOT NULL, -- most unassigned persons placed on one list in a month; 0 for no bound
    exchange INTEGER NOT NULL
) STRICT;
CREATE TABLE month (
    municipality TEXT NOT NULL,
    month INTEGER NOT NULL,
    closed INTEGER NOT NULL,
    PRIMARY KEY (municipality, month)
) STRICT;

CREATE TABLE person (
    person INTEGER PRIMARY KEY,
    born INTEGER NOT NULL,
    sex INTEGER NOT NULL,
    died INTEGER,
    municipality TEXT NOT NULL,
    district TEXT NOT NULL,
    household INTEGER,
    mother INTEGER, -- who holds parental responsibility; NULL also when nobody does
    parent INTEGER, -- the other who holds it
    care INTEGER NOT NULL, -- the child welfare service has the care
    registered INTEGER NOT NULL,
    moved_away INTEGER, -- the last move to another municipality and the one back, for a place on the former list
    moved_back INTEGER,
    moved INTEGER, -- a registered move since the last change of list, which gives a switch that is not counted
    ground INTEGER NOT NULL,
    ground_until INTEGER,
    insured INTEGER NOT NULL, -- member of the national insurance; asked of asylum grounds
    d_number INTEGER NOT NULL,
    protected INTEGER NOT NULL,
    opted_out INTEGER,
    forgotten INTEGER -- the day the identity number was deleted for its age
) STRICT;
CREATE INDEX person_municipality ON person (municipality);
CREATE INDEX person_household ON person (household) WHERE household IS NOT NULL;
CREATE INDEX person_mother ON person (mother) WHERE mother IS NOT NULL;
CREATE INDEX person_parent ON person (parent) WHERE parent IS NOT NULL;
CREATE INDEX person_ground ON person (ground_until) WHERE ground_until IS NOT NULL;

-- National identity numbers, sealed; the key is not here.
CREATE TABLE identity (
    person INTEGER PRIMARY KEY,
    lookup BLOB NOT NULL UNIQUE,
    sealed BLOB NOT NULL,
    key INTEGER NOT NULL,
    FOREIGN KEY (person) REFERENCES person DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE doctor (
    doctor INTEGER PRIMARY KEY, -- number in the register of health personnel (HPR)
    name TEXT NOT NULL,
    born INTEGER NOT NULL,
    sex INTEGER NOT NULL,
    competence INTEGER NOT NULL,
    settlement INTEGER NOT NULL, -- has an agreement of direct settlement with Helfo
    suspended INTEGER,
    authorised_until INTEGER,
    pregnant_until INTEGER, -- expected day of birth
    breastfed_child INTEGER -- birth date of the child
) STRICT;

CREATE TABLE post (
    post INTEGER PRIMARY KEY,
    municipality TEXT NOT NULL,
    code TEXT NOT NULL,
    practice TEXT NOT NULL,
    district TEXT NOT NULL,
    employment INTEGER,
    created INTEGER NOT NULL,
    ended INTEGER,
    step INTEGER NOT NULL,
    resigned INTEGER, -- the day the notice of the last GP was received
    consulted INTEGER, -- the day the cooperation committee was asked
    informed INTEGER, -- the day the GPs were told of a new post
    empty INTEGER NOT NULL, -- made with an empty list
    UNIQUE (municipality, code)
) STRICT;
CREATE TABLE gp_list (
    list INTEGER PRIMARY KEY, -- the number of its post
    cap INTEGER NOT NULL,
    length INTEGER NOT NULL, -- persons on it in its municipality's open month, and those who come after it
    state INTEGER NOT NULL,
    members_only INTEGER NOT NULL,
    common TEXT, -- the common list it is part of
    FOREIGN KEY (list) REFERENCES post DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE agreement (
    agreement INTEGER PRIMARY KEY,
    post INTEGER NOT NULL,
    doctor INTEGER NOT NULL,
    employment INTEGER NOT NULL,
    cap INTEGER NOT NULL,
    share INTEGER NOT NULL, -- agreed opening, percent of full time
    opening_hours TEXT NOT NULL,
    location TEXT NOT NULL,
    other_duties TEXT NOT NULL,
    public_health TEXT NOT NULL,
    promised_exemption INTEGER NOT NULL, -- exemption from out-of-hours duty was a ground of recruitment
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    notice INTEGER,
    end_reason INTEGER,
    extended_until INTEGER,
    FOREIGN KEY (post) REFERENCES post DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (doctor) REFERENCES doctor DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX agreement_post ON agreement (post);
CREATE INDEX agreement_doctor ON agreement (doctor);

-- Doctors on lists: the GP, a locum, the second doctor of a part list.
CREATE TABLE doctor_relation (
    relation INTEGER PRIMARY KEY,
    list INTEGER NOT NULL,
    doctor INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    substitute_for INTEGER,
    share INTEGER NOT NULL, -- percent
    days INTEGER NOT NULL, -- a bit a weekday, Sunday lowest; 0 when not told
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    offered INTEGER, -- the day a locum was offered a post
    FOREIGN KEY (list) REFERENCES gp_list DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (doctor) REFERENCES doctor DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX doctor_relation_list ON doctor_relation (list);
CREATE INDEX doctor_relation_doctor ON doctor_relation (doctor);

-- Who is on which list, and what was known of it when: a row holds from the operation `recorded` until `superseded`,
-- and its end is known from `ended` on.
CREATE TABLE enrolment (
    person INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    list INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    begin_reason INTEGER NOT NULL,
    made INTEGER NOT NULL, -- the day it was decided
    quota INTEGER NOT NULL, -- 1 used one of the person's switches, 2 gave one, 0 neither
    end_reason INTEGER,
    ended INTEGER,
    superseded INTEGER,
    PRIMARY KEY (person, recorded),
    FOREIGN KEY (person) REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (list) REFERENCES gp_list DEFERRABLE INITIALLY DEFERRED,
    CHECK (until_day > from_day)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX enrolment_one ON enrolment (person) WHERE until_day IS NULL AND superseded IS NULL;
CREATE INDEX enrolment_quota ON enrolment (person, made) WHERE quota = 1 AND superseded IS NULL;
CREATE INDEX enrolment_list ON enrolment (list, until_day);
CREATE INDEX enrolment_begun ON enrolment (list, from_day) WHERE begin_reason <> 0;

-- Who waits for which list: one row a person. The order on a list is since, then recorded, then person.
CREATE TABLE queue (
    person INTEGER PRIMARY KEY,
    list INTEGER NOT NULL,
    since INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    FOREIGN KEY (person) REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (list) REFERENCES gp_list DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX queue_list ON queue (list, since, recorded, person);
CREATE TABLE queue_past (
    person INTEGER NOT NULL,
    list INTEGER NOT NULL,
    since INTEGER NOT NULL,
    left_day INTEGER NOT NULL,
    outcome INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    PRIMARY KEY (person, recorded)
) STRICT, WITHOUT ROWID;
CREATE INDEX queue_past_list ON queue_past (list, left_day);

-- Who has a right to a GP and has none.
CREATE TABLE unassigned (
    person INTEGER PRIMARY KEY,
    municipality TEXT NOT NULL,
    since INTEGER NOT NULL,
    reason INTEGER NOT NULL,
    recorded INTEGER NOT NULL,
    FOREIGN KEY (person) REFERENCES person DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX unassigned_since ON unassigned (municipality, since, recorded, person);

-- Decisions about one person or doctor, which can be appealed.
CREATE TABLE decision (
    decision INTEGER PRIMARY KEY,
    kind INTEGER NOT NULL,
    municipality TEXT NOT NULL,
    person INTEGER,
    doctor INTEGER,
    list INTEGER,
    state INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    decided INTEGER,
    conduct INTEGER NOT NULL, -- what it is about: enum kind of src/register/words.h
    by_gp INTEGER NOT NULL, -- the GP has asked for it
    carried INTEGER NOT NULL, -- how far a removal is carried out
    reason TEXT NOT NULL,
    basis TEXT NOT NULL,
    appeal_until INTEGER,
    appealed INTEGER,
    settled INTEGER
) STRICT;
CREATE INDEX decision_person ON decision (person) WHERE person IS NOT NULL;
CREATE INDEX decision_doctor ON decision (doctor) WHERE doctor IS NOT NULL;
CREATE TABLE block (
    person INTEGER NOT NULL,
    doctor INTEGER NOT NULL,
    since INTEGER NOT NULL,
    decision INTEGER NOT NULL,
    PRIMARY KEY (person, doctor),
    FOREIGN KEY (person) REFERENCES person DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (doctor) REFERENCES doctor DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (decision) REFERENCES decision DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX block_doctor ON block (doctor);

CREATE TABLE duty (
    duty INTEGER PRIMARY KEY,
    municipality TEXT NOT NULL,
    doctor INTEGER NOT NULL,
    work TEXT NOT NULL,
    minutes INTEGER NOT NULL, -- a week
    ordered INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    FOREIGN KEY (doctor) REFERENCES doctor DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE exemption (
    exemption INTEGER PRIMARY KEY,
    municipality TEXT NOT NULL,
    doctor INTEGER NOT NULL,
    ground INTEGER NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    decision INTEGER,
    FOREIGN KEY (doctor) REFERENCES doctor DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE absence (
    absence INTEGER PRIMARY KEY,
    doctor INTEGER NOT NULL,
    reason TEXT NOT NULL,
    from_day INTEGER NOT NULL,
    until_day INTEGER,
    FOREIGN KEY (doctor) REFERENCES doctor DEFERRABLE INITIALLY DEFERRED
) STRICT;

-- Recruiting: announcements of posts, who applied, and those on their way through training.
CREATE TABLE announcement (
    announcement INTEGER PRIMARY KEY,
    post INTEGER NOT NULL,
    announced INTEGER NOT NULL,
    closes INTEGER NOT NULL,
    correct INTEGER NOT NULL,
    awarded INTEGER, -- the doctor
    FOREIGN KEY (post) REFERENCES post DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX announcement_post ON announcement (post);
CREATE TABLE application (
    announcement INTEGER NOT NULL,
    doctor INTEGER NOT NULL,
    received INTEGER NOT NULL,
    qualified INTEGER NOT NULL,
    declined INTEGER, -- the day the doctor withdrew
    PRIMARY KEY (announcement, doctor),
    FOREIGN KEY (announcement) REFERENCES announcement DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (doctor) REFERENCES doctor DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE TABLE candidate (
    candidate INTEGER PRIMARY KEY,
    municipality TEXT NOT NULL,
    doctor INTEGER,
    stage INTEGER NOT NULL,
    since INTEGER NOT NULL,
    began INTEGER, -- the day LIS1 began
    note TEXT NOT NULL
) STRICT;

-- Reductions of lists: asked for, committed to a seed, drawn.
CREATE TABLE reduction (
    reduction INTEGER PRIMARY KEY,
    list INTEGER NOT NULL,
    cap INTEGER NOT NULL,
    asked INTEGER NOT NULL,
    effective INTEGER NOT NULL,
    approved INTEGER NOT NULL,
    commitment TEXT,
    seed INTEGER,
    wanted INTEGER, -- persons the draw was to take
    drawn_day INTEGER,
    drawn INTEGER, -- the operation that drew
    FOREIGN KEY (list) REFERENCES gp_list DEFERRABLE INITIALLY DEFERRED
) STRICT;
CREATE INDEX reduction_list ON reduction (list);

-- What a draw was made of, so that anyone can draw again: those of a household together.
CREATE TABLE reduction_unit (
    reduction INTEGER NOT NULL,
    unit INTEGER NOT NULL, -- the lowest person of it
    size INTEGER NOT NULL, -- persons
    PRIMARY KEY (reduction, unit),
    FOREIGN KEY (reduction) REFERENCES reduction DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
