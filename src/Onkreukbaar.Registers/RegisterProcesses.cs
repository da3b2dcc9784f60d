// SPDX-License-Identifier: EUPL-1.2
using Onkreukbaar.Kernel.Stores;
using Onkreukbaar.Offices;

namespace Onkreukbaar.Registers;

/// <summary>Processes by which the registers are written.</summary>
internal static class RegisterProcesses
{
    public const string Draft = "nevenfunctie.opnemen";
    public const string Declare = "nevenfunctie.melden";
    public const string Publish = "nevenfunctie.openbaarmaken";
    public const string Correct = "nevenfunctie.verbeteren";
    public const string End = "nevenfunctie.beeindigen";
    public const string Withdraw = "nevenfunctie.intrekken";
    public const string Resume = "nevenfunctie.hervatten";
    public const string Import = "nevenfunctie.importeren";
    public const string OfferList = "inlezing.aanbieden";
    public const string CheckList = "inlezing.controleren";
    public const string ReadList = "inlezing.uitvoeren";
    public const string DiscardList = "inlezing.weggooien";
    public const string RecordStatement = "verklaring.vastleggen";
    public const string CorrectStatement = "verklaring.verbeteren";
    public const string RetractStatement = "verklaring.intrekken";
    public const string RecordIncome = "neveninkomsten.vastleggen";
    public const string CorrectIncome = "neveninkomsten.verbeteren";
    public const string RemoveIncome = "neveninkomsten.weghalen";
    public const string AddTerm = "ambtstermijn.opnemen";
    public const string ChangeTerm = TermChanges.ChangeProcess;
    public const string CorrectTerm = TermChanges.CorrectProcess;
    public const string TermDates = TermChanges.PeriodProcess;
    public const string StrikeTerm = TermChanges.StrikeProcess;
    public const string CorrectName = PersonNames.Process;
    public const string AddPerson = "ambtsdrager.opnemen";

    public static IEnumerable<Process> All =>
        [
            new(Draft, () => Texts.ProcessDraft),
            new(Declare, () => Texts.ProcessDeclare),
            new(Publish, () => Texts.ProcessPublish),
            new(Correct, () => Texts.ProcessCorrect),
            new(End, () => Texts.ProcessEnd),
            new(Withdraw, () => Texts.ProcessWithdraw),
            new(Resume, () => Texts.ProcessResume),
            new(Import, () => Texts.ProcessImport),
            new(OfferList, () => Texts.ProcessOfferList),
            new(CheckList, () => Texts.ProcessCheckList),
            new(ReadList, () => Texts.ProcessReadList),
            new(DiscardList, () => Texts.ProcessDiscardList),
            new(RecordStatement, () => Texts.ProcessRecordStatement),
            new(CorrectStatement, () => Texts.ProcessCorrectStatement),
            new(RetractStatement, () => Texts.ProcessRetractStatement),
            new(RecordIncome, () => Texts.ProcessRecordIncome),
            new(CorrectIncome, () => Texts.ProcessCorrectIncome),
            new(RemoveIncome, () => Texts.ProcessRemoveIncome),
            new(AddTerm, () => Texts.ProcessAddTerm),
            new(ChangeTerm, () => Texts.ProcessChangeTerm),
            new(CorrectTerm, () => Texts.ProcessCorrectTerm),
            new(TermDates, () => Texts.ProcessTermDates),
            new(StrikeTerm, () => Texts.ProcessStrikeTerm),
            new(CorrectName, () => Texts.ProcessCorrectName),
            new(AddPerson, () => Texts.ProcessAddPerson),
        ];
}
