CREATE TABLE letters (
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    request_id TEXT NOT NULL,
    state INTEGER NOT NULL,
    fingerprint TEXT NOT NULL,
    reason TEXT NOT NULL,
    routing_group TEXT,
    kinds TEXT NOT NULL,
    provider TEXT,
    model TEXT,
    attempts INTEGER NOT NULL,
    message TEXT NOT NULL,
    kept_in TEXT
);
CREATE INDEX letters_of_request ON letters (request_id, key);
CREATE INDEX letters_in_state ON letters (state, key);
CREATE INDEX letters_of_group ON letters (fingerprint, state, key);

CREATE TABLE letter_contents (
    key INTEGER PRIMARY KEY REFERENCES letters (key) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    json TEXT NOT NULL
);

CREATE TABLE letter_metadata (
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    key INTEGER NOT NULL REFERENCES letters (key) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (name, value, key)
) WITHOUT ROWID;
CREATE INDEX letter_metadata_of_letter ON letter_metadata (key);

CREATE TABLE letter_searches (
    key INTEGER PRIMARY KEY REFERENCES letters (key) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    text TEXT NOT NULL
);
CREATE VIRTUAL TABLE letter_words USING fts5 (text, content = 'letter_searches', content_rowid = 'key', columnsize = 0);
CREATE TRIGGER letter_searches_added AFTER INSERT ON letter_searches BEGIN
    INSERT INTO letter_words (rowid, text) VALUES (new.key, new.text);
END;
CREATE TRIGGER letter_searches_removed AFTER DELETE ON letter_searches BEGIN
    INSERT INTO letter_words (letter_words, rowid, text) VALUES ('delete', old.key, old.text);
END;

CREATE TABLE letter_groups (
    fingerprint TEXT PRIMARY KEY,
    routing_group TEXT,
    reason TEXT NOT NULL,
    kinds TEXT NOT NULL,
    provider TEXT,
    pattern TEXT NOT NULL,
    open INTEGER NOT NULL,
    replaying INTEGER NOT NULL,
    resolved INTEGER NOT NULL,
    archived INTEGER NOT NULL,
    superseded INTEGER NOT NULL,
    first_key INTEGER NOT NULL,
    last_key INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX letter_groups_by_last ON letter_groups (last_key);

CREATE TABLE letter_notes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key INTEGER NOT NULL REFERENCES letters (key) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX letter_notes_of_letter ON letter_notes (key);

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    who TEXT NOT NULL,
    action TEXT NOT NULL,
    filter TEXT NOT NULL,
    count INTEGER NOT NULL,
    remark TEXT
);

CREATE TABLE audited_letters (
    key INTEGER NOT NULL REFERENCES letters (key) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    audit_id INTEGER NOT NULL REFERENCES audit (id) ON DELETE CASCADE DEFERRABLE INITIALLY DEFERRED,
    PRIMARY KEY (key, audit_id)
) WITHOUT ROWID;
CREATE INDEX audited_letters_of_audit ON audited_letters (audit_id);
