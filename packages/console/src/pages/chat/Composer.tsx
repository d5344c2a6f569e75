import { ActionIcon, Text, Textarea } from "@mantine/core";
import { IconArrowUp, IconPlayerStopFilled } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { useDraft } from "./useDraft.ts";

interface ComposerProps {
  /** To whom: for the label. */
  to: string;
  /** See `useDraft`. */
  draftOf: string;
  isRunning: boolean;
  /** Sends; the text stays in the field if this is refused. */
  onSend(text: string): Promise<boolean>;
  onStop(): void;
}

/** The field for a message. Enter sends, Shift+Enter begins a new line. */
export function Composer({ to, draftOf, isRunning, onSend, onStop }: ComposerProps) {
  const [text, setText] = useDraft(draftOf);
  const [isSending, setIsSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const focus = () => {
    // On a touch screen the focus would open the keyboard over the page.
    if (matchMedia("(pointer: fine)").matches) field.current?.focus();
  };
  useEffect(focus, []);
  const send = async () => {
    const message = text.trim();
    if (message === "" || isRunning || isSending) return;
    setIsSending(true);
    setText("");
    if (!(await onSend(message))) setText(message);
    setIsSending(false);
    field.current?.focus();
  };
  return (
    <form
      className="chat-column"
      style={{ width: "100%" }}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <Textarea
        ref={field}
        aria-label="Message"
        placeholder={`Write to ${to}`}
        autosize
        minRows={1}
        maxRows={10}
        size="md"
        radius="lg"
        value={text}
        onChange={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          void send();
        }}
        rightSection={
          isRunning ? (
            <ActionIcon
              size={34}
              radius="xl"
              aria-label="Stop the answer"
              onClick={() => {
                onStop();
                // The button goes with the answer.
                focus();
              }}
            >
              <IconPlayerStopFilled size={16} />
            </ActionIcon>
          ) : (
            <ActionIcon
              type="submit"
              size={34}
              radius="xl"
              aria-label="Send"
              loading={isSending}
              disabled={!text.trim()}
            >
              <IconArrowUp size={19} />
            </ActionIcon>
          )
        }
        rightSectionWidth={46}
      />
      <Text size="xs" c="dimmed" ta="center" mt={6} visibleFrom="sm">
        Enter sends, Shift + Enter begins a new line.
      </Text>
    </form>
  );
}
