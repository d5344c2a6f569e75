import { Command } from "commander";
import type { Session } from "../session.ts";
import { banCommand, unbanCommand } from "./user/ban.ts";
import { createCommand } from "./user/create.ts";
import { deleteCommand } from "./user/delete.ts";
import { inviteCommand } from "./user/invite.ts";
import { listCommand } from "./user/list.ts";
import { resetPasswordCommand } from "./user/resetPassword.ts";
import { resetTwoFactorCommand } from "./user/resetTwoFactor.ts";
import { statsCommand } from "./user/stats.ts";

export const userCommands = (session: Session): Command =>
  new Command("user")
    .summary("Accounts of people")
    .addCommand(createCommand(session))
    .addCommand(inviteCommand(session))
    .addCommand(listCommand(session))
    .addCommand(statsCommand(session))
    .addCommand(banCommand(session))
    .addCommand(unbanCommand(session))
    .addCommand(deleteCommand(session))
    .addCommand(resetPasswordCommand(session))
    .addCommand(resetTwoFactorCommand(session));
