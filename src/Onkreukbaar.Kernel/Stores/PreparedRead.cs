// SPDX-License-Identifier: EUPL-1.2
using System.ComponentModel.DataAnnotations.Schema;
using System.Data.Common;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.EntityFrameworkCore.Storage;

namespace Onkreukbaar.Kernel.Stores;

/// <summary>
/// A query by one key that public pages ask at each visit. LINQ says what is read, so that what the public may see is decided in one place; the
/// SQL and the reading of rows are made from it once for the application, and then run as a prepared statement. It sees the rows of all bodies,
/// as public pages do.
/// </summary>
/// <typeparam name="T">
/// An entity, or a class with a property for each column of the projection, in its order; a property may be an entity.
/// </typeparam>
public sealed class PreparedRead<T>(ReadConnections connections)
    where T : class
{
    // Any value that no constant of a query has: the parameter that holds it in the SQL is the key.
    private static readonly Guid Mark = new("6f4e6b72-6575-6b62-6161-720000000000");

    private Plan? plan;

    /// <summary>The rows for a key.</summary>
    /// <param name="store">The store to ask.</param>
    /// <param name="rows">The same query at each call; only the first is looked at.</param>
    /// <param name="key">The key.</param>
    /// <param name="cancellation">Stops the reading.</param>
    /// <exception cref="InvalidOperationException">The store is narrowed to one body.</exception>
    public async Task<IReadOnlyList<T>> ReadAsync(Store store, Func<Guid, IQueryable<T>> rows, Guid key, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(rows);
        if (store.BodyScope is not null)
        {
            throw new InvalidOperationException("A store that serves one body does not read the rows of all bodies.");
        }

        var made = plan ??= Plan.Of(store, rows(Mark));
        await using var lease = await connections.RentAsync(store, cancellation);
        var command = await lease.CommandAsync(this, made.Command, cancellation);
        command.Parameters[made.Key].Value = key;
        await using var reader = await command.ExecuteReaderAsync(cancellation);
        var read = new List<T>();
        while (await reader.ReadAsync(cancellation))
        {
            read.Add(made.Read(reader));
        }

        return read;
    }

    /// <summary>What is made once.</summary>
    /// <param name="Sql">Text of the command.</param>
    /// <param name="Parameters">Its parameters: the key, and what the query holds besides.</param>
    /// <param name="Key">Which of them is the key.</param>
    /// <param name="Read">Makes a row.</param>
    private sealed record Plan(string Sql, IReadOnlyList<DbParameter> Parameters, int Key, Func<DbDataReader, T> Read)
    {
        public static Plan Of(Store store, IQueryable<T> query)
        {
            using var example = query.IgnoreQueryFilters().CreateDbCommand();
            var parameters = example.Parameters.Cast<DbParameter>().ToList();
            return new Plan(example.CommandText, parameters, parameters.FindIndex(p => p.Value is Guid id && id == Mark), RowShape.Of<T>(store));
        }

        [SuppressMessage("Security", "CA2100", Justification = "The text was made by Entity Framework and holds parameters for all values.")]
        public DbCommand Command(DbConnection connection)
        {
            var command = connection.CreateCommand();
            command.CommandText = Sql;
            foreach (var parameter in Parameters)
            {
                var own = command.CreateParameter();
                (own.ParameterName, own.DbType, own.Value) = (parameter.ParameterName, parameter.DbType, parameter.Value);
                command.Parameters.Add(own);
            }

            return command;
        }
    }
}

/// <summary>Makes objects of the rows that a query of Entity Framework gives, with the conversions of the model.</summary>
internal static class RowShape
{
    public static Func<DbDataReader, T> Of<T>(Store store)
    {
        var reader = Expression.Parameter(typeof(DbDataReader), "reader");
        var columns = new List<string>();
        var row = Object(typeof(T));
        var read = Expression.Lambda<Func<DbDataReader, T>>(row, reader).Compile();
        var isChecked = false;
        return rows =>
        {
            if (!isChecked)
            {
                Check(rows, columns, typeof(T));
                isChecked = true;
            }

            return read(rows);
        };

        Expression Object(Type type)
        {
            var entity = store.Model.FindEntityType(type);
            var members = entity is null
                ? type.GetProperties().Where(property => property.CanWrite && !property.IsDefined(typeof(NotMappedAttribute))).Select(property => Expression.Bind(property, Member(property)))
                : entity.GetProperties().Select(property => Expression.Bind(property.PropertyInfo!, Column(property.Name, property.GetColumnName(), property.GetRelationalTypeMapping(), property.ClrType)));
            return Expression.MemberInit(Expression.New(type), [.. members]);
        }

        Expression Member(PropertyInfo property) =>
            store.Model.FindEntityType(property.PropertyType) is not null
                ? Object(property.PropertyType)
                : Column(property.Name, property.Name, store.GetService<IRelationalTypeMappingSource>().FindMapping(property.PropertyType)!, property.PropertyType);

        Expression Column(string property, string column, RelationalTypeMapping mapping, Type type)
        {
            var ordinal = Expression.Constant(columns.Count);
            columns.Add(column);
            var get = mapping.GetDataReaderMethod();
            Expression value = Expression.Call(Expression.Convert(reader, get.DeclaringType!), get, ordinal);
            value = mapping.CustomizeDataReaderExpression(value);
            if (mapping.Converter is { } converter)
            {
                var from = converter.ConvertFromProviderExpression;
                if (value.Type != from.Parameters[0].Type)
                {
                    value = Expression.Convert(value, from.Parameters[0].Type);
                }

                value = ReplacingExpressionVisitor.Replace(from.Parameters[0], value, from.Body);
            }

            if (value.Type != type)
            {
                value = Expression.Convert(value, type);
            }

            var absent = Expression.Call(reader, nameof(DbDataReader.IsDBNull), null, ordinal);
            return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? value : Expression.Condition(absent, Expression.Default(type), value);
        }
    }

    /// <summary>A projection in another order than the properties would fill fields with each other's values.</summary>
    private static void Check(DbDataReader rows, List<string> columns, Type type)
    {
        var got = Enumerable.Range(0, rows.FieldCount).Select(rows.GetName).ToList();
        // Entity Framework numbers names that come twice: id, id0.
        if (got.Count != columns.Count || got.Zip(columns).Any(pair => !string.Equals(pair.First.TrimEnd("0123456789".ToCharArray()), pair.Second, StringComparison.OrdinalIgnoreCase)))
        {
            throw new InvalidOperationException($"{type.Name} has {string.Join(", ", columns)}; the query gives {string.Join(", ", got)}.");
        }
    }
}
