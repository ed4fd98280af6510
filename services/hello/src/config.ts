import { type Settings, text } from "@flotilla/chassis";

/** hello's own settings. */
export const helloFields = {
  messages: text("MESSAGES", {
    fallback: "Hello, World!",
    help: "One message, or several separated by newlines or `|`.",
  }),
  messagesFile: text("MESSAGES_FILE", { fallback: undefined, help: "The same from a file, reloaded when it changes." }),
};

/** What {@link helloFields} reads to. */
export type HelloSettings = Settings<typeof helloFields>;
