import { boolean, number, text } from "../kinds.ts";
import { either, kept, list, object, type Shape, unused, value } from "../shapes.ts";

const permission = (name: string) => value(boolean, `The permission ${name}.`);
const seeds = "Sets the feature of the role USER when it changes.";
const onOff = value(boolean, seeds);

const whole = {
  use: permission("USE"),
  create: permission("CREATE"),
  share: permission("SHARE"),
  public: permission("SHARE_PUBLIC"),
};

/** Boolean or object: the boolean sets USE alone. */
const switchable = <Keys extends Record<string, Shape<unknown>>>(keys: Keys) =>
  either(onOff, object(keys, seeds), seeds);

const shown = (about: string) => value(boolean, about);

/** `interface`: what the client shows, and the features of USER that are named in so many words. */
export const interfaceShape = object(
  {
    prompts: switchable(whole),
    agents: switchable(whole),
    skills: switchable({ ...whole, defaultActiveOnShare: unused("skills") }),
    sharedLinks: switchable({
      create: permission("CREATE"),
      share: permission("SHARE"),
      public: permission("SHARE_PUBLIC"),
      snapshotFiles: shown("Shared links carry the conversation's files."),
    }),
    schedules: switchable({
      use: permission("USE"),
      create: permission("CREATE"),
      maxPerUser: unused("schedules"),
      minIntervalMinutes: unused("schedules"),
      autoDisableAfterFailures: unused("schedules"),
      admissionConcurrency: unused("schedules"),
      fireConcurrency: unused("schedules"),
      mcpPreflightConcurrency: unused("schedules"),
      mcpPreflightTimeoutMs: unused("schedules"),
      requireProject: unused("schedules"),
      projectId: unused("schedules"),
    }),
    mcpServers: object(
      {
        ...whole,
        configureObo: permission("CONFIGURE_OBO"),
        placeholder: unused("MCP servers"),
        trustCheckbox: unused("MCP servers"),
      },
      seeds,
    ),
    remoteAgents: object(whole, seeds),
    peoplePicker: object(
      { users: permission("VIEW_USERS"), groups: permission("VIEW_GROUPS"), roles: permission("VIEW_ROLES") },
      seeds,
    ),
    marketplace: object({ use: permission("USE") }, seeds),
    bookmarks: onOff,
    memories: onOff,
    multiConvo: onOff,
    temporaryChat: onOff,
    runCode: onOff,
    webSearch: onOff,
    fileSearch: onOff,
    fileCitations: onOff,

    customWelcome: value(text(10_000), "The greeting of an empty conversation."),
    privacyPolicy: object(
      { externalUrl: value(text(2000), "Where it stands."), openNewTab: shown("In a page of its own.") },
      "The privacy policy.",
    ),
    termsOfService: object(
      {
        externalUrl: value(text(2000), "Where they stand."),
        openNewTab: shown("In a page of its own."),
        modalAcceptance: shown("They must be accepted first."),
        modalTitle: value(text(500), "Their heading."),
        modalContent: either(
          value(text(500_000), "Their text."),
          list(value(text(500_000), "A paragraph."), "Its paragraphs."),
          "Their text.",
        ),
      },
      "The terms of service.",
    ),
    endpointsMenu: shown("The menu of endpoints."),
    modelSelect: shown("The choice of a model."),
    parameters: shown("The panel of parameters."),
    sidePanel: shown("The side panel."),
    presets: shown("Presets; `false` refuses them."),
    artifacts: shown("Artifacts."),
    temporaryChatRetention: value(
      number({ min: 1, max: 8760, unit: "hours" }),
      "How long temporary conversations are kept.",
    ),
    retentionMode: value(text(50), "Which conversations are kept that long."),
    retainAgentFiles: shown("Files of agents are kept."),
    autoSubmitFromUrl: shown("A prompt in the address is sent at once."),
    contextUsage: shown("How full the context is."),
    contextCost: shown("What the context costs."),
    currency: object(
      { code: value(text(10), "Its code."), rate: value(number({ min: 0 }), "To one US dollar.") },
      "The currency of costs.",
    ),
    feedback: shown("Thumbs beneath answers."),
    defaultPinnedTools: kept("list", "Tools that are pinned at first."),
    buildInfo: shown("Which build runs."),
  },
  "What the client shows, and features of the role USER.",
);
