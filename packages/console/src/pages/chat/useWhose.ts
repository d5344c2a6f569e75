import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { type Conversation, ownerNameQuery } from "../../api/conversations.ts";
import { useSession } from "../../app/useSession.ts";

export interface Whose {
  isMine: boolean;
  /** Null for one's own, and where it is not known. */
  owner: string | null;
  /** `By Ada`; null for one's own. */
  byWhom: string | null;
}

/** Whose a conversation is: one's own, or that of somebody who shared it. */
export function useWhose(conversation: Pick<Conversation, "user" | "_id">): Whose {
  const me = useSession();
  const isMine = me === null || conversation.user === me.id;
  const { data } = useQuery({ ...ownerNameQuery(conversation), enabled: !isMine });
  if (isMine) return { isMine, owner: null, byWhom: null };
  return { isMine, owner: data ?? null, byWhom: data ? t`By ${data}` : t`Shared with you` };
}
