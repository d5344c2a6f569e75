import { z } from "zod";
import { AnyJson } from "../../http/schemas.ts";
import type { App } from "../../http/types.ts";
import type { LibreChatParts } from "./index.ts";

const Endpoint = z.object({
  order: z.number(),
  type: z.literal("custom").optional(),
  userProvide: z.literal(false),
  modelDisplayLabel: z.string().optional(),
  iconURL: z.string().optional(),
  capabilities: z.array(z.string()).optional(),
  disableBuilder: z.boolean().optional(),
});

/** Who can be talked to: agents for whoever has the feature, and the models that the caller may use. */
export function modelRoutes(app: App, { access, configs, workspace: { models } }: LibreChatParts): void {
  app.get(
    "/api/endpoints",
    {
      schema: {
        tags: ["Start"],
        summary: "Endpoints that one may talk to",
        response: { 200: z.record(z.string(), Endpoint) },
      },
    },
    async ({ actor }) => {
      const organization = access.of(actor);
      const known = await models.of(actor.organization);
      const personal = configs.of(actor);
      const names = Object.keys(known.usableBy(organization, actor));
      const custom = names.map((name, index) => {
        const { modelDisplayLabel, iconURL } = { ...known.endpoint(name), ...personal.lookOf(name) };
        const endpoint = {
          order: index + 1,
          type: "custom" as const,
          userProvide: false as const,
          ...(modelDisplayLabel !== undefined && { modelDisplayLabel }),
          ...(iconURL !== undefined && { iconURL }),
        };
        return [name, endpoint] as const;
      });
      const agents = { order: 0, userProvide: false as const, capabilities: [], disableBuilder: false };
      return {
        ...(organization.may(actor, "AGENTS.USE") && { agents }),
        ...Object.fromEntries(custom),
      };
    },
  );
  app.get(
    "/api/models",
    {
      schema: {
        tags: ["Start"],
        summary: "Models that one may use, by endpoint",
        response: { 200: z.record(z.string(), z.array(z.string())) },
      },
    },
    async ({ actor }) => ({
      agents: [],
      ...(await models.of(actor.organization)).usableBy(access.of(actor), actor),
    }),
  );
  app.get(
    "/api/endpoints/token-config",
    {
      schema: {
        tags: ["Start"],
        summary: "What tokens cost: not kept yet",
        response: { 200: z.record(z.string(), AnyJson) },
      },
    },
    async () => ({}),
  );
}
