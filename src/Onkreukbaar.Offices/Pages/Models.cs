// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Components;
using Onkreukbaar.Kernel.Modules;
using Onkreukbaar.Kernel.Web;
using Onkreukbaar.Offices.Entities;
using Onkreukbaar.Offices.Reading;

namespace Onkreukbaar.Offices.Pages;

/// <summary>What <see cref="BodiesPage"/> shows; entities stay inside the module.</summary>
public sealed class BodiesModel
{
    internal BodiesModel() { }

    internal BodyFilter Filter { get; init; } = null!;

    internal IReadOnlyList<PublicBody> Rows { get; init; } = null!;

    internal int Total { get; init; }

    internal int Page { get; init; }

    internal IReadOnlyList<(BodyKind Kind, int Count)> Kinds { get; init; } = null!;

    internal ReferenceData Reference { get; init; } = null!;

    internal ViewMoment Moment { get; init; } = ViewMoment.Now;
}

/// <summary>What <see cref="BodyPage"/> shows; entities stay inside the module.</summary>
public sealed class BodyModel
{
    internal BodyModel() { }

    internal BodyDetail Detail { get; init; } = null!;

    internal IReadOnlyList<RenderFragment> Parts { get; init; } = null!;

    internal ReferenceData Reference { get; init; } = null!;

    internal ViewMoment Moment { get; init; } = ViewMoment.Now;
}

/// <summary>What <see cref="PersonPage"/> shows; entities stay inside the module.</summary>
public sealed class PersonModel
{
    internal PersonModel() { }

    internal PersonDetail Detail { get; init; } = null!;

    internal IReadOnlyList<RenderFragment> Parts { get; init; } = null!;

    internal IReadOnlyList<TimelineEntry> Entries { get; init; } = null!;

    internal ReferenceData Reference { get; init; } = null!;

    internal DateOnly Today { get; init; }

    internal ViewMoment Moment { get; init; } = ViewMoment.Now;
}

/// <summary>What <see cref="PersonsPage"/> shows; entities stay inside the module.</summary>
public sealed class PersonsModel
{
    internal PersonsModel() { }

    internal PersonFilter Filter { get; init; } = null!;

    internal IReadOnlyList<Person> Rows { get; init; } = null!;

    internal int Total { get; init; }

    internal int Page { get; init; }

    internal ILookup<Guid, Holder> Terms { get; init; } = null!;

    internal PublicBody? Body { get; init; }

    internal ReferenceData Reference { get; init; } = null!;

    internal ViewMoment Moment { get; init; } = ViewMoment.Now;
}
