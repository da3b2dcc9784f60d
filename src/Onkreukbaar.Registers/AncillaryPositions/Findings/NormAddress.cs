// SPDX-License-Identifier: EUPL-1.2
namespace Onkreukbaar.Registers.AncillaryPositions.Findings;

/// <summary>Addresses of norms in the handbook, which is another module's.</summary>
internal static class NormAddress
{
    /// <summary>Page of one norm: its content, the statute text and worked examples.</summary>
    public static string Of(string norm) => $"/handboek/normen/{Uri.EscapeDataString(norm)}";
}
