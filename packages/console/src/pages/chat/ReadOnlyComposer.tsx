import { t } from "@lingui/core/macro";
import { Center, Textarea } from "@mantine/core";
import type { Answer } from "../../api/may.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { AskButton } from "../requests/AskButton.tsx";

interface ReadOnlyComposerProps {
  conversationId: string;
  /** Whose the conversation is, if it is known. */
  owner: string | null;
  answer: Answer;
  /** Read by broken glass: it ends, and there is nothing to ask for. */
  isByGlass: boolean;
}

/** In the place of the composer for whoever may read a conversation and not write in it. */
export function ReadOnlyComposer({ conversationId, owner, answer, isByGlass }: ReadOnlyComposerProps) {
  const mayAsk = answer.reason === "nothing-allows" && !isByGlass;
  const reason = isByGlass
    ? t`What is opened by breaking the glass is read, and neither written in nor copied.`
    : mayAsk
      ? t`You may read this conversation, but not write in it. ${owner ?? t`Its owner`} can make you a participant; or duplicate it, and go on in a copy of your own.`
      : whyNot(answer);
  return (
    <div className="chat-column" style={{ width: "100%" }}>
      <Textarea
        aria-label={t`Message`}
        disabled
        autosize
        minRows={1}
        size="md"
        radius="lg"
        description={reason}
        inputWrapperOrder={["input", "description"]}
        styles={{ description: { textAlign: "center", marginBlockStart: 6 } }}
      />
      {mayAsk && (
        <Center mt={6}>
          <AskButton resource={`conversation:${conversationId}`} action="participate" isKnown />
        </Center>
      )}
    </div>
  );
}
