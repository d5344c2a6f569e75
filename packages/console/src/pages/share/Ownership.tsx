import { t } from "@lingui/core/macro";
import { Trans } from "@lingui/react/macro";
import { Stack, Text } from "@mantine/core";
import { useSuspenseQuery } from "@tanstack/react-query";
import { sharingQuery, transferOwnership } from "../../api/access.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { ChangeProblem } from "../../parts/ChangeProblem.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { kindOf } from "../../parts/sharedKinds.ts";
import type { Shared } from "./ShareButton.tsx";
import { useSharingChange } from "./useSharingChange.ts";
import { WhatTravels } from "./WhatTravels.tsx";

export function Ownership({ shared, onClose }: { shared: Shared; onClose(): void }) {
  const { type, id, name } = shared;
  const { stays } = kindOf(type);
  const { data: sharing } = useSuspenseQuery(sharingQuery(type, id));
  const { owner, closure } = sharing;
  const transferring = useSharingChange<FoundPrincipal, unknown>(shared, {
    call: (to) => transferOwnership(type, id, `user:${to.id}`, sharing),
    asks: (to) => ({
      title: t`Hand ${name} over to ${to.name}?`,
      text: t`${to.name} will own it. What you may do with it afterwards is what is shared with you.`,
      confirm: t`Hand over`,
      danger: true,
      always: true,
      thing: `${type}:${id}`,
    }),
    said: (_, to) => t`${name} belongs to ${to.name} now`,
    onDone: onClose,
    onFailed: () => undefined,
  });
  return (
    <Stack mih={300}>
      <Text size="sm">
        <Trans>
          It belongs to <strong>{owner.name}</strong>. The owner may do everything with it, and decides who else may.
        </Trans>
      </Text>
      {stays ? (
        <Text size="sm" c="dimmed">
          {stays}
        </Text>
      ) : (
        <PrincipalPicker
          label={t`Hand over to`}
          types={["user"]}
          taken={new Set([owner.principal])}
          onPick={(to) => transferring.mutate(to)}
        />
      )}
      {closure && !stays && <WhatTravels closure={closure} />}
      <ChangeProblem of={transferring} again={t`Hand over all the same`} />
    </Stack>
  );
}
