import { t } from "@lingui/core/macro";
import type { QueryKey } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import type { Call } from "../../api/call.ts";
import { GuardedButton } from "../../parts/GuardedButton.tsx";
import { useChange } from "../../parts/useChange.ts";

interface DeleteGroupProps {
  name: string;
  /** By whoever administers groups, or by whoever owns it. */
  call(): Call<unknown>;
  whyNot: string | null;
  /** The list that it was in, and its page. */
  list: { queryKey: QueryKey; to: "/groups" | "/my-groups" };
  /** What was read of it. */
  gone: QueryKey;
}

/** Asked with what its members lose by it; then on to the list. */
export function DeleteGroup({ name, call, whyNot, list, gone }: DeleteGroupProps) {
  const navigate = useNavigate();
  const deleting = useChange({
    call,
    asks: () => ({
      title: t`Delete ${name}?`,
      text: t`Everything that is shared with the group ends for its members. The people stay. This cannot be undone.`,
      confirm: t`Delete the group`,
      danger: true,
      always: true,
    }),
    refresh: [list.queryKey],
    said: t`${name} is deleted`,
    onDone: () => navigate({ to: list.to }),
    gone,
  });
  return (
    <GuardedButton size="xs" variant="default" whyNot={whyNot} onClick={() => deleting.mutate()}>
      {t`Delete`}
    </GuardedButton>
  );
}
