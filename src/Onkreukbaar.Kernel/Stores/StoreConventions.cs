// SPDX-License-Identifier: EUPL-1.2
using System.Linq.Expressions;
using System.Text;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Onkreukbaar.Kernel.Time;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>Declares subjects in a module's model.</summary>
public static class SubjectModel
{
    /// <summary>Declares a versioned, logged entity.</summary>
    /// <param name="model">The store's model.</param>
    /// <param name="kind">Dutch singular under which its versions are recorded; stable for ever.</param>
    /// <param name="table">Table name.</param>
    public static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> Subject<T>(this ModelBuilder model, string kind, string table)
        where T : class, ISubject
    {
        ArgumentNullException.ThrowIfNull(model);
        var entity = model.Entity<T>();
        entity.HasAnnotation(Store.KindAnnotation, kind);
        entity.ToTable(table);
        entity.HasKey(s => s.Id);
        entity.Property(s => s.Id).ValueGeneratedNever();
        entity.Property(s => s.Version).IsConcurrencyToken();
        return entity;
    }

    /// <summary>
    /// Lets stores that are narrowed to one body read a table that all bodies share; without this PostgreSQL refuses them. What they may write
    /// besides is named here, and no more is possible.
    /// </summary>
    /// <param name="entity">A subject that is of no body.</param>
    /// <param name="adds">Whether they may add subjects.</param>
    /// <param name="changes">Names of the properties that they may change.</param>
    public static Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> SharedByBodies<T>(
        this Microsoft.EntityFrameworkCore.Metadata.Builders.EntityTypeBuilder<T> entity,
        bool adds = false,
        params string[] changes
    )
        where T : class, ISubject
    {
        ArgumentNullException.ThrowIfNull(entity);
        ArgumentNullException.ThrowIfNull(changes);
        return entity.HasAnnotation(BodyTable.SharedAnnotation, new SharedUse(adds, changes));
    }
}

/// <summary>What holds for every table: snake_case names, one body filter, keys made in code.</summary>
internal static class StoreConventions
{
    public static void Apply(ModelBuilder model, IMutableEntityType type, Store store)
    {
        foreach (var property in type.GetProperties())
        {
            property.SetColumnName(Snake(property.Name));
            property.ValueGenerated = ValueGenerated.Never;
        }

        if (typeof(IOfBody).IsAssignableFrom(type.ClrType))
        {
            // e => store.BodyScope == null || e.BodyId == store.BodyScope; EF replaces the captured store by the one that runs the query.
            var e = Expression.Parameter(type.ClrType, "e");
            var scope = Expression.Property(Expression.Constant(store, typeof(Store)), nameof(Store.BodyScope));
            var body = Expression.Convert(Expression.Property(e, nameof(IOfBody.BodyId)), typeof(Guid?));
            var open = Expression.Equal(scope, Expression.Constant(null, typeof(Guid?)));
            model.Entity(type.ClrType).HasQueryFilter(Expression.Lambda(Expression.OrElse(open, Expression.Equal(body, scope)), e));
        }
    }

    public static string Snake(string name)
    {
        var snake = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            if (char.IsUpper(name[i]) && i > 0)
            {
                snake.Append('_');
            }

            snake.Append(char.ToLowerInvariant(name[i]));
        }

        return snake.ToString();
    }
}

/// <summary>Whole microseconds: the precision that both databases keep.</summary>
public static class Microseconds
{
    /// <summary>Drops what is finer than a microsecond.</summary>
    public static DateTime Truncate(DateTime moment) => new(moment.Ticks - (moment.Ticks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);
}

/// <summary>UTC with whole microseconds in, UTC out.</summary>
internal sealed class UtcConverter()
    : ValueConverter<DateTime, DateTime>(moment => Microseconds.Truncate(moment), stored => DateTime.SpecifyKind(stored, DateTimeKind.Utc));

/// <summary>Partial dates are stored in their ISO form, which sorts as text.</summary>
internal sealed class PartialDateConverter() : ValueConverter<PartialDate, string>(date => date.ToString(), text => PartialDate.Parse(text));
