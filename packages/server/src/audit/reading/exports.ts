import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import { noteEvent } from "../../store/index.ts";
import { asCsv, asJsonLines } from "./exporting.ts";
import { namesFor } from "./names.ts";
import type { ExportQuery } from "./schemas.ts";
import { type AuditParts, type AuditTrail, readerIn } from "./service.ts";
import { spanOf } from "./wanted.ts";

const MOST_AT_ONCE = 3;

/** The trail as a file. Each one is an entry of the trail itself. */
export class Exports {
  private readonly parts: AuditParts;
  private readonly trail: AuditTrail;
  private running = 0;

  constructor(parts: AuditParts, trail: AuditTrail) {
    this.parts = parts;
    this.trail = trail;
  }

  /**
   * The file's text, piece by piece: the next is read when the one before was taken.
   * @throws {Problem} `forbidden`, `request-invalid`, `conflict`
   */
  async begin(actor: Actor, { format, ...asked }: ExportQuery): Promise<AsyncGenerator<string>> {
    this.trail.require(actor);
    const { from, to, ...narrowing } = asked;
    const names = Object.keys(narrowing);
    if (format === "jsonl" && names.length > 0)
      throw problem("request-invalid", {
        detail: `a file that can be verified is whole: \`jsonl\` takes \`from\` and \`to\`, not \`${names[0]}\``,
      });
    if (this.running >= MOST_AT_ONCE)
      throw problem("conflict", { detail: "others are exporting: ask again in a while" });
    const { store, now, sealer } = this.parts;
    const { organization } = actor;
    const facts = { format, filters: Object.keys(asked) };
    const event = {
      organization,
      kind: "audit-exported",
      actor: actor.name,
      from: actor.from,
      facts,
      at: now(),
    } as const;
    await store.transact((tx) => noteEvent(tx, event));
    await sealer.sealSoon();
    const lines =
      format === "jsonl"
        ? asJsonLines(store, organization, spanOf(asked), readerIn(actor))
        : asCsv(store, organization, asked, readerIn(actor), (some) => namesFor(this.parts, actor, some));
    return this.counted(lines);
  }

  private async *counted(lines: AsyncGenerator<string>): AsyncGenerator<string> {
    this.running++;
    try {
      yield* lines;
    } finally {
      this.running--;
    }
  }
}
