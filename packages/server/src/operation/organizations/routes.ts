import { z } from "zod";
import type { Settings } from "../../config/index.ts";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import { MadeOrganization, newOrganization, OrganizationAnswer } from "./schemas.ts";
import type { Organizations } from "./service.ts";

const PATH = "/api/gatehouse/organizations";
const tags = ["operation"];

export function organizationRoutes(app: App, organizations: Organizations, settings: Settings): void {
  app.get(
    PATH,
    {
      schema: {
        summary: "The organizations of the installation, for its operator",
        tags,
        response: { 200: z.object({ organizations: z.array(OrganizationAnswer) }) },
      },
    },
    async (request) => ({ organizations: organizations.list(request.actor) }),
  );
  app.post(
    PATH,
    {
      schema: {
        summary: "Make an organization and name its super admin",
        tags,
        body: newOrganization(settings),
        response: { 201: MadeOrganization },
      },
    },
    async (request, reply) => {
      const made = await organizations.create(request.actor, request.body);
      return sendRevision(reply, made.organization.revision).status(201).send(made);
    },
  );
}
