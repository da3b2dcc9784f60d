// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;

namespace Onkreukbaar.Kernel.Ledger.Migrations;

/// <summary>The tables of a ledger, in both stores: what waits to be numbered, the log in bundles, its tree in tiles, the signed heads.</summary>
[Migration(202611220002, "Ledger")]
public sealed class LedgerTables : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        // Rows wait and are numbered in key order; without the hidden rowid SQLite keeps one tree for them instead of two.
        IfDatabase(ProcessorIdConstants.SQLite)
            .Execute.Sql(
                """
                CREATE TABLE ledger_pending (id UNIQUEIDENTIFIER NOT NULL PRIMARY KEY, entry BLOB NOT NULL) WITHOUT ROWID;
                CREATE TABLE ledger_index (id UNIQUEIDENTIFIER NOT NULL PRIMARY KEY, number INTEGER NOT NULL) WITHOUT ROWID;
                CREATE TABLE ledger_bundle (bundle_index INTEGER NOT NULL PRIMARY KEY, entry_count INTEGER NOT NULL, entries BLOB NOT NULL);
                CREATE TABLE ledger_tile (
                    level INTEGER NOT NULL, tile_index INTEGER NOT NULL, width INTEGER NOT NULL, hashes BLOB NOT NULL,
                    PRIMARY KEY (level, tile_index));
                CREATE TABLE ledger_checkpoint (size INTEGER NOT NULL PRIMARY KEY, root BLOB NOT NULL, note TEXT NOT NULL, created_at TEXT NOT NULL);
                """);
        // Hashes do not compress, and packing bundles would cost more time than the rest of the integration: stored as they are.
        IfDatabase(ProcessorIdConstants.PostgreSQL)
            .Execute.Sql(
                """
                CREATE TABLE ledger_pending (id uuid NOT NULL PRIMARY KEY, entry bytea NOT NULL);
                CREATE TABLE ledger_index (id uuid NOT NULL PRIMARY KEY, number bigint NOT NULL);
                CREATE TABLE ledger_bundle (bundle_index bigint NOT NULL PRIMARY KEY, entry_count integer NOT NULL, entries bytea NOT NULL);
                CREATE TABLE ledger_tile (
                    level integer NOT NULL, tile_index bigint NOT NULL, width integer NOT NULL, hashes bytea NOT NULL,
                    PRIMARY KEY (level, tile_index));
                CREATE TABLE ledger_checkpoint (size bigint NOT NULL PRIMARY KEY, root bytea NOT NULL, note text NOT NULL, created_at timestamptz NOT NULL);
                ALTER TABLE ledger_bundle ALTER COLUMN entries SET STORAGE EXTERNAL;
                ALTER TABLE ledger_tile ALTER COLUMN hashes SET STORAGE EXTERNAL;
                """);
    }
}
