import { t } from "@lingui/core/macro";
import { useForm } from "@mantine/form";
import type { AgentForm, WholeAgent } from "../../api/agents.ts";
import { changed } from "../../parts/takeOver.ts";

/** The fields of the form; the model is one field of two parts: `endpoint/model`. */
export type AgentFields = {
  name: string;
  description: string;
  instructions: string;
  model: string;
  category: string;
  starters: string[];
};

export const emptyAgent: AgentFields = {
  name: "",
  description: "",
  instructions: "",
  model: "",
  category: "general",
  starters: [],
};

export const fieldsOf = (agent: WholeAgent): AgentFields => ({
  name: agent.name ?? "",
  description: agent.description ?? "",
  instructions: agent.instructions ?? "",
  model: agent.provider ? modelKey(agent.provider, agent.model ?? "") : "",
  category: agent.category ?? "general",
  starters: agent.conversation_starters ?? [],
});

export function formOf({ name, description, instructions, model, category, starters }: AgentFields): AgentForm {
  const [provider, modelName] = partsOf(model);
  return {
    name: name.trim(),
    description,
    instructions,
    provider,
    model: modelName,
    category,
    conversation_starters: starters.filter((starter) => starter.trim() !== ""),
  };
}

/** What differs from what is stored: another's change of the rest stays. */
export function changedOf(agent: WholeAgent, fields: AgentFields): Partial<AgentForm> {
  const { model, starters, ...texts } = changed(fieldsOf(agent), fields);
  const all = formOf(fields);
  return {
    ...texts,
    ...(texts.name !== undefined && { name: all.name }),
    ...(model !== undefined && { provider: all.provider, model: all.model }),
    ...(starters !== undefined && { conversation_starters: all.conversation_starters }),
  };
}

// A tab never stands in a name of an endpoint or model; a slash often does.
export const modelKey = (endpoint: string, model: string) => `${endpoint}\t${model}`;
export function partsOf(key: string): [endpoint: string, model: string] {
  const [endpoint = "", model = ""] = key.split("\t");
  return [endpoint, model];
}

export const useAgentForm = (initialValues: AgentFields) =>
  useForm<AgentFields>({
    initialValues,
    validate: {
      name: (name) => (name.trim() === "" ? t`Give it a name` : null),
      model: (model) => (model === "" ? t`Choose a model` : null),
    },
  });
export type AgentFormState = ReturnType<typeof useAgentForm>;
