// SPDX-License-Identifier: EUPL-1.2
using FluentMigrator;

namespace Onkreukbaar.Registers.Migrations;

/// <summary>What changed lately is read in order of recording, over all subjects.</summary>
[Migration(202611220202, "Change feed")]
public sealed class ChangeFeedIndex : ForwardOnlyMigration
{
    /// <inheritdoc />
    public override void Up() => Create.Index("ix_version_recorded").OnTable("version").OnColumn("recorded_at").Ascending().OnColumn("id").Ascending();
}
