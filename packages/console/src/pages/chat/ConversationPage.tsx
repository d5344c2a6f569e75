import { Group, Stack, Title } from "@mantine/core";
import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { agentQuery } from "../../api/agents.ts";
import type { Partner } from "../../api/chat.ts";
import { type Conversation, conversationQuery, messagesQuery, textOf } from "../../api/conversations.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { ButtonLink } from "../../parts/links.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { tell } from "../../parts/tell.ts";
import { ask, join, stop, useAnswer } from "./answers.ts";
import { ChatFrame } from "./ChatFrame.tsx";
import { Composer } from "./Composer.tsx";
import { Thread } from "./Thread.tsx";
import { threadOf } from "./threadOf.ts";

const route = getRouteApi("/signed-in/c/$conversationId");

export function ConversationPage() {
  const { conversationId } = route.useParams();
  return (
    <ChatFrame current={conversationId}>
      <Loaded
        of={conversationId}
        isPage
        skeleton={
          <div className="page">
            <RowsSkeleton rows={4} height={64} />
          </div>
        }
      >
        <OpenConversation key={conversationId} id={conversationId} />
      </Loaded>
    </ChatFrame>
  );
}

function OpenConversation({ id }: { id: string }) {
  const { data: conversation } = useSuspenseQuery(conversationQuery(id));
  const { data: messages } = useSuspenseQuery(messagesQuery(id));
  const answer = useAnswer(id);
  const partner = partnerOf(conversation);
  const agentId = "agentId" in partner ? partner.agentId : null;
  const { data: agent } = useQuery({ ...agentQuery(agentId ?? ""), enabled: agentId !== null, retry: false });
  const name = agentId === null ? (conversation.model ?? "the model") : (agent?.name ?? "the agent");
  const [refused, setRefused] = useState<unknown>(null);
  const thread = threadOf(messages);
  const title = conversation.title || "New Chat";
  useEffect(() => void join(id), [id]);
  useEffect(() => {
    document.title = `${title} · Gatehouse`;
  }, [title]);

  const send = async (text: string) => {
    setRefused(null);
    try {
      await ask({ text, partner, conversationId: id, parentMessageId: thread.at(-1)?.messageId ?? null });
      return true;
    } catch (error) {
      setRefused(error);
      return false;
    }
  };
  const regenerate = async () => {
    const question = thread.findLast((message) => message.isCreatedByUser);
    if (!question) return;
    setRefused(null);
    try {
      await ask({
        text: textOf(question),
        partner,
        conversationId: id,
        parentMessageId: question.parentMessageId,
        regenerate: question.messageId,
      });
    } catch (error) {
      setRefused(error);
    }
  };
  return (
    <>
      <Group px="md" py={10} justify="space-between" wrap="nowrap" style={{ borderBlockEnd: "1px solid var(--line)" }}>
        <Title order={1} size="h5" lineClamp={1} tabIndex={-1}>
          {title}
        </Title>
        {agentId && (
          <ButtonLink
            size="compact-sm"
            variant="subtle"
            maw="45%"
            style={{ flex: "none" }}
            to="/c/new"
            search={{ agent: agentId }}
          >
            {name}
          </ButtonLink>
        )}
      </Group>
      <Thread messages={thread} answer={answer} partner={name} onRegenerate={() => void regenerate()} />
      <Stack px="md" pb="sm" pt={6} gap="xs">
        {refused !== null && (
          <div className="chat-column" style={{ width: "100%" }}>
            <ProblemCard error={refused} />
          </div>
        )}
        <Composer
          to={name}
          draftOf={id}
          isRunning={answer?.isRunning ?? false}
          onSend={send}
          onStop={() => void stop(id).catch(tell.failed)}
        />
      </Stack>
    </>
  );
}

function partnerOf({ agent_id, endpoint, model }: Conversation): Partner {
  return agent_id ? { agentId: agent_id } : { endpoint: endpoint ?? "", model: model ?? "" };
}
