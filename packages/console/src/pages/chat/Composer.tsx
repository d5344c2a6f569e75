import { ActionIcon, Button, Group, Text, Textarea } from "@mantine/core";
import { IconArrowUp, IconPlayerStopFilled, IconPrompt } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import { FillInDialog } from "./FillInDialog.tsx";
import { PromptsPopover } from "./PromptsPopover.tsx";
import { useDraft } from "./useDraft.ts";
import { usePromptChoice } from "./usePromptChoice.ts";

interface ComposerProps {
  /** To whom: for the label. */
  to: string;
  /** See `useDraft`. */
  draftOf: string;
  isRunning: boolean;
  /** Sends; the text stays in the field if this is refused. */
  onSend(text: string): Promise<boolean>;
  onStop(): void;
  /** The id of a prompt that is put into the field at once. */
  prompt?: string | undefined;
  onPromptTaken?: () => void;
}

/** The field for a message. Enter sends, Shift+Enter begins a new line, a slash at the beginning finds a prompt. */
export function Composer({ to, draftOf, isRunning, onSend, onStop, prompt, onPromptTaken }: ComposerProps) {
  const [text, setText] = useDraft(draftOf);
  const [isSending, setIsSending] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const prompts = usePromptChoice({ text, setText, field, wanted: prompt, onWantedTaken: onPromptTaken });
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
    <>
      <form
        className="chat-column"
        style={{ width: "100%" }}
        onSubmit={(event) => {
          event.preventDefault();
          void send();
        }}
      >
        <PromptsPopover choice={prompts}>
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
            onChange={(event) => prompts.type(event.currentTarget.value)}
            onKeyDown={(event) => {
              // While the list is still being fetched, the keys come here.
              if (event.key === "Escape" && prompts.opened) prompts.close();
              if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
              event.preventDefault();
              if (prompts.opened !== "slash") void send();
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
          <Group justify={prompts.isAllowed ? "space-between" : "center"} gap="xs" mt={6}>
            {prompts.isAllowed && (
              <Button
                size="compact-xs"
                variant="subtle"
                leftSection={<IconPrompt size={14} aria-hidden />}
                aria-haspopup="listbox"
                aria-expanded={prompts.opened === "button"}
                // The list would close by losing the focus, and open again by the click.
                onMouseDown={(event) => event.preventDefault()}
                onClick={prompts.toggle}
              >
                Prompts
              </Button>
            )}
            <Text size="xs" c="dimmed" visibleFrom="sm">
              Enter sends, Shift + Enter begins a new line{prompts.isAllowed && ", / finds a prompt"}.
            </Text>
          </Group>
        </PromptsPopover>
      </form>
      <FillInDialog choice={prompts} />
    </>
  );
}
