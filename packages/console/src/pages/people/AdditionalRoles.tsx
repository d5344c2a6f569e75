import { t } from "@lingui/core/macro";
import { Group, Stack, Text, Title } from "@mantine/core";
import { IconX } from "@tabler/icons-react";
import { useState } from "react";
import { perform } from "../../api/call.ts";
import { type Account, type Acting, giveRole, takeRole } from "../../api/people.ts";
import { EndedBadge } from "../../parts/EndedBadge.tsx";
import { EndField } from "../../parts/EndField.tsx";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { fromField, inFull } from "../../parts/moments.ts";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import { useFocusWhenFewer } from "../../parts/useFocusWhenFewer.ts";
import { useWhyNotCapable, whyNotOn } from "../../parts/whyNot.ts";
import { RoleSelect } from "./RoleSelect.tsx";

interface HeldRole {
  role: string;
  expiresAt?: string;
}
const asWish = ({ role, expiresAt }: Pick<Account["roles"][number], "role" | "expiresAt">): HeldRole => ({
  role,
  ...(expiresAt && { expiresAt: String(expiresAt) }),
});

/** Roles beside the primary one; each may end. */
export function AdditionalRoles({
  account,
  acting,
  roles,
}: {
  account: Account;
  acting: readonly Acting[];
  /** Those that one may give them. */
  roles: readonly string[];
}) {
  const whyNot = useWhyNotCapable("manage:users") ?? whyNotOn(acting, "manage:users");
  const [role, setRole] = useState("");
  const [end, setEnd] = useState("");
  const heading = useFocusWhenFewer(account.roles?.length ?? 0);
  const refresh = [["accounts", "one", account.id]];
  const giving = useChange({
    call: (wish: HeldRole) => giveRole(account.id, wish),
    asks: (wish) => ({ title: t`Give ${account.name} the role ${wish.role}?`, confirm: t`Give the role` }),
    // Where they had it before, with another end, they have it again.
    undo: (_, wish) => {
      const former = account.roles?.find((held) => held.role === wish.role && !held.ended);
      return perform(former ? giveRole(account.id, asWish(former)) : takeRole(account.id, wish.role));
    },
    refresh,
    said: t`The role is given`,
    onDone: () => {
      setRole("");
      setEnd("");
    },
    onFailed: () => undefined,
  });
  const taking = useChange({
    call: (held: HeldRole) => takeRole(account.id, held.role),
    asks: (held) => ({ title: t`Take the role ${held.role} from ${account.name}?`, confirm: t`Take the role` }),
    undo: (_, held) => perform(giveRole(account.id, held)),
    // Nobody can give what is over.
    mayUndo: ({ role }) => account.roles?.find((held) => held.role === role)?.ended !== true,
    refresh,
    said: t`The role is taken away`,
  });
  return (
    <Stack className="panel" p="lg" component="section" aria-label={t`Additional roles`}>
      <Title order={2} size="h4" ref={heading} tabIndex={-1}>
        {t`Additional roles`}
      </Title>
      {(account.roles ?? []).length === 0 && (
        <Text size="sm" c="dimmed">
          {t`None.`}
        </Text>
      )}
      <ul className="plain-list">
        {(account.roles ?? []).map((held) => (
          <li key={held.role}>
            <Group gap="xs">
              <Text size="sm" className="grow">
                {held.role}
                {held.expiresAt ? `, ${t`until ${inFull(held.expiresAt)}`}` : ""}
              </Text>
              <EndedBadge of={held} />
              <GuardedButton
                size="compact-sm"
                variant="subtle"
                color="gray"
                whyNot={whyNot}
                aria-label={t`Take the role ${held.role} away`}
                onClick={() => taking.mutate(asWish(held))}
              >
                <IconX size={16} aria-hidden />
              </GuardedButton>
            </Group>
          </li>
        ))}
      </ul>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (role) giving.mutate(asWish({ role, expiresAt: fromField(end) }));
        }}
      >
        <Stack gap="xs">
          <RoleSelect label={t`Give a role`} among={roles} value={role} onChange={setRole} />
          <EndField value={end} onChange={setEnd} />
          {giving.error && <ProblemCard error={giving.error} />}
          <Group>
            <GuardedButton
              type="submit"
              variant="default"
              loading={giving.isPending}
              disabled={whyNot === null && !role}
              whyNot={whyNot}
            >
              {t`Give the role`}
            </GuardedButton>
          </Group>
        </Stack>
      </form>
    </Stack>
  );
}
