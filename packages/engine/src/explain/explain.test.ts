import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileCondition } from "../../oracle/conditions.ts";
import * as it from "../../oracle/given.ts";
import { initialChanges } from "../../oracle/initial.ts";
import { questionTold, type Step, type Story, told } from "../../oracle/story.ts";
import { someStory } from "../../oracle/worlds.ts";
import { createEngine, type PermissionEngine } from "../engine.ts";
import { type Change, EngineError, type Explanation, type Lead, type ProofStep } from "../types.ts";

const engineOf = (changes: readonly Change[]): PermissionEngine => {
  const engine = createEngine({ compile: compileCondition });
  engine.apply(initialChanges());
  engine.apply(changes);
  return engine;
};

const wayTold = ({ way }: { way: readonly ProofStep[] }) =>
  way.map(({ relation, from, to }) => `${from} ${relation} ${to}`).join(", ");
const leadTold = (lead: Lead) => `${lead.reason}: ${wayTold(lead)}`;
const at = { now: 1000 };

describe("a yes tells each thing that leads to it, once, by a shortest way", () => {
  const engine = engineOf([
    ...["ben", "cy"].map((person) => it.joins(person)),
    it.joins("max", "role:ADMIN"),
    it.owns("organization", "group:engineering"),
    it.owns("organization", "group:platform"),
    it.isIn("ben", "group:platform"),
    it.isIn("group:platform", "group:engineering"),
    it.owns("ben", "project:p"),
    it.owns("cy", "agent:a"),
    it.under("agent:a", "project:p"),
    it.gets("group:engineering", "use", "agent:a"),
    it.gets("everyone", "use execute", "agent:a"),
    it.gets("ben", "view update", "project:p"),
    it.owns("cy", "file:f"),
    it.attaches("cy", "file:f", "agent:a", "shown"),
    it.owns("organization", "model:m"),
    it.owns("organization", "tool:t"),
    it.attaches("ada", "tool:t", "agent:a", "own"),
  ]);
  const tellings: [string, string, string | undefined, string[]][] = [
    ["user:cy", "update", "agent:a", ["owner: user:cy owns agent:a"]],
    [
      "user:ben",
      "use",
      "agent:a",
      [
        "grant: user:ben is-in group:platform, group:platform is-in group:engineering, group:engineering granted agent:a",
        "grant: user:ben is-everyone everyone, everyone granted agent:a",
        "parent: user:ben owns project:p, project:p parent-of agent:a",
        "parent: user:ben granted project:p, project:p parent-of agent:a",
      ],
    ],
    [
      "user:max",
      "update",
      "agent:a",
      ["capability: user:max holds-role role:ADMIN, role:ADMIN holds-capability manage:agents"],
    ],
    [
      "user:ben",
      "view",
      "group:engineering",
      ["group-member: user:ben is-in group:platform, group:platform is-in group:engineering"],
    ],
    ["user:ben", "use", "model:m", ["open-type: user:ben open model:m"]],
    ["user:ben", "AGENTS.USE", undefined, ["feature-on: user:ben holds-role role:USER, role:USER feature AGENTS.USE"]],
    [
      "user:max",
      "read:users",
      undefined,
      [
        "capability: user:max holds-role role:ADMIN, role:ADMIN holds-capability read:users",
        "capability: user:max holds-role role:ADMIN, role:ADMIN holds-capability manage:users",
      ],
    ],
    [
      "user:ben",
      "view",
      "file:f",
      ["attachment: user:ben is-everyone everyone, everyone granted agent:a, agent:a shown-by file:f"],
    ],
  ];
  test.each(tellings)("%s %s %s", (subject, action, resource, expected) => {
    const explanation = engine.explain(subject, action, resource, at);
    expect(explanation.allowed).toBe(true);
    expect(explanation.leads.map(leadTold).sort()).toEqual(expected.toSorted());
    expect(explanation).toMatchObject({ denies: [], remedies: [] });
  });

  test("what a deny stops does not lead there, though a capability does", () => {
    const denied = engineOf([
      it.joins("max", "role:ADMIN"),
      it.owns("organization", "agent:a"),
      it.gets("max", "update", "agent:a"),
      it.gets("everyone", "!update", "agent:a"),
    ]);
    expect(denied.explain("user:max", "update", "agent:a", at).leads.map(({ reason }) => reason)).toEqual([
      "capability",
    ]);
  });
});

describe("a no tells what would turn it", () => {
  const base = [it.joins("ben"), it.joins("cy"), it.owns("cy", "agent:a"), it.owns("organization", "group:g")];
  const kinds = (explanation: Explanation) =>
    explanation.remedies.map(({ changes }) => changes.map((change) => change.kind).join(" and "));
  const nos: [string, Change[], string, string | undefined, string[]][] = [
    ["nothing is granted", [], "use", "agent:a", ["grant-set"]],
    ["a group has it", [it.gets("group:g", "use", "agent:a")], "use", "agent:a", ["grant-set", "membership-set"]],
    [
      "banned, and nothing granted",
      [{ kind: "ban-set", account: "user:ben", until: null }],
      "use",
      "agent:a",
      ["ban-lifted and grant-set"],
    ],
    ["hidden", [it.gets("ben", "use", "agent:a"), it.hidden("agent:a")], "use", "agent:a", ["resource-state-set"]],
    [
      "denied, with an allow beside",
      [it.gets("ben", "use", "agent:a"), it.gets("everyone", "!use", "agent:a")],
      "use",
      "agent:a",
      ["grant-removed"],
    ],
    [
      "twice denied",
      [
        it.gets("ben", "use", "agent:a"),
        it.gets("everyone", "!use", "agent:a"),
        it.gets("role:USER", "execute !use", "agent:a"),
      ],
      "use",
      "agent:a",
      ["grant-removed and grant-set"],
    ],
    ["the feature is off", [], "PROMPTS.SHARE", undefined, ["feature-set", "role-given"]],
    ["the ceiling is down", [it.ceilingDown("AGENTS")], "AGENTS.USE", undefined, ["ceiling-set"]],
    ["no capability", [], "manage:users", undefined, ["capability-set"]],
    ["an unknown thing", [], "use", "agent:zz", []],
  ];
  test.each(nos)("%s", (_, changes, action, resource, expected) => {
    const engine = engineOf([...base, ...changes]);
    const explanation = engine.explain("user:ben", action, resource, at);
    expect(explanation.allowed).toBe(false);
    expect(kinds(explanation)).toEqual(expect.arrayContaining(expected));
    expect(explanation.remedies.length).toBeLessThanOrEqual(3);
    if (expected.length === 0) expect(explanation.remedies).toEqual([]);
  });

  test("the denies that apply, each with its way", () => {
    const engine = engineOf([
      ...base,
      it.isIn("ben", "group:g"),
      it.owns("cy", "project:p"),
      it.under("agent:a", "project:p"),
      it.gets("group:g", "!view", "project:p"),
    ]);
    expect(engine.explain("user:ben", "execute", "agent:a", at).denies.map(wayTold)).toEqual([
      "user:ben is-in group:g, group:g granted project:p, project:p parent-of agent:a",
    ]);
  });

  test("a key is not widened by changes", () => {
    const engine = engineOf([...base, it.gets("ben", "use", "agent:a")]);
    const context = { ...at, key: { scope: [{ name: "agent:execute" }] } };
    expect(engine.explain("user:ben", "use", "agent:a", context)).toMatchObject({ reason: "key-scope", remedies: [] });
  });
});

/** The facts of a state, in the words of proof steps. */
function factsOf(engine: PermissionEngine): Set<string> {
  const facts = new Set<string>();
  for (const change of engine.state())
    switch (change.kind) {
      case "user-added":
        facts.add(`${change.user} holds-role ${change.role}`);
        break;
      case "role-given":
        facts.add(`${change.holder} holds-role ${change.role} ${change.expiresAt}`);
        break;
      case "membership-set":
        facts.add(`${change.member} is-in ${change.group} ${change.expiresAt}`);
        break;
      case "resource-added":
        facts.add(`${change.owner} owns ${change.resource}`);
        break;
      case "grant-set":
        facts.add(
          `${change.grant.principal} granted ${change.grant.resource} ${change.grant.id} ${change.grant.expiresAt}`,
        );
        break;
      case "capability-set":
        facts.add(`${change.principal} holds-capability ${change.capability} ${change.scope} ${change.expiresAt}`);
        break;
      case "feature-set":
        facts.add(`${change.role} feature ${change.feature}`);
        break;
      case "parent-added":
        facts.add(`${change.parent} parent-of ${change.resource}`);
        break;
      case "attachment-set":
        if (change.mode === "shown") facts.add(`${change.agent} shown-by ${change.thing} ${change.attachedBy}`);
        if (change.mode !== "own") facts.add(`${change.agent} lent-by ${change.thing} ${change.attachedBy}`);
        break;
      default:
    }
  return facts;
}

function factOf({ relation, from, to, detail, grant, expiresAt }: ProofStep): string | null {
  switch (relation) {
    case "is-in":
      return `${from} is-in ${to} ${expiresAt}`;
    case "holds-role":
      return detail === "primary" ? `${from} holds-role ${to}` : `${from} holds-role ${to} ${expiresAt}`;
    case "granted":
      return `${from} granted ${to} ${grant} ${expiresAt}`;
    case "holds-capability":
      return `${from} holds-capability ${to} ${detail ?? null} ${expiresAt}`;
    case "owns":
    case "feature":
    case "parent-of":
      return `${from} ${relation} ${to}`;
    case "shown-by":
    case "lent-by":
      return `${from} ${relation} ${to} ${detail}`;
    default:
      // Being everyone or anyone, and an open type, are no facts of the state.
      return null;
  }
}

/** Each step begins where the one before ended. Broken glass has two strands: the capability, and the grant. */
function isConnected(subject: string, { reason, way }: Lead): boolean {
  if (reason === "broken-glass") return way[0]?.from === subject;
  return way.every((step, index) => step.from === (index === 0 ? subject : way[index - 1]?.to));
}

const reasonsOf = ({ leads }: Explanation) => leads.map(({ reason }) => reason);

interface Counted {
  yes: number;
  no: number;
  remedies: number;
  leads: Map<string, number>;
}

function explainAll({ asks }: Step, engine: PermissionEngine, counted: Counted): void {
  const facts = factsOf(engine);
  const before = engine.snapshot();
  for (const asked of asks) {
    // What is given, whatever stops it, is no answer to explain.
    if (asked.ask !== "check" || asked.context?.given) continue;
    const { subject, action, resource, context } = asked;
    let answer: ReturnType<PermissionEngine["check"]>;
    try {
      answer = engine.check(subject, action, resource, context);
    } catch (error) {
      if (error instanceof EngineError) continue;
      throw error;
    }
    const about = questionTold(asked);
    const explanation = engine.explain(subject, action, resource, context);
    expect(explanation, about).toMatchObject(answer);
    if (answer.allowed) {
      counted.yes++;
      // Making what anybody makes has no other ground than being active.
      if (answer.reason !== "creator") expect(reasonsOf(explanation), about).toContain(answer.reason);
      // Two grants to everyone on one project are two leads with one way.
      const ways = explanation.leads.map((lead) => JSON.stringify(lead));
      expect(new Set(ways).size, `${about} each once: ${ways}`).toBe(ways.length);
    } else counted.no++;
    for (const lead of explanation.leads) {
      counted.leads.set(lead.reason, (counted.leads.get(lead.reason) ?? 0) + 1);
      expect(isConnected(subject, lead), leadTold(lead)).toBe(true);
      for (const step of lead.way) {
        const fact = factOf(step);
        if (fact !== null && !(context.row && step.relation === "owns")) expect(facts, leadTold(lead)).toContain(fact);
      }
    }
    if (answer.reason === "denied") expect(explanation.denies.length).toBeGreaterThan(0);
    for (const { changes } of explanation.remedies) {
      counted.remedies++;
      expect(turns(engine, changes, () => engine.check(subject, action, resource, context).allowed)).toBe(true);
      if (changes.length > 1)
        for (const left of changes)
          expect(turns(engine, [left], () => engine.check(subject, action, resource, context).allowed)).toBe(false);
    }
  }
  expect(Buffer.from(engine.snapshot()).equals(before)).toBe(true);
}

function turns(engine: PermissionEngine, changes: readonly Change[], ask: () => boolean): boolean {
  try {
    return engine.suppose(changes, ask);
  } catch (error) {
    if (error instanceof EngineError) return false;
    throw error;
  }
}

const readable = (story: Story) => ({ ...story, [fc.toStringMethod]: () => told(story) });

test("in any organization: leads are facts, remedies turn a no and no part of them does, and the state stays as it is", () => {
  const counted: Counted = { yes: 0, no: 0, remedies: 0, leads: new Map() };
  fc.assert(
    fc.property(someStory.map(readable), (story) => {
      const engine = createEngine({ compile: compileCondition });
      engine.apply(initialChanges());
      for (const step of story.steps) {
        try {
          engine.apply(step.changes);
        } catch (error) {
          if (!(error instanceof EngineError)) throw error;
        }
      }
      for (const step of story.steps) explainAll(step, engine, counted);
    }),
    // A story is long to shrink, and the failing question is in the message.
    { numRuns: 50, seed: 7, endOnFailure: true },
  );
  expect(counted.yes).toBeGreaterThan(300);
  expect(counted.no).toBeGreaterThan(300);
  expect(counted.remedies).toBeGreaterThan(100);
  for (const reason of [
    "owner",
    "grant",
    "parent",
    "capability",
    "group-member",
    "open-type",
    "feature-on",
    "attachment",
    "via",
    "broken-glass",
  ])
    expect(counted.leads.get(reason) ?? 0, reason).toBeGreaterThan(0);
}, 180_000);
