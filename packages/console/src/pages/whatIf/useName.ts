import { t } from "@lingui/core/macro";
import { useQuery } from "@tanstack/react-query";
import { groupQuery } from "../../api/groups.ts";
import { accountQuery } from "../../api/people.ts";

/** How people know a principal that an address names; its id, where one may not see it. */
export function useName(principal: string): string {
  const [kind = "", id = ""] = principal.split(":");
  const person = useQuery({ ...accountQuery(id), enabled: kind === "user", retry: false });
  const group = useQuery({ ...groupQuery(id), enabled: kind === "group", retry: false });
  if (principal === "everyone") return t`Everyone in the organization`;
  if (kind === "role") return id;
  return person.data?.account.name ?? group.data?.group.name ?? principal;
}
