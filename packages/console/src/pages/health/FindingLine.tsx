import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Button, Code, CopyButton, Group, Text } from "@mantine/core";
import type { Finding } from "../../api/health.ts";

/** What was found, why that is, and what mends it. */
export function FindingLine({ finding }: { finding: Finding }) {
  const { check, organization, detail, cause, advice, command } = finding;
  const name = `${check.slice(0, 1).toUpperCase()}${check.slice(1)}`;
  return (
    <li className="row">
      <div className="grow">
        <Text size="sm" fw={600}>
          {organization ? (
            <Trans>
              <span data-said-by="server">{name}</span> of {organization}
            </Trans>
          ) : (
            <span data-said-by="server">{name}</span>
          )}
        </Text>
        <Text size="sm" style={{ overflowWrap: "anywhere" }} data-said-by="server">
          {detail}
        </Text>
        {[cause, advice].map(
          (text) =>
            text && (
              <Text key={text} size="sm" c="dimmed" style={{ overflowWrap: "anywhere" }} data-said-by="server">
                {text}
              </Text>
            ),
        )}
        {command && <Command command={command} />}
      </div>
    </li>
  );
}

function Command({ command }: { command: string }) {
  return (
    <Group gap="xs" mt={6} align="center">
      <Code className="grow" style={{ overflowWrap: "anywhere", whiteSpace: "pre-wrap" }} data-said-by="server">
        {command}
      </Code>
      <CopyButton value={command}>
        {({ copied, copy }) => (
          <Button variant="default" size="xs" onClick={copy} aria-label={copied ? t`Copied` : t`Copy: ${command}`}>
            {copied ? t`Copied` : t`Copy`}
          </Button>
        )}
      </CopyButton>
    </Group>
  );
}
