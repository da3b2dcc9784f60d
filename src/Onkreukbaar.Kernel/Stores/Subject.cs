// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Kernel.Stores;

/// <summary>An entity whose every state is kept as a numbered version and proven by the ledger. It is changed or ended, never deleted.</summary>
public interface ISubject
{
    /// <summary>Version 7 UUID made in code; opaque, safe in public addresses.</summary>
    Guid Id { get; }

    /// <summary>1 at creation, one more with each save; also the concurrency token. Only the store sets it.</summary>
    long Version { get; set; }
}

/// <summary>A subject that belongs to one public body (bestuursorgaan), the tenant.</summary>
public interface IOfBody
{
    /// <summary>Id of the public body whose register holds the subject.</summary>
    Guid BodyId { get; }
}

/// <summary>A subject that is about one person, so that all versions about that person are found together.</summary>
public interface IAboutPerson
{
    /// <summary>Id of the person.</summary>
    Guid PersonId { get; }
}

/// <summary>A subject that names another organisation, so that earlier versions are found by that organisation too.</summary>
public interface INamesOrganisation
{
    /// <summary>Normalised key of the organisation (<c>OrganisationName.Key</c>); null when none is named.</summary>
    string? OrganisationKey { get; }
}

/// <summary>
/// Marks a property that follows from the others (search text, sort key, date bounds). It is a column, but no part of the recorded state.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class DerivedAttribute : Attribute;

/// <summary>The trust zone that a module's data lives in (design, principle 4).</summary>
public enum Zone
{
    /// <summary>Made to be published.</summary>
    Register,

    /// <summary>Made to be kept: reports, cases, screening, safety.</summary>
    Vault,
}
