// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;

namespace Onkreukbaar.Offices.Migrations;

/// <summary>Terms of office that were recorded by mistake.</summary>
[Migration(202611230855, "Offices: struck terms")]
public sealed class StruckTermColumn : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up() => Alter.Table("term_of_office").AddColumn("struck_on").AsDate().Nullable();
}
