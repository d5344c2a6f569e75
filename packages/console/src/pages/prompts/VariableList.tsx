import { ph, t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Code, Group, List, Text } from "@mantine/core";
import { isAutomatic, type Variable, variablesOf } from "./promptVariables.ts";

/** The variables of a text: which ones are asked for, from what one chooses, and which ones need nobody. */
export function VariableList({ text }: { text: string }) {
  const variables = variablesOf(text);
  if (variables.length === 0)
    return (
      <Text size="xs" c="dimmed">
        <Trans>
          No variables. Write <Code>{ph({ name: "{{name}}" })}</Code> for what changes each time,{" "}
          <Code>{ph({ tone: "{{tone:formal|casual}}" })}</Code> to let people choose,{" "}
          <Code>{ph({ current_date: "{{current_date}}" })}</Code> for today.
        </Trans>
      </Text>
    );
  return (
    <List listStyleType="none" aria-label={t`Variables`} size="sm" spacing={4}>
      {variables.map((variable) => (
        <List.Item key={variable.name}>
          <Group gap={6}>
            <mark>{variable.name}</mark>
            <Text span size="xs" c="dimmed">
              {inWords(variable)}
            </Text>
          </Group>
        </List.Item>
      ))}
    </List>
  );
}

function inWords(variable: Variable): string {
  if (isAutomatic(variable)) return t`filled in automatically`;
  return variable.options === null ? t`asked for` : t`one of: ${variable.options.join(", ")}`;
}
