import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type AgentTool, attachTool, type Mode, usableToolsQuery } from "../../api/tools.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { modeOptions } from "./actionFields.ts";

interface GiveToolProps {
  agentId: string;
  /** What the agent has already. */
  has: readonly AgentTool[];
}

/** Gives an agent an action that is there already: one's own, one of another's, or of the organization's. */
export function GiveTool(props: GiveToolProps) {
  return (
    <Loaded>
      <Form {...props} />
    </Loaded>
  );
}

function Form({ agentId, has }: GiveToolProps) {
  const { data: usable } = useSuspenseQuery(usableToolsQuery);
  const others = usable.filter(({ _id }) => !has.some((one) => one._id === _id));
  const form = useForm({ initialValues: { tool: "", mode: "lent" } });
  const giving = useChange({
    run: ({ tool, mode }: { tool: string; mode: string }) => attachTool(agentId, tool, mode as Mode),
    refresh: [["agent", agentId]],
    said: "The agent has the action",
    onDone: closeForm,
    onFailed: () => undefined,
  });
  if (others.length === 0)
    return <Text size="sm">There is no other action that you may use. Whoever has one can share it with you.</Text>;
  return (
    <form onSubmit={form.onSubmit((fields) => giving.mutate(fields))}>
      <Stack>
        <Select
          label="Action"
          data-autofocus
          searchable
          data={others.map(({ _id, name, domain }) => ({ value: _id, label: `${name} · ${domain}` }))}
          {...form.getInputProps("tool")}
        />
        <Select label="Who has it called" data={modeOptions} allowDeselect={false} {...form.getInputProps("mode")} />
        {giving.error && <ProblemCard error={giving.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={giving.isPending} disabled={!form.values.tool}>
            Give it
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
