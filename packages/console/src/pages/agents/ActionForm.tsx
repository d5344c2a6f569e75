import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { problemOf } from "../../api/problem.ts";
import { addAction, attachTool, changeTool, type Mode, type Tool } from "../../api/tools.ts";
import { asked } from "../../parts/asked.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { tell } from "../../parts/tell.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { DocumentFields } from "../tools/DocumentFields.tsx";
import { type ActionFields, fieldsOf, modeOptions } from "./actionFields.ts";
import { askBeforeItDoesMore, askBeforeItGrows } from "./askBeforeItGrows.tsx";

interface ActionFormProps {
  agentId: string;
  /** What is changed; null: a new one. */
  former: { tool: Tool; mode: Mode; etag: string | null } | null;
}

/** An OpenAPI document, where it speaks to, its key, and for whom it is. What the document says is shown before it is saved. */
export function ActionForm({ agentId, former }: ActionFormProps) {
  const form = useForm<ActionFields>({ initialValues: fieldsOf(former) });
  const { mode } = form.values;
  const saving = useChange({
    run: async ({ fields, closure }: { fields: ActionFields; closure: string | null }) => {
      const id = former ? former.tool._id : await addAction(agentId, fields);
      if (former && !(await asked((seen) => changeTool(id, fields, former.etag, seen), askBeforeItDoesMore)))
        return false;
      if (fields.mode !== (former?.mode ?? "lent")) await attachTool(agentId, id, fields.mode, closure);
      return true;
    },
    refresh: [["agent", agentId], ...(former ? [["tool", former.tool._id]] : [])],
    onDone: (isSaved) => {
      if (!isSaved) return;
      tell.done(former ? t`The action is saved` : t`The agent has the action`);
      closeForm();
    },
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  const askAndSave = async (fields: ActionFields) => {
    const other = former && former.mode !== fields.mode ? [{ tool: former.tool._id, mode: fields.mode }] : [];
    const isMore = !former || other.length > 0;
    const seen = isMore
      ? await askBeforeItGrows(agentId, former ? { tools: other } : { new_tools: 1 })
      : { closure: null };
    if (seen) saving.mutate({ fields, closure: seen.closure });
  };
  useUnsaved(
    form.isDirty,
    former ? t`Your changes to this action are not saved yet.` : t`This action is not made yet.`,
  );
  return (
    <form onSubmit={form.onSubmit((fields) => void askAndSave(fields))}>
      <Stack>
        <DocumentFields form={form} former={former?.tool ?? null} autoFocus />
        <Select
          label={t`Who has it called`}
          data={modeOptions}
          allowDeselect={false}
          value={mode}
          onChange={(value) => form.setFieldValue("mode", (value ?? "lent") as Mode)}
        />
        {saving.error && <ProblemCard error={saving.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {former ? t`Save` : t`Add action`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
