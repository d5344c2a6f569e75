import { serve } from "@gatehouse/server";
import { Command } from "commander";
import type { Session } from "../session.ts";

export const serveCommand = (session: Session): Command =>
  new Command("serve").summary("Start the server; Ctrl-C stops it").action(
    session.alone(async () => {
      await serve();
      // A start that could not be has said why, and set the code of the process.
      return process.exitCode === undefined ? 0 : 3;
    }),
  );
