import { t } from "@lingui/core/macro";
import { deleteLink, type Link } from "../../api/links.ts";
import { confirm } from "../../parts/confirm.tsx";
import { useChange } from "../../parts/useChange.ts";
import { LINK_CHANGED } from "./linkChanged.ts";

/** Nobody opens it any more, and its address is never used again. */
export function useTakeLinkBack({ shareId, title }: Pick<Link, "shareId" | "title">) {
  const taking = useChange({
    run: () => deleteLink(shareId),
    refresh: LINK_CHANGED,
    said: t`The link is taken back: nobody opens it any more`,
  });
  return {
    async askAndTake() {
      const sure = await confirm({
        title: t`Take this link back?`,
        text: t`Nobody will open “${title}” by it any more, and who opened it is forgotten. A new link has another address.`,
        confirm: t`Take back`,
      });
      if (sure) taking.mutate();
    },
  };
}
