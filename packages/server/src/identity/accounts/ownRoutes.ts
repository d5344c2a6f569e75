import { z } from "zod";
import type { Actor } from "../../http/actor.ts";
import { problem } from "../../http/problem.ts";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import { ThingsPreview, ThingsQuery } from "../belongings/schemas.ts";
import type { Identity } from "../identity.ts";
import { DeleteBody } from "../secondFactor/schemas.ts";
import { AnyPassword, Email, line } from "../texts.ts";
import { HIDDEN_BY_ADMINISTRATOR, HIDDEN_BY_WISH, SHOWN } from "./hidden.ts";
import { OwnAccount } from "./ownAccount.ts";
import { findUserById, setHidden, type UserRow } from "./queries.ts";
import { OwnUser, ownView } from "./shapes.ts";

const tags = ["user"];
const MOST_FAVORITES = 50;
const Name = line(256);
const Favorite = z.union([
  z.strictObject({ agentId: Name }),
  z.strictObject({ model: Name, endpoint: Name }),
  z.strictObject({ spec: Name }),
]);
const Favorites = z.array(Favorite);

/** What a person sees and sets of themselves (LibreChat's `/api/user`). */
export function ownRoutes(app: App, identity: Identity): void {
  const { store, now, limits } = identity;
  const ownAccount = new OwnAccount(identity);

  async function ownRow(actor: Actor): Promise<UserRow> {
    const user =
      actor.subject.startsWith("user:") &&
      (await findUserById(store.db, actor.organization, actor.subject.slice("user:".length)));
    if (!user) throw problem("resource-not-found", { detail: "only people have such a page" });
    return user;
  }

  async function favoritesOf(actor: Actor): Promise<z.infer<typeof Favorites>> {
    const rows = await store.db
      .selectFrom("favorites")
      .select("favorite")
      .where("organization_id", "=", actor.organization)
      .where("account", "=", actor.subject)
      .orderBy("position")
      .execute();
    return rows.map(({ favorite }) => Favorite.parse(JSON.parse(favorite)));
  }

  app.get(
    "/api/user",
    { config: { beforeSecondFactor: true }, schema: { summary: "Oneself", tags, response: { 200: OwnUser } } },
    async (request) => ({
      ...(await ownView(store.db, await ownRow(request.actor))),
      ...((await identity.demand.isUnmet(request.actor)) && { twoFactorNeeded: true }),
      favorites: await favoritesOf(request.actor),
    }),
  );
  app.post(
    "/api/user/email",
    {
      schema: {
        summary:
          "Ask for another address; it becomes yours when it is confirmed there. The answer is the same for every address",
        tags,
        body: z.strictObject({ email: Email, password: AnyPassword }),
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async (request) => {
      await limits.spend("login", request.ip);
      await limits.spend("verifyEmail", request.ip);
      await ownAccount.askForAddress(request.actor, request.body);
      return { message: "If nobody has this address, a letter is on its way there." };
    },
  );
  app.delete(
    "/api/user/delete",
    {
      schema: {
        summary:
          "Delete one's own account, and what nobody else reaches of one's own; with the password, where there is one",
        tags,
        body: DeleteBody,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async (request, reply) => {
      await limits.spend("login", request.ip);
      const { things = "organization", to, leaveRest = false, ...proof } = request.body ?? {};
      const { revision } = await ownAccount.remove(request.actor, proof, { things, to, leaveRest });
      sendRevision(reply, revision);
      return { message: "User deleted" };
    },
  );
  app.get(
    "/api/user/things",
    {
      schema: {
        summary: "What would become of one's things if one's account went",
        tags,
        querystring: ThingsQuery,
        response: { 200: ThingsPreview },
      },
    },
    async (request) => ownAccount.things(request.actor, request.query),
  );
  app.get(
    "/api/user/terms",
    {
      schema: {
        summary: "Whether one accepted the terms",
        tags,
        response: { 200: z.object({ termsAccepted: z.boolean(), termsAcceptedAt: z.string().nullable() }) },
      },
    },
    async (request) => {
      const { terms_accepted_at: at } = await ownRow(request.actor);
      return { termsAccepted: at !== null, termsAcceptedAt: at === null ? null : new Date(at).toISOString() };
    },
  );
  app.post(
    "/api/user/terms/accept",
    {
      schema: {
        summary: "Accept the terms",
        tags,
        response: { 200: z.object({ message: z.string(), termsAcceptedAt: z.string() }) },
      },
    },
    async (request) => {
      const { id } = await ownRow(request.actor);
      const at = now();
      await store.transact((tx) =>
        tx
          .updateTable("users")
          .set({ terms_accepted_at: at })
          .where("organization_id", "=", request.actor.organization)
          .where("id", "=", id)
          .execute(),
      );
      return { message: "Terms accepted successfully", termsAcceptedAt: new Date(at).toISOString() };
    },
  );
  app.put(
    "/api/user/settings/hidden",
    {
      schema: {
        summary: "Be found by those who look for people, or not",
        tags,
        body: z.strictObject({ hidden: z.boolean() }),
        response: { 200: z.object({ hidden: z.boolean() }) },
      },
    },
    async (request) => {
      const { id, hidden: was } = await ownRow(request.actor);
      const { hidden } = request.body;
      if (was === HIDDEN_BY_ADMINISTRATOR && !hidden)
        throw problem("forbidden", { detail: "an administrator hid your account" });
      if (was !== HIDDEN_BY_ADMINISTRATOR)
        await store.transact((tx) => setHidden(tx, request.actor.organization, id, hidden ? HIDDEN_BY_WISH : SHOWN));
      return { hidden };
    },
  );
  app.get(
    "/api/user/settings/favorites",
    { schema: { summary: "One's favorites, in order", tags, response: { 200: Favorites } } },
    async (request) => favoritesOf(request.actor),
  );
  app.post(
    "/api/user/settings/favorites",
    {
      schema: {
        summary: "Set the whole list of one's favorites",
        tags,
        body: z.strictObject({ favorites: Favorites.max(1_000) }),
        response: { 200: Favorites },
      },
    },
    async (request) => {
      const { organization, subject } = request.actor;
      const { favorites } = request.body;
      if (favorites.length > MOST_FAVORITES)
        throw problem("request-invalid", {
          detail: `at most ${MOST_FAVORITES} favorites`,
          extra: { code: "MAX_FAVORITES_EXCEEDED", limit: MOST_FAVORITES },
        });
      await store.transact(async (tx) => {
        await tx
          .deleteFrom("favorites")
          .where("organization_id", "=", organization)
          .where("account", "=", subject)
          .execute();
        const rows = favorites.map((favorite, position) => ({
          organization_id: organization,
          account: subject,
          position,
          favorite: JSON.stringify(favorite),
        }));
        if (rows.length > 0) await tx.insertInto("favorites").values(rows).execute();
      });
      return favorites;
    },
  );
}
