import { type House, openHouse } from "../../moderation/testing/house.ts";
import type { EmptyDatabase } from "../../store/testing/databases.ts";
import type { Decided, Review, ReviewLine } from "../schemas.ts";

export const REVIEWS = "/api/admin/reviews";
const DAY = 24 * 60 * 60_000;

/** The house with what reviews are about: Ben shares agents with Cy and Dee; Ada (admin) and Sue (super admin) open reviews. */
export interface Scene {
  house: House;
  user(person: string): string;
  /** An agent of somebody's, shared with others. @returns its name */
  agent(owner: string, ...others: string[]): Promise<string>;
  /** A grant by somebody. @returns its id */
  give(giver: string, resource: string, principal: string): Promise<number>;
  /** Opened by Ada, decided by Mo, about one thing, unless it is said otherwise. */
  open(wish?: object, maker?: string): Promise<Review>;
  read(id: string, person?: string): Promise<Review>;
  lines(person: string, id: string, query?: string): Promise<ReviewLine[]>;
  decide(person: string, id: string, decision: string, lines?: readonly ReviewLine[], note?: string): Promise<Decided>;
  /** Whether a grant is there. */
  isThere(resource: string, grantId: number): boolean;
  sweep(): Promise<void>;
  inDays(days: number): string;
}

export async function openScene(database?: EmptyDatabase): Promise<Scene> {
  const house = await openHouse({}, database ? { database } : {});
  const user = (person: string) => `user:${house.id(person)}`;
  await house.change(
    { kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE", on: true },
    { kind: "feature-set", role: "role:USER", feature: "AGENTS.SHARE_PUBLIC", on: true },
    { kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_USERS", on: true },
    { kind: "feature-set", role: "role:USER", feature: "PEOPLE_PICKER.VIEW_GROUPS", on: true },
  );
  let ahead = 0;
  const wait = house.wait.bind(house);
  house.wait = (ms) => {
    ahead += ms;
    wait(ms);
  };
  const scene: Scene = {
    house,
    user,
    agent: async (owner, ...others) => {
      const made = await house.ok(owner, "POST", "/api/agents", { name: "Helper", provider: "echo", model: "echo" });
      const resource = `agent:${made._id}`;
      for (const other of others) await scene.give(owner, resource, user(other));
      return resource;
    },
    give: async (giver, resource, principal) =>
      (
        await house.ok(giver, "POST", `/api/access/resources/${resource.replace(":", "/")}/grants`, {
          principal,
          role: "viewer",
        })
      ).grant.id,
    open: (wish = {}, maker = "ada") =>
      house.ok(maker, "POST", REVIEWS, {
        name: "Who has what",
        scope: {},
        reviewers: [user("mo")],
        dueAt: scene.inDays(14),
        ...wish,
      }),
    read: (id, person = "ada") => house.ok(person, "GET", `${REVIEWS}/${id}`),
    lines: async (person, id, query = "") =>
      (await house.ok(person, "GET", `/api/reviews/${id}/lines?limit=100${query}`)).lines,
    decide: async (person, id, decision, lines, note = "") => {
      const chosen = lines ?? (await scene.lines(person, id));
      return house.ok(person, "POST", `/api/reviews/${id}/decisions`, {
        lines: chosen.map(({ number, version }) => ({ number, version })),
        decision,
        note,
      });
    },
    isThere: (resource, grantId) =>
      house.gatehouse.access
        .of(house.here)
        .engine.grantsOn(resource)
        .some(({ id }) => id === grantId),
    sweep: () => house.gatehouse.reviews.background.sweep(),
    inDays: (days) => new Date(Date.now() + ahead + days * DAY).toISOString(),
  };
  return scene;
}
