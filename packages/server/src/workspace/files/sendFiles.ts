import type { Change } from "@gatehouse/engine";
import type { Access } from "../../access/access.ts";
import { contextOf, requireMay } from "../../access/rules.ts";
import type { FileConfig } from "../../config/index.ts";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { Tx } from "../../store/index.ts";
import { contextOfRow } from "../reachable/contextOfRow.ts";
import { fileName, isOwnFile, requireFile } from "./fileAccess.ts";
import { rulesFor } from "./fileRules.ts";
import { countFilesIn, countUse, type FileRow, findFiles, putIntoConversation } from "./queries.ts";

/** Files that are a part of one conversation: as many are taken in at once when it is shared. */
const MOST_IN_CONVERSATION = 1_000;

interface Sending {
  actor: Actor;
  /** `conversations.id`. */
  conversation: string;
  endpoint: string;
  fileIds: readonly string[];
}

/**
 * Files go with a message, in the transaction that stores it. One's own that is in no conversation becomes a part of this one, so that
 * whoever views the conversation may fetch it; any other takes `use`, and nobody else reaches it by the message.
 * @returns the files in the order of their ids; and, where the conversation or one of its new parts is held, what that changes
 * @throws {Problem} `resource-not-found`, `forbidden`, `feature-off`, `request-invalid`
 */
export async function sendFiles(
  tx: Tx,
  organizations: Access,
  config: FileConfig | undefined,
  { actor, conversation, endpoint, fileIds }: Sending,
): Promise<{ files: FileRow[]; changes: Change[] }> {
  const access = organizations.of(actor);
  const wanted = [...new Set(fileIds)];
  const rules = rulesFor(config, endpoint);
  if (rules.isDisabled) throw problem("feature-off", { detail: "files are switched off for this endpoint" });
  if (wanted.length > rules.most)
    throw problem("request-invalid", { detail: `\`files\`: a message has ${rules.most} files at most here` });
  const found = new Map((await findFiles(tx, access.id, wanted)).map((row) => [row.file_id, row]));
  const files = wanted.map((fileId) => requireFile(access, actor, "use", found.get(fileId)));
  if (files.reduce((sum, { bytes }) => sum + Number(bytes), 0) > rules.largestTogether)
    throw problem("request-invalid", {
      detail: `\`files\`: those of a message have ${rules.largestTogether} bytes at most together`,
    });
  const joining = files.filter((row) => row.conversation_id === null && isOwnFile(access, actor, row));
  if (joining.length > 0) {
    if ((await countFilesIn(tx, access.id, conversation)) + joining.length > MOST_IN_CONVERSATION)
      throw problem("request-invalid", {
        detail: `\`files\`: a conversation has ${MOST_IN_CONVERSATION} files at most; begin a new one`,
      });
    await putIntoConversation(tx, access.id, conversation, idsOf(joining));
  }
  await countUse(tx, access.id, idsOf(files));
  const parent = `conversation:${conversation}`;
  // The engine holds both or neither: one that was shared by itself takes the conversation in.
  if (![parent, ...joining.map(fileName)].some((one) => access.engine.isHeld(one))) return { files, changes: [] };
  const taken = await organizations.unheld.findToTake(tx, access, [parent, ...joining.map(fileName)]);
  const taking = taken.taking(access, parent);
  const putting = access.engine.suppose(taking, () =>
    joining.flatMap((row): Change[] => {
      const resource = fileName(row);
      if (access.engine.describe(resource)?.parents.includes(parent)) return [];
      requireMay(access, actor, (may) =>
        may.addParent(actor.subject, resource, parent, { ...contextOf(actor), ...contextOfRow(row) }),
      );
      return [...taken.taking(access, resource), { kind: "parent-added", resource, parent }];
    }),
  );
  return { files, changes: [...taking, ...putting] };
}

const idsOf = (rows: readonly FileRow[]): string[] => rows.map(({ id }) => id);
