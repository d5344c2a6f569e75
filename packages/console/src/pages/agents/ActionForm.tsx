import { Button, Group, PasswordInput, Select, Stack, Text, Textarea, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { problemOf } from "../../api/problem.ts";
import {
  addAction,
  attachTool,
  changeTool,
  type KeyKind,
  type Mode,
  type ReadDocument,
  readDocument,
  type Tool,
} from "../../api/tools.ts";
import { asked } from "../../parts/asked.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { tell } from "../../parts/tell.ts";
import { useChange } from "../../parts/useChange.ts";
import { useUnsaved } from "../../parts/useUnsaved.ts";
import { type ActionFields, fieldsOf, kindOptions, modeOptions } from "./actionFields.ts";
import { askBeforeItDoesMore, askBeforeItGrows } from "./askBeforeItGrows.tsx";

interface ActionFormProps {
  agentId: string;
  /** What is changed; null: a new one. */
  former: { tool: Tool; mode: Mode; etag: string | null } | null;
}

/** An OpenAPI document, where it speaks to, its key, and for whom it is. What the document says is shown before it is saved. */
export function ActionForm({ agentId, former }: ActionFormProps) {
  const form = useForm<ActionFields>({ initialValues: fieldsOf(former) });
  const { spec, kind, mode } = form.values;
  const reading = useChange({
    run: (text: string) => readDocument(text),
    onDone: (read) => {
      if (form.getValues().domain === "") form.setFieldValue("domain", read.domain);
    },
    onFailed: () => undefined,
  });
  const saving = useChange({
    run: async ({ fields, closure }: { fields: ActionFields; closure: string | null }) => {
      const id = former ? former.tool._id : await addAction(agentId, fields);
      const isSaved =
        !former || (await asked((seen) => changeTool(id, fields, former.etag, seen), askBeforeItDoesMore));
      if (!isSaved) return false;
      if (fields.mode !== (former?.mode ?? "lent")) await attachTool(agentId, id, fields.mode, closure);
      return true;
    },
    refresh: [["agent", agentId], ...(former ? [["tool", former.tool._id]] : [])],
    onDone: (isSaved) => {
      if (!isSaved) return;
      tell.done(former ? "The action is saved" : "The agent has the action");
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
  useUnsaved(form.isDirty, former ? "Your changes to this action are not saved yet." : "This action is not made yet.");
  const isKeyKept = former?.tool.auth?.hasKey === true;
  return (
    <form onSubmit={form.onSubmit((fields) => void askAndSave(fields))}>
      <Stack>
        <Textarea
          label="OpenAPI document"
          description="Version 3.0 or 3.1, as JSON or YAML"
          data-autofocus
          required
          withAsterisk={false}
          autosize
          minRows={6}
          maxRows={14}
          styles={{ input: { fontFamily: "monospace" } }}
          spellCheck={false}
          {...form.getInputProps("spec")}
        />
        <Group>
          <Button
            size="xs"
            variant="default"
            loading={reading.isPending}
            disabled={spec.trim() === ""}
            onClick={() => reading.mutate(spec)}
          >
            Read the document
          </Button>
        </Group>
        {reading.error ? <ProblemCard error={reading.error} /> : reading.data && <Found read={reading.data} />}
        <TextInput
          label="Domain"
          description="Where it speaks to, as the document's first server says"
          placeholder="api.example.org"
          required
          withAsterisk={false}
          {...form.getInputProps("domain")}
        />
        <Select
          label="Key"
          data={kindOptions}
          allowDeselect={false}
          value={kind}
          onChange={(value) => form.setFieldValue("kind", (value ?? "none") as KeyKind)}
        />
        {kind === "custom" && (
          <TextInput
            label="Header"
            placeholder="X-Api-Key"
            required
            withAsterisk={false}
            {...form.getInputProps("header")}
          />
        )}
        {kind !== "none" && (
          <PasswordInput
            label={kind === "basic" ? "Name and password" : "Value of the key"}
            description={
              isKeyKept
                ? "Leave it empty to keep the one that is there; for another domain or header it is needed again"
                : "Kept encrypted; nobody is shown it again"
            }
            required={!isKeyKept}
            withAsterisk={false}
            autoComplete="off"
            {...form.getInputProps("key")}
          />
        )}
        <Select
          label="Who has it called"
          data={modeOptions}
          allowDeselect={false}
          value={mode}
          onChange={(value) => form.setFieldValue("mode", (value ?? "lent") as Mode)}
        />
        {saving.error && <ProblemCard error={saving.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={saving.isPending}>
            {former ? "Save" : "Add action"}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Found({ read }: { read: ReadDocument }) {
  return (
    <div role="status">
      <Text size="sm" fw={600}>
        {read.title || read.domain}: {read.functions.length === 1 ? "1 function" : `${read.functions.length} functions`}
      </Text>
      <ul className="plain-list" aria-label="Functions of the document">
        {read.functions.map(({ name, description, method, path }) => (
          <li key={name}>
            <Text size="sm" style={{ overflowWrap: "anywhere" }}>
              {name}
            </Text>
            <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
              {method.toUpperCase()} {path}
              {description !== "" && ` · ${description}`}
            </Text>
          </li>
        ))}
      </ul>
      {!read.isAllowed && (
        <Text size="sm" mt="xs">
          Actions may not speak to {read.domain} here. Whoever runs this server allows it in actions.allowedDomains of
          librechat.yaml.
        </Text>
      )}
    </div>
  );
}
