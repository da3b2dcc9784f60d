// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;
using System.Security.Cryptography;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Onkreukbaar.Kernel.Ledger;
using Onkreukbaar.Kernel.Problems;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// One trust zone's data: the model of all its modules on SQLite or PostgreSQL. Reads are ordinary LINQ; the one way to write is
/// <see cref="SaveAsync"/>, which stores change, version rows and ledger entries in one transaction.
/// </summary>
public abstract class Store : DbContext
{
    internal const string KindAnnotation = "onkreukbaar:kind";

    /// <summary>From here on the engine's own way of adding many rows costs less than one statement for each.</summary>
    internal const int ManySubjects = 50;
    private readonly StoreServices services;

    private protected Store(DbContextOptions options, StoreServices services)
        : base(options)
    {
        this.services = services;
    }

    /// <summary>The trust zone.</summary>
    public abstract Zone Zone { get; }

    /// <summary>The database engine in use.</summary>
    public StorageProvider Provider => services.Provider;

    /// <summary>
    /// When set, only this public body's rows are visible and can be written (query filter on every <see cref="IOfBody"/>; on PostgreSQL also
    /// row-level security). The access gate sets it for every request that works inside one body; public pages leave it open.
    /// </summary>
    public Guid? BodyScope { get; private set; }

    /// <summary>Recorded states, for histories and as-known-on questions.</summary>
    public IQueryable<VersionRow> Versions => Set<VersionRow>().AsNoTracking();

    /// <summary>Narrows this store to one public body for the rest of its life.</summary>
    /// <exception cref="InvalidOperationException">
    /// It was already narrowed to another body, or its connection is open and the engine could no longer hold it to this one.
    /// </exception>
    public void ScopeTo(Guid bodyId)
    {
        if (BodyScope is { } earlier)
        {
            if (earlier != bodyId)
            {
                throw new InvalidOperationException("A store serves one body at a time.");
            }

            return;
        }

        if (Provider.HoldsToBody && Connection.State != System.Data.ConnectionState.Closed)
        {
            throw new InvalidOperationException("Narrow a store before its connection is opened: the database is told of the body at that moment.");
        }

        BodyScope = bodyId;
    }

    /// <summary>
    /// Saves all pending changes as one act: bumps versions, adds a version row and a ledger entry per changed subject, in one
    /// transaction. Nothing is written when nothing changed.
    /// </summary>
    /// <returns>What was recorded; empty when nothing changed.</returns>
    /// <exception cref="ProblemException">
    /// <c>conflict.gewijzigd</c> when somebody else saved the same subject first; <c>conflict.bestaat</c> when a unique value exists
    /// already; <c>opslag.onbeschikbaar</c> when disk or database refuse to write. Nothing is saved in each of these cases. <c>opslag.onzeker</c> when the
    /// database went away before it answered: then all of it was saved, or nothing.
    /// </exception>
    public async Task<Saved> SaveAsync(Act act, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(act);
        if (!services.Modules.Processes.ContainsKey(act.Process))
        {
            throw new ArgumentException($"No module declares the process '{act.Process}'.", nameof(act));
        }

        var moment = Microseconds.Truncate(act.At ?? services.Clock.GetUtcNow().UtcDateTime);
        var stamped = act with { At = moment };
        ChangeTracker.DetectChanges();
        var changed = Changed();
        if (changed.Count == 0)
        {
            return Saved.Nothing;
        }

        var (records, recorded) = Record(changed, stamped);
        try
        {
            await WriteAsync(changed, records, cancellation);
        }
        catch (DbUpdateConcurrencyException stale)
        {
            throw new ProblemException(Problem.Conflict("conflict.gewijzigd", Texts.ProblemChangedMeanwhile), stale);
        }
        catch (DbUpdateException refused) when (refused.InnerException is DbException cause)
        {
            throw Provider.Translate(cause) is { } problem ? new ProblemException(problem, refused) : refused;
        }
        catch (DbException cause)
        {
            throw Provider.Translate(cause) is { } problem ? new ProblemException(problem, cause) : cause;
        }
        catch (InvalidOperationException wrapped) when (Provider.Translate(wrapped) is { } problem)
        {
            // Entity Framework puts what may pass by itself (a full disk, too many connections) in an exception of its own.
            throw new ProblemException(problem, wrapped);
        }

        var saved = new Saved(stamped, recorded);
        await services.Signals.PublishAsync(Zone, saved);
        return saved;
    }

    /// <summary>All recorded states of one subject, oldest first. Erased states are left out.</summary>
    public async Task<IReadOnlyList<Recorded<T>>> HistoryAsync<T>(Guid subjectId, CancellationToken cancellation = default)
        where T : class, ISubject
    {
        var rows = await Versions.Where(v => v.SubjectId == subjectId && v.Payload != null).OrderBy(v => v.Version).ToListAsync(cancellation);
        return rows.ConvertAll(Restore<T>);
    }

    /// <summary>
    /// What the register said at a moment: of each subject of kind <typeparamref name="T"/> the last state recorded at or before it.
    /// </summary>
    /// <param name="moment">UTC.</param>
    /// <param name="narrow">Narrows by body, person, organisation or subject; without it every subject of the kind is read.</param>
    /// <param name="cancellation">Stops the reading.</param>
    public async Task<IReadOnlyList<Recorded<T>>> AsKnownAsync<T>(
        DateTime moment,
        Func<IQueryable<VersionRow>, IQueryable<VersionRow>> narrow,
        CancellationToken cancellation = default
    )
        where T : class, ISubject
    {
        ArgumentNullException.ThrowIfNull(narrow);
        var kind = KindOf(typeof(T));
        var at = Microseconds.Truncate(moment);
        var all = Versions;
        // The narrowing may match an old state only (another organisation then), so the newest state is sought among all versions.
        var subjects = narrow(all.Where(v => v.Kind == kind)).Select(v => v.SubjectId).Distinct();
        var rows = await all.Where(v =>
                v.Kind == kind
                && subjects.Contains(v.SubjectId)
                && v.RecordedAt <= at
                && !all.Any(next => next.SubjectId == v.SubjectId && next.Version == v.Version + 1 && next.RecordedAt <= at)
            )
            .ToListAsync(cancellation);
        return rows.Where(v => v.Payload is not null).Select(Restore<T>).ToList();
    }

    /// <summary>
    /// What the register said at a moment about all subjects of a kind. What did not change since is read as it is now, which costs a tenth
    /// of reading recorded states; so the work grows with what changed since, not with the whole history.
    /// </summary>
    /// <param name="moment">UTC.</param>
    /// <param name="now">The subjects as they are now; narrow it only by what never changes, or by what the caller asks of old states too.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <returns>States in no order; derived properties are filled only in those that did not change.</returns>
    public async Task<IReadOnlyList<T>> AllAsKnownAsync<T>(DateTime moment, IQueryable<T> now, CancellationToken cancellation = default)
        where T : class, ISubject
    {
        var changed = ChangedSince<T>(moment);
        var same = await now.Where(s => !changed.Contains(s.Id)).ToListAsync(cancellation);
        var others = await AsKnownAsync<T>(moment, versions => versions.Where(v => changed.Contains(v.SubjectId)), cancellation);
        return [.. same, .. others.Select(o => o.State)];
    }

    /// <summary>Ids of the subjects of a kind that were made or changed after a moment; each may come more than once.</summary>
    public IQueryable<Guid> ChangedSince<T>(DateTime moment)
        where T : class, ISubject
    {
        var kind = KindOf(typeof(T));
        var at = Microseconds.Truncate(moment);
        return Versions.Where(v => v.Kind == kind && v.RecordedAt > at).Select(v => v.SubjectId);
    }

    /// <summary>The kind under which a subject type is recorded.</summary>
    public string KindOf(Type subject) =>
        Model.FindEntityType(subject)?.FindAnnotation(KindAnnotation)?.Value as string
        ?? throw new InvalidOperationException($"{subject.Name} is not declared as a subject in its module's model.");

    /// <summary>Full-text search in a kind's search column; the terms may be the beginnings of words and all must occur.</summary>
    /// <returns>A query that can be composed further; nothing when the text holds no searchable word.</returns>
    public IQueryable<T> Matching<T>(string text)
        where T : class
    {
        var words = Text.DutchText.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? Set<T>().Where(_ => false) : Found<T>(Provider.Question(words));
    }

    /// <summary>As <see cref="Matching{T}(string)"/>, where one of the words is enough.</summary>
    /// <param name="words">Folded, at least one.</param>
    public IQueryable<T> MatchingAny<T>(IReadOnlyList<string> words)
        where T : class => Found<T>(Provider.Question(words, any: true));

    /// <summary>
    /// As <see cref="Matching{T}(string)"/>, and found as well by the names of what the rows refer to: such a row need not hold the words that the name
    /// holds. Both kinds of rows are found by an index.
    /// </summary>
    /// <param name="words">Folded, at least one.</param>
    /// <param name="property">The property that refers, of type string, with an index.</param>
    /// <param name="references">What has some of the words in its name.</param>
    public IQueryable<T> Matching<T>(IReadOnlyList<string> words, string property, IReadOnlyList<NamedReferences> references)
        where T : class => Found<T>(Provider.Question(words), property, references);

    private IQueryable<T> Found<T>(string question, string? property = null, IReadOnlyList<NamedReferences>? references = null)
        where T : class
    {
        var type = Model.FindEntityType(typeof(T))!;
        var table = type.GetTableName()!;
        List<object> values = [question];
        List<string> conditions = [Provider.Answers(table, "{0}")];
        foreach (var reference in references ?? [])
        {
            // Of these rows there are few. Looked up by its words, each of them would be sought among all rows that hold a word like "lid".
            var isReferred = Provider.IsAmong(type.FindProperty(property!)!.GetColumnName(), Placeholder(Provider.Values(reference.Keys)));
            conditions.Add($"({string.Join(" AND ", reference.Missing.Select(word => Provider.Holds(Placeholder(" " + word))).Prepend(isReferred))})");
        }

#pragma warning disable EF1002 // Names come from the model; what was typed is a parameter.
        return Set<T>().FromSqlRaw($"SELECT * FROM {table} WHERE {string.Join(" OR ", conditions)}", [.. values]);
#pragma warning restore EF1002

        string Placeholder(object value)
        {
            values.Add(value);
            return $"{{{values.Count - 1}}}";
        }
    }

#pragma warning disable CA1816 // A store has no finalizer; it may only go back to its pool.
    /// <inheritdoc />
    public override void Dispose()
    {
        Forget();
        base.Dispose();
    }

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        Forget();
        return base.DisposeAsync();
    }
#pragma warning restore CA1816

    /// <inheritdoc />
    public override int SaveChanges(bool acceptAllChangesOnSuccess) =>
        throw new InvalidOperationException("Only SaveAsync(act) writes: it adds history and ledger.");

    /// <inheritdoc />
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("Only SaveAsync(act) writes: it adds history and ledger.");

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);
        configurationBuilder.Properties<DateTime>().HaveConversion<UtcConverter>();
        configurationBuilder.Properties<Time.PartialDate>().HaveConversion<PartialDateConverter>();
        configurationBuilder.Properties<Enum>().HaveConversion<string>();
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<VersionRow>(e =>
        {
            e.ToTable("version");
            e.HasKey(v => v.Id);
        });
        modelBuilder.Entity<PendingEntry>(e =>
        {
            e.ToTable("ledger_pending");
            e.HasKey(p => p.Id);
        });
        foreach (var module in services.Modules.All.Where(m => m.Zone == Zone))
        {
            module.Model(modelBuilder);
        }

        foreach (var type in modelBuilder.Model.GetEntityTypes().ToList())
        {
            StoreConventions.Apply(modelBuilder, type, this);
        }
    }

#pragma warning disable RS0030 // It is looked at, or open already; nothing here opens it.
    private DbConnection Connection => Database.GetDbConnection();
#pragma warning restore RS0030

    /// <summary>A store goes back to a pool and serves another request later: it must not keep this one's body.</summary>
    private void Forget() => BodyScope = null;

#pragma warning disable RS0030 // The one place that writes.
    private async Task WriteAsync(List<EntityEntry> changed, List<VersionRow> records, CancellationToken cancellation)
    {
        // A caller with a transaction of its own holds the engine's write lock already: waiting for a turn could wait for a saver who waits for it.
        using var turn = Database.CurrentTransaction is null ? await Provider.WriteTurnAsync(Database.GetConnectionString()!, cancellation) : null;
        var looked = ChangeTracker.AutoDetectChangesEnabled;
        // The changes are known; looking for them again would cost as much as writing them.
        ChangeTracker.AutoDetectChangesEnabled = false;
        try
        {
            var added = changed.Where(e => e.State == EntityState.Added).ToList();
            if (added.Count == changed.Count || changed.Count >= ManySubjects)
            {
                await WriteRowsAsync(changed, added, records, cancellation);
                return;
            }

            List<object> rows = [.. records, .. Pending(records)];
            AddRange(rows);
            try
            {
                await base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellation);
            }
            finally
            {
                // Rows of the history are written once and never changed: tracking them would only cost memory.
                foreach (var row in rows)
                {
                    Entry(row).State = EntityState.Detached;
                }
            }
        }
        finally
        {
            ChangeTracker.AutoDetectChangesEnabled = looked;
        }
    }

    /// <summary>
    /// The same rows, all or none, by the engine's own way of adding them. Only changed subjects go through Entity Framework, which finds out that
    /// somebody else changed them first.
    /// </summary>
    private async Task WriteRowsAsync(List<EntityEntry> changed, List<EntityEntry> added, List<VersionRow> records, CancellationToken cancellation)
    {
        // Rows that are only added need no transaction of ours: the engine adds all of them or none, without a trip for its beginning and end.
        var only = added.Count == changed.Count;
        await Database.OpenConnectionAsync(cancellation);
        try
        {
            await using var transaction = only || Database.CurrentTransaction is not null ? null : await Database.BeginTransactionAsync(cancellation);
            await Provider.InsertAsync(
                Connection,
                Database.CurrentTransaction?.GetDbTransaction(),
                [
                    .. added.GroupBy(e => e.Metadata).Select(kind => Rows(kind.Key, [.. kind.Select(e => e.Entity)])),
                    Rows(Model.FindEntityType(typeof(VersionRow))!, records),
                    Rows(Model.FindEntityType(typeof(PendingEntry))!, [.. Pending(records)]),
                ],
                BodyScope is not null,
                cancellation
            );
            foreach (var entry in added)
            {
                entry.State = EntityState.Unchanged;
                // What was written is what a later change is compared with: the version was raised after the entry was added.
                entry.OriginalValues.SetValues(entry.CurrentValues);
            }

            if (!only)
            {
                await base.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellation);
            }

            if (transaction is not null)
            {
                await transaction.CommitAsync(cancellation);
            }

            ChangeTracker.AcceptAllChanges();
        }
        catch
        {
            // As Entity Framework leaves it: the same changes are pending, and may be saved again.
            foreach (var entry in added)
            {
                entry.State = EntityState.Added;
            }

            throw;
        }
        finally
        {
            await Database.CloseConnectionAsync();
        }
    }
#pragma warning restore RS0030

    private static BulkRows Rows(IEntityType type, IReadOnlyList<object> entities) => new(BulkTable.Of(type), entities);

    private IEnumerable<PendingEntry> Pending(List<VersionRow> records) =>
        services.LedgerOn
            ? records.Select(row => new PendingEntry
            {
                Id = row.Id,
                Entry = new LedgerEntry(row.Id, row.Kind, row.SubjectId, row.Version, row.RecordedAt, row.Process, row.Commitment).ToBytes(),
            })
            : [];

    private static Recorded<T> Restore<T>(VersionRow row)
        where T : class, ISubject
    {
        var (act, state) = SubjectCodec.Split(row.Payload!);
        var subject = SubjectCodec.Read<T>(state);
        subject.Version = row.Version;
        return new Recorded<T>(row.Version, row.RecordedAt, act, subject);
    }

    private List<EntityEntry> Changed()
    {
        var changed = new List<EntityEntry>();
        foreach (var entry in ChangeTracker.Entries())
        {
            if (entry.State is EntityState.Unchanged or EntityState.Detached)
            {
                continue;
            }

            if (entry.Entity is not ISubject subject)
            {
                throw new InvalidOperationException($"{entry.Metadata.ClrType.Name} is no subject: what is saved is recorded.");
            }

            if (entry.State == EntityState.Deleted)
            {
                throw new InvalidOperationException("Subjects end or are withdrawn; they are never deleted.");
            }

            if (BodyScope is { } scope && subject is IOfBody owned && owned.BodyId != scope)
            {
                throw new InvalidOperationException("A store that serves one body cannot write another body's subject.");
            }

            changed.Add(entry);
        }

        return changed;
    }

    /// <summary>The version rows of the changes, with what the rest of the process is told of them.</summary>
    private (List<VersionRow> Rows, List<SavedSubject> Saved) Record(List<EntityEntry> changed, Act act)
    {
        var rows = new List<VersionRow>(changed.Count);
        var saved = new List<SavedSubject>(changed.Count);
        var opening = SubjectCodec.Opening(act);
        var at = new DateTimeOffset(act.Moment, TimeSpan.Zero);
        // In order of the changes: within one act the log then keeps their order, and rows are added at the end of each index.
        var ids = new Guid[changed.Count];
        for (var i = 0; i < ids.Length; i++)
        {
            ids[i] = Guid.CreateVersion7(at);
        }

        Array.Sort(ids);
        foreach (var entry in changed)
        {
            var subject = (ISubject)entry.Entity;
            subject.Version = entry.State == EntityState.Added ? 1 : (long)entry.Property(nameof(ISubject.Version)).OriginalValue! + 1;
            if (entry.State == EntityState.Modified)
            {
                // Changes were looked for before this one was made.
                entry.Property(nameof(ISubject.Version)).IsModified = true;
            }

            var payload = opening + SubjectCodec.Write(subject);
            var salt = RandomNumberGenerator.GetBytes(32);
            var columns = new SealedColumns(
                act.Id,
                (subject as IOfBody)?.BodyId,
                (subject as IAboutPerson)?.PersonId,
                (subject as INamesOrganisation)?.OrganisationKey
            );
            var row = new VersionRow
            {
                Id = ids[rows.Count],
                Kind = KindOf(entry.Metadata.ClrType),
                SubjectId = subject.Id,
                Version = subject.Version,
                BodyId = columns.Body,
                PersonId = columns.Person,
                OrganisationKey = columns.Organisation,
                RecordedAt = act.Moment,
                ActId = columns.Act,
                Process = act.Process,
                Payload = payload,
                Salt = salt,
                Commitment = Commitment.Compute(salt, columns, Encoding.UTF8.GetBytes(payload)),
            };
            rows.Add(row);
            saved.Add(new SavedSubject(row.Kind, subject.Id, subject.Version, row.BodyId, row.PersonId, row.OrganisationKey));
        }

        return (rows, saved);
    }
}

/// <summary>The register: data made to be published.</summary>
public sealed class RegisterStore(DbContextOptions<RegisterStore> options, StoreServices services) : Store(options, services)
{
    /// <inheritdoc />
    public override Zone Zone => Zone.Register;
}

/// <summary>The vault: data made to be kept, in its own database with its own ledger and keys.</summary>
public sealed class VaultStore(DbContextOptions<VaultStore> options, StoreServices services) : Store(options, services)
{
    /// <inheritdoc />
    public override Zone Zone => Zone.Vault;
}

/// <summary>Row of the table through which a committed change reaches the sequencer.</summary>
internal sealed class PendingEntry
{
    public Guid Id { get; init; }

    public required byte[] Entry { get; init; }
}

/// <summary>What rows refer to and what is found by the same words of a question, for <see cref="Store.Matching{T}(IReadOnlyList{string}, string, IReadOnlyList{NamedReferences})"/>.</summary>
/// <param name="Keys">Values by which rows refer to it.</param>
/// <param name="Missing">Words that its name does not hold, folded: the row itself must hold these. None when the name holds them all.</param>
public sealed record NamedReferences(IReadOnlyList<string> Keys, IReadOnlyList<string> Missing);
