// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Shouldly;
using Xunit;

namespace Onkreukbaar.Tests.Kernel.Stores;

public sealed class StoreSignalsTests
{
    // Services that listen are made at the first request that needs them, whatever is saved meanwhile.
    [Fact]
    public async Task Who_begins_to_listen_while_a_save_is_told_hears_of_the_next_one()
    {
        var signals = new StoreSignals();
        var heard = new List<string>();
        var isFirst = true;
        signals.Listen(
            (_, _) =>
            {
                heard.Add("present");
                if (isFirst)
                {
                    isFirst = false;
                    signals.Listen((_, _) => Hear("added"));
                    signals.ListenFirst((_, _) => Hear("first"));
                }

                return ValueTask.CompletedTask;
            }
        );
        signals.Listen((_, _) => Hear("last"));

        await signals.PublishAsync(Zone.Register, Saved.Nothing);
        heard.ShouldBe(["present", "last"]);
        heard.Clear();
        await signals.PublishAsync(Zone.Register, Saved.Nothing);
        heard.ShouldBe(["first", "present", "last", "added"]);

        ValueTask Hear(string who)
        {
            heard.Add(who);
            return ValueTask.CompletedTask;
        }
    }

    [Fact]
    public async Task Of_those_who_begin_to_listen_at_once_none_is_lost()
    {
        var signals = new StoreSignals();
        var heard = 0;
        Parallel.For(
            0,
            10_000,
            _ =>
                signals.Listen(
                    (_, _) =>
                    {
                        heard++;
                        return ValueTask.CompletedTask;
                    }
                )
        );
        await signals.PublishAsync(Zone.Register, Saved.Nothing);
        heard.ShouldBe(10_000);
    }
}
