import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { createAgent, modelsQuery } from "../../api/agents.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { AgentFormFields } from "./AgentFormFields.tsx";
import { type AgentFields, emptyAgent, formOf, modelKey, useAgentForm } from "./agentForm.ts";
import { useMissingFeature } from "./useMissingFeature.ts";

export function NewAgentPage() {
  return (
    <div className="page">
      <PageTitle title={t`New agent`} text={t`It is yours alone until you share it.`} />
      <Loaded>
        <NewAgentForm />
      </Loaded>
    </div>
  );
}

function NewAgentForm() {
  const { data: models } = useSuspenseQuery(modelsQuery);
  const navigate = useNavigate();
  const missing = useMissingFeature("AGENTS.USE", "AGENTS.CREATE");
  const form = useAgentForm({ ...emptyAgent, model: firstModel(models) });
  const creating = useChange({
    run: (fields: AgentFields) => createAgent(formOf(fields)),
    refresh: [["agents"], ["features"]],
    said: (agent) => t`${agent.name ?? ""} is made`,
    onDone: (agent) => void navigate({ to: "/agents/$agentId", params: { agentId: agent.id }, ignoreBlocker: true }),
    onFailed: () => undefined,
  });
  useUnsaved(form.isDirty, t`This agent is not made yet.`);
  useKept("fields", () => (form.isDirty() ? form.getValues() : null), form.setValues);
  // What is typed already stays, if the feature ends meanwhile.
  if (missing && !form.isDirty())
    return (
      <ProblemCard error={missing}>
        <TextLink to="/agents" size="sm">
          {t`Go to your agents`}
        </TextLink>
      </ProblemCard>
    );
  return (
    <form onSubmit={form.onSubmit((fields) => creating.mutate(fields))}>
      <Stack className="panel" p="lg" maw={760}>
        <AgentFormFields form={form} />
        <Text size="sm" c="dimmed">
          {t`Files can be given to it once it is made.`}
        </Text>
        {creating.error && <ProblemCard error={missing ?? creating.error} />}
        <Group>
          <Button type="submit" loading={creating.isPending}>
            {t`Create agent`}
          </Button>
          <ButtonLink to="/agents" variant="default">
            {t`Cancel`}
          </ButtonLink>
        </Group>
      </Stack>
    </form>
  );
}

function firstModel(models: Record<string, string[]>): string {
  for (const [endpoint, names] of Object.entries(models))
    if (endpoint !== "agents" && names[0]) return modelKey(endpoint, names[0]);
  return "";
}
