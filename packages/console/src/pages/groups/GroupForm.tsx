import { t } from "@lingui/core/macro";
import { Button, Checkbox, Group as Line, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useQuery } from "@tanstack/react-query";
import { createGroup, type Group, groupQuery, updateGroup } from "../../api/groups.ts";
import { problemOf } from "../../api/problem.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { changed } from "../../parts/takeOver.ts";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { useWhyNotCapable } from "../../parts/whyNot.ts";

const labels = {
  name: t`Name`,
  description: t`Description`,
  organizationWide: t`It stands for the whole organization`,
  filledWithStaff: t`Sign-ins fill it also while it carries a staff role or a capability`,
} as const;
const fieldsOf = (group?: Group) => ({
  name: group?.name ?? "",
  description: group?.description ?? "",
  organizationWide: group?.organizationWide ?? false,
  filledWithStaff: group?.filledWithStaff ?? false,
});

/** Makes a group, or changes the name and description of one, and whether it stands for everybody. */
export function GroupForm({ id }: { id?: string }) {
  const { data: read } = useQuery({ ...groupQuery(id ?? ""), enabled: id !== undefined });
  const form = useForm({ initialValues: fieldsOf(read?.group) });
  const meanwhile = useTakeOver(form, fieldsOf(read?.group));
  const mayNotMark = useWhyNotCapable("manage:groups");
  const saving = useChange({
    run: (values: typeof form.values) =>
      read
        ? updateGroup(read.group._id, changed(fieldsOf(read.group), values), read.etag)
        : createGroup({ name: values.name, description: values.description }),
    refresh: [["groups"]],
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
          maxLength={500}
          {...form.getInputProps("name")}
        />
        <Textarea label={labels.description} autosize maxLength={2000} {...form.getInputProps("description")} />
        {id && (
          <Checkbox
            label={labels.organizationWide}
            description={mayNotMark ?? ORGANIZATION_WIDE}
            disabled={mayNotMark !== null}
            {...form.getInputProps("organizationWide", { type: "checkbox" })}
          />
        )}
        {read && read.group.source !== undefined && read.group.source !== "local" && (
          <Checkbox
            label={labels.filledWithStaff}
            description={t`Only the operator of the installation says so: whoever gives groups at the provider then gives that, too.`}
            {...form.getInputProps("filledWithStaff", { type: "checkbox" })}
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

/** docs/model.md: *Capabilities*, *Making and handing on*. */
const ORGANIZATION_WIDE = t`For a group that everybody is in: nobody can give it capabilities, and sharing with it takes the feature Share public, as sharing with everyone does.`;
