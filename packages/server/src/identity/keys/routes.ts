import { z } from "zod";
import type { App } from "../../http/types.ts";
import type { Identity } from "../identity.ts";
import { OwnId } from "../texts.ts";
import { KeyAnswer, KeyBody, KeyEdit, KeyList, keyParams, MadeKeyAnswer, RotateBody } from "./schemas.ts";
import { Keys } from "./service.ts";

const PATH = "/api/api-keys";
const SERVICE = "/api/admin/services/:service/keys";
const PERSON = "/api/admin/users/:user/keys";
const ofService = z.strictObject({ service: OwnId });
const ofPerson = z.strictObject({ user: OwnId });
const NO_STORE = ["Cache-Control", "no-store"] as const;

/** Keys for programs: one's own as LibreChat has them, those of services, and those of others for whoever administers them. */
export function keyRoutes(app: App, identity: Identity): void {
  const keys = new Keys(identity);
  ownKeyRoutes(app, keys);
  serviceKeyRoutes(app, keys);
  othersKeyRoutes(app, keys);
}

function ownKeyRoutes(app: App, keys: Keys): void {
  const tags = ["keys"];
  app.get(
    PATH,
    { schema: { summary: "One's API keys, the newest first", tags, response: { 200: KeyList } } },
    async ({ actor }) => ({ keys: await keys.own(actor) }),
  );
  app.post(
    PATH,
    { schema: { summary: "Make an API key; it is shown once", tags, body: KeyBody, response: { 201: MadeKeyAnswer } } },
    async ({ actor, body }, reply) => {
      const { view, key } = await keys.make(actor, body);
      return reply
        .header(...NO_STORE)
        .status(201)
        .send({ ...view, key });
    },
  );
  app.get(
    `${PATH}/:id`,
    { schema: { summary: "One of one's API keys", tags, params: keyParams, response: { 200: KeyAnswer } } },
    async ({ actor, params }) => keys.get(actor, params.id),
  );
  app.patch(
    `${PATH}/:id`,
    {
      schema: {
        summary: "Change the name, end, scope, addresses or limits of an API key",
        tags,
        params: keyParams,
        body: KeyEdit,
        response: { 200: KeyAnswer },
      },
    },
    async ({ actor, params, body }) => keys.edit(actor, params.id, body),
  );
  app.post(
    `${PATH}/:id/rotate`,
    {
      schema: {
        summary: "Another key in the place of one, shown once; both work for as long as is said",
        tags,
        params: keyParams,
        body: RotateBody,
        response: { 200: MadeKeyAnswer },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { view, key } = await keys.rotate(actor, params.id, body.overlapMinutes);
      reply.header(...NO_STORE);
      return { ...view, key };
    },
  );
  app.delete(
    `${PATH}/:id`,
    { schema: { summary: "Revoke an API key", tags, params: keyParams, response: { 204: z.null() } } },
    async ({ actor, params }, reply) => {
      await keys.revoke(actor, params.id);
      return reply.status(204).send(null);
    },
  );
}

function serviceKeyRoutes(app: App, keys: Keys): void {
  const tags = ["services"];
  app.get(
    SERVICE,
    { schema: { summary: "The API keys of a service", tags, params: ofService, response: { 200: KeyList } } },
    async ({ actor, params }) => ({ keys: await keys.ofAccount(actor, `service:${params.service}`) }),
  );
  app.post(
    SERVICE,
    {
      schema: {
        summary: "Make an API key for a service; it is shown once",
        tags,
        params: ofService,
        body: KeyBody,
        response: { 201: MadeKeyAnswer },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { view, key } = await keys.makeForService(actor, params.service, body);
      return reply
        .header(...NO_STORE)
        .status(201)
        .send({ ...view, key });
    },
  );
  app.patch(
    `${SERVICE}/:id`,
    {
      schema: {
        summary: "Change the name, end, scope, addresses or limits of an API key of a service",
        tags,
        params: ofService.extend({ id: OwnId }),
        body: KeyEdit,
        response: { 200: KeyAnswer },
      },
    },
    async ({ actor, params, body }) => keys.editForService(actor, params.service, params.id, body),
  );
  app.post(
    `${SERVICE}/:id/rotate`,
    {
      schema: {
        summary: "Another key in the place of one of a service",
        tags,
        params: ofService.extend({ id: OwnId }),
        body: RotateBody,
        response: { 200: MadeKeyAnswer },
      },
    },
    async ({ actor, params, body }, reply) => {
      const { view, key } = await keys.rotateForService(actor, params.service, params.id, body.overlapMinutes);
      reply.header(...NO_STORE);
      return { ...view, key };
    },
  );
  app.delete(
    `${SERVICE}/:id`,
    {
      schema: {
        summary: "Revoke an API key of a service",
        tags,
        params: ofService.extend({ id: OwnId }),
        response: { 204: z.null() },
      },
    },
    async ({ actor, params }, reply) => {
      await keys.revokeOf(actor, `service:${params.service}`, params.id);
      return reply.status(204).send(null);
    },
  );
}

function othersKeyRoutes(app: App, keys: Keys): void {
  const tags = ["users"];
  app.get(
    PERSON,
    { schema: { summary: "The API keys of a person", tags, params: ofPerson, response: { 200: KeyList } } },
    async ({ actor, params }) => ({ keys: await keys.ofAccount(actor, `user:${params.user}`) }),
  );
  app.delete(
    `${PERSON}/:id`,
    {
      schema: {
        summary: "Revoke an API key of a person",
        tags,
        params: ofPerson.extend({ id: OwnId }),
        response: { 204: z.null() },
      },
    },
    async ({ actor, params }, reply) => {
      await keys.revokeOf(actor, `user:${params.user}`, params.id);
      return reply.status(204).send(null);
    },
  );
}
