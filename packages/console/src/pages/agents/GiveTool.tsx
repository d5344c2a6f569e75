import { t } from "@lingui/core/macro";
import { Button, Group, Select, Stack, Text } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type AgentTool, attachTool, type Mode, usableToolsQuery } from "../../api/tools.ts";
import { closeForm } from "../../parts/formDialog.tsx";
import { Loaded } from "../../parts/Loaded.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { modeOptions } from "./actionFields.ts";
import { askBeforeItGrows } from "./askBeforeItGrows.tsx";

interface GiveToolProps {
  agentId: string;
  /** What the agent has already. */
  has: readonly AgentTool[];
}

interface Giving {
  tool: string;
  mode: Mode;
  closure: string | null;
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
    run: ({ tool, mode, closure }: Giving) => attachTool(agentId, tool, mode, closure),
    refresh: [["agent", agentId]],
    said: t`The agent has the action`,
    onDone: closeForm,
    onFailed: () => undefined,
  });
  const askAndGive = async (fields: { tool: string; mode: string }) => {
    const given = { tool: fields.tool, mode: fields.mode as Mode };
    const seen = await askBeforeItGrows(agentId, { tools: [given] });
    if (seen) giving.mutate({ ...given, closure: seen.closure });
  };
  if (others.length === 0)
    return (
      <Text size="sm">{t`There is no other action that you may use. Whoever has one can share it with you.`}</Text>
    );
  return (
    <form onSubmit={form.onSubmit((fields) => void askAndGive(fields))}>
      <Stack>
        <Select
          label={t`Action`}
          data-autofocus
          searchable
          data={others.map(({ _id, name, domain }) => ({ value: _id, label: `${name} · ${domain}` }))}
          {...form.getInputProps("tool")}
        />
        <Select label={t`Who has it called`} data={modeOptions} allowDeselect={false} {...form.getInputProps("mode")} />
        {giving.error && <ProblemCard error={giving.error} />}
        <Group justify="flex-end">
          <Button type="submit" loading={giving.isPending} disabled={!form.values.tool}>
            {t`Give it`}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
