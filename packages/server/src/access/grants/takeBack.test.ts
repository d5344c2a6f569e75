import { afterAll, beforeAll, expect, test } from "vitest";
import type { Actor } from "../../http/actor.ts";
import { ENGINEERING, type House, openHouse, userOf } from "../../workspace/testing/house.ts";
import { Grants } from "./service.ts";

/** Ada owns what is shared; Cy and Ben are members like her, Ben in Engineering; Sue is super admin. */
let house: House;
let grants: Grants;
let count = 0;
beforeAll(async () => {
  house = await openHouse();
  grants = new Grants(house);
  await house.change([
    { kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE_PUBLIC", on: true },
    { kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_GROUPS", on: true },
  ]);
});
afterAll(() => house.close());

const as = (person: string): Actor => ({
  organization: house.here,
  subject: userOf(person),
  name: userOf(person),
  from: "api",
});
type Wish = Omit<Parameters<Grants["set"]>[2], "principal">;
const share = async (agent: string, principal: string, wish: Wish, giver = "ada") =>
  (await grants.set(as(giver), agent, { principal, ...wish })).result.id;
const engine = () => house.access.of(house.here).engine;
const left = (agent: string) =>
  engine()
    .grantsOn(agent)
    .map(({ id, allow, deny }) => ({ id, allow, deny }));
const tomorrow = () => new Date(Date.now() + 86_400_000).toISOString();

async function agentOfAda(): Promise<string> {
  const agent = `agent:taken-${++count}`;
  await house.change([{ kind: "resource-added", resource: agent, owner: userOf("ada"), state: "active" }]);
  return agent;
}

const refusalOf = async (asked: Promise<unknown>) => {
  const refused = await asked.then(
    () => null,
    (error: unknown) => error,
  );
  return refused && typeof refused === "object" && "code" in refused ? refused.code : refused;
};

test("the owner takes back every kind of allow at once: plain, with an end, with a condition, for everyone", async () => {
  const agent = await agentOfAda();
  await share(agent, ENGINEERING, { role: "viewer" });
  await share(agent, userOf("ben"), { role: "editor", expiresAt: tomorrow() });
  await share(agent, userOf("cy"), { allow: ["use"], condition: 'context.network == "office"' });
  await share(agent, "everyone", { role: "viewer" });
  const before = engine().revision;
  const { revision, result } = await grants.takeBack(as("ada"), agent, false);
  expect([result, revision, engine().revision]).toEqual([{ taken: 4, stays: [] }, before + 1, before + 1]);
  expect(left(agent)).toEqual([]);
  for (const person of ["ben", "cy"]) expect(engine().check(userOf(person), "use", agent).allowed).toBe(false);
  expect(engine().check(userOf("ada"), "use", agent).allowed).toBe(true);
});

test("where there is nothing to take back no revision is taken", async () => {
  const agent = await agentOfAda();
  const before = engine().revision;
  expect((await grants.takeBack(as("ada"), agent, false)).result).toEqual({ taken: 0, stays: [] });
  expect(engine().revision).toBe(before);
});

test("what denies stays, and of a grant that does both the denying half; said so, with who is denied", async () => {
  const agent = await agentOfAda();
  const deny = await share(agent, userOf("cy"), { deny: ["use"] });
  const both = await share(agent, userOf("ben"), { allow: ["use", "execute"], deny: ["update"] });
  await share(agent, "everyone", { role: "viewer" });
  const { result } = await grants.takeBack(as("ada"), agent, false);
  expect(result.taken).toBe(2);
  expect(
    result.stays.map(({ reason, grant: { id, principal, allow, deny } }) => ({ reason, id, principal, allow, deny })),
  ).toEqual([
    { reason: "deny-kept", id: deny, principal: userOf("cy"), allow: [], deny: ["use"] },
    { reason: "deny-kept", id: both, principal: userOf("ben"), allow: [], deny: ["update"] },
  ]);
  expect(left(agent)).toEqual([
    { id: deny, allow: [], deny: ["use"] },
    { id: both, allow: [], deny: ["update"] },
  ]);
});

test("the owner takes denies away, too, where they say so", async () => {
  const agent = await agentOfAda();
  await share(agent, userOf("cy"), { deny: ["use"] });
  await share(agent, userOf("ben"), { allow: ["use"], deny: ["update"] });
  expect((await grants.takeBack(as("ada"), agent, true)).result).toEqual({ taken: 2, stays: [] });
  expect(left(agent)).toEqual([]);
});

test("who shares without owning takes back what they hold, their own grant with it, and hears why the rest stays", async () => {
  const agent = await agentOfAda();
  await share(agent, userOf("ben"), { allow: ["use", "execute", "share"] });
  await share(agent, ENGINEERING, { role: "viewer" });
  const deletes = await share(agent, userOf("cy"), { allow: ["use", "delete"] });
  const mixed = await share(agent, userOf("sue"), { allow: ["use"], deny: ["delete"] });
  const { result } = await grants.takeBack(as("ben"), agent, true);
  expect(result.taken).toBe(3);
  expect(result.stays.map(({ reason, detail, grant }) => [grant.id, reason, detail])).toEqual([
    [deletes, "exceeds-own", `you do not hold \`delete\` on \`${agent}\``],
    [mixed, "not-owner", `only the owner of \`${agent}\` may, or a capability that covers \`share\``],
  ]);
  expect(left(agent)).toEqual([
    { id: deletes, allow: ["use", "delete"], deny: [] },
    { id: mixed, allow: [], deny: ["delete"] },
  ]);
});

test("a capability that covers `share` takes back everything", async () => {
  const agent = await agentOfAda();
  await share(agent, ENGINEERING, { role: "editor" });
  await share(agent, userOf("cy"), { deny: ["use"] });
  expect((await grants.takeBack(as("sue"), agent, true)).result).toEqual({ taken: 2, stays: [] });
});

test("who may not `share` takes nothing back and does not see what there is; a stranger does not find it", async () => {
  const agent = await agentOfAda();
  await share(agent, ENGINEERING, { role: "viewer" });
  const before = [engine().revision, left(agent)];
  expect(await refusalOf(grants.takeBack(as("ben"), agent, false))).toBe("forbidden");
  expect(await refusalOf(grants.takeBack(as("cy"), agent, false))).toBe("resource-not-found");
  expect(await refusalOf(grants.takeBack(as("ada"), "agent:nothing", false))).toBe("resource-not-found");
  expect([engine().revision, left(agent)]).toEqual(before);
});

test("is whole or nothing: made from a state that is gone, it takes nothing", async () => {
  const agent = await agentOfAda();
  await share(agent, ENGINEERING, { role: "viewer" });
  const { tag: seen } = await grants.list(as("ada"), agent);
  await share(agent, userOf("cy"), { role: "viewer" });
  const before = left(agent);
  expect(await refusalOf(grants.takeBack(as("ada"), agent, false, seen))).toBe("version-mismatch");
  expect(left(agent)).toEqual(before);
  expect((await grants.takeBack(as("ada"), agent, false, (await grants.list(as("ada"), agent)).tag)).result.taken).toBe(
    2,
  );
});

test("what has ended already goes as well", async () => {
  const agent = await agentOfAda();
  await share(agent, userOf("cy"), { role: "viewer" });
  await house.change([
    {
      kind: "grant-set",
      grant: {
        id: 900_001,
        principal: userOf("ben"),
        resource: agent,
        allow: ["use"],
        deny: [],
        expiresAt: Date.now() - 1_000,
        condition: null,
      },
    },
  ]);
  expect((await grants.takeBack(as("ada"), agent, false)).result.taken).toBe(2);
  expect(left(agent)).toEqual([]);
});

test("what one gave oneself one takes away also when one may share no more, or holds nothing of it any more", async () => {
  const agent = await agentOfAda();
  const bens = await share(agent, userOf("ben"), { allow: ["use", "share"] });
  const given = await share(agent, userOf("cy"), { allow: ["use"] }, "ben");
  const other = await share(agent, userOf("cy"), { allow: ["use"] });
  await grants.change(as("ada"), agent, bens, { allow: ["use"] });
  expect(await refusalOf(grants.remove(as("ben"), agent, other))).toBe("resource-not-found");
  await grants.remove(as("ben"), agent, given);
  expect(left(agent).map(({ id }) => id)).toEqual([bens, other]);

  await grants.change(as("ada"), agent, bens, { allow: ["use", "share"] });
  const again = await share(agent, userOf("cy"), { allow: ["use"] }, "ben");
  await grants.remove(as("ada"), agent, bens);
  await grants.remove(as("ben"), agent, again);
  expect(left(agent).map(({ id }) => id)).toEqual([other]);
});
