import { Badge, Button, CopyButton, Group, VisuallyHidden } from "@mantine/core";
import { IconCheck, IconCopy, IconRefresh } from "@tabler/icons-react";
import { type Message, textOf } from "../../api/conversations.ts";
import { LazyProse } from "./LazyProse.tsx";

interface MessageViewProps {
  message: Pick<Message, "text" | "content" | "isCreatedByUser" | "unfinished" | "error" | "messageId"> &
    Partial<Message>;
  partner: string;
  /** Asks for this answer once more; only on the last one. */
  onRegenerate?: () => void;
}

export function MessageView({ message, partner, onRegenerate }: MessageViewProps) {
  const text = textOf({ conversationId: "", parentMessageId: null, ...message });
  if (message.isCreatedByUser)
    return (
      <article className="message-own" aria-label="You">
        <VisuallyHidden>You: </VisuallyHidden>
        {text}
      </article>
    );
  return (
    <article aria-label={partner}>
      <VisuallyHidden>{partner}: </VisuallyHidden>
      <LazyProse text={text} />
      <Group gap={4} mt={4}>
        {message.unfinished && (
          <Badge variant="default" size="sm" tt="none" fw={500}>
            Ended early
          </Badge>
        )}
        {message.error && (
          <Badge color="red" variant="light" size="sm" tt="none" fw={500}>
            Failed
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
              {copied ? "Copied" : "Copy"}
            </Button>
          )}
        </CopyButton>
        {onRegenerate && (
          <Button
            size="compact-xs"
            variant="subtle"
            color="gray"
            leftSection={<IconRefresh size={14} />}
            onClick={onRegenerate}
          >
            Answer again
          </Button>
        )}
      </Group>
    </article>
  );
}
