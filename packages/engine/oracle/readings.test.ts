import { describe, expect, test } from "vitest";
import { createEngine } from "../src/engine.ts";
import type { Change, Context } from "../src/types.ts";
import { compileCondition } from "./conditions.ts";
import * as it from "./given.ts";
import { initialChanges } from "./initial.ts";
import { createPlain } from "./plain.ts";

/**
 * The readings of ADR 0002 by hand: the plain evaluator is the measure of the engine, so it is measured itself, by answers
 * that somebody has thought about. Everybody is a USER; ada is the super admin; conditions know what `compileCondition` knows.
 */
type Row = [subject: string, action: string, resource: string | undefined, answer: string, context?: Context];
const people = ["ben", "cy", "dee"].map((person) => it.joins(person));
const noCapabilities = { capabilities: false };

const readings: [string, Change[], Row[]][] = [
  [
    "1 · who is not known here gets nothing; visitors only view links",
    [
      it.owns("ben", "agent:a"),
      it.owns("ben", "conversation:a"),
      it.owns("ben", "sharedLink:a", it.linkTo("conversation:a", "ben", false)),
      it.gets("anyone", "view", "sharedLink:a"),
      { kind: "public-links-set", allowed: true },
    ],
    [
      ["user:eve", "use", "agent:a", "no 1 unknown-subject"],
      ["group:g", "use", "agent:a", "no 1 unknown-subject"],
      ["visitor", "use", "agent:a", "no 1 visitor"],
      ["visitor", "view", "sharedLink:a", "yes 7 grant"],
      ["visitor", "update", "sharedLink:a", "no 1 visitor"],
      ["visitor", "AGENTS.USE", undefined, "no 1 visitor"],
      ["visitor", "create", "agent", "no 1 visitor"],
      ["user:ben", "use", "agent:zz", "no 1 unknown-resource"],
      ["user:ben", "fly", "agent:a", "no 1 unknown-action"],
      ["user:ben", "AGENTS", undefined, "no 1 unknown-action"],
      ["user:ben", "use", "agent", "no 1 unknown-action"],
    ],
  ],
  [
    "2, 3 · hidden: the owner deletes, a moderator restores and deletes, nobody else and nothing else",
    [
      it.owns("ben", "agent:a"),
      it.hidden("agent:a"),
      it.joins("max", "role:MODERATOR"),
      it.gets("cy", "use", "agent:a"),
    ],
    [
      ["user:ben", "use", "agent:a", "no 2 resource-hidden"],
      ["user:ben", "delete", "agent:a", "yes 7 owner"],
      ["user:cy", "use", "agent:a", "no 2 resource-hidden"],
      ["user:max", "hide", "agent:a", "no 2 resource-hidden"],
      ["user:max", "restore", "agent:a", "yes 4 capability"],
      ["user:max", "delete", "agent:a", "yes 4 capability"],
      ["user:max", "restore", "agent:a", "no 2 resource-hidden", noCapabilities],
      ["user:ada", "update", "agent:a", "no 2 resource-hidden"],
    ],
  ],
  [
    "4 · the subject's status is told before its key, the key before hidden",
    [it.owns("ben", "agent:a"), it.hidden("agent:a"), { kind: "ban-set", account: "user:cy", until: 1500 }],
    [
      ["user:cy", "use", "agent:a", "no 2 subject-banned", { key: { scope: [], endsAt: 1 } }],
      ["user:cy", "use", "agent:a", "no 2 key-ended", { now: 1500, key: { scope: [], endsAt: 1 } }],
      [
        "user:cy",
        "use",
        "agent:a",
        "no 2 key-scope",
        { now: 1500, key: { scope: [{ name: "agent:use", ids: ["b"] }] } },
      ],
      ["user:cy", "use", "agent:a", "no 2 resource-hidden", { now: 1500, key: { scope: [{ name: "agent:use" }] } }],
      ["user:ben", "AGENTS.USE", undefined, "yes 5 feature-on", { key: { scope: [{ name: "AGENTS.USE" }] } }],
      ["user:ben", "create", "agent", "yes 5 feature-on", { key: { scope: [{ name: "agent:create" }] } }],
      ["user:ben", "create", "agent", "no 2 key-scope", { key: { scope: [{ name: "agent:use" }] } }],
    ],
  ],
  [
    "5 · a gate asks USE, and SHARE for `share`; the owner's `delete` and moderation pass it",
    [
      it.owns("ben", "agent:a"),
      it.owns("ben", "tool:a"),
      it.ceilingDown("MCP_SERVERS"),
      it.joins("max", "role:MODERATOR"),
    ],
    [
      ["user:ben", "use", "agent:a", "yes 7 owner"],
      ["user:ben", "share", "agent:a", "no 5 feature-off"],
      ["user:ada", "share", "agent:a", "yes 4 capability"],
      ["user:ben", "use", "tool:a", "no 3 ceiling-down"],
      ["user:ben", "delete", "tool:a", "yes 7 owner"],
      ["user:max", "hide", "tool:a", "yes 4 capability"],
      ["user:max", "hide", "tool:a", "no 3 ceiling-down", noCapabilities],
      ["user:ada", "update", "tool:a", "no 3 ceiling-down"],
      ["user:ada", "MCP_SERVERS.USE", undefined, "no 3 ceiling-down"],
    ],
  ],
  [
    "5 · a feature without USE is asked while its ceiling is down, of visitors too",
    [
      it.owns("ben", "conversation:a"),
      it.owns("ben", "sharedLink:a", it.linkTo("conversation:a", "ben", false)),
      it.gets("anyone", "view", "sharedLink:a"),
      { kind: "public-links-set", allowed: true },
      it.ceilingDown("SHARED_LINKS"),
    ],
    [
      ["visitor", "view", "sharedLink:a", "no 3 ceiling-down"],
      ["user:ben", "view", "sharedLink:a", "no 3 ceiling-down"],
      ["user:ben", "delete", "sharedLink:a", "yes 7 owner"],
    ],
  ],
  [
    "6, 17 · a scoped capability covers people in the group and what they own",
    [
      it.owns("organization", "group:sales"),
      it.owns("ben", "group:within"),
      it.isIn("group:within", "group:sales"),
      it.isIn("ben", "group:within", 1500),
      it.holds("cy", "manage:users", { in: "group:sales" }),
      it.holds("cy", "manage:agents", { in: "group:sales" }),
      it.holds("cy", "manage:groups", { in: "group:sales" }),
      it.owns("ben", "agent:a"),
      it.owns("dee", "agent:b"),
      it.serves("service:crm"),
      it.isIn("service:crm", "group:sales"),
      it.owns("service:crm", "agent:c"),
    ],
    [
      ["user:cy", "manage:users", undefined, "no 8 nothing-allows"],
      ["user:cy", "manage:users", "user:ben", "yes 4 capability until 1500"],
      ["user:cy", "read:users", "user:ben", "yes 4 capability until 1500"],
      ["user:cy", "manage:users", "user:dee", "no 8 nothing-allows"],
      ["user:cy", "manage:users", "service:crm", "no 8 nothing-allows"],
      ["user:cy", "manage:users", "user:zz", "no 1 unknown-resource"],
      ["user:cy", "update", "agent:a", "yes 4 capability until 1500"],
      ["user:cy", "update", "agent:b", "no 8 nothing-allows"],
      ["user:cy", "update", "agent:c", "no 8 nothing-allows"],
      ["user:cy", "members", "group:sales", "no 8 nothing-allows"],
      ["user:cy", "members", "group:within", "yes 4 capability until 1500"],
      ["user:cy", "create", "group", "no 8 nothing-allows"],
    ],
  ],
  [
    "7 · denies come down translated, through hidden parents too, and stop everybody but the owner",
    [
      it.owns("ben", "project:p"),
      it.owns("cy", "agent:a"),
      it.under("agent:a", "project:p"),
      it.gets("everyone", "use execute update", "agent:a"),
      it.gets("everyone", "!view", "project:p", { expiresAt: 1500 }),
      it.hidden("project:p"),
    ],
    [
      ["user:dee", "use", "agent:a", "no 6 denied until 1500"],
      ["user:dee", "execute", "agent:a", "no 6 denied until 1500"],
      ["user:dee", "update", "agent:a", "yes 7 grant"],
      ["user:cy", "use", "agent:a", "yes 7 owner"],
    ],
  ],
  [
    "7 · a condition sees the parent and its action; one that cannot be evaluated fails an allow and holds a deny",
    [
      it.owns("ben", "project:p"),
      it.owns("ben", "agent:a"),
      it.owns("ben", "agent:b"),
      it.under("agent:a", "project:p"),
      it.gets("cy", "view", "project:p", { condition: 'action == "view"' }),
      it.gets("dee", "view", "project:p", { condition: 'resource.type == "agent"' }),
      it.gets("cy", "use", "agent:b"),
      it.gets("cy", "!use", "agent:b", { condition: 'context.dept == "x"' }),
      it.gets("dee", "use", "agent:b", { condition: "fails" }),
    ],
    [
      ["user:cy", "use", "agent:a", "yes 7 parent"],
      ["user:dee", "use", "agent:a", "no 8 nothing-allows"],
      ["user:cy", "use", "agent:b", "no 6 denied"],
      ["user:cy", "use", "agent:b", "no 6 denied", { fields: { dept: "x" } }],
      ["user:cy", "use", "agent:b", "yes 7 grant", { fields: { dept: "y" } }],
      ["user:dee", "use", "agent:b", "no 8 nothing-allows"],
    ],
  ],
  [
    "8 · sealed things: no way by roles, services only what they own; denies by roles count",
    [
      it.serves("service:crm"),
      it.owns("organization", "group:g"),
      it.isIn("cy", "group:g"),
      it.isIn("service:crm", "group:g"),
      it.owns("ben", "project:p"),
      it.owns("ben", "conversation:a"),
      it.under("conversation:a", "project:p"),
      it.gets("role:USER", "view", "project:p"),
      it.gets("group:g", "view", "conversation:a"),
      it.gets("service:crm", "view", "project:p"),
      it.owns("service:crm", "conversation:b"),
      it.owns("ben", "conversation:c"),
      it.gets("everyone", "view", "conversation:c"),
      it.gets("role:USER", "!view", "conversation:c"),
      it.owns("service:crm", "file:b"),
      it.owns("ben", "file:c"),
      it.under("file:c", "conversation:b"),
    ],
    [
      ["user:dee", "view", "project:p", "yes 7 grant"],
      ["user:dee", "view", "conversation:a", "no 8 nothing-allows"],
      ["user:cy", "view", "conversation:a", "yes 7 grant"],
      ["service:crm", "view", "project:p", "yes 7 grant"],
      ["service:crm", "view", "conversation:a", "no 8 nothing-allows"],
      ["service:crm", "view", "conversation:b", "yes 7 owner"],
      ["service:crm", "view", "file:b", "yes 7 owner"],
      ["service:crm", "view", "file:c", "no 8 nothing-allows"],
      ["user:dee", "view", "conversation:c", "no 6 denied"],
      ["user:ada", "view", "conversation:c", "yes 7 grant"],
    ],
  ],
  [
    "9, 10 · shown is lent too, and passes the shown action to whoever may use the agent",
    [
      it.owns("ben", "agent:a"),
      it.owns("ben", "file:a"),
      it.attaches("ben", "file:a", "agent:a", "shown"),
      it.gets("cy", "use execute", "agent:a", { expiresAt: 1500 }),
      it.owns("dee", "file:b"),
      it.attaches("ben", "file:b", "agent:a", "shown"),
      it.gets("ben", "share", "file:b", { expiresAt: 1200 }),
    ],
    [
      ["user:cy", "view", "file:a", "yes 7 attachment until 1500"],
      ["user:cy", "use", "file:a", "no 8 nothing-allows"],
      ["user:cy", "use", "file:a", "yes 7 via until 1500", { via: ["agent:a"] }],
      ["user:cy", "view", "file:b", "yes 7 attachment until 1200"],
      ["user:dee", "view", "file:a", "no 8 nothing-allows"],
      ["user:cy", "view", "file:a", "yes 7 attachment until 1500", noCapabilities],
    ],
  ],
  [
    "11 · a chain: each executed by the chain before it, each lends the next, the last lends the thing",
    [
      it.owns("ben", "agent:a"),
      it.owns("ben", "agent:b"),
      it.owns("ben", "tool:t"),
      it.attaches("ben", "agent:b", "agent:a", "lent"),
      it.attaches("ben", "tool:t", "agent:b", "lent"),
      it.gets("cy", "use execute", "agent:a"),
      it.owns("ben", "tool:own"),
      it.attaches("ben", "tool:own", "agent:a", "own"),
      it.owns("cy", "agent:c"),
      it.owns("dee", "tool:once"),
      it.gets("ben", "share", "tool:once"),
      it.attaches("ben", "tool:once", "agent:c", "lent"),
      it.owns("dee", "tool:denied"),
      it.gets("ben", "share", "tool:denied"),
      it.gets("ben", "!share", "tool:denied", { expiresAt: 1500 }),
      it.attaches("ben", "tool:denied", "agent:c", "lent"),
    ],
    [
      ["user:cy", "use", "tool:once", "yes 7 via", { via: ["agent:c"] }],
      ["user:cy", "use", "tool:denied", "no 8 nothing-allows until 1500", { via: ["agent:c"] }],
      ["user:cy", "use", "tool:t", "yes 7 via", { via: ["agent:a", "agent:b"] }],
      ["user:cy", "use", "tool:t", "no 8 nothing-allows", { via: ["agent:b"] }],
      ["user:cy", "use", "tool:t", "no 8 nothing-allows", { via: ["agent:a"] }],
      ["user:cy", "execute", "agent:b", "yes 7 via", { via: ["agent:a"] }],
      ["user:cy", "use", "agent:b", "no 8 nothing-allows", { via: ["agent:a"] }],
      ["user:cy", "update", "tool:t", "no 8 nothing-allows", { via: ["agent:a", "agent:b"] }],
      ["user:cy", "use", "tool:own", "no 8 nothing-allows", { via: ["agent:a"] }],
      ["user:cy", "use", "tool:t", "no 8 nothing-allows", { via: ["agent:zz"] }],
      ["user:cy", "use", "tool:t", "refused via-invalid", { via: ["agent:a", "agent:a"] }],
      ["user:cy", "use", "tool:t", "refused via-invalid", { via: ["tool:t"] }],
    ],
  ],
  [
    "12 · broken glass: past hidden and denies, for its user, while unseal:content holds; to a conversation's files",
    [
      it.owns("ben", "conversation:a"),
      it.hidden("conversation:a"),
      it.gets("everyone", "!view", "conversation:a"),
      it.gets("ada", "view", "conversation:a", { expiresAt: 1500, glass: true }),
      it.gets("cy", "view", "conversation:a", { glass: true }),
      it.owns("ben", "file:a"),
      it.under("file:a", "conversation:a"),
      it.hidden("file:a"),
      it.owns("ben", "project:p"),
      it.under("project:p", "conversation:a"),
    ],
    [
      ["user:ada", "view", "conversation:a", "yes 7 broken-glass until 1500"],
      ["user:ada", "view", "conversation:a", "yes 7 broken-glass until 1500", noCapabilities],
      ["user:ada", "view", "conversation:a", "no 2 resource-hidden", { glass: false }],
      ["user:ada", "view", "file:a", "no 2 resource-hidden", { glass: false }],
      ["user:ada", "participate", "conversation:a", "no 2 resource-hidden"],
      ["user:ada", "view", "file:a", "yes 7 broken-glass until 1500"],
      ["user:ada", "use", "file:a", "no 2 resource-hidden"],
      ["user:cy", "view", "conversation:a", "no 2 resource-hidden"],
    ],
  ],
  [
    "14 · a link counts as hidden, for `view`, while its conversation is hidden or a live one's maker may not share or view it",
    [
      it.owns("ben", "conversation:a"),
      it.owns("cy", "conversation:b"),
      it.hidden("conversation:b"),
      it.gets("dee", "share", "conversation:a", { expiresAt: 1500 }),
      it.gets("dee", "view", "conversation:a"),
      it.gets("cy", "share", "conversation:a"),
      it.owns("cy", "sharedLink:blind", it.linkTo("conversation:a", "cy", true)),
      it.owns("dee", "sharedLink:live", it.linkTo("conversation:a", "dee", true)),
      it.owns("dee", "sharedLink:still", it.linkTo("conversation:a", "dee", false)),
      it.owns("dee", "sharedLink:dead", it.linkTo("conversation:b", "dee", false)),
      it.gets("everyone", "view", "sharedLink:live"),
      it.gets("everyone", "view", "sharedLink:still"),
      it.gets("everyone", "view", "sharedLink:dead"),
    ],
    [
      ["user:cy", "view", "sharedLink:live", "yes 7 grant until 1500"],
      ["user:cy", "view", "sharedLink:live", "no 2 resource-hidden", { now: 1500 }],
      ["user:cy", "view", "sharedLink:blind", "no 2 resource-hidden"],
      ["user:cy", "view", "sharedLink:still", "yes 7 grant"],
      ["user:dee", "view", "sharedLink:dead", "no 2 resource-hidden"],
      ["user:dee", "update", "sharedLink:dead", "yes 7 owner"],
    ],
  ],
  [
    "15 · services are in no `everyone` and have features only by roles given to them",
    [
      it.serves("service:crm"),
      it.serves("service:etl"),
      it.owns("ben", "agent:a"),
      it.gets("everyone", "use", "agent:a"),
      it.owns("ben", "agent:b"),
      it.gets("service:crm", "use", "agent:b"),
      it.gets("service:etl", "use", "agent:b"),
      { kind: "role-given", holder: "service:etl", role: "role:USER", expiresAt: 1500 },
    ],
    [
      ["service:crm", "use", "agent:a", "no 5 feature-off"],
      ["service:etl", "use", "agent:a", "no 8 nothing-allows"],
      ["service:crm", "use", "agent:b", "no 5 feature-off"],
      ["service:etl", "use", "agent:b", "yes 7 grant until 1500"],
    ],
  ],
  [
    "16 · creating asks USE and CREATE as far as the feature has them",
    [it.ceilingDown("PROMPTS"), it.feature("role:USER", "AGENTS.USE", false)],
    [
      ["user:ben", "create", "agent", "no 5 feature-off"],
      ["user:ben", "create", "prompt", "no 3 ceiling-down"],
      ["user:ben", "create", "tool", "no 5 feature-off"],
      ["user:ben", "create", "sharedLink", "yes 5 feature-on"],
      ["user:ben", "create", "conversation", "yes 7 creator"],
      ["user:ben", "create", "group", "no 8 nothing-allows"],
      ["user:ada", "create", "group", "yes 4 capability"],
      ["user:ada", "create", "group", "no 8 nothing-allows", noCapabilities],
      ["user:ada", "create", "ghost", "no 1 unknown-resource"],
    ],
  ],
  [
    "18 · until is the first moment at which the answer differs, not the first end",
    [
      it.owns("organization", "group:g"),
      it.owns("ben", "agent:a"),
      it.isIn("cy", "group:g", 2000),
      it.gets("group:g", "use", "agent:a"),
      it.gets("cy", "use", "agent:a", { expiresAt: 1500 }),
      it.gets("dee", "use", "agent:a"),
      it.gets("dee", "!use", "agent:a", { expiresAt: 3000 }),
    ],
    [
      ["user:cy", "use", "agent:a", "yes 7 grant until 2000"],
      [
        "user:cy",
        "use",
        "agent:a",
        "yes 7 grant until 1200",
        { key: { scope: [{ name: "agent:use" }], endsAt: 1200 } },
      ],
      ["user:cy", "use", "agent:a", "no 8 nothing-allows", { now: 2000 }],
      ["user:dee", "use", "agent:a", "no 6 denied until 3000"],
    ],
  ],
];

describe.each([
  ["the plain evaluator", createPlain],
  ["the engine", createEngine],
])("%s answers by the readings", (_, create) => {
  test.each(readings)("%s", (_, world, rows) => {
    const evaluator = create({ compile: compileCondition });
    evaluator.apply([...initialChanges(), ...people, ...world]);
    const answers = rows.map(([subject, action, resource, , context]): Row => {
      const said = told(() => evaluator.check(subject, action, resource, { now: 1000, ...context }));
      return context ? [subject, action, resource, said, context] : [subject, action, resource, said];
    });
    expect(answers).toEqual(rows);
  });

  test("19 · the principals of a list: allows in force, here and passed down by active parents, that can reach somebody", () => {
    const evaluator = create({ compile: compileCondition });
    evaluator.apply([
      ...[...initialChanges(), ...people, it.serves("service:crm"), it.owns("organization", "group:g")],
      ...[it.owns("ben", "project:p"), it.owns("ben", "project:q"), it.owns("ben", "conversation:a")],
      ...[it.under("conversation:a", "project:p"), it.under("conversation:a", "project:q"), it.hidden("project:q")],
      ...[it.gets("group:g", "view", "project:p"), it.gets("role:USER", "view", "project:p")],
      ...[it.gets("cy", "view", "conversation:a", { condition: "fails" }), it.gets("cy", "update", "project:p")],
      ...[it.gets("dee", "view", "conversation:a", { expiresAt: 1000 }), it.gets("everyone", "view", "project:q")],
      it.gets("service:crm", "view", "project:p"),
    ]);
    const { principals, subjects } = evaluator.listSubjects("view", "conversation:a", {}, { now: 1000 });
    expect({ principals, subjects }).toEqual({ principals: ["group:g", "user:cy"], subjects: ["user:ben"] });
  });
});

function told(ask: () => { allowed: boolean; step: number; reason: string; until: number | null }): string {
  try {
    const { allowed, step, reason, until } = ask();
    return `${allowed ? "yes" : "no"} ${step} ${reason}${until === null ? "" : ` until ${until}`}`;
  } catch (error) {
    if (error instanceof Error && "code" in error) return `refused ${error.code}`;
    throw error;
  }
}
