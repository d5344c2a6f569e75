import { capability, holdings, may, signedIn } from "../support/rights.ts";
import type { Scene } from "../support/scene.ts";
import type { Row } from "./row.ts";

type Thing = { id: string };
const on = ({ id }: Thing, path = "") => `/api/groups/${id}${path}`;

/** The group as one that the owner made as a member. */
async function madeByMember({ group, world }: Scene): Promise<Thing> {
  const { id } = await group();
  await world.house.gatehouse.store.transact((tx) =>
    tx
      .updateTable("groups")
      .set({ made_by: world.people.owner.subject.slice("user:".length) })
      .where("id", "=", id)
      .execute(),
  );
  return { id };
}

/** The groups that people make, are in, and look after. */
export const groups: readonly Row[] = [
  { route: "GET /api/groups", who: signedIn },
  {
    route: "POST /api/groups",
    who: capability("manage:groups"),
    call: ({ world }) => ({ url: "/api/groups", body: { name: `Group ${world.next()}` } }),
  },
  { route: "GET /api/groups/:id", who: may("group", "view"), call: async ({ group }) => ({ url: on(await group()) }) },
  {
    route: "PATCH /api/groups/:id",
    who: may("group", "update"),
    call: async ({ group }) => ({ url: on(await group()), body: { description: "changed" } }),
  },
  {
    route: "PATCH /api/groups/:id",
    when: "another end",
    who: may("group", "members"),
    call: async ({ group }) => ({ url: on(await group()), body: { endsAt: "2099-01-01T00:00:00Z" } }),
  },
  {
    route: "PATCH /api/groups/:id",
    when: "who may share into it",
    who: may("group", "share"),
    call: async ({ group }) => ({ url: on(await group()), body: { shareInto: "members" } }),
  },
  {
    route: "DELETE /api/groups/:id",
    who: may("group", "delete"),
    call: async ({ group }) => ({ url: on(await group()) }),
  },
  {
    route: "DELETE /api/groups/:id/membership",
    who: may("group", "view"),
    call: async ({ group, world, me, persona }) => {
      const left = await group();
      const resource = `group:${left.id}`;
      const { house, people } = world;
      const owner = house.gatehouse.access.of(house.here).engine.describe(resource)?.owner;
      // Whoever may see the owner's group is put into it first.
      if (owner === people.owner.subject && holdings.group?.[persona]?.includes("view"))
        await house.change([{ kind: "membership-set", member: me.subject, group: resource, expiresAt: null }]);
      return { url: on(left, "/membership") };
    },
  },
  {
    route: "GET /api/groups/:id/members",
    who: may("group", "members"),
    call: async ({ group }) => ({ url: on(await group(), "/members") }),
  },
  {
    route: "POST /api/groups/:id/members",
    who: may("group", "members"),
    call: async ({ group, account }) => ({
      url: on(await group(), "/members"),
      body: { userId: (await account()).id },
    }),
  },
  {
    route: "POST /api/groups/:id/members",
    when: "of one that a member made",
    who: may("group", "members"),
    call: async (scene) => ({
      url: on(await madeByMember(scene), "/members"),
      body: { userId: (await scene.account()).id },
    }),
  },
  {
    route: "DELETE /api/groups/:id/members/:userId",
    who: may("group", "members"),
    call: async ({ group, account, world }) => {
      const [from, member] = [await group(), await account()];
      const joined = { member: member.subject, group: `group:${from.id}`, expiresAt: null };
      await world.house.change([{ kind: "membership-set", ...joined }]);
      return { url: on(from, `/members/${member.id}`) };
    },
  },
  {
    route: "PUT /api/groups/:id/owners/:userId",
    who: may("group", "share"),
    call: async ({ group, account }) => ({ url: on(await group(), `/owners/${(await account()).id}`) }),
  },
  {
    route: "DELETE /api/groups/:id/owners/:userId",
    who: may("group", "share"),
    call: async ({ group, account, world }) => {
      const [of, owner] = [await group(), await account()];
      const allow = ["view", "update", "delete", "share", "members", "shareInto"];
      await world.house.grant([{ principal: owner.subject, resource: `group:${of.id}`, allow }]);
      return { url: on(of, `/owners/${owner.id}`) };
    },
  },
  {
    route: "PUT /api/groups/:id/owner",
    who: may("group", "share"),
    call: async ({ group, account }) => ({
      url: on(await group(), "/owner"),
      body: { userId: (await account()).id },
    }),
  },
];
