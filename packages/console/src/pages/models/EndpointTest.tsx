import { Button, Group, Text } from "@mantine/core";
import { type Credentials, testEndpoint } from "../../api/models.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";

interface EndpointTestProps {
  id: string | undefined;
  baseURL: string;
  /** Undefined: what is kept. */
  credentials: Credentials | undefined;
  onFound(models: string[]): void;
}

/** Asks the endpoint for its models, before anything is saved. */
export function EndpointTest({ id, baseURL, credentials, onFound }: EndpointTestProps) {
  const testing = useChange({
    run: () => testEndpoint({ baseURL, ...(id !== undefined && { id }), ...credentials }),
    onFailed: () => undefined,
  });
  const found = testing.data;
  return (
    <>
      <Group>
        <Button
          size="xs"
          variant="default"
          loading={testing.isPending}
          disabled={baseURL.trim() === ""}
          onClick={() => testing.mutate()}
        >
          Test
        </Button>
        {found?.isReached && found.models.length > 0 && (
          <Button size="xs" variant="default" onClick={() => onFound(found.models)}>
            Offer {found.models.length === 1 ? "it" : `all ${found.models.length}`}
          </Button>
        )}
      </Group>
      {testing.error && <ProblemCard error={testing.error} />}
      <Text size="sm" role="status">
        {found && (found.isReached ? reached(found.models.length, found.isCut) : `Not usable: ${found.why}.`)}
      </Text>
    </>
  );
}

function reached(count: number, isCut: boolean): string {
  if (count === 0) return "Reached. It names no models: type those that it has.";
  return `Reached. It has ${isCut ? "more than " : ""}${count} ${count === 1 ? "model" : "models"}.`;
}
