import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { problemOf } from "../../api/problem.ts";
import { createProject, type ProjectFields, updateProject, type WholeProject } from "../../api/projects.ts";
import { FormProblem } from "../../parts/FormProblem.tsx";
import { closeForm } from "../../parts/formDialog.tsx";
import { changed } from "../../parts/takeOver.ts";
import { useChange } from "../../parts/useChange.ts";
import { useTakeOver } from "../../parts/useTakeOver.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";

const labels = { name: t`Name`, description: t`Description` } as const;
const fieldsOf = (project?: WholeProject): ProjectFields => ({
  name: project?.name ?? "",
  description: project?.description ?? "",
});

interface ProjectFormProps {
  /** The one that is changed; absent: a new one. */
  project?: WholeProject;
  etag?: string | null;
  parentId?: string | null;
  onMade?(project: Pick<WholeProject, "_id">): void;
}

export function ProjectForm({ project, etag = null, parentId = null, onMade }: ProjectFormProps) {
  const form = useForm<ProjectFields>({ initialValues: fieldsOf(project) });
  const meanwhile = useTakeOver(form, fieldsOf(project));
  const saving = useChange({
    run: async (fields: ProjectFields) =>
      project
        ? (await updateProject(project._id, changed(fieldsOf(project), fields), etag)).data
        : createProject(fields, parentId),
    refresh: [
      ["projects"],
      ...(project ? [["project", project._id]] : []),
      ...(parentId ? [["project", parentId]] : []),
    ],
    said: (_, { name }) => (project ? t`${name} is saved` : t`${name} is made`),
    onDone: (answer) => (onMade ? onMade(answer) : closeForm()),
    onFailed: (error) => form.setErrors(problemOf(error).fields),
  });
  useUnsaved(
    form.isDirty,
    project ? t`Your changes to this project are not saved yet.` : t`This project is not made yet.`,
  );
  return (
    <form onSubmit={form.onSubmit((fields) => saving.mutate({ ...fields, name: fields.name.trim() }))}>
      <Stack>
        <TextInput
          label={labels.name}
          data-autofocus
          required
          withAsterisk={false}
          maxLength={255}
          {...form.getInputProps("name")}
        />
        <Textarea
          label={labels.description}
          autosize
          maxRows={10}
          maxLength={4096}
          {...form.getInputProps("description")}
        />
        <FormProblem form={form} saving={saving} meanwhile={meanwhile} labels={labels} />
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending} disabled={form.values.name.trim() === ""}>
            {project ? t`Save` : t`Create project`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
