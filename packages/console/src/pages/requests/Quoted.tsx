import { Text } from "@mantine/core";

/** What somebody wrote, whole and with its lines: at most a thousand characters. */
export const Quoted = ({ by, text }: { by?: string; text: string }) =>
  text === "" ? null : (
    <Text size="sm" c="dimmed" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
      {by && `${by}: `}
      <span data-said-by="people">“{text}”</span>
    </Text>
  );
