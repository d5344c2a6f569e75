import { t } from "@lingui/core/macro";
import { Stack } from "@mantine/core";
import { useQuery, useQueryClient, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { agentQuery } from "../../api/agents.ts";
import { endpointOf, type Partner } from "../../api/chat.ts";
import { type Conversation, conversationQuery, messagesQuery, textOf } from "../../api/conversations.ts";
import type { MessageFile } from "../../api/files.ts";
import { conversationRightsQuery, type Rights } from "../../api/may.ts";
import { pictureOf } from "../../api/pictures.ts";
import { problemOf } from "../../api/problem.ts";
import { useSession } from "../../app/useSession.ts";
import { failureTitle } from "../../parts/failureTitle.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { tell } from "../../parts/tell.tsx";
import { whyNot } from "../../parts/whyNot.ts";
import { OpenNow } from "../openings/OpenNow.tsx";
import { AskButton } from "../requests/AskButton.tsx";
import { ask, join, stop, useAnswer } from "./answers.ts";
import { ChatFrame } from "./ChatFrame.tsx";
import { Composer } from "./Composer.tsx";
import { ConversationHeader } from "./ConversationHeader.tsx";
import { ReadOnlyComposer } from "./ReadOnlyComposer.tsx";
import { Thread } from "./Thread.tsx";
import { threadOf } from "./threadOf.ts";
import { useWhose } from "./useWhose.ts";

const route = getRouteApi("/signed-in/c/$conversationId");

export function ConversationPage() {
  const { conversationId } = route.useParams();
  return (
    <ChatFrame current={conversationId}>
      <Loaded
        of={conversationId}
        isPage
        ask={(isKnown) => <AskButton resource={`conversation:${conversationId}`} action="view" isKnown={isKnown} />}
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
  const queryClient = useQueryClient();
  const { data: conversation, error, refetch } = useSuspenseQuery(conversationQuery(id));
  const { data: messages } = useSuspenseQuery(messagesQuery(id));
  const rights = useRights(conversation);
  const isByGlass = rights.view?.reason === "broken-glass";
  const me = useSession();
  const { owner, byWhom } = useWhose(conversation);
  const answer = useAnswer(id);
  const partner = partnerOf(conversation);
  const agentId = "agentId" in partner ? partner.agentId : null;
  const { data: agent } = useQuery({ ...agentQuery(agentId ?? ""), enabled: agentId !== null, retry: false });
  const name = agentId === null ? (conversation.model ?? t`the model`) : (agent?.name ?? t`the agent`);
  const [refused, setRefused] = useState<unknown>(null);
  const thread = threadOf(messages);
  const title = conversation.title || t`New Chat`;
  useEffect(() => void join(id), [id]);
  useEffect(() => {
    document.title = t`${title} · Gatehouse`;
  }, [title]);

  const refuse = (thrown: unknown) => {
    setRefused(thrown);
    // What one may do here may have changed while one was writing.
    for (const queryKey of [["rights"], ["conversation", id], ["conversations"]])
      void queryClient.invalidateQueries({ queryKey });
  };
  const send = async (text: string, files: readonly MessageFile[]) => {
    setRefused(null);
    try {
      await ask({ text, files, partner, conversationId: id, parentMessageId: thread.at(-1)?.messageId ?? null });
      return true;
    } catch (error) {
      refuse(error);
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
      refuse(error);
    }
  };
  // Whoever had it shared with them and no longer has goes on seeing nothing of it.
  if (error && [403, 404].includes(problemOf(error).status))
    return (
      <div className="page" style={{ width: "100%" }}>
        <PageTitle title={failureTitle(error)} />
        <ProblemCard error={error} below={failureTitle(error)} onRetry={() => void refetch()} />
      </div>
    );
  return (
    <>
      <ConversationHeader
        conversation={conversation}
        byWhom={byWhom}
        agent={agentId && agent ? { id: agentId, name, picture: pictureOf(agent.avatar?.filepath) } : null}
      />
      {isByGlass && (
        <OpenNow
          resource={`conversation:${conversation._id}`}
          until={rights.view?.until ?? null}
          content={[
            ["conversation", id],
            ["messages", id],
          ]}
        />
      )}
      <Thread
        messages={thread}
        answer={answer}
        partner={name}
        reader={me?.id}
        onRegenerate={() => void regenerate()}
        mayNotWrite={whyNot(rights.participate)}
        isByGlass={isByGlass}
      />
      <Stack px="md" pb="sm" pt={6} gap="xs">
        {refused !== null && (
          <div className="chat-column" style={{ width: "100%" }}>
            <ProblemCard error={refused} />
          </div>
        )}
        {rights.participate?.allowed === false ? (
          <ReadOnlyComposer conversationId={id} owner={owner} answer={rights.participate} isByGlass={isByGlass} />
        ) : (
          <Composer
            to={name}
            draftOf={id}
            endpoint={endpointOf(partner)}
            isRunning={answer?.isRunning ?? false}
            onSend={send}
            onStop={() => void stop(id).catch(tell.failed)}
          />
        )}
      </Stack>
    </>
  );
}

/** Asked before anything is shown of somebody else's, so that nobody begins to write where they may not. */
function useRights({ _id }: Conversation): Rights {
  const { data } = useSuspenseQuery(conversationRightsQuery([_id]));
  return data.get(`conversation:${_id}`) ?? {};
}

function partnerOf({ agent_id, endpoint, model }: Conversation): Partner {
  return agent_id ? { agentId: agent_id } : { endpoint: endpoint ?? "", model: model ?? "" };
}
