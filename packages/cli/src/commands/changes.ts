import { Command, InvalidArgumentError } from "commander";
import { table } from "../output/table.ts";
import type { Session } from "../session.ts";

interface Changes {
  changes: {
    revision: number;
    at: string;
    actor: string;
    reason: string | null;
    from: string | null;
    changes: { kind: string }[];
  }[];
  revision: number;
}

export const changesCommand = (session: Session): Command =>
  new Command("changes")
    .summary("The change log, oldest first: who changed what permissions, when and why")
    .option("--after <revision>", "only what came after this revision (default: from the beginning)", numberOf)
    .option("--limit <count>", "at most so many, up to 500 (default: 100)", numberOf)
    .action(
      session.connected(async ({ client, out }, { after, limit }: { after?: number; limit?: number }) => {
        const answer = await client.get<Changes>("/api/access/changes", { after, limit });
        out.show(answer, ({ changes, revision }) => {
          if (changes.length === 0) return `Nothing after that; the newest revision is ${revision}.`;
          const last = changes.at(-1)?.revision ?? revision;
          const rows = changes.map((one) => [
            String(one.revision),
            one.at,
            one.actor,
            kindsOf(one.changes),
            one.reason ?? "",
          ]);
          const more = last < revision ? `\n… up to revision ${revision}: go on with --after ${last}` : "";
          return table(rows, ["REVISION", "AT", "ACTOR", "CHANGES", "REASON"]) + more;
        });
      }),
    );

/** `grant-set, membership-set ×3` */
function kindsOf(changes: readonly { kind: string }[]): string {
  return [...Map.groupBy(changes, ({ kind }) => kind)]
    .map(([kind, same]) => (same.length === 1 ? kind : `${kind} ×${same.length}`))
    .join(", ");
}

function numberOf(text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw new InvalidArgumentError("Allowed: a whole number.");
  return Number(text);
}
