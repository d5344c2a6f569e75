import {
  actionDomain,
  boolean,
  choice,
  duration,
  hostAndPort,
  mailDomain,
  number,
  text,
  wholeNumber,
} from "../kinds.ts";
import { kept, list, object, unused, value } from "../shapes.ts";
import { customEndpoint } from "./endpoint.ts";
import { fileConfig } from "./files.ts";
import { interfaceShape } from "./interface.ts";
import { rateMax, rateWindow } from "./limits.ts";

const rates = (about: string) =>
  object(
    {
      ipMax: value(rateMax, "How many from one address in a window."),
      ipWindowInMinutes: value(rateWindow, "That window."),
      userMax: value(rateMax, "How many of one user in a window."),
      userWindowInMinutes: value(rateWindow, "That window."),
    },
    about,
  );

const provider = unused("the fixed provider endpoints; Gatehouse speaks to what endpoints.custom names");
const assistants = unused("assistants");

/** librechat.yaml, as far as LibreChat documents it and as real files have it. */
export const yamlFile = object(
  {
    version: value(versionText(), "The version of the file's form; any is taken."),
    cache: unused("caching of the configuration"),
    interface: interfaceShape,
    registration: object(
      {
        socialLogins: list(value(text(50), "The name of a provider."), "The order of the buttons on the sign-in page."),
        allowedDomains: list(
          value(mailDomain, "A mail domain."),
          "Who may register: addresses in these domains only. Empty: all.",
        ),
        oauthStateTtlMs: value(
          wholeNumber({ min: 60_000, max: 3_600_000, unit: "milliseconds" }),
          "How long somebody may take at another provider to sign in; default 600000.",
        ),
        openidDiscovery: unused("sign-in through other providers"),
      },
      "Who may register.",
    ),
    balance: object(
      {
        enabled: value(boolean, "Counts credits and refuses who has none."),
        startBalance: value(number({ min: 0 }), "What a new account has."),
        autoRefillEnabled: value(boolean, "Fills up after an interval."),
        refillIntervalValue: value(wholeNumber({ min: 1 }), "The interval."),
        refillIntervalUnit: value(choice("seconds", "minutes", "hours", "days", "weeks", "months"), "Its unit."),
        refillAmount: value(number({ min: 0 }), "How much is added."),
        reservationTtlMs: value(duration(10_000), "How long a running request may hold credits."),
      },
      "Credits; a million are one US dollar.",
    ),
    transactions: object(
      { enabled: value(boolean, "Records what was used; always on while `balance` is.") },
      "The ledger.",
    ),
    rateLimits: object(
      {
        fileUploads: rates("Uploads; written over FILE_UPLOAD_*."),
        conversationsImport: rates("Imports; written over IMPORT_*."),
        tts: rates("Speech out; written over TTS_*."),
        stt: rates("Speech in; written over STT_*."),
        agentEvents: object(
          {
            userMax: value(wholeNumber({ min: 1 }), "How many in a window."),
            userWindowInMinutes: value(rateWindow, "That window."),
          },
          "Calls of agents from outside; written over AGENT_EVENT_USER_*.",
        ),
      },
      "Limits; they win over the environment.",
    ),
    memory: object(
      {
        disabled: value(boolean, "`true` switches MEMORIES off for USER, `false` on."),
        personalize: value(boolean, "`false`: no MEMORIES.OPT_OUT."),
        agent: object(
          {
            id: value(text(200), "The agent that keeps memories; memory counts as usable with it."),
            provider: value(text(200), "Or its provider …"),
            model: value(text(200), "… and model."),
            enabled: unused("memories"),
            instructions: unused("memories"),
            model_parameters: unused("memories"),
          },
          "Who keeps memories.",
        ),
        validKeys: unused("memories"),
        tokenLimit: unused("memories"),
        charLimit: unused("memories"),
        maxInputTokens: unused("memories"),
        messageWindowSize: unused("memories"),
      },
      "Only its part in the MEMORIES features of USER is used.",
    ),
    endpoints: object(
      {
        custom: list(customEndpoint, "OpenAI-compatible endpoints."),
        all: provider,
        openAI: provider,
        google: provider,
        anthropic: provider,
        azureOpenAI: provider,
        bedrock: provider,
        agents: unused("the running of agents' tools"),
        assistants,
        azureAssistants: assistants,
        gptPlugins: unused("plugins"),
        allowedAddresses: list(
          value(hostAndPort, "A host on one port, wherever it is."),
          "Private addresses, and such without encryption, that endpoints made in the console may be at; without it, public ones with https only.",
        ),
      },
      "Where answers come from.",
    ),
    modelSpecs: kept(
      "object",
      "Handed to the console and to LibreChat's client as it is; references to variables in it stay.",
    ),
    fileConfig,
    actions: object(
      {
        allowedDomains: list(
          value(actionDomain, "A host; `*.` in front means every host below it, a scheme and a port bind it to these."),
          "Where agents' actions may speak to; without it, nowhere.",
        ),
        allowedAddresses: unused("actions that speak to private addresses"),
      },
      "Agents' actions.",
    ),
    mcpServers: unused("MCP servers"),
    mcpSettings: unused("MCP servers"),
    speech: unused("speech"),
    tts: unused("speech"),
    stt: unused("speech"),
    webSearch: unused("web search"),
    ocr: unused("text recognition"),
    turnstile: unused("Turnstile"),
    fileStrategy: unused("file storage"),
    fileStrategies: unused("file storage"),
    cloudfront: unused("file storage"),
    secureImageLinks: unused("file storage"),
    imageOutputType: unused("file storage"),
    includedTools: unused("built-in tools"),
    filteredTools: unused("built-in tools"),
    summarization: unused("summaries"),
    skillSync: unused("skills"),
    messageFilter: unused("filters of messages"),
    filters: unused("filters of messages"),
    scheduledTasks: unused("schedules"),
    langfuse: unused("tracing"),
  },
  "librechat.yaml",
);

/** `1.3.5` is a text in YAML, `1.3` a number. */
function versionText() {
  const kind = text(20);
  return {
    ...kind,
    allowed: "a version such as 1.3.5",
    fromYaml: (given: Parameters<typeof kind.fromYaml>[0]) =>
      typeof given === "number" ? String(given) : kind.fromYaml(given),
  };
}

export type LibreChatYaml = NonNullable<ReturnType<typeof yamlFile.read>>;
