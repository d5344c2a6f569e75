import type { Actor } from "../../http/actor.ts";
import type { Agents } from "../agents/service.ts";
import type { Line } from "../models/model.ts";
import type { Models } from "../models/models.ts";
import type { WorkspaceParts } from "../parts.ts";
import { AgentFunctions } from "../tools/calling/agentFunctions.ts";
import { CountTogether } from "../usage/countTogether.ts";
import type { Prompts, ReadPrompt } from "./prompt.ts";
import type { Taken } from "./rounds.ts";
import { type Target, targetOf } from "./target.ts";
import type { Cuttable, Watch } from "./watch.ts";

/** What else answers than a conversation: a program that asks a model or an agent. By the same rules, and nothing is kept of it but what it took. */
export class DirectAnswers {
  private readonly parts: WorkspaceParts;
  private readonly counted: CountTogether;
  private readonly sources: { agents: Agents; models: Models; prompts: Prompts; watch: Watch };

  constructor(parts: WorkspaceParts, sources: { agents: Agents; models: Models; prompts: Prompts; watch: Watch }) {
    this.parts = parts;
    this.sources = sources;
    this.counted = new CountTogether(parts);
  }

  /** Who is to answer, and what that needs the right to. @throws {Problem} the refusal; see {@link targetOf} */
  target(actor: Actor, { agent, endpoint, model }: Named): Promise<Target> {
    const { agents, models } = this.sources;
    const sources = { store: this.parts.store, access: this.parts.access.of(actor), agents, models };
    return agent === undefined
      ? targetOf(sources, actor, endpoint, { model })
      : targetOf(sources, actor, "agents", { agent_id: agent });
  }

  /** What the model is told: what was said, and before it what the agent brings. Let go when it was answered. */
  prompt(actor: Actor, target: Target, said: readonly Line[]): Promise<ReadPrompt> {
    return this.sources.prompts.readSaid(this.parts.access.of(actor), actor, target, said);
  }

  /** What the agent's tools can do for this person; null where no agent speaks. */
  async functions(actor: Actor, { agent }: Target): Promise<AgentFunctions | null> {
    return agent && AgentFunctions.of(this.parts, actor, agent.resource);
  }

  /** It is cut when a right to it ends. @returns that it is over */
  watched(one: Cuttable): () => void {
    this.sources.watch.add(one);
    return () => this.sources.watch.remove(one);
  }

  /** Counts what was taken, as an answer in a conversation is counted; a moment later. */
  count({ organization, subject, keyId }: Actor, { model: { resource, rate }, agent }: Target, taken: Taken): void {
    const of = { model: { resource, rate }, agent: agent?.resource ?? null };
    this.counted.add({ organization, account: subject, ...of, keyId: keyId ?? null, ...taken });
  }

  /** Waits until what was taken is counted. */
  written(): Promise<void> {
    return this.counted.write();
  }
}

/** An agent by its public id, or a model of an endpoint. */
export type Named =
  | { agent: string; endpoint?: undefined; model?: undefined }
  | { agent?: undefined; endpoint: string; model: string };
