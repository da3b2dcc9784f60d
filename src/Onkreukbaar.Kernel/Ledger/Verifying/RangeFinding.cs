// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Ledger;

/// <summary>Something wrong with the tree: it lies in the entries from the finding's number up to <paramref name="End"/>.</summary>
internal sealed record RangeFinding(LedgerFinding Finding, long End);
