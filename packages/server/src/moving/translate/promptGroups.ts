import { searchText } from "../../store/index.ts";
import { datesOf, idOf, nameIn, shown, textOf, wholeOf } from "./fields.ts";
import { inPieces } from "./inPieces.ts";
import type { Finding, Kind } from "./kind.ts";
import { ownerOf } from "./ownerOf.ts";

const COMMAND = /^[a-z0-9-]{1,56}$/;

/** Prompts, as LibreChat's groups; their texts are a collection of its own. */
export const promptGroups: Kind = {
  collection: "promptgroups",

  translate(document, known) {
    const id = idOf(document._id) ?? "";
    const resource = `prompt:${id}`;
    const findings: Finding[] = [];
    const { owner, author, rows } = ownerOf(resource, document, known, findings);
    const name = nameIn(document.name, 255, "name", findings) ?? "Prompt";
    const command = textOf(document.command);
    if (command && !COMMAND.test(command))
      findings.push({ code: "command-unusable", field: "command", found: shown(command), done: "it has none" });
    return {
      rows: {
        ...rows,
        prompt_groups: [
          {
            ...{ id, name, oneliner: textOf(document.oneliner) ?? "", category: textOf(document.category) ?? "" },
            command: command && COMMAND.test(command) ? command : null,
            production_id: idOf(document.productionId),
            uses: Math.max(0, wholeOf(document.numberOfGenerations) ?? 0),
            ...{ author, search_text: searchText(name) },
            ...datesOf(document, known.now),
          },
        ],
      },
      changes: [{ kind: "resource-added", resource, owner, state: "active" }],
      findings,
    };
  },

  async remove(tx, organization, ids) {
    await inPieces(ids, async (some) => {
      const resources = some.map((id) => `prompt:${id}`);
      await tx
        .deleteFrom("left_things")
        .where("organization_id", "=", organization)
        .where("resource", "in", resources)
        .execute();
      await tx
        .deleteFrom("prompt_groups")
        .where("organization_id", "=", organization)
        .where("id", "in", some)
        .execute();
    });
  },
};
