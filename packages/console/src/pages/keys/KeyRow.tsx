import { t } from "@lingui/core/macro";
import { Badge, Button, Code, Group, Text } from "@mantine/core";
import { type ApiKey, KEYS_CHANGED, type KeyHolder, revokeKey } from "../../api/keys.ts";
import { confirm } from "../../parts/confirm.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { fromNow, inFull, onDay } from "../../parts/moments.ts";
import { useChange } from "../../parts/useChange.ts";
import { BudgetBar } from "../balances/BudgetBar.tsx";
import {
  addressesInWords,
  endInWords,
  lastUseInWords,
  paceInWords,
  type ScopeNames,
  scopeInWords,
} from "./keyInWords.ts";

interface KeyRowProps {
  holder: KeyHolder;
  of: ApiKey;
  names: ScopeNames;
  /** Why it may not be revoked; null if it may. */
  whyNot?: string | null;
  /** Absent: not by whoever looks. */
  onEdit?: (() => void) | undefined;
  onRotate?: (() => void) | undefined;
  /** For whoever manages balances. */
  onBudget?: (() => void) | undefined;
}

const SOON_MS = 7 * 86_400_000;

/** One key: how it is recognised, what it opens, from where and until when. */
export function KeyRow({ holder, of, names, whyNot = null, onEdit, onRotate, onBudget }: KeyRowProps) {
  const { id, name, keyPrefix, scope, addresses, expiresAt, lastUsedAt, formerUntil, isEnded, createdAt, limits } = of;
  const revoking = useChange({
    run: () => revokeKey(holder, id),
    refresh: KEYS_CHANGED,
    said: t`${name} is revoked`,
  });
  const askAndRevoke = async () => {
    const sure = await confirm({
      title: t`Revoke ${name}?`,
      text: t`It ends at once, and so does what it is being answered. A program that uses it needs another one: this cannot be undone.`,
      confirm: t`Revoke it`,
    });
    if (sure) revoking.mutate();
  };
  const endsSoon = !isEnded && expiresAt !== null && Date.parse(expiresAt) - Date.now() < SOON_MS;
  return (
    <div className="row">
      <div className="grow" style={{ flexBasis: 260 }}>
        <Group gap="xs">
          <Text size="sm" fw={500} style={{ overflowWrap: "anywhere" }}>
            {name}
          </Text>
          <Code>{`${keyPrefix}…`}</Code>
          {isEnded && <Badge variant="light" color="gray" tt="none">{t`Ended`}</Badge>}
          {endsSoon && (
            <Badge variant="light" color="red" tt="none" title={inFull(expiresAt)}>
              {t`Ends ${fromNow(expiresAt)}`}
            </Badge>
          )}
        </Group>
        <Text size="sm">
          {[...scopeInWords(scope, names), addressesInWords(addresses), ...paceInWords(limits)].join(" · ")}
        </Text>
        <Text size="xs" c="dimmed">
          {[lastUseInWords(lastUsedAt), endInWords(of), t`made ${onDay(createdAt)}`].join(" · ")}
        </Text>
        {formerUntil !== null && (
          <Text size="xs">{t`The key from before it was rotated works until ${inFull(formerUntil)}.`}</Text>
        )}
        {limits.budget !== null && <BudgetBar budget={{ ...limits.budget, held: 0, lastsUntil: null }} />}
      </div>
      <Group gap="xs">
        {onEdit && (
          <Button size="xs" variant="default" aria-label={t`Edit ${name}`} onClick={onEdit}>
            {t`Edit`}
          </Button>
        )}
        {onBudget && !isEnded && (
          <Button size="xs" variant="default" aria-label={t`Budget of the key ${name}`} onClick={onBudget}>
            {t`Budget`}
          </Button>
        )}
        {onRotate && !isEnded && (
          <Button size="xs" variant="default" aria-label={t`Rotate ${name}`} onClick={onRotate}>
            {t`Rotate`}
          </Button>
        )}
        <GuardedButton
          size="xs"
          variant="default"
          whyNot={whyNot}
          aria-label={t`Revoke ${name}`}
          loading={revoking.isPending}
          onClick={() => void askAndRevoke()}
        >
          {t`Revoke`}
        </GuardedButton>
      </Group>
    </div>
  );
}
