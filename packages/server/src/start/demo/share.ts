import type { Answered } from "./caller.ts";
import { cast, type Part } from "./cast.ts";
import type { Stage } from "./stage.ts";
import { agents, files, type Given, projects, prompts } from "./things.ts";

/** Agents, prompts, files, projects, each made and shared by whose it is. */
export async function makeThings(stage: Stage): Promise<void> {
  const model = await usedModel(stage);
  for (const { name, by, description, instructions, starters, given } of agents) {
    const owner = await stage.as(by);
    const wish = { name, description, instructions, ...model, conversation_starters: starters };
    const agent = await owner.post("/api/agents", wish);
    stage.agents.set(name, agent);
    await share(stage, by, `agent/${agent._id}`, given);
  }
  for (const { name, by, oneliner, category, command, text, given } of prompts) {
    const { group } = await (await stage.as(by)).post("/api/prompts", {
      prompt: { prompt: text, type: "text" },
      group: { name, oneliner, category, command },
    });
    await share(stage, by, `prompt/${group._id}`, given);
  }
  for (const { name, by, text, given } of files) {
    const file = await (await stage.as(by)).upload("/api/files", name, text);
    await share(stage, by, `file/${file._id}`, given);
  }
  for (const { name, by, description, agents: within, given } of projects) {
    const owner = await stage.as(by);
    const project = await owner.post("/api/projects", { name, description });
    for (const agent of within)
      await owner.put(`/api/projects/${project._id}/contents/agent/${stage.agents.get(agent)?.id}`);
    await share(stage, by, `project/${project._id}`, given);
  }
  await leave(stage);
}

/** The one that the organization's people may use first. */
async function usedModel(stage: Stage): Promise<{ provider: string; model: string }> {
  const models: Answered = await (await stage.as("ben")).get("/api/models");
  const [provider, [model] = []] = Object.entries<string[]>(models).find(([, list]) => list.length > 0) ?? [];
  if (provider === undefined || model === undefined) throw new Error("the demo: there is no model to talk to");
  return { provider, model };
}

/** As whoever shares it does it on its page. */
export async function share(stage: Stage, by: Part, thing: string, given: readonly Given[]): Promise<void> {
  const owner = await stage.as(by);
  for (const { to, days, ...terms } of given)
    await owner.post(`/api/access/resources/${thing}/grants`, {
      principal: principalOf(stage, to),
      ...terms,
      ...(days !== undefined && { expiresAt: stage.inDays(days) }),
    });
}

function principalOf(stage: Stage, to: Given["to"]): string {
  if (to === "everyone") return to;
  return to.startsWith("group ") ? `group:${stage.groupId(to.slice(6))}` : `user:${stage.idOf(to as Part)}`;
}

/** Who left owns something still: the access report has something to find. */
async function leave(stage: Stage): Promise<void> {
  const ada = await stage.as("ada");
  const max = await stage.as("max");
  const leaver = await stage.as("goran");
  const kept = stage.agents.get("Number cruncher");
  await leaver.post(`/api/access/resources/agent/${kept?._id}/grants`, {
    principal: `user:${ada.id}`,
    role: "viewer",
    reason: "To look at the numbers of the quarter",
  });
  await stage.signOut(cast.goran);
  await max.patch(`/api/admin/users/${leaver.id}`, { status: "deactivated" });
}
