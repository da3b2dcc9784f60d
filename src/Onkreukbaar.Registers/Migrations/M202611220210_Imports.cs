// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>What an import remembers of a line, and the section under which a source lists a position.</summary>
[Migration(202611220210, "Registers: section, source hash")]
public sealed class ImportColumns : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Alter.Table("ancillary_position").AddColumn("section").AsText().Nullable().AddColumn("source_hash").AsText().Nullable();
        Alter.Table("declaration").AddColumn("source_hash").AsText().Nullable();
    }
}
