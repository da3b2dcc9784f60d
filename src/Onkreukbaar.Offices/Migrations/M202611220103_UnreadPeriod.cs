// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Offices.Migrations;

/// <summary>Periods of terms that cannot be true, in the source's words.</summary>
[Migration(202611220103, "Offices: unread periods")]
public sealed class UnreadPeriodColumn : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up() => Alter.Table("term_of_office").AddColumn("unread_period").AsText().Nullable();
}
