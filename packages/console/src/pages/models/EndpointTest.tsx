import { plural, t } from "@lingui/core/macro";
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
          {t`Test`}
        </Button>
        {found?.isReached && found.models.length > 0 && (
          <Button size="xs" variant="default" onClick={() => onFound(found.models)}>
            {plural(found.models.length, { one: "Offer it", other: `Offer all ${found.models.length}` })}
          </Button>
        )}
      </Group>
      {testing.error && <ProblemCard error={testing.error} />}
      <Text size="sm" role="status">
        {found && (found.isReached ? reached(found.models.length, found.isCut) : t`Not usable: ${found.why ?? ""}.`)}
      </Text>
    </>
  );
}

function reached(count: number, isCut: boolean): string {
  if (count === 0) return t`Reached. It names no models: type those that it has.`;
  return isCut
    ? plural(count, {
        one: `Reached. It has more than ${count} model.`,
        other: `Reached. It has more than ${count} models.`,
      })
    : plural(count, { one: `Reached. It has ${count} model.`, other: `Reached. It has ${count} models.` });
}
