import { t } from "@lingui/core/macro";
import { Button, Group, Stack } from "@mantine/core";
import { useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { createPrompt } from "../../api/prompts.ts";
import { ButtonLink } from "../../parts/links.tsx";
import { PageTitle } from "../../parts/PageTitle.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useKept } from "../../parts/useKept.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { PromptFormFields } from "./PromptFormFields.tsx";
import { PromptTextField } from "./PromptTextField.tsx";
import { emptyPrompt, type PromptFields, usePromptForm } from "./promptForm.ts";

export function NewPromptPage() {
  const navigate = useNavigate();
  const form = usePromptForm(emptyPrompt);
  const [text, setText] = useState("");
  const creating = useChange({
    run: (fields: PromptFields) => createPrompt({ ...fields, name: fields.name.trim(), text }),
    refresh: [["prompts"]],
    said: ({ group }) => t`${group.name} is made`,
    onDone: ({ group }) =>
      void navigate({ to: "/prompts/$groupId", params: { groupId: group._id }, ignoreBlocker: true }),
    onFailed: () => undefined,
  });
  useUnsaved(() => form.isDirty() || text !== "", t`This prompt is not made yet.`);
  useKept<{ fields: PromptFields; text: string }>(
    "fields",
    () => (form.isDirty() || text !== "" ? { fields: form.getValues(), text } : null),
    (kept) => {
      form.setValues(kept.fields);
      setText(kept.text);
    },
  );
  return (
    <div className="page">
      <PageTitle title={t`New prompt`} text={t`It is yours alone until you share it.`} />
      <form onSubmit={form.onSubmit((fields) => creating.mutate(fields))}>
        <Stack className="panel" p="lg" maw={760}>
          <PromptFormFields form={form} />
          <PromptTextField value={text} onChange={setText} description={t`What is put into the message`} />
          {creating.error && <ProblemCard error={creating.error} />}
          <Group>
            <Button type="submit" loading={creating.isPending}>
              {t`Create prompt`}
            </Button>
            <ButtonLink to="/prompts" variant="default">
              {t`Cancel`}
            </ButtonLink>
          </Group>
        </Stack>
      </form>
    </div>
  );
}
