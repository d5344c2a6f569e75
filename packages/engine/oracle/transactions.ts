import fc from "fast-check";
import type { Change, Grant } from "../src/types.ts";
import { anyChange } from "./changes.ts";
import { grantId } from "./grants.ts";
import * as a from "./names.ts";

/**
 * A change that follows from one before it, counted round: it takes it back, sets it again with another end, sets a grant beside
 * it that denies the same or gives the same to somebody else, or gives `share` to whoever attached a thing or made a link.
 * Random changes alone would seldom meet each other.
 */
interface Echo {
  echo: "taken-back" | "set-again" | "denied" | "given-too" | "upheld";
  pick: number;
  expiresAt: number | null;
  principal: string;
}

const anEcho: fc.Arbitrary<Echo> = fc.record({
  echo: fc.constantFrom("taken-back", "taken-back", "set-again", "denied", "given-too", "upheld", "upheld"),
  pick: fc.nat(999),
  expiresAt: a.anEnd,
  principal: fc.constantFrom("everyone", "role:USER", "role:Writer", ...a.accounts, ...a.groups),
});

/** 10 to 60 changes in small transactions. */
export const someTransactions = fc.array(
  fc.array(fc.oneof({ weight: 7, arbitrary: anyChange }, { weight: 2, arbitrary: anEcho }), {
    minLength: 1,
    maxLength: 3,
  }),
  { minLength: 8, maxLength: 30, size: "max" },
);

/** The transactions with echoes, and with who attaches, settled by what came before them. */
export function settled(transactions: readonly (readonly (Change | Echo)[])[], cast: readonly Change[]): Change[][] {
  const before: Change[] = [];
  return transactions.map((transaction) =>
    transaction.flatMap((it) => {
      const change =
        "echo" in it ? changeOf(it, before) : it.kind === "attachment-set" ? attachedByOwner(it, cast) : it;
      if (change) before.push(change);
      return change ? [change] : [];
    }),
  );
}

/** Whoever attached must pass `share`, so mostly it is the owner. */
function attachedByOwner(change: Change & { kind: "attachment-set" }, cast: readonly Change[]): Change {
  const added = cast.find((it) => it.kind === "resource-added" && it.resource === change.thing);
  const isOwners =
    change.attachedBy !== "user:ben" && added?.kind === "resource-added" && added.owner !== "organization";
  return isOwners ? { ...change, attachedBy: added.owner } : change;
}

function changeOf(echo: Echo, before: readonly Change[]): Change | null {
  const candidates = before.flatMap((change) => {
    if (echo.echo === "taken-back") return opposite(change);
    if (echo.echo === "upheld") return upheld(change, echo.expiresAt);
    return echo.echo === "set-again" ? setAgain(change, echo.expiresAt) : beside(change, echo);
  });
  return candidates[echo.pick % candidates.length] ?? null;
}

function beside(change: Change, { echo, pick, expiresAt, principal }: Echo): Change[] {
  if (change.kind !== "grant-set" || change.grant.glass || change.grant.principal === "anyone") return [];
  const { resource, allow, deny } = change.grant;
  const isSame = echo === "denied" && pick % 3 > 0;
  const to = isSame ? change.grant.principal : principal;
  const grant: Grant = {
    id: grantId(to, resource, 10 + (pick % 5)),
    principal: to,
    resource,
    allow: echo === "denied" ? [] : allow,
    deny: echo === "denied" ? allow : deny,
    // Plain ones oftener: an engine is tempted to treat these apart.
    expiresAt: pick % 4 === 0 ? expiresAt : null,
    condition: null,
  };
  return [{ kind: "grant-set", grant }];
}

/** What a later question rests on: the attacher's own `share`, and the maker's with `view`. */
function upheld(change: Change, expiresAt: number | null): Change[] {
  const share = (principal: string, resource: string, allow = ["share"]): Change => {
    const id = grantId(principal, resource, 20);
    return {
      kind: "grant-set",
      grant: { id, principal, resource, allow, deny: [], expiresAt, condition: null },
    };
  };
  if (change.kind === "attachment-set") return [share(change.attachedBy, change.thing)];
  return change.kind === "resource-added" && change.link
    ? [share(change.link.maker, change.link.conversation, ["share", "view"])]
    : [];
}

function opposite(change: Change): Change[] {
  switch (change.kind) {
    case "grant-set":
      return [{ kind: "grant-removed", resource: change.grant.resource, id: change.grant.id }];
    case "membership-set":
      return [{ kind: "membership-removed", member: change.member, group: change.group }];
    case "role-given":
      return [{ kind: "role-taken", holder: change.holder, role: change.role }];
    case "capability-set": {
      const { principal, capability, scope } = change;
      return [{ kind: "capability-removed", principal, capability, scope }];
    }
    case "parent-added":
      return [{ kind: "parent-removed", resource: change.resource, parent: change.parent }];
    case "attachment-set":
      return [{ kind: "attachment-removed", agent: change.agent, thing: change.thing }];
    case "feature-set":
      return [{ ...change, on: !change.on }];
    case "ceiling-set":
      return [{ ...change, down: !change.down }];
    case "ban-set":
      return [{ kind: "ban-lifted", account: change.account }];
    default:
      return [];
  }
}

function setAgain(change: Change, expiresAt: number | null): Change[] {
  if (change.kind === "grant-set") return [{ ...change, grant: { ...change.grant, expiresAt } }];
  return "expiresAt" in change ? [{ ...change, expiresAt }] : [];
}
