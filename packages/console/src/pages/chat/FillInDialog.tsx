import { t } from "@lingui/core/macro";
import { Modal } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import type { PromptToUse } from "../../api/prompts.ts";
import { codeQuery } from "../../app/codeQuery.ts";
import { Loaded } from "../../parts/Loaded.tsx";
import type { PromptChoice } from "./usePromptChoice.ts";

const formQuery = codeQuery("fill-in", () => import("./FillInForm.tsx"));

/** Asks for the variables of the prompt that was chosen. */
export function FillInDialog({ choice }: { choice: PromptChoice }) {
  const { filling, cancelFilling } = choice;
  return (
    <Modal
      opened={filling !== null}
      onClose={cancelFilling}
      title={filling ? t`Fill in ${filling.name}` : ""}
      size="lg"
      returnFocus={false}
    >
      <Loaded>{filling && <Form prompt={filling} choice={choice} />}</Loaded>
    </Modal>
  );
}

function Form({ prompt, choice }: { prompt: PromptToUse; choice: PromptChoice }) {
  const {
    data: { FillInForm },
  } = useSuspenseQuery(formQuery);
  return (
    <FillInForm prompt={prompt} automatic={choice.automatic()} onDone={choice.fill} onCancel={choice.cancelFilling} />
  );
}
