// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Onkreukbaar.Design;

/// <summary>The drawings of <see cref="Icon"/>.</summary>
public enum IconName
{
    ArrowRight,
    Check,
    Chevron,
    Cross,
    Document,
    Download,
    Info,
    Person,
    Search,
    SortDown,
    SortNone,
    SortUp,
    Warning,
}

/// <summary>A small drawing in the colour of the text beside it. Always decoration: the text says what it means.</summary>
public sealed class Icon : ComponentBase
{
    [Parameter, EditorRequired]
    public IconName Name { get; set; }

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, "svg");
        builder.AddAttribute(1, "class", "ob-icon");
        builder.AddAttribute(2, "viewBox", "0 0 24 24");
        builder.AddAttribute(3, "width", "20");
        builder.AddAttribute(4, "height", "20");
        builder.AddAttribute(5, "aria-hidden", "true");
        builder.AddAttribute(6, "focusable", "false");
        builder.OpenElement(7, "path");
        builder.AddAttribute(8, "d", Path(Name));
        builder.CloseElement();
        builder.CloseElement();
    }

    private static string Path(IconName name) => name switch
    {
        IconName.ArrowRight => "M4 12h15M13 6l6 6-6 6",
        IconName.Check => "M4 12.5l5.5 5.5L20 6.5",
        IconName.Chevron => "M9 5l7 7-7 7",
        IconName.Cross => "M6 6l12 12M18 6L6 18",
        IconName.Document => "M6 3h8l5 5v13H6zM14 3v5h5M9 13h7M9 17h7",
        IconName.Download => "M12 4v11M7 11l5 5 5-5M5 20h14",
        IconName.Info => "M12 3a9 9 0 100 18 9 9 0 000-18zM12 11v6M12 7.2v.1",
        IconName.Person => "M12 12a4 4 0 100-8 4 4 0 000 8zM4 21c0-4.4 3.6-7 8-7s8 2.6 8 7",
        IconName.Search => "M10.5 4a6.5 6.5 0 100 13 6.5 6.5 0 000-13zM15.5 15.5L21 21",
        IconName.SortDown => "M12 5v14M6 13l6 6 6-6",
        IconName.SortNone => "M8 10l4-4 4 4M8 14l4 4 4-4",
        IconName.SortUp => "M12 19V5M6 11l6-6 6 6",
        IconName.Warning => "M12 3.5L22 20.5H2zM12 10v5M12 17.7v.1",
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
