import type { OpenIdSettings, TokenKind } from "../../config/index.ts";
import { namesAt, type Values } from "./claims.ts";
import type { TokenClaims } from "./proof.ts";

/** What became of a claim, and why; for the log and the token tester. */
export interface Note {
  /** What it was read for. */
  for: "required role" | "admin role" | "role" | "groups";
  /** Where it was read; left out where it is about what is here. */
  claim?: string;
  source?: TokenKind;
  used: boolean;
  because: string;
}

/** What the claims of a sign-in ask for; undefined: they have nothing to say, and all stays as it is. */
export interface Outcome {
  mayEnter: boolean;
  admin: boolean | undefined;
  /** The name of the primary role. */
  role: string | undefined;
  /** Names, as the provider writes them. */
  groups: readonly string[] | undefined;
  notes: Note[];
}

/** Nothing is asked for, nothing refused. */
export const noOutcome = (): Outcome => ({
  mayEnter: true,
  admin: undefined,
  role: undefined,
  groups: undefined,
  notes: [],
});

/** Reads the claims as the operator set it. Pure: what comes of it is decided where it is written. */
export function outcomeOf(settings: OpenIdSettings, tokens: TokenClaims): Outcome {
  const outcome = noOutcome();
  const read = (what: Note["for"], source: TokenKind, claim: string) => {
    const claims = tokens[source];
    const values: Values = claims ? namesAt(claims, claim) : { values: [], ignored: [], isThere: false };
    const note = (used: boolean, because: string) => {
      const said = [{ used, because }, ...values.ignored.map((left) => ({ used: false, because: left }))];
      outcome.notes.push(...said.map((one) => ({ for: what, source, claim, ...one })));
    };
    return { ...values, missing: claims ? "the claim is not there" : `there is no ${source} token to read`, note };
  };
  required(settings, read, outcome);
  admin(settings, read, outcome);
  role(settings, read, outcome);
  groups(settings, read, outcome);
  return outcome;
}

type Read = (
  what: Note["for"],
  source: TokenKind,
  claim: string,
) => Values & { missing: string; note: (used: boolean, because: string) => void };

/** Whatever cannot be read lets nobody in. */
function required({ requiredRole: rule }: OpenIdSettings, read: Read, outcome: Outcome): void {
  if (!rule) return;
  const { values, unreadable, isThere, missing, note } = read("required role", rule.source, rule.claim);
  const found = rule.roles.find((one) => values.includes(one));
  outcome.mayEnter = found !== undefined;
  if (found !== undefined) note(true, `\`${found}\` lets the person in`);
  else note(false, unreadable ?? (isThere ? `none of the required roles is in it` : missing));
}

/** Whatever cannot be read makes nobody ADMIN. */
function admin({ adminRole: rule }: OpenIdSettings, read: Read, outcome: Outcome): void {
  if (!rule) return;
  const { values, unreadable, isThere, missing, note } = read("admin role", rule.source, rule.claim);
  const found = rule.roles.find((one) => values.includes(one));
  outcome.admin = found !== undefined;
  if (found !== undefined) note(true, `\`${found}\` gives ADMIN`);
  else note(false, unreadable ?? (isThere ? "no admin role is in it" : missing));
}

function role({ roleSync }: OpenIdSettings, read: Read, outcome: Outcome): void {
  if (!roleSync) return;
  const { values, unreadable, isThere, missing, note } = read("role", roleSync.source, roleSync.claim);
  const wanted = roleSync.priority.find((one) => values.includes(one));
  outcome.role = wanted ?? roleSync.fallback;
  if (wanted !== undefined) note(true, `\`${wanted}\` is the first of the priority that is in it`);
  else
    note(
      false,
      `${unreadable ?? (isThere ? "no role of the priority is in it" : missing)}: the fallback \`${roleSync.fallback}\``,
    );
}

/** A list that the token does not hold whole takes nobody out of a group; an empty one, or none, does. */
function groups({ groups: rule }: OpenIdSettings, read: Read, outcome: Outcome): void {
  if (!rule) return;
  const { values, unreadable, isThere, missing, note } = read("groups", rule.source, rule.claim);
  if (unreadable !== undefined) {
    note(false, `${unreadable}; memberships stay as they are`);
    return;
  }
  outcome.groups = values;
  note(isThere, isThere ? `${values.length} groups` : `${missing}: in no group of the provider`);
}
