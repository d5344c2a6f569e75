import { t } from "@lingui/core/macro";
import { Checkbox, Stack, Title } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { hiddenQuery, setHidden } from "../../api/ownAccount.ts";
import { useChange } from "../../parts/useChange.ts";

/** Whether others find one when they look for people to share with. */
export function BeingFound() {
  const { data: isHidden } = useSuspenseQuery(hiddenQuery);
  const saving = useChange({
    run: (hidden: boolean) => setHidden(hidden),
    refresh: [hiddenQuery.queryKey],
    said: (_, hidden) => (hidden ? t`Others do not find you any more` : t`Others find you again`),
  });
  return (
    <Stack className="panel" p="lg" component="section" aria-label={t`Being found`}>
      <Title order={2} size="h4">
        {t`Being found`}
      </Title>
      <Checkbox
        label={t`Others do not find me when they look for people`}
        description={t`Whoever is in a group with you, or shares something with you already, knows you all the same; administrators find everybody.`}
        checked={isHidden}
        disabled={saving.isPending}
        onChange={(event) => saving.mutate(event.currentTarget.checked)}
      />
    </Stack>
  );
}
