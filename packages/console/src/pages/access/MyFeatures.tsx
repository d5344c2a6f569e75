import { t } from "@lingui/core/macro";
import { Badge, Group, Text, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { type MyFeature, myFeaturesQuery } from "../../api/myAccess.ts";
import { nameInWords } from "../../parts/featureInWords.ts";
import { inFull } from "../../parts/moments.ts";
import { reasonInWords } from "../../parts/whyNot.ts";
import { chainInWords } from "./wayInWords.ts";

/** The features of the product, and by which role one has each. */
export function MyFeatures() {
  const { data: features } = useSuspenseQuery(myFeaturesQuery);
  const types = Map.groupBy(features, ({ feature }) => feature.slice(0, feature.indexOf(".")));
  return [...types].map(([type, its]) => (
    <section key={type} aria-label={nameInWords(type)} style={{ marginBlockEnd: 20 }}>
      <Title order={2} size="h6" mb={6}>
        {nameInWords(type)}
      </Title>
      <ul className="plain-list panel">
        {its.map((feature) => (
          <li key={feature.feature}>
            <FeatureLine feature={feature} />
          </li>
        ))}
      </ul>
    </section>
  ));
}

function FeatureLine({ feature: { feature, allowed, reason, until, ways } }: { feature: MyFeature }) {
  const by = ways.map(({ through }) => chainInWords(through)).join("; ");
  return (
    <div className="row">
      <div className="grow">
        <Text size="sm" fw={500}>
          {nameInWords(feature.slice(feature.indexOf(".") + 1))}
        </Text>
        <Text size="xs" c="dimmed">
          {allowed ? by.charAt(0).toUpperCase() + by.slice(1) : t`Not yours: ${reasonInWords(reason)}`}
          {allowed && until !== null && `, ${t`until ${inFull(until)}`}`}
        </Text>
      </div>
      <Group>
        <Badge variant="light" color={allowed ? "gate" : "gray"} tt="none">
          {allowed ? t`Yes` : t`No`}
        </Badge>
      </Group>
    </div>
  );
}
