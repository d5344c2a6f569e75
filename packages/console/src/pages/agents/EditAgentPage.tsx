import { Alert, Button, Group, Stack } from "@mantine/core";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useBlocker } from "@tanstack/react-router";
import { useState } from "react";
import { updateAgent, type WholeAgent, wholeAgentQuery } from "../../api/agents.ts";
import { rightsQuery } from "../../api/may.ts";
import { ProblemError } from "../../api/problem.ts";
import { confirm } from "../../parts/confirm.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { ShareButton } from "../share/ShareButton.tsx";
import { AgentFormFields } from "./AgentFormFields.tsx";
import { fieldsOf, formOf, useAgentForm } from "./agentForm.ts";
import { VersionsButton } from "./VersionsButton.tsx";

const route = getRouteApi("/signed-in/agents/$agentId");

export function EditAgentPage() {
  const { agentId } = route.useParams();
  return (
    <div className="page">
      <Loaded of={agentId} isPage>
        <Read id={agentId} />
      </Loaded>
    </div>
  );
}

function Read({ id }: { id: string }) {
  const queryClient = useQueryClient();
  const { data } = useSuspenseQuery(wholeAgentQuery(id));
  const [readings, setReadings] = useState(0);
  const readAgain = async () => {
    await queryClient.refetchQueries({ queryKey: wholeAgentQuery(id).queryKey, exact: true });
    setReadings((before) => before + 1);
  };
  // Only what is read again on purpose (reverted, the newest loaded) begins the form anew.
  return <Editor key={readings} read={data} onReadAgain={readAgain} />;
}

interface EditorProps {
  read: { data: WholeAgent; etag: string | null };
  onReadAgain(): Promise<void>;
}

function Editor({ read, onReadAgain }: EditorProps) {
  const [{ data: agent, etag }, setSaved] = useState(read);
  const { data: rights } = useQuery(rightsQuery([`agent:${agent._id}`]));
  const form = useAgentForm(fieldsOf(agent));
  const [inMeantime, setInMeantime] = useState(false);
  const name = agent.name || "Unnamed agent";
  const saving = useChange({
    run: (version: string | null) => updateAgent(agent.id, formOf(form.values), version),
    refresh: [["agents"], ["agent", agent.id, "versions"]],
    said: "Saved",
    onDone: (saved) => {
      setInMeantime(false);
      setSaved(saved);
      // What was typed while it was being saved is still to be saved.
      form.resetDirty(fieldsOf(saved.data));
    },
    onFailed: (error) => setInMeantime(error instanceof ProblemError && error.status === 412),
  });
  useBlocker({
    shouldBlockFn: async () =>
      form.isDirty() &&
      !(await confirm({
        title: "Leave without saving?",
        text: "Your changes to this agent are not saved yet.",
        confirm: "Leave",
      })),
    enableBeforeUnload: () => form.isDirty(),
  });
  return (
    <>
      <PageTitle
        title={name}
        actions={
          <>
            <VersionsButton agent={agent} etag={etag} onReverted={onReadAgain} />
            <ShareButton
              type="agent"
              id={agent._id}
              name={name}
              whyNot={whyNot(rights?.get(`agent:${agent._id}`)?.share)}
            />
            <ButtonLink size="xs" variant="default" to="/c/new" search={{ agent: agent.id }}>
              Chat
            </ButtonLink>
          </>
        }
      />
      <form onSubmit={form.onSubmit(() => saving.mutate(etag))}>
        <Stack className="panel" p="lg" maw={760}>
          <AgentFormFields form={form} />
          {inMeantime && (
            <Alert
              variant="default"
              className="notice notice-careful"
              role="alert"
              title="It was changed in the meantime"
            >
              Somebody else saved this agent after you opened it. Your changes are still here.
              <Group mt="sm" gap="xs">
                <Button size="xs" variant="default" onClick={() => void onReadAgain()}>
                  Load the newest
                </Button>
                <Button size="xs" color="red.9" onClick={() => saving.mutate(null)}>
                  Overwrite it with mine
                </Button>
              </Group>
            </Alert>
          )}
          {saving.error && !inMeantime && <ProblemCard error={saving.error} />}
          <Group>
            <Button type="submit" loading={saving.isPending} disabled={!form.isDirty()}>
              Save
            </Button>
            <ButtonLink to="/agents" variant="default">
              Back to agents
            </ButtonLink>
          </Group>
        </Stack>
      </form>
    </>
  );
}
