using System.CommandLine;
using Parley.Cli;
using Parley.Cli.Backups;
using Parley.Cli.Commands;
using Parley.Cli.Doctor;
using Parley.Cli.Keys;
using Parley.Cli.Ladders;
using Parley.Cli.Lines;
using Parley.Cli.Top;
using Parley.Verification;

var root = new RootCommand("""
    Parley: a permanent line between parties that do not trust each other.
    What is said is numbered and signed; what was said can be proven.

    Example: parley demo
    """)
{
    DemoCommand.Create(),
    InitCommand.Create(),
    ServeCommand.Create(),
    CardCommand.Create(),
    OfficerCommand.Create(),
    AuditCommand.Create(),
    ChannelCommand.Create(),
    SendCommand.Create(),
    AttachmentCommand.Create(),
    InboxCommand.Create(),
    ReadCommand.Create(),
    ShownCommand.Create(),
    ParaphraseCommand.Create(),
    ParaphraseCommand.CreateConfirm(),
    ParaphraseCommand.CreateCorrect(),
    ReplyCommand.Create(),
    ReplyCommand.CreateDecline(),
    ReplyCommand.CreateAdequate(),
    TranslateCommand.Create(),
    LadderCommand.Create(),
    OwedCommand.Create(),
    ExchangeCommand.Create(),
    LineCommand.Create(),
    SelfTestCommand.Create(),
    ShowCommand.Create(),
    CaseCommand.Create(),
    ExtractCommand.Create(),
    ProofCommand.Create(),
    EvidenceCommand.Create(),
    LedgerCommand.Create(),
    WitnessCommand.Create(),
    RelayCommand.Create(),
    PouchCommand.Create(),
    TestCommand.Create(),
    StatusCommand.Create(),
    DoctorCommand.Create(),
    TopCommand.Create(),
    ArchiveCommand.Create(),
    InstrumentCommand.Create(),
    PackCommand.Create(),
    KeyCommand.Create(),
    BackupCommand.Create(),
    RestoreCommand.Create(),
    MigrateCommand.Create(),
    RestartCommand.Create(),
    SimulateCommand.Create(),
    VerifyCommand.Create(Crypto.Provider, TimeProvider.System),
};
// On Ctrl-C a demo ends its nodes and removes its files, and a node finishes its transaction: the usual two seconds are few.
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(15) });
