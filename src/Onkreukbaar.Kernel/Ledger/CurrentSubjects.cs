// SPDX-License-Identifier: EUPL-1.2
using System.Data.Common;

namespace Onkreukbaar.Kernel.Ledger;

/// <summary>A live row as the verifier sees it.</summary>
/// <param name="Id">Id of the subject.</param>
/// <param name="Version">Version number in the live row.</param>
/// <param name="State">Canonical text of the live row, as a version's payload holds it.</param>
public sealed record CurrentSubject(Guid Id, long Version, string State);

/// <summary>
/// Gives the verifier the live rows of one kind, ordered by id, in pages. It reads through the given connection, on which a read-only
/// transaction is open: live rows and versions are then from one moment.
/// </summary>
/// <param name="connection">The verifier's connection.</param>
/// <param name="kind">Kind of subject.</param>
/// <param name="after">Rows with a larger id are wanted; null for the first page.</param>
/// <param name="max">Size of a page; fewer rows mean that it was the last.</param>
/// <param name="cancellation">Stops the reading.</param>
public delegate Task<IReadOnlyList<CurrentSubject>> CurrentSubjectReader(
    DbConnection connection, string kind, Guid? after, int max, CancellationToken cancellation);

/// <summary>The live tables that a verification compares with their versions.</summary>
/// <param name="Kinds">Kinds of subject in this store.</param>
/// <param name="ReadAsync">Reads the live rows of a kind.</param>
public sealed record CurrentSubjects(IReadOnlyList<string> Kinds, CurrentSubjectReader ReadAsync);
