// What looking at a change before it is made takes: a group of ten thousand that can reach ten thousand things.
import { type Change, createEngine } from "@gatehouse/engine";
import { Figures } from "../measure/measurement.ts";

const [, , , , pace = ""] = process.argv;
const PEOPLE = 10_000;
const THINGS = 10_000;
/** People are in other groups besides, so that not all are alike. */
const OTHERS = 50;
const ROUNDS = pace === "quick" ? 3 : 10;

const figures = new Figures(0);
const engine = createEngine();
engine.apply([
  { kind: "role-set", role: "role:USER", rank: 10 },
  { kind: "role-set", role: "role:SUPER_ADMIN", rank: 100 },
  { kind: "feature-set", role: "role:USER", feature: "AGENTS.USE", on: true },
  { kind: "user-added", user: "user:root", role: "role:SUPER_ADMIN", status: "active" },
]);
const group = (id: string): Change => ({
  kind: "resource-added",
  resource: `group:${id}`,
  owner: "organization",
  state: "active",
});
engine.apply([group("all"), group("staff"), ...Array.from({ length: OTHERS }, (_, index) => group(`g${index}`))]);
engine.apply([{ kind: "membership-set", member: "group:staff", group: "group:all", expiresAt: null }]);
engine.apply(
  Array.from({ length: PEOPLE }, (_, index): Change[] => [
    { kind: "user-added", user: `user:${index}`, role: "role:USER", status: "active" },
    { kind: "membership-set", member: `user:${index}`, group: "group:staff", expiresAt: null },
    { kind: "membership-set", member: `user:${index}`, group: `group:g${index % OTHERS}`, expiresAt: null },
  ]).flat(),
);
engine.apply(
  Array.from({ length: THINGS }, (_, index): Change[] => {
    const resource = `agent:${index}`;
    const grant = (id: number, principal: string): Change => ({
      kind: "grant-set",
      grant: { id, principal, resource, allow: ["use", "execute"], deny: [], expiresAt: null, condition: null },
    });
    return [
      { kind: "resource-added", resource, owner: `user:${index % PEOPLE}`, state: "active" },
      grant(2 * index + 1, "group:all"),
      // One in ten reaches some of the people in another way, too.
      ...(index % 10 === 0 ? [grant(2 * index + 2, `group:g${index % OTHERS}`)] : []),
    ];
  }).flat(),
);

measure("a group of 10,000 leaves 10,000 things", [
  { kind: "membership-removed", member: "group:staff", group: "group:all" },
]);
measure("a feature is switched off for 10,000", [
  { kind: "feature-set", role: "role:USER", feature: "AGENTS.USE", on: false },
]);
measure("one of 10,000 leaves the group", [{ kind: "membership-removed", member: "user:7", group: "group:staff" }]);
measure("one thing is shared with 10,000", [
  {
    kind: "grant-set",
    grant: {
      id: 1_000_000,
      principal: "group:staff",
      resource: "agent:1",
      allow: ["update"],
      deny: [],
      expiresAt: null,
      condition: null,
    },
  },
]);
figures.send();

function measure(name: string, changes: readonly Change[]): void {
  const times: number[] = [];
  let remark = "";
  for (let round = 0; round < ROUNDS; round++) {
    const began = performance.now();
    const simulated = engine.simulate(changes);
    const page = [simulated.bySubject({ limit: 50 }), simulated.byThing({ limit: 50 })];
    times.push(performance.now() - began);
    remark = `${simulated.gained} rights gained, ${simulated.lost} lost; ${simulated.subjects} people, ${simulated.things} things, two pages of ${page[0]?.rows.length} and ${page[1]?.rows.length}`;
  }
  figures.add(`simulated: ${name}`, Math.max(...times), "ms", remark);
}
