package dev.regroup.cli;

import dev.regroup.cli.broker.BrokerStarter;
import dev.regroup.cli.data.DataBackup;
import dev.regroup.cli.data.DataInspector;
import dev.regroup.cli.demo.DemoCommand;
import dev.regroup.cli.demo.member.DemoMemberCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;

/// `regroup`: chooses among the commands.
@Command(
        name = "regroup",
        description = "A Kafka-compatible broker built around the consumer group.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        footer = {
            "",
            "The launcher also knows 'regroup test', which builds Regroup and runs all its tests."
        },
        subcommands = HelpCommand.class)
public final class RegroupCommand {
    private RegroupCommand() {}

    /// The command line, with brokers started by `starter`, data looked at by `inspector` and
    /// copied by `backup`.
    public static CommandLine commandLine(
            BrokerStarter starter, DataInspector inspector, DataBackup backup) {
        return new CommandLine(new RegroupCommand())
                .addSubcommand(new StartCommand(starter))
                .addSubcommand(new DemoCommand(starter))
                .addSubcommand(new DemoMemberCommand())
                .addSubcommand(new BackupCommand(backup))
                .addSubcommand(new CheckCommand(inspector))
                .addSubcommand(new DumpCommand(inspector))
                .setCaseInsensitiveEnumValuesAllowed(true);
    }
}
