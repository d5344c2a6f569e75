import { t } from "@lingui/core/macro";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type KeyHolder, type KeyMaker, keysQuery } from "../../api/keys.ts";
import { useReaches, useScopes } from "../../api/may.ts";
import { openForm } from "../../parts/formDialog.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { RowsSkeleton } from "../../parts/RowsSkeleton.tsx";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { openKeyBudget } from "./KeyBudget.tsx";
import { EditKeyForm, NewKeyForm } from "./KeyForm.tsx";
import { KeyRow } from "./KeyRow.tsx";
import { NO_NAMES } from "./keyInWords.ts";
import { openRotation } from "./RotateForm.tsx";

interface AccountKeysProps {
  holder: KeyHolder;
  /** What is said where there are none. */
  none: string;
  /** Where one makes them, too: whoever could be the program. */
  maker?: KeyMaker;
  /** Why they may not be revoked; null if they may. */
  whyNot: string | null;
}

/** The keys of somebody else, or of a program, on the page of the account; for whoever holds `manage:keys`. */
export function AccountKeys({ holder, none, maker, whyNot }: AccountKeysProps) {
  const { data: keys, error, refetch } = useQuery({ ...keysQuery(holder), retry: false });
  const heading = useFocusWhenFewer(keys?.length ?? 0);
  // A key's budget takes the capability for all, also on the page of somebody whom one administers.
  const isOfSome = useScopes("manage:balances").length > 0;
  const managesBalances = useReaches("manage:balances") === true && !isOfSome;
  return (
    <Stack className="panel" gap={0} component="section" aria-label={t`API keys`}>
      <Group justify="space-between" p="md">
        <Title order={2} size="h4" ref={heading} tabIndex={-1}>
          {t`API keys`}
        </Title>
        {maker && (
          <Button
            size="xs"
            variant="default"
            onClick={() => openForm({ title: t`New API key`, children: <NewKeyForm holder={maker} />, isLarge: true })}
          >
            {t`Make a key`}
          </Button>
        )}
      </Group>
      {error && <ProblemCard error={error} onRetry={() => void refetch()} />}
      {!error && keys === undefined && <RowsSkeleton />}
      {keys?.length === 0 && (
        <Text size="sm" c="dimmed" px="md" pb="md">
          {none}
        </Text>
      )}
      {keys !== undefined && keys.length > 0 && (
        <ul className="plain-list" aria-label={t`API keys`}>
          {keys.map((key) => (
            <li key={key.id}>
              <KeyRow
                holder={holder}
                of={key}
                names={NO_NAMES}
                whyNot={whyNot}
                {...(managesBalances && { onBudget: () => openKeyBudget(key) })}
                {...(maker && {
                  onEdit: () =>
                    openForm({
                      title: t`Edit ${key.name}`,
                      children: <EditKeyForm holder={maker} former={key} />,
                      isLarge: true,
                    }),
                  onRotate: () => openRotation(maker, key),
                })}
              />
            </li>
          ))}
        </ul>
      )}
    </Stack>
  );
}
