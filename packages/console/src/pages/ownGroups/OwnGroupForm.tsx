import { t } from "@lingui/core/macro";
import { Button, Group as Line, Select, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { changeOwnGroup, makeOwnGroup, type OwnGroup, ownGroupQuery, type SharersInto } from "../../api/ownGroups.ts";
import { problemOf } from "../../api/problem.ts";
import { EndField } from "../../parts/EndField.tsx";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { fromField, toField } from "../../parts/moments.ts";
import { changed } from "../../parts/takeOver.ts";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { sharersInWords } from "./sharersInWords.ts";

const labels = {
  name: t`Name`,
  description: t`Description`,
  endsAt: t`The group ends`,
  shareInto: t`Who may share into it`,
} as const;
const fieldsOf = (group?: OwnGroup) => ({
  name: group?.name ?? "",
  description: group?.description ?? "",
  endsAt: toField(group?.endsAt ?? null),
  shareInto: group?.shareInto ?? ("owners" as SharersInto),
});

/** Makes a group of one's own, or changes it. */
export function OwnGroupForm({ id }: { id?: string }) {
  const { data: read } = useQuery({ ...ownGroupQuery(id ?? ""), enabled: id !== undefined });
  const form = useForm({ initialValues: fieldsOf(read?.group) });
  const meanwhile = useTakeOver(form, fieldsOf(read?.group));
  const may = read?.group.may;
  const saving = useChange({
    run: (values: typeof form.values) => {
      if (!read) return makeOwnGroup({ ...values, endsAt: fromField(values.endsAt) });
      const { endsAt, ...wish } = changed(fieldsOf(read.group), values);
      return changeOwnGroup(
        read.group.id,
        { ...wish, ...(endsAt !== undefined && { endsAt: fromField(endsAt) }) },
        read.etag,
      );
    },
    refresh: [["own-groups"]],
    said: (answer) => t`${answer.group.name} is saved`,
    onDone: closeForm,
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(form.isDirty, id ? t`Your changes to this group are not saved yet.` : t`This group is not made yet.`);
  return (
    <form onSubmit={form.onSubmit((values) => saving.mutate(values))}>
      <Stack>
        <TextInput
          label={labels.name}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={200}
          {...form.getInputProps("name")}
        />
        <Textarea label={labels.description} autosize maxLength={2000} {...form.getInputProps("description")} />
        {(!may || may.includes("members")) && (
          <EndField
            label={labels.endsAt}
            value={form.values.endsAt}
            onChange={(value) => form.setFieldValue("endsAt", value)}
          />
        )}
        {(!may || may.includes("share")) && (
          <Select
            label={labels.shareInto}
            description={t`Whoever may look up all groups can name it all the same.`}
            data={Object.entries(sharersInWords).map(([value, label]) => ({ value, label }))}
            allowDeselect={false}
            {...form.getInputProps("shareInto")}
          />
        )}
        <FormProblem form={form} saving={saving} meanwhile={meanwhile} labels={labels} />
        <Line justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {id ? t`Save` : t`Create group`}
          </Button>
        </Line>
      </Stack>
    </form>
  );
}
