import { readFileSync, statSync } from "node:fs";
import { canonical } from "../../audit/chain/canonical.ts";
import { hashOfDetails } from "../../audit/chain/hashes.ts";
import { fingerprintOf, isSignedBy, readKey, sha256 } from "./signing.ts";

export const FORMAT = "gatehouse-review-1";

/** A result as it is downloaded: what is signed, and what people wrote beside, of which only salted hashes are. */
export interface ResultFile {
  format: typeof FORMAT;
  result: {
    review: { name: string; lines: number };
    counts: Record<string, number>;
    lines: { number: number; noteHash: string | null }[];
  };
  notes: { number: number; note: string; salt: string }[];
  signature: { algorithm: "Ed25519"; key: string; fingerprint: string; value: string };
}

export interface ReviewVerdict {
  /** `whole-without-notes`: what is signed is whole; some of what people wrote beside it is not there any more. */
  result: "whole" | "whole-without-notes" | "altered" | "foreign";
  problems: string[];
  name: string | null;
  lines: number;
  /** Notes that are not there any more: whoever wrote them is gone, or somebody took them out. */
  erased: number;
  /** SHA-256 of what is signed, as the audit trail has it. */
  hash: string | null;
  fingerprint: string | null;
  /** Whether it was signed with the key that was given; null: none was. */
  isKeyGiven: boolean | null;
}

/** Far longer than the result of the largest review. */
const LONGEST = 64 * 1024 * 1024;
const NOTHING: ReviewVerdict = {
  result: "altered",
  problems: [],
  name: null,
  lines: 0,
  erased: 0,
  hash: null,
  fingerprint: null,
  isKeyGiven: null,
};

/**
 * Whether a downloaded result is what was signed, byte for byte. Needs no server and no database.
 * @param key the installation's public key (PEM, or base64), kept elsewhere; without it, the one in the file
 * @throws {Error} where the file cannot be read, or the key is none
 */
export function verifyReviewFile(path: string, key?: string): ReviewVerdict {
  if (statSync(path).size > LONGEST) return { ...NOTHING, problems: ["it is larger than any result"] };
  return verifyReview(readFileSync(path, "utf8"), key);
}

export function verifyReview(text: string, key?: string): ReviewVerdict {
  const kept = key === undefined ? undefined : readKey(key.trim());
  if (kept === null) throw new Error("the key is no Ed25519 key");
  let file: ResultFile;
  try {
    file = JSON.parse(text);
  } catch {
    return { ...NOTHING, problems: ["it is no JSON"] };
  }
  const missing = whatIsMissing(file);
  if (missing !== null) return { ...NOTHING, problems: [missing] };
  const problems = whatIsUnknown(file);
  if (text !== `${canonical(file)}\n`) problems.push("it is not byte for byte what was downloaded");
  const signed = canonical(file.result);
  const own = readKey(file.signature.key);
  const fingerprint = own && fingerprintOf(own);
  if (own === null) problems.push("the key in it is none");
  else if (!isSignedBy(own, signed, file.signature.value)) problems.push("the signature does not fit what is signed");
  if (fingerprint !== file.signature.fingerprint) problems.push("the fingerprint is not that of the key");
  const { erased, wrong } = notesIn(file);
  problems.push(...wrong);
  const isKeyGiven = kept === undefined ? null : fingerprintOf(kept) === fingerprint;
  return {
    result: verdictOf(problems, isKeyGiven, erased),
    problems: isKeyGiven === false ? [...problems, "it was signed with another key than the one given"] : problems,
    name: file.result.review.name,
    lines: file.result.lines.length,
    erased,
    hash: sha256(signed),
    fingerprint,
    isKeyGiven,
  };
}

function verdictOf(problems: readonly string[], isKeyGiven: boolean | null, erased: number): ReviewVerdict["result"] {
  if (problems.length > 0) return "altered";
  if (isKeyGiven === false) return "foreign";
  return erased > 0 ? "whole-without-notes" : "whole";
}

function notesIn({ result, notes }: ResultFile): { erased: number; wrong: string[] } {
  const wrong: string[] = [];
  const written = new Map(notes.map((note) => [note.number, note]));
  if (written.size < notes.length) wrong.push("a line has two notes");
  let erased = 0;
  for (const { number, noteHash } of result.lines) {
    const note = written.get(number);
    written.delete(number);
    if (noteHash === null && note !== undefined) wrong.push(`line ${number}: its note was not there`);
    if (noteHash !== null && note === undefined) erased++;
    if (noteHash !== null && note !== undefined && hashOfDetails(note.salt, { note: note.note }) !== noteHash)
      wrong.push(`line ${number}: its note was altered`);
  }
  for (const number of written.keys()) wrong.push(`line ${number}: a note without its line`);
  return { erased, wrong };
}

/** Of what is not signed itself: that there is nothing more, and each value written in the one way that it is downloaded in. */
function whatIsUnknown({ signature, notes }: ResultFile): string[] {
  const problems: string[] = [];
  if (signature.algorithm !== "Ed25519") problems.push("it is not signed with Ed25519");
  if (!hasOnly(signature, ["algorithm", "key", "fingerprint", "value"]))
    problems.push("there is more beside the signature");
  for (const name of ["key", "value"] as const)
    if (!isBase64(signature[name])) problems.push(`the ${name} of the signature is no base64 as it is downloaded`);
  if (!notes.every((note) => hasOnly(note, ["number", "note", "salt"]) && typeof note.number === "number"))
    problems.push("there is more beside a note");
  return problems;
}

const hasOnly = (value: object, names: readonly string[]): boolean =>
  Object.keys(value).every((name) => names.includes(name));
const isBase64 = (text: string): boolean => Buffer.from(text, "base64").toString("base64") === text;

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const isTexts = (value: unknown, names: readonly string[]): boolean =>
  isObject(value) && names.every((name) => typeof value[name] === "string");

function whatIsMissing(file: unknown): string | null {
  if (!isObject(file) || file.format !== FORMAT) return "it is no result of a review";
  const { result, notes, signature } = file;
  if (Object.keys(file).length !== 4) return "there is more in it than a result";
  if (!isTexts(signature, ["key", "fingerprint", "value"])) return "it is not signed";
  if (!isObject(result) || !isTexts(result.review, ["name"]) || !Array.isArray(result.lines)) return "it has no lines";
  if (!result.lines.every((line) => isObject(line) && typeof line.number === "number")) return "a line has no number";
  if (!Array.isArray(notes) || !notes.every((note) => isTexts(note, ["note", "salt"]))) return "its notes are none";
  return null;
}
