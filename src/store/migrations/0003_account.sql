-- SPDX-License-Identifier: EUPL-1.2
-- Who may come in by the server, and who is in. Moments are seconds since 1970-01-01T00:00:00Z. A role is a number, in
-- the order src/server/role.def lists them. Nothing here is a secret that can be used: of a password and of a session's
-- token only hashes are kept.

CREATE TABLE account (
    account INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role INTEGER NOT NULL,
    password TEXT, -- its Argon2id hash; NULL for one who comes by a login service only
    doctor INTEGER UNIQUE, -- who it is in the register of health personnel (HPR)
    person INTEGER UNIQUE, -- who it is in the register here
    issuer TEXT, -- the login service that knows it …
    subject TEXT, -- … and its number there
    disabled INTEGER NOT NULL,
    failures INTEGER NOT NULL, -- logins that failed since the last that did not
    locked_until INTEGER,
    made INTEGER NOT NULL,
    last_login INTEGER,
    UNIQUE (issuer, subject),
    FOREIGN KEY (person) REFERENCES person DEFERRABLE INITIALLY DEFERRED
) STRICT;

CREATE TABLE web_session (
    hash TEXT NOT NULL PRIMARY KEY, -- of the token in the browser's cookie
    account INTEGER NOT NULL,
    began INTEGER NOT NULL,
    seen INTEGER NOT NULL,
    FOREIGN KEY (account) REFERENCES account DEFERRABLE INITIALLY DEFERRED
) STRICT, WITHOUT ROWID;
CREATE INDEX web_session_account ON web_session (account);
