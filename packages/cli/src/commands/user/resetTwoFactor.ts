import { Command } from "commander";
import { userId } from "../../names/people.ts";
import { inOneLine } from "../../output/table.ts";
import type { Session } from "../../session.ts";
import type { User } from "./user.ts";

export const resetTwoFactorCommand = (session: Session): Command =>
  new Command("reset-two-factor")
    .summary("Take two-factor sign-in away from somebody who lost theirs; their sessions end")
    .argument("<person>", "their mail address, or `user:<id>`")
    .action(
      session.connected(async ({ client, out }, person: string) => {
        const id = await userId(client, person);
        const reset = await client.post<{ user: User }>(`/api/admin/users/${id}/reset-two-factor`);
        out.show(reset, ({ user }) => `${inOneLine(user.name)}, ${user.email}, signs in with the password alone.`);
      }),
    );
