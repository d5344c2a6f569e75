import { Command } from "commander";
import { table } from "../output/table.ts";
import { givenPassword, PASSWORD_OPTION } from "../password.ts";
import type { Session } from "../session.ts";

interface Organization {
  id: string;
  slug: string;
  name: string;
  ordinal: number;
  revision: number;
  createdAt: string;
}
interface Made {
  organization: Organization;
  admin: { id: string; email: string; name: string };
  password?: string;
}

export const organizationCommands = (session: Session): Command =>
  new Command("org")
    .summary("Organizations: walls that nothing crosses")
    .addCommand(
      new Command("create")
        .summary("Make an organization and its super admin")
        .description(
          "Also gives a super admin to an organization that has nobody yet, like the first one after a fresh start.",
        )
        .argument("<slug>", "how people name it when they sign in: small letters, digits, hyphens")
        .argument("<name>", "how it is shown")
        .requiredOption("--admin <address>", "who becomes its super admin")
        .option("--admin-name <name>", "their name (default: the address before the @)")
        .option(...PASSWORD_OPTION)
        .action(
          session.connected(
            async (
              { client, out },
              slug: string,
              name: string,
              options: { admin: string; adminName?: string; password?: string },
            ) => {
              const password = await givenPassword(options.password, session.surroundings.stdin);
              const made = await client.post<Made>("/api/gatehouse/organizations", {
                slug,
                name,
                admin: {
                  email: options.admin,
                  ...(options.adminName !== undefined && { name: options.adminName }),
                  ...(password !== undefined && { password }),
                },
              });
              out.show(made, ({ organization, admin, password: generated }) =>
                [
                  `Made the organization ${organization.slug} (${organization.name}).`,
                  `Its super admin is ${admin.name}, ${admin.email} (user:${admin.id}).`,
                  ...(generated ? [`Password, shown this once: ${generated}`] : []),
                  `People of it sign in at ${signInPath(organization)}, on the address of this installation.`,
                ].join("\n"),
              );
            },
            { makes: true },
          ),
        ),
    )
    .addCommand(
      new Command("list").summary("The organizations of this installation, the first one first").action(
        session.connected(async ({ client, out }) => {
          const answer = await client.get<{ organizations: Organization[] }>("/api/gatehouse/organizations");
          out.show(answer, ({ organizations }) =>
            table(
              organizations.map((one) => [one.slug, one.name, String(one.revision), one.createdAt.slice(0, 10)]),
              ["SLUG", "NAME", "REVISION", "SINCE"],
            ),
          );
        }),
      ),
    );

/** The first organization is meant where none is named. */
const signInPath = ({ slug, ordinal }: Organization) => (ordinal === 1 ? "/login" : `/login?organization=${slug}`);
