// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using Npgsql;
using NpgsqlTypes;
using Onkreukbaar.Kernel.Hosting;
using Onkreukbaar.Kernel.Stores;

namespace Onkreukbaar.Storage.Postgres;

/// <summary>
/// Row-level security for stores that are narrowed to one body. The login role owns the tables and is not restricted; a narrowed store works
/// as a lesser role, which can do only what is granted here and sees only the rows of the body that the session names.
/// </summary>
/// <remarks>
/// The lesser role is called after the login role, so that two installations on one server cannot reach each other's tables by a role that
/// they share. Policies name no role: those who own the tables are not subject to them, and a dump can be restored where the role is not there yet.
/// </remarks>
internal sealed class PostgresBodies(NpgsqlConnection connection, IReadOnlyList<BodyTable> tables, CancellationToken cancellation)
{
    private const string Role = "session_user || '_body'";
    private const string Setting = "onkreukbaar.body";
    private const string Probe = "body_policy_probe";

    /// <summary>Another process may be making the same role for its own database at this moment.</summary>
    private const int Attempts = 10;

    // Unset or empty it is no body at all. The sub-select makes it one value for the whole query, which an index can look up.
    private const string Body = $"(SELECT NULLIF(current_setting('{Setting}', true), '')::uuid)";

    private string role = "";
    private string login = "";

    /// <summary>Makes a session that of one body, until it goes back to the pool.</summary>
    public static DbCommand Narrow(DbConnection connection, Guid body)
    {
        var command = new NpgsqlCommand($"SELECT set_config('role', {Role}, false), set_config('{Setting}', $1, false)", (NpgsqlConnection)connection);
        command.Parameters.Add(new() { Value = body.ToString(), NpgsqlDbType = NpgsqlDbType.Text });
        return command;
    }

    /// <summary>Brings role, policies and rights to what is wanted; what is right already is not touched, and not locked.</summary>
    /// <exception cref="SettingsException">It may not, or the database can only be read and something would have to change.</exception>
    public async Task ApplyAsync()
    {
        await MakeRoleAsync();
        if ((await RowsAsync("SELECT current_setting('transaction_read_only')"))[0][0] is "on")
        {
            await CheckReadOnlyAsync();
            return;
        }

        await using (var transaction = await connection.BeginTransactionAsync(cancellation))
        {
            // Processes that start together take turns.
            await ExecuteAsync("SELECT pg_advisory_xact_lock(hashtext('onkreukbaar.body'))");
            await SetPoliciesAsync();
            await SetRightsAsync();
            await transaction.CommitAsync(cancellation);
        }

        await CheckAsync();
    }

    /// <summary>Makes the lesser role where it is missing, and sees to it that the login role can become it.</summary>
    /// <exception cref="SettingsException">The login role may not; the message names the statements for who may.</exception>
    public async Task MakeRoleAsync()
    {
        var names = (await RowsAsync($"SELECT {Role}, session_user::text"))[0];
        (role, login) = (names[0]!, names[1]!);
        for (var attempt = 1; ; attempt++)
        {
            var exists = (await RowsAsync("SELECT 1 FROM pg_roles WHERE rolname = $1", role)).Count > 0;
            try
            {
                if (!exists)
                {
                    await ExecuteAsync($"CREATE ROLE {Quoted(role)} NOLOGIN");
                }

                if (!await MayBecomeAsync())
                {
                    await ExecuteAsync($"GRANT {Quoted(role)} TO {Quoted(login)}");
                }

                return;
            }
            catch (PostgresException meanwhile) when (attempt < Attempts && IsMeanwhile(meanwhile))
            {
                // Look again: it may be there now.
            }
            catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                var wanted = new[] { $"CREATE ROLE {Quoted(role)} NOLOGIN;", $"GRANT {Quoted(role)} TO {Quoted(login)};" };
                throw Refused(
                    $"The PostgreSQL role {login} may not make the role {role}, as which the clerk's screens work and which sees the rows of one body only",
                    exists ? wanted[1..] : wanted,
                    refused
                );
            }
        }
    }

    private async Task<bool> MayBecomeAsync()
    {
        try
        {
            await ExecuteAsync($"SET ROLE {Quoted(role)}");
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            return false;
        }

        await ExecuteAsync("RESET ROLE");
        return true;
    }

    private async Task SetPoliciesAsync()
    {
        var guarded = tables.Where(t => t.BodyColumn is not null).ToList();
        var wanted = guarded.SelectMany(t => Policies(t).Select(p => (Table: t.Name, Policy: p))).ToList();
        var wordings = await WordingsAsync([.. wanted.Select(w => w.Policy).Distinct()], [.. guarded.Select(t => t.BodyColumn!).Distinct(StringComparer.Ordinal)]);
        var names = guarded.Select(t => t.Name).ToArray();
        var present = (
            await RowsAsync(
                """
                SELECT tablename::text, policyname::text, concat_ws('|', permissive, array_to_string(roles, ','), cmd, coalesce(qual, ''), coalesce(with_check, ''))
                FROM pg_policies WHERE schemaname = current_schema() AND tablename = ANY ($1)
                """,
                names
            )
        ).ToDictionary(r => (r[0]!, r[1]!), r => r[2]!);
        foreach (var (table, policy) in wanted)
        {
            var stands = present.GetValueOrDefault((table, policy.Name));
            if (string.Equals(stands, wordings[policy], StringComparison.Ordinal))
            {
                continue;
            }

            await ExecuteAsync((stands is null ? "" : $"DROP POLICY {policy.Name} ON {table}; ") + policy.Sql(policy.Name, table));
        }

        foreach (var row in await RowsAsync("SELECT relname::text FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relname = ANY ($1) AND NOT relrowsecurity", names))
        {
            await ExecuteAsync($"ALTER TABLE {row[0]} ENABLE ROW LEVEL SECURITY");
        }
    }

    private static IEnumerable<Policy> Policies(BodyTable table)
    {
        var own = $"{table.BodyColumn} = {Body}";
        if (table.SharedKinds.Count == 0)
        {
            yield return new("of_body", "ALL", own, own);
            yield break;
        }

        var kinds = string.Join(", ", table.SharedKinds.Select(k => $"'{k.Replace("'", "''", StringComparison.Ordinal)}'"));
        yield return new("of_body", "SELECT", own, null);
        yield return new("of_body_added", "INSERT", null, $"{own} OR ({table.BodyColumn} IS NULL AND kind IN ({kinds}))");
    }

    /// <summary>How this server words the policies when it is asked for them, to compare with what stands on the tables.</summary>
    private async Task<Dictionary<Policy, string>> WordingsAsync(IReadOnlyList<Policy> policies, IReadOnlyList<string> columns)
    {
        await ExecuteAsync($"CREATE TEMPORARY TABLE {Probe} ({string.Concat(columns.Select(c => $"{c} uuid, "))}kind text) ON COMMIT DROP");
        for (var i = 0; i < policies.Count; i++)
        {
            await ExecuteAsync(policies[i].Sql($"p{i}", Probe));
        }

        var worded = (
            await RowsAsync(
                """
                SELECT policyname::text, concat_ws('|', permissive, array_to_string(roles, ','), cmd, coalesce(qual, ''), coalesce(with_check, ''))
                FROM pg_policies WHERE tablename = $1 AND schemaname = (SELECT nspname FROM pg_namespace WHERE oid = pg_my_temp_schema())
                """,
                Probe
            )
        ).ToDictionary(r => r[0]!, r => r[1]!, StringComparer.Ordinal);
        return policies.Select((policy, i) => (policy, worded[$"p{i}"])).ToDictionary(p => p.policy, p => p.Item2);
    }

    private async Task SetRightsAsync()
    {
        foreach (var (_, statement) in await ChangesOfRightsAsync())
        {
            await ExecuteAsync(statement);
        }

        // What PostgreSQL gives to everybody, and a careful administrator may have taken back.
        await GrantWhereMissingAsync("has_schema_privilege($1, current_schema(), 'USAGE')", "USAGE ON SCHEMA", "current_schema()");
        await GrantWhereMissingAsync("has_database_privilege($1, current_database(), 'TEMPORARY')", "TEMPORARY ON DATABASE", "current_database()");
    }

    /// <summary>Tables on which the lesser role has other rights than are wanted, each with the statement that mends it.</summary>
    private async Task<List<(string Table, string Statement)>> ChangesOfRightsAsync()
    {
        var wanted = tables.SelectMany(Rights).ToLookup(r => r.Table, StringComparer.Ordinal);
        var present = (
            await RowsAsync(
                """
                SELECT c.relname::text, lower(a.privilege_type), t.attname::text
                FROM pg_class c
                LEFT JOIN pg_attribute t ON t.attrelid = c.oid AND t.attacl IS NOT NULL
                CROSS JOIN LATERAL (SELECT * FROM aclexplode(t.attacl)) a
                WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = $1)
                UNION ALL
                SELECT c.relname::text, lower(a.privilege_type), ''
                FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a
                WHERE c.relnamespace = current_schema()::regnamespace AND a.grantee = (SELECT oid FROM pg_roles WHERE rolname = $1)
                """,
                role
            )
        )
            .Select(r => new Right(r[0]!, r[1]!, r[2]!))
            .ToLookup(r => r.Table, StringComparer.Ordinal);
        var changes = new List<(string, string)>();
        foreach (var table in wanted.Select(w => w.Key).Union(present.Select(p => p.Key), StringComparer.Ordinal))
        {
            if (wanted[table].ToHashSet().SetEquals(present[table]))
            {
                continue;
            }

            var columns = wanted[table].Where(r => r.Column.Length > 0).Select(r => Quoted(r.Column)).ToList();
            List<string> grants = [.. wanted[table].Where(r => r.Column.Length == 0).Select(r => r.Privilege)];
            if (columns.Count > 0)
            {
                grants.Add($"update ({string.Join(", ", columns)})");
            }

            changes.Add(
                (table, $"REVOKE ALL ON {Quoted(table)} FROM {Quoted(role)}" + (grants.Count == 0 ? "" : $"; GRANT {string.Join(", ", grants)} ON {Quoted(table)} TO {Quoted(role)}"))
            );
        }

        return changes;
    }

    private async Task GrantWhereMissingAsync(string has, string right, string on)
    {
        var row = (await RowsAsync($"SELECT ({has})::text, {on}::text", role))[0];
        if (row[0] is "true")
        {
            return;
        }

        var statement = $"GRANT {right} {Quoted(row[1]!)} TO {Quoted(role)}";
        try
        {
            await ExecuteAsync(statement);
        }
        catch (PostgresException refused) when (refused.SqlState == PostgresErrorCodes.InsufficientPrivilege)
        {
            throw Refused($"The PostgreSQL role {login} may not give the role {role} what it needs", [statement + ";"], refused);
        }
    }

    private static IEnumerable<Right> Rights(BodyTable table)
    {
        if (table.Reads)
        {
            yield return new(table.Name, "select", "");
        }

        if (table.Adds)
        {
            yield return new(table.Name, "insert", "");
        }

        foreach (var column in table.Changes)
        {
            yield return new(table.Name, "update", column);
        }
    }

    /// <summary>Asks the server itself, as the lesser role: a superuser, an owner and who was given BYPASSRLS see every row whatever the policies say.</summary>
    private async Task CheckAsync()
    {
        await ExecuteAsync($"SET ROLE {Quoted(role)}");
        var free = await RowsAsync("SELECT name FROM unnest($1::text[]) AS name WHERE NOT row_security_active(name)", tables.Where(t => t.BodyColumn is not null).Select(t => t.Name).ToArray());
        await ExecuteAsync("RESET ROLE");
        if (free.Count > 0)
        {
            throw Refused(
                $"The PostgreSQL role {role} is not held to the rows of one body in {string.Join(", ", free.Select(r => r[0]))}. It must be no superuser, "
                    + "have no BYPASSRLS and be no member of another role",
                [$"ALTER ROLE {Quoted(role)} NOSUPERUSER NOBYPASSRLS;"],
                null
            );
        }
    }

    /// <summary>
    /// On a database that can only be read nothing can be mended, and how the server words a policy cannot be asked of a table made for it. So what the
    /// rules do is looked at instead: they are there, they bind the lesser role, and for a body that does not exist no table shows a row.
    /// </summary>
    private async Task CheckReadOnlyAsync()
    {
        var guarded = tables.Where(t => t.BodyColumn is not null).ToList();
        var wanted = guarded.SelectMany(t => Policies(t).Select(p => $"{t.Name} {p.Name} {p.Command}"));
        var present = await RowsAsync("SELECT concat_ws(' ', tablename, policyname, cmd) FROM pg_policies WHERE schemaname = current_schema()");
        List<string> wrong = [.. wanted.Except(present.Select(r => r[0]!), StringComparer.Ordinal).Select(p => p.Split(' ')[0]), .. (await ChangesOfRightsAsync()).Select(c => c.Table)];
        if (wrong.Count == 0)
        {
            await CheckAsync();
            await ExecuteAsync($"SET ROLE {Quoted(role)}");
            await RowsAsync($"SELECT set_config('{Setting}', $1, false)", Guid.CreateVersion7().ToString());
            foreach (var table in guarded.Where(t => t.Reads))
            {
                if ((await RowsAsync($"SELECT 1 FROM {table.Name} LIMIT 1")).Count > 0)
                {
                    wrong.Add(table.Name);
                }
            }

            await RowsAsync($"SELECT set_config('{Setting}', $1, false)", "");
            await ExecuteAsync("RESET ROLE");
        }

        if (wrong.Count > 0)
        {
            throw new SettingsException(
                $"The database can only be read now, and the rules by which the clerk's screens see one body only are not those of this version in {string.Join(", ", wrong.Distinct(StringComparer.Ordinal))}. "
                    + "Let it be written, run ./onkreukbaar migrate, and try again."
            );
        }
    }

    private static SettingsException Refused(string what, IEnumerable<string> statements, Exception? cause) =>
        new($"{what}. Let an administrator of the database run this once, then try again:{Environment.NewLine}{string.Join(Environment.NewLine, statements.Select(s => "  " + s))}", cause);

    private static bool IsMeanwhile(PostgresException failure) =>
        failure.SqlState is PostgresErrorCodes.DuplicateObject or PostgresErrorCodes.UniqueViolation
        // "tuple concurrently updated": the server has no code of its own for it.
        || failure.SqlState == PostgresErrorCodes.InternalError;

    private static string Quoted(string name) => "\"" + name.Replace("\"", "\"\"", StringComparison.Ordinal) + "\"";

#pragma warning disable CA2100 // Constants, and names that come from the model or are quoted.
    private async Task ExecuteAsync(string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellation);
    }

    private async Task<List<string?[]>> RowsAsync(string sql, object? parameter = null)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        if (parameter is not null)
        {
            command.Parameters.Add(new() { Value = parameter });
        }

        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var rows = new List<string?[]>();
        while (await reader.ReadAsync(cancellation))
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(i => reader.IsDBNull(i) ? null : reader.GetValue(i).ToString())]);
        }

        return rows;
    }
#pragma warning restore CA2100

    private sealed record Right(string Table, string Privilege, string Column);

    private sealed record Policy(string Name, string Command, string? Using, string? Check)
    {
        public string Sql(string name, string table) =>
            $"CREATE POLICY {name} ON {table} FOR {Command}" + (Using is null ? "" : $" USING ({Using})") + (Check is null ? "" : $" WITH CHECK ({Check})");
    }
}
