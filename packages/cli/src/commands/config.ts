import { configurationAsJson, loadSettings, showConfiguration } from "@gatehouse/server";
import { Command } from "commander";
import type { Session } from "../session.ts";

export const configCommands = (session: Session): Command =>
  new Command("config").summary("What is set, and where it comes from").addCommand(
    new Command("show")
      .summary("Each effective value and its source; secrets are masked")
      .description(
        "Reads .env, the environment and librechat.yaml as a start from this directory would. A running server has what was there when it started.",
      )
      .action(
        session.alone(async (out) => {
          const loaded = loadSettings(session.surroundings);
          out.show(configurationAsJson(loaded), () => showConfiguration(loaded));
        }),
      ),
  );
