import GRDB

/// The tables, as a list of steps; a store's format is how many of them it has behind it.
enum Schema {
    /// "SLFC" in SQLite's header tells our files from others'.
    static let applicationID = 0x534C_4643

    /// Each step takes a store from format `index` to `index + 1`; steps are never changed, only added.
    static let steps: [String] = [
        """
        CREATE TABLE slice (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            flavor TEXT NOT NULL,
            flavorSinceMilliseconds INTEGER NOT NULL,
            mode TEXT NOT NULL,
            isOverridden INTEGER NOT NULL
        ) STRICT;

        -- What the columns of a row mean; rows name it by its key, so that a row is only numbers.
        CREATE TABLE layout (
            key INTEGER PRIMARY KEY,
            slice INTEGER NOT NULL REFERENCES slice(key),
            kinds TEXT NOT NULL,
            names TEXT NOT NULL,
            UNIQUE (slice, kinds, names)
        ) STRICT;

        CREATE TABLE row (
            slice INTEGER NOT NULL,
            second INTEGER NOT NULL,
            flavor TEXT NOT NULL,
            layout INTEGER NOT NULL,
            numbers BLOB NOT NULL,
            PRIMARY KEY (slice, second)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE kpi (
            slice INTEGER NOT NULL,
            second INTEGER NOT NULL,
            layout INTEGER NOT NULL,
            numbers BLOB NOT NULL,
            PRIMARY KEY (slice, second)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE model (
            key INTEGER PRIMARY KEY,
            slice INTEGER NOT NULL REFERENCES slice(key),
            flavor TEXT NOT NULL,
            version INTEGER NOT NULL,
            milliseconds INTEGER NOT NULL,
            isActive INTEGER NOT NULL,
            summary BLOB NOT NULL,
            artifact BLOB NOT NULL,
            counterfactual BLOB,
            UNIQUE (slice, flavor, version)
        ) STRICT;

        CREATE TABLE forecast (
            slice INTEGER NOT NULL,
            second INTEGER NOT NULL,
            flavor TEXT NOT NULL,
            version INTEGER NOT NULL,
            lastValue REAL,
            runningMedian REAL,
            families TEXT NOT NULL,
            numbers BLOB NOT NULL,
            PRIMARY KEY (slice, second)
        ) STRICT, WITHOUT ROWID;

        CREATE TABLE decision (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            slice INTEGER NOT NULL REFERENCES slice(key),
            milliseconds INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX decisionBySlice ON decision (slice, milliseconds);

        -- What became of a decision is added beside it; the decision itself is never rewritten.
        CREATE TABLE decisionNote (
            id INTEGER PRIMARY KEY,
            decision INTEGER NOT NULL REFERENCES decision(id),
            kind TEXT NOT NULL,
            milliseconds INTEGER NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        CREATE INDEX decisionNoteByDecision ON decisionNote (decision);

        CREATE TRIGGER decisionIsNotRewritten BEFORE UPDATE ON decision
        BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;
        CREATE TRIGGER decisionNoteIsNotRewritten BEFORE UPDATE ON decisionNote
        BEGIN SELECT RAISE(ABORT, 'decisions are append-only'); END;

        CREATE TABLE job (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            state TEXT NOT NULL,
            body BLOB NOT NULL
        ) STRICT;
        """,
        """
        -- The slices that did not come from the configuration file, as they were asked for.
        CREATE TABLE sliceDefinition (
            key INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            body BLOB NOT NULL
        ) STRICT;
        """,
        """
        -- Which series are to be chosen for a KPI, by the time stamp under which it was asked for, and which ones were.
        CREATE TABLE selection (
            slice TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            body BLOB NOT NULL,
            PRIMARY KEY (slice, stamp)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- How far the forecasts of each model were off when the truth came, as sums.
        CREATE TABLE modelError (
            slice INTEGER NOT NULL,
            flavor TEXT NOT NULL,
            version INTEGER NOT NULL,
            horizon INTEGER NOT NULL,
            count INTEGER NOT NULL,
            absoluteError REAL NOT NULL,
            lastValueError REAL NOT NULL,
            runningMedianError REAL NOT NULL,
            actual REAL NOT NULL,
            inside INTEGER NOT NULL,
            PRIMARY KEY (slice, flavor, version, horizon)
        ) STRICT, WITHOUT ROWID;
        """,
        """
        -- The model of each flavor that challenges the one that serves, and what both have shown so far.
        CREATE TABLE challenge (
            slice INTEGER NOT NULL,
            flavor TEXT NOT NULL,
            version INTEGER NOT NULL,
            progress BLOB NOT NULL,
            PRIMARY KEY (slice, flavor)
        ) STRICT, WITHOUT ROWID;
        """,
    ]

    /// Says how far the store is.
    ///
    /// - Returns: Its format; 0 for an empty file.
    /// - Throws: ``StoreError`` for another program's file or a newer format, and SQLite's own errors.
    @discardableResult
    static func format(of database: Database, path: String) throws -> Int {
        let application = try Int.fetchOne(database, sql: "PRAGMA application_id") ?? 0
        let format = try Int.fetchOne(database, sql: "PRAGMA user_version") ?? 0
        let tables = try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_schema") ?? 0
        guard application == applicationID || (application == 0 && tables == 0) else {
            throw StoreError.foreignFile(path: path, found: application)
        }
        guard format <= steps.count else {
            throw StoreError.newerFormat(path: path, found: format, known: steps.count)
        }
        return format
    }

    /// Takes the store forward to the newest format.
    ///
    /// - Throws: ``StoreError`` for another program's file or a newer format, and SQLite's own errors.
    static func migrate(_ database: Database, path: String) throws {
        let format = try format(of: database, path: path)
        guard format < steps.count else { return }
        for step in steps[format...] {
            try database.execute(sql: step)
        }
        try database.execute(sql: "PRAGMA application_id = \(applicationID)")
        try database.execute(sql: "PRAGMA user_version = \(steps.count)")
    }
}
