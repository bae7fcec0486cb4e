-- What the preview of a replay counts letters by.
CREATE INDEX letters_by_sort ON letters (fingerprint, state, holds, generation, deadline);
