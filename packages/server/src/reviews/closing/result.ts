import { canonical } from "../../audit/chain/canonical.ts";
import type { Tx } from "../../store/index.ts";
import { iso } from "../../workspace/shapes.ts";
import { evidenceIn } from "../evidence.ts";
import { allLines, type LineRow, reviewersIn } from "../queries.ts";
import type { ReviewRow } from "../schedule.ts";
import { FORMAT, type ResultFile } from "./resultFile.ts";
import { fingerprintOf, keyText, type Signing } from "./signing.ts";

/**
 * What is signed: who was asked about what, who decided what and when, and what came of it. It says ids, no names, and of notes a salted hash:
 * names and notes go with the accounts, the signature stays.
 */
export async function resultOf(db: Tx, review: ReviewRow): Promise<{ result: ResultFile["result"]; lines: LineRow[] }> {
  const lines = await allLines(db, review.organization_id, review.id);
  const counts: Record<string, number> = {};
  for (const { outcome } of lines) if (outcome !== null) counts[outcome] = (counts[outcome] ?? 0) + 1;
  const moment = (at: number | null) => (at === null ? null : iso(at));
  const result = {
    organization: review.organization_id,
    review: {
      id: review.id,
      series: review.series_id,
      name: review.name,
      scope: JSON.parse(review.scope),
      decidedBy: review.decided_by_owners === 1 ? "owners" : "people",
      reviewers: await reviewersIn(db, review.organization_id, review.id),
      // Nothing of what was signed before it was written down.
      ...(review.opened_by !== null && { openedBy: review.opened_by }),
      madeBy: review.made_by,
      openedAt: iso(review.opened_at),
      dueAt: iso(review.due_at),
      undecided: review.undecided,
      closedBy: review.closing_by,
      closedAt: moment(review.closed_at),
      lines: review.lines,
      isCut: review.is_cut === 1,
    },
    counts,
    lines: lines.map((line) => ({
      number: line.number,
      grant: line.grant_id,
      resource: line.resource,
      principal: line.principal,
      owner: line.owner,
      reviewer: line.reviewer,
      evidence: evidenceIn(line),
      decision: line.decision,
      decidedBy: line.decided_by,
      decidedAt: moment(line.decided_at),
      noteHash: line.note_hash,
      outcome: line.outcome,
      outcomeBy: line.outcome_by,
      outcomeWhy: line.outcome_why,
    })),
  };
  return { result, lines };
}

/** The file that is downloaded: one text, byte for byte. */
export async function resultFile(db: Tx, review: ReviewRow, signing: Signing): Promise<string> {
  const { result, lines } = await resultOf(db, review);
  const file: ResultFile = {
    format: FORMAT,
    result,
    notes: lines.flatMap(({ number, note, note_salt }) =>
      note_salt === null ? [] : [{ number, note, salt: note_salt }],
    ),
    signature: {
      algorithm: "Ed25519",
      key: keyText(signing.publicKey),
      fingerprint: fingerprintOf(signing.publicKey),
      value: review.signature ?? "",
    },
  };
  return `${canonical(file)}\n`;
}
