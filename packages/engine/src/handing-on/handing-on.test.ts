import { describe, expect, test } from "vitest";
import { compileCondition } from "../../oracle/conditions.ts";
import * as it from "../../oracle/given.ts";
import { initialChanges } from "../../oracle/initial.ts";
import { skill } from "../../oracle/names.ts";
import { createEngine } from "../engine.ts";
import type { Change, Context } from "../types.ts";
import type { GrantWish, HandingOn } from "./contract.ts";
import type { Refusal, RefusalCode } from "./refusal.ts";

/*
 * docs/model.md, "Making and handing on", sentence by sentence. Ada is super admin, Max an ADMIN, Mo a MODERATOR, the others are USERs,
 * who may share agents and prompts, to everybody too, and see groups, unless a world says otherwise. `null` is *may*.
 */
type Question = (may: HandingOn) => Refusal | null;
type Row = [sentence: string, ask: Question, expected: RefusalCode | null];
type World = [about: string, changes: Change[], rows: Row[]];

const now = 1000;
const at: Context = { now };
const given = (changes: readonly Change[]): HandingOn => {
  const engine = createEngine({ compile: compileCondition });
  engine.apply(initialChanges());
  engine.apply([
    ...["ben", "cy", "dee", "eve"].map((person) => it.joins(person)),
    it.joins("max", "role:ADMIN"),
    it.joins("mo", "role:MODERATOR"),
    it.serves("service:crm"),
    ...["AGENTS.SHARE", "AGENTS.SHARE_PUBLIC", "PROMPTS.SHARE", "PROMPTS.SHARE_PUBLIC"].map((name) =>
      it.feature("role:USER", name, true),
    ),
    it.feature("role:USER", "PEOPLE_PICKER.VIEW_GROUPS", true),
    ...changes,
  ]);
  return engine.may;
};

const off = (name: string) => it.feature("role:USER", name, false);
const group = (name: string, owner = "organization") => it.owns(owner, `group:${name}`);
const wide = (name: string): Change => ({ kind: "group-marked", group: name, organizationWide: true });
const role = (name: string, rank: number): Change => ({ kind: "role-set", role: name, rank });
const givenRole = (holder: string, name: string, expiresAt: number | null = null): Change => ({
  kind: "role-given",
  holder: holder.includes(":") ? holder : `user:${holder}`,
  role: name,
  expiresAt,
});

/** `wish("cy", "use", "agent:a")`: a grant in the words of the tests' worlds. */
const wish = (principal: string, actions: string, resource: string, terms: Partial<GrantWish> = {}): GrantWish => {
  const change = it.gets(principal, actions, resource);
  if (change.kind !== "grant-set") throw new Error("a grant is meant");
  const { id: _, glass: __, ...rest } = change.grant;
  return { ...rest, ...terms };
};
const gives =
  (actor: string, principal: string, actions: string, resource: string, terms: Partial<GrantWish> = {}, context = at) =>
  (may: HandingOn) =>
    may.grant(`user:${actor}`, wish(principal, actions, resource, terms), context);
const idOf = (change: Change) => (change.kind === "grant-set" ? change.grant.id : 0);
const removes =
  (actor: string, change: Change, givenBy: string | null = null): Question =>
  (may) =>
    change.kind === "grant-set"
      ? may.removeGrant(`user:${actor}`, change.grant.resource, change.grant.id, givenBy, at)
      : null;
const keyed = (...names: string[]): Context => ({ ...at, key: { scope: names.map((name) => ({ name })) } });

function tables(about: string, worlds: World[]): void {
  describe(about, () => {
    describe.each(worlds)("%s", (_, changes, rows) => {
      const may = given(changes);
      test.each(rows)("%s", (_sentence, ask, expected) => {
        const refused = ask(may);
        expect(refused?.code ?? null, refused?.detail ?? "").toBe(expected);
      });
    });
  });
}

tables("creating", [
  [
    "takes USE and CREATE of the type's feature, which no capability replaces",
    [
      it.joins("lee", "role:Lean"),
      it.feature("role:ADMIN", "PROMPTS.CREATE", false),
      it.owns("ben", "conversation:c"),
    ].toSpliced(0, 0, role("role:Lean", 10)),
    [
      ["a USER makes an agent", (may) => may.create("user:ben", "agent", {}, at), null],
      ["without USE and CREATE not", (may) => may.create("user:lee", "agent", {}, at), "feature-missing"],
      ["not by `manage:prompts`", (may) => may.create("user:max", "prompt", {}, at), "feature-missing"],
      [
        "conversations, files and projects: any active subject",
        (may) => may.create("user:lee", "project", {}, at),
        null,
      ],
      ["a visitor is none", (may) => may.create("visitor", "conversation", {}, at), "actor-not-active"],
      ["groups: `manage:groups`", (may) => may.create("user:max", "group", {}, at), null],
      [
        "groups: members, where the operator allows it",
        (may) => may.create("user:ben", "group", { membersMakeGroups: true }, at),
        null,
      ],
      [
        "but not in the name of others",
        (may) => may.create("user:ben", "group", { membersMakeGroups: true, owner: "user:cy" }, at),
        "capability-missing",
      ],
      ["groups: not members", (may) => may.create("user:ben", "group", {}, at), "capability-missing"],
      ["models: `manage:configs`", (may) => may.create("user:ada", "model", {}, at), null],
      ["models: not an ADMIN", (may) => may.create("user:max", "model", {}, at), "capability-missing"],
      [
        "another owner takes the type's capability",
        (may) => may.create("user:max", "agent", { owner: "user:ben" }, at),
        null,
      ],
      [
        "a member names no other owner",
        (may) => may.create("user:ben", "agent", { owner: "user:cy" }, at),
        "capability-missing",
      ],
      [
        "no capability covers conversations",
        (may) => may.create("user:ada", "conversation", { owner: "user:cy" }, at),
        "capability-missing",
      ],
      [
        "a link takes `share` on the conversation",
        (may) => may.create("user:ben", "sharedLink", { conversation: "conversation:c" }, at),
        null,
      ],
      [
        "a link to somebody else's conversation",
        (may) => may.create("user:cy", "sharedLink", { conversation: "conversation:c" }, at),
        "not-found",
      ],
      ["a key makes what its scope names", (may) => may.create("user:ben", "agent", {}, keyed("agent:create")), null],
      ["a key makes nothing else", (may) => may.create("user:ben", "agent", {}, keyed("agent:use")), "key-scope"],
    ],
  ],
  [
    "while the ceiling is down",
    [it.ceilingDown("AGENTS")],
    [["nobody makes an agent", (may) => may.create("user:ada", "agent", {}, at), "ceiling-down"]],
  ],
]);

tables("granting", [
  [
    "takes `share` on the resource, and each action that is given",
    [
      it.owns("ben", "agent:a"),
      it.gets("cy", "use execute share", "agent:a"),
      it.gets("dee", "use execute", "agent:a"),
      it.hidden("agent:a"),
      { kind: "resource-state-set", resource: "agent:a", state: "active" },
    ],
    [
      ["the owner gives what owners hold", gives("ben", "dee", "use execute update delete share", "agent:a"), null],
      ["the owner does not hold insights", gives("ben", "dee", "insights", "agent:a"), "exceeds-own"],
      ["who has `share` gives what they have", gives("cy", "dee", "use share", "agent:a"), null],
      ["and no more", gives("cy", "dee", "use update", "agent:a"), "exceeds-own"],
      ["a viewer does not share", gives("dee", "cy", "use", "agent:a"), "action-missing"],
      ["a stranger is told that there is nothing", gives("eve", "cy", "use", "agent:a"), "not-found"],
      ["as of what does not exist", gives("eve", "cy", "use", "agent:zz"), "not-found"],
      ["to somebody unknown", gives("ben", "nobody", "use", "agent:a"), "not-found"],
      ["an action of another type", gives("ben", "dee", "view", "agent:a"), "does-not-fit"],
      [
        "also a row that is not held yet",
        (may) =>
          may.grant("user:ben", wish("dee", "use", "agent:r"), { ...at, row: { owner: "user:ben", state: "active" } }),
        null,
      ],
      [
        "the row of somebody else",
        (may) =>
          may.grant("user:ben", wish("dee", "use", "agent:r"), { ...at, row: { owner: "user:cy", state: "active" } }),
        "not-found",
      ],
    ],
  ],
  [
    "takes SHARE of the gating feature, and SHARE_PUBLIC to everybody",
    [
      off("AGENTS.SHARE_PUBLIC"),
      off("PROMPTS.SHARE"),
      it.owns("ben", "agent:a"),
      it.owns("ben", "prompt:p"),
      it.owns("ben", "conversation:c"),
      group("all"),
      wide("group:all"),
      group("some"),
    ],
    [
      ["without SHARE_PUBLIC to a person", gives("ben", "cy", "use", "agent:a"), null],
      ["not to `everyone`", gives("ben", "everyone", "use", "agent:a"), "feature-missing"],
      ["not to `role:USER`", gives("ben", "role:USER", "use", "agent:a"), "feature-missing"],
      ["not to a group marked organization-wide", gives("ben", "group:all", "use", "agent:a"), "feature-missing"],
      ["to another group", gives("ben", "group:some", "use", "agent:a"), null],
      ["without SHARE to nobody", gives("ben", "cy", "use", "prompt:p"), "feature-missing"],
      ["types without a feature need none", gives("ben", "everyone", "view", "conversation:c"), null],
    ],
  ],
  [
    "on a project takes those of what lies in it, sub-projects included; on an agent those of what it lends or shows",
    [
      off("PROMPTS.SHARE"),
      ...["a", "b", "c"].map((id) => it.owns("ben", `project:${id}`)),
      it.under("project:b", "project:a"),
      it.owns("ben", "prompt:p"),
      it.under("prompt:p", "project:b"),
      ...["a", "b"].map((id) => it.owns("ben", `agent:${id}`)),
      it.owns("ben", "tool:t"),
      it.attaches("ben", "tool:t", "agent:b", "lent"),
      it.under("agent:a", "project:c"),
    ],
    [
      ["a prompt lies in the project", gives("ben", "cy", "view", "project:b"), "feature-missing"],
      ["it lies in the sub-project", gives("ben", "cy", "view", "project:a"), "feature-missing"],
      ["only agents lie in it", gives("ben", "cy", "view", "project:c"), null],
      ["an agent that lends nothing", gives("ben", "cy", "use", "agent:a"), null],
      ["an agent that lends a tool (MCP_SERVERS.SHARE)", gives("ben", "cy", "use", "agent:b"), "feature-missing"],
    ],
  ],
  [
    "naming a group takes `shareInto` on it or PEOPLE_PICKER.VIEW_GROUPS",
    [
      off("PEOPLE_PICKER.VIEW_GROUPS"),
      it.owns("ben", "agent:a"),
      group("in"),
      it.isIn("ben", "group:in"),
      group("into"),
      it.gets("ben", "shareInto", "group:into"),
      group("unseen"),
    ],
    [
      ["with `shareInto`", gives("ben", "group:into", "use", "agent:a"), null],
      ["a member of the group without it", gives("ben", "group:in", "use", "agent:a"), "group-not-shareable"],
      ["a group that one does not see is none", gives("ben", "group:unseen", "use", "agent:a"), "not-found"],
    ],
  ],
  [
    "one single way lasts at least as long",
    [
      it.owns("ada", "agent:a"),
      group("g"),
      group("h"),
      it.isIn("ben", "group:g", 2000),
      it.isIn("ben", "group:h", 3000),
      it.gets("group:g", "use share", "agent:a"),
      it.gets("group:h", "use", "agent:a", { expiresAt: 2500 }),
      it.gets("cy", "share", "agent:a", { expiresAt: 1500 }),
      it.gets("cy", "use", "agent:a"),
    ],
    [
      ["until the best way ends", gives("ben", "dee", "use", "agent:a", { expiresAt: 2500 }), null],
      ["not longer than its grant", gives("ben", "dee", "use", "agent:a", { expiresAt: 2501 }), "outlasts-own"],
      ["not for good", gives("ben", "dee", "use", "agent:a"), "outlasts-own"],
      [
        "`share` not longer than the membership",
        gives("ben", "dee", "share", "agent:a", { expiresAt: 2001 }),
        "outlasts-own",
      ],
      ["`share` as long as the membership", gives("ben", "dee", "share", "agent:a", { expiresAt: 2000 }), null],
      ["the `share` by which one gives need hold only now", gives("cy", "dee", "use", "agent:a"), null],
      ["but `share` itself is given no longer", gives("cy", "dee", "share", "agent:a"), "outlasts-own"],
    ],
  ],
  [
    "a condition is copied word for word, and only onto the same resource",
    [
      it.owns("ada", "agent:a"),
      it.gets("ben", "share", "agent:a"),
      it.gets("ben", "use", "agent:a", { condition: 'context.dept == "x"' }),
      it.owns("ada", "project:p"),
      it.under("agent:a", "project:p"),
      it.gets("ben", "update", "project:p", { condition: 'context.dept == "x"' }),
      it.gets("cy", "use share", "agent:a"),
    ],
    [
      [
        "copied",
        gives("ben", "dee", "use", "agent:a", { condition: 'context.dept == "x"' }, { ...at, fields: { dept: "x" } }),
        null,
      ],
      ["left out", gives("ben", "dee", "use", "agent:a", {}, { ...at, fields: { dept: "x" } }), "condition-not-copied"],
      [
        "another one",
        gives("ben", "dee", "use", "agent:a", { condition: 'subject.id == "ben"' }, { ...at, fields: { dept: "x" } }),
        "condition-not-copied",
      ],
      [
        "while it does not hold",
        gives("ben", "dee", "use", "agent:a", { condition: 'context.dept == "x"' }),
        "exceeds-own",
      ],
      [
        "what comes through a parent under a condition",
        gives(
          "ben",
          "dee",
          "update",
          "agent:a",
          { condition: 'context.dept == "x"' },
          { ...at, fields: { dept: "x" } },
        ),
        "condition-not-copied",
      ],
      ["who holds it freely may add one", gives("cy", "dee", "use", "agent:a", { condition: "fails" }), null],
    ],
  ],
  [
    "open types, belonging and attachments are no way, nor, on a project, a grant to a role or to a service",
    [
      it.owns("organization", "model:m"),
      it.gets("ben", "share", "model:m"),
      it.owns("ada", "project:p"),
      it.gets("role:USER", "view share", "project:p"),
      it.owns("ada", "project:q"),
      it.gets("ben", "view share", "project:q"),
      it.owns("ada", "agent:a"),
      it.under("agent:a", "project:q"),
      it.owns("ada", "agent:b"),
      it.gets("role:USER", "use share", "agent:b"),
      group("g"),
      it.isIn("ben", "group:g"),
      it.gets("ben", "share", "group:g"),
      it.owns("ada", "project:s"),
      it.gets("service:crm", "view share", "project:s"),
    ],
    [
      ["a model that is open to all", gives("ben", "cy", "use", "model:m"), "exceeds-own"],
      ["a project shared with a role", gives("ben", "cy", "view", "project:p"), "exceeds-own"],
      ["a project shared with a person", gives("ben", "cy", "view", "project:q"), null],
      ["what a project passes down", gives("ben", "cy", "use share", "agent:a"), null],
      ["an agent shared with a role", gives("ben", "cy", "use", "agent:b"), null],
      ["belonging to a group", gives("ben", "cy", "view", "group:g"), "exceeds-own"],
      [
        "a project shared with a service",
        (may) => may.grant("service:crm", wish("cy", "view", "project:s"), at),
        "exceeds-own",
      ],
    ],
  ],
  [
    "by capability alone: any action, but not to one's own side",
    [
      it.owns("ben", "agent:a"),
      group("mine", "max"),
      group("in"),
      it.isIn("max", "group:in"),
      group("other"),
      group("above"),
      it.isIn("group:mine", "group:above"),
      group("with-service"),
      it.isIn("service:crm", "group:with-service"),
      role("role:Writer", 10),
      it.owns("organization", "model:m"),
      it.owns("ben", "project:p"),
      it.owns("ben", "conversation:c"),
      it.joins("cap"),
      it.holds("cap", "manage:agents"),
    ],
    [
      ["any action of the type to another", gives("max", "cy", "use insights", "agent:a"), null],
      ["to a group of others", gives("max", "group:other", "update", "agent:a"), null],
      ["not to oneself", gives("max", "max", "use", "agent:a"), "to-oneself"],
      ["not to a service one manages", gives("max", "service:crm", "use", "agent:a"), "to-oneself"],
      ["to a service one does not manage", gives("cap", "service:crm", "use", "agent:a"), null],
      ["not to `everyone`", gives("max", "everyone", "use", "agent:a"), "to-oneself"],
      ["not to a role of one's own", gives("max", "role:ADMIN", "use", "agent:a"), "to-oneself"],
      ["to a role that one does not hold", gives("max", "role:Writer", "use", "agent:a"), null],
      ["not to a group one is in", gives("max", "group:in", "use", "agent:a"), "to-oneself"],
      ["not to a group one may join by oneself", gives("max", "group:mine", "use", "agent:a"), "to-oneself"],
      ["nor to one above it", gives("max", "group:above", "use", "agent:a"), "to-oneself"],
      [
        "not to a group that a service of one's own is in",
        gives("max", "group:with-service", "use", "agent:a"),
        "to-oneself",
      ],
      ["models: to anybody", gives("ada", "everyone", "use", "model:m"), null],
      ["no capability gives on a project", gives("ada", "cy", "view", "project:p"), "action-missing"],
      ["nor on a conversation: it is not even there", gives("max", "cy", "view", "conversation:c"), "action-missing"],
      [
        "the workspace's lists leave capabilities out",
        gives("max", "cy", "use", "agent:a", {}, { ...at, capabilities: false }),
        "not-found",
      ],
    ],
  ],
  [
    "a grant that can reach nobody is refused",
    [
      it.owns("ben", "conversation:c"),
      it.owns("ben", "sharedLink:l", it.linkTo("conversation:c", "ben", false)),
      it.owns("ben", "agent:a"),
      it.feature("role:USER", "SHARED_LINKS.SHARE", true),
      it.feature("role:USER", "SHARED_LINKS.SHARE_PUBLIC", true),
      role("role:Writer", 10),
    ],
    [
      ["a conversation to a role", gives("ben", "role:Writer", "view", "conversation:c"), "grant-reaches-nobody"],
      ["a conversation to a service", gives("ben", "service:crm", "view", "conversation:c"), "grant-reaches-nobody"],
      ["a link to a role", gives("ben", "role:Writer", "view", "sharedLink:l"), "grant-reaches-nobody"],
      ["a deny reaches everybody", gives("ben", "role:Writer", "!view", "conversation:c"), null],
      ["an agent to a service", gives("ben", "service:crm", "use", "agent:a"), null],
      ["`anyone` views a link", gives("ben", "anyone", "view", "sharedLink:l"), null],
      ["`anyone` changes no link", gives("ben", "anyone", "update", "sharedLink:l"), "grant-reaches-nobody"],
      ["`anyone` uses no agent", gives("ben", "anyone", "use", "agent:a"), "grant-reaches-nobody"],
      ["an end that has passed", gives("ben", "cy", "use", "agent:a", { expiresAt: now }), "grant-reaches-nobody"],
      [
        "nothing at all",
        (may) => may.grant("user:ben", { ...wish("cy", "use", "agent:a"), allow: [] }, at),
        "grant-reaches-nobody",
      ],
    ],
  ],
  [
    "a key gives only what its scope covers",
    [it.owns("ben", "agent:a"), it.owns("ben", "agent:b")],
    [
      ["`share` and the action", gives("ben", "cy", "use", "agent:a", {}, keyed("agent:share", "agent:use")), null],
      [
        "not an action outside",
        gives("ben", "cy", "update", "agent:a", {}, keyed("agent:share", "agent:use")),
        "key-scope",
      ],
      ["not without `share`", gives("ben", "cy", "use", "agent:a", {}, keyed("agent:use")), "key-scope"],
      [
        "everybody takes SHARE_PUBLIC by name",
        gives("ben", "everyone", "use", "agent:a", {}, keyed("agent:share", "agent:use")),
        "key-scope",
      ],
      [
        "with it",
        gives("ben", "everyone", "use", "agent:a", {}, keyed("agent:share", "agent:use", "AGENTS.SHARE_PUBLIC")),
        null,
      ],
      [
        "only the ids that it names",
        gives(
          "ben",
          "cy",
          "use",
          "agent:b",
          {},
          { ...at, key: { scope: [{ name: "agent:share", ids: ["a"] }, { name: "agent:use" }] } },
        ),
        "key-scope",
      ],
      [
        "not after its end",
        gives("ben", "cy", "use", "agent:a", {}, { ...at, key: { scope: [{ name: "agent:share" }], endsAt: 1000 } }),
        "key-scope",
      ],
    ],
  ],
  [
    "who is not active hands on nothing",
    [it.owns("ben", "agent:a"), { kind: "ban-set", account: "user:ben", until: 2000 }],
    [
      ["banned", gives("ben", "cy", "use", "agent:a"), "actor-not-active"],
      ["after the ban", gives("ben", "cy", "use", "agent:a", {}, { now: 2000 }), null],
      ["a visitor", (may) => may.grant("visitor", wish("cy", "use", "agent:a"), at), "actor-not-active"],
    ],
  ],
]);

const denyDee = it.gets("dee", "!use", "agent:a");
const viewerDee = it.gets("dee", "use", "agent:a");
const editorCy = it.gets("cy", "use update", "agent:a");
tables("denying and taking away", [
  [
    "denying, changing and removing a deny takes the owner, or a capability that covers `share`",
    [off("AGENTS.SHARE"), it.owns("ben", "agent:a"), denyDee, it.gets("cy", "use update share delete", "agent:a")],
    [
      ["the owner, who needs no feature for it", gives("ben", "cy", "!use", "agent:a"), null],
      ["a capability that covers `share`", gives("max", "cy", "!use", "agent:a"), null],
      ["not who has `share`", gives("cy", "dee", "!use", "agent:a"), "not-owner"],
      ["removing it: the owner", removes("ben", denyDee), null],
      ["removing it: not the one who is denied", removes("dee", denyDee), "not-found"],
      ["removing it: not who has `share`", removes("cy", denyDee), "not-owner"],
      [
        "changing it: not who has `share`",
        (may) =>
          may.changeGrant(
            "user:cy",
            "agent:a",
            idOf(denyDee),
            { allow: [], deny: ["use", "share"], expiresAt: null, condition: null },
            null,
            at,
          ),
        "not-owner",
      ],
      [
        "ending it earlier: the owner",
        (may) =>
          may.changeGrant(
            "user:ben",
            "agent:a",
            idOf(denyDee),
            { allow: [], deny: ["use"], expiresAt: 2000, condition: null },
            null,
            at,
          ),
        null,
      ],
    ],
  ],
  [
    "removing an allow takes `share` and holding its actions, or that capability; one's own anybody takes away",
    [
      it.owns("ada", "agent:a"),
      viewerDee,
      editorCy,
      it.gets("ben", "use share", "agent:a"),
      it.owns("ben", "project:p"),
      it.gets("dee", "view", "project:p"),
    ],
    [
      ["`share` and holding its actions", removes("ben", viewerDee), null],
      ["`share` without holding them", removes("ben", editorCy), "exceeds-own"],
      ["a capability that covers `share`", removes("max", editorCy), null],
      ["what one received", removes("dee", viewerDee), null],
      ["what one gave", removes("ben", editorCy, "user:ben"), null],
      ["what others received", removes("cy", viewerDee), "action-missing"],
      ["of a project, capability takes allows away", removes("max", it.gets("dee", "view", "project:p")), null],
      ["a grant that is not there", (may) => may.removeGrant("user:ben", "agent:a", 4242, null, at), "not-found"],
      ["a stranger learns nothing", removes("eve", viewerDee), "not-found"],
    ],
  ],
  [
    "other terms: what is new must be grantable, what goes must be removable",
    [it.owns("ada", "agent:a"), viewerDee, it.gets("ben", "use share", "agent:a", { expiresAt: 3000 })],
    [
      [
        "an end that is one's own",
        (may) =>
          may.changeGrant(
            "user:ben",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use"], deny: [], expiresAt: 2000, condition: null },
            null,
            at,
          ),
        null,
      ],
      [
        "an action one does not hold",
        (may) =>
          may.changeGrant(
            "user:ben",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use", "update"], deny: [], expiresAt: null, condition: null },
            null,
            at,
          ),
        "exceeds-own",
      ],
      [
        "a deny added",
        (may) =>
          may.changeGrant(
            "user:ben",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use"], deny: ["execute"], expiresAt: null, condition: null },
            null,
            at,
          ),
        "not-owner",
      ],
      [
        "longer than one's own: who received it",
        (may) =>
          may.changeGrant(
            "user:dee",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use", "share"], deny: [], expiresAt: null, condition: null },
            null,
            at,
          ),
        "action-missing",
      ],
      [
        "shorter: who received it",
        (may) =>
          may.changeGrant(
            "user:dee",
            "agent:a",
            idOf(viewerDee),
            { allow: ["use"], deny: [], expiresAt: 1500, condition: null },
            null,
            at,
          ),
        null,
      ],
    ],
  ],
  [
    "nothing frees anybody from a deny, unless its actor may remove that deny",
    [
      it.owns("ada", "project:p"),
      it.gets("ben", "view update delete share", "project:p"),
      it.gets("dee", "!view", "project:p"),
      it.owns("ben", "agent:a"),
      it.under("agent:a", "project:p"),
      it.owns("ada", "project:q"),
      it.under("project:q", "project:p"),
      it.gets("cy", "view update delete", "project:q"),
      it.owns("cy", "prompt:p"),
      it.under("prompt:p", "project:q"),
      group("interns"),
      it.isIn("dee", "group:interns"),
      it.gets("group:interns", "!use", "agent:a"),
      group("friends"),
      it.isIn("dee", "group:friends"),
      group("twice"),
      it.isIn("dee", "group:twice"),
      it.isIn("group:twice", "group:interns"),
    ],
    [
      [
        "taking a thing from below a denying parent",
        (may) => may.removeParent("user:ben", "agent:a", "project:p", at),
        "frees-from-deny",
      ],
      ["by whoever may remove that deny", (may) => may.removeParent("user:ada", "agent:a", "project:p", at), null],
      ["deleting what passes it down", (may) => may.deleteResource("user:cy", "project:q", at), "frees-from-deny"],
      ["by its owner's hand", (may) => may.deleteResource("user:ada", "project:q", at), null],
      ["deleting a leaf frees nobody", (may) => may.deleteResource("user:ben", "agent:a", at), null],
      [
        "leaving a group that is denied something, and being in it still by another way",
        (may) => may.removeMember("user:dee", "group:interns", "user:dee", at),
        null,
      ],
      [
        "leaving a group that is denied nothing",
        (may) => may.removeMember("user:dee", "group:friends", "user:dee", at),
        null,
      ],
    ],
  ],
  [
    "leaving a group at which a deny is aimed",
    [
      it.owns("ben", "agent:a"),
      group("interns", "cy"),
      it.isIn("dee", "group:interns"),
      it.gets("group:interns", "!use", "agent:a"),
    ],
    [
      ["frees oneself", (may) => may.removeMember("user:dee", "group:interns", "user:dee", at), "frees-from-deny"],
      [
        "also by the group's owner",
        (may) => may.removeMember("user:cy", "group:interns", "user:dee", at),
        "frees-from-deny",
      ],
      ["also by deleting the group", (may) => may.deleteResource("user:cy", "group:interns", at), "frees-from-deny"],
      ["not by who may remove the deny", (may) => may.removeMember("user:max", "group:interns", "user:dee", at), null],
    ],
  ],
]);

tables("ownership", [
  [
    "only the owner, a capability that covers `share`, or `manage:projects` transfers",
    [
      it.owns("ben", "agent:a"),
      it.gets("cy", "use update delete share", "agent:a"),
      it.owns("ben", "conversation:c"),
      it.owns("ben", "project:p"),
      it.gets("cy", "view", "project:p"),
      it.gets("max", "view", "project:p"),
      it.owns("ben", "file:f"),
    ],
    [
      ["the owner", (may) => may.transfer("user:ben", "agent:a", "user:dee", at), null],
      ["not who has everything else", (may) => may.transfer("user:cy", "agent:a", "user:dee", at), "not-owner"],
      ["a capability that covers `share`", (may) => may.transfer("user:max", "agent:a", "user:dee", at), null],
      [
        "nobody by capability to themselves",
        (may) => may.transfer("user:max", "agent:a", "user:max", at),
        "to-oneself",
      ],
      ["nor to a service of theirs", (may) => may.transfer("user:max", "agent:a", "service:crm", at), "to-oneself"],
      [
        "a project by capability to who holds `view`",
        (may) => may.transfer("user:max", "project:p", "user:cy", at),
        null,
      ],
      ["to nobody else", (may) => may.transfer("user:max", "project:p", "user:dee", at), "receiver-not-viewer"],
      ["not to oneself, who holds it", (may) => may.transfer("user:max", "project:p", "user:max", at), "to-oneself"],
      ["a conversation never", (may) => may.transfer("user:ben", "conversation:c", "user:cy", at), "never-transferred"],
      ["a file by its owner", (may) => may.transfer("user:ben", "file:f", "user:cy", at), null],
      ["a file not by `manage:files`", (may) => may.transfer("user:max", "file:f", "user:cy", at), "not-owner"],
      ["to somebody unknown", (may) => may.transfer("user:ben", "agent:a", "user:nobody", at), "not-found"],
      [
        "a key covers all that ownership holds",
        (may) => may.transfer("user:ben", "agent:a", "user:cy", keyed("agent:share")),
        "key-scope",
      ],
    ],
  ],
  [
    "opening what was restricted is a grant to everybody",
    [
      it.declared(skill),
      it.owns("organization", "model:m"),
      { kind: "restricted-set", resource: "model:m", restricted: true },
      it.owns("organization", "skill:s"),
      it.owns("ben", "agent:a"),
    ],
    [
      ["a model by `manage:configs`", (may) => may.restrict("user:ada", "model:m", false, at), null],
      ["not by a member", (may) => may.restrict("user:ben", "model:m", false, at), "not-found"],
      ["restricting by a capability that covers `share`", (may) => may.restrict("user:max", "skill:s", true, at), null],
      [
        "opening by capability alone is giving to `everyone`",
        (may) => may.restrict("user:max", "skill:s", false, at),
        "to-oneself",
      ],
      ["an agent is not open", (may) => may.restrict("user:ben", "agent:a", true, at), "does-not-fit"],
    ],
  ],
]);

tables("parents and attachments", [
  [
    "putting under a parent takes `share` on the thing and `update` on the parent, and counts as a grant to its audience",
    [
      it.owns("ada", "project:p"),
      it.gets("ben", "view update", "project:p"),
      it.gets("cy", "view", "project:p"),
      it.owns("ben", "agent:own"),
      it.owns("dee", "agent:lent"),
      it.gets("ben", "use execute share", "agent:lent"),
      it.owns("ada", "project:view"),
      it.owns("organization", "project:o"),
      it.gets("ben", "view update", "project:o", { expiresAt: 2000 }),
      it.gets("cy", "view", "project:o", { expiresAt: 2000 }),
      it.owns("dee", "agent:short"),
      it.gets("ben", "use execute update share", "agent:short", { expiresAt: 2000 }),
      it.gets("ben", "view", "project:view"),
    ],
    [
      ["one's own thing", (may) => may.addParent("user:ben", "agent:own", "project:p", at), null],
      [
        "without `update` on the parent",
        (may) => may.addParent("user:ben", "agent:own", "project:view", at),
        "action-missing",
      ],
      [
        "without `share` on the thing",
        (may) => may.addParent("user:max", "agent:own", "project:p", at),
        "action-missing",
      ],
      ["not by capability", (may) => may.addParent("user:ada", "agent:own", "project:p", at), "action-missing"],
      [
        "what the project's owner would get beyond one's own",
        (may) => may.addParent("user:ben", "agent:lent", "project:p", at),
        "exceeds-own",
      ],
      ["for as long as the audience has it", (may) => may.addParent("user:ben", "agent:short", "project:o", at), null],
      ["into a project of strangers", (may) => may.addParent("user:dee", "agent:own", "project:p", at), "not-found"],
    ],
  ],
  [
    "the actor is of the audience",
    [it.owns("ben", "project:p"), it.owns("dee", "agent:a"), it.gets("ben", "use execute share", "agent:a")],
    [
      [
        "nobody gives themselves more through a project of their own",
        (may) => may.addParent("user:ben", "agent:a", "project:p", at),
        "exceeds-own",
      ],
    ],
  ],
  [
    "among things that one owns, owning replaces `share`, and SHARE while nobody else has the parent; SHARE_PUBLIC always",
    [
      off("AGENTS.SHARE"),
      off("AGENTS.SHARE_PUBLIC"),
      off("PROMPTS.SHARE_PUBLIC"),
      it.owns("ben", "agent:a"),
      it.owns("ben", "prompt:p"),
      it.owns("ben", "project:alone"),
      it.owns("ben", "project:shared"),
      it.gets("cy", "view", "project:shared"),
      it.owns("ben", "project:public"),
      it.gets("everyone", "view", "project:public"),
    ],
    [
      ["alone", (may) => may.addParent("user:ben", "agent:a", "project:alone", at), null],
      [
        "somebody else has it: SHARE",
        (may) => may.addParent("user:ben", "agent:a", "project:shared", at),
        "feature-missing",
      ],
      [
        "everybody has it: SHARE_PUBLIC",
        (may) => may.addParent("user:ben", "prompt:p", "project:public", at),
        "feature-missing",
      ],
      ["with SHARE", (may) => may.addParent("user:ben", "prompt:p", "project:shared", at), null],
    ],
  ],
  [
    "a participant adds files of their own to a conversation",
    [
      it.owns("ada", "conversation:c"),
      it.gets("ben", "view participate", "conversation:c"),
      it.gets("cy", "view", "conversation:c"),
      it.owns("ben", "file:b"),
      it.owns("cy", "file:c"),
    ],
    [
      ["a participant", (may) => may.addParent("user:ben", "file:b", "conversation:c", at), null],
      ["a viewer not", (may) => may.addParent("user:cy", "file:c", "conversation:c", at), "action-missing"],
      ["not a file of others", (may) => may.addParent("user:ben", "file:c", "conversation:c", at), "action-missing"],
    ],
  ],
  [
    "attaching as lent or shown takes `share` and the action lent, `update` on the agent",
    [
      it.owns("ben", "agent:a"),
      it.gets("cy", "use execute", "agent:a"),
      it.owns("dee", "file:f"),
      it.gets("ben", "view use share", "file:f"),
      it.owns("dee", "file:s"),
      it.gets("ben", "use share", "file:s"),
      it.owns("dee", "file:short"),
      it.gets("ben", "view use share", "file:short", { expiresAt: 2000 }),
      it.owns("dee", "file:seen"),
      it.gets("ben", "view", "file:seen"),
      it.owns("organization", "model:m"),
      it.owns("organization", "tool:t"),
      it.gets("ben", "use", "tool:t"),
    ],
    [
      ["lent", (may) => may.attach("user:ben", "agent:a", "file:f", "lent", at), null],
      ["shown", (may) => may.attach("user:ben", "agent:a", "file:f", "shown", at), null],
      ["shown takes `view` too", (may) => may.attach("user:ben", "agent:a", "file:s", "shown", at), "exceeds-own"],
      ["lent does not", (may) => may.attach("user:ben", "agent:a", "file:s", "lent", at), null],
      [
        "for as long as others have the agent",
        (may) => may.attach("user:ben", "agent:a", "file:short", "lent", at),
        "outlasts-own",
      ],
      ["without `share`", (may) => may.attach("user:ben", "agent:a", "file:seen", "lent", at), "action-missing"],
      [
        "without `update` on the agent",
        (may) => may.attach("user:cy", "agent:a", "model:m", "own", at),
        "action-missing",
      ],
      ["not by capability", (may) => may.attach("user:max", "agent:a", "tool:t", "lent", at), "action-missing"],
      ["as own takes some action on the thing", (may) => may.attach("user:ben", "agent:a", "tool:t", "own", at), null],
      ["a model as own", (may) => may.attach("user:ben", "agent:a", "model:m", "own", at), null],
      [
        "as own nothing that one does not see",
        (may) => may.attach("user:cy", "agent:a", "file:f", "own", at),
        "action-missing",
      ],
      ["a tool is not shown", (may) => may.attach("user:ben", "agent:a", "tool:t", "shown", at), "does-not-fit"],
    ],
  ],
  [
    "taking away a parent or attachment: `update` on the parent or agent, or `share` on the thing (no SHARE)",
    [
      off("AGENTS.SHARE"),
      it.owns("ada", "project:p"),
      it.gets("ben", "view update", "project:p"),
      it.gets("dee", "view", "project:p"),
      it.owns("cy", "agent:a"),
      it.under("agent:a", "project:p"),
      it.owns("cy", "file:f"),
      it.attaches("cy", "file:f", "agent:a", "lent"),
      it.joins("cap"),
      it.holds("cap", "manage:projects"),
    ],
    [
      ["`update` on the parent", (may) => may.removeParent("user:ben", "agent:a", "project:p", at), null],
      ["`share` on the thing, without SHARE", (may) => may.removeParent("user:cy", "agent:a", "project:p", at), null],
      ["neither", (may) => may.removeParent("user:dee", "agent:a", "project:p", at), "action-missing"],
      [
        "of a project, capability alone re-parents nothing",
        (may) => may.removeParent("user:cap", "agent:a", "project:p", at),
        "action-missing",
      ],
      ["an attachment", (may) => may.detach("user:cy", "agent:a", "file:f", at), null],
      ["an attachment: a viewer not", (may) => may.detach("user:dee", "agent:a", "file:f", at), "action-missing"],
      ["an attachment: by `manage:agents`", (may) => may.detach("user:max", "agent:a", "file:f", at), null],
    ],
  ],
]);

tables("groups", [
  [
    "adding takes `members`, and holding every capability and outranking every role that the group carries",
    [
      group("plain", "ben"),
      group("staff", "ben"),
      givenRole("group:staff", "role:MODERATOR"),
      group("sub", "ben"),
      it.isIn("group:sub", "group:staff"),
      group("able", "max"),
      it.holds("group:able", "manage:roles"),
      group("users", "max"),
      it.holds("group:users", "manage:users"),
      it.joins("cap"),
      it.holds("cap", "manage:users", { until: 3000 }),
      group("timed", "cap"),
      it.holds("group:timed", "manage:users"),
      group("brief", "cap"),
      it.holds("group:brief", "manage:users", { until: 2500 }),
      group("scope", "ben"),
      it.holds("cap", "ban:users", { in: "group:scope" }),
      it.gets("cap", "members", "group:scope"),
      group("org"),
      group("theirs", "max"),
      group("shared", "ben"),
      it.owns("ada", "agent:a"),
      it.gets("group:shared", "update", "agent:a"),
    ],
    [
      ["the owner", (may) => may.addMember("user:ben", "group:plain", "user:cy", null, at), null],
      ["nobody without `members`", (may) => may.addMember("user:cy", "group:plain", "user:dee", null, at), "not-found"],
      [
        "a staff role that one does not outrank",
        (may) => may.addMember("user:ben", "group:staff", "user:cy", null, at),
        "rank-too-low",
      ],
      [
        "also through the groups above",
        (may) => may.addMember("user:ben", "group:sub", "user:cy", null, at),
        "rank-too-low",
      ],
      ["an ADMIN outranks moderators", (may) => may.addMember("user:max", "group:sub", "user:cy", null, at), null],
      [
        "a capability one does not hold",
        (may) => may.addMember("user:max", "group:able", "user:cy", null, at),
        "exceeds-own",
      ],
      ["a capability one holds", (may) => may.addMember("user:max", "group:users", "user:cy", null, at), null],
      [
        "for as long as the membership lasts",
        (may) => may.addMember("user:cap", "group:timed", "user:cy", null, at),
        "outlasts-own",
      ],
      ["a membership as long", (may) => may.addMember("user:cap", "group:timed", "user:cy", 3000, at), null],
      ["or as the capability itself", (may) => may.addMember("user:cap", "group:brief", "user:cy", null, at), null],
      [
        "nobody puts people into a group to which a capability of their own is scoped",
        (may) => may.addMember("user:cap", "group:scope", "user:cy", null, at),
        "own-scope",
      ],
      ["resource grants do not count", (may) => may.addMember("user:ben", "group:shared", "user:cy", null, at), null],
      ["nor for oneself, as owner", (may) => may.addMember("user:ben", "group:shared", "user:ben", null, at), null],
      ["by capability alone others", (may) => may.addMember("user:max", "group:org", "user:cy", null, at), null],
      [
        "by capability alone not oneself",
        (may) => may.addMember("user:max", "group:org", "user:max", null, at),
        "to-oneself",
      ],
      [
        "nor a service of one's own",
        (may) => may.addMember("user:max", "group:org", "service:crm", null, at),
        "to-oneself",
      ],
      [
        "nor a group of one's own",
        (may) => may.addMember("user:max", "group:org", "group:theirs", null, at),
        "to-oneself",
      ],
      ["somebody unknown", (may) => may.addMember("user:max", "group:org", "user:nobody", null, at), "not-found"],
    ],
  ],
  [
    "anybody leaves what they are in; taking away takes `members`",
    [group("g", "ben"), it.isIn("cy", "group:g"), it.isIn("dee", "group:g")],
    [
      ["leaving", (may) => may.removeMember("user:cy", "group:g", "user:cy", at), null],
      ["taking another out", (may) => may.removeMember("user:cy", "group:g", "user:dee", at), "action-missing"],
      ["the owner", (may) => may.removeMember("user:ben", "group:g", "user:dee", at), null],
      ["who is not in it", (may) => may.removeMember("user:ben", "group:g", "user:ada", at), "not-found"],
    ],
  ],
]);

const writer = [role("role:Writer", 20), it.feature("role:Writer", "AGENTS.USE", true)];
tables("services, through which whoever manages them acts", [
  [
    "a service gives nothing by capability to whoever manages it, nor through what it owns more than it reaches",
    [
      it.holds("service:crm", "manage:agents"),
      it.serves("service:etl"),
      it.holds("service:crm", "manage:groups"),
      it.owns("ben", "agent:a"),
      group("with-max"),
      it.isIn("max", "group:with-max"),
      group("of-max", "max"),
      group("plain"),
      it.isIn("cy", "group:plain"),
      role("role:Writer", 10),
      ...["AGENTS.USE", "AGENTS.SHARE", "PEOPLE_PICKER.VIEW_GROUPS"].map((name) =>
        it.feature("role:Writer", name, true),
      ),
      givenRole("service:crm", "role:Writer"),
      it.owns("service:crm", "project:p"),
      it.owns("ben", "conversation:c"),
      it.under("conversation:c", "project:p"),
      it.owns("service:crm", "project:own"),
      it.owns("service:crm", "file:f"),
      it.under("file:f", "project:own"),
      group("scope", "service:crm"),
      it.holds("max", "read:logs", { in: "group:scope" }),
    ],
    [
      ["to somebody else", (may) => may.grant("service:crm", wish("cy", "use", "agent:a"), at), null],
      ["to who manages it", (may) => may.grant("service:crm", wish("max", "use", "agent:a"), at), "to-oneself"],
      ["to a group of others", (may) => may.grant("service:crm", wish("group:plain", "use", "agent:a"), at), null],
      [
        "to a group they are in",
        (may) => may.grant("service:crm", wish("group:with-max", "use", "agent:a"), at),
        "to-oneself",
      ],
      [
        "to another service, which the same people manage",
        (may) => may.grant("service:crm", wish("service:etl", "use", "agent:a"), at),
        "to-oneself",
      ],
      [
        "to a group they may join",
        (may) => may.grant("service:crm", wish("group:of-max", "use", "agent:a"), at),
        "to-oneself",
      ],
      [
        "to a role, whose holders are not known",
        (may) => may.grant("service:crm", wish("role:USER", "use", "agent:a"), at),
        "feature-missing",
      ],
      [
        "handing it over to who manages it",
        (may) => may.transfer("service:crm", "agent:a", "user:max", at),
        "to-oneself",
      ],
      [
        "a project with a conversation of others in it",
        (may) => may.grant("service:crm", wish("cy", "view", "project:p"), at),
        "exceeds-own",
      ],
      ["handing that over", (may) => may.transfer("service:crm", "project:p", "user:cy", at), "exceeds-own"],
      [
        "a project with its own file in it",
        (may) => may.grant("service:crm", wish("cy", "view", "project:own"), at),
        null,
      ],
      [
        "adding who manages it to a group, by capability",
        (may) => may.addMember("service:crm", "group:plain", "user:max", null, at),
        "to-oneself",
      ],
      [
        "widening the scope of who manages it",
        (may) => may.addMember("service:crm", "group:scope", "user:cy", null, at),
        "own-scope",
      ],
    ],
  ],
]);

tables("roles and capabilities", [
  [
    "giving and taking a role: outranking it, holding all that it brings, the `manage:` for the holder",
    [
      ...writer,
      role("role:Auditor", 20),
      it.holds("role:Auditor", "read:audit_log"),
      role("role:Shared", 20),
      it.owns("ben", "agent:a"),
      it.gets("role:Shared", "use", "agent:a"),
      it.joins("max2", "role:ADMIN"),
      group("org"),
      group("in"),
      it.isIn("max", "group:in"),
      group("mine", "max"),
      givenRole("cy", "role:Writer"),
      it.joins("lead"),
      it.holds("lead", "manage:users", { in: "group:sales" }),
      group("sales"),
      it.isIn("cy", "group:sales"),
      it.joins("temp", "role:USER"),
      givenRole("temp", "role:ADMIN", 3000),
    ].toSorted((a, b) => Number(a.kind !== "resource-added") - Number(b.kind !== "resource-added") || 0),
    [
      ["an ADMIN to a USER", (may) => may.giveRole("user:max", "user:ben", "role:Writer", null, at), null],
      ["a MODERATOR not", (may) => may.giveRole("user:mo", "user:ben", "role:Writer", null, at), "capability-missing"],
      ["not one's own rank", (may) => may.giveRole("user:max", "user:ben", "role:ADMIN", null, at), "rank-too-low"],
      [
        "super admins are above any role",
        (may) => may.giveRole("user:ada", "user:ben", "role:SUPER_ADMIN", null, at),
        null,
      ],
      [
        "not what brings more than one holds",
        (may) => may.giveRole("user:max", "user:ben", "role:Auditor", null, at),
        "exceeds-own",
      ],
      ["nor for longer", (may) => may.giveRole("user:temp", "user:ben", "role:Writer", null, at), null],
      [
        "nor capabilities for longer",
        (may) => may.giveRole("user:temp", "user:ben", "role:MODERATOR", null, at),
        "outlasts-own",
      ],
      ["as long as one's own", (may) => may.giveRole("user:temp", "user:ben", "role:MODERATOR", 3000, at), null],
      ["never to oneself", (may) => may.giveRole("user:max", "user:max", "role:Writer", null, at), "to-oneself"],
      [
        "nor to a group one is in",
        (may) => may.giveRole("user:max", "group:in", "role:Writer", null, at),
        "to-oneself",
      ],
      [
        "nor to one that one may join by oneself",
        (may) => may.giveRole("user:max", "group:mine", "role:Writer", null, at),
        "to-oneself",
      ],
      ["to another group", (may) => may.giveRole("user:max", "group:org", "role:Writer", null, at), null],
      [
        "to another of the same rank not",
        (may) => may.giveRole("user:max", "user:max2", "role:Writer", null, at),
        "rank-too-low",
      ],
      [
        "to a service one manages a role without grants",
        (may) => may.giveRole("user:max", "service:crm", "role:Writer", null, at),
        null,
      ],
      [
        "but none on which a grant lies",
        (may) => may.giveRole("user:max", "service:crm", "role:Shared", null, at),
        "to-oneself",
      ],
      ["taking it", (may) => may.takeRole("user:max", "user:cy", "role:Writer", at), null],
      [
        "a scoped `manage:users` needs to outrank the role still",
        (may) => may.giveRole("user:lead", "user:cy", "role:Writer", null, at),
        "rank-too-low",
      ],
      ["the primary role", (may) => may.setPrimaryRole("user:max", "user:ben", "role:Writer", at), null],
      [
        "the primary role to one's own rank",
        (may) => may.setPrimaryRole("user:max", "user:ben", "role:ADMIN", at),
        "rank-too-low",
      ],
      [
        "the primary role of oneself",
        (may) => may.setPrimaryRole("user:ada", "user:ada", "role:USER", at),
        "to-oneself",
      ],
    ],
  ],
  [
    "making, editing and deleting a role",
    [
      ...writer,
      role("role:High", 90),
      it.joins("chief", "role:High"),
      it.holds("chief", "manage:roles"),
      it.feature("role:High", "AGENTS.USE", true),
    ],
    [
      [
        "a super admin makes one",
        (may) => may.makeRole("user:ada", "role:New", { rank: 50, on: ["AGENTS.USE"] }, at),
        null,
      ],
      ["below their own rank", (may) => may.makeRole("user:chief", "role:New", { rank: 90 }, at), "rank-too-low"],
      ["super admins too", (may) => may.makeRole("user:ada", "role:New", { rank: 100 }, at), "rank-too-low"],
      ["an ADMIN not", (may) => may.makeRole("user:max", "role:New", {}, at), "capability-missing"],
      ["with features that one has", (may) => may.makeRole("user:chief", "role:New", { on: ["AGENTS.USE"] }, at), null],
      [
        "with features that one has not",
        (may) => may.makeRole("user:chief", "role:New", { on: ["AGENTS.SHARE"] }, at),
        "exceeds-own",
      ],
      ["editing", (may) => may.editRole("user:ada", "role:USER", { on: ["AGENTS.SHARE"] }, at), null],
      [
        "switching on what one has not",
        (may) => may.editRole("user:chief", "role:Writer", { on: ["PROMPTS.USE"] }, at),
        "exceeds-own",
      ],
      [
        "editing what brings more than one holds",
        (may) => may.editRole("user:chief", "role:USER", { off: ["PROMPTS.USE"] }, at),
        "exceeds-own",
      ],
      [
        "giving to a role of one's own",
        (may) => may.editRole("user:chief", "role:High", { on: ["AGENTS.USE"] }, at),
        "to-oneself",
      ],
      [
        "raising a role above oneself",
        (may) => may.editRole("user:chief", "role:Writer", { rank: 95 }, at),
        "rank-too-low",
      ],
      ["a built-in rank", (may) => may.editRole("user:ada", "role:ADMIN", { rank: 50 }, at), "built-in-role"],
      ["deleting", (may) => may.deleteRole("user:ada", "role:Writer", at), null],
      ["deleting a built-in one", (may) => may.deleteRole("user:ada", "role:USER", at), "built-in-role"],
      [
        "a feature that is none",
        (may) => may.makeRole("user:ada", "role:New", { on: ["AGENTS.FLY"] }, at),
        "does-not-fit",
      ],
    ],
  ],
  [
    "giving a capability: held for that scope and as long, by somebody above",
    [
      group("sales"),
      group("west"),
      it.isIn("group:west", "group:sales"),
      group("all"),
      wide("group:all"),
      it.joins("lead", "role:MODERATOR"),
      it.holds("lead", "manage:users"),
      it.holds("lead", "manage:agents", { in: "group:sales" }),
      it.holds("lead", "manage:files", { until: 3000 }),
      role("role:Writer", 20),
    ],
    [
      [
        "one that one holds",
        (may) => may.giveCapability("user:max", "user:ben", "manage:agents", null, null, at),
        null,
      ],
      [
        "the part of it for a group",
        (may) => may.giveCapability("user:max", "user:ben", "manage:agents", "group:sales", null, at),
        null,
      ],
      ["what it implies", (may) => may.giveCapability("user:max", "user:ben", "read:users", null, null, at), null],
      [
        "not one that one does not hold",
        (may) => may.giveCapability("user:max", "user:ben", "manage:configs", null, null, at),
        "exceeds-own",
      ],
      [
        "a scoped one within its scope",
        (may) => may.giveCapability("user:lead", "user:ben", "manage:agents", "group:sales", null, at),
        null,
      ],
      [
        "not beyond",
        (may) => may.giveCapability("user:lead", "user:ben", "manage:agents", null, null, at),
        "exceeds-own",
      ],
      [
        "nor to a part that may leave it",
        (may) => may.giveCapability("user:lead", "user:ben", "manage:agents", "group:west", null, at),
        "exceeds-own",
      ],
      [
        "not for longer",
        (may) => may.giveCapability("user:lead", "user:ben", "manage:files", null, null, at),
        "outlasts-own",
      ],
      ["as long", (may) => may.giveCapability("user:lead", "user:ben", "manage:files", null, 3000, at), null],
      [
        "not to oneself",
        (may) => may.giveCapability("user:max", "user:max", "manage:agents", null, null, at),
        "to-oneself",
      ],
      [
        "to a role takes `manage:roles`",
        (may) => may.giveCapability("user:max", "role:Writer", "manage:agents", null, null, at),
        "capability-missing",
      ],
      ["to a role", (may) => may.giveCapability("user:ada", "role:Writer", "manage:agents", null, null, at), null],
      [
        "not to `everyone`",
        (may) => may.giveCapability("user:ada", "everyone", "manage:agents", null, null, at),
        "not-for-everybody",
      ],
      [
        "not to `role:USER`",
        (may) => may.giveCapability("user:ada", "role:USER", "manage:agents", null, null, at),
        "not-for-everybody",
      ],
      [
        "not to a group marked organization-wide",
        (may) => may.giveCapability("user:ada", "group:all", "manage:agents", null, null, at),
        "not-for-everybody",
      ],
      ["taking it from below", (may) => may.takeCapability("user:ada", "user:lead", "manage:users", null, at), null],
      [
        "not from above",
        (may) => may.takeCapability("user:lead", "user:max", "manage:users", null, at),
        "rank-too-low",
      ],
      [
        "a key names the capability",
        (may) => may.giveCapability("user:max", "user:ben", "manage:agents", null, null, keyed("manage:users")),
        "key-scope",
      ],
    ],
  ],
]);

tables("rank: acting on another's account", [
  [
    "takes the capability, a higher rank, and every capability that the other holds",
    [
      it.joins("max2", "role:ADMIN"),
      it.joins("able"),
      it.holds("able", "read:logs"),
      it.joins("lead"),
      group("sales"),
      it.isIn("ben", "group:sales"),
      it.isIn("mo", "group:sales"),
      it.holds("lead", "manage:users", { in: "group:sales" }),
      it.joins("ada2", "role:SUPER_ADMIN"),
    ],
    [
      ["an ADMIN on a USER", (may) => may.actOn("user:max", "user:ben", "manage:users", at), null],
      ["not on another ADMIN", (may) => may.actOn("user:max", "user:max2", "manage:users", at), "rank-too-low"],
      ["super admins on each other", (may) => may.actOn("user:ada", "user:ada2", "manage:users", at), null],
      [
        "not on who holds a capability that one does not",
        (may) => may.actOn("user:max", "user:able", "manage:users", at),
        "exceeds-own",
      ],
      ["a moderator bans a USER, shortly", (may) => may.actOn("user:mo", "user:ben", "ban:users:short", at), null],
      ["not for long", (may) => may.actOn("user:mo", "user:ben", "ban:users", at), "capability-missing"],
      [
        "a scoped one need not outrank people of rank 10",
        (may) => may.actOn("user:lead", "user:ben", "manage:users", at),
        null,
      ],
      ["but others", (may) => may.actOn("user:lead", "user:mo", "manage:users", at), "rank-too-low"],
      [
        "and only inside its group",
        (may) => may.actOn("user:lead", "user:cy", "manage:users", at),
        "capability-missing",
      ],
      ["a service's credentials", (may) => may.actOn("user:max", "service:crm", "manage:services", at), null],
      ["oneself is not another", (may) => may.actOn("user:max", "user:max", "manage:users", at), "to-oneself"],
      ["somebody unknown", (may) => may.actOn("user:max", "user:nobody", "manage:users", at), "not-found"],
      ["making an account", (may) => may.makeAccount("user:max", "user", "role:USER", at), null],
      ["making one of one's own rank", (may) => may.makeAccount("user:max", "user", "role:ADMIN", at), "rank-too-low"],
      ["a member makes none", (may) => may.makeAccount("user:ben", "user", null, at), "capability-missing"],
    ],
  ],
]);

const glass = it.gets("ada", "view", "conversation:c", { glass: true, expiresAt: 2000 });
tables("sealed content", [
  [
    "breaking the glass",
    [it.owns("ben", "conversation:c"), it.owns("ben", "agent:a"), glass],
    [
      ["whoever holds `unseal:content`", (may) => may.breakGlass("user:ada", "conversation:c", 2000, at), null],
      ["nobody else", (may) => may.breakGlass("user:max", "conversation:c", 2000, at), "capability-missing"],
      ["it names its end", (may) => may.breakGlass("user:ada", "conversation:c", null, at), "glass-invalid"],
      ["an end to come", (may) => may.breakGlass("user:ada", "conversation:c", 1000, at), "glass-invalid"],
      ["on a sealed thing", (may) => may.breakGlass("user:ada", "agent:a", 2000, at), "glass-invalid"],
      ["it is not handed on", gives("ada", "cy", "view", "conversation:c", { expiresAt: 2000 }), "action-missing"],
      [
        "nor changed",
        (may) =>
          may.changeGrant(
            "user:ada",
            "conversation:c",
            idOf(glass),
            { allow: ["view"], deny: [], expiresAt: null, condition: null },
            null,
            at,
          ),
        "glass-not-handed-on",
      ],
      ["whoever broke it ends it", removes("ada", glass), null],
      ["nobody else does", removes("ben", glass), "glass-not-handed-on"],
    ],
  ],
]);

describe("what else is asked", () => {
  test("groups that carry a staff role or a capability", () => {
    const may = given([
      group("a"),
      group("b"),
      group("c"),
      it.isIn("group:b", "group:a"),
      givenRole("group:a", "role:MODERATOR"),
      givenRole("group:c", "role:USER"),
    ]);
    expect(["group:a", "group:b", "group:c", "group:zz"].map((name) => may.carriesStaff(name))).toEqual([
      true,
      true,
      false,
      false,
    ]);
  });

  test("the rank of a new role: 10, or one below its maker's", () => {
    const may = given([role("role:Low", 5), it.joins("lo", "role:Low")]);
    expect(["user:ada", "user:ben", "user:lo"].map((name) => may.defaultRank(name, at))).toEqual([10, 9, 4]);
  });
});
