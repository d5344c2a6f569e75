import { z } from "zod";
import { problem } from "../../http/problem.ts";
import { Moment, Order } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";
import { etag, requireVersion, sendRevision } from "../../http/versions.ts";
import { ThingsBody, ThingsPreview, ThingsQuery } from "../belongings/schemas.ts";
import type { Identity } from "../identity.ts";
import { RoleName } from "../roles/schemas.ts";
import { deviceOf } from "../sessions/device.ts";
import { OthersSessionsAnswer } from "../sessions/schemas.ts";
import { Email, line, newPassword, OwnId, Page, PersonName, Username } from "../texts.ts";
import { Acting, AdminUser, Givable } from "./adminShapes.ts";
import { OthersSessions } from "./othersSessions.ts";
import { accountSorts, findUserById } from "./queries.ts";
import { OwnUser, ownView } from "./shapes.ts";
import { Users } from "./users.ts";

const tags = ["users"];
const PATH = "/api/admin/users";
const params = z.strictObject({ id: OwnId });
const User = z.object({ user: AdminUser });
const Success = z.object({ success: z.literal(true) });
const found = AdminUser.pick({
  id: true,
  name: true,
  email: true,
  username: true,
  role: true,
  gatehouseRole: true,
  status: true,
}).extend({
  avatarUrl: z.string().optional(),
});

/** People, for administrators (LibreChat's administration API, §3, and what it lacks). */
export function userRoutes(app: App, identity: Identity): void {
  const users = new Users(identity);
  const least = identity.settings.identity.minPasswordLength;

  app.get(
    "/api/admin/verify",
    { schema: { summary: "Whether one is an administrator", tags, response: { 200: z.object({ user: OwnUser }) } } },
    async (request) => {
      const { actor } = request;
      identity.access.of(actor).require(actor, "access:admin");
      const user = await findUserById(identity.store.db, actor.organization, actor.subject.slice("user:".length));
      if (!user) throw problem("forbidden", { detail: "the administration pages are for people" });
      return { user: await ownView(identity.store.db, user) };
    },
  );
  app.get(
    PATH,
    {
      schema: {
        summary: "People, by name or another column; with `search` those of whom name, username or address holds it",
        tags,
        querystring: z
          .strictObject({
            search: line(200, 2).optional().describe("Of everybody whom it finds, a page; always by name"),
            sort: z.enum(accountSorts).default("name"),
            order: Order,
            ...Page,
          })
          .refine(({ search, sort }) => search === undefined || sort === "name", {
            path: ["sort"],
            message: "a search is sorted by name only",
          }),
        response: {
          200: z.object({ users: z.array(AdminUser), total: z.number(), limit: z.number(), offset: z.number() }),
        },
      },
    },
    async (request) => {
      const { limit, offset } = request.query;
      return { ...(await users.list(request.actor, request.query)), limit, offset };
    },
  );
  app.get(
    `${PATH}/search`,
    {
      schema: {
        summary: "People whose name, username or address holds what was typed",
        tags,
        querystring: z.strictObject({ q: line(200, 2), limit: z.coerce.number().int().min(1).max(50).default(20) }),
        response: { 200: z.object({ users: z.array(found), total: z.number(), capped: z.boolean() }) },
      },
    },
    async (request) => {
      const { q, limit } = request.query;
      const { users: hits, total } = await users.search(request.actor, q, { limit, offset: 0, order: "asc" });
      return {
        users: hits.map(({ avatar, ...hit }) => ({ ...hit, ...(avatar && { avatarUrl: avatar }) })),
        total,
        capped: total > limit,
      };
    },
  );
  app.post(
    PATH,
    {
      schema: {
        summary: "Make an account; without a password one is made up and shown once",
        tags,
        body: z.strictObject({
          name: PersonName,
          email: Email,
          password: newPassword(least).optional(),
          username: Username.optional(),
          role: RoleName.optional(),
          emailVerified: z
            .boolean()
            .optional()
            .describe("False: a letter goes to the address, and the person waits as if they had registered"),
        }),
        response: { 201: z.object({ user: AdminUser, password: z.string().optional() }) },
      },
    },
    async (request, reply) => {
      const { revision, result } = await users.create(request.actor, request.body);
      return sendRevision(reply, revision)
        .header("ETag", etag(result.user.version))
        .header("Cache-Control", "no-store")
        .status(201)
        .send(result);
    },
  );
  app.get(
    `${PATH}/:id`,
    {
      schema: {
        summary: "One person, by what one may act on them, and which roles one may give them",
        tags,
        params,
        response: { 200: User.extend({ acting: z.array(Acting), givable: Givable }) },
      },
    },
    async (request, reply) => {
      const user = await users.get(request.actor, request.params.id);
      reply.header("ETag", etag(user.version));
      return {
        user,
        acting: users.acting(request.actor, request.params.id),
        givable: await users.givable(request.actor, request.params.id),
      };
    },
  );
  app.patch(
    `${PATH}/:id`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Change a person's account",
        tags,
        params,
        body: z.strictObject({
          name: PersonName.optional(),
          email: Email.optional(),
          username: Username.optional(),
          status: z.enum(["active", "deactivated"]).optional(),
          role: RoleName.optional(),
          hidden: z.boolean().optional().describe("Whoever looks for people does not find it, but for administrators"),
        }),
        response: { 200: User },
      },
    },
    async (request, reply) => {
      const { revision, result: user } = await users.edit(request.actor, request.params.id, request.body, (version) =>
        requireVersion(request, version),
      );
      sendRevision(reply, revision).header("ETag", etag(user.version));
      return { user };
    },
  );
  app.delete(
    `${PATH}/:id`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Delete an account; without a body, what others still reach of theirs becomes the organization's",
        tags,
        params,
        body: ThingsBody,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async (request, reply) => {
      const { revision } = await users.remove(
        request.actor,
        request.params.id,
        (version) => requireVersion(request, version),
        request.body ?? undefined,
      );
      sendRevision(reply, revision);
      return { message: "User deleted successfully" };
    },
  );
  app.get(
    `${PATH}/:id/things`,
    {
      schema: {
        summary: "What would become of a person's things if the account went",
        tags,
        params,
        querystring: ThingsQuery,
        response: { 200: ThingsPreview },
      },
    },
    async (request) => users.things(request.actor, request.params.id, request.query),
  );
  app.post(
    `${PATH}/:id/ban`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Ban, until a moment or for good",
        tags,
        params,
        body: z.strictObject({ until: Moment.nullable(), reason: line(500) }),
        response: { 200: User },
      },
    },
    async (request, reply) => {
      const { revision, result: user } = await identity.bans.ban(request.actor, request.params.id, request.body);
      sendRevision(reply, revision).header("ETag", etag(user.version));
      return { user };
    },
  );
  app.delete(
    `${PATH}/:id/ban`,
    { config: { dryRun: true }, schema: { summary: "Lift a ban", tags, params, response: { 200: User } } },
    async (request, reply) => {
      const { revision, result: user } = await identity.bans.liftBan(request.actor, request.params.id);
      sendRevision(reply, revision).header("ETag", etag(user.version));
      return { user };
    },
  );
  app.post(
    `${PATH}/:id/reset-password`,
    {
      schema: {
        summary: "Send a link for a new password to the person alone",
        tags,
        params,
        response: { 200: z.object({ message: z.string(), delivery: z.enum(["mail", "outbox"]) }) },
      },
    },
    async (request) => {
      await users.resetPassword(request.actor, request.params.id);
      return identity.mail.isConfigured
        ? { message: "The link is on its way to the person.", delivery: "mail" as const }
        : {
            message: "Mail is not configured: the letter waits in the operator's outbox.",
            delivery: "outbox" as const,
          };
    },
  );
  app.put(
    `${PATH}/:id/password`,
    {
      schema: {
        summary: "Set a person's password, for the command line alone; their sessions end, and they are told",
        tags,
        params,
        body: z.strictObject({ password: newPassword(least) }),
        response: { 200: z.object({ message: z.string(), ended: z.number().describe("Sessions") }) },
      },
    },
    async (request) => {
      const ended = await identity.passwordReset.put(request.actor, request.params.id, request.body.password);
      return { message: "The password is set.", ended };
    },
  );
  app.post(
    `${PATH}/:id/reset-two-factor`,
    {
      schema: {
        summary: "Take two-factor sign-in away from whoever lost theirs; their sessions end",
        tags,
        params,
        response: { 200: User },
      },
    },
    async (request, reply) => {
      const { revision, result: user } = await users.resetSecondFactor(request.actor, request.params.id);
      sendRevision(reply, revision).header("ETag", etag(user.version));
      return { user };
    },
  );
  app.post(
    `${PATH}/:id/roles`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Give an additional role",
        tags,
        params,
        body: z.strictObject({ role: RoleName, expiresAt: Moment.nullish() }),
        response: { 200: Success },
      },
    },
    async (request, reply) => {
      const { revision } = await users.giveRole(request.actor, request.params.id, request.body);
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  app.delete(
    `${PATH}/:id/roles/:role`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Take an additional role",
        tags,
        params: params.extend({ role: RoleName }),
        response: { 200: Success },
      },
    },
    async (request, reply) => {
      const { revision } = await users.takeRole(request.actor, request.params.id, request.params.role);
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
  othersSessionRoutes(app, identity);
}

/** Where people are signed in, for whoever may act on their account. */
function othersSessionRoutes(app: App, identity: Identity): void {
  const sessions = new OthersSessions(identity);
  app.get(
    `${PATH}/:id/sessions`,
    { schema: { summary: "Where a person is signed in", tags, params, response: { 200: OthersSessionsAnswer } } },
    async (request) => {
      const rows = await sessions.list(request.actor, request.params.id);
      return {
        sessions: rows.map((row) => ({
          id: row.id,
          device: deviceOf(row.user_agent),
          signedInWith: row.provider ?? "password",
          secondFactor: row.second_factor === 1,
          createdAt: new Date(row.created_at).toISOString(),
          lastSeenAt: new Date(row.last_seen_at).toISOString(),
          expiresAt: new Date(row.expires_at).toISOString(),
        })),
      };
    },
  );
  app.delete(
    `${PATH}/:id/sessions/:sessionId`,
    {
      schema: {
        summary: "End one of a person's sessions; they are told by mail",
        tags,
        params: params.extend({ sessionId: OwnId }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await sessions.end(request.actor, request.params.id, request.params.sessionId);
      return reply.status(204).send(null);
    },
  );
  app.delete(
    `${PATH}/:id/sessions`,
    {
      schema: {
        summary: "Sign a person out everywhere; they are told by mail",
        tags,
        params,
        response: { 200: z.object({ ended: z.number() }) },
      },
    },
    async (request) => ({ ended: await sessions.end(request.actor, request.params.id) }),
  );
}
