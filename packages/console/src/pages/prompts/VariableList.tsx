import { Code, Group, List, Text } from "@mantine/core";
import { isAutomatic, type Variable, variablesOf } from "./promptVariables.ts";

/** The variables of a text: which ones are asked for, from what one chooses, and which ones need nobody. */
export function VariableList({ text }: { text: string }) {
  const variables = variablesOf(text);
  if (variables.length === 0)
    return (
      <Text size="xs" c="dimmed">
        No variables. Write <Code>{"{{name}}"}</Code> for what changes each time,{" "}
        <Code>{"{{tone:formal|casual}}"}</Code> to let people choose, <Code>{"{{current_date}}"}</Code> for today.
      </Text>
    );
  return (
    <List listStyleType="none" aria-label="Variables" size="sm" spacing={4}>
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
  if (isAutomatic(variable)) return "filled in automatically";
  return variable.options === null ? "asked for" : `one of: ${variable.options.join(", ")}`;
}
