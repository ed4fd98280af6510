import { type Field, type Settings, text } from "@flotilla/chassis";
import { parseMessages } from "./domain/messages.ts";

/** hello's own settings. */
export const helloFields = {
  messages: messages("MESSAGES", "Hello, World!", "One message, or several separated by newlines or `|`."),
  messagesFile: text("MESSAGES_FILE", { fallback: undefined, help: "The same from a file, reloaded when it changes." }),
  tempDir: text("TMPDIR", {
    fallback: "/tmp",
    help: "Folder for temporary files; readiness fails when it is not writable.",
  }),
};

/** What {@link helloFields} reads to. */
export type HelloSettings = Settings<typeof helloFields>;

function messages(env: string, shownDefault: string, help: string): Field<readonly string[]> {
  const parse = (value: string) => {
    const found = parseMessages(value);
    if (found.length === 0) throw new Error("must hold at least one message");
    return found;
  };
  return { env, help, shownDefault, fallback: parse(shownDefault), isSecret: false, parse };
}
