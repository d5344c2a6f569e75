import { Button, Group as Line, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { modals } from "@mantine/modals";
import { useQuery } from "@tanstack/react-query";
import { createGroup, type Group, groupQuery, updateGroup } from "../../api/groups.ts";
import { problemOf } from "../../api/problem.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { changed } from "../../parts/takeOver.ts";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";

const labels = { name: "Name", description: "Description" } as const;
const fieldsOf = (group?: Group) => ({ name: group?.name ?? "", description: group?.description ?? "" });

/** Makes a group, or changes the name and description of one. */
export function GroupForm({ id }: { id?: string }) {
  const { data: read } = useQuery({ ...groupQuery(id ?? ""), enabled: id !== undefined });
  const form = useForm({ initialValues: fieldsOf(read?.group) });
  const meanwhile = useTakeOver(form, fieldsOf(read?.group));
  const saving = useChange({
    run: (values: typeof form.values) =>
      read ? updateGroup(read.group._id, changed(fieldsOf(read.group), values), read.etag) : createGroup(values),
    refresh: [["groups"]],
    said: (answer) => `${answer.group.name} is saved`,
    onDone: () => modals.closeAll(),
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
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
        <FormProblem form={form} saving={saving} meanwhile={meanwhile} labels={labels} />
        <Line justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {id ? "Save" : "Create group"}
          </Button>
        </Line>
      </Stack>
    </form>
  );
}
