ALTER TABLE letters ADD COLUMN generation INTEGER NOT NULL DEFAULT 0;
ALTER TABLE letters ADD COLUMN replay_of TEXT;
ALTER TABLE letters ADD COLUMN deadline INTEGER;
ALTER TABLE letters ADD COLUMN holds INTEGER NOT NULL DEFAULT 0;

CREATE TABLE replay_jobs (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    created_at INTEGER NOT NULL,
    letters TEXT NOT NULL,
    changes TEXT NOT NULL,
    rate REAL NOT NULL,
    patience INTEGER NOT NULL,
    who TEXT NOT NULL,
    remark TEXT,
    total INTEGER NOT NULL,
    state INTEGER NOT NULL,
    why TEXT,
    ended_at INTEGER,
    run INTEGER NOT NULL,
    step INTEGER NOT NULL,
    owner TEXT,
    owned_until INTEGER NOT NULL
);
CREATE INDEX replay_jobs_in_state ON replay_jobs (state, number);

CREATE TABLE replay_items (
    job INTEGER NOT NULL REFERENCES replay_jobs (number) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    key INTEGER NOT NULL,
    letter_id TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    state INTEGER NOT NULL,
    generation INTEGER NOT NULL,
    run INTEGER NOT NULL,
    step INTEGER NOT NULL,
    sent_at INTEGER,
    gives_up_at INTEGER,
    outcome_at INTEGER,
    returned_as TEXT,
    skipped INTEGER,
    why TEXT,
    PRIMARY KEY (job, position)
) WITHOUT ROWID;
CREATE INDEX replay_items_in_state ON replay_items (job, state, position);
CREATE UNIQUE INDEX replay_items_of_letter ON replay_items (letter_id, job);
CREATE INDEX replay_items_of_step ON replay_items (job, run, step, state) WHERE run > 0;
CREATE INDEX replay_items_by_outcome ON replay_items (job, run, outcome_at) WHERE outcome_at IS NOT NULL;
CREATE INDEX replay_items_by_end ON replay_items (gives_up_at) WHERE gives_up_at IS NOT NULL;
