import { t } from "@lingui/core/macro";
import { Badge, Button, CopyButton, Group, Text, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy, IconFlag, IconRefresh } from "@tabler/icons-react";
import { type Message, textOf, toolCallsOf } from "../../api/conversations.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { openReport } from "../moderation/ReportForm.tsx";
import { ForkMenu } from "./ForkMenu.tsx";
import { LazyProse } from "./LazyProse.tsx";
import { MessageFiles } from "./MessageFiles.tsx";
import { ToolCallLine } from "./ToolCallLine.tsx";

interface MessageViewProps {
  message: Pick<Message, "text" | "content" | "isCreatedByUser" | "unfinished" | "error" | "messageId"> &
    Partial<Message>;
  partner: string;
  /** Of what people wrote: “You”, or what they are called. */
  author: string;
  /** Asks for this answer once more; only on the last one. */
  onRegenerate?: () => void;
  /** Why it may not be asked for; null if it may. */
  mayNotWrite?: string | null;
  isByGlass?: boolean;
}

export function MessageView({
  message,
  partner,
  author,
  onRegenerate,
  mayNotWrite = null,
  isByGlass = false,
}: MessageViewProps) {
  const { files = [] } = message;
  const text = textOf({ conversationId: "", parentMessageId: null, ...message });
  // Only what is stored can be forked.
  const fork = message.conversationId !== undefined && !isByGlass && (
    <ForkMenu conversationId={message.conversationId} messageId={message.messageId} />
  );
  const report = message.conversationId !== undefined && !isByGlass && (
    <Button
      size="compact-xs"
      variant="subtle"
      color="gray"
      leftSection={<IconFlag size={14} aria-hidden />}
      onClick={() => openReport({ resource: `message:${message.messageId}`, what: t`this message` })}
    >
      {t`Report…`}
    </Button>
  );
  if (message.isCreatedByUser)
    return (
      <article aria-label={author}>
        <div className="message-own">
          {author === "You" ? (
            <VisuallyHidden>{author}: </VisuallyHidden>
          ) : (
            <Text size="xs" fw={600} c="dimmed">
              {author}
              <VisuallyHidden>: </VisuallyHidden>
            </Text>
          )}
          {text}
        </div>
        {files.length > 0 && <MessageFiles files={files} />}
        <Group justify="flex-end" mt={2} gap={2}>
          {author !== "You" && report}
          {fork}
        </Group>
      </article>
    );
  return (
    <article aria-label={partner}>
      <VisuallyHidden>{partner}: </VisuallyHidden>
      {toolCallsOf(message).map((call) => (
        <ToolCallLine key={call.id} call={call} />
      ))}
      <LazyProse text={text} />
      <Group gap={4} mt={4}>
        {message.unfinished && (
          <Badge variant="default" size="sm" tt="none" fw={500}>
            {t`Ended early`}
          </Badge>
        )}
        {message.isUserSubmitted && (
          <Badge variant="default" size="sm" tt="none" fw={500}>
            {t`Written or changed by a person`}
          </Badge>
        )}
        {message.error && (
          <Badge color="red" variant="light" size="sm" tt="none" fw={500}>
            {t`Failed`}
          </Badge>
        )}
        <CopyButton value={text}>
          {({ copied, copy }) => (
            <Button
              size="compact-xs"
              variant="subtle"
              color="gray"
              leftSection={copied ? <IconCheck size={14} /> : <IconCopy size={14} />}
              onClick={copy}
            >
              {copied ? t`Copied` : t`Copy`}
            </Button>
          )}
        </CopyButton>
        {fork}
        {report}
        {onRegenerate && (
          <GuardedButton
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconRefresh size={14} />}
            whyNot={mayNotWrite}
            onClick={onRegenerate}
          >
            {t`Answer again`}
          </GuardedButton>
        )}
      </Group>
    </article>
  );
}
