import { z } from "zod";
import { closureSeen } from "../../access/closureSeen.ts";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import { FileRecord } from "../files/schemas.ts";
import { ProjectParams } from "../projects/schemas.ts";
import {
  AgentFileParams,
  Closure,
  ClosureParams,
  FileModeBody,
  Preview,
  PreviewBody,
  ProjectClosure,
  SubAgentBody,
  SubAgentParams,
} from "./closureSchemas.ts";
import type { Closures } from "./closures.ts";
import type { FileModes } from "./fileModes.ts";
import { AgentParams } from "./schemas.ts";
import type { SubAgents } from "./subAgents.ts";

const tags = ["Agents"];

/** Gatehouse's own calls: what travels with an agent, and how files and other agents are attached to it. */
export function closureRoutes(
  app: App,
  { closures, fileModes, subAgents }: { closures: Closures; fileModes: FileModes; subAgents: SubAgents },
): void {
  app.get(
    "/api/agents/:id/closure",
    {
      schema: {
        tags,
        summary: "All that travels with an agent, for whoever may share or update it",
        params: ClosureParams,
        response: { 200: Closure },
      },
    },
    async ({ actor, params }) => closures.find(actor, params.id),
  );
  app.get(
    "/api/projects/:projectId/closure",
    {
      schema: {
        tags: ["Projects"],
        summary: "All that travels with the agents of a project, for whoever may share or change it",
        params: ProjectParams,
        response: { 200: ProjectClosure },
      },
    },
    async ({ actor, params }) => closures.ofProject(actor, params.projectId),
  );
  app.post(
    "/api/agents/:id/closure/preview",
    {
      schema: {
        tags,
        summary: "What a change of an agent would add for others; nothing is written",
        params: AgentParams,
        body: PreviewBody,
        response: { 200: Preview },
      },
    },
    async ({ actor, params, body }) => closures.preview(actor, params.id, body),
  );
  app.get(
    "/api/agents/:id/files",
    {
      schema: {
        tags,
        summary: "The files that an agent shows",
        params: AgentParams,
        response: { 200: z.array(FileRecord) },
      },
    },
    async ({ actor, params }) => fileModes.shown(actor, params.id),
  );
  app.put(
    "/api/agents/:id/files/:fileId",
    {
      schema: {
        tags,
        summary: "Show a file of an agent to whoever may use it, or lend it only",
        params: AgentFileParams,
        body: FileModeBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id, fileId } = request.params;
      const wish = { fileId, mode: request.body.mode };
      const { revision } = await fileModes.set(request.actor, id, wish, closureSeen(request));
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
  app.put(
    "/api/agents/:id/agents/:agentId",
    {
      schema: {
        tags,
        summary: "Attach another agent to an agent, or otherwise",
        params: SubAgentParams,
        body: SubAgentBody,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id, agentId: agent } = request.params;
      const wish = { agent, mode: request.body.mode };
      const { revision } = await subAgents.attach(request.actor, id, wish, closureSeen(request));
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
  app.delete(
    "/api/agents/:id/agents/:agentId",
    {
      schema: { tags, summary: "Take an agent from an agent", params: SubAgentParams, response: { 204: z.null() } },
    },
    async ({ actor, params }, reply) => {
      const { revision } = await subAgents.detach(actor, params.id, params.agentId);
      return sendRevision(reply, revision).status(204).send(null);
    },
  );
}
