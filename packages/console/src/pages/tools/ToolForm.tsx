import { t } from "@lingui/core/macro";
import { Button, Checkbox, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useCapability } from "../../api/may.ts";
import { problemOf } from "../../api/problem.ts";
import { changeTool, createTool, type NamedToolFields, type Tool } from "../../api/tools.ts";
import { asked } from "../../parts/asked.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { tell } from "../../parts/tell.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { askBeforeItDoesMore } from "../agents/askBeforeItGrows.tsx";
import { DocumentFields } from "./DocumentFields.tsx";
import { documentOf } from "./documentFields.ts";

const labels = {
  name: t`Name`,
  description: t`Description`,
  spec: t`OpenAPI document`,
  domain: t`Domain`,
  kind: t`Key`,
  header: t`Header`,
  key: t`Value of the key`,
  isOrganizations: t`The organization's`,
} as const;

const fieldsOf = (former: Tool | null): NamedToolFields & { isOrganizations: boolean } => ({
  ...documentOf(former),
  name: former?.name ?? "",
  description: former?.description ?? "",
  isOrganizations: false,
});

interface ToolFormProps {
  /** What is changed; null: a new one. */
  former: { tool: Tool; etag: string | null } | null;
  onMade?(tool: Tool): void;
}

export function ToolForm({ former, onMade }: ToolFormProps) {
  const tool = former?.tool ?? null;
  const form = useForm({ initialValues: fieldsOf(tool) });
  const meanwhile = useTakeOver(form, fieldsOf(tool));
  const managesConfigs = useCapability("manage:configs");
  const managesTools = useCapability("manage:mcpservers");
  const saving = useChange({
    run: async ({ isOrganizations, ...fields }: ReturnType<typeof fieldsOf>) => {
      if (!former) return createTool(fields, isOrganizations);
      const change = (seen: string) => changeTool(former.tool._id, fields, former.etag, seen);
      return (await asked(change, askBeforeItDoesMore))?.answer ?? null;
    },
    refresh: [["tools"], ...(tool ? [["tool", tool._id]] : [])],
    onDone: (answer) => {
      if (!answer) return;
      tell.done(former ? t`${answer.name} is saved` : t`${answer.name} is made`);
      if (onMade) onMade(answer);
      else closeForm();
    },
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(form.isDirty, former ? t`Your changes to this tool are not saved yet.` : t`This tool is not made yet.`);
  return (
    <form onSubmit={form.onSubmit((fields) => saving.mutate({ ...fields, name: fields.name.trim() }))}>
      <Stack>
        <TextInput
          label={labels.name}
          description={former ? undefined : t`Left empty: the title of the document`}
          data-autofocus
          required={former !== null}
          withAsterisk={false}
          maxLength={255}
          {...form.getInputProps("name")}
        />
        <Textarea
          label={labels.description}
          autosize
          maxRows={6}
          maxLength={4096}
          {...form.getInputProps("description")}
        />
        <DocumentFields form={form} former={tool} />
        {!former && managesConfigs && managesTools && (
          <Checkbox
            label={labels.isOrganizations}
            description={t`It has no owner among people, and is for nobody until it is shared. Otherwise it is yours.`}
            {...form.getInputProps("isOrganizations", { type: "checkbox" })}
          />
        )}
        <FormProblem form={form} saving={saving} meanwhile={meanwhile} labels={labels} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {former ? t`Save` : t`Create tool`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
