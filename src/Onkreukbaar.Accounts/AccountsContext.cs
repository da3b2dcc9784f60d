// SPDX-License-Identifier: EUPL-1.2
using System.Text.Json;
using Microsoft.AspNetCore.DataProtection.EntityFrameworkCore;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Identity.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore;

namespace Onkreukbaar.Accounts;

/// <summary>
/// Accounts in the register database, beside the register's store: ASP.NET Core Identity saves by itself, which a store refuses. Nothing
/// here gives a right to anything.
/// </summary>
internal sealed class AccountsContext(DbContextOptions<AccountsContext> options) : IdentityUserContext<Account, Guid>(options), IDataProtectionKeyContext
{
    /// <summary>Keys of cookies and form tokens, shared by all processes on PostgreSQL.</summary>
    public DbSet<DataProtectionKey> DataProtectionKeys => Set<DataProtectionKey>();

    public DbSet<SignInAttempt> Attempts => Set<SignInAttempt>();

    public DbSet<AccountSetting> Settings => Set<AccountSetting>();

    /// <summary>The schema with passkeys.</summary>
    protected override Version SchemaVersion => IdentitySchemaVersions.Version3;

    protected override void OnModelCreating(ModelBuilder builder)
    {
        base.OnModelCreating(builder);
        builder.Entity<Account>(account =>
        {
            account.ToTable("account");
            account.Ignore(a => a.PhoneNumber).Ignore(a => a.PhoneNumberConfirmed).Ignore(a => a.TwoFactorEnabled);
            // Attempts are counted by the name that was typed, so that a name without an account locks in the same way.
            account.Ignore(a => a.LockoutEnd).Ignore(a => a.LockoutEnabled).Ignore(a => a.AccessFailedCount);
            account.Property(a => a.Id).ValueGeneratedNever();
        });
        builder.Entity<IdentityUserClaim<Guid>>().ToTable("account_claim");
        builder.Entity<IdentityUserLogin<Guid>>().ToTable("account_login");
        builder.Entity<IdentityUserToken<Guid>>().ToTable("account_token");
        builder.Entity<IdentityUserPasskey<Guid>>().ToTable("account_passkey");
        builder.Entity<DataProtectionKey>().ToTable("account_key");
        builder.Entity<SignInAttempt>(attempt =>
        {
            attempt.ToTable("account_attempt");
            attempt.HasKey(a => a.Key);
        });
        builder.Entity<AccountSetting>(setting =>
        {
            setting.ToTable("account_setting");
            setting.HasKey(s => s.Name);
        });
        foreach (var type in builder.Model.GetEntityTypes().Where(type => !type.IsMappedToJson()))
        {
            foreach (var property in type.GetProperties())
            {
                property.SetColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name));
                if (property.ClrType == typeof(DateTime) || property.ClrType == typeof(DateTime?))
                {
                    property.SetValueConverter(typeof(UtcMoment));
                }
            }

            foreach (var owned in type.GetNavigations().Where(n => n.TargetEntityType.IsMappedToJson()))
            {
                owned.TargetEntityType.SetContainerColumnName(JsonNamingPolicy.SnakeCaseLower.ConvertName(owned.Name));
            }
        }
    }

    /// <summary>UTC in, UTC out, in the precision that both databases keep.</summary>
    private sealed class UtcMoment()
        : Microsoft.EntityFrameworkCore.Storage.ValueConversion.ValueConverter<DateTime, DateTime>(
            moment => Kernel.Stores.Microseconds.Truncate(moment),
            stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc)
        );
}
