import { describe, expect, test } from "vitest";
import { compileCondition } from "../../../oracle/conditions.ts";
import * as it from "../../../oracle/given.ts";
import { initialChanges } from "../../../oracle/initial.ts";
import { createEngine } from "../../engine.ts";
import type { Change, Context } from "../../types.ts";
import type { GrantWish, HandingOn } from "../contract.ts";
import type { Refusal, RefusalCode } from "../refusal.ts";

/*
 * The words of the tests of handing on: docs/model.md, "Making and handing on", sentence by sentence. Ada is super admin, Max an ADMIN,
 * Mo a MODERATOR, the others are USERs, who may share agents and prompts, to everybody too, and see people, groups and roles, unless a world says
 * otherwise. `null` is *may*.
 */
export type Question = (may: HandingOn) => Refusal | null;
export type Row = [sentence: string, ask: Question, expected: RefusalCode | null];
export type World = [about: string, changes: Change[], rows: Row[]];

export const now = 1000;
export const at: Context = { now };
export const given = (changes: readonly Change[]): HandingOn => {
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
    ...["USERS", "GROUPS", "ROLES"].map((kind) => it.feature("role:USER", `PEOPLE_PICKER.VIEW_${kind}`, true)),
    ...changes,
  ]);
  return engine.may;
};

export const off = (name: string) => it.feature("role:USER", name, false);
export const group = (name: string, owner = "organization") => it.owns(owner, `group:${name}`);
export const wide = (name: string): Change => ({ kind: "group-marked", group: name, organizationWide: true });
export const role = (name: string, rank: number): Change => ({ kind: "role-set", role: name, rank });
export const givenRole = (holder: string, name: string, expiresAt: number | null = null): Change => ({
  kind: "role-given",
  holder: holder.includes(":") ? holder : `user:${holder}`,
  role: name,
  expiresAt,
});

/** `wish("cy", "use", "agent:a")`: a grant in the words of the tests' worlds. */
export const wish = (
  principal: string,
  actions: string,
  resource: string,
  terms: Partial<GrantWish> = {},
): GrantWish => {
  const change = it.gets(principal, actions, resource);
  if (change.kind !== "grant-set") throw new Error("a grant is meant");
  const { id: _, glass: __, ...rest } = change.grant;
  return { ...rest, ...terms };
};
export const gives =
  (actor: string, principal: string, actions: string, resource: string, terms: Partial<GrantWish> = {}, context = at) =>
  (may: HandingOn) =>
    may.grant(`user:${actor}`, wish(principal, actions, resource, terms), context);
export const idOf = (change: Change) => (change.kind === "grant-set" ? change.grant.id : 0);
export const removes =
  (actor: string, change: Change, givenBy: string | null = null): Question =>
  (may) =>
    change.kind === "grant-set"
      ? may.removeGrant(`user:${actor}`, change.grant.resource, change.grant.id, givenBy, at)
      : null;
export const keyed = (...names: string[]): Context => ({ ...at, key: { scope: names.map((name) => ({ name })) } });

/** A role that brings one feature. */
export const writer = [role("role:Writer", 20), it.feature("role:Writer", "AGENTS.USE", true)];

export function tables(about: string, worlds: World[]): void {
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
