-- What all migrations together make, for a store that is new: written by them, never by hand.
-- `python -m tests.store.snapshot` writes it anew after a migration was added; a test compares.
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL,
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
CREATE TABLE folders (
	id INTEGER NOT NULL,
	root TEXT NOT NULL,
	extensions JSON NOT NULL,
	added_at BIGINT NOT NULL,
	forgotten_at BIGINT, attachments_digest TEXT,
	CONSTRAINT pk_folders PRIMARY KEY (id),
	CONSTRAINT uq_folders_root UNIQUE (root)
);
CREATE TABLE tags (
	id INTEGER NOT NULL,
	name TEXT NOT NULL,
	tag_key TEXT NOT NULL,
	CONSTRAINT pk_tags PRIMARY KEY (id),
	CONSTRAINT uq_tags_name UNIQUE (name)
);
CREATE INDEX ix_tags_tag_key ON tags (tag_key);
CREATE TABLE weights (
	id INTEGER NOT NULL,
	made_at BIGINT NOT NULL,
	parameters JSON NOT NULL, engine TEXT DEFAULT 'FSRS-6 / fsrs before 6.3.2' NOT NULL, own BOOLEAN DEFAULT 1 NOT NULL,
	CONSTRAINT pk_weights PRIMARY KEY (id)
);
CREATE TABLE notes (
	id INTEGER NOT NULL,
	folder_id INTEGER NOT NULL,
	path TEXT NOT NULL,
	size BIGINT NOT NULL,
	mtime_ns BIGINT,
	content_hash TEXT NOT NULL,
	read_with TEXT NOT NULL,
	read_at BIGINT NOT NULL,
	gone_at BIGINT,
	named BOOLEAN NOT NULL,
	title TEXT NOT NULL,
	title_key TEXT NOT NULL,
	file_key TEXT NOT NULL,
	kind TEXT,
	given_id TEXT,
	definition_line INTEGER,
	reflection_line INTEGER,
	flattened BOOLEAN NOT NULL,
	CONSTRAINT pk_notes PRIMARY KEY (id),
	CONSTRAINT fk_notes_folder_id_folders FOREIGN KEY(folder_id) REFERENCES folders (id)
);
CREATE INDEX ix_notes_changes ON notes (folder_id, path, mtime_ns, size, read_with, gone_at, named);
CREATE INDEX ix_notes_content_hash ON notes (content_hash);
CREATE INDEX ix_notes_file_key ON notes (file_key);
CREATE INDEX ix_notes_title_key ON notes (title_key);
CREATE UNIQUE INDEX uq_notes_living ON notes (folder_id, path) WHERE gone_at IS NULL;
CREATE TABLE problems (
	id INTEGER NOT NULL,
	folder_id INTEGER NOT NULL,
	path TEXT NOT NULL,
	line INTEGER NOT NULL,
	code TEXT NOT NULL,
	severity TEXT NOT NULL,
	message TEXT NOT NULL,
	CONSTRAINT pk_problems PRIMARY KEY (id),
	CONSTRAINT fk_problems_folder_id_folders FOREIGN KEY(folder_id) REFERENCES folders (id)
);
CREATE INDEX ix_problems_folder_id_path ON problems (folder_id, path);
CREATE TABLE aliases (
	note_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	alias TEXT NOT NULL,
	alias_key TEXT NOT NULL,
	CONSTRAINT pk_aliases PRIMARY KEY (note_id, position),
	CONSTRAINT fk_aliases_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id)
);
CREATE INDEX ix_aliases_alias_key ON aliases (alias_key);
CREATE TABLE items (
	note_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	name TEXT NOT NULL,
	description TEXT,
	code TEXT,
	language TEXT,
	heading TEXT,
	line INTEGER NOT NULL,
	name_is_code BOOLEAN NOT NULL,
	CONSTRAINT pk_items PRIMARY KEY (note_id, position),
	CONSTRAINT fk_items_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id)
);
CREATE TABLE links (
	note_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	target TEXT NOT NULL,
	target_key TEXT NOT NULL,
	subpath TEXT,
	alias TEXT,
	relation TEXT NOT NULL,
	line INTEGER NOT NULL,
	embed BOOLEAN NOT NULL,
	to_note_id INTEGER,
	rule TEXT,
	candidates JSON,
	text TEXT NOT NULL, attachment_id INTEGER CONSTRAINT fk_links_attachment_id_attachments REFERENCES attachments (id),
	CONSTRAINT pk_links PRIMARY KEY (note_id, position),
	CONSTRAINT fk_links_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id),
	CONSTRAINT fk_links_to_note_id_notes FOREIGN KEY(to_note_id) REFERENCES notes (id)
);
CREATE INDEX ix_links_target_key ON links (target_key);
CREATE TABLE note_tags (
	note_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	tag_id INTEGER NOT NULL,
	CONSTRAINT pk_note_tags PRIMARY KEY (note_id, position),
	CONSTRAINT fk_note_tags_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id),
	CONSTRAINT fk_note_tags_tag_id_tags FOREIGN KEY(tag_id) REFERENCES tags (id)
);
CREATE INDEX ix_note_tags_tag_id ON note_tags (tag_id);
CREATE TABLE note_texts (
	note_id INTEGER NOT NULL,
	title TEXT NOT NULL,
	aliases TEXT NOT NULL,
	tags TEXT NOT NULL,
	definition TEXT,
	reflection TEXT,
	body TEXT NOT NULL,
	CONSTRAINT pk_note_texts PRIMARY KEY (note_id),
	CONSTRAINT fk_note_texts_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id)
);
CREATE TABLE properties (
	note_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	"key" TEXT NOT NULL,
	"values" JSON NOT NULL,
	line INTEGER NOT NULL,
	CONSTRAINT pk_properties PRIMARY KEY (note_id, position),
	CONSTRAINT fk_properties_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id)
);
CREATE TABLE sections (
	note_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	heading TEXT NOT NULL,
	level INTEGER NOT NULL,
	line INTEGER NOT NULL,
	CONSTRAINT pk_sections PRIMARY KEY (note_id, position),
	CONSTRAINT fk_sections_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id)
);
CREATE TABLE sources (
	note_id INTEGER NOT NULL,
	position INTEGER NOT NULL,
	text TEXT NOT NULL,
	url TEXT,
	line INTEGER NOT NULL,
	CONSTRAINT pk_sources PRIMARY KEY (note_id, position),
	CONSTRAINT fk_sources_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id)
);
CREATE VIRTUAL TABLE note_search_cjk USING fts5(
    title, aliases, tags, definition, body, tokenize='unicode61 remove_diacritics 2'
);
CREATE TABLE "cards" (
	id INTEGER NOT NULL,
	uid TEXT NOT NULL,
	note_id INTEGER NOT NULL,
	generator TEXT NOT NULL,
	anchor TEXT NOT NULL,
	position INTEGER NOT NULL,
	line INTEGER NOT NULL,
	kind TEXT NOT NULL,
	fact TEXT NOT NULL,
	language TEXT,
	written BOOLEAN NOT NULL,
	status TEXT NOT NULL,
	retired_from TEXT,
	proposed BOOLEAN NOT NULL,
	decided_at BIGINT,
	changed BOOLEAN NOT NULL,
	added_at BIGINT NOT NULL,
	buried_until DATE,
	snoozed_until DATE,
	state TEXT,
	step INTEGER,
	stability DOUBLE,
	difficulty DOUBLE,
	due BIGINT,
	reps INTEGER NOT NULL,
	last_day DATE,
	lapses INTEGER NOT NULL,
	own_front TEXT,
	own_back TEXT,
	front TEXT NOT NULL,
	back TEXT NOT NULL, traits TEXT DEFAULT '' NOT NULL, family TEXT,
	CONSTRAINT pk_cards PRIMARY KEY (id),
	CONSTRAINT uq_cards_uid UNIQUE (uid),
	CONSTRAINT fk_cards_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id)
);
CREATE INDEX ix_cards_note_id ON cards (note_id, status);
CREATE INDEX ix_cards_inbox ON cards (note_id, position) WHERE status = 'inbox';
CREATE INDEX ix_cards_retired ON cards (note_id, position) WHERE status = 'retired';
CREATE INDEX ix_cards_new ON cards (note_id, position) WHERE status = 'active' AND state IS NULL;
CREATE TABLE device (
	id INTEGER NOT NULL,
	uid TEXT NOT NULL, file TEXT,
	CONSTRAINT pk_device PRIMARY KEY (id)
);
CREATE INDEX ix_links_to_note_id ON links (to_note_id, rule);
CREATE INDEX ix_links_candidates ON links (note_id) WHERE candidates IS NOT NULL;
CREATE INDEX ix_links_subpath ON links (note_id) WHERE subpath IS NOT NULL;
CREATE INDEX ix_cards_due ON cards (due, buried_until, state, last_day, stability, difficulty, note_id, kind, fact) WHERE status = 'active' AND due IS NOT NULL;
CREATE VIEW living_texts AS
SELECT note_id, title, aliases, tags, definition, body FROM note_texts
WHERE EXISTS (SELECT 1 FROM notes WHERE id = note_id AND gone_at IS NULL);
CREATE VIRTUAL TABLE note_search USING fts5(
    title, aliases, tags, definition, body,
    content='living_texts', content_rowid='note_id', tokenize='unicode61 remove_diacritics 2'
);
CREATE TABLE evidence_weights (
	kind TEXT NOT NULL,
	weight DOUBLE NOT NULL,
	CONSTRAINT pk_evidence_weights PRIMARY KEY (kind)
);
CREATE TABLE note_vectors (
	note_id INTEGER NOT NULL,
	model TEXT NOT NULL,
	text_hash TEXT NOT NULL,
	stale INTEGER DEFAULT '0' NOT NULL,
	signs BLOB NOT NULL,
	vector BLOB NOT NULL,
	CONSTRAINT pk_note_vectors PRIMARY KEY (note_id),
	CONSTRAINT fk_note_vectors_note_id_notes FOREIGN KEY(note_id) REFERENCES notes (id)
);
CREATE INDEX ix_note_vectors_signs ON note_vectors (model, stale, note_id, signs);
CREATE TABLE card_vectors (
	card_id INTEGER NOT NULL,
	model TEXT NOT NULL,
	text_hash TEXT NOT NULL,
	stale INTEGER DEFAULT '0' NOT NULL,
	signs BLOB NOT NULL,
	CONSTRAINT pk_card_vectors PRIMARY KEY (card_id),
	CONSTRAINT fk_card_vectors_card_id_cards FOREIGN KEY(card_id) REFERENCES cards (id)
);
CREATE TRIGGER note_is_rewritten AFTER DELETE ON note_texts
BEGIN UPDATE note_vectors SET stale = 1 WHERE note_id = old.note_id; END;
CREATE TRIGGER note_comes_or_goes AFTER UPDATE OF gone_at ON notes
BEGIN UPDATE note_vectors SET stale = iif(new.gone_at IS NULL, 1, 2) WHERE note_id = new.id; END;
CREATE TRIGGER card_is_rewritten AFTER UPDATE OF front, back, own_front, own_back ON cards
BEGIN UPDATE card_vectors SET stale = 1 WHERE card_id = new.id; END;
CREATE TABLE "log" (
	position INTEGER NOT NULL,
	uid TEXT NOT NULL,
	device TEXT NOT NULL,
	tick BIGINT NOT NULL,
	card_id INTEGER NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	voids TEXT,
	rating INTEGER,
	utc_offset_minutes INTEGER NOT NULL,
	study_day DATE NOT NULL,
	duration_ms INTEGER,
	elapsed_days INTEGER,
	retrievability DOUBLE,
	weights_id INTEGER,
	state_before TEXT,
	step_before INTEGER,
	due_before BIGINT,
	last_day_before DATE,
	state_after TEXT,
	step_after INTEGER,
	due_after BIGINT,
	last_day_after DATE, stability DOUBLE, difficulty DOUBLE, reps INTEGER, lapses INTEGER, adoption_id INTEGER CONSTRAINT fk_log_adoption_id_adoptions REFERENCES adoptions (id),
	CONSTRAINT pk_log PRIMARY KEY (position),
	CONSTRAINT fk_log_card_id_cards FOREIGN KEY(card_id) REFERENCES cards (id),
	CONSTRAINT fk_log_weights_id_weights FOREIGN KEY(weights_id) REFERENCES weights (id),
	CONSTRAINT uq_log_uid UNIQUE (uid)
);
CREATE TABLE decisions (
	position INTEGER NOT NULL,
	uid TEXT NOT NULL,
	device TEXT NOT NULL,
	tick BIGINT NOT NULL,
	card_id INTEGER NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	value TEXT,
	back TEXT,
	until DATE,
	decided_at BIGINT,
	CONSTRAINT pk_decisions PRIMARY KEY (position),
	CONSTRAINT fk_decisions_card_id_cards FOREIGN KEY(card_id) REFERENCES cards (id),
	CONSTRAINT uq_decisions_uid UNIQUE (uid)
);
CREATE INDEX ix_log_card_id ON log (card_id);
CREATE INDEX ix_log_study_day ON log (study_day);
CREATE INDEX ix_log_voids ON log (voids);
CREATE INDEX ix_log_weights_id ON log (weights_id);
CREATE INDEX ix_log_tick ON log (tick, device);
CREATE INDEX ix_decisions_card_id ON decisions (card_id);
CREATE INDEX ix_decisions_tick ON decisions (tick, device);
CREATE TRIGGER log_refuses_DELETE BEFORE DELETE ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER decisions_refuses_UPDATE BEFORE UPDATE OF position, uid, device, tick, at, kind, value, back, until, decided_at ON decisions
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER decisions_refuses_DELETE BEFORE DELETE ON decisions
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE sync_folders (
	path TEXT NOT NULL,
	device TEXT NOT NULL,
	log_position INTEGER NOT NULL,
	decision_position INTEGER NOT NULL,
	synced_at BIGINT NOT NULL,
	notes_read_at BIGINT, plan_position INTEGER,
	CONSTRAINT pk_sync_folders PRIMARY KEY (path)
);
CREATE TABLE sync_files (
	folder TEXT NOT NULL,
	device TEXT NOT NULL,
	name TEXT NOT NULL,
	size INTEGER NOT NULL,
	read INTEGER NOT NULL,
	damaged INTEGER NOT NULL,
	CONSTRAINT pk_sync_files PRIMARY KEY (folder, device, name),
	CONSTRAINT fk_sync_files_folder_sync_folders FOREIGN KEY(folder) REFERENCES sync_folders (path)
);
CREATE TABLE described_cards (
	uid TEXT NOT NULL,
	card_id INTEGER,
	device TEXT NOT NULL,
	note TEXT NOT NULL,
	generator TEXT NOT NULL,
	anchor TEXT NOT NULL,
	front TEXT NOT NULL,
	back TEXT NOT NULL, family TEXT, family_at BIGINT,
	CONSTRAINT pk_described_cards PRIMARY KEY (uid),
	CONSTRAINT fk_described_cards_card_id_cards FOREIGN KEY(card_id) REFERENCES cards (id)
);
CREATE INDEX ix_described_cards_card_id ON described_cards (card_id);
CREATE TABLE waiting_entries (
	id INTEGER NOT NULL,
	card TEXT NOT NULL,
	device TEXT NOT NULL,
	line TEXT NOT NULL,
	CONSTRAINT pk_waiting_entries PRIMARY KEY (id),
	CONSTRAINT uq_waiting_entries_line UNIQUE (line)
);
CREATE INDEX ix_waiting_entries_card ON waiting_entries (card);
CREATE TABLE adoptions (
	id INTEGER NOT NULL,
	made_at BIGINT NOT NULL,
	source TEXT NOT NULL,
	CONSTRAINT pk_adoptions PRIMARY KEY (id)
);
CREATE INDEX ix_log_adoption_id ON log (adoption_id) WHERE adoption_id IS NOT NULL;
CREATE TRIGGER log_refuses_UPDATE BEFORE UPDATE OF position, uid, device, tick, at, kind, voids, rating, utc_offset_minutes, study_day, duration_ms, elapsed_days, retrievability, weights_id, state_before, step_before, due_before, last_day_before, state_after, step_after, due_after, last_day_after, stability, difficulty, reps, lapses, adoption_id ON log
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TABLE attachments (
	id INTEGER NOT NULL,
	folder_id INTEGER NOT NULL,
	path TEXT NOT NULL,
	name_key TEXT NOT NULL,
	size BIGINT NOT NULL,
	mtime_ns BIGINT NOT NULL,
	CONSTRAINT pk_attachments PRIMARY KEY (id),
	CONSTRAINT fk_attachments_folder_id_folders FOREIGN KEY(folder_id) REFERENCES folders (id)
);
CREATE UNIQUE INDEX uq_attachments_folder_id_path ON attachments (folder_id, path);
CREATE INDEX ix_attachments_folder_id_name_key ON attachments (folder_id, name_key);
CREATE INDEX ix_links_missing_attachment ON links (note_id) WHERE rule = 'attachment' AND attachment_id IS NULL;
CREATE INDEX ix_links_attachment_id ON links (attachment_id) WHERE attachment_id IS NOT NULL;
CREATE INDEX ix_cards_family ON cards (family) WHERE family IS NOT NULL;
CREATE TABLE plans (
	position INTEGER NOT NULL,
	uid TEXT NOT NULL,
	device TEXT NOT NULL,
	tick BIGINT NOT NULL,
	at BIGINT NOT NULL,
	kind TEXT NOT NULL,
	name TEXT NOT NULL,
	until DATE,
	retention DOUBLE,
	CONSTRAINT pk_plans PRIMARY KEY (position),
	CONSTRAINT uq_plans_uid UNIQUE (uid)
);
CREATE INDEX ix_plans_tick ON plans (tick, device);
CREATE TRIGGER plans_refuses_UPDATE BEFORE UPDATE ON plans
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
CREATE TRIGGER plans_refuses_DELETE BEFORE DELETE ON plans
BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END;
INSERT INTO alembic_version (version_num) VALUES ('0015');
INSERT INTO device (id, uid) VALUES (1, lower(hex(randomblob(8))));
