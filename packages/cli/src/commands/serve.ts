import { serve } from "@gatehouse/server";
import { Command } from "commander";
import type { Session } from "../session.ts";

export const serveCommand = (session: Session): Command =>
  new Command("serve").summary("Start the server; Ctrl-C stops it").action(session.alone(() => serve()));
