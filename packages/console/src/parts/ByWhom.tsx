import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { useReaches } from "../api/may.ts";
import { accountQuery } from "../api/people.ts";
import { useSession } from "../app/useSession.ts";

interface ByWhomProps {
  /** An account's id. */
  id: string;
  /** Whose name is known anyhow. */
  known?: { id: string | undefined; name: string | undefined };
}

/** ` by Ada`. The names of others are told to those who may read accounts. */
export function ByWhom({ id, known }: ByWhomProps) {
  const me = useSession();
  const readsUsers = useReaches("read:users");
  const isKnown = id === known?.id && known.name !== undefined;
  const isAsked = id !== me?.id && !isKnown && readsUsers === true;
  const { data } = useQuery({ ...accountQuery(id), enabled: isAsked, retry: false });
  const name = id === me?.id ? t`you` : isKnown ? known.name : data?.account.name;
  return name ? ` ${t`by ${name}`}` : null;
}
