import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { ActionIcon, Button, Group, Text, Textarea } from "@mantine/core";
import { IconArrowUp, IconPaperclip, IconPlayerStopFilled, IconPrompt } from "@tabler/icons-react";
import { useEffect, useRef, useState } from "react";
import type { MessageFile } from "../../api/files.ts";
import { ChooseFiles } from "../../parts/files/ChooseFiles.tsx";
import { DropFiles } from "../../parts/files/DropFiles.tsx";
import { AttachmentList } from "./AttachmentList.tsx";
import { FillInDialog } from "./FillInDialog.tsx";
import { PromptsPopover } from "./PromptsPopover.tsx";
import { useAttachments } from "./useAttachments.ts";
import { textDraft, useDraft } from "./useDraft.ts";
import { usePromptChoice } from "./usePromptChoice.ts";

interface ComposerProps {
  /** To whom: for the label. */
  to: string;
  /** See `useDraft`. */
  draftOf: string;
  /** By whose limits files go with the message. */
  endpoint: string;
  isRunning: boolean;
  /** Sends; the text stays in the field, and the files beside it, if this is refused. */
  onSend(text: string, files: readonly MessageFile[]): Promise<boolean>;
  onStop(): void;
  /** The id of a prompt that is put into the field at once. */
  prompt?: string | undefined;
  onPromptTaken?: () => void;
}

/**
 * The field for a message. Enter sends, Shift+Enter begins a new line, a slash at the beginning finds a prompt; files are chosen, dropped or pasted.
 */
export function Composer({ to, draftOf, endpoint, isRunning, onSend, onStop, prompt, onPromptTaken }: ComposerProps) {
  const [text, setText] = useDraft(draftOf, textDraft);
  const attachments = useAttachments(draftOf, endpoint);
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
    if (message === "" || isRunning || isSending || attachments.uploads.isSending) return;
    setIsSending(true);
    setText("");
    const files = attachments.take();
    if (!(await onSend(message, files))) {
      setText(message);
      attachments.putBack(files);
    }
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
        <AttachmentList of={attachments} onRemoved={focus} />
        <PromptsPopover choice={prompts}>
          <Textarea
            ref={field}
            aria-label={t`Message`}
            placeholder={t`Write to ${to}`}
            autosize
            minRows={1}
            maxRows={10}
            size="md"
            radius="lg"
            value={text}
            onChange={(event) => prompts.type(event.currentTarget.value)}
            onPaste={(event) => {
              const { files, types } = event.clipboardData;
              // Office programs copy a picture of the text beside it.
              if (files.length === 0 || types.includes("text/plain")) return;
              event.preventDefault();
              attachments.add([...files]);
            }}
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
                  aria-label={t`Stop the answer`}
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
                  aria-label={t`Send`}
                  loading={isSending}
                  disabled={!text.trim() || attachments.uploads.isSending}
                >
                  <IconArrowUp size={19} />
                </ActionIcon>
              )
            }
            rightSectionWidth={46}
          />
          <Group justify="space-between" gap="xs" mt={6}>
            <Group gap={0}>
              <ChooseFiles
                size="compact-xs"
                variant="subtle"
                leftSection={<IconPaperclip size={14} aria-hidden />}
                whyNot={attachments.whyNot}
                onFiles={attachments.add}
              >
                {t`Attach`}
              </ChooseFiles>
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
                  {t`Prompts`}
                </Button>
              )}
            </Group>
            <Text size="xs" c="dimmed" visibleFrom="sm">
              <Trans>
                Enter sends, Shift + Enter begins a new line{prompts.isAllowed && `, ${t`/ finds a prompt`}`}.
              </Trans>
            </Text>
          </Group>
        </PromptsPopover>
      </form>
      <FillInDialog choice={prompts} />
      {attachments.whyNot === null && <DropFiles text={t`Drop files to attach them`} onFiles={attachments.add} />}
    </>
  );
}
