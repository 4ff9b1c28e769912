-- Columns exist only for what is queried. Everything else is in the records, as JSON text: unlike `jsonb`, it holds a NUL in a
-- file name. Owners are percent-encoded, as in the keys of files, because no text can hold a NUL itself.
CREATE TABLE images (
  owner text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  record text NOT NULL,
  -- Increases with each write. A write states the revision that it has read.
  revision bigint NOT NULL DEFAULT 1,
  -- ISO 8601, UTC; null unless the record is PENDING.
  pending_since text COLLATE "C",
  expires_at timestamptz,
  PRIMARY KEY (owner, id)
);
CREATE INDEX images_by_pending ON images (pending_since) WHERE pending_since IS NOT NULL;
CREATE INDEX images_by_expiry ON images (expires_at) WHERE expires_at IS NOT NULL;

-- The outbox. A write and its row are one statement, so that both are stored or neither. The numbers of an image's rows are in
-- the order of its writes: a write gets its number while it holds the lock of the image's row. Numbers of different images say
-- nothing about each other, because a smaller one can be committed later.
CREATE TABLE image_changes (
  change bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  -- Identifies the change for everyone outside, also after a backup was restored and its numbers are used again.
  event_id uuid NOT NULL UNIQUE DEFAULT gen_random_uuid(),
  owner text COLLATE "C" NOT NULL,
  id text COLLATE "C" NOT NULL,
  before text,
  after text,
  expired boolean NOT NULL DEFAULT false,
  at timestamptz NOT NULL DEFAULT clock_timestamp(),
  -- When it may be delivered: later after a failure, and while a worker handles it.
  due_at timestamptz NOT NULL DEFAULT clock_timestamp(),
  receives integer NOT NULL DEFAULT 0,
  -- Given up after too many deliveries. It no longer holds back the later changes of its image.
  dead_at timestamptz
);
CREATE INDEX image_changes_by_image ON image_changes (owner, id, change) WHERE dead_at IS NULL;
CREATE INDEX image_changes_by_due ON image_changes (due_at) WHERE dead_at IS NULL;

CREATE TABLE usage_counters (
  owner text COLLATE "C" NOT NULL,
  name text COLLATE "C" NOT NULL,
  count bigint NOT NULL,
  added_at timestamptz NOT NULL,
  corrected_at timestamptz,
  expires_at timestamptz,
  PRIMARY KEY (owner, name)
);
CREATE INDEX usage_counters_by_expiry ON usage_counters (expires_at) WHERE expires_at IS NOT NULL;

CREATE TABLE markers (
  name text COLLATE "C" PRIMARY KEY,
  key text
);
