// SPDX-License-Identifier: EUPL-1.2
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Rendering;

namespace Onkreukbaar.Design;

/// <summary>Hands the columns of a table to the cells of one row, in order.</summary>
internal sealed class TableRowState(IReadOnlyList<TableColumn> columns)
{
    private int _next;

    public TableColumn Next() => _next < columns.Count
        ? columns[_next++]
        : throw new InvalidOperationException($"A row has more cells than the {columns.Count} columns of its table.");
}

/// <summary>A cell of <see cref="Table{TItem}"/>: takes label, alignment and role from its column. Written in code: lists hold hundreds.</summary>
public sealed class Cell : ComponentBase
{
    private TableColumn _column = null!;

    [CascadingParameter]
    internal TableRowState? Row { get; set; }

    [Parameter]
    public RenderFragment? ChildContent { get; set; }

    protected override void OnInitialized() =>
        _column = Row?.Next() ?? throw new InvalidOperationException("A Cell stands inside the Row of a Table.");

    protected override void BuildRenderTree(RenderTreeBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.OpenElement(0, _column.RowHeader ? "th" : "td");
        if (_column.RowHeader) builder.AddAttribute(1, "scope", "row");
        builder.AddAttribute(2, "class", CssClass());
        builder.AddAttribute(3, "data-label", _column.HiddenLabel ? "" : _column.Label);
        builder.AddContent(4, ChildContent);
        builder.CloseElement();
    }

    private string CssClass() => (_column.RowHeader, _column.Numeric, _column.NoWrap) switch
    {
        (true, true, _) => "utrecht-table__header-cell ob-table__row-header ob-table__row-header--number",
        (true, _, _) => "utrecht-table__header-cell ob-table__row-header",
        (_, true, _) => "utrecht-table__cell utrecht-table__cell--numeric-column utrecht-table__cell--numeric-data ob-table__nowrap",
        (_, _, true) => "utrecht-table__cell ob-table__nowrap",
        _ => "utrecht-table__cell",
    };
}
