import { setImmediate } from "node:timers/promises";
import type { Change } from "@gatehouse/engine";
import type { OrganizationAccess } from "../../access/organizationAccess.ts";
import { canonical } from "../../audit/chain/canonical.ts";
import { type Actor, systemActor } from "../../http/actor.ts";
import { noteEvent, type Tx } from "../../store/index.ts";
import { type ReviewParts, SYSTEM } from "../parts.ts";
import { allLines, findReview, linesToCarryOut, updateLine, updateReview } from "../queries.ts";
import type { ReviewRow } from "../schedule.ts";
import { knownOf } from "./known.ts";
import { type Plan, planOf } from "./plan.ts";
import { resultOf } from "./result.ts";
import { fingerprintOf, type Signing, sha256 } from "./signing.ts";

const PIECE = 100;

/**
 * Carries out what was decided, a piece after the other, each in a transaction of its own and in the name of whoever's right it goes by. What a
 * crash cut short goes on with the next round; of several servers each asks again what is still to be done, so that nothing is done twice.
 */
export class CarryingOut {
  private readonly parts: ReviewParts;
  private readonly signing: Signing;

  constructor(parts: ReviewParts, signing: Signing) {
    this.parts = parts;
    this.signing = signing;
  }

  /** All that would go now: for whoever wants to look at it before. Cost: some checks for each line. */
  async changesOf(tx: Tx, access: OrganizationAccess, review: ReviewRow): Promise<Change[]> {
    const now = this.parts.now();
    const lines = await allLines(tx, access.id, review.id);
    const changes: Change[] = [];
    const known = await knownOf(tx, access, review, lines, now);
    for (const [at, line] of lines.entries()) {
      const { change } = planOf(access, review, line, known, now);
      if (change !== null) changes.push(change);
      // Others are answered between two pieces.
      if (at % PIECE === PIECE - 1) await setImmediate();
    }
    return changes;
  }

  /** One piece. @returns whether there may be more */
  async piece(organization: string, id: string): Promise<boolean> {
    const { store, now } = this.parts;
    const access = this.parts.access.of(organization);
    const review = await findReview(store.db, organization, id);
    if (review?.state !== "closing") return false;
    const lines = await linesToCarryOut(store.db, organization, id, PIECE);
    const known = await knownOf(store.db, access, review, lines, now());
    const plans = lines.map((line) => planOf(access, review, line, known, now()));
    const by = plans.find((plan) => plan.by !== null)?.by ?? null;
    const { result } = await access.commit(
      authorOf(organization, by),
      async (tx) => {
        const row = await findReview(tx, organization, id);
        if (row?.state !== "closing") return { changes: [], result: false };
        const left = await linesToCarryOut(tx, organization, id, PIECE);
        if (left.length === 0) {
          await this.close(tx, row);
          return { changes: [], result: false };
        }
        // Asked again, on the state that it is written on.
        const still = await knownOf(tx, access, row, left, now());
        const settled = left
          .map((line) => planOf(access, row, line, still, now()))
          .filter((plan) => plan.by === null || plan.by === by);
        for (const plan of settled) await write(tx, plan);
        return { changes: settled.flatMap(({ change }) => change ?? []), result: true };
      },
      `access review: ${review.name}`,
    );
    return result;
  }

  private async close(tx: Tx, row: ReviewRow): Promise<void> {
    const closed = await updateReview(tx, row, { state: "closed", closed_at: this.parts.now(), remind_at: null });
    const { result } = await resultOf(tx, closed);
    const text = canonical(result);
    const hash = sha256(text);
    await updateReview(tx, closed, { result_hash: hash, signature: this.signing.sign(text) });
    await noteEvent(tx, {
      organization: row.organization_id,
      kind: "review-closed",
      actor: row.closing_by ?? SYSTEM,
      facts: { review: row.id, lines: row.lines, ...result.counts, hash, key: fingerprintOf(this.signing.publicKey) },
      at: this.parts.now(),
    });
    await this.parts.identity.notices.write(tx, row.organization_id, [row.made_by], "review-closed");
  }
}

/** In whose name; what only notes how things are is nobody's. */
const authorOf = (organization: string, by: string | null): Actor =>
  by === null ? systemActor(organization, SYSTEM) : { organization, subject: by, name: by, from: "review" };

const write = (tx: Tx, { line, outcome, by, why }: Plan): Promise<void> =>
  updateLine(tx, line, { outcome, outcome_by: by, outcome_why: why });
