import { Command } from "commander";
import { serviceId } from "../names/people.ts";
import { inOneLine, table } from "../output/table.ts";
import { allOf } from "../pages.ts";
import type { Session } from "../session.ts";

interface Service {
  id: string;
  name: string;
  description: string;
  status: string;
  credentialPrefix: string | null;
  lastUsedAt: string | null;
}

const PATH = "/api/admin/services";

export const serviceCommands = (session: Session): Command =>
  new Command("service")
    .summary("Accounts of programs")
    .addCommand(
      new Command("create")
        .summary("Make a service; its credential is printed once")
        .argument("<name>")
        .option("--description <text>")
        .action(
          session.connected(async ({ client, out }, name: string, { description }: { description?: string }) => {
            const made = await client.post<{ service: Service; credential: string }>(PATH, {
              name,
              ...(description !== undefined && { description }),
            });
            out.show(made, ({ service, credential }) =>
              [
                `Made the service ${inOneLine(service.name)} (service:${service.id}). It may do nothing until given something.`,
                `Credential, shown this once: ${credential}`,
              ].join("\n"),
            );
          }),
        ),
    )
    .addCommand(
      new Command("list").summary("Services, by name").action(
        session.connected(async ({ client, out }) => {
          const answer = await allOf<"services", Service>(client, PATH, "services");
          out.show(answer, ({ services }) =>
            services.length === 0
              ? "No services."
              : table(
                  services.map((one) => [
                    one.name,
                    one.status,
                    one.credentialPrefix ?? "none",
                    one.lastUsedAt ?? "never",
                    `service:${one.id}`,
                  ]),
                  ["NAME", "STATUS", "CREDENTIAL", "LAST USED", "ID"],
                ),
          );
        }),
      ),
    )
    .addCommand(
      new Command("rotate")
        .summary("Make a new credential; the former one ends at once")
        .argument("<service>", "its name or id")
        .action(
          session.connected(async ({ client, out }, service: string) => {
            const id = await serviceId(client, service);
            const answer = await client.post<{ credential: string }>(`${PATH}/${id}/credential`);
            out.show(answer, ({ credential }) => `Credential, shown this once: ${credential}`);
          }),
        ),
    );
