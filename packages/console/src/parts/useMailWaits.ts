import { useQuery } from "@tanstack/react-query";
import { configQuery } from "../api/config.ts";

/** Whether letters are sent to nobody, as there is no mail server: they wait in the Outbox. */
export const useMailWaits = (): boolean => useQuery(configQuery).data?.emailEnabled === false;
