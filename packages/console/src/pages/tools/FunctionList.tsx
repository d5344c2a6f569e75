import { plural, t } from "@lingui/core/macro";
import { Text } from "@mantine/core";
import type { ToolFunction } from "../../api/tools.ts";

interface FunctionListProps {
  title: string;
  label: string;
  functions: readonly ToolFunction[];
  domain: string;
  /** Whether actions may speak to the domain. */
  isAllowed: boolean;
}

export function FunctionList({ title, label, functions, domain, isAllowed }: FunctionListProps) {
  return (
    <>
      <Text size="sm" fw={600}>
        {title}: {plural(functions.length, { one: "1 function", other: `${functions.length} functions` })}
      </Text>
      <ul className="plain-list" aria-label={label}>
        {functions.map(({ name, description, method, path }) => (
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
      {!isAllowed && (
        <Text size="sm" mt="xs">
          {t`Actions may not speak to ${domain} here. Whoever runs this server allows it in actions.allowedDomains of librechat.yaml.`}
        </Text>
      )}
    </>
  );
}
