import { Stack, Text } from "@mantine/core";
import { transferOwnership } from "../../api/access.ts";
import type { FoundPrincipal } from "../../api/sharing.ts";
import { confirm } from "../../parts/confirm.tsx";
import { PrincipalPicker } from "../../parts/PrincipalPicker.tsx";
import { ProblemCard } from "../../parts/ProblemCard.tsx";
import { useChange } from "../../parts/useChange.ts";
import type { Shared } from "./ShareButton.tsx";

export function Ownership({ type, id, name, onClose }: Shared & { onClose(): void }) {
  const transferring = useChange({
    run: (to: FoundPrincipal) => transferOwnership(type, id, `user:${to.id}`),
    refresh: [["access", type, id], ["agents"], ["rights"]],
    said: (_, to) => `${name} belongs to ${to.name} now`,
    onDone: onClose,
    onFailed: () => undefined,
  });
  const ask = async (to: FoundPrincipal) => {
    const sure = await confirm({
      title: `Hand ${name} over to ${to.name}?`,
      text: `${to.name} will own it. What you may do with it afterwards is what is shared with you.`,
      confirm: "Hand over",
    });
    if (sure) transferring.mutate(to);
  };
  return (
    <Stack mih={220}>
      <Text size="sm">The owner may do everything with it, and decides who else may.</Text>
      <PrincipalPicker label="Hand over to" types={["user"]} onPick={(to) => void ask(to)} />
      {transferring.error && <ProblemCard error={transferring.error} />}
    </Stack>
  );
}
