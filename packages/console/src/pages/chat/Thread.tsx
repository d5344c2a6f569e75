import { t } from "@lingui/core/macro";
import { Loader, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useEffect, useRef } from "react";
import type { Message } from "../../api/conversations.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import type { RunningAnswer } from "./answers.ts";
import { LazyProse } from "./LazyProse.tsx";
import { MessageView } from "./MessageView.tsx";

interface ThreadProps {
  messages: readonly Message[];
  answer: RunningAnswer | undefined;
  partner: string;
  /** Whoever reads it, by whom “You” is told from others. */
  reader: string | undefined;
  onRegenerate(): void;
  mayNotWrite: string | null;
  /** Read by broken glass: nothing is made of it. */
  isByGlass: boolean;
}

/** The messages, and the answer that is being written. Follows it to the bottom while somebody is there already. */
export function Thread({ messages, answer, partner, reader, onRegenerate, mayNotWrite, isByGlass }: ThreadProps) {
  const log = useRef<HTMLDivElement>(null);
  const isAtBottom = useRef(true);
  const size = messages.length + (answer?.text.length ?? 0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whenever something was added
  useEffect(() => {
    const element = log.current;
    if (element && isAtBottom.current) element.scrollTop = element.scrollHeight;
  }, [size, answer?.isRunning]);
  const question = answer?.question;
  const isNewQuestion = question && !messages.some(({ messageId }) => messageId === question.messageId);
  return (
    <div
      ref={log}
      className="chat-log"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
      tabIndex={0}
      role="log"
      aria-label={t`Messages`}
      // Read out when the answer is complete: word by word nobody could follow.
      aria-busy={answer?.isRunning ?? false}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        isAtBottom.current = scrollHeight - scrollTop - clientHeight < 80;
      }}
    >
      <Stack className="chat-column" gap="lg">
        {messages.map((message, at) => (
          <MessageView
            key={message.messageId}
            message={message}
            partner={partner}
            author={authorOf(message, reader)}
            mayNotWrite={mayNotWrite}
            isByGlass={isByGlass}
            {...(at === messages.length - 1 &&
              !message.isCreatedByUser &&
              !answer?.isRunning &&
              !isByGlass && { onRegenerate })}
          />
        ))}
        {isNewQuestion && (
          <MessageView message={{ ...question, isCreatedByUser: true }} partner={partner} author={t`You`} />
        )}
        {answer && (answer.isRunning || answer.text !== "") && (
          <article aria-label={partner}>
            {answer.text === "" ? (
              <Loader type="dots" size="sm" aria-label={t`${partner} is thinking`} />
            ) : (
              <LazyProse text={answer.text} />
            )}
            {answer.calling && (
              <Text size="sm" c="dimmed">
                {t`Calling ${answer.calling} …`}
              </Text>
            )}
          </article>
        )}
        {answer?.problem && <ProblemCard error={answer.problem} />}
      </Stack>
      <VisuallyHidden role="status">{answer?.isRunning ? t`${partner} is answering` : ""}</VisuallyHidden>
    </div>
  );
}

function authorOf({ user, authorName }: Message, reader: string | undefined): string {
  if (user === undefined || user === reader) return t`You`;
  return authorName ?? t`Somebody who has left`;
}
