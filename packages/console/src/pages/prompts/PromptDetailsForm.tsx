import { t } from "@lingui/core/macro";
import { Group, Stack, Title } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useFeature } from "../../api/may.ts";
import { promptQuery, updatePrompt, type WholePrompt } from "../../api/prompts.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { whyNot } from "../../parts/whyNot.ts";
import { PromptFormFields } from "./PromptFormFields.tsx";
import { changedOf, fieldsOf, labels, type PromptFields, type PromptFormState } from "./promptForm.ts";

interface PromptDetailsFormProps {
  prompt: WholePrompt;
  etag: string | null;
  form: PromptFormState;
}

/** Name, line, command and category: changed at once, for all versions. */
export function PromptDetailsForm({ prompt, etag, form }: PromptDetailsFormProps) {
  const queryClient = useQueryClient();
  const { queryKey } = promptQuery(prompt._id);
  const meanwhile = useTakeOver(form, fieldsOf(prompt));
  const mayNotChange = whyNot(useFeature("PROMPTS.CREATE"));
  const saving = useChange({
    run: (fields: PromptFields) => updatePrompt(prompt._id, changedOf(prompt, fields), etag),
    refresh: [queryKey, ["prompts"]],
    said: t`Saved`,
    onDone: (answer, fields) => {
      meanwhile.saved(fieldsOf(answer.data), fields);
      const { may, productionPrompt } = prompt;
      queryClient.setQueryData(queryKey, { data: { ...answer.data, may, productionPrompt }, etag: answer.etag });
    },
    onFailed: () => undefined,
  });
  return (
    <form
      className="prompt-editor-details"
      aria-label={t`Details`}
      onSubmit={form.onSubmit((fields) => saving.mutate(fields))}
    >
      <Stack className="panel" p="lg">
        <Title order={2} size="h5">
          {t`Details`}
        </Title>
        <PromptFormFields form={form} isReadOnly={mayNotChange !== null} />
        <FormProblem form={form} saving={saving} meanwhile={meanwhile} labels={labels} />
        <Group>
          <GuardedButton type="submit" whyNot={mayNotChange} loading={saving.isPending} disabled={!form.isDirty()}>
            {t`Save`}
          </GuardedButton>
        </Group>
      </Stack>
    </form>
  );
}
