import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { agentQuery, modelsQuery, usableAgentsQuery } from "../../api/agents.ts";
import { endpointOf, type Partner } from "../../api/chat.ts";
import type { MessageFile } from "../../api/files.ts";
import { pictureOf } from "../../api/pictures.ts";
import { problemOf } from "../../api/problem.ts";
import { projectQuery } from "../../api/projects.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { TextLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { PrincipalIcon } from "../../parts/PrincipalIcon.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { problemInWords } from "../../parts/problemInWords.ts";
import { ask } from "./answers.ts";
import { ChatFrame } from "./ChatFrame.tsx";
import { Composer } from "./Composer.tsx";

const route = getRouteApi("/signed-in/c/new");

export function NewChatPage() {
  const { agent = "" } = route.useSearch();
  return (
    <ChatFrame>
      <div className="page" style={{ width: "100%", maxWidth: 820, overflowY: "auto" }}>
        <PageTitle title={t`New chat`} />
        <Loaded of={agent}>
          <NewChat />
        </Loaded>
      </div>
    </ChatFrame>
  );
}

// The key of a choice in the list: what one may talk to, agents and models.
const agentKey = (id: string) => `agent\t${id}`;
const modelKey = (endpoint: string, model: string) => `model\t${endpoint}\t${model}`;

function NewChat() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const [refused, setRefused] = useState<unknown>(null);
  const { data: agents } = useSuspenseQuery(usableAgentsQuery);
  const { data: models } = useSuspenseQuery(modelsQuery);
  const named = agents.map(({ id, name }) => ({ value: agentKey(id), label: name || t`Unnamed agent` }));
  const { data: wanted, error } = useQuery({
    ...agentQuery(search.agent ?? ""),
    enabled: search.agent !== undefined,
    retry: false,
  });
  // One reached by a link need not be among the newest hundred.
  if (wanted && !agents.some(({ id }) => id === wanted.id))
    named.unshift({ value: agentKey(wanted.id), label: wanted.name || t`Unnamed agent` });
  const endpoints = Object.entries(models).filter(([endpoint, names]) => endpoint !== "agents" && names.length > 0);
  const choices = [
    ...(named.length > 0 ? [{ group: t`Agents`, items: named }] : []),
    ...endpoints.map(([endpoint, names]) => ({
      group: endpoint,
      items: names.map((name) => ({ value: modelKey(endpoint, name), label: name })),
    })),
  ];
  const first = endpoints[0] && modelKey(endpoints[0][0], endpoints[0][1][0] ?? "");
  const chosen = search.agent
    ? agentKey(search.agent)
    : search.endpoint && search.model
      ? modelKey(search.endpoint, search.model)
      : (first ?? named[0]?.value ?? null);
  const partner = chosen === null ? null : partnerOf(chosen);
  const label = choices.flatMap(({ items }) => items).find(({ value }) => value === chosen)?.label ?? t`the agent`;

  const send = async (text: string, files: readonly MessageFile[] = []) => {
    if (!partner) return false;
    setRefused(null);
    try {
      const conversationId = await ask({
        text,
        files,
        partner,
        conversationId: null,
        parentMessageId: null,
        projectId: search.project,
      });
      await navigate({ to: "/c/$conversationId", params: { conversationId } });
      return true;
    } catch (thrown) {
      setRefused(thrown);
      return false;
    }
  };
  const withoutPrompt = () => {
    const { prompt: _, ...rest } = search;
    void navigate({ to: "/c/new", search: rest, replace: true });
  };
  const choose = (key: string | null) => {
    if (key === null) return;
    const next = partnerOf(key);
    void navigate({
      to: "/c/new",
      search: {
        ...("agentId" in next ? { agent: next.agentId } : { endpoint: next.endpoint, model: next.model }),
        ...(search.project && { project: search.project }),
      },
      replace: true,
    });
  };
  return (
    <Stack gap="lg">
      {search.project && <InProject id={search.project} />}
      <Select
        label={t`Talk to`}
        data={choices}
        value={chosen}
        onChange={choose}
        searchable
        allowDeselect={false}
        maw={420}
        nothingFoundMessage={t`Nothing found`}
        error={error ? whyNotWith(error) : null}
      />
      {wanted && (
        <Group gap="sm" wrap="nowrap">
          <PrincipalIcon
            kind="agent"
            name={wanted.name || t`Unnamed agent`}
            picture={pictureOf(wanted.avatar?.filepath)}
            size={40}
          />
          {wanted.description && <Text c="dimmed">{wanted.description}</Text>}
        </Group>
      )}
      {wanted && (wanted.conversation_starters?.length ?? 0) > 0 && (
        <Group gap="xs" role="group" aria-label={t`Conversation starters`}>
          {wanted.conversation_starters?.map((starter) => (
            <Button
              key={starter}
              variant="default"
              radius="xl"
              h="auto"
              py={8}
              styles={{ label: { whiteSpace: "normal" } }}
              onClick={() => void send(starter)}
            >
              {starter}
            </Button>
          ))}
        </Group>
      )}
      {refused !== null && <ProblemCard error={refused} />}
      {partner && chosen ? (
        <Composer
          to={label}
          draftOf={chosen}
          endpoint={endpointOf(partner)}
          isRunning={false}
          onSend={send}
          onStop={() => undefined}
          prompt={search.prompt}
          onPromptTaken={withoutPrompt}
        />
      ) : (
        <Text>{t`There is no model that you may use. Ask your administrator.`}</Text>
      )}
    </Stack>
  );
}

/** Where the conversation will lie: whoever has that reads it. */
function InProject({ id }: { id: string }) {
  const { data, error } = useQuery({ ...projectQuery(id), retry: false });
  if (error) return <ProblemCard error={error} />;
  return (
    <Text size="sm">
      <Trans>
        In the project{" "}
        <TextLink to="/projects/$projectId" params={{ projectId: id }} inherit>
          {data?.data.name ?? "…"}
        </TextLink>
        : whoever has it can read this conversation.
      </Trans>
    </Text>
  );
}

const whyNotWith = (error: unknown) => {
  const { code } = problemOf(error);
  if (code === "resource-not-found") return t`This agent is not there, or it is not shared with you.`;
  const { title, text } = problemInWords(problemOf(error));
  return text ?? title;
};

function partnerOf(key: string): Partner {
  const [kind, first = "", second = ""] = key.split("\t");
  return kind === "agent" ? { agentId: first } : { endpoint: first, model: second };
}
