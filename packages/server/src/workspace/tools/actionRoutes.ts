import { z } from "zod";
import { closureSeen } from "../../access/closureSeen.ts";
import type { App } from "../../http/types.ts";
import { sendRevision } from "../../http/versions.ts";
import { WholeAgent } from "../agents/schemas.ts";
import type { Actions } from "./actions.ts";
import { Action, ActionAgentParams, ActionBody, ActionParams, Plugin } from "./schemas.ts";

const tags = ["Tools"];

/** LibreChat's calls for the actions of agents. */
export function actionRoutes(app: App, actions: Actions): void {
  app.get(
    "/api/agents/tools",
    { schema: { tags, summary: "Functions of the tools that one may use", response: { 200: z.array(Plugin) } } },
    async ({ actor }) => actions.plugins(actor),
  );
  app.get(
    "/api/agents/actions",
    {
      schema: {
        tags,
        summary: "Actions that one may use, with the agents that have them",
        response: { 200: z.array(Action) },
      },
    },
    async ({ actor }) => actions.list(actor),
  );
  app.post(
    "/api/agents/actions/:agent_id",
    {
      bodyLimit: 3 * 1_024 * 1_024,
      schema: {
        tags,
        summary: "Make an action for an agent, or change one",
        params: ActionAgentParams,
        body: ActionBody,
        response: { 200: z.tuple([WholeAgent, Action]) },
      },
    },
    async (request, reply) => {
      const { actor, params, body } = request;
      const { revision, result } = await actions.save(actor, params.agent_id, body, closureSeen(request));
      return sendRevision(reply, revision).send([result.agent, result.action]);
    },
  );
  app.delete(
    "/api/agents/actions/:agent_id/:action_id",
    {
      schema: {
        tags,
        summary: "Take an action from an agent",
        params: ActionParams,
        response: { 200: z.object({ message: z.string() }) },
      },
    },
    async ({ actor, params }, reply) => {
      const { revision } = await actions.remove(actor, params.agent_id, params.action_id);
      return sendRevision(reply, revision).send({ message: "Action deleted successfully" });
    },
  );
}
