import { z } from "zod";
import { Moment } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import type { Identity } from "../identity.ts";
import { line, OwnId } from "../texts.ts";
import { Administered, Capabilities, CapabilityGrant, PrincipalType } from "./service.ts";

const tags = ["capabilities"];
const PATH = "/api/admin/grants";
const principal = { principalType: PrincipalType, principalId: line(500) };
const Capability = z.string().min(1).max(128);

/** LibreChat's *grants*: capabilities of roles; here also of users, services and groups, with a scope and an end. */
export function capabilityRoutes(app: App, identity: Identity): void {
  const held = new Capabilities(identity);

  app.get(
    PATH,
    {
      schema: {
        summary: "Who holds which capability now",
        tags,
        // LibreChat's panel asks without a limit and shows what it gets: 50 would cut the built-in ones off.
        querystring: z.strictObject({
          limit: z.coerce.number().int().min(1).max(1_000).default(1_000),
          offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
        }),
        response: {
          200: z.object({ grants: z.array(CapabilityGrant), total: z.number(), limit: z.number(), offset: z.number() }),
        },
      },
    },
    async (request) => ({ ...(await held.list(request.actor, request.query)), ...request.query }),
  );
  app.get(
    `${PATH}/effective`,
    {
      schema: {
        summary: "One's own capabilities, with what they imply",
        tags,
        response: { 200: z.object({ capabilities: z.array(z.string()) }) },
      },
    },
    async (request) => ({ capabilities: held.effective(request.actor) }),
  );
  app.get(
    `${PATH}/administered`,
    {
      schema: {
        summary: "The groups whose people one administers, by what, and until when",
        tags,
        response: { 200: z.object({ scopes: z.array(Administered) }) },
      },
    },
    async (request) => ({ scopes: await held.administered(request.actor) }),
  );
  app.get(
    `${PATH}/:principalType/:principalId`,
    {
      schema: {
        summary: "Capabilities of one principal, also those that have ended",
        tags,
        params: z.strictObject(principal),
        response: { 200: z.object({ grants: z.array(CapabilityGrant) }) },
      },
    },
    async (request) => ({
      grants: await held.of(request.actor, request.params.principalType, request.params.principalId),
    }),
  );
  app.post(
    PATH,
    {
      config: { dryRun: true },
      schema: {
        summary: "Give a capability",
        tags,
        body: z.strictObject({
          ...principal,
          capability: Capability,
          scope: OwnId.nullish().describe("The id of a group"),
          expiresAt: Moment.nullish(),
        }),
        response: { 201: z.object({ grant: CapabilityGrant }) },
      },
    },
    async (request, reply) => {
      const { revision, result: grant } = await held.give(request.actor, request.body);
      return sendRevision(reply, revision).status(201).send({ grant });
    },
  );
  app.delete(
    `${PATH}/:principalType/:principalId/:capability`,
    {
      config: { dryRun: true },
      schema: {
        summary: "Take a capability",
        tags,
        params: z.strictObject({ ...principal, capability: Capability }),
        querystring: z.strictObject({ scope: OwnId.optional() }),
        response: { 200: z.object({ success: z.literal(true) }) },
      },
    },
    async (request, reply) => {
      const { revision } = await held.take(request.actor, { ...request.params, scope: request.query.scope });
      sendRevision(reply, revision);
      return { success: true as const };
    },
  );
}
