import type { FastifyBaseLogger } from "fastify";
import type { Access } from "../../access/index.ts";
import { problem } from "../../http/problem.ts";
import type { App } from "../../http/types.ts";
import type { Spending } from "../../spending/index.ts";
import type { Workspace } from "../../workspace/index.ts";
import { Calls } from "./calls.ts";
import { Completions } from "./completions.ts";
import { Embeddings } from "./embeddings.ts";
import { tellAsOpenAi, tellUnreadableAsOpenAi } from "./errors.ts";
import { Metering } from "./metering.ts";
import { ModelIds } from "./modelIds.ts";
import { Responses } from "./responses.ts";
import { openAiRoutesIn } from "./routes.ts";

export interface OpenAiParts {
  access: Access;
  workspace: Pick<Workspace, "models" | "usableAgents" | "directAnswers">;
  spending: Spending;
  log: FastifyBaseLogger;
  now: () => number;
  /** Between two signs that a stream goes on while an agent's actions run; default: 15 seconds. */
  heartbeatMs?: number | undefined;
}

/** Models and agents as OpenAI's clients know them: all of them below `/v1`, agents alone below LibreChat's `/api/agents/v1`. */
export function openAiRoutes(app: App, parts: OpenAiParts): void {
  const calls = new Calls(parts.workspace);
  const metering = new Metering(parts);
  const ids = new ModelIds(parts);
  const answering = { ...parts, ids, calls, metering };
  const completions = new Completions(answering);
  const embeddings = new Embeddings(answering);
  const responses = new Responses(answering);
  for (const [prefix, onlyAgents] of [
    ["/v1", false],
    ["/api/agents/v1", true],
  ] as const) {
    app.unreadable.below(prefix, tellUnreadableAsOpenAi);
    void app.register(
      async (scope) => {
        scope.setErrorHandler(scope.errorsTold(tellAsOpenAi));
        scope.setNotFoundHandler(({ method, url }) => {
          throw problem("route-not-found", {
            detail: `there is no \`${method} ${url.split("?", 1)[0]?.slice(0, 200)}\``,
          });
        });
        // Before a body is read.
        scope.addHook("onRequest", async (request) => {
          if (!request.is404) parts.access.of(request.actor).require(request.actor, "REMOTE_AGENTS.USE");
        });
        openAiRoutesIn(scope as unknown as App, { ids, completions, embeddings, responses, calls }, onlyAgents);
      },
      { prefix },
    );
  }
  // Before connections are closed: whoever listens hears why an answer ends.
  app.addHook("preClose", () => calls.stop());
  // After: what was delivered is in the books, also of those that were closed.
  app.addHook("onClose", async () => {
    await calls.ended();
    await metering.close();
  });
}
