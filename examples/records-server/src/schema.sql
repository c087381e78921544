CREATE TABLE IF NOT EXISTS person (
  id TEXT PRIMARY KEY,
  -- The creation time of the newest dataset.
  latest INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS dataset (
  person TEXT NOT NULL,
  name TEXT NOT NULL,
  created INTEGER NOT NULL,
  version INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  PRIMARY KEY (person, name)
) WITHOUT ROWID;

CREATE TABLE IF NOT EXISTS record (
  person TEXT NOT NULL,
  dataset TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT,
  version INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  PRIMARY KEY (person, dataset, key)
) WITHOUT ROWID;
