import { boolean, number, text } from "../kinds.ts";
import { HIGHEST_PRICE } from "../rates.ts";
import { either, kept, list, named, object, unused, value } from "../shapes.ts";

const title = unused("the fine points of titles");
const perProvider = unused("the fine points of single providers");

const price = number({ min: 0, max: HIGHEST_PRICE, unit: "USD" });
const modelName = value(text(300), "The name of a model.");

/** One entry of `endpoints.custom`. */
export const customEndpoint = object(
  {
    name: value(text(200), "Its name, once in the file."),
    apiKey: value(text(10_000), "Its key; `user_provided` and what stays unresolved leave the endpoint unconfigured.", {
      secret: true,
    }),
    baseURL: value(text(2000), "Its address; the same."),
    headers: kept("object", "Sent with every request; `{{LIBRECHAT_…}}` stays for the gateway.", {
      expand: true,
      secret: true,
    }),
    models: object(
      {
        default: list(
          either(
            modelName,
            object({ name: modelName, description: unused("descriptions of models") }, "A model."),
            "A model.",
          ),
          "The models that it serves.",
        ),
        fetch: value(boolean, "Asks the endpoint for its models as well."),
        userIdQuery: perProvider,
      },
      "Its models.",
    ),
    titleConvo: value(boolean, "Gives conversations a title."),
    titleModel: value(text(300), "With this model; `current_model`: with that of the conversation."),
    modelDisplayLabel: value(text(200), "What its answers are signed with."),
    iconURL: value(text(4000), "Its picture."),
    dropParams: list(value(text(100), "The name of a parameter."), "Parameters that are never sent."),
    addParams: kept("object", "Parameters that are always sent.", { expand: true, secret: true }),
    titleMethod: title,
    titlePrompt: title,
    titlePromptTemplate: title,
    titleEndpoint: title,
    titleMessageRole: title,
    titleTiming: title,
    summarize: unused("summaries"),
    summaryModel: unused("summaries"),
    forcePrompt: perProvider,
    customParams: perProvider,
    customOrder: perProvider,
    directEndpoint: perProvider,
    streamRate: perProvider,
    provider: perProvider,
    tokenConfig: named(
      object(
        {
          prompt: value(price, "USD for a million tokens of what is asked."),
          completion: value(price, "USD for a million tokens of what is answered."),
          context: unused("lengths of contexts"),
          cacheRead: value(price, "USD for a million tokens of these that it reads from its cache; default: `prompt`."),
          cacheWrite: value(price, "The same, of those that it writes there."),
        },
        "The price of a model.",
      ),
      "What its models cost, by their names; LibreChat's default (6 and 6) where nothing is said.",
    ),
    maxToolResultChars: unused("tools"),
    activityLabel: unused("labels of activity"),
    activityModel: unused("labels of activity"),
    activityEndpoint: unused("labels of activity"),
    activityPrompt: unused("labels of activity"),
    activityMaxPerRun: unused("labels of activity"),
    activityCharLimit: unused("labels of activity"),
    activityPhaseLabel: unused("labels of activity"),
    activityPhaseModel: unused("labels of activity"),
    activityPhaseEndpoint: unused("labels of activity"),
    activityPhasePrompt: unused("labels of activity"),
    activityPhaseMaxPerRun: unused("labels of activity"),
  },
  "An OpenAI-compatible endpoint.",
);
