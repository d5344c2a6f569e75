import { t } from "@lingui/core/macro";
import { Box, Button, Group, Stack } from "@mantine/core";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { updateAgent, wholeAgentQuery } from "../../api/agents.ts";
import { rightsQuery } from "../../api/may.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink, TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { AskButton } from "../requests/AskButton.tsx";
import { ShareButton } from "../share/ShareButton.tsx";
import { AgentActions } from "./AgentActions.tsx";
import { AgentFiles } from "./AgentFiles.tsx";
import { AgentFormFields } from "./AgentFormFields.tsx";
import { AgentPicture } from "./AgentPicture.tsx";
import { type AgentFields, changedOf, fieldsOf, useAgentForm } from "./agentForm.ts";
import { askBeforeItGrows } from "./askBeforeItGrows.tsx";
import { VersionsButton } from "./VersionsButton.tsx";

const route = getRouteApi("/signed-in/agents/$agentId");

export function EditAgentPage() {
  const { agentId } = route.useParams();
  return (
    <div className="page">
      <Loaded
        of={agentId}
        isPage
        ask={(isKnown) => (
          <AskButton resource={`agent:${agentId}`} action={isKnown ? "update" : "use"} isKnown={isKnown} />
        )}
        elsewhere={
          <TextLink to="/c/new" search={{ agent: agentId }} size="sm">
            {t`Chat with it`}
          </TextLink>
        }
      >
        <Editor key={agentId} id={agentId} />
      </Loaded>
    </div>
  );
}

const labels: Readonly<Record<keyof AgentFields, string>> = {
  name: t`Name`,
  description: t`Description`,
  instructions: t`Instructions`,
  model: t`Model`,
  category: t`Category`,
  starters: t`Conversation starters`,
};

interface Saved {
  fields: AgentFields;
  /** What the person saw travels with it then; null: nothing is added. */
  closure: string | null;
}

function Editor({ id }: { id: string }) {
  const queryClient = useQueryClient();
  const query = wholeAgentQuery(id);
  const {
    data: { data: agent, etag },
  } = useSuspenseQuery(query);
  const { data: rights } = useQuery(rightsQuery([`agent:${agent._id}`]));
  const form = useAgentForm(fieldsOf(agent));
  const meanwhile = useTakeOver(form, fieldsOf(agent));
  const name = agent.name || t`Unnamed agent`;
  const saving = useChange({
    run: ({ fields, closure }: Saved) => updateAgent(agent.id, changedOf(agent, fields), etag, closure),
    refresh: [query.queryKey, ["agents"], ["agent", agent.id, "versions"]],
    said: t`Saved`,
    onDone: (answer, { fields }) => {
      meanwhile.saved(fieldsOf(answer.data), fields);
      queryClient.setQueryData(query.queryKey, answer);
    },
    onFailed: () => undefined,
  });
  const askAndSave = async (fields: AgentFields) => {
    const { provider, model } = changedOf(agent, fields);
    const addition = { ...(provider !== undefined && { provider }), ...(model !== undefined && { model }) };
    const seen = model === undefined ? { closure: null } : await askBeforeItGrows(agent.id, addition);
    if (seen) saving.mutate({ fields, closure: seen.closure });
  };
  const asked = {
    ...saving,
    variables: saving.variables?.fields,
    mutate: (fields: AgentFields) => void askAndSave(fields),
  };
  useUnsaved(form.isDirty, t`Your changes to this agent are not saved yet.`);
  return (
    <>
      <PageTitle
        title={name}
        actions={
          <>
            <VersionsButton
              agent={agent}
              etag={etag}
              onReverted={(answer) => {
                meanwhile.saved(fieldsOf(answer.data), form.getValues());
                queryClient.setQueryData(query.queryKey, answer);
              }}
            />
            <ShareButton
              type="agent"
              id={agent._id}
              name={name}
              whyNot={whyNot(rights?.get(`agent:${agent._id}`)?.share)}
            />
            <ButtonLink size="xs" variant="default" to="/c/new" search={{ agent: agent.id }}>
              {t`Chat`}
            </ButtonLink>
          </>
        }
      />
      <form onSubmit={form.onSubmit((fields) => void askAndSave(fields))}>
        <Stack className="panel" p="lg" maw={760}>
          <AgentPicture
            agent={agent}
            etag={etag}
            // What is typed below stays.
            onChanged={(answer) => queryClient.setQueryData(query.queryKey, answer)}
          />
          <AgentFormFields form={form} />
          <FormProblem form={form} saving={asked} meanwhile={meanwhile} labels={labels} />
          <Group>
            <Button type="submit" loading={saving.isPending} disabled={!form.isDirty()}>
              {t`Save`}
            </Button>
            <ButtonLink to="/agents" variant="default">
              {t`Back to agents`}
            </ButtonLink>
          </Group>
        </Stack>
      </form>
      <Box maw={760} mt="lg">
        <Loaded>
          <AgentFiles agent={agent} />
        </Loaded>
      </Box>
      <Box maw={760} mt="lg">
        <Loaded>
          <AgentActions agent={agent} />
        </Loaded>
      </Box>
    </>
  );
}
