// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;
using Onkreukbaar.Kernel.Stores.Migrations;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>What the norms ask of a position, and what the person decided where the law leaves it to the person.</summary>
[Migration(202611221720, "Registers: kind of position, notice of intention, own judgement")]
public sealed class JudgementColumns : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up()
    {
        Alter.Table("ancillary_position").AddColumn("kind").AsText().Nullable();
        Alter.Table("ancillary_position").AddColumn("intention_notified_on").AsDate().Nullable();
        Alter.Table("ancillary_position").AddColumn("own_judgement").AsText().Nullable();
    }
}
