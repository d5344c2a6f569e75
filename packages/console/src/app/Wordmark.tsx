import { t } from "@lingui/core/macro";
import { Group, Text } from "@mantine/core";

/** The sign of the product: an arch, and its name. */
export function Wordmark() {
  return (
    <Group gap={8} wrap="nowrap">
      <img src="/assets/gatehouse-1.svg" alt="" width={26} height={26} />
      <Text fw={700} size="lg" lts={-0.2}>
        {t`Gatehouse`}
      </Text>
    </Group>
  );
}
