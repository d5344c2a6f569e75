import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { branchOf } from "../conversations/branches.ts";
import type { Copied, Copies } from "../conversations/copies.ts";
import type { Imports } from "../conversations/import/imports.ts";
import { revisionOf, type Shown } from "./content.ts";
import type { LinkReader, Opener } from "./reader.ts";
import type { ForkBody } from "./schemas.ts";

/** Copies of what a link shows, that belong to whoever makes them and go on with a model that they may use. */
export class Forks {
  private readonly reader: LinkReader;
  private readonly copies: Copies;
  private readonly imports: Imports;

  constructor(reader: LinkReader, { copies, imports }: { copies: Copies; imports: Imports }) {
    this.reader = reader;
    this.copies = copies;
    this.imports = imports;
  }

  /** @throws {Problem} as for reading; `conflict` if something else is shown by now, `model-not-available` */
  async make(actor: Actor, opener: Opener, shareId: string, wish: ForkBody): Promise<Copied> {
    await this.copies.count(actor, opener.ip);
    const { shown } = await this.reader.open(opener, shareId);
    const { targetMessageIndex, shareRevision } = wish ?? {};
    if (shareRevision !== undefined && shareRevision !== revisionOf(shown))
      throw problem("conflict", { detail: "the link shows something else by now" });
    return this.imports.keep(actor, importedOf(shown, targetMessageIndex));
  }
}

function importedOf({ title, messages }: Shown, target: number | undefined) {
  const rows = messages.map(({ parent, ...message }, place) => ({
    ...message,
    message_id: String(place),
    parent_message_id: parent < 0 ? null : String(parent),
  }));
  if (target !== undefined && target >= rows.length)
    throw problem("request-invalid", { detail: "`targetMessageIndex` is no message of what is shown" });
  const taken = target === undefined ? rows : branchOf(rows, String(target), "directPath");
  return {
    title,
    at: null,
    endpoint: null,
    model: null,
    messages: taken.map(
      ({ message_id: id, parent_message_id: parent, isPersons, isSubmitted = false, sender, text, at }) => ({
        id,
        parent,
        isPersons,
        isSubmitted,
        sender,
        text,
        model: null,
        at,
      }),
    ),
  };
}
