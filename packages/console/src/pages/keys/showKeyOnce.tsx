import { t } from "@lingui/core/macro";
import { Code, Tabs, Text } from "@mantine/core";
import { showSecretOnce } from "../../parts/SecretOnce.tsx";

/** A key that was just made, and how programs use it. */
export const showKeyOnce = (name: string, key: string) =>
  showSecretOnce(name, t`API key`, key, <HowItIsUsed of={window.location.origin} />);

/** By the variable that programs look for: a key that is typed into a command stays in the history of the shell. */
function HowItIsUsed({ of }: { of: string }) {
  const base = `${of}/v1`;
  return (
    <div>
      <Text size="sm" fw={600} mb={4}>
        {t`How it is used`}
      </Text>
      <Text size="sm" c="dimmed" mb={4}>
        {t`Put it in the variable OPENAI_API_KEY where the program runs, and then:`}
      </Text>
      <Tabs defaultValue="curl">
        <Tabs.List aria-label={t`How it is used`}>
          <Tabs.Tab value="curl">curl</Tabs.Tab>
          <Tabs.Tab value="python">Python</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="curl" pt="xs">
          <Snippet text={`curl ${base}/models \\\n  -H "Authorization: Bearer $OPENAI_API_KEY"`} />
        </Tabs.Panel>
        <Tabs.Panel value="python" pt="xs">
          <Snippet
            text={`from openai import OpenAI\n\nclient = OpenAI(base_url="${base}")\nprint(client.models.list())`}
          />
        </Tabs.Panel>
      </Tabs>
    </div>
  );
}

const Snippet = ({ text }: { text: string }) => (
  <Code block tabIndex={0} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
    {text}
  </Code>
);
