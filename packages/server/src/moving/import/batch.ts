import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { nextGrantIds, type Store, type Tx } from "../../store/index.ts";
import type { Document } from "../source/index.ts";
import { idOf, shown } from "../translate/fields.ts";
import { inPieces } from "../translate/inPieces.ts";
import type { Collection, Translated } from "../translate/kind.ts";
import { addTo, type Counts, noCounts } from "./counts.ts";
import { digestOf } from "./digest.ts";
import type { Here } from "./here.ts";
import { type Move, saveMove } from "./moves.ts";
import type { ProblemLine } from "./problemLine.ts";
import { changesOf, mover, refusalIn, writeRows } from "./writing.ts";

export interface BatchParts {
  access: OrganizationAccess;
  store: Store;
  here: Here;
  move: Move;
  kind: Collection;
  tenant: string | null;
  problem(line: ProblemLine): void;
}

/** A document that is new here. */
interface New {
  id: string;
  document: Document;
  digest: string;
}

interface Came extends New {
  became: Translated;
}

/** Documents of one collection that are written together, or, where one of them does not fit, each by itself. */
export class Batch {
  private readonly parts: BatchParts;
  private readonly documents: readonly Document[];
  private readonly counts: Counts = noCounts();

  constructor(parts: BatchParts, documents: readonly Document[]) {
    this.parts = parts;
    this.documents = documents;
  }

  /** @param place behind the last of them: from there on it is gone on with */
  async write(place: string | null): Promise<void> {
    const fresh = await this.fresh();
    const translate = await this.translator(fresh);
    const came: Came[] = [];
    for (const one of fresh) {
      const became = translate(one.document);
      for (const finding of became.findings) this.tell(one.id, finding);
      if (isNothing(became)) this.counts.leftOut++;
      else came.push({ ...one, became });
    }
    try {
      await this.commit(came, place);
    } catch (error) {
      if (refusalIn(error) === null) throw error;
      await this.oneByOne(came, place);
    }
  }

  /** The one that does not fit is told and left; the others come. Translated anew: what came before it in the batch is here now. */
  private async oneByOne(came: readonly Came[], place: string | null): Promise<void> {
    for (const one of came)
      try {
        const translate = await this.translator([one]);
        const became = translate(one.document);
        if (isNothing(became)) {
          for (const finding of became.findings) this.tell(one.id, finding);
          this.counts.leftOut++;
        } else await this.commit([{ ...one, became }], null);
      } catch (error) {
        const refusal = refusalIn(error);
        if (refusal === null) throw error;
        this.tell(one.id, { ...refusal, field: "", done: "left out: it does not fit what is here" });
        this.counts.leftOut++;
      }
    await this.commit([], place);
  }

  private translator(some: readonly New[]): Promise<(document: Document) => Translated> {
    const { kind, here, store } = this.parts;
    return kind.ready(
      store.db,
      some.map(({ document }) => document),
      here,
    );
  }

  /** Those that did not come before, each once; the others are counted. */
  private async fresh(): Promise<New[]> {
    const { access, store, kind, tenant } = this.parts;
    const named = new Map<string, Document>();
    for (const document of this.documents) {
      const id = idOf(document._id);
      const of = document.tenantId === undefined || document.tenantId === "" ? null : document.tenantId;
      if (of !== tenant) this.counts.others++;
      else if (id === null || named.has(id)) {
        const code = id === null ? "id-unusable" : "id-twice";
        this.tell(String(document._id), { code, field: "_id", found: shown(document._id), done: "left out" });
        this.counts.leftOut++;
      } else named.set(id, document);
    }
    const known = new Map<string, string>();
    await inPieces([...named.keys()], async (some) => {
      const rows = await store.db
        .selectFrom("moved_documents")
        .select(["document_id", "digest"])
        .where("organization_id", "=", access.id)
        .where("collection", "=", kind.collection)
        .where("document_id", "in", some)
        .execute();
      for (const row of rows) known.set(row.document_id, row.digest);
    });
    const fresh: New[] = [];
    for (const [id, document] of named) {
      const digest = digestOf(document);
      const before = known.get(id);
      if (before === undefined) fresh.push({ id, document, digest });
      else if (before === digest) this.counts.unchanged++;
      else {
        this.counts.changed++;
        const done = "left as it came: what is changed there later is not brought again";
        this.tell(id, { code: "changed-since", field: "", found: "it says something else than when it came", done });
      }
    }
    return fresh;
  }

  private get place() {
    const { access, store } = this.parts;
    return { id: access.id, kind: store.kind };
  }

  private tell(id: string, finding: Omit<ProblemLine, "collection" | "id">): void {
    this.counts.findings++;
    this.parts.problem({ collection: this.parts.kind.collection, id, ...finding });
  }

  /** @param place null: it stays where it is; more of the batch follows */
  private async commit(came: readonly Came[], place: string | null): Promise<void> {
    const { access, move, kind, here } = this.parts;
    const { collection } = kind;
    const next: Move = { ...move, counts: { ...move.counts } };
    if (came.length > 0) next.batches++;
    const isLast = place !== null || came.length === 0;
    const counts = { ...(next.counts[collection] ?? noCounts()) };
    counts.brought += came.length;
    if (isLast) addTo(counts, this.counts);
    next.counts[collection] = counts;
    if (isLast) next.at = { collection, place };
    await access.commit(
      mover(access.id),
      async (tx) => {
        await writeRows(
          tx,
          this.place,
          came.map(({ became }) => became.rows),
        );
        const changes = await changesOf(
          access,
          came.flatMap(({ became }) => became.changes),
          (count) => nextGrantIds(tx, access.id, count),
        );
        if (came.length > 0)
          await this.note(tx, next.batches, came, changes.length > 0 ? access.engine.revision + 1 : null);
        await saveMove(tx, access.id, next);
        return { changes, result: null };
      },
      `moving in ${move.id}`,
    );
    Object.assign(move, next);
    for (const { id, became } of came) if (collection === "users" && became.is !== undefined) here.isNow(id, became.is);
  }

  /** What came, and in which revision. */
  private async note(tx: Tx, batch: number, came: readonly Came[], revision: number | null): Promise<void> {
    const { move, kind } = this.parts;
    const { collection } = kind;
    await writeRows(tx, this.place, [
      {
        moved_batches: [{ move_id: move.id, number: batch, collection, revision }],
        moved_documents: came.map(({ id, digest, became }) => ({
          ...{ collection, document_id: id, digest, made: became.is ?? null, move_id: move.id, batch },
        })),
      },
    ]);
  }
}

/** A document that makes nothing here, and is nobody who is here. */
const isNothing = ({ is, rows, changes }: Translated): boolean =>
  is === undefined && changes.length === 0 && Object.values(rows).every((its) => its.length === 0);
