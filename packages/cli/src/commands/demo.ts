import { randomBytes } from "node:crypto";
import { Command } from "commander";
import { table } from "../output/table.ts";
import { givenPassword, PASSWORD_OPTION } from "../password.ts";
import type { Session } from "../session.ts";

interface Demo {
  organization: { slug: string; name: string; isFirst: boolean };
  people: number;
  groups: number;
  conversations: number;
  password: string;
  signIn: { email: string; name: string; as: string }[];
}

export const demoCommand = (session: Session): Command =>
  new Command("demo")
    .summary("Fill an organization that has nobody yet with people, things and two months of history")
    .description(
      "To look around, and to try things: everything on the pages has something to show. Goes into the first organization, or makes the one that --organization names; never into one that has accounts.",
    )
    .option("--seed <number>", "another number makes other people and another history (default: 1)")
    .option(...PASSWORD_OPTION)
    .action(
      session.connected(
        async ({ client, out, organization }, options: { seed?: string; password?: string }) => {
          const given = await givenPassword(options.password, session.surroundings.stdin);
          const password = given ?? randomBytes(15).toString("base64url");
          const where = organization !== undefined && { organization };
          await client.post("/api/gatehouse/demo", { ...where, isOnlyAsked: true });
          // Once it can be, and before anything is made: whoever is interrupted comes in all the same.
          if (!out.isJson)
            out.show(null, () =>
              given === undefined
                ? `Password of all of them, shown this once: ${password}\n`
                : "All of them get the password that you gave.\n",
            );
          const demo = await client.post<Demo>("/api/gatehouse/demo", {
            ...where,
            password,
            ...(options.seed !== undefined && { seed: Number(options.seed) }),
          });
          out.show(demo, (made) =>
            [
              `${made.organization.name} (${made.organization.slug}): ${made.people} people, ${made.groups} groups, ${made.conversations} conversations.`,
              "",
              table(
                made.signIn.map(({ email, as }) => [email, as]),
                ["SIGN IN AS", "WHO IS"],
              ),
              "",
              `They sign in at ${made.organization.isFirst ? "/login" : `/login?organization=${made.organization.slug}`}, on the address of this installation.`,
            ].join("\n"),
          );
        },
        { makes: true, makesOrganization: true },
      ),
    );
