import { VERSION } from "@gatehouse/server";
import { Command } from "commander";
import { addressCommands } from "./commands/address.ts";
import { auditCommands } from "./commands/audit.ts";
import { backupCommands } from "./commands/backup.ts";
import { balanceCommands } from "./commands/balance.ts";
import { capabilityCommands } from "./commands/capability.ts";
import { changesCommand } from "./commands/changes.ts";
import { checkCommand } from "./commands/check.ts";
import { configCommands } from "./commands/config.ts";
import { databaseCommands } from "./commands/database.ts";
import { demoCommand } from "./commands/demo.ts";
import { doctorCommand } from "./commands/doctor.ts";
import { explainCommand } from "./commands/explain.ts";
import { groupCommands } from "./commands/group.ts";
import { identityCommands } from "./commands/identity.ts";
import { keyCommands } from "./commands/key.ts";
import { migrateCommands } from "./commands/migrate.ts";
import { organizationCommands } from "./commands/organization.ts";
import { outboxCommands } from "./commands/outbox.ts";
import { overrideCommands } from "./commands/override.ts";
import { reviewCommands } from "./commands/review.ts";
import { roleCommands } from "./commands/role.ts";
import { serveCommand } from "./commands/serve.ts";
import { serviceCommands } from "./commands/service.ts";
import { shareCommands } from "./commands/share.ts";
import { stateCommands } from "./commands/state.ts";
import { usageCommand } from "./commands/usage.ts";
import { userCommands } from "./commands/user.ts";
import type { Session } from "./session.ts";

/** Every command of `gatehouse`. docs/reference/commands.md is made from here. */
export function gatehouseProgram(session: Session): Command {
  const program = new Command("gatehouse")
    .description("Gatehouse, the permissions system for AI chat workspaces, from the command line.")
    .option("--json", "print the API's answer instead of words")
    .option("--organization <slug>", "the organization that is meant (default: the first one)")
    .option("--dry-run", "write nothing, and show who would gain what, and lose what")
    .version(VERSION, "-V, --version", "print the version")
    .helpOption("-h, --help", "show what a command takes")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({
      // What was asked for by --version or --help.
      writeOut: (text) => session.out.show(text.trim() === VERSION ? { version: VERSION } : { help: text }, () => text),
      // With --json the words for it come with the error; see `run`.
      writeErr: (text) => void (session.isJson || session.surroundings.stderr.write(text)),
    })
    .showHelpAfterError("(--help shows what it takes)")
    .hook("preAction", (_, command) => session.begin(command.optsWithGlobals()));
  for (const command of [
    serveCommand(session),
    configCommands(session),
    overrideCommands(session),
    doctorCommand(session),
    organizationCommands(session),
    demoCommand(session),
    userCommands(session),
    outboxCommands(session),
    addressCommands(session),
    groupCommands(session),
    roleCommands(session),
    capabilityCommands(session),
    serviceCommands(session),
    keyCommands(session),
    identityCommands(session),
    ...shareCommands(session),
    checkCommand(session),
    explainCommand(session),
    changesCommand(session),
    usageCommand(session),
    balanceCommands(session),
    stateCommands(session),
    databaseCommands(session),
    migrateCommands(session),
    auditCommands(session),
    reviewCommands(session),
    ...backupCommands(session),
  ])
    program.addCommand(inheriting(program, command));
  return program;
}

/** Commands that are added do not take over how the program speaks by themselves. */
function inheriting(parent: Command, command: Command): Command {
  command.copyInheritedSettings(parent).helpCommand(false);
  for (const sub of command.commands) inheriting(command, sub);
  return command;
}
