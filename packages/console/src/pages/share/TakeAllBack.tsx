import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { deleteGrant, grantsQuery } from "../../api/access.ts";
import { confirm } from "../../parts/confirm.tsx";
import { useChange } from "../../parts/useChange.ts";
import type { Shared } from "./ShareButton.tsx";

/** Ends every grant on the thing: plain, with an end, with a condition. Denies stay: they take nothing from the owner's wish. */
export function TakeAllBack({ type, id, name }: Shared) {
  const queryClient = useQueryClient();
  const taking = useChange({
    run: async () => {
      const grants = await queryClient.fetchQuery({ ...grantsQuery(type, id), staleTime: 0 });
      const allows = grants.filter(({ allow }) => allow.length > 0);
      for (const grant of allows) await deleteGrant(type, id, grant.id);
      return allows.length;
    },
    refresh: [["access", type, id], ["agents"]],
    said: (count) => (count === 0 ? "It was not shared with anybody" : `${name} is private again`),
  });
  const ask = async () => {
    const sure = await confirm({
      title: `Take ${name} back from everybody?`,
      text: "Nobody but its owner will be able to use it. Answers that are being written for others end at once.",
      confirm: "Take all back",
    });
    if (sure) taking.mutate();
  };
  return (
    <Button
      variant="subtle"
      color="red"
      c="var(--mantine-color-error)"
      loading={taking.isPending}
      onClick={() => void ask()}
    >
      Take all back
    </Button>
  );
}
